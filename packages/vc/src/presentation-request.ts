import {
  assertJson,
  canonicalJson,
  isDateTime,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  lengthPrefixed,
  namesZone,
  sha256,
  utf8,
} from '@unscored/core'
import { CredentialError } from './error.ts'
import { eventDayOf } from './event-context.ts'
import { parseQuery, type Query } from './query.ts'
import { type SuiteId, suiteNames } from './suites.ts'

/** What a verifier asks a holder, in the words of OpenID4VP where it has them. */
export interface PresentationRequest {
  /** Who asks: an origin or a DID, which the holder's channel must confirm. */
  readonly domain: string
  /** At least 16 random octets in base64url, never used before. */
  readonly nonce: string
  /** XSD dateTimeStamp after which nothing is accepted. */
  readonly expires: string
  readonly dcql_query: Query
  /** The suites that will do. */
  readonly suites: readonly SuiteId[]
  /** Whether the holder is to be recognised, and where; she is not, where this is left out. */
  readonly pseudonym?: PseudonymRequest
}

/** What requests have in common, whatever they ask for. */
export type AnyRequest = Pick<PresentationRequest, 'domain' | 'nonce' | 'expires' | 'pseudonym'>

/** What a verifier asks to recognise a holder by. */
export interface PseudonymRequest {
  /**
   * What for, in the verifier's words: 1 to 64 letters, digits and `_.:/-`. A holder goes by one pseudonym for each
   * domain and context, so that no verifier can ask for that of another's domain; see {@link pseudonymContextFor}.
   */
  readonly context: string
}

/**
 * Reads a request.
 *
 * @throws {CredentialError} `requestMalformed`.
 * @throws {FormatError} `tooLarge`, `tooDeep` or `invalidJson`.
 */
export function parsePresentationRequest(value: unknown): PresentationRequest {
  assertJson(value)
  if (!isJsonObject(value)) throw malformed('', 'is no object')
  const { domain, nonce, expires, dcql_query, suites, pseudonym, ...others } = value
  const [unknown] = Object.keys(others)
  if (unknown !== undefined) throw malformed(`/${unknown}`, 'is not known')
  const { pseudonym: recognised, ...common } = parseCommonMembers({
    domain,
    nonce,
    expires,
    pseudonym,
  })
  // Somebody has another pseudonym with each suite that there is one with, and would enter twice.
  if (recognised && eventDayOf(recognised.context) !== undefined) {
    throw malformed('/pseudonym/context', 'is of an event, which is asked for by rules alone')
  }
  if (!Array.isArray(suites) || suites.length === 0 || !suites.every(isSuiteId)) {
    throw malformed('/suites', 'does not list known suites')
  }
  return {
    ...{ ...common, dcql_query: parseQuery(dcql_query), suites },
    ...(recognised && { pseudonym: recognised }),
  }
}

/**
 * Reads what every request has: who asks, once and until when, and for what a pseudonym is to be.
 *
 * @throws {CredentialError} `requestMalformed`.
 */
export function parseCommonMembers({
  domain,
  nonce,
  expires,
  pseudonym,
}: Readonly<Record<keyof AnyRequest, JsonValue | undefined>>): AnyRequest {
  if (typeof domain !== 'string' || domain === '') throw malformed('/domain', 'is no text')
  if (typeof nonce !== 'string' || !NONCE.test(nonce)) throw malformed('/nonce', 'is too short')
  if (!isDateTime(expires) || !namesZone(expires)) {
    throw malformed('/expires', 'is no XSD dateTimeStamp')
  }
  return {
    ...{ domain, nonce, expires },
    ...(pseudonym !== undefined && { pseudonym: parsePseudonymRequest(pseudonym) }),
  }
}

function parsePseudonymRequest(value: JsonValue): PseudonymRequest {
  const { context, ...others }: JsonObject = isJsonObject(value) ? value : {}
  if (typeof context !== 'string' || !CONTEXT.test(context) || Object.keys(others).length > 0) {
    throw malformed('/pseudonym', 'does not name a context')
  }
  return { context }
}

/**
 * The octets that every proof in the answer is bound to: the whole request by its hash, and nonce, domain and expiry
 * once more so that a refusal can say which of them differs.
 */
export function presentationHeaderFor(request: AnyRequest): Uint8Array {
  // A request is JSON by its type, but its interfaces have no index signature.
  const hash = sha256(canonicalJson(request as unknown as JsonObject))
  return lengthPrefixed(
    utf8(TAG),
    utf8(request.nonce),
    utf8(request.domain),
    utf8(request.expires),
    hash,
  )
}

/**
 * The octets that the pseudonym of a request is for: its domain, which the holder's channel confirms, and its context,
 * so that nobody learns by which name a holder goes elsewhere. `undefined` where the request asks for none.
 */
export function pseudonymContextFor({ domain, pseudonym }: AnyRequest): Uint8Array | undefined {
  return pseudonym && lengthPrefixed(utf8(PSEUDONYM_TAG), utf8(domain), utf8(pseudonym.context))
}

/** What differs between the octets that a proof is bound to and those that it should be bound to. */
export type HeaderDifference = 'nonceMismatch' | 'domainMismatch' | 'requestMismatch'

/** Names the first difference, or `undefined` where there is none. */
export function headerDifference(
  found: Uint8Array,
  expected: Uint8Array,
): HeaderDifference | undefined {
  const [ours, theirs] = [parts(expected), parts(found)]
  const differs = (i: number) => String(ours[i]) !== String(theirs[i])
  if (differs(1)) return 'nonceMismatch'
  if (differs(2)) return 'domainMismatch'
  return String(found) === String(expected) ? undefined : 'requestMismatch'
}

const TAG = 'unscored presentation 1'
const PSEUDONYM_TAG = 'unscored pseudonym 1'

/** Read by people who decide by it: nothing in it looks like something else, or turns a line around. */
const CONTEXT = /^[\w.:/-]{1,64}$/

/** 16 octets are 22 characters. */
const NONCE = /^[\w-]{22,128}$/

function parts(octets: Uint8Array): Uint8Array[] {
  const found: Uint8Array[] = []
  let rest = octets
  while (rest.length >= 8) {
    const length = Number(new DataView(rest.buffer, rest.byteOffset).getBigUint64(0))
    found.push(rest.subarray(8, 8 + length))
    rest = rest.subarray(8 + length)
  }
  return found
}

function isSuiteId(value: unknown): value is SuiteId {
  return suiteNames.some((name) => name === value)
}

function malformed(pointer: string, why: string): CredentialError {
  return new CredentialError('requestMalformed', `${pointer || 'the request'} ${why}`)
}
