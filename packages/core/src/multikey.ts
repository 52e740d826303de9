import { FormatError } from './error.ts'
import { encodeMultibase, parseMultibase } from './multibase.ts'
import { concatOctets, equalOctets } from './octets.ts'
import { isP256Point } from './p256.ts'

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
  'P256-public': { prefix: Uint8Array.of(0x80, 0x24), length: 33 },
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
 * A key of a known kind from its bare octets. Of P-256 it is a point of the curve; whether one of another curve is, is for
 * those to ask who compute with it.
 *
 * @throws {FormatError} `invalidMultikey` where the length is not the codec's, or the octets are no point of P-256.
 */
export function withCodec(codec: MultikeyCodec, octets: Uint8Array): Multikey {
  assertLength(codec, octets)
  if (codec === 'P256-public' && !isP256Point(octets)) {
    throw new FormatError('invalidMultikey', 'the key is no point of P-256')
  }
  return { codec, octets }
}

/**
 * A key's octets after their codec's prefix.
 *
 * @throws {FormatError} `invalidMultikey` where the length is not the codec's.
 */
export function multikeyOctets({ codec, octets }: Multikey): Uint8Array {
  assertLength(codec, octets)
  return concatOctets(multikeyCodecs[codec].prefix, octets)
}

/** A key as Multikey text, base58btc. */
export function encodeMultikey(key: Multikey): string {
  return encodeMultibase(multikeyOctets(key), 'z')
}

/**
 * Reads a codec's prefix and the key behind it.
 *
 * @throws {FormatError} `invalidMultikey` where the codec is unknown or not the expected one, and what {@link withCodec}
 * throws.
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

function assertLength(codec: MultikeyCodec, { length }: Uint8Array): void {
  const expected = multikeyCodecs[codec].length
  if (length !== expected) {
    throw new FormatError('invalidMultikey', `a ${codec} key has ${expected} octets`)
  }
}

// Object.keys is typed as string[]; the record above is a literal, so its keys are the codecs.
const codecNames = Object.keys(multikeyCodecs) as MultikeyCodec[]
