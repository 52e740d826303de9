import type { Granularity, Knowledge, Known } from './knowledge.ts'
import type { Dimension, ImpliedMember, MemberKind, PopulationTable } from './table.ts'

/** What knowledge says of one dimension or marginal: which of its values are possible, and which of them will be told apart. */
export interface MemberIndex {
  /** For each value, whether somebody may have it; `undefined` where all are possible. */
  readonly possible: readonly boolean[] | undefined
  /** For each value, the group that it will be told to be in; `undefined` where nothing will be told. */
  readonly groups: readonly number[] | undefined
  readonly groupCount: number
}

/** What knowledge says of each member of a table. */
export interface KnowledgeIndex {
  readonly dimensions: readonly MemberIndex[]
  readonly marginals: readonly MemberIndex[]
  /** Members that the table knows nothing of, as it does of names. */
  readonly unknownMembers: readonly string[]
  /** Members that are known to have a value that nobody in the table has. */
  readonly outside: readonly string[]
}

/** Reads knowledge by the members of a table. */
export function indexKnowledge(table: PopulationTable, knowing: Knowledge): KnowledgeIndex {
  const { dimensions, marginals, implied, same } = table
  const named = new Map<string, Dimension | ImpliedMember>(
    [...dimensions, ...marginals, ...implied].map((member) => [member.name, member]),
  )
  const entries = Object.entries(knowing)
  const index = (dimension: Dimension) => {
    const relevant = entries.flatMap(([name, known]) => {
      const member = named.get(name)
      const isOf = member !== undefined && (member === dimension || ofDimension(member, dimension))
      return isOf ? [{ member, known }] : []
    })
    return indexMember(dimension, relevant)
  }
  const indexed = [...dimensions, ...marginals].map(index)
  const impossible = [...dimensions, ...marginals].filter(
    (_, i) => indexed[i]?.possible?.every((one) => !one) ?? false,
  )
  const elsewhere = entries.filter(([name, known]) => {
    const value = same.get(name)
    return value !== undefined && !matches(value, { kind: 'code', known })
  })
  return {
    dimensions: indexed.slice(0, dimensions.length),
    marginals: indexed.slice(dimensions.length),
    unknownMembers: entries
      .map(([name]) => name)
      .filter((name) => !named.has(name) && !same.has(name)),
    outside: [...impossible.map(({ name }) => name), ...elsewhere.map(([name]) => name)],
  }
}

function ofDimension(member: Dimension | ImpliedMember, { name }: Dimension): boolean {
  return 'of' in member && member.of === name
}

interface Relevant {
  readonly member: Dimension | ImpliedMember
  readonly known: Known
}

function indexMember({ values }: Dimension, relevant: readonly Relevant[]): MemberIndex {
  const restricting = relevant.filter(({ known }) => !('shown' in known))
  const telling = relevant.filter(({ known }) => 'shown' in known)
  const possible = values.map((_, i) =>
    restricting.every(({ member: { kind, values: own }, known }) =>
      matches(own[i] as string, { kind, known }),
    ),
  )
  const ids = new Map<string, number>()
  const groups = values.map((_, i) => {
    const key = telling.map(({ member, known }) => groupOf(member, known, i)).join(' ')
    const id = ids.get(key) ?? ids.size
    ids.set(key, id)
    return id
  })
  return {
    possible: restricting.length === 0 ? undefined : possible,
    groups: telling.length === 0 ? undefined : groups,
    groupCount: telling.length === 0 ? 1 : ids.size,
  }
}

function groupOf({ kind, values }: Dimension | ImpliedMember, known: Known, i: number): string {
  const value = values[i] as string
  return kind === 'day' && 'shown' in known ? periodOf(value, known.shown) : value
}

/** The day, week, month or year that a day is in. */
export function periodOf(day: string, granularity: Granularity): string {
  return periods[granularity](day)
}

const periods: Readonly<Record<Granularity, (day: string) => string>> = {
  day: (day) => day,
  /** By its Monday. */
  week: (day) => {
    const date = new Date(day)
    date.setUTCDate(date.getUTCDate() - ((date.getUTCDay() + 6) % 7))
    return date.toISOString().slice(0, 'YYYY-MM-DD'.length)
  },
  month: (day) => day.slice(0, 'YYYY-MM'.length),
  year: (day) => day.slice(0, 'YYYY'.length),
}

function matches(value: string, { kind, known }: { kind: MemberKind; known: Known }): boolean {
  if ('shown' in known) return true
  if ('value' in known) return isSame(value, String(known.value), kind)
  if ('oneOf' in known) return known.oneOf.some((one) => isSame(value, String(one), kind))
  if (kind === 'integer') {
    return Number(known.from) <= Number(value) && Number(value) <= Number(known.until)
  }
  return String(known.from) <= value && value <= String(known.until)
}

/** A month or a year is that of each of its days, and a date with a time is that day's. */
function isSame(value: string, known: string, kind: MemberKind): boolean {
  if (kind !== 'day') return value === known
  const day = known.slice(0, 'YYYY-MM-DD'.length)
  return value === day || (/^\d{4}(-\d{2})?$/.test(day) && value.startsWith(`${day}-`))
}
