import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { Worker } from 'node:worker_threads'
import {
  type BbsOperations,
  type BbsPool,
  bbsOperations,
  bls12381Sha256,
  bls12381Shake256,
  CompositionError,
  type CreatePoolOptions,
  createPool,
  generateKeyPair,
  loadCurve,
  PoolError,
} from '@unscored/bbs'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { portable, wipe } from '../../packages/bbs/src/pool-job.ts'
import { bundleProgram } from '../support/bundle.ts'
import { layOutPublished } from '../support/published.ts'
import { runTsx } from '../support/tsx.ts'
import { claims, createIssuer, issueTo, present } from './composite/reference.ts'
import { seededRandom } from './random-sources.ts'

const folder = mkdtempSync(join(tmpdir(), 'unscored-pool-'))
let program: string

beforeAll(async () => {
  program = await bundleProgram(new URL('mortal-worker-process.ts', import.meta.url), folder)
})
afterAll(() => rmSync(folder, { recursive: true }))

const text = (message: string) => new TextEncoder().encode(message)
const messages = ['zero', 'one', 'two'].map(text)
const { secretKey, publicKey } = await generateKeyPair({ keyMaterial: new Uint8Array(32).fill(1) })
const signature = await bbsOperations.sign({ secretKey, publicKey, messages })
const signed = { publicKey, signature, messages }
const proof = await bbsOperations.createProof({ ...signed, disclosed: [1] })
const proven = { publicKey, proof, disclosed: new Map([[1, text('one')]]) }

/** The signature over a header, which may say how a mortal worker is to end. */
const signatureOver = (header: string) =>
  bbsOperations.sign({ secretKey, publicKey, messages, header: text(header) })

interface Setting extends Partial<CreatePoolOptions> {
  /** How often workers end as a header says. */
  deaths?: number
}

/** A pool over real threads, all of which are at hand. */
function openPool({ deaths = 0, ...options }: Setting = {}) {
  const left = new SharedArrayBuffer(8)
  new Int32Array(left)[0] = deaths
  const workers: Worker[] = []
  let alive = 0
  let mostAlive = 0
  const startWorker = () => {
    const worker = new Worker(program, {
      workerData: { deaths: left },
      resourceLimits: { maxOldGenerationSizeMb: 48 },
    })
    workers.push(worker)
    mostAlive = Math.max(mostAlive, ++alive)
    worker.on('exit', () => alive--)
    return worker
  }
  const pool = createPool({ size: 1, startWorker, ...options })
  onTestFinished(() => pool.close())
  return { pool, workers, mostAlive: () => mostAlive }
}

const sign = (pool: BbsPool, header = '') =>
  pool.sign({ secretKey, publicKey, messages, header: text(header) })

/** What has become of promises, by code or name where they were rejected. */
async function outcomes(promises: readonly Promise<unknown>[]): Promise<unknown[]> {
  const settled = await Promise.allSettled(promises)
  return settled.map((end) =>
    end.status === 'fulfilled' ? 'done' : (end.reason.code ?? end.reason.name),
  )
}

