import { type ChildProcess, fork } from 'node:child_process'
import { readFileSync } from 'node:fs'
import {
  type PopulationTable,
  parsePopulationTable,
  runShard,
  type ShardJob,
  type ShardResult,
} from '@unscored/linkability'

/** Processes that do parts of a simulation, so that each core has one to do. */
export interface ShardProcesses {
  /** @throws {Error} where a process ends before its part is done, as it does where the part cannot be done. */
  run(job: ShardJob): Promise<ShardResult>
  close(): void
}

/** Of whom people are drawn: who was vaccinated in Italy until May 2021. */
export function readPopulation(): PopulationTable {
  const file = new URL(import.meta.resolve('@unscored/linkability/tables/italy-doses.txt'))
  return parsePopulationTable(readFileSync(file, 'utf8'))
}

/** Processes of this module, started as parts come while none is free. */
export function createShardProcesses(): ShardProcesses {
  const all: ChildProcess[] = []
  const free: ChildProcess[] = []
  const start = () => {
    const child = fork(import.meta.filename, { serialization: 'advanced' })
    all.push(child)
    return child
  }
  return {
    async run(job) {
      const child = free.pop() ?? start()
      const result = await answerOf(child, job)
      free.push(child)
      return result
    },
    close() {
      for (const child of all) child.kill()
    },
  }
}

function answerOf(child: ChildProcess, job: ShardJob): Promise<ShardResult> {
  return new Promise((resolve, reject) => {
    const ended = () => reject(new Error('a process ended before its part was done'))
    child.once('exit', ended)
    child.once('message', (message) => {
      child.off('exit', ended)
      // Nothing else runs there than what answers so.
      resolve(message as ShardResult)
    })
    child.send(job)
  })
}

function answer(): void {
  const table = readPopulation()
  process.on('message', async (job: ShardJob) => process.send?.(await runShard(job, { table })))
  process.on('disconnect', () => process.exit())
}

if (process.argv[1] === import.meta.filename) answer()
