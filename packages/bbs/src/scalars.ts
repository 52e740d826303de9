import type { Curve } from './curve.ts'

/** The order of the groups of BLS12-381. */
export const r = 0x73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001n

/** Octets of a scalar. */
export const SCALAR_BYTES = 32

/** Octets that a scalar is reduced from, so many that the result is uniform: ⌈(⌈log2 r⌉ + 128) / 8⌉. */
export const EXPAND_BYTES = 48

/** The least nonnegative residue modulo r. */
export function mod(value: bigint): bigint {
  const residue = value % r
  return residue < 0n ? residue + r : residue
}

/**
 * Callers without types may hand in a text, which arrays take for as many zeros: all nonces of a length would be one.
 *
 * @throws {TypeError} where it is no `Uint8Array`, be it of another realm.
 */
export function assertOctets(value: unknown): asserts value is Uint8Array {
  if (Object(value)[Symbol.toStringTag] !== 'Uint8Array')
    throw new TypeError('octets are a Uint8Array')
}

/**
 * An unsigned integer from octets, most significant first (RFC 8017 `OS2IP`).
 *
 * @throws {TypeError} where they are no `Uint8Array`.
 */
export function integer(octets: Uint8Array): bigint {
  assertOctets(octets)
  let hex = '0x0'
  for (const octet of octets) hex += HEX[octet]
  return BigInt(hex)
}

/** A scalar as 32 octets, most significant first. */
export function scalarOctets(scalar: bigint): Uint8Array<ArrayBuffer> {
  const octets = new Uint8Array(SCALAR_BYTES)
  const view = new DataView(octets.buffer)
  for (let word = 3, rest = scalar; word >= 0; word--, rest >>= 64n) {
    view.setBigUint64(8 * word, BigInt.asUintN(64, rest))
  }
  return octets
}

/** A scalar from 32 octets, or `undefined` where they are not those of one in 1 … r−1. */
export function readScalar(octets: Uint8Array): bigint | undefined {
  if (octets.length !== SCALAR_BYTES) return undefined
  const value = integer(octets)
  return value > 0n && value < r ? value : undefined
}

/**
 * Fills an array of the given length with random octets.
 *
 * Whoever can predict or repeat what it gives can read every hidden message out of the proofs made with it. A source
 * that gives the same octets again each time it is asked is not found out: two proofs made with it give all away.
 */
export type RandomSource = (length: number) => Uint8Array

/** Random octets of the platform's cryptographic generator. */
export const platformRandom: RandomSource = (length) => {
  const octets = new Uint8Array(length)
  for (let from = 0; from < length; from += RANDOM_AT_ONCE) {
    crypto.getRandomValues(octets.subarray(from, from + RANDOM_AT_ONCE))
  }
  return octets
}

/** The most that `crypto.getRandomValues` gives in one call. */
const RANDOM_AT_ONCE = 65_536

/**
 * Octets of a random source, as many as asked for; at least 16, so that chance does not make them all the same.
 *
 * @throws {RangeError} where the source gives another number of octets, or zeros or another octet alone.
 */
export function randomOctets(length: number, random: RandomSource): Uint8Array {
  const octets = random(length)
  if (octets.length !== length) {
    throw new RangeError('the random source gave another number of octets than asked for')
  }
  if (octets.every((octet) => octet === octets[0])) {
    throw new RangeError('the random source gave the same octet throughout')
  }
  return octets
}

/**
 * Independent uniform scalars, none of them 0.
 *
 * @throws {RangeError} where the source fails as it does for {@link randomOctets}, or repeats itself within one call.
 * @see BBS §4.2.1 `calculate_random_scalars`
 */
export function randomScalars(count: number, random: RandomSource): bigint[] {
  const octets = randomOctets(count * EXPAND_BYTES, random)
  const scalars = Array.from({ length: count }, (_, i) =>
    mod(integer(octets.subarray(i * EXPAND_BYTES, (i + 1) * EXPAND_BYTES))),
  )
  if (scalars.includes(0n) || new Set(scalars).size < count) {
    throw new RangeError('the random source repeats itself')
  }
  return scalars
}

/** scalar^(r−2), by a fixed sequence of multiplications: for curves without an inversion of constant time. */
export function invertByPower(multiply: (a: bigint, b: bigint) => bigint): Curve['invert'] {
  return (scalar) => {
    let power = 1n
    for (const bit of (r - 2n).toString(2)) {
      power = multiply(power, power)
      if (bit === '1') power = multiply(power, scalar)
    }
    return power
  }
}

const HEX = Array.from({ length: 256 }, (_, octet) => octet.toString(16).padStart(2, '0'))
