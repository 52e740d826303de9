import { CompositionError } from './composite/error.ts'
import type { Engine } from './keys.ts'
import type { CurveChoice } from './load-curve.ts'
import type { BbsOperations } from './operations.ts'
import { type Answer, type Job, portable, suites, wipe } from './pool-job.ts'
import type { RandomSource } from './scalars.ts'
import { type AnyWorker, holdProcess, listenTo, nodeThreads, releaseProcess } from './threads.ts'

/** Why a pool did not compute something. */
export type PoolErrorCode = 'queueFull' | 'workerLost' | 'closed'

/**
 * A pool that did not compute something: `queueFull` where as much waits as may, `workerLost` where workers do not start
 * or the job's own ended three times before it did, `closed` where the pool was closed before.
 */
export class PoolError extends Error {
  override readonly name = 'PoolError'
  readonly code: PoolErrorCode

  constructor(code: PoolErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}

/** What {@link createPool} takes. */
export interface CreatePoolOptions {
  /** The most workers that run at a time; they are started when there is something to compute. */
  size: number
  /**
   * How many calls may wait for a worker, 1,000 by default. The parts of one `verifyProofs` wait each by itself; they are
   * taken together, however many, where there is room for one.
   */
  queueLimit?: number
  /** What workers compute with. */
  curve?: CurveChoice
  /** Milliseconds in which a worker must start, or end a job; 60,000 by default, below 2^31. One that does not is replaced. */
  timeLimit?: number
  /**
   * Starts a worker that runs `@unscored/bbs/worker`; on Node it is known how to do that unless the package was bundled.
   */
  startWorker?: () => AnyWorker
}

/** What a call of a pool takes besides what the operation takes. */
export interface PoolCallOptions {
  /** Where it is aborted, the call is rejected with its reason, and what has not begun never does. */
  signal?: AbortSignal
}

type Pooled<Operation extends (options: never) => Promise<unknown>> = (
  options: Parameters<Operation>[0],
  call?: PoolCallOptions,
) => ReturnType<Operation>

/** The operations, computed by workers. */
export type BbsPool = { readonly [Name in keyof BbsOperations]: Pooled<BbsOperations[Name]> } & {
  /** Ends the workers; whatever waits or runs is rejected as `closed`. */
  close(): Promise<void>
}

/**
 * A pool of workers with the functions of this package, which takes as much as is given at once and keeps the thread that
 * it is called from free.
 *
 * The options of a call are copied when it is made, and the copies wiped when it has ended. A suite is one of this
 * package; a curve or a random source of one's own cannot be sent to a worker and is refused with a `TypeError`.
 *
 * A call whose worker ends, for whatever reason, is given to another, three in all. One that is aborted while it runs is
 * computed to its end, a matter of milliseconds, and forgotten. An idle pool does not keep a process of Node running.
 *
 * @throws {RangeError} where a number makes no sense.
 * @throws {TypeError} where `startWorker` is left out elsewhere than on Node 20.16 or later.
 */
export function createPool(options: CreatePoolOptions): BbsPool {
  const pool = new Pool(options)
  const { size } = options
  const pooled = <Name extends keyof BbsOperations>(operation: Name): Pooled<BbsOperations[Name]> =>
    // Answers are what the operation of this name gives.
    (async (given: object, call?: PoolCallOptions) =>
      (await pool.run(operation, [given], call))[0]) as Pooled<BbsOperations[Name]>
  return {
    commit: pooled('commit'),
    createProof: pooled('createProof'),
    createPseudonym: pooled('createPseudonym'),
    sign: pooled('sign'),
    signScalars: pooled('signScalars'),
    verify: pooled('verify'),
    verifyCompositeProof: pooled('verifyCompositeProof'),
    verifyScalars: pooled('verifyScalars'),
    verifyCommitment: pooled('verifyCommitment'),
    verifyProof: pooled('verifyProof'),
    verifyProofs: async ({ proofs, ...common }, call) => {
      const parts = partsOf(proofs, size).map((part) => ({ ...common, proofs: part }))
      return (await pool.run('verifyProofs', parts, call)).flat() as boolean[]
    },
    close: () => pool.close(),
  }
}

const TRIALS = 3
const PROOFS_A_JOB = 64

/** Milliseconds; a timer that is set to more runs out at once. */
const LONGEST_TIMER = 2 ** 31 - 1

/** As many parts as there are workers, or more where they would be long. */
function partsOf<Item>(items: readonly Item[], workers: number): Item[][] {
  const length = Math.min(PROOFS_A_JOB, Math.ceil(items.length / workers))
  const parts: Item[][] = []
  for (let from = 0; from < items.length; from += length) {
    parts.push(items.slice(from, from + length))
  }
  return parts
}

/** A job and the promise of its value. */
interface Task {
  readonly job: Job
  /** How many workers were lost over it. */
  losses: number
  readonly value: Promise<unknown>
  settled: boolean
  resolve(value: unknown): void
  reject(reason: unknown): void
}

/** A worker of the pool, what it computes, and the timer that runs until it starts or ends that. */
interface Member {
  readonly worker: AnyWorker
  ready: boolean
  task: Task | undefined
  timer: ReturnType<typeof setTimeout> | undefined
}

type Given = Engine & { random?: RandomSource }

class Pool {
  readonly #size: number
  readonly #queueLimit: number
  readonly #curve: CurveChoice
  readonly #timeLimit: number
  readonly #startWorker: () => AnyWorker
  readonly #members = new Set<Member>()
  #waiting: Task[] = []
  #jobs = 0
  /** Why workers ended before they were ready, since one was or ended a job. */
  #failedStarts: unknown[] = []
  #closing: Promise<void> | undefined

