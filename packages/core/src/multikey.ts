import { FormatError } from './error.ts'
import { encodeMultibase, parseMultibase } from './multibase.ts'
import { concatOctets, equalOctets } from './octets.ts'

/**
 * The kinds of key that Multikey text can hold here: the unsigned varint that precedes the key's octets and
 * how many octets must follow.
 *
 * @see https://github.com/multiformats/multicodec/blob/master/table.csv
 */
const multikeyCodecs = {
  'Bls12381G2-public': { prefix: Uint8Array.of(0xeb, 0x01), length: 96 },
  'Bls12381-secret': { prefix: Uint8Array.of(0x8a, 0x26), length: 32 },
  'Ed25519-public': { prefix: Uint8Array.of(0xed, 0x01), length: 32 },
  'Ed25519-secret': { prefix: Uint8Array.of(0x80, 0x26), length: 32 },
} as const

/** A kind of key. */
export type MultikeyCodec = keyof typeof multikeyCodecs

/** What Multikey text says. */
export interface Multikey {
  codec: MultikeyCodec
  /** The key's own octets, without the codec's prefix. */
  octets: Uint8Array
}

/**
 * A key of a known kind from its bare octets.
 *
 * @throws {FormatError} `invalidMultikey` where the length is not the codec's.
 */
export function withCodec(codec: MultikeyCodec, octets: Uint8Array): Multikey {
  const { length } = multikeyCodecs[codec]
  if (octets.length !== length) {
    throw new FormatError('invalidMultikey', `a ${codec} key has ${length} octets`)
  }
  return { codec, octets }
}

/**
 * A key's octets after their codec's prefix.
 *
 * @throws {FormatError} `invalidMultikey` where the length is not the codec's.
 */
export function multikeyOctets({ codec, octets }: Multikey): Uint8Array {
  return concatOctets(multikeyCodecs[codec].prefix, withCodec(codec, octets).octets)
}

/** A key as Multikey text, base58btc. */
export function encodeMultikey(key: Multikey): string {
  return encodeMultibase(multikeyOctets(key), 'z')
}

/**
 * Reads a codec's prefix and the key behind it.
 *
 * @throws {FormatError} `invalidMultikey` where the codec is unknown, not the expected one, or the length is wrong.
 */
export function parseMultikeyOctets(octets: Uint8Array, expected?: MultikeyCodec): Multikey {
  const codecs = expected === undefined ? codecNames : [expected]
  const codec = codecs.find((name) => {
    const { prefix } = multikeyCodecs[name]
    return equalOctets(octets.subarray(0, prefix.length), prefix)
  })
  if (codec === undefined) {
    throw new FormatError('invalidMultikey', `no key of codec ${codecs.join(' or ')}`)
  }
  return withCodec(codec, octets.slice(multikeyCodecs[codec].prefix.length))
}

/**
 * Reads Multikey text: base58btc of a codec and a key.
 *
 * @throws {FormatError} `invalidMultibase` or `invalidMultikey`.
 * @see CID 1.0 §2.2.2 Multikey
 */
export function parseMultikey(text: unknown, expected?: MultikeyCodec): Multikey {
  return parseMultikeyOctets(parseMultibase(text, ['z']), expected)
}

// Object.keys is typed as string[]; the record above is a literal, so its keys are the codecs.
const codecNames = Object.keys(multikeyCodecs) as MultikeyCodec[]
