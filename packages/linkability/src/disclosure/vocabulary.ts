import { isJsonObject, type JsonValue } from '@unscored/core'
import { pointerTo, vaccinationPointers } from '@unscored/vc'
import type { Claim, DisclosedTime } from './disclosure.ts'

/** Members of the vaccination profile, and those of population tables beside. */
const members: ReadonlySet<string> = new Set([
  ...vaccinationPointers.map(({ pointer }) => pointer.slice('/credentialSubject/'.length)),
  ...['region', 'ageBand', 'sex'],
])

/** What a format calls a member otherwise, or calls by a name of its own. */
export type Names = Readonly<Record<string, string>>

/** The profile's name for a member, or `undefined` where it has none. */
export function memberNamed(name: string, names: Names = {}): string | undefined {
  const known = Object.hasOwn(names, name) ? names[name] : name
  return known !== undefined && members.has(known) ? known : undefined
}

/** A value and where it is. */
export interface Leaf {
  readonly pointer: string
  /** The name of the innermost member that it is of. */
  readonly name: string
  readonly value: string | number | boolean | null
}

/** All that is neither object nor array, in order; what is empty within tells by its name, and is like `null`. */
export function leavesOf(value: JsonValue, pointer = '', name = ''): Leaf[] {
  if (name !== '' && typeof value === 'object' && value !== null) {
    if (Object.keys(value).length === 0) return [{ pointer, name, value: null }]
  }
  if (Array.isArray(value)) {
    return value.flatMap((item: JsonValue, i) => leavesOf(item, `${pointer}/${i}`, name))
  }
  if (isJsonObject(value)) {
    return Object.entries(value).flatMap(([member, one]) =>
      leavesOf(one, pointer + pointerTo(member), member),
    )
  }
  return [{ pointer, name, value: value as Leaf['value'] }]
}

/**
 * A claim of a value, under the profile's name for it if it has one and stands where the profile has it: right within `under`, or in
 * one of a list of such. Elsewhere the names around it may tell anything.
 */
export function claimOf({ pointer, name, value }: Leaf, under: string): Claim {
  const within = pointer.slice(under.length).replace(/^\/\d+(?=\/)/, '')
  const named = within === pointerTo(name) ? memberNamed(name) : undefined
  // What stands behind a day, an hour or anything else, is counted in no table.
  const isOdd = named !== undefined && DATES.has(named) && !DATE.test(String(value))
  const member = isOdd ? undefined : named
  return {
    pointer,
    ...(member !== undefined && { member }),
    known: { value: typeof value === 'number' ? value : String(value) },
  }
}

const DATES: ReadonlySet<string> = new Set(['birthDate', 'doseDate'])

/** A year, a month or a day, as all write them. */
const DATE = /^(\d{4}(-\d{2}(-\d{2})?)?)?$/

/** A time as it is written, with how finely it tells. */
export function timeOf(
  kind: DisclosedTime['kind'],
  { pointer, value }: Pick<Leaf, 'pointer' | 'value'>,
): DisclosedTime {
  const text = typeof value === 'number' ? isoOf(value) : String(value)
  return { kind, pointer, value: text, precision: precisionOf(text) }
}

/** A NumericDate as text; a number beyond all dates stays one. */
function isoOf(seconds: number): string {
  const date = new Date(seconds * 1000)
  return Number.isNaN(date.getTime()) ? String(seconds) : date.toISOString()
}

function precisionOf(text: string): DisclosedTime['precision'] {
  // As many zeros as nobody else writes are a mark.
  if (/^\d{4}(-\d{2})?$|^\d{4}-\d{2}-01T00:00:00(\.000)?Z$/.test(text)) return 'month'
  return /^\d{4}-\d{2}-\d{2}(T00:00:00(\.000)?Z)?$/.test(text) ? 'day' : 'second'
}
