import { sha256 as digest } from '@noble/hashes/sha2.js'
/** The octets of all arguments, one after the other. */
export function concatOctets(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(parts.reduce((length, part) => length + part.length, 0))
  let offset = 0
  for (const part of parts) {
    all.set(part, offset)
    offset += part.length
  }
  return all
}

/** Whether two octet strings are the same. The time taken tells their lengths and nothing else. */
export function equalOctets(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false
  let difference = 0
  for (let i = 0; i < a.length; i++) difference |= (a[i] as number) ^ (b[i] as number)
  return difference === 0
}

/** The UTF-8 octets of a text. */
export function utf8(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text)
}

/**
 * An unsigned integer as 8 octets, most significant first.
 *
 * @throws {RangeError} where the value is no integer from 0 to 2^64 − 1.
 */
export function uint64(value: number | bigint): Uint8Array<ArrayBuffer> {
  const integer = BigInt(value)
  if (BigInt.asUintN(64, integer) !== integer) throw new RangeError('no unsigned 64-bit integer')
  const octets = new Uint8Array(8)
  new DataView(octets.buffer).setBigUint64(0, integer)
  return octets
}

/** Each part preceded by its length in 8 octets, so that no two lists of parts give the same octets. */
export function lengthPrefixed(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  return concatOctets(...parts.flatMap((part) => [uint64(part.length), part]))
}

/** Fills an array of the given length with random octets. The platform's CSPRNG by default everywhere. */
export type RandomSource = (length: number) => Uint8Array

/** Random octets of the platform's cryptographic generator, at most 65,536. */
export function randomOctets(length: number): Uint8Array<ArrayBuffer> {
  return crypto.getRandomValues(new Uint8Array(length))
}

/** The SHA-256 digest, 32 octets. */
export function sha256(octets: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(digest(octets))
}