describe('a pool', () => {
  test.each([bls12381Sha256, bls12381Shake256])(
    'computes what the functions themselves do, with $id',
    async (suite) => {
      const { pool } = openPool({ size: 2 })
      const operations: BbsOperations = pool
      const key = { secretKey, publicKey, suite }
      const mine = await operations.sign({ ...key, messages })
      expect(mine).toEqual(await bbsOperations.sign({ ...key, messages }))
      const inputs = { publicKey, signature: mine, messages, suite }
      expect(await operations.verify(inputs)).toBe(true)
      expect(await operations.verify({ ...inputs, messages: [] })).toBe(false)
      const made = await operations.createProof({ ...inputs, disclosed: new Set([1]).values() })
      const shown = { publicKey, proof: made, disclosed: proven.disclosed }
      expect(await bbsOperations.verifyProof({ ...shown, suite })).toBe(true)
      expect(await operations.verifyProof({ ...shown, suite })).toBe(true)
      expect(await operations.verifyProof({ ...shown, suite, header: text('x') })).toBe(false)
      const proofs = [shown, { ...shown, disclosed: new Map() }, shown]
      expect(await operations.verifyProofs({ proofs, suite })).toEqual([true, false, true])
      expect(await operations.verifyProofs({ proofs: [] })).toEqual([])
    },
  )

  test('computes what is blind, too', async () => {
    const { pool } = openPool()
    const { commitment, proverBlind } = await pool.commit({ messages })
    expect(await pool.verifyCommitment({ commitment })).toBe(true)
    const blindly = await pool.sign({ secretKey, publicKey, messages, blind: { commitment } })
    const blind = { messages, proverBlind }
    expect(await pool.verify({ ...signed, signature: blindly, blind })).toBe(true)
    const pseudonym = { nymSecret: secretKey, context: text('context') }
    expect(await pool.createPseudonym(pseudonym)).toEqual(
      await bbsOperations.createPseudonym(pseudonym),
    )
  })

  test('takes composite proofs among others, and a refusal keeps its code', async () => {
    const { pool } = openPool()
    const issuer = await createIssuer({})
    const composite = await present(issuer, await issueTo(issuer, claims))
    expect(await pool.verifyCompositeProof(composite)).toBe(true)
    const wrong = { ...composite, presentationHeader: text('of another') }
    const proofs = [proven, composite, wrong, proven]
    expect(await pool.verifyProofs({ proofs })).toEqual([true, true, false, true])
    const nothing = pool.verifyCompositeProof({ ...composite, statements: [] })
    await expect(nothing).rejects.toThrow(CompositionError)
    await expect(nothing).rejects.toMatchObject({ code: 'nothingToProve' })
  })

  test.each(['mcl', 'noble'] as const)('computes with the curve it is told, %s', async (curve) => {
    expect(await sign(openPool({ curve }).pool)).toEqual(signature)
  })

  test('has every function that there is, and can be closed', () => {
    const { pool } = openPool()
    expect(Object.keys(pool).sort()).toEqual([...Object.keys(bbsOperations), 'close'].sort())
  })

  test('verifies 200 proofs in parts, each verdict in its place', async () => {
    const { pool, workers } = openPool({ size: 2 })
    const wrong = new Set([0, 63, 64, 130, 199])
    const proofs = Array.from({ length: 200 }, (_, i) =>
      wrong.has(i) ? { ...proven, header: text('x') } : proven,
    )
    const verdicts = await pool.verifyProofs({ proofs })
    expect(verdicts).toEqual(proofs.map((_, i) => !wrong.has(i)))
    expect(workers).toHaveLength(2)
  })

  test('rejects what the functions reject, in the same words', async () => {
    const { pool } = openPool()
    const bad = { secretKey: new Uint8Array(31), publicKey, messages }
    const own = await bbsOperations.sign(bad).catch((error: unknown) => error)
    const error = await pool.sign(bad).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(RangeError)
    expect(error).toMatchObject({ message: (own as Error).message })
    expect(await sign(pool)).toEqual(signature)
  })

  test('takes options as they are when it is called', async () => {
    const { pool } = openPool()
    const ownKey = secretKey.slice()
    const ownMessages = messages.map((message) => message.slice())
    const signing = pool.sign({ secretKey: ownKey, publicKey, messages: ownMessages })
    ownKey.fill(0)
    for (const message of ownMessages) message.fill(0)
    ownMessages.length = 0
    expect(await signing).toEqual(signature)
  })

  test.each([
    { name: 'a curve', given: { curve: loadCurve() } },
    { name: 'a random source', given: { random: seededRandom(1) } },
    { name: "a suite of one's own", given: { suite: { ...bls12381Sha256 } } },
    { name: 'a function', given: { header: () => text('') } },
    { name: 'numbers that are no octets', given: { header: Uint16Array.of(256) } },
    { name: 'a symbol', given: { header: Symbol('header') } },
    {
      name: 'a key of a map that cannot be sent',
      given: { header: new Map([[Symbol('key'), 1]]) },
    },
  ])('refuses $name', async ({ given }) => {
    const { pool, workers } = openPool()
    const options = { ...signed, disclosed: [1], ...(given as object) }
    await expect(pool.createProof(options)).rejects.toThrow(TypeError)
    expect(workers).toHaveLength(0)
  })

  test.each([
    { size: 0 },
    { size: 1.5 },
    { size: Number.NaN },
    { size: 1, queueLimit: -1 },
    { size: 1, timeLimit: 0 },
    { size: 1, timeLimit: 2 ** 31 },
  ])('is not made of $size, $queueLimit, $timeLimit', (options) => {
    expect(() => createPool(options)).toThrow(RangeError)
  })
})

