import { isDateTime } from '@unscored/core'
import { LinkabilityError, type LinkabilityErrorCode } from '../error.ts'
import { countEverybody } from './anonymity-set.ts'
import { type Bounds, exactly } from './bounds.ts'
import {
  type AbsentCells,
  createCellBuilder,
  type Dimension,
  type ImpliedMember,
  type MemberKind,
  type PopulationTable,
} from './table.ts'

/** The first line of every table of this edition. */
export const TABLE_VERSION = 'unscored population 1'

/** The line between header and rows. */
export const HEADER_END = '---'

/** The longest text that is read as a table, in UTF-16 code units. */
export const MAX_TABLE_LENGTH = 32 * 1024 * 1024

/** The most values that a dimension or a marginal can have. */
export const MAX_VALUES = 65_536

/**
 * Reads a population table; the README of this package says how one is written.
 *
 * @throws {LinkabilityError} `tableVersion`, `tableHeader`, `tableValue`, `tableRow`, `tableCell`, `tableMarginal`,
 *   `tableDuplicate`, each with line and column, or `tableTooLarge`.
 */
export function parsePopulationTable(text: string): PopulationTable {
  if (text.length > MAX_TABLE_LENGTH) {
    throw new LinkabilityError('tableTooLarge', 'the table is longer than is read')
  }
  const lines = text.split(/\r?\n/)
  if (lines[0] !== TABLE_VERSION) throw refused('tableVersion', 'no table of this edition', 1)
  const end = lines.indexOf(HEADER_END)
  if (end < 0) throw refused('tableHeader', 'the header has no end', lines.length)
  const header = parseHeader(lines.slice(1, end))
  const table = { ...header, cells: parseRows(lines, end + 1, header) }
  // Here it takes a fortieth of the time, and the first audit need not wait for it.
  countEverybody(table)
  return table
}

type Header = Omit<PopulationTable, 'cells'>

/** A word of a line and where it begins. */
interface Word {
  readonly text: string
  readonly line: number
  readonly column: number
}

type Entries = ReadonlyMap<string, readonly (readonly Word[])[]>

function parseHeader(lines: readonly string[]): Header {
  const entries = entriesOf(lines)
  const dimensions = many(entries, 'dimension').map(parseDimension)
  const marginals = many(entries, 'marginal').map(parseMarginalMember)
  if (dimensions.length === 0) throw refused('tableHeader', 'there is no dimension', 1)
  const suppressed = optional(entries, 'suppressed', parseRange)
  const people = optional(entries, 'people', parsePositive)
  const rounded = optional(entries, 'rounded', parsePositive)
  const absent = one(entries, 'absent')
  const header: Header = {
    title: textOf(one(entries, 'title')),
    source: textOf(one(entries, 'source')),
    licence: textOf(one(entries, 'licence')),
    counts: parseCounts(one(entries, 'counts'), [...dimensions, ...marginals]),
    ...(people !== undefined && { people }),
    absent: parseAbsent(absent),
    ...(suppressed && { suppressed }),
    ...(rounded !== undefined && { rounded }),
    same: new Map(many(entries, 'same').map(parseSame)),
    dimensions,
    marginals,
    implied: many(entries, 'implied').map((words) => parseImplied(words, dimensions)),
  }
  if (header.absent === 'suppressed' && suppressed === undefined) {
    throw refusedAt('tableHeader', 'what is suppressed has no bounds', absent[0])
  }
  assertNamesUnique(header, entries)
  return header
}

const KEYS: ReadonlySet<string> = new Set([
  ...['title', 'source', 'licence', 'counts', 'people', 'absent', 'suppressed', 'rounded'],
  ...['same', 'dimension', 'marginal', 'implied'],
])

/** The words of the header's lines, by the name that each line begins with. The name stays the first word. */
function entriesOf(lines: readonly string[]): Entries {
  const entries = new Map<string, (readonly Word[])[]>()
  for (const [i, line] of lines.entries()) {
    const words = wordsOf(line, i + 2)
    const [first] = words
    if (first === undefined) continue
    const name = first.text.slice(0, -1)
    if (!first.text.endsWith(':') || !KEYS.has(name)) {
      throw refusedAt('tableHeader', 'a line begins with no name that is known', first)
    }
    entries.set(name, [...(entries.get(name) ?? []), words])
  }
  return entries
}

