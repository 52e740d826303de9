import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'

describe('the process', () => {
  const script = fileURLToPath(new URL('tampering-process.ts', import.meta.url))
  const run = (engine: 'checked' | 'unchecked') =>
    promisify(execFile)(process.execPath, ['--import', 'tsx', script, engine])

  test('survives changed signatures, proofs and keys, and refuses each with a code', async () => {
    const { stdout } = await run('checked')
    const tally = JSON.parse(stdout) as Record<string, number>
    expect(Object.keys(tally).sort()).toEqual([
      'invalidIndexes',
      'invalidKey',
      'invalidLength',
      'invalidPoint',
      'invalidScalar',
      'proofInvalid',
    ])
    const total = Object.values(tally).reduce((sum, count) => sum + count)
    expect(total).toBeGreaterThan(4000)
  })

  test('is ended by the engine where nothing is checked', async () => {
    const stderr = expect.stringContaining('RuntimeError: unreachable')
    await expect(run('unchecked')).rejects.toMatchObject({ code: 1, stderr })
  })
})
