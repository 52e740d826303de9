import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createLocalhostIdentity } from '@unscored/examples/src/story/local-issuer.ts'
import { describe, expect, test } from 'vitest'
import { runTsx } from '../support/tsx.ts'
import { temporaryFolder } from './temporary-folder.ts'

const story = new URL('../../examples/src/story.ts', import.meta.url)

const ESCAPE = '\u001b'

describe('the story', () => {
  test('is told to its end, with either suite, in plain text where its output is no terminal', async () => {
    // Either variable makes some libraries colour what goes into a pipe.
    const { code, stdout, stderr } = await runTsx(story, { env: { CI: '1', FORCE_COLOR: '1' } })
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).not.toContain(ESCAPE)
    expect(stdout).toContain('with bbs-2023')
    expect(stdout).toContain('with BbsBlsSignature2020')
    expect(stdout).toContain('with bbs-predicates-2026')
    const claims = stdout.match(/^ ✓ /gm)?.length
    expect(claims).toBeGreaterThan(40)
    expect(stdout).toContain(`All ${claims} claims with a tick were tried as they were told`)
  })

  test('ends with an error where something is not as told: here nobody trusts the certificate', async () => {
    const folder = temporaryFolder()
    const { certificate, privateKey } = await createLocalhostIdentity(new Date())
    writeFileSync(join(folder, 'certificate.pem'), certificate)
    writeFileSync(join(folder, 'private-key.pem'), privateKey)
    const { code, stdout, stderr } = await runTsx(story, { env: { UNSCORED_STORY_TLS: folder } })
    expect(code).toBe(1)
    expect(stderr).toContain('notFound')
    expect(stdout).toContain('The issuer who signs it anew')
    expect(stdout).not.toContain('Two visits')
  })
})
