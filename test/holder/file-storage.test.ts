import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import * as files from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { text } from 'node:stream/consumers'
import { setTimeout } from 'node:timers/promises'
import {
  createEncryptedStore,
  createFileStorage,
  type EncryptedStore,
  type Files,
  type OpenFile,
} from '@unscored/holder'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { bundleProgram } from '../support/bundle.ts'
import { temporaryFolder } from './temporary-folder.ts'
import { addedAt, CHEAP, fictitious, outcome, PASSPHRASE, sameOctets } from './wallets.ts'

const programs = mkdtempSync(join(tmpdir(), 'unscored-writer-'))
let program: string

beforeAll(async () => {
  program = await bundleProgram(new URL('store-writer.ts', import.meta.url), programs)
})
afterAll(() => rmSync(programs, { recursive: true }))

function open(
  path: string,
  through: Files = files,
  passphrase = PASSPHRASE,
): Promise<EncryptedStore> {
  const storage = createFileStorage({ files: through, path })
  return createEncryptedStore({ storage, passphrase, cost: CHEAP })
}

/** The numbers of the credentials in a wallet, as a process that comes later finds them. */
async function numbersIn(path: string, passphrase = PASSPHRASE): Promise<number[]> {
  const held = await (await open(path, files, passphrase)).list()
  return held.map(({ credential }) => Number(Object(credential.credentialSubject).doseNumber))
}

/** A wallet in a file of its own folder, with the credentials 1 and 2. */
async function walletFile() {
  const folder = temporaryFolder()
  const path = join(folder, 'wallet')
  const store = await open(path)
  await store.add({ credential: fictitious(1), addedAt })
  await store.add({ credential: fictitious(2), addedAt })
  return { folder, path }
}

/**
 * What happens in place of each call of the real files.
 *
 * @param step What is called, for a handle after its flags, as `wx writeFile`.
 * @param half The call done by half, where it writes.
 */
type Around = <Result>(
  step: string,
  call: () => Promise<Result>,
  half?: () => Promise<void>,
) => Promise<Result>

function filesThrough(around: Around): Files {
  const opened: files.FileHandle[] = []
  onTestFinished(async () => {
    for (const handle of opened) await handle.close()
  })
  const open = async (path: string, flags: string, mode?: number) => {
    const handle = await files.open(path, flags, mode)
    opened.push(handle)
    return handle
  }
  return {
    open: async (path, flags, mode) => {
      const handle = await around(`open ${flags}`, () => open(path, flags, mode))
      return handleThrough(handle, flags, around)
    },
    readdir: (path) => around('readdir', () => files.readdir(path)),
    rename: (from, to) => around('rename', () => files.rename(from, to)),
    unlink: (path) => around('unlink', () => files.unlink(path)),
  }
}

function handleThrough(handle: files.FileHandle, flags: string, around: Around): OpenFile {
  return {
    stat: () => around(`${flags} stat`, () => handle.stat()),
    readFile: () => around(`${flags} readFile`, () => handle.readFile()),
    writeFile: (octets) => {
      const half = () => handle.writeFile(octets.subarray(0, octets.length / 2))
      return around(`${flags} writeFile`, () => handle.writeFile(octets), half)
    },
    sync: () => around(`${flags} sync`, () => handle.sync()),
    close: () => around(`${flags} close`, () => handle.close()),
  }
}

