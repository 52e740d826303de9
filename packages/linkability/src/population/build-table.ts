import { assertJson, isJsonObject, type JsonObject, type JsonValue } from '@unscored/core'
import { LinkabilityError } from '../error.ts'
import type { Bounds } from './bounds.ts'
import {
  createCellBuilder,
  type Dimension,
  type MemberKind,
  type PopulationTable,
} from './table.ts'

/** How the columns of somebody's open data become a population table. */
export interface PopulationMapping {
  readonly title: string
  readonly source: string
  readonly licence: string
  readonly counts: PopulationTable['counts']
  readonly people?: number
  readonly absent: PopulationTable['absent']
  /** What stands in the place of a count that is small, and between what it lies. */
  readonly suppressed?: Bounds & { readonly text: string }
  readonly rounded?: number
  /** Members that are the same for all. */
  readonly same: Readonly<Record<string, string>>
  readonly dimensions: readonly MappedDimension[]
  readonly marginals: readonly MappedMarginal[]
  /** The column of the count; where it is left out, the first marginal is summed up. */
  readonly count?: string
  readonly implied: readonly MappedImplied[]
}

/** A column whose values are a member's. */
export interface MappedDimension {
  readonly name: string
  readonly kind: MemberKind
  readonly column: string
  /** What each text of the column stands for; itself, where this is left out. Rows with others are refused. */
  readonly values?: Readonly<Record<string, string>>
}

/** Columns that count a member's values, one for each. */
export interface MappedMarginal {
  readonly name: string
  readonly kind: MemberKind
  /** The column of each value; a value of `integer` is written in decimal. */
  readonly columns: Readonly<Record<string, string>>
}

/** A member that follows from a dimension. */
export interface MappedImplied {
  readonly name: string
  readonly kind: 'integer' | 'code'
  readonly of: string
  /** For each value of the dimension, that of the member. */
  readonly values: Readonly<Record<string, string>>
}

/**
 * Reads a mapping.
 *
 * @throws {LinkabilityError} `mappingMalformed`, naming the member at fault.
 * @throws {FormatError} `tooLarge`, `tooDeep` or `invalidJson`.
 */
export function parsePopulationMapping(value: unknown): PopulationMapping {
  assertJson(value)
  const mapping = objectAt(value, '')
  const { people, rounded, suppressed, count, counts, absent, ...others } = mapping
  assertNames(others, ['title', 'source', 'licence', 'same', 'dimensions', 'marginals', 'implied'])
  return {
    title: textAt(others.title, '/title'),
    source: textAt(others.source, '/source'),
    licence: textAt(others.licence, '/licence'),
    counts:
      counts === 'persons'
        ? counts
        : { dosesBy: textAt(objectAt(counts, '/counts').dosesBy, '/counts/dosesBy') },
    ...(people !== undefined && { people: countAt(people, '/people') }),
    absent: oneOf(absent, ['zero', 'suppressed', 'unknown'], '/absent'),
    ...(suppressed !== undefined && { suppressed: suppressedAt(suppressed) }),
    ...(rounded !== undefined && { rounded: countAt(rounded, '/rounded') }),
    same: textsAt(others.same ?? {}, '/same'),
    dimensions: listAt(others.dimensions, '/dimensions').map(dimensionAt),
    marginals: listAt(others.marginals ?? [], '/marginals').map(marginalAt),
    ...(count !== undefined && { count: textAt(count, '/count') }),
    implied: listAt(others.implied ?? [], '/implied').map(impliedAt),
  }
}

/** One line of open data: texts by the names of columns. */
export type SourceRow = Readonly<Record<string, string>>

/**
 * The population table of somebody's open data. Rows of one combination of values are added up, so that columns that are not
 * mapped are summed over.
 *
 * @throws {LinkabilityError} `sourceMalformed` with the row, counted from 1, and the column, or `mappingMalformed` where a
 *   marginal and a count contradict each other's columns.
 */
