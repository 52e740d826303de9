import { bls12381Sha256, hashToScalar } from '@unscored/bbs'
import { isJsonObject, type JsonObject, type JsonValue, lengthPrefixed, utf8 } from '@unscored/core'
import { dayOf } from '../day.ts'
import { CredentialError } from '../error.ts'
import { findPointer, parsePointer } from '../pointer.ts'

/** How a member becomes the scalar that is signed. */
export type AttributeEncoding =
  /** `YYYY-MM-DD`, in days since 1900-01-01, until 2079-06-06. */
  | 'date'
  /** The same of an instant at midnight, `YYYY-MM-DDT00:00:00Z`. */
  | 'midnight'
  /** The last day of what may be a year or a month only; that it is unknown is no day. What it is shown as, it does not tell. */
  | 'lastDay'
  /** An integer from 0 to 65535. */
  | 'integer'
  /** An integer from 0 to 255, of which to prove something takes half as much. */
  | 'octet'
  /** A text that can be proven to be in a list, hashed alike wherever it stands. */
  | 'code'
  /** A text, hashed for the place where it stands. */
  | 'text'

/** A member of a credential and how it is signed. */
export interface Attribute {
  /** JSON pointer. */
  readonly pointer: string
  readonly encoding: AttributeEncoding
}

/**
 * What the scalars of a credential stand for, in their order, the same for all credentials of a profile. A member that is
 * missing keeps its place. Behind the attributes come the credential's list, its number in it, the blinding and the secret
 * of its holder, none of which is ever shown.
 */
export type AttributeTable = readonly Attribute[]

/** The places of what is no attribute. */
export interface HiddenPlaces {
  readonly list: number
  readonly id: number
  readonly blinding: number
  readonly secret: number
  /** How many scalars there are in all. */
  readonly count: number
}

/** Where in a credential's scalars that stands which is no attribute. */
export function hiddenPlaces({ length }: AttributeTable): HiddenPlaces {
  const [list, id, blinding, secret, count] = [0, 1, 2, 3, 4].map((i) => length + i) as [
    ...[number, number, number, number, number],
  ]
  return { list, id, blinding, secret, count }
}

/** How many octets a range of an encoding has; `undefined` for one that has no ranges. */
export function rangeOctets(encoding: AttributeEncoding): number | undefined {
  return RANGE_OCTETS[encoding]
}

const RANGE_OCTETS: Readonly<Record<AttributeEncoding, number | undefined>> = {
  date: 2,
  midnight: 2,
  lastDay: 2,
  integer: 2,
  octet: 1,
  code: undefined,
  text: undefined,
}

/** The place of the attribute that a member is shown by, which tells its value to the letter. */
export function shownPlace(table: AttributeTable, pointer: string): number | undefined {
  const place = table.findIndex((one) => one.pointer === pointer && one.encoding !== 'lastDay')
  return place < 0 ? undefined : place
}

/**
 * The scalars of all attributes of a document, in the order of the table.
 *
 * @throws {CredentialError} `attributeInvalid` naming the member that its encoding has no scalar for.
 */
export function attributeScalars(document: JsonObject, table: AttributeTable): bigint[] {
  return table.map((attribute) =>
    attributeScalar(findPointer(document, attribute.pointer), attribute),
  )
}

/**
 * The scalar of one attribute; each value has its own, but for `lastDay`.
 *
 * @throws {CredentialError} `attributeInvalid`.
 */
export function attributeScalar(
  value: JsonValue | undefined,
  { pointer, encoding }: Attribute,
): bigint {
  const scalar = encoders[encoding](value, pointer)
  if (scalar === undefined) {
    throw new CredentialError('attributeInvalid', `${pointer} has no scalar as ${encoding}`)
  }
  return scalar
}

/**
 * The scalar of a code, wherever it stands.
 *
 * @throws {CredentialError} `attributeInvalid` where it is not well-formed Unicode.
 */
