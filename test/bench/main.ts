import { mkdirSync, writeFileSync } from 'node:fs'
import { availableParallelism, cpus } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { createChart } from './chart.ts'
import { groups } from './groups.ts'
import type { Row } from './row.ts'
import { full, quick } from './scale.ts'
import { createTable } from './table.ts'

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    group: { type: 'string', multiple: true, default: Object.keys(groups) },
    json: { type: 'string' },
    out: { type: 'string' },
  },
})

const rows: Row[] = []
for (const name of values.group) rows.push(...(await measureGroup(name)))

const report = `${machine()}\n\n${createTable(rows)}`
console.log(report)
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(rows, undefined, 2)}\n`)
if (values.out !== undefined) {
  mkdirSync(values.out, { recursive: true })
  writeFileSync(join(values.out, 'bench.md'), report)
  if (values.group.includes('raw')) writeFileSync(join(values.out, 'bench.svg'), createChart(rows))
}

/** A group that fails is told of, and takes nothing from the others. */
async function measureGroup(name: string): Promise<Row[]> {
  const group = groups[name]
  if (group === undefined) throw new Error(`groups are ${Object.keys(groups).join(', ')}`)
  const start = performance.now()
  const seconds = () => Math.round((performance.now() - start) / 1000)
  try {
    const measured = await group(values.quick ? quick : full)
    console.error(`${name}: ${seconds()} s`)
    return measured
  } catch (error) {
    console.error(`${name} failed after ${seconds()} s:`, error)
    process.exitCode = 1
    return []
  }
}

/** What the figures are of. */
function machine(): string {
  const model = cpus()[0]?.model ?? 'a processor without a name'
  return `Node ${process.version}, ${availableParallelism()} × ${model}, ${new Date().toISOString().slice(0, 10)}`
}
