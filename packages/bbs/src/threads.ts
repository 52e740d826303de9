/** A `Worker` of Node's `worker_threads`, as far as it is used. */
export interface NodeWorker {
  postMessage(message: unknown): void
  on(event: string, listener: (value: unknown) => void): unknown
  ref(): void
  unref(): void
  terminate(): Promise<unknown>
}

/** A worker of Node or of a browser. */
export type AnyWorker = NodeWorker | Worker

/** Where a worker hears from whoever started it, and answers. */
export interface ParentPort {
  post(message: unknown): void
  listen(listener: (message: unknown) => void): void
}

interface NodePort {
  postMessage(message: unknown): void
  on(event: 'message', listener: (message: unknown) => void): void
}

interface NodeThreads {
  Worker: new (file: URL) => NodeWorker
  /** `null` in the main thread. */
  parentPort: NodePort | null
}

/** Node's `worker_threads`, or `undefined` elsewhere. */
export function nodeThreads(): NodeThreads | undefined {
  // Asked for in this way, no bundler looks for a module that browsers lack.
  const { process } = globalThis as {
    process?: { getBuiltinModule?: (name: string) => unknown }
  }
  return process?.getBuiltinModule?.('node:worker_threads') as NodeThreads | undefined
}

/**
 * The way to whoever started this worker.
 *
 * @throws {TypeError} outside a worker.
 */
export function parentPort(): ParentPort {
  const port = nodeThreads()?.parentPort
  if (port) {
    return {
      post: (message) => port.postMessage(message),
      listen: (listener) => port.on('message', listener),
    }
  }
  if (!('WorkerGlobalScope' in globalThis)) throw new TypeError('this runs in a worker alone')
  return {
    post: (message) => globalThis.postMessage(message),
    listen: (listener) => {
      globalThis.onmessage = ({ data }) => listener(data)
    },
  }
}

/** What happens in a worker. */
export interface WorkerEvents {
  onMessage(message: unknown): void
  /** It ended, it threw, or what it sent could not be read; this may be said more than once. */
  onLoss(cause: unknown): void
}

/** Whether the process waits for a worker, where that is up to the worker. */
export function holdProcess(worker: AnyWorker): void {
  if ('ref' in worker) worker.ref()
}

/** The process may end while the worker runs. */
export function releaseProcess(worker: AnyWorker): void {
  if ('unref' in worker) worker.unref()
}

/** Listens to a worker. */
export function listenTo(worker: AnyWorker, { onMessage, onLoss }: WorkerEvents): void {
  if ('on' in worker) {
    worker.on('message', onMessage)
    for (const event of ['error', 'messageerror', 'exit']) worker.on(event, onLoss)
    return
  }
  worker.addEventListener('message', ({ data }) => onMessage(data))
  for (const event of ['error', 'messageerror']) worker.addEventListener(event, onLoss)
}
