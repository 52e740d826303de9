import canonicalize from 'canonicalize'
import type { JsonValue } from './json.ts'
import { utf8 } from './octets.ts'

/**
 * The one octet string that stands for a JSON value, so that it can be hashed.
 *
 * @see RFC 8785 JSON Canonicalization Scheme
 */
export function canonicalJson(value: JsonValue): Uint8Array<ArrayBuffer> {
  // canonicalize answers undefined for what JSON cannot express alone, and the type rules that out.
  return utf8(canonicalize(value) as string)
}
