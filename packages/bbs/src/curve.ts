declare const g1: unique symbol
declare const g2: unique symbol
declare const prepared: unique symbol

/** A point of the subgroup G1 of BLS12-381, in the form of the curve that made it. */
export interface PointG1 {
  readonly [g1]: never
}

/** A point of the subgroup G2 of BLS12-381, in the form of the curve that made it. */
export interface PointG2 {
  readonly [g2]: never
}

/** A point of G2 with whatever can be computed ahead of a pairing. */
export interface PreparedG2 {
  readonly [prepared]: never
}

/** Octets of a compressed point of G1. */
export const G1_BYTES = 48

/** Octets of a compressed point of G2. */
export const G2_BYTES = 96

/**
 * The arithmetic of BLS12-381 that BBS stands on, as a record of functions.
 *
 * Points never leave the curve that made them. A function named `…Public` may take time that depends on its
 * scalars, all others must not: they are given secrets.
 */
export interface Curve {
  readonly name: 'mcl' | 'noble'
  /** The base point of G1. */
  readonly BP1: PointG1
  /** The base point of G2, prepared for pairing. */
  readonly BP2: PreparedG2

  /** A point from 48 octets, or `undefined` where they are no compressed point of G1 other than the identity. */
  readG1(octets: Uint8Array): PointG1 | undefined
  /** A point from 96 octets, or `undefined` where they are no compressed point of G2 other than the identity. */
  readG2(octets: Uint8Array): PointG2 | undefined
  /** 48 octets, compressed; `c0` and zeros for the identity, which {@link readG1} refuses. */
  g1Octets(point: PointG1): Uint8Array
  /** 96 octets, compressed. */
  g2Octets(point: PointG2): Uint8Array

  /** The point that two field elements, each given as 64 uniform octets, map to (RFC 9380 §3 `hash_to_curve`). */
  mapToG1(uniform: Uint8Array): PointG1

  /** The point of coordinates x and y, each in 48 octets, that everybody knows for one of G1: it is not checked. */
  g1OfKnown(coordinates: Uint8Array): PointG1

  isIdentity(point: PointG1): boolean
  negate(point: PointG1): PointG1
  add(a: PointG1, b: PointG1): PointG1
  subtract(a: PointG1, b: PointG1): PointG1
  /** point·scalar. All scalars are given in [0, r). */
  multiply(point: PointG1, scalar: bigint): PointG1
  /** BP2·scalar; the scalar is not 0. */
  multiplyBP2(scalar: bigint): PointG2
  /** points[0]·scalars[0] + points[1]·scalars[1] + … */
  sumOfProducts(points: readonly PointG1[], scalars: readonly bigint[]): PointG1
  /** The same sum, of scalars that everybody may know. */
  sumOfPublicProducts(points: readonly PointG1[], scalars: readonly bigint[]): PointG1
  /**
   * Computes now what makes sums with these points fast and is otherwise computed when they have come up often. It
   * changes no result. The points are such that nobody knows one as a multiple of others, as generators are.
   */
  precompute(points: readonly PointG1[]): void
  /**
   * The same point, ready to be multiplied by some secrets one after the other. What is computed for that goes with what this
   * gives, and with nothing else: whatever is kept of a point would tell by its time how often it has come up.
   */
  copyForReuse(point: PointG1): PointG1
  /** 1/scalar modulo r; the scalar is not 0. */
  invert(scalar: bigint): bigint

  prepare(point: PointG2): PreparedG2
  /** Whether e(P₁, Q₁)·e(P₂, Q₂)·… is 1. */
  pairingsCancel(pairs: readonly (readonly [PointG1, PreparedG2])[]): boolean
}

/**
 * Whether octets have the form of a compressed point that is not the identity. The curve libraries are laxer:
 * some take an identity that carries garbage.
 *
 * @see BBS §6.2 and the ZCash serialization it refers to
 */
export function isCompressedPoint(octets: Uint8Array, length: number): boolean {
  const flags = octets[0] ?? 0
  return octets.length === length && (flags & COMPRESSED) !== 0 && (flags & INFINITY) === 0
}

const COMPRESSED = 0x80
const INFINITY = 0x40