describe('a worker that ends', () => {
  const ends = ['exit', 'throw', 'exhaust']

  test.each(ends)('by %s loses no job', async (end) => {
    const { pool, workers } = openPool({ deaths: 2 })
    const all = [sign(pool), sign(pool, end), sign(pool, 'other')]
    expect(await Promise.all(all)).toEqual([
      signature,
      await signatureOver(end),
      await signatureOver('other'),
    ])
    expect(workers).toHaveLength(3)
  })

  test.each(ends)('by %s whenever it has a job costs that job alone', async (end) => {
    const { pool, workers } = openPool({ size: 2, deaths: 1000 })
    const all = [sign(pool), sign(pool, end), ...Array.from({ length: 6 }, () => sign(pool))]
    const ended = await outcomes(all)
    expect(ended).toEqual(['done', 'workerLost', 'done', 'done', 'done', 'done', 'done', 'done'])
    expect(workers.length).toBeLessThanOrEqual(2 + 3)
    const error = await sign(pool, end).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(PoolError)
    expect((error as PoolError).cause).toBeUndefined()
    expect(await sign(pool)).toEqual(signature)
  })

  test('because it took too long loses no job', async () => {
    const { pool, workers } = openPool({ deaths: 1, timeLimit: 4000 })
    expect(await sign(pool, 'hang')).toEqual(await signatureOver('hang'))
    expect(workers).toHaveLength(2)
  })

  test('from outside loses no job, whether it was idle or not', async () => {
    const { pool, workers } = openPool()
    await sign(pool)
    await workers[0]?.terminate()
    const signing = sign(pool)
    await new Promise((resolve) => workers[1]?.once('message', resolve))
    await workers[1]?.terminate()
    expect(await signing).toEqual(signature)
    expect(workers).toHaveLength(3)
  })

  test('loses none of 500 jobs on two workers, wherever it ends', async () => {
    const { pool, workers, mostAlive } = openPool({ size: 2 })
    const random = seededRandom(7)
    const done: number[] = []
    const all = Array.from({ length: 500 }, async (_, i) => {
      const one =
        i % 3 === 0
          ? await sign(pool, `${i}`)
          : await pool.verifyProof({ ...proven, header: text(i % 3 === 1 ? '' : 'x') })
      done.push(i)
      if ((random(1)[0] ?? 0) < 6) await workers.at(-1 - (i % 2))?.terminate()
      return one
    })
    const values = await Promise.all(all)
    const expected = await Promise.all(
      values.map((_, i) => (i % 3 === 0 ? signatureOver(`${i}`) : i % 3 === 1)),
    )
    expect(values).toEqual(expected)
    expect(done).toHaveLength(500)
    expect(workers.length).toBeGreaterThan(4)
    expect(mostAlive()).toBe(2)
  })
})

