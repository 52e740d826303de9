import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { transform } from 'esbuild'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { layOutPublished } from '../support/published.ts'
import { bundlers } from './bundlers.ts'
import { describeWithChromium, launchChromium, visit } from './chromium.ts'
import type { Said } from './page.ts'

const HTML = `<!doctype html>
<title>Unscored</title>
<output></output>
<script type="module" src="/page.js"></script>
`

const withWasm = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'"
const withoutWasm = "default-src 'self'; script-src 'self'"

const shown = { type: 'VaccinationDose', product: 'EU/1/20/1528', doseNumber: 2 }
const refusal = 'proofInvalid'

/** What only the engine of BBS+ has in its code. */
const BBS_PLUS_ENGINE = 'generateBls12381G1KeyPair'

describeWithChromium('in a browser, under a strict content security policy,', () => {
  let folder: string
  let browser: Browser

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'unscored-browser-'))
    await layOutPublished(folder)
    await writePage(folder, await readFile(new URL('page.ts', import.meta.url), 'utf8'))
    browser = await launchChromium()
  })

  afterAll(async () => {
    await browser?.close()
    await rm(folder, { recursive: true, force: true })
  })

  describe.each(Object.entries(bundlers))('a page built by %s', (name, build) => {
    let site: string

    beforeAll(async () => {
      site = join(folder, `site-${name}`)
      await build(folder, site)
    })

    test('issues, shows and verifies in WebAssembly', async () => {
      const { said, files, ...noticed } = await visit({ browser, site, policy: withWasm })
      expect(said).toEqual<Said>({ curve: 'mcl', shown, refusal })
      expect(noticed).toEqual({ violations: [], elsewhere: [] })
      expect(await codeOf(files, site)).not.toContain(BBS_PLUS_ENGINE)
    })

    test('does the same in JavaScript where WebAssembly is forbidden', async () => {
      const { said, files, ...noticed } = await visit({ browser, site, policy: withoutWasm })
      expect(said).toEqual<Said>({ curve: 'noble', shown, refusal })
      // It is tried, and that is all.
      expect(noticed).toEqual({ violations: ['wasm-eval'], elsewhere: [] })
      expect(await codeOf(files, site)).not.toContain(BBS_PLUS_ENGINE)
    })

    test('does the same with BbsBlsSignature2020', async () => {
      const page = { browser, site, policy: withWasm, fragment: '#BbsBlsSignature2020' }
      const { said, files, ...noticed } = await visit(page)
      const withId = { id: 'https://w3id.org/unscored/vaccination#subject', ...shown }
      expect(said).toEqual<Said>({ curve: 'mcl', shown: withId, refusal })
      expect(noticed).toEqual({ violations: [], elsewhere: [] })
      expect(await codeOf(files, site)).toContain(BBS_PLUS_ENGINE)
    })
  })

  describe('what is not to happen', () => {
    let site: string

    beforeAll(async () => {
      site = join(folder, 'site-of-misdeeds')
      await mkdir(site)
      await writePage(site, misdeeds)
    })

    test('is noticed where the policy forbids it', async () => {
      const { violations } = await visit({ browser, site, policy: withWasm })
      expect(violations).toEqual(['eval', 'https://issuer.example/key'])
    })

    test('is noticed where a page reaches elsewhere', async () => {
      const policy = "script-src 'self' 'unsafe-eval'"
      const { violations, elsewhere } = await visit({ browser, site, policy })
      expect({ violations, elsewhere }).toEqual({
        violations: [],
        elsewhere: ['https://issuer.example/key'],
      })
    })
  })
})

const misdeeds = `
  try { new Function('') } catch {}
  await fetch('https://issuer.example/key').catch(() => {})
  document.querySelector('output').textContent = '{}'
`

/** Writes a page as bundlers take it, and browsers too where it imports nothing. */
async function writePage(folder: string, source: string): Promise<void> {
  const { code } = await transform(source, { loader: 'ts' })
  await writeFile(join(folder, 'page.js'), code)
  await writeFile(join(folder, 'index.html'), HTML)
}

/** All that a page loaded. */
async function codeOf(files: readonly string[], site: string): Promise<string> {
  const paths = files.map((file) => join(site, file === '/' ? 'index.html' : file))
  return (await Promise.all(paths.map((path) => readFile(path, 'utf8')))).join('\n')
}
