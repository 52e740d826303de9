import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { measureCredentials, type Row } from './credential.ts'

const { values } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, json: { type: 'string' } },
})

const rows = await measureCredentials(
  values.quick ? { rounds: 5, warmups: 2 } : { rounds: 25, warmups: 5 },
)
console.log(table(rows))
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(rows, undefined, 2)}\n`)

/** A Markdown table. */
function table(measured: readonly Row[]): string {
  const lines = measured.map(({ operation, messages, peer, ours, theirs, ratio }) =>
    [operation, messages, peer, ours.toFixed(1), theirs.toFixed(1), `${ratio.toFixed(1)}×`].join(
      ' | ',
    ),
  )
  return [
    'operation | claims | peer | ours, ms | theirs, ms | times faster',
    '--- | --- | --- | --- | --- | ---',
    ...lines,
  ].join('\n')
}
