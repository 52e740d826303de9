import { type AnonymitySet, anonymitySet } from '../population/anonymity-set.ts'
import type { Bounds } from '../population/bounds.ts'
import type { Knowledge, Known } from '../population/knowledge.ts'
import type { PopulationTable } from '../population/table.ts'

/** Asks one table, each question once. */
export interface Measure {
  /** Whether the table tells of a member. */
  readonly knows: (member: string) => boolean
  readonly all: Bounds
  readonly set: (knowing: Knowledge) => AnonymitySet
}

/** A measure by a table; without one, everything can be of one person alone or of everybody. */
export function createMeasure(table: PopulationTable | undefined): Measure {
  if (table === undefined) return unbounded
  const members = new Set([
    ...[...table.dimensions, ...table.marginals, ...table.implied].map(({ name }) => name),
    ...table.same.keys(),
  ])
  const answers = answersOf(table)
  const set = (knowing: Knowledge) => {
    const telling = Object.entries(knowing).filter(([member, known]) => {
      const value = table.same.get(member)
      // What is the same for everybody tells nothing.
      return value === undefined || !('value' in known) || String(known.value) !== value
    })
    const key = JSON.stringify(telling.sort(([a], [b]) => (a < b ? -1 : 1)))
    const found = answers.get(key) ?? anonymitySet({ table, knowing: Object.fromEntries(telling) })
    if (answers.size < MAX_ANSWERS) answers.set(key, found)
    return found
  }
  return { knows: (member) => members.has(member), all: set({}).people, set }
}

const MAX_ANSWERS = 10_000

/** Of tables that cannot change, what was asked of them. */
const caches = new WeakMap<PopulationTable, Map<string, AnonymitySet>>()

function answersOf(table: PopulationTable): Map<string, AnonymitySet> {
  const answers = caches.get(table) ?? new Map<string, AnonymitySet>()
  caches.set(table, answers)
  return answers
}

const ANYBODY: Bounds = { lower: 1, upper: Number.POSITIVE_INFINITY }

const unbounded: Measure = {
  knows: () => false,
  all: ANYBODY,
  set: () => ({ people: ANYBODY, worst: ANYBODY, median: ANYBODY }),
}

/** What two things say of one member together, or `undefined` where both cannot be true of one dose. */
export function narrowed(a: Known, b: Known): Known | undefined {
  // What will be told is told more finely than bounds, and less so than a value that was.
  if ('shown' in a) return 'value' in b ? b : a
  if ('shown' in b) return 'value' in a ? a : b
  const [one, other] = [rangeOf(a), rangeOf(b)]
  if (one !== undefined && other !== undefined) {
    const from = larger(one.from, other.from)
    const until = smaller(one.until, other.until)
    return compare(from, until) <= 0 ? narrowRange(from, until) : undefined
  }
  const listed = [valuesOf(a), valuesOf(b)].filter((values) => values !== undefined)
  // The finer of two dates is a list's that has no months in it.
  const values =
    listed.find((list) => !list.some((value) => PARTIAL_DATE.test(String(value)))) ??
    listed[0] ??
    []
  const both = values.filter((value) => allows(a, value) && allows(b, value))
  const [only] = both
  if (only === undefined) return undefined
  return both.length === 1 ? { value: only } : { oneOf: both }
}

type Value = string | number
interface Range {
  readonly from: Value
  readonly until: Value
}

function rangeOf(known: Known): Range | undefined {
  if ('from' in known) return known
  return undefined
}

function narrowRange(from: Value, until: Value): Known {
  return from === until ? { value: from } : { from, until }
}

function valuesOf(known: Known): readonly Value[] | undefined {
  if ('value' in known) return [known.value]
  return 'oneOf' in known ? known.oneOf : undefined
}

function allows(known: Known, value: Value): boolean {
  if ('from' in known) return compare(known.from, value) <= 0 && compare(value, known.until) <= 0
  return valuesOf(known)?.some((one) => isSame(one, value)) ?? true
}

/** A day is in its month, whichever of both is told. */
function isSame(a: Value, b: Value): boolean {
  const [one, other] = [String(a), String(b)]
  const isWithin = (day: string, month: string) =>
    PARTIAL_DATE.test(month) && day.startsWith(`${month}-`)
  return one === other || isWithin(one, other) || isWithin(other, one)
}

const PARTIAL_DATE = /^\d{4}(-\d{2})?$/

function compare(a: Value, b: Value): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b
  return String(a) < String(b) ? -1 : String(a) > String(b) ? 1 : 0
}

function larger(a: Value, b: Value): Value {
  return compare(a, b) < 0 ? b : a
}

function smaller(a: Value, b: Value): Value {
  return compare(a, b) < 0 ? a : b
}

/** How many are in two sets at once, of whom it is not known how they go together: Fréchet's inequalities. */
export function overlap(all: Bounds, a: Bounds, b: Bounds): Bounds {
  const least = all.upper === Number.POSITIVE_INFINITY ? 0 : a.lower + b.lower - all.upper
  return { lower: Math.max(1, least), upper: Math.max(1, Math.min(a.upper, b.upper)) }
}
