import process from 'node:process'
import { type PopulationTable, parsePopulationTable, runShard } from '@unscored/linkability'
import type { ShardMessage, ToShardProcess } from './shard-processes.ts'

// What runs in a process of its own: first the text of a population table, then a part of a simulation for each message.
let table: PopulationTable | undefined

process.on('message', async (message: ToShardProcess) => {
  if (typeof message === 'string') {
    table = parsePopulationTable(message)
    return
  }
  if (table) process.send?.(await answerTo(message, table))
})

// Keys pressed at a terminal reach every process; the one that started this one decides, and when it is gone nobody waits.
process.on('SIGINT', () => {})
process.on('disconnect', () => process.exit())

async function answerTo(
  job: Exclude<ToShardProcess, string>,
  population: PopulationTable,
): Promise<ShardMessage> {
  try {
    return { result: await runShard(job, { table: population }) }
  } catch (error) {
    return { refusal: error instanceof RangeError ? error.message : undefined }
  }
}