  constructor(options: CreatePoolOptions) {
    const { size, queueLimit = 1000, curve = 'auto', timeLimit = 60_000 } = options
    assertInteger('size', size, { least: 1 })
    assertInteger('queueLimit', queueLimit, { least: 0 })
    assertInteger('timeLimit', timeLimit, { least: 1, most: LONGEST_TIMER })
    this.#size = size
    this.#queueLimit = queueLimit
    this.#curve = curve
    this.#timeLimit = timeLimit
    this.#startWorker = options.startWorker ?? nodeStarter()
  }

  /** Computes an operation for each of some options; all of them are admitted, or none. */
  async run(
    operation: keyof BbsOperations,
    given: readonly Given[],
    { signal }: PoolCallOptions = {},
  ): Promise<unknown[]> {
    signal?.throwIfAborted()
    if (this.#closing !== undefined) throw closed()
    const running = [...this.#members].filter(({ task }) => task !== undefined).length
    if (this.#waiting.length + running >= this.#size + this.#queueLimit) {
      throw new PoolError('queueFull', 'too much waits for a worker')
    }
    const tasks = given.map((options) => createTask(this.#createJob(operation, options)))
    const withdraw = () => this.#withdraw(tasks, signal?.reason)
    signal?.addEventListener('abort', withdraw)
    this.#waiting.push(...tasks)
    this.#advance()
    try {
      return await Promise.all(tasks.map(({ value }) => value))
    } finally {
      signal?.removeEventListener('abort', withdraw)
      // Where one part fails, the others are of no use.
      withdraw()
    }
  }

  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  async #close(): Promise<void> {
    const members = [...this.#members]
    this.#members.clear()
    for (const { timer } of members) clearTimeout(timer)
    for (const task of this.#waiting.splice(0)) task.reject(closed())
    for (const { task } of members) task?.reject(closed())
    await Promise.all(members.map(({ worker }) => worker.terminate()))
  }

  #createJob(operation: keyof BbsOperations, { suite, curve, random, ...given }: Given): Job {
    if (curve !== undefined || random !== undefined) {
      throw new TypeError(
        'a pool takes no curve and no random source: they cannot be sent to a worker',
      )
    }
    if (suite !== undefined && !suites.includes(suite)) {
      throw new TypeError('a pool takes no suite but those of this package')
    }
    // A copy of an object is an object.
    const options = portable(given) as object
    return { id: this.#jobs++, operation, options, suite: suite?.id, curve: this.#curve }
  }

  #withdraw(tasks: readonly Task[], reason: unknown): void {
    const open = new Set(tasks.filter(({ settled }) => !settled))
    if (open.size === 0) return
    this.#waiting = this.#waiting.filter((task) => !open.has(task))
    for (const task of open) task.reject(reason)
  }

  /** Gives what waits to workers that are idle, and starts as many as are missing. */
  #advance(): void {
    for (const member of this.#members) {
      const task = member.ready && !member.task ? this.#waiting.shift() : undefined
      if (task !== undefined) this.#assign(member, task)
    }
    while (this.#mayStart()) this.#start()
    if (this.#members.size === 0) this.#giveUp()
  }

  #mayStart(): boolean {
    const starting = [...this.#members].filter(({ ready }) => !ready).length
    return (
      starting < this.#waiting.length &&
      this.#members.size < this.#size &&
      this.#failedStarts.length < TRIALS
    )
  }

  #start(): void {
    let worker: AnyWorker
    try {
      worker = this.#startWorker()
    } catch (cause) {
      this.#failedStarts.push(cause)
      return
    }
    const member: Member = { worker, ready: false, task: undefined, timer: undefined }
    this.#members.add(member)
    this.#setTimer(member)
    listenTo(worker, {
      onMessage: (message) => {
        if (this.#members.has(member)) this.#hear(member, message)
      },
      onLoss: (cause) => this.#lose(member, cause),
    })
  }

  #assign(member: Member, task: Task): void {
    member.task = task
    this.#setTimer(member)
    holdProcess(member.worker)
    member.worker.postMessage(task.job)
  }

  #setTimer(member: Member): void {
    const expire = () => this.#lose(member, new Error('the worker took too long'))
    member.timer = setTimeout(expire, this.#timeLimit)
  }

  #hear(member: Member, message: unknown): void {
    const { worker, ready, task, timer } = member
    if (!ready && isAnswer(message) && 'ready' in message) {
      member.ready = true
    } else if (task && isAnswer(message) && 'id' in message && message.id === task.job.id) {
      member.task = undefined
      if ('error' in message) task.reject(message.error)
      else if ('refusal' in message) {
        const { code, message: text } = message.refusal
        task.reject(new CompositionError(code, text))
      } else task.resolve(message.value)
    } else return
    this.#failedStarts = []
    clearTimeout(timer)
    releaseProcess(worker)
    this.#advance()
  }

  #lose(member: Member, cause: unknown): void {
    if (!this.#members.delete(member)) return
    const { worker, ready, task, timer } = member
    clearTimeout(timer)
    worker.terminate()
    if (!ready) this.#failedStarts.push(cause)
    if (task !== undefined && !task.settled) this.#retry(task)
    this.#advance()
  }

  #retry(task: Task): void {
    task.losses++
    if (task.losses < TRIALS) this.#waiting.unshift(task)
    // Why the worker ended is not told: its last words may hold what it was given.
    else task.reject(new PoolError('workerLost', 'workers ended before the job did'))
  }

  /** Where workers do not even start, whatever waits would wait for ever. */
  #giveUp(): void {
    const [cause] = this.#failedStarts.splice(0)
    for (const task of this.#waiting.splice(0)) {
      task.reject(new PoolError('workerLost', 'workers do not start', { cause }))
    }
  }
}

/** Whether a message is one of `@unscored/bbs/worker`; a worker may run other things besides. */
function isAnswer(message: unknown): message is Answer {
  return typeof message === 'object' && message !== null && ('ready' in message || 'id' in message)
}

function createTask(job: Job): Task {
  type End = (value: unknown) => void
  let ends: readonly [End, End] | undefined
  const value = new Promise((...given) => {
    ends = given
  })
  const settle = (which: 0 | 1) => (given: unknown) => {
    task.settled = true
    wipe(job.options)
    ends?.[which](given)
  }
  const task: Task = {
    job,
    value,
    losses: 0,
    settled: false,
    resolve: settle(0),
    reject: settle(1),
  }
  return task
}

function closed(): PoolError {
  return new PoolError('closed', 'the pool is closed')
}

interface Range {
  least: number
  most?: number
}

function assertInteger(
  name: string,
  value: number,
  { least, most = Number.MAX_SAFE_INTEGER }: Range,
): void {
  if (!Number.isInteger(value) || value < least || value > most) {
    throw new RangeError(`${name} is an integer from ${least} to ${most}`)
  }
}

/** Starts workers of Node from the program that the package has for them. */
function nodeStarter(): () => AnyWorker {
  const threads = nodeThreads()
  const program = threads && workerProgram()
  if (!program) throw new TypeError('startWorker says how a worker is started here')
  return () => new threads.Worker(new URL(program))
}

/** By the name of the package: in a bundle of somebody's nobody knows what lies beside it. */
function workerProgram(): string | undefined {
  try {
    return import.meta.resolve('@unscored/bbs/worker')
  } catch {
    return undefined
  }
}
