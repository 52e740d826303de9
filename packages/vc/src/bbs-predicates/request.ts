import {
  assertJson,
  isDateTime,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  namesZone,
} from '@unscored/core'
import { CredentialError } from '../error.ts'
import { isPointer } from '../pointer.ts'
import { parseCommonMembers } from '../presentation-request.ts'
import type { AskedRules, RuleReference } from '../rules/asked.ts'
import type { Predicate } from '../rules/predicate.ts'
import { dayNumber } from './attribute-table.ts'

/** What a proof can say of a value without showing it. */
export type HiddenPredicate = Exclude<Predicate, { kind: 'shown' }>

/** What a verifier asks of one credential. */
export interface PredicateQuery {
  /** The verifier's name for it: letters, digits, `_` and `-`. */
  readonly id: string
  /** What must hold of values that stay hidden. */
  readonly predicates: readonly HiddenPredicate[]
  /** JSON pointers to what must be shown. */
  readonly disclosures: readonly string[]
  /** Whether it must not have been revoked in the epoch of the request. */
  readonly notRevoked: boolean
  /** What it was compiled from, where the verifier says that it was compiled from rules; a wallet takes nobody's word for it. */
  readonly rules?: AskedRules
}

/** A member of one of the credentials of a request. */
export interface AskedMember {
  /** The id of its query. */
  readonly credential: string
  /** JSON pointer. */
  readonly pointer: string
}

/**
 * What a verifier asks a holder to prove. All credentials of an answer are of one holder: they are bound to the same secret.
 */
export interface PredicateRequest {
  /** Who asks: an origin or a DID, which the holder's channel must confirm. */
  readonly domain: string
  /** At least 16 random octets in base64url, never used before. */
  readonly nonce: string
  /** XSD dateTimeStamp after which nothing is accepted. */
  readonly expires: string
  readonly credentials: readonly PredicateQuery[]
  /** Members that are the same; of each list at least one is the subject of a predicate. */
  readonly equal?: readonly (readonly AskedMember[])[]
  /** The epoch in which nothing may have been revoked. */
  readonly epoch?: number
  /** What the holder is to be recognised for; see `PseudonymRequest`. */
  readonly pseudonym?: { readonly context: string }
}

/**
 * Reads a request.
 *
 * @throws {CredentialError} `requestMalformed`, naming the member at fault.
 * @throws {FormatError} `tooLarge`, `tooDeep` or `invalidJson`.
 */
export function parsePredicateRequest(value: unknown): PredicateRequest {
  assertJson(value)
  const { domain, nonce, expires, credentials, equal, epoch, pseudonym, ...others } = object(
    value,
    '',
  )
  assertNone(others, '')
  const { pseudonym: recognised, ...common } = parseCommonMembers({
    domain,
    nonce,
    expires,
    pseudonym,
  })
  const queries = list(credentials, '/credentials').map((query, i) =>
    parseQuery(query, `/credentials/${i}`),
  )
  const ids = queries.map(({ id }) => id)
  if (queries.length === 0 || queries.length > MAX_CREDENTIALS || new Set(ids).size < ids.length) {
    throw malformed('/credentials', 'are none, too many, or two of one id')
  }
  if ((epoch !== undefined) !== queries.some(({ notRevoked }) => notRevoked)) {
    throw malformed('/epoch', 'goes with what must not have been revoked')
  }
  return {
    ...{ ...common, credentials: queries },
    ...(equal !== undefined && { equal: parseEqual(equal, ids) }),
    ...(epoch !== undefined && { epoch: integer(epoch, '/epoch', [0, Number.MAX_SAFE_INTEGER]) }),
    ...(recognised && { pseudonym: recognised }),
  }
}

function parseQuery(value: JsonValue, at: string): PredicateQuery {
  const { id, predicates, disclosures, notRevoked, rules, ...others } = object(value, at)
  assertNone(others, at)
  if (typeof id !== 'string' || !ID.test(id)) throw malformed(`${at}/id`, 'is no name')
  if (typeof notRevoked !== 'boolean')
    throw malformed(`${at}/notRevoked`, 'is neither true nor false')
  const asked = list(predicates, `${at}/predicates`).map((predicate, i) =>
    parsePredicate(predicate, `${at}/predicates/${i}`),
  )
  const shown = list(disclosures, `${at}/disclosures`).map((one, i) =>
    pointer(one, `${at}/disclosures/${i}`),
  )
  const hidden = new Set(
    asked.flatMap((one) => (one.kind === 'difference' ? [one.pointer, one.minus] : [one.pointer])),
  )
  if (new Set(shown).size < shown.length || shown.some((one) => hidden.has(one))) {
    throw malformed(`${at}/disclosures`, 'names a member twice, or one that is to stay hidden')
  }
  return {
    ...{ id, predicates: asked, disclosures: shown, notRevoked },
    ...(rules !== undefined && { rules: parseAskedRules(rules, `${at}/rules`) }),
  }
}

function parseAskedRules(value: JsonValue, place: string): AskedRules {
  const { at, rules, ...others } = object(value, place)
  assertNone(others, place)
  if (!isDateTime(at) || !namesZone(at)) throw malformed(`${place}/at`, 'is no time with a zone')
  const named = list(rules, `${place}/rules`).map((rule, i) =>
    parseRuleReference(rule, `${place}/rules/${i}`),
  )
  if (named.length === 0) throw malformed(`${place}/rules`, 'names none')
  return { at, rules: named }
}

