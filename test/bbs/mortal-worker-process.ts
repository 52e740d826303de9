import { parentPort, workerData } from 'node:worker_threads'
import '../../packages/bbs/src/worker.ts'

// A worker as any other, but for jobs whose header says how it is to end. It does so as long as there are deaths left.

const deaths = new Int32Array(workerData.deaths)

parentPort?.on('message', ({ options }: { options: { header?: Uint8Array } }) => {
  const end = ends[new TextDecoder().decode(options.header)]
  if (end !== undefined && Atomics.sub(deaths, 0, 1) > 0) end()
})

const ends: Record<string, () => void> = {
  exit: () => process.exit(0),
  throw: () => {
    throw new Error('the worker failed')
  },
  exhaust: () => {
    for (const memory: number[][] = []; ; ) memory.push(new Array(100_000).fill(1))
  },
  hang: () => {
    Atomics.wait(deaths, 1, 0)
  },
}