function wordsOf(line: string, number: number): Word[] {
  return Array.from(line.matchAll(/\S+/g), ({ 0: text, index }) => ({
    text,
    line: number,
    column: index + 1,
  }))
}

function many(entries: Entries, name: string): readonly (readonly Word[])[] {
  return entries.get(name) ?? []
}

function one(entries: Entries, name: string): readonly Word[] {
  const [words, second] = many(entries, name)
  if (second !== undefined) throw refusedAt('tableHeader', `there are two of ${name}`, second[0])
  if (words === undefined) throw refused('tableHeader', `there is no ${name}`, 1)
  if (words.length < 2) throw refusedAt('tableHeader', `${name} says nothing`, words[0])
  return words
}

function optional<T>(entries: Entries, name: string, parse: (word: Word) => T): T | undefined {
  if (!entries.has(name)) return undefined
  const [, word, surplus] = one(entries, name)
  if (surplus !== undefined) throw refusedAt('tableHeader', `${name} says too much`, surplus)
  return parse(word as Word)
}

function textOf([, ...words]: readonly Word[]): string {
  return words.map(({ text }) => text).join(' ')
}

function parseCounts(
  words: readonly Word[],
  members: readonly Dimension[],
): PopulationTable['counts'] {
  const said = textOf(words)
  if (said === 'persons') return 'persons'
  const [, , , by] = words
  if (!said.startsWith('doses by ') || words.length !== 4 || by === undefined) {
    throw refusedAt(
      'tableHeader',
      'counts are neither of persons nor of doses by a member',
      words[1],
    )
  }
  if (!members.some(({ name }) => name === by.text)) {
    throw refusedAt('tableHeader', 'doses are counted by no member of the table', by)
  }
  return { dosesBy: by.text }
}

function parseAbsent([, word]: readonly Word[]): AbsentCells {
  const found = (['zero', 'suppressed', 'unknown'] as const).find((kind) => kind === word?.text)
  if (found === undefined) {
    throw refusedAt('tableHeader', 'absent is none of zero, suppressed and unknown', word)
  }
  return found
}

function parseRange(word: Word): Bounds {
  const bounds = readRange(word.text)
  if (bounds === undefined) throw refusedAt('tableHeader', 'is no range', word)
  return bounds
}

function parsePositive(word: Word): number {
  const count = readCount(word.text)
  if (count === undefined || count === 0) throw refusedAt('tableHeader', 'is no count', word)
  return count
}

function parseSame(words: readonly Word[]): readonly [string, string] {
  const [first, name, value, surplus] = words
  if (name === undefined || value === undefined || surplus !== undefined) {
    throw refusedAt('tableHeader', 'same has a name and a value', first)
  }
  return [name.text, decoded(value)]
}

function parseDimension([first, name, kind, ...values]: readonly Word[]): Dimension {
  if (name === undefined || kind === undefined || values.length === 0) {
    throw refusedAt('tableHeader', 'a member has a name, a kind and values', first)
  }
  const parsed = { name: name.text, kind: parseKind(kind) }
  return { ...parsed, values: parseValues(values, parsed.kind) }
}

function parseMarginalMember(words: readonly Word[]): Dimension {
  const marginal = parseDimension(words)
  if (marginal.values.length < 2) {
    throw refusedAt('tableHeader', 'a marginal has two values or more', words[0])
  }
  return marginal
}

function parseKind(word: Word): MemberKind {
  const found = (['day', 'integer', 'code'] as const).find((kind) => kind === word.text)
  if (found === undefined) throw refusedAt('tableHeader', 'is none of day, integer and code', word)
  return found
}