export function codeScalar(code: string): bigint {
  if (!isText(code)) throw new CredentialError('attributeInvalid', 'a code has no UTF-8')
  return hashed('code', code)
}

/** Days since 1900-01-01, or `undefined` for what is no date until 2079-06-06. */
export function dayNumber(date: string): number | undefined {
  return date.length === 'YYYY-MM-DD'.length ? dayOf(date) : undefined
}

type Encoder = (value: JsonValue | undefined, pointer: string) => bigint | undefined

const encoders: Readonly<Record<AttributeEncoding, Encoder>> = {
  date: (value) => (value === undefined ? ABSENT : day(value, dayNumber)),
  midnight: (value) =>
    value === undefined
      ? ABSENT
      : day(value, (text) =>
          text.endsWith(MIDNIGHT) ? dayNumber(text.slice(0, -MIDNIGHT.length)) : undefined,
        ),
  lastDay: (value) => (value === undefined || value === '' ? ABSENT : day(value, dayOf)),
  integer: (value) => number(value, MAX_NUMBER),
  octet: (value) => number(value, MAX_OCTET),
  code: (value) =>
    value === undefined ? hashed('absent', '') : isText(value) ? codeScalar(value) : undefined,
  text: (value, pointer) => {
    if (value === undefined) return hashed('absent', pointer)
    return isText(value) ? hashed('text', pointer, value) : undefined
  },
}

/** Beyond every range, so that nothing is proven of what is not there. */
const ABSENT = 2n ** 64n

const MAX_NUMBER = 65_535
const MAX_OCTET = 255
const MIDNIGHT = 'T00:00:00Z'

function day(value: JsonValue, numberOf: typeof dayOf): bigint | undefined {
  const days = typeof value === 'string' ? numberOf(value) : undefined
  return days === undefined ? undefined : BigInt(days)
}

function number(value: JsonValue | undefined, max: number): bigint | undefined {
  if (value === undefined) return ABSENT
  const isNumber = Number.isInteger(value) && !Object.is(value, -0)
  if (!isNumber || Number(value) < 0 || Number(value) > max) return undefined
  return BigInt(Number(value))
}

/** Half a surrogate pair has no UTF-8: whatever stands in for it would have the same scalar. */
function isText(value: JsonValue): value is string {
  return typeof value === 'string' && !/\p{Surrogate}/u.test(value)
}

function hashed(kind: string, ...parts: readonly string[]): bigint {
  return hashToScalar(bls12381Sha256, lengthPrefixed(...parts.map(utf8)), utf8(`${TAG} ${kind}`))
}

const TAG = 'unscored bbs-predicates-2026'

/**
 * What is left of a document without its attributes: all that every presentation shows. Objects that hold nothing else stay.
 */
export function mandatoryPart(document: JsonObject, table: AttributeTable): JsonObject {
  const hidden = new Set(table.map(({ pointer }) => pointer))
  return without(document, '')

  function without(value: JsonObject, at: string): JsonObject {
    const members = Object.entries(value).flatMap(([name, member]) => {
      const pointer = `${at}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`
      if (hidden.has(pointer)) return []
      return [[name, isJsonObject(member) ? without(member, pointer) : member] as const]
    })
    return Object.fromEntries(members)
  }
}

/** A document's mandatory part with members that are shown. */
export function withMembers(
  mandatory: JsonObject,
  shown: ReadonlyMap<string, JsonValue>,
): JsonObject {
  let document = mandatory
  for (const [pointer, value] of shown)
    document = withMember(document, parsePointer(pointer), value)
  return document
}

function withMember(
  object: JsonObject,
  [name, ...rest]: readonly string[],
  value: JsonValue,
): JsonObject {
  if (name === undefined) return object
  const inner = object[name]
  const member =
    rest.length === 0 ? value : withMember(isJsonObject(inner) ? inner : {}, rest, value)
  return { ...object, [name]: member }
}
