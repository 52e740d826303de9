import { libraries } from '../libraries/libraries.ts'
import { inTurns, mediansOf } from '../measure.ts'
import { runProcess } from '../process.ts'
import { createRows, type Row } from '../row.ts'
import type { Scale } from '../scale.ts'

/** By how much a process grows that loads a library, and signs, verifies, derives and checks with it for a while. */
export async function measureMemory({ processes }: Pick<Scale, 'processes'>): Promise<Row[]> {
  const operations = Object.keys(libraries).map((peer) => ({
    peer,
    run: async () => Number(await runProcess('memory', peer)),
  }))
  const grown = await inTurns(operations, {
    // It is much the same each time.
    rounds: Math.ceil(processes.rounds / 3),
    warmup: 0,
  })
  return createRows(
    { group: 'raw', operation: 'memory', messages: 20, unit: 'MiB' },
    mediansOf(grown, (octets) => octets / 2 ** 20),
  )
}