describe('workers that do not start', () => {
  test.each([
    { name: 'there is no program', startWorker: () => new Worker(join(folder, 'none.mjs')) },
    {
      name: 'the program ends',
      startWorker: () => new Worker('process.exit(0)', { eval: true }),
    },
    {
      name: 'it says something else',
      startWorker: () =>
        new Worker('require("node:worker_threads").parentPort.postMessage("hello")', {
          eval: true,
        }),
    },
    {
      name: 'it says nothing',
      startWorker: () => new Worker('setInterval(() => {}, 1000)', { eval: true }),
      timeLimit: 300,
    },
  ])('because $name have all that waits rejected, three tries later', async (options) => {
    let started = 0
    const startWorker = () => {
      started++
      return options.startWorker()
    }
    const { pool } = openPool({ ...options, startWorker, size: 2 })
    const all = Array.from({ length: 50 }, () => sign(pool))
    expect(new Set(await outcomes(all))).toEqual(new Set(['workerLost']))
    expect(started).toBeLessThanOrEqual(4)
    await expect(sign(pool)).rejects.toMatchObject({ code: 'workerLost' })
    expect(started).toBeLessThanOrEqual(8)
  })

  test('because none can be had have a call rejected', async () => {
    let tries = 0
    const startWorker = () => {
      tries++
      throw new Error('no more threads')
    }
    const { pool } = openPool({ startWorker })
    const error = await sign(pool).catch((reason: unknown) => reason)
    expect(error).toMatchObject({ code: 'workerLost', cause: { message: 'no more threads' } })
    expect(tries).toBe(3)
  })

  test('are tried anew by a later call', async () => {
    let fails = 3
    const startWorker = () =>
      new Worker(fails-- > 0 ? join(folder, 'none.mjs') : program, {
        workerData: { deaths: new SharedArrayBuffer(8) },
      })
    const { pool } = openPool({ startWorker })
    await expect(sign(pool)).rejects.toMatchObject({ code: 'workerLost' })
    expect(await sign(pool)).toEqual(signature)
  })
})

describe('the queue', () => {
  test('takes as many calls as it is told, and more when some have ended', async () => {
    const { pool } = openPool({ queueLimit: 2 })
    const all = Array.from({ length: 6 }, () => sign(pool))
    const expected = ['done', 'done', 'done', 'queueFull', 'queueFull', 'queueFull']
    expect(await outcomes(all)).toEqual(expected)
    expect(await sign(pool)).toEqual(signature)
  })

  test('may be none', async () => {
    const { pool } = openPool({ size: 2, queueLimit: 0 })
    const all = Array.from({ length: 3 }, () => sign(pool))
    expect(await outcomes(all)).toEqual(['done', 'done', 'queueFull'])
  })
})

describe('a call that is aborted', () => {
  const reason = new Error('no longer wanted')

  test('before it is made computes nothing', async () => {
    const { pool, workers } = openPool()
    const signing = pool.sign({ secretKey, messages }, { signal: AbortSignal.abort(reason) })
    await expect(signing).rejects.toBe(reason)
    expect(workers).toHaveLength(0)
  })

  test('while it waits makes room for others', async () => {
    const { pool } = openPool({ queueLimit: 1 })
    const first = sign(pool)
    const controller = new AbortController()
    const second = pool.sign({ secretKey, messages }, controller)
    const rejected = expect(second).rejects.toBe(reason)
    controller.abort(reason)
    await rejected
    expect(await Promise.all([first, sign(pool)])).toEqual([signature, signature])
  })

  test('while it runs is rejected at once, and its worker computes what is next', async () => {
    const { pool, workers } = openPool({ deaths: 1, timeLimit: 4000 })
    await sign(pool)
    const controller = new AbortController()
    const options = { secretKey, publicKey, messages, header: text('hang') }
    const hanging = pool.sign(options, controller)
    const rejected = expect(hanging).rejects.toBe(reason)
    controller.abort(reason)
    await rejected
    expect(await sign(pool)).toEqual(signature)
    // The worker that hung is replaced, and what nobody waits for is not tried again.
    expect(workers).toHaveLength(2)
  })

  test('leaves the rest of a batch uncomputed', async () => {
    const { pool, workers } = openPool()
    await sign(pool)
    const [worker] = workers as [Worker]
    let posted = 0
    const post = worker.postMessage.bind(worker)
    worker.postMessage = (message: unknown) => {
      posted++
      post(message)
    }
    const controller = new AbortController()
    const proofs = Array.from({ length: 640 }, () => proven)
    const verifying = pool.verifyProofs({ proofs }, controller)
    const rejected = expect(verifying).rejects.toBe(reason)
    controller.abort(reason)
    await rejected
    expect(await sign(pool)).toEqual(signature)
    expect(posted).toBe(2)
  })

  test('leaves nothing listening to its signal once it has ended', async () => {
    const { pool } = openPool()
    const controller = new AbortController()
    let listening = 0
    const { signal } = controller
    const add = signal.addEventListener.bind(signal)
    const remove = signal.removeEventListener.bind(signal)
    signal.addEventListener = (...given: Parameters<typeof add>) => {
      listening++
      add(...given)
    }
    signal.removeEventListener = (...given: Parameters<typeof remove>) => {
      listening--
      remove(...given)
    }
    expect(await pool.verifyProof(proven, { signal })).toBe(true)
    expect(listening).toBe(0)
    controller.abort()
  })
})

