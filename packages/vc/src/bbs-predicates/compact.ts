import {
  decodeCbor,
  encodeCbor,
  equalOctets,
  type JsonObject,
  type JsonValue,
} from '@unscored/core'
import { CredentialError } from '../error.ts'
import { parsePresentation, presentationOf, type ReadOptions, trustedProfile } from './form.ts'
import { isPseudonym } from './proof-value.ts'
import { type PredicateQuery, parsePredicateRequest } from './request.ts'

/** What both sides of a compact presentation know. */
export interface CompactPresentationOptions extends ReadOptions {}

/**
 * A presentation in as few octets as it can do with, such as for a QR code: what its request and the profiles of its issuers
 * do not say. As CBOR, a list of the version, which is 1, the DID URLs of the keys that signed, a list for each credential of what it shows
 * in the order of the request (null where it has no such member), the proof, and the pseudonym where there is one.
 *
 * @throws {CredentialError} as `verifyPredicates` does of what has not the form of an answer, and `malformed` where it shows
 *   what no attribute is.
 */
export function encodeCompactPresentation(
  presentation: JsonObject,
  { request: asked, profiles: trusted }: CompactPresentationOptions,
): Uint8Array {
  const request = parsePredicateRequest(asked)
  const parsed = parsePresentation(presentation, { request, profiles: trusted })
  const { profiles, shown, proof, pseudonym } = parsed
  const values = request.credentials.map(({ disclosures }, i) =>
    disclosures.map((pointer) => shown[i]?.get(pointer) ?? null),
  )
  if (!values.flat().every(isShown)) throw malformed()
  const keys = profiles.map(({ verificationMethod }) => verificationMethod)
  return encodeCbor([VERSION, keys, values, proof, ...(pseudonym ? [pseudonym] : [])])
}

/**
 * The presentation that octets stand for, for `verifyPredicates`, which alone says whether it holds. No other octets stand
 * for the same.
 *
 * @param octets As they came over the wire.
 * @throws {CredentialError} `malformed` where they are no answer to the request, or `issuerNotTrusted`.
 * @throws {FormatError} `invalidCbor`, `cborTag` or `trailingOctets`.
 */
export function decodeCompactPresentation(
  octets: Uint8Array,
  { request: asked, profiles: trusted }: CompactPresentationOptions,
): JsonObject {
  const { credentials } = parsePredicateRequest(asked)
  const content = decodeCbor(octets)
  if (!Array.isArray(content) || !equalOctets(encodeCbor(content), octets)) throw malformed()
  const [version, keys, values, proof, pseudonym, ...others]: readonly unknown[] = content
  const isWhole = version === VERSION && proof instanceof Uint8Array && others.length === 0
  if (!isWhole || (pseudonym !== undefined && !isPseudonym(pseudonym))) throw malformed()
  const lists = listOfLength(values, credentials.length)
  const known = [...trusted]
  return presentationOf({
    profiles: listOfLength(keys, credentials.length).map((key) => trustedProfile(key, known)),
    shown: credentials.map((query, i) => shownBy(query, lists[i])),
    proof,
    ...(pseudonym && { pseudonym }),
  })
}

const VERSION = 1

function shownBy({ disclosures }: PredicateQuery, values: unknown): Map<string, JsonValue> {
  const list = listOfLength(values, disclosures.length)
  return new Map(
    disclosures.flatMap((pointer, i) => {
      const value = list[i]
      if (!isShown(value)) throw malformed()
      return value === null ? [] : [[pointer, value] as const]
    }),
  )
}

/** All that attributes are, and what stands for one that is missing. */
function isShown(value: unknown): value is string | number | null {
  if (typeof value === 'number') return Number.isSafeInteger(value) && !Object.is(value, -0)
  return typeof value === 'string' || value === null
}

function listOfLength(value: unknown, length: number): readonly unknown[] {
  if (!Array.isArray(value) || value.length !== length) throw malformed()
  return value
}

function malformed(): CredentialError {
  return new CredentialError('malformed', 'the compact presentation is malformed')
}
