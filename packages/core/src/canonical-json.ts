import canonicalize from 'canonicalize'
import { FormatError } from './error.ts'
import type { JsonValue } from './json.ts'
import { utf8 } from './octets.ts'

/**
 * The one octet string that stands for a JSON value, so that it can be hashed.
 *
 * @throws {FormatError} `invalidJson` where text holds half a surrogate pair, which has no UTF-8.
 * @see RFC 8785 JSON Canonicalization Scheme
 */
export function canonicalJson(value: JsonValue): Uint8Array<ArrayBuffer> {
  // canonicalize answers undefined for what JSON cannot express alone, and the type rules that out.
  return utf8(canonicalText(value) as string)
}

function canonicalText(value: JsonValue): string | undefined {
  try {
    return canonicalize(value)
  } catch (cause) {
    throw new FormatError('invalidJson', 'the value has no canonical form', { cause })
  }
}
