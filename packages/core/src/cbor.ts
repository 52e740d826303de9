import { decodeFirst, encode, type TagDecodeControl } from 'cborg'
import { FormatError } from './error.ts'

/** Encodes a value as deterministic CBOR. Maps are given as `Map`. */
export function encodeCbor(value: unknown): Uint8Array<ArrayBuffer> {
  return new Uint8Array(encode(value))
}

/** What {@link decodeCbor} takes beside the octets. */
export interface DecodeCborOptions {
  /** The tags that may occur and what each becomes; none by default. */
  tags?: Readonly<Record<number, (content: TagDecodeControl) => unknown>>
  /** Whether items may be longer than needed, as some encoders outside our control write them. */
  lenient?: boolean
}

/**
 * Decodes one CBOR item that fills the octets; maps become `Map`.
 *
 * Indefinite lengths, `undefined`, duplicate keys, NaN and infinities are refused, and so is every tag that the
 * caller does not name: a format that needs no tag must not leave room for one.
 *
 * @throws {FormatError} `invalidCbor`.
 * @see RFC 8949 §4.2.1 Core Deterministic Encoding Requirements
 */
export function decodeCbor(
  octets: Uint8Array,
  { tags = {}, lenient = false }: DecodeCborOptions = {},
): unknown {
  const [value, rest] = decodeOne()
  if (rest.length > 0) throw new FormatError('invalidCbor', 'octets follow the CBOR item')
  return value

  function decodeOne(): [unknown, Uint8Array] {
    try {
      return decodeFirst(octets, {
        strict: !lenient,
        allowIndefinite: lenient,
        allowUndefined: false,
        allowNaN: false,
        allowInfinity: false,
        rejectDuplicateMapKeys: true,
        useMaps: true,
        tags,
      })
    } catch (cause) {
      throw new FormatError('invalidCbor', 'the octets are no CBOR of the expected kind', { cause })
    }
  }
}