function parseRuleReference(value: JsonValue, at: string): RuleReference {
  const { identifier, version, ...others } = object(value, at)
  assertNone(others, at)
  if (typeof identifier !== 'string' || !RULE.test(identifier)) {
    throw malformed(`${at}/identifier`, 'is that of no rule')
  }
  if (typeof version !== 'string' || !VERSION.test(version)) {
    throw malformed(`${at}/version`, 'is that of no rule')
  }
  return { identifier, version }
}

function parsePredicate(value: JsonValue, at: string): HiddenPredicate {
  const { kind, pointer: member, from, until, list: id, minus, ...others } = object(value, at)
  assertNone(others, at)
  const subject = pointer(member, `${at}/pointer`)
  switch (kind) {
    case 'date': {
      const [first, last] = [day(from, `${at}/from`), day(until, `${at}/until`)]
      assertNone({ ...absent({ list: id, minus }) }, at)
      if (first.number > last.number) throw malformed(at, 'ends before it begins')
      return { kind, pointer: subject, from: first.text, until: last.text }
    }
    case 'integer': {
      assertNone({ ...absent({ list: id, minus }) }, at)
      return { kind, pointer: subject, ...bounds({ from, until }, at, [0, 65_535]) }
    }
    case 'code':
      assertNone({ ...absent({ from, until, minus }) }, at)
      if (typeof id !== 'string' || !LIST.test(id)) throw malformed(`${at}/list`, 'is no name')
      return { kind, pointer: subject, list: id }
    case 'difference': {
      assertNone({ ...absent({ list: id }) }, at)
      const other = pointer(minus, `${at}/minus`)
      if (other === subject) throw malformed(`${at}/minus`, 'is what it is subtracted from')
      return {
        ...{ kind, pointer: subject, minus: other },
        ...bounds({ from, until }, at, [-65_535, 65_535]),
      }
    }
    default:
      throw malformed(`${at}/kind`, 'is not known')
  }
}

function parseEqual(value: JsonValue, ids: readonly string[]): AskedMember[][] {
  return list(value, '/equal').map((group, i) => {
    const members = list(group, `/equal/${i}`).map((one, j) => {
      const at = `/equal/${i}/${j}`
      const { credential, pointer: member, ...others } = object(one, at)
      assertNone(others, at)
      if (typeof credential !== 'string' || !ids.includes(credential)) {
        throw malformed(`${at}/credential`, 'is not asked for')
      }
      return { credential, pointer: pointer(member, `${at}/pointer`) }
    })
    if (members.length < 2) throw malformed(`/equal/${i}`, 'names fewer than two members')
    return members
  })
}

function bounds(
  { from, until }: { from: JsonValue | undefined; until: JsonValue | undefined },
  at: string,
  range: readonly [number, number],
): { from: number; until: number } {
  const [first, last] = [integer(from, `${at}/from`, range), integer(until, `${at}/until`, range)]
  if (first > last) throw malformed(at, 'ends before it begins')
  return { from: first, until: last }
}

function integer(
  value: JsonValue | undefined,
  at: string,
  [min, max]: readonly [number, number],
): number {
  // Its canonical JSON is that of 0.
  const isNumber = Number.isSafeInteger(value) && !Object.is(value, -0)
  if (!isNumber || Number(value) < min || Number(value) > max) {
    throw malformed(at, 'is no integer in its range')
  }
  return Number(value)
}

function day(value: JsonValue | undefined, at: string): { text: string; number: number } {
  const number = typeof value === 'string' ? dayNumber(value) : undefined
  if (typeof value !== 'string' || number === undefined) throw malformed(at, 'is no date')
  return { text: value, number }
}

function pointer(value: JsonValue | undefined, at: string): string {
  if (typeof value !== 'string' || value === '' || !isPointer(value)) {
    throw malformed(at, 'is no JSON pointer')
  }
  return value
}

function object(value: JsonValue | undefined, at: string): JsonObject {
  if (!isJsonObject(value)) throw malformed(at, 'is no object')
  return value
}

function list(value: JsonValue | undefined, at: string): readonly JsonValue[] {
  if (!Array.isArray(value)) throw malformed(at, 'is no list')
  if (value.length > MAX_ITEMS) throw malformed(at, 'has too many items')
  return value
}

/** Members that a predicate of another kind has. */
function absent(members: Readonly<Record<string, JsonValue | undefined>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined))
}

function assertNone(others: object, at: string): void {
  const [unknown] = Object.keys(others)
  if (unknown !== undefined) throw malformed(`${at}/${unknown.slice(0, 100)}`, 'is not known')
}

/** The most items of a list: proving takes both sides time for each. */
const MAX_ITEMS = 64

/** The most credentials of one answer. */
const MAX_CREDENTIALS = 8

const ID = /^[\w-]{1,64}$/
const RULE = /^[A-Z]{2}-[A-Z]{2}-\d{4}$/
const VERSION = /^\d{1,6}\.\d{1,6}\.\d{1,6}$/
const LIST = /^[\w.:-]{1,128}$/

function malformed(at: string, why: string): CredentialError {
  return new CredentialError('requestMalformed', `${at || 'the request'} ${why}`)
}