describe('a wallet in a file', () => {
  test('is read and written by its owner alone', async () => {
    const { path } = await walletFile()
    expect((await files.stat(path)).mode & 0o777).toBe(0o600)
  })

  test('is the only file in its folder', async () => {
    const { folder } = await walletFile()
    expect(await files.readdir(folder)).toEqual(['wallet'])
  })

  test('may be named without a folder', async () => {
    const folder = temporaryFolder()
    const here = process.cwd()
    process.chdir(folder)
    try {
      await (await open('wallet')).add({ credential: fictitious(1), addedAt })
      expect(await numbersIn('wallet')).toEqual([1])
    } finally {
      process.chdir(here)
    }
    expect(await files.readdir(folder)).toEqual(['wallet'])
  })

  test.each(['', 'folder/', '/'])('is not named %j', (path) => {
    expect(() => createFileStorage({ files, path })).toThrow(RangeError)
  })

  test('of no octets is refused and left alone', async () => {
    const path = join(temporaryFolder(), 'wallet')
    await files.writeFile(path, '')
    expect(await outcome(open(path))).toBe('walletCorrupt')
    expect((await files.stat(path)).size).toBe(0)
  })

  test('of more than 16 MiB is refused before it is read', async () => {
    const path = join(temporaryFolder(), 'wallet')
    await files.writeFile(path, '')
    await files.truncate(path, 2 ** 40)
    expect(await outcome(open(path))).toBe('tooLarge')
  })

  test('cannot be a folder, or lie in one that is not there', async () => {
    const folder = temporaryFolder()
    expect(await outcome(open(folder))).toBe('storageFailed')
    expect(await outcome(open(join(folder, 'missing', 'wallet')))).toBe('storageFailed')
    expect(await files.readdir(folder)).toEqual([])
  })

  test('is written anew without what a crash left, and beside what others keep there', async () => {
    const { folder, path } = await walletFile()
    const token = `u${'A'.repeat(22)}`
    const leftOver = [`wallet.${token}.new`, `wallet.u${'_-'.repeat(11)}.new`]
    const others = [`wallet2.${token}.new`, `wallet.x.${token}.new`, 'wallet.new', `x.${token}.new`]
    for (const file of [...leftOver, ...others]) await files.writeFile(join(folder, file), 'half')
    expect(await numbersIn(path)).toEqual([1, 2])
    await (await open(path)).add({ credential: fictitious(3), addedAt })
    expect((await files.readdir(folder)).sort()).toEqual(['wallet', ...others].sort())
    expect(await numbersIn(path)).toEqual([1, 2, 3])
  })

  test('is synced before it is renamed, and its folder after', async () => {
    const { path } = await walletFile()
    const steps: string[] = []
    const recorded = filesThrough((step, call) => {
      steps.push(step)
      return call()
    })
    const store = await open(path, recorded)
    steps.length = 0
    await store.add({ credential: fictitious(3), addedAt })
    expect(steps).toEqual([
      ...['open r', 'r stat', 'r readFile', 'r close'],
      ...['open wx', 'wx writeFile', 'wx sync', 'wx close'],
      'readdir',
      ...['open r', 'r stat', 'r readFile', 'r close'],
      'rename',
      ...['open r', 'r sync', 'r close'],
    ])
  })

  test.each(['EISDIR', 'EPERM', 'EINVAL', 'ENOTSUP'])(
    'is written where the system answers %s to the sync of a folder',
    async (code) => {
      const { path } = await walletFile()
      let renamed = false
      const without = filesThrough(async (step, call) => {
        if (renamed && step === 'r sync') throw Object.assign(new Error(code), { code })
        const result = await call()
        renamed ||= step === 'rename'
        return result
      })
      await (await open(path, without)).add({ credential: fictitious(3), addedAt })
      expect(await numbersIn(path)).toEqual([1, 2, 3])
    },
  )
})

/** How far a step of the file system gets, and whether it then fails or the process with it ends. */
const faults = [
  { fault: 'fails', done: 'nothing', ends: false },
  { fault: 'fails half way', done: 'half', ends: false },
  { fault: 'fails when it is done', done: 'all', ends: false },
  { fault: 'never begins', done: 'nothing', ends: true },
  { fault: 'ends half way', done: 'half', ends: true },
  { fault: 'is the last', done: 'all', ends: true },
] as const

/** As many as a write has; the test that tells their order counts them. */
const STEPS = Array.from({ length: 17 }, (_, i) => i + 1)
const RENAME = 14

describe.each(faults)('where a step $fault', ({ done, ends }) => {
  test.each(STEPS)('step %i: a wallet holds the old credentials or the new', async (number) => {
    const { folder, path } = await walletFile()
    const { store, until } = await openFaulty(path, number)
    expect(await until(store.add({ credential: fictitious(3), addedAt }))).toBe(
      ends ? 'ended' : 'storageFailed',
    )

    const found = await numbersIn(path)
    const renamed = number > RENAME || (number === RENAME && done === 'all')
    expect(found).toEqual(renamed ? [1, 2, 3] : [1, 2])

    const later = ends ? await open(path) : store
    await later.add({ credential: fictitious(4), addedAt })
    expect(await numbersIn(path)).toEqual([...found, 4])
    expect(await files.readdir(folder)).toEqual(['wallet'])
  })

  test.each(STEPS)('step %i: one passphrase opens a wallet, the old or the new', async (number) => {
    const { path } = await walletFile()
    const { store, until } = await openFaulty(path, number)
    await until(store.changePassphrase('new'))
    const outcomes = [await outcome(open(path)), await outcome(open(path, files, 'new'))]
    expect(outcomes.sort()).toEqual(['done', 'walletLocked'])
    if (!ends) expect(await store.list()).toHaveLength(2)
  })

  /** A store of which the step with a number has the fault, counted from the call of `until`, but only once. */
  async function openFaulty(path: string, number: number) {
    let left = Number.POSITIVE_INFINITY
    let end = (_: string) => {}
    const ended = new Promise<string>((resolve) => {
      end = resolve
    })
    const faulty = filesThrough(async (_, call, half) => {
      if (--left !== 0) return call()
      if (done === 'half') await half?.()
      if (done === 'all') await call()
      if (!ends) throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' })
      end('ended')
      return new Promise(() => {})
    })
    const store = await open(path, faulty)
    const until = (work: Promise<unknown>) => {
      left = number
      return Promise.race([outcome(work), ended])
    }
    return { store, until }
  }
})