export function buildPopulationTable(
  rows: readonly SourceRow[],
  mapping: PopulationMapping,
): PopulationTable {
  const { title, source, licence, counts, people, absent, suppressed, rounded, same } = mapping
  if (mapping.count === undefined && mapping.marginals.length === 0) {
    throw malformed('/count', 'is missing, and there is no marginal to sum up')
  }
  const sums = new Map<string, SummedCell>()
  for (const [i, row] of rows.entries()) addRow(sums, row, { mapping, number: i + 1 })
  const dimensions = mapping.dimensions.map(({ name, kind }, d) => ({
    ...{ name, kind },
    values: valuesOf(
      [...sums.values()].map(({ at }) => at[d] as string),
      kind,
    ),
  }))
  const marginals = mapping.marginals.map(({ name, kind, columns }) => ({
    ...{ name, kind, values: Object.keys(columns) },
  }))
  const cells = createCellBuilder({ dimensions, marginals })
  for (const { place, sum } of sorted([...sums.values()], dimensions)) {
    const others = sum.marginals.map((counted) => counted.slice(1))
    if (sum.count.upper > 0) cells.add(place, sum.count, others)
  }
  return {
    ...{ title, source, licence, counts, absent },
    ...(people !== undefined && { people }),
    ...(suppressed && { suppressed: { lower: suppressed.lower, upper: suppressed.upper } }),
    ...(rounded !== undefined && { rounded }),
    same: new Map(Object.entries(same)),
    ...{ dimensions, marginals, cells: cells.build() },
    implied: mapping.implied.map((one) => impliedOf(one, dimensions)),
  }
}

interface SummedCell {
  readonly at: readonly string[]
  readonly count: Bounds
  readonly marginals: readonly (readonly Bounds[])[]
}

interface RowContext {
  readonly mapping: PopulationMapping
  readonly number: number
}

function addRow(sums: Map<string, SummedCell>, row: SourceRow, context: RowContext): void {
  const { mapping } = context
  const at = mapping.dimensions.map((dimension) => memberValue(row, dimension, context))
  const marginals = mapping.marginals.map(({ columns }) =>
    Object.values(columns).map((column) => countOf(row, column, context)),
  )
  const count =
    mapping.count === undefined
      ? (marginals[0] ?? []).reduce(plus)
      : countOf(row, mapping.count, context)
  const key = JSON.stringify(at)
  const before = sums.get(key)
  sums.set(key, {
    at,
    count: before ? plus(before.count, count) : count,
    marginals: marginals.map((counted, m) =>
      counted.map((one, v) => plus(before?.marginals[m]?.[v] ?? NONE, one)),
    ),
  })
}

const NONE: Bounds = { lower: 0, upper: 0 }

function plus(a: Bounds, b: Bounds): Bounds {
  return { lower: a.lower + b.lower, upper: a.upper + b.upper }
}

function memberValue(
  row: SourceRow,
  { column, kind, values }: MappedDimension,
  { number }: RowContext,
): string {
  const text = cellOf(row, column, number)
  const value = values === undefined ? text : values[text]
  const isRight = value !== undefined && value !== '' && isOfKind[kind](value)
  if (!isRight) throw refusedRow(number, column, 'has a value that the mapping does not know')
  return value
}

const isOfKind: Readonly<Record<MemberKind, (value: string) => boolean>> = {
  day: (value) => /^\d{4}-\d{2}-\d{2}$/.test(value) && !Number.isNaN(Date.parse(value)),
  integer: (value) => /^(0|[1-9]\d{0,14})$/.test(value),
  code: () => true,
}

/** An empty cell is of what is not known. */
function countOf(row: SourceRow, column: string, { mapping, number }: RowContext): Bounds {
  const text = cellOf(row, column, number)
  const { suppressed, rounded = 1, people = Number.POSITIVE_INFINITY } = mapping
  if (text === suppressed?.text) return suppressed
  if (text === '') return { lower: 0, upper: people }
  if (!/^\d{1,12}$/.test(text)) throw refusedRow(number, column, 'is no count')
  const count = Number(text)
  return { lower: Math.max(0, count - (rounded - 1)), upper: count + rounded - 1 }
}

function cellOf(row: SourceRow, column: string, number: number): string {
  const text = Object.hasOwn(row, column) ? row[column] : undefined
  if (text === undefined) throw refusedRow(number, column, 'is missing')
  return text
}

/** All days from the first to the last, since a day of which no row tells is one all the same; else in order. */
function valuesOf(found: readonly string[], kind: MemberKind): string[] {
  const values = [...new Set(found)].sort((a, b) =>
    kind === 'integer' ? Number(a) - Number(b) : a < b ? -1 : 1,
  )
  const [first, last] = [values[0], values.at(-1)]
  if (kind !== 'day' || first === undefined || last === undefined) return values
  const count = (Date.parse(last) - Date.parse(first)) / DAY + 1
  return Array.from({ length: count }, (_, i) =>
    new Date(Date.parse(first) + i * DAY).toISOString().slice(0, 'YYYY-MM-DD'.length),
  )
}

const DAY = 24 * 60 * 60 * 1000

