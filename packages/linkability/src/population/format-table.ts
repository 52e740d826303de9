import type { Bounds } from './bounds.ts'
import { HEADER_END, TABLE_VERSION, ZERO } from './parse-table.ts'
import type { CountColumns, Dimension, ImpliedMember, PopulationTable } from './table.ts'

/**
 * The text of a table: `parsePopulationTable` gives it back. Rows stand in the order of their values; rows of none alone are
 * left out where that is what absence means.
 */
export function formatPopulationTable(table: PopulationTable): string {
  return `${[TABLE_VERSION, ...headerLines(table), HEADER_END, ...rowLines(table)].join('\n')}\n`
}

function headerLines(table: PopulationTable): string[] {
  const { counts, people, suppressed, rounded } = table
  return [
    `title: ${table.title}`,
    `source: ${table.source}`,
    `licence: ${table.licence}`,
    `counts: ${counts === 'persons' ? counts : `doses by ${counts.dosesBy}`}`,
    ...(people === undefined ? [] : [`people: ${people}`]),
    `absent: ${table.absent}`,
    ...(suppressed ? [`suppressed: ${suppressed.lower}-${suppressed.upper}`] : []),
    ...(rounded === undefined ? [] : [`rounded: ${rounded}`]),
    ...Array.from(table.same, ([name, value]) => `same: ${name} ${encoded(value)}`),
    ...table.dimensions.map((one) => `dimension: ${memberText(one)}`),
    ...table.marginals.map((one) => `marginal: ${memberText(one)}`),
    ...table.implied.map((one) => `implied: ${impliedText(one)}`),
  ]
}

function memberText({ name, kind, values }: Dimension): string {
  return [name, kind, ...(kind === 'day' ? dayWords(values) : values.map(encoded))].join(' ')
}

/** Days without a gap by the first and the last of them. */
function dayWords(values: readonly string[]): readonly string[] {
  const [first = '', last = ''] = [values[0], values.at(-1)]
  const isWhole =
    values.length > 3 &&
    values.every((value, i) => Date.parse(value) === Date.parse(first) + i * 86_400_000)
  return isWhole ? [first, 'to', last] : values
}

function impliedText({ name, kind, of, values }: ImpliedMember): string {
  return [name, kind, of, ...values.map(encoded)].join(' ')
}

/** Without what would end a word, or be taken for a percent sign's octets. */
function encoded(value: string): string {
  return value.replace(/[\s%]/g, encodeURIComponent)
}

function* rowLines(table: PopulationTable): Generator<string> {
  const { dimensions, cells } = table
  const across = dimensions.at(-1)?.values.length ?? 0
  const rows = new Map<string, { place: readonly number[]; words: string[] }>()
  for (let i = 0; i < cells.length; i++) {
    const place = cells.at.slice(0, -1).map((indices) => indices[i] as number)
    const key = place.join(' ')
    const row = rows.get(key) ?? { place, words: Array<string>(across).fill(absentWord(table)) }
    rows.set(key, row)
    row.words[cells.at.at(-1)?.[i] ?? 0] = cellText(table, i)
  }
  let block = ''
  for (const { place, words } of [...rows.values()].sort((a, b) => compare(a.place, b.place))) {
    const values = place.map((index, k) => encoded(dimensions[k]?.values[index] ?? ''))
    const leading = values.slice(0, -1).join(' ')
    if (leading !== block) {
      block = leading
      yield `@ ${block}`
    }
    yield [...values.slice(-1), ...words].join(' ')
  }
}

const absentWords = { zero: ZERO, suppressed: '*', unknown: '?' } as const

function absentWord({ absent }: PopulationTable): string {
  return absentWords[absent]
}

function compare(a: readonly number[], b: readonly number[]): number {
  const differing = a.findIndex((index, i) => index !== b[i])
  return differing < 0 ? 0 : (a[differing] as number) - (b[differing] as number)
}

function cellText(table: PopulationTable, i: number): string {
  const { counts, marginals } = table.cells
  const count = at(counts, i)
  if (count.upper === 0) return ZERO
  const parts = marginals.map((columns) => marginalText(table, columns, { i, count }))
  return [countText(count, table), ...(parts.every((part) => part === '?') ? [] : parts)].join(':')
}

function marginalText(
  table: PopulationTable,
  columns: readonly CountColumns[],
  { i, count }: { i: number; count: Bounds },
): string {
  const all = columns.map((column) => at(column, i))
  const isUnknown = all.every(({ lower, upper }) => lower === 0 && upper === count.upper)
  if (isUnknown) return '?'
  return all
    .slice(1)
    .map((one) => countText(one, table))
    .join('+')
}

function countText({ lower, upper }: Bounds, table: PopulationTable): string {
  const { suppressed, people = Number.POSITIVE_INFINITY, rounded } = table
  if (lower === 0 && upper === people) return '?'
  if (lower === suppressed?.lower && upper === suppressed.upper) return '*'
  const error = rounded === undefined ? 0 : rounded - 1
  const isPlain = upper >= error && lower === Math.max(0, upper - 2 * error)
  return isPlain ? String(upper - error) : `${lower}-${upper}`
}

function at({ lower, upper }: CountColumns, i: number): Bounds {
  return { lower: lower[i] as number, upper: upper[i] as number }
}
