import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'

const script = fileURLToPath(new URL('randomness-process.ts', import.meta.url))

interface Printed {
  /** A signature and a disclosure, in hexadecimal. */
  shown: string[]
  self: boolean
}

async function run(...told: string[]): Promise<Printed> {
  const args = ['--import', 'tsx', script, ...told]
  const { stdout } = await promisify(execFile)(process.execPath, args)
  return JSON.parse(stdout)
}

describe('the engine', () => {
  test('draws other random numbers in every process, and leaves nothing behind', async () => {
    const processes = await Promise.all([run('fresh'), run('fresh')])
    expect(processes.map(({ self }) => self)).toEqual([false, false])
    const shown = processes.flatMap(({ shown }) => shown)
    expect(new Set(shown).size).toBe(4)
  })

  test('is refused where it was used before without randomness', async () => {
    const stderr = expect.stringContaining('has no randomness')
    await expect(run('used')).rejects.toMatchObject({ code: 1, stderr })
  })

  test('that is refused is not taken for a fault of the credential that it was to sign', async () => {
    const stderr = expect.stringMatching(/EngineError: the BBS\+ engine was used before/)
    await expect(run('used', 'credential')).rejects.toMatchObject({ code: 1, stderr })
  })
})