describe('a pool that is closed', () => {
  test('rejects what runs, what waits and what comes, and ends its workers', async () => {
    const { pool, workers } = openPool({ size: 2 })
    await Promise.all([sign(pool), sign(pool)])
    const exits = workers.map((worker) => new Promise((resolve) => worker.once('exit', resolve)))
    const all = outcomes(Array.from({ length: 5 }, () => sign(pool)))
    await Promise.all([pool.close(), pool.close()])
    await Promise.all(exits)
    expect(new Set(await all)).toEqual(new Set(['closed']))
    await expect(sign(pool)).rejects.toMatchObject({ code: 'closed', name: 'PoolError' })
    await expect(pool.verifyProofs({ proofs: [] })).rejects.toMatchObject({ code: 'closed' })
  })

  test('while its workers start ends them', async () => {
    const { pool, workers } = openPool()
    const signing = outcomes([sign(pool)])
    await pool.close()
    expect(await signing).toEqual(['closed'])
    expect(workers).toHaveLength(1)
  })
})

test('a process ends though its pool is open, when all that it asked for is done', async () => {
  const file = new URL('open-pool-process.ts', import.meta.url)
  const { code, stdout, stderr } = await runTsx(file, { args: [program] })
  expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: 'true true\n', stderr: '' })
})

test('what is published finds its worker by itself, from the package and from its name', async () => {
  await layOutPublished(folder)
  const script = `
    import { Worker } from 'node:worker_threads'
    import { createPool, generateKeyPair } from '@unscored/bbs'
    const startWorker = () => new Worker(new URL(import.meta.resolve('@unscored/bbs/worker')))
    const { secretKey, publicKey } = await generateKeyPair()
    for (const pool of [createPool({ size: 1 }), createPool({ size: 1, startWorker })]) {
      const signature = await pool.sign({ secretKey, messages: [] })
      console.log(await pool.verify({ publicKey, signature, messages: [] }))
    }`
  const file = join(folder, 'published.mjs')
  writeFileSync(file, script)
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [file])
  expect({ stdout, stderr }).toEqual({ stdout: 'true\ntrue\n', stderr: '' })
})

describe('what is sent to a worker', () => {
  test('has no octets but those that were given', () => {
    const buffer = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8)
    const given = {
      key: buffer.subarray(2, 4),
      list: [Buffer.from(buffer.buffer, 4, 1)],
      map: new Map([[7, buffer.subarray(0, 1)]]),
      indexes: new Set([3, 1]),
      inner: { octets: buffer.subarray(7), left: undefined, flag: true },
    }
    const sent = portable(given) as typeof given
    expect(sent).toEqual({
      key: Uint8Array.of(3, 4),
      list: [Uint8Array.of(5)],
      map: new Map([[7, Uint8Array.of(1)]]),
      indexes: [3, 1],
      inner: { octets: Uint8Array.of(8), left: undefined, flag: true },
    })
    const octets = [sent.key, ...sent.list, ...sent.map.values(), sent.inner.octets]
    expect(octets.map(({ buffer: own }) => own.byteLength)).toEqual([2, 1, 1, 1])
  })

  test('can be wiped, all of it and nothing else', () => {
    const given = { key: Uint8Array.of(1), list: [Uint8Array.of(2)], map: new Map([[3, messages]]) }
    const sent = portable(given) as typeof given
    wipe(sent)
    for (const octets of [sent.key, ...sent.list, ...(sent.map.get(3) ?? [])]) {
      expect(octets.every((octet) => octet === 0)).toBe(true)
    }
    expect(given.key).toEqual(Uint8Array.of(1))
    expect(messages[0]).toEqual(text('zero'))
  })
})
