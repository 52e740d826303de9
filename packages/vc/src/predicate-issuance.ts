import {
  assertJson,
  encodeMultibase,
  isJsonObject,
  type JsonObject,
  parseMultibase,
} from '@unscored/core'
import { CredentialError } from './error.ts'

/**
 * What an issuer sends to a holder who wants a credential of whose members she can prove things. Who issues it, and under
 * which key and manifest, is not in it: the holder knows, and takes it from nobody.
 */
export interface PredicateOffer {
  readonly type: 'PredicateOffer'
  /** At least 16 octets that the issuer drew for one request, in base64url multibase. */
  readonly nonce: string
}

/** What she answers: an offer is good for one such answer. */
export interface PredicateBindingRequest {
  readonly type: 'PredicateBindingRequest'
  /** That of the offer. */
  readonly nonce: string
  /** What `requestPredicatesBinding` gave. */
  readonly request: string
}

/** The message that offers a credential. */
export function formatPredicateOffer(nonce: Uint8Array): PredicateOffer {
  return { type: OFFER, nonce: encodeMultibase(nonce, 'u') }
}

/**
 * Reads the message that offers a credential, and gives its nonce.
 *
 * @throws {CredentialError} `requestMalformed`.
 * @throws {FormatError} `tooLarge`, `tooDeep`, `invalidJson` or `invalidMultibase`.
 */
export function parsePredicateOffer(value: unknown): Uint8Array {
  const { nonce } = messageOf(value, { type: OFFER, members: ['nonce'] })
  return nonceOf(nonce)
}

/** Whether a message is one of those by which credentials are issued, so that it answers no request to present one. */
export function isPredicateIssuance(value: unknown): boolean {
  return isJsonObject(value) && (value.type === OFFER || value.type === REQUEST)
}

/** The message that answers an offer. */
export function formatPredicateBindingRequest(
  nonce: Uint8Array,
  request: string,
): PredicateBindingRequest {
  return { type: REQUEST, nonce: encodeMultibase(nonce, 'u'), request }
}

/**
 * Reads the message that answers an offer. Whether the request holds is asked by `registrationOf`.
 *
 * @throws {CredentialError} `requestMalformed`.
 * @throws {FormatError} `tooLarge`, `tooDeep`, `invalidJson` or `invalidMultibase`.
 */
export function parsePredicateBindingRequest(value: unknown): {
  nonce: Uint8Array
  request: string
} {
  const { nonce, request } = messageOf(value, { type: REQUEST, members: ['nonce', 'request'] })
  if (typeof request !== 'string') throw malformed('/request', 'is no text')
  return { nonce: nonceOf(nonce), request }
}

const OFFER = 'PredicateOffer'
const REQUEST = 'PredicateBindingRequest'
const MIN_NONCE_BYTES = 16
const MAX_NONCE_BYTES = 64

function messageOf(
  value: unknown,
  { type, members }: { type: string; members: readonly string[] },
): JsonObject {
  assertJson(value)
  if (!isJsonObject(value)) throw malformed('the message', 'is no object')
  if (value.type !== type) throw malformed('/type', `is not ${type}`)
  const known = ['type', ...members]
  // Whatever else it held could tell holders, or offers, apart.
  if (Object.keys(value).some((member) => !known.includes(member))) {
    throw malformed('the message', 'has a member too many')
  }
  return value
}

function nonceOf(value: unknown): Uint8Array {
  const nonce = parseMultibase(value, ['u'])
  if (nonce.length < MIN_NONCE_BYTES || nonce.length > MAX_NONCE_BYTES) {
    throw malformed('/nonce', 'is too short or too long')
  }
  return nonce
}

function malformed(pointer: string, why: string): CredentialError {
  return new CredentialError('requestMalformed', `${pointer} ${why}`)
}
