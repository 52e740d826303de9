// Prints how many milliseconds the first audit of a process takes, once its population table is read; what it is of is given as JSON.
import { readFileSync } from 'node:fs'
import { auditDisclosure, parsePopulationTable, readDisclosure } from '@unscored/linkability'

const { table, presentation, manifest } = JSON.parse(process.argv[2] ?? '')
const population = parsePopulationTable(readFileSync(table, 'utf8'))
const start = performance.now()
const disclosure = await readDisclosure(presentation)
const { findings } = auditDisclosure({ disclosure, manifest, population })
const milliseconds = performance.now() - start
if (findings.length === 0) throw new Error('nothing was found')
console.log(milliseconds)