function parseValues(words: readonly Word[], kind: MemberKind): string[] {
  const [first, to, last] = words
  if (kind === 'day' && words.length === 3 && to?.text === 'to') {
    return daysBetween(first as Word, last as Word)
  }
  const values = words.map((word) => parseValue(word, kind))
  if (values.length > MAX_VALUES)
    throw refusedAt('tableHeader', 'a member has too many values', first)
  const second = values.findIndex((value, i) => values.indexOf(value) < i)
  if (second >= 0) throw refusedAt('tableValue', 'a value is there twice', words[second])
  return values
}

function daysBetween(first: Word, last: Word): string[] {
  const [from, until] = [first, last].map((word) => Date.parse(parseValue(word, 'day'))) as [
    number,
    number,
  ]
  const count = (until - from) / DAY + 1
  if (count < 1 || count > MAX_VALUES) throw refusedAt('tableValue', 'are no days', last)
  return Array.from({ length: count }, (_, i) =>
    new Date(from + i * DAY).toISOString().slice(0, 'YYYY-MM-DD'.length),
  )
}

const DAY = 24 * 60 * 60 * 1000

function parseValue(word: Word, kind: MemberKind): string {
  const value = decoded(word)
  if (kind === 'day' && !isDateTime(`${value}T00:00:00Z`)) {
    throw refusedAt('tableValue', 'is no day', word)
  }
  if (kind === 'integer' && !/^(0|-?[1-9]\d{0,14})$/.test(value)) {
    throw refusedAt('tableValue', 'is no integer', word)
  }
  return value
}

/** Spaces and other characters that would end a word are written in percent-encoding. */
function decoded(word: Word): string {
  try {
    return decodeURIComponent(word.text)
  } catch (cause) {
    throw refusedAt('tableValue', 'is not percent-encoded as it should be', word, { cause })
  }
}

function parseImplied(
  [first, name, kind, of, ...values]: readonly Word[],
  dimensions: readonly Dimension[],
): ImpliedMember {
  const dimension = dimensions.find((known) => known.name === of?.text)
  if (name === undefined || kind === undefined || dimension === undefined) {
    throw refusedAt('tableHeader', 'what is implied has a name, a kind and a dimension', first)
  }
  if (values.length !== dimension.values.length) {
    throw refusedAt('tableHeader', 'what is implied has one value for each of its dimension', first)
  }
  const parsed = parseKind(kind)
  if (parsed === 'day') throw refusedAt('tableHeader', 'no day is implied', kind)
  return {
    name: name.text,
    kind: parsed,
    of: dimension.name,
    values: values.map((word) => parseValue(word, parsed)),
  }
}

function assertNamesUnique(
  { same, dimensions, marginals, implied }: Header,
  entries: Entries,
): void {
  const names = [...dimensions, ...marginals, ...implied].map(({ name }) => name)
  const all = [...names, ...same.keys()]
  if (new Set(all).size === all.length && same.size === many(entries, 'same').length) return
  const second = all.find((name, i) => all.indexOf(name) < i)
  const words = [...entries.values()].flat().findLast(([, word]) => word?.text === second)
  throw refusedAt(
    'tableHeader',
    'two members have one name',
    words?.[1] ?? many(entries, 'same')[0]?.[0],
  )
}