describe('two that write one wallet', () => {
  test('each see what the other wrote', async () => {
    const { path } = await walletFile()
    const [one, other] = [await open(path), await open(path)]
    const id = await one.add({ credential: fictitious(3), addedAt })
    await other.add({ credential: fictitious(4), addedAt })
    await one.add({ credential: fictitious(5), addedAt })
    await other.remove(id)
    expect(await one.list()).toEqual(await other.list())
    expect(await numbersIn(path)).toEqual([1, 2, 4, 5])
  })

  test.each(STEPS)('step %i: a write of the other before it is not undone', async (number) => {
    const { folder, path } = await walletFile()
    const other = await open(path)
    let left = Number.POSITIVE_INFINITY
    const store = await open(
      path,
      filesThrough(async (_, call) => {
        if (--left === 0) await other.add({ credential: fictitious(3), addedAt })
        return call()
      }),
    )
    left = number
    const result = await outcome(store.add({ credential: fictitious(4), addedAt }))
    expect(result).toBe(number === 1 || number > RENAME ? 'done' : 'walletBusy')
    const expected = result === 'walletBusy' ? [1, 2, 3] : [1, 2, 3, 4]
    expect((await numbersIn(path)).sort()).toEqual(expected)
    expect(await files.readdir(folder)).toEqual(['wallet'])
  })

  test('do not both begin it', async () => {
    const path = join(temporaryFolder(), 'wallet')
    const interrupted = filesThrough(async (step, call) => {
      if (step === 'wx sync') await (await open(path)).add({ credential: fictitious(1), addedAt })
      return call()
    })
    expect(await outcome(open(path, interrupted))).toBe('walletBusy')
    expect(await numbersIn(path)).toEqual([1])
  })

  test('never undo each other, in whatever order their steps come', async () => {
    const path = join(temporaryFolder(), 'wallet')
    let succeeded = 0
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(2), { minLength: 25, maxLength: 60 }), async (turns) => {
        const old = Buffer.from('old')
        await files.writeFile(path, old)
        const writers = [0, 1, 2].map((who) => {
          const turnstile = createTurnstile()
          const storage = createFileStorage({ files: filesThrough(turnstile.around), path })
          const next = Buffer.from(`new ${who}`)
          return { ...turnstile, next, result: turnstile.run(outcome(storage.replace(next, old))) }
        })
        for (const turn of turns) await writers[turn]?.step()
        // Those who are not at the end by now have crashed.
        const [done, ...more] = writers.filter(({ result }) => result() === 'done')
        expect(more).toEqual([])
        const kept = await files.readFile(path)
        if (done !== undefined) {
          succeeded++
          expect(kept).toEqual(done.next)
        } else {
          expect(
            [old, ...writers.map(({ next }) => next)].some((octets) => sameOctets(octets, kept)),
          ).toBe(true)
        }
      }),
      { numRuns: 250, seed: 7 },
    )
    expect(succeeded).toBeGreaterThan(25)
  })

  test('lose nothing as processes that try again', async () => {
    const { path } = await walletFile()
    const writers = [100, 200].map((first) => startWriter(path, first, 25))
    expect(await Promise.all(writers.map(({ output }) => output))).toEqual([
      '.'.repeat(25),
      '.'.repeat(25),
    ])
    const found = await numbersIn(path)
    const expected = [100, 200].flatMap((first) => Array.from({ length: 25 }, (_, i) => first + i))
    expect([...found].sort((a, b) => a - b)).toEqual([1, 2, ...expected])
  })
})

describe('a process killed while it writes', () => {
  test('leaves a wallet with all that it had acknowledged, and at most one more', async () => {
    const { path } = await walletFile()
    let next = 3
    for (let kill = 0; kill < 12; kill++) {
      const writer = startWriter(path, next, 100_000)
      await once(writer.process.stdout, 'readable')
      // A write takes a few milliseconds, so each kill falls on another step.
      await setTimeout(5 + ((kill * 7) % 13))
      writer.process.kill('SIGKILL')
      const acknowledged = (await writer.output).length
      const found = await numbersIn(path)
      expect(found).toEqual(Array.from({ length: found.length }, (_, i) => i + 1))
      expect(acknowledged).toBeGreaterThan(0)
      expect([0, 1]).toContain(found.length + 1 - (next + acknowledged))
      next = found.length + 1
    }
    await (await open(path)).add({ credential: fictitious(next), addedAt })
    expect(await files.readdir(join(path, '..'))).toEqual([basename(path)])
  })
})

function startWriter(path: string, first: number, count: number) {
  const child = spawn(process.execPath, [program, path, `${first}`, `${count}`], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  return { process: child, output: text(child.stdout) }
}

/** Lets one call of a writer through at a time. */
function createTurnstile() {
  let waiting: (() => void) | undefined
  let arrived = () => {}
  let result: string | undefined
  const around: Around = (_, call) =>
    new Promise((resolve, reject) => {
      waiting = () => void call().then(resolve, reject)
      arrived()
    })
  return {
    around,
    /** Gives a function that tells how the work ended, once it has. */
    run: (work: Promise<string>) => {
      void work.then((value) => {
        result = value
        arrived()
      })
      return () => result
    },
    /** Lets the call that waits happen, until the next one waits or the work is done. */
    step: async () => {
      const go = waiting
      if (go === undefined) return
      waiting = undefined
      await new Promise<void>((resolve) => {
        arrived = resolve
        go()
      })
    },
  }
}
