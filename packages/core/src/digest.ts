import { canonicalJson } from './canonical-json.ts'
import type { JsonValue } from './json.ts'
import { encodeMultibase, parseMultibase } from './multibase.ts'
import { concatOctets, equalOctets, sha256 } from './octets.ts'

/** What precedes a SHA-256 digest in a multihash: its code and its length. */
const SHA_256 = Uint8Array.of(0x12, 0x20)

/** The SHA-256 digest of octets as a multihash in base64url multibase, as `digestMultibase` of the VC Data Model 2.0 has it. */
export function digestOfOctets(octets: Uint8Array): string {
  return encodeMultibase(concatOctets(SHA_256, sha256(octets)), 'u')
}

/**
 * The digest of a JSON value's canonical form, however its members are ordered; written as {@link digestOfOctets} does.
 *
 * @throws {FormatError} `invalidJson` where text holds half a surrogate pair.
 * @see RFC 8785 JSON Canonicalization Scheme
 */
export function digestOf(value: JsonValue): string {
  return digestOfOctets(canonicalJson(value))
}

/** Whether text is a digest, written in the one way in which {@link digestOfOctets} writes it. */
export function isDigest(text: unknown): text is string {
  if (typeof text !== 'string' || text.length !== DIGEST_LENGTH) return false
  const octets = octetsOf(text)
  return (
    octets !== undefined &&
    equalOctets(octets.subarray(0, SHA_256.length), SHA_256) &&
    encodeMultibase(octets, 'u') === text
  )
}

/** The prefix, and 34 octets in base64url. */
const DIGEST_LENGTH = 1 + 46

function octetsOf(text: string): Uint8Array | undefined {
  try {
    return parseMultibase(text, ['u'])
  } catch {
    return undefined
  }
}
