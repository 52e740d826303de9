import { base58, base64urlnopad } from '@scure/base'
import { FormatError } from './error.ts'

/** The two encodings of multibase that Data Integrity and Multikey use, by prefix. */
const encodings = { z: base58, u: base64urlnopad } as const

/** `z` is base58btc, `u` is base64url without padding. */
export type MultibasePrefix = keyof typeof encodings

/** Encodes octets as multibase text. */
export function encodeMultibase(octets: Uint8Array, prefix: MultibasePrefix): string {
  return prefix + encodings[prefix].encode(octets)
}

/**
 * Decodes multibase text.
 *
 * @param text At most 4,096 characters of base58btc, whose decoding takes time that grows with the square of them.
 * @param expected The prefix that the caller's format demands; both are read by default.
 * @throws {FormatError} `invalidMultibase`.
 * @see CID 1.0 §2.4 Multibase
 */
export function parseMultibase(
  text: unknown,
  expected: readonly MultibasePrefix[] = ['z', 'u'],
): Uint8Array {
  const prefix = typeof text === 'string' ? expected.find((p) => text.startsWith(p)) : undefined
  if (prefix === undefined || typeof text !== 'string') {
    throw new FormatError('invalidMultibase', `no multibase with prefix ${expected.join(' or ')}`)
  }
  try {
    return encodings[prefix].decode(text.slice(1))
  } catch (cause) {
    throw new FormatError(
      'invalidMultibase',
      'characters that the multibase prefix does not allow',
      {
        cause,
      },
    )
  }
}