function parseRows(
  lines: readonly string[],
  start: number,
  header: Header,
): PopulationTable['cells'] {
  const cells = createCellBuilder(header)
  const read = createCountReader(header)
  const { dimensions } = header
  const across = dimensions.at(-1) as Dimension
  const down = dimensions.slice(-2, -1)
  const indices = dimensions.map(({ values }) => new Map(values.map((value, i) => [value, i])))
  const indexOf = (dimension: number, word: Word) => {
    const index = indices[dimension]?.get(decoded(word))
    if (index === undefined) throw refusedAt('tableValue', 'is no value of its member', word)
    return index
  }
  const leading = dimensions.length - down.length - 1
  let block: readonly number[] | undefined = leading === 0 ? [] : undefined
  const seen = new Set<string>()
  for (let i = start; i < lines.length; i++) {
    const [first, ...others] = wordsOf(lines[i] as string, i + 1)
    if (first === undefined) continue
    if (first.text === '@') {
      if (others.length !== leading) {
        throw refusedAt(
          'tableRow',
          'a block names one value of each member before the last two',
          first,
        )
      }
      block = others.map((word, k) => indexOf(k, word))
      continue
    }
    if (block === undefined) throw refusedAt('tableRow', 'a row is in no block', first)
    const place = [...block, ...down.map(() => indexOf(leading, first))]
    const row = down.length === 0 ? [first, ...others] : others
    if (row.length !== across.values.length) {
      throw refusedAt('tableRow', 'a row has one cell for each value of the last member', first)
    }
    const key = place.join(' ')
    if (seen.has(key)) throw refusedAt('tableDuplicate', 'a row is there twice', first)
    seen.add(key)
    for (const [k, word] of row.entries()) {
      if (word.text === ZERO && header.absent === 'zero') continue
      const { count, marginals } = read(word)
      cells.add([...place, k], count, marginals)
    }
  }
  return cells.build()
}

/** A cell of none. */
export const ZERO = '.'

interface CellCounts {
  readonly count: Bounds
  readonly marginals: readonly (readonly Bounds[] | undefined)[]
}

function createCountReader(header: Header): (word: Word) => CellCounts {
  const { marginals } = header
  return (word) => {
    if (word.text === ZERO) return { count: exactly(0), marginals: marginals.map(() => undefined) }
    const [total = '', ...parts] = word.text.split(':')
    const count = readBounds(total, header)
    if (count === undefined) throw refusedAt('tableCell', 'is no count', word)
    if (parts.length !== marginals.length && parts.length > 0) {
      throw refusedAt('tableMarginal', 'a cell tells all of its marginals or none', word)
    }
    return {
      count,
      marginals: marginals.map(({ values }, i) =>
        parseMarginal(parts[i] ?? UNKNOWN, { word, values, count, header }),
      ),
    }
  }
}

const UNKNOWN = '?'

interface MarginalContext {
  readonly word: Word
  readonly values: readonly string[]
  readonly count: Bounds
  readonly header: Header
}

function parseMarginal(
  part: string,
  { word, values, count, header }: MarginalContext,
): readonly Bounds[] | undefined {
  if (part === UNKNOWN) return undefined
  const all = part.split('+').map((one) => readBounds(one, header))
  const others = all.filter((one): one is Bounds => one !== undefined)
  if (others.length !== values.length - 1 || all.length !== others.length) {
    throw refusedAt(
      'tableMarginal',
      'a marginal has a count for each of its values but the first',
      word,
    )
  }
  if (others.reduce((sum, { lower }) => sum + lower, 0) > count.upper) {
    throw refusedAt('tableMarginal', 'a marginal counts more than there are in its cell', word)
  }
  return others
}

function readBounds(text: string, { suppressed, rounded, people }: Header): Bounds | undefined {
  if (text === '*') return suppressed
  if (text === UNKNOWN) return { lower: 0, upper: people ?? Number.POSITIVE_INFINITY }
  const count = readCount(text)
  if (count === undefined) return readRange(text)
  const error = rounded === undefined ? 0 : rounded - 1
  return { lower: Math.max(0, count - error), upper: count + error }
}

function readRange(text: string): Bounds | undefined {
  const [lower, upper, ...others] = text.split('-').map(readCount)
  if (lower === undefined || upper === undefined || others.length > 0) return undefined
  return lower <= upper ? { lower, upper } : undefined
}

function readCount(text: string): number | undefined {
  return /^(0|[1-9]\d{0,11})$/.test(text) ? Number(text) : undefined
}

function refused(code: LinkabilityErrorCode, why: string, line: number): LinkabilityError {
  return new LinkabilityError(code, why, { at: { line, column: 1 } })
}

function refusedAt(
  code: LinkabilityErrorCode,
  why: string,
  word: Word | undefined,
  options: ErrorOptions = {},
): LinkabilityError {
  const { line, column } = word ?? { line: 1, column: 1 }
  return new LinkabilityError(code, why, { ...options, at: { line, column } })
}
