// Prints how many milliseconds one holder of a simulation takes, of as many as are asked for; what is simulated is given as JSON.
// A process of its own, since the engine of BBS+ is refused where others have used it before.
import { readFileSync } from 'node:fs'
import {
  defaultSettings,
  parsePopulationTable,
  runShard,
  settingsDigest,
} from '@unscored/linkability'

const { table, format, holders } = JSON.parse(process.argv[2] ?? '')
const population = parsePopulationTable(readFileSync(table, 'utf8'))
const settings = { ...defaultSettings, holders: holders + 1 }
const job = { format, settings, digest: await settingsDigest(settings, population) }
// Setting up an issuer is done once for all.
await runShard({ ...job, from: 0, until: 1 }, { table: population })
const start = performance.now()
await runShard({ ...job, from: 1, until: 1 + holders }, { table: population })
console.log((performance.now() - start) / holders)