function sorted(sums: readonly SummedCell[], dimensions: readonly Dimension[]) {
  const indices = dimensions.map(({ values }) => new Map(values.map((value, i) => [value, i])))
  return sums
    .map((sum) => ({ sum, place: sum.at.map((value, d) => indices[d]?.get(value) ?? 0) }))
    .sort((a, b) => {
      const differing = a.place.findIndex((index, d) => index !== b.place[d])
      return (a.place[differing] ?? 0) - (b.place[differing] ?? 0)
    })
}

function impliedOf({ name, kind, of, values }: MappedImplied, dimensions: readonly Dimension[]) {
  const dimension = dimensions.find((known) => known.name === of)
  if (dimension === undefined) throw malformed('/implied', 'is of no dimension')
  return {
    ...{ name, kind, of },
    values: dimension.values.map((value) => {
      const implied = values[value]
      if (implied === undefined) throw malformed('/implied', 'lacks a value of its dimension')
      return implied
    }),
  }
}

function dimensionAt(value: JsonValue, i: number): MappedDimension {
  const at = `/dimensions/${i}`
  const { name, kind, column, values } = objectAt(value, at)
  return {
    name: textAt(name, `${at}/name`),
    kind: oneOf(kind, ['day', 'integer', 'code'], `${at}/kind`),
    column: textAt(column, `${at}/column`),
    ...(values !== undefined && { values: textsAt(values, `${at}/values`) }),
  }
}

function marginalAt(value: JsonValue, i: number): MappedMarginal {
  const at = `/marginals/${i}`
  const { name, kind, columns } = objectAt(value, at)
  const parsed = textsAt(columns, `${at}/columns`)
  if (Object.keys(parsed).length < 2) throw malformed(`${at}/columns`, 'are fewer than two')
  return {
    name: textAt(name, `${at}/name`),
    kind: oneOf(kind, ['day', 'integer', 'code'], `${at}/kind`),
    columns: parsed,
  }
}

function impliedAt(value: JsonValue, i: number): MappedImplied {
  const at = `/implied/${i}`
  const { name, kind, of, values } = objectAt(value, at)
  return {
    name: textAt(name, `${at}/name`),
    kind: oneOf(kind, ['integer', 'code'], `${at}/kind`),
    of: textAt(of, `${at}/of`),
    values: textsAt(values, `${at}/values`),
  }
}

function suppressedAt(value: JsonValue): Bounds & { text: string } {
  const { text, from, until } = objectAt(value, '/suppressed')
  const bounds = {
    lower: countAt(from, '/suppressed/from'),
    upper: countAt(until, '/suppressed/until'),
  }
  if (bounds.lower > bounds.upper) throw malformed('/suppressed', 'ends before it begins')
  return { text: textAt(text, '/suppressed/text'), ...bounds }
}

function objectAt(value: JsonValue | undefined, at: string): JsonObject {
  if (!isJsonObject(value)) throw malformed(at || 'the mapping', 'is no object')
  return value
}

function listAt(value: JsonValue | undefined, at: string): readonly JsonValue[] {
  if (!Array.isArray(value)) throw malformed(at, 'is no list')
  return value
}

function textAt(value: JsonValue | undefined, at: string): string {
  if (typeof value !== 'string' || value === '' || /[\r\n]/.test(value)) {
    throw malformed(at, 'is no text of one line')
  }
  return value
}

function textsAt(value: JsonValue | undefined, at: string): Readonly<Record<string, string>> {
  const entries = Object.entries(objectAt(value, at))
  return Object.fromEntries(entries.map(([name, text]) => [name, textAt(text, `${at}/${name}`)]))
}

function countAt(value: JsonValue | undefined, at: string): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) {
    throw malformed(at, 'is no count')
  }
  return value
}

function oneOf<T extends string>(value: JsonValue | undefined, words: readonly T[], at: string): T {
  const found = words.find((word) => word === value)
  if (found === undefined) throw malformed(at, `is none of ${words.join(', ')}`)
  return found
}

function assertNames(others: JsonObject, known: readonly string[]): void {
  const unknown = Object.keys(others).find((name) => !known.includes(name))
  if (unknown !== undefined) throw malformed(`/${unknown.slice(0, 100)}`, 'is not known')
}

function malformed(at: string, why: string): LinkabilityError {
  return new LinkabilityError('mappingMalformed', `${at} ${why}`)
}

function refusedRow(number: number, column: string, why: string): LinkabilityError {
  return new LinkabilityError('sourceMalformed', `row ${number}, column ${column} ${why}`)
}
