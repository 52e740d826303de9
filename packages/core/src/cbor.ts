import { decodeFirst, encode, type TagDecodeControl, Tagged } from 'cborg'
import { FormatError } from './error.ts'
import { MAX_JSON_DEPTH } from './json.ts'

/** A value under a tag: `encodeCbor` writes both, and `CborTag.decoder(tag)` reads them (RFC 8949 §3.4). */
export { Tagged as CborTag }

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

/** Readers of tags that say nothing which the content does not say as well: it stands for itself. */
export function untagged(...tags: readonly number[]): NonNullable<DecodeCborOptions['tags']> {
  return Object.fromEntries(tags.map((tag) => [tag, (content: TagDecodeControl) => content()]))
}

/**
 * Decodes one CBOR item that fills the octets; maps become `Map`.
 *
 * Indefinite lengths, `undefined`, NaN and infinities are refused; keys that are twice in a map or neither number nor
 * text; nesting deeper than JSON's; and every tag that the caller does not name: a format that needs no tag must not
 * leave room for one. The order of keys and the width of fractions are not looked at.
 *
 * @throws {FormatError} `cborTag`, `trailingOctets`, or `invalidCbor` for all else.
 * @see RFC 8949 §4.2.1 Core Deterministic Encoding Requirements
 */
export function decodeCbor(
  octets: Uint8Array,
  { tags = {}, lenient = false }: DecodeCborOptions = {},
): unknown {
  const [value, rest] = decodeOne()
  if (rest.length > 0) throw new FormatError('trailingOctets', 'octets follow the CBOR item')
  if (!isSound(value, 1)) throw new FormatError('invalidCbor', 'a key or the depth is wrong')
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
        tags: orRefusal(tags),
      })
    } catch (cause) {
      if (cause instanceof FormatError) throw cause
      throw new FormatError('invalidCbor', 'the octets are no CBOR of the expected kind', { cause })
    }
  }
}

/** The readers of the tags that may occur, and for every other tag one that refuses it. */
function orRefusal(tags: NonNullable<DecodeCborOptions['tags']>): typeof tags {
  return new Proxy(tags, { get: (known, tag) => known[Number(tag)] ?? refuseTag })
}

function refuseTag(): never {
  throw new FormatError('cborTag', 'a CBOR tag has no place there')
}

/** Whether cborg overlooked nothing: it finds no key of octets twice, and takes the end of an array for a value. */
function isSound(value: unknown, depth: number): boolean {
  if (!Array.isArray(value) && !(value instanceof Map)) return typeof value !== 'symbol'
  const keys = value instanceof Map ? [...value.keys()] : []
  return (
    depth <= MAX_JSON_DEPTH &&
    keys.every((key) => ['string', 'number', 'bigint'].includes(typeof key)) &&
    [...value.values()].every((item) => isSound(item, depth + 1))
  )
}
