import { bls12_381 } from '@noble/curves/bls12-381.js'
import type { Curve, PointG1, PointG2, PreparedG2 } from './curve.ts'
import { G1_BYTES, G2_BYTES, isCompressedPoint } from './curve.ts'
import { integer, invertByPower, r } from './scalars.ts'

const { G1, G2, fields, pairingBatch } = bls12_381
type G1Point = InstanceType<typeof G1.Point>
type G2Point = InstanceType<typeof G2.Point>

// The opaque types of the interface are, for this curve and nowhere else, noble's own points.
const g1 = (point: PointG1) => point as unknown as G1Point
const g2 = (point: PointG2 | PreparedG2) => point as unknown as G2Point
const ofG1 = (point: G1Point) => point as unknown as PointG1
const ofG2 = (point: G2Point) => point as unknown as PointG2

// noble types this as a map to affine coordinates; for G1 it takes one field element and gives a point of the subgroup.
const mapToCurve = G1.mapToCurve as unknown as (u: bigint) => G1Point

/**
 * BLS12-381 in JavaScript alone, for runtimes that have no WebAssembly or do not allow it.
 *
 * It takes the same steps for all scalars, but how long each takes depends on the numbers, as with all arithmetic on
 * `bigint`: who can time a holder or issuer closely is better kept from one that runs on this.
 */
export function createNobleCurve(): Curve {
  return {
    name: 'noble',
    BP1: ofG1(G1.Point.BASE),
    BP2: G2.Point.BASE as unknown as PreparedG2,
    readG1: (octets) =>
      isCompressedPoint(octets, G1_BYTES)
        ? read(() => ofG1(inSubgroup(G1.Point.fromBytes(octets))))
        : undefined,
    readG2: (octets) =>
      isCompressedPoint(octets, G2_BYTES)
        ? read(() => ofG2(inSubgroup(G2.Point.fromBytes(octets))))
        : undefined,
    g1Octets: (point) => (g1(point).is0() ? IDENTITY_G1.slice() : g1(point).toBytes(true)),
    g2Octets: (point) => g2(point).toBytes(true),
    mapToG1: (uniform) => {
      const [u0, u1] = [uniform.subarray(0, 64), uniform.subarray(64)].map((octets) =>
        fields.Fp.create(integer(octets)),
      ) as [bigint, bigint]
      return ofG1(mapToCurve(u0).add(mapToCurve(u1)))
    },
    g1OfKnown: (coordinates) => {
      const [x, y] = [coordinates.subarray(0, G1_BYTES), coordinates.subarray(G1_BYTES)].map(
        integer,
      ) as [bigint, bigint]
      return ofG1(G1.Point.fromAffine({ x, y }))
    },
    isIdentity: (point) => g1(point).is0(),
    negate: (point) => ofG1(g1(point).negate()),
    add: (a, b) => ofG1(g1(a).add(g1(b))),
    subtract: (a, b) => ofG1(g1(a).subtract(g1(b))),
    multiply: (point, scalar) => ofG1(multiply(g1(point), scalar)),
    multiplyBP2: (scalar) => ofG2(G2.Point.BASE.multiply(scalar)),
    sumOfProducts: (points, scalars) =>
      ofG1(sum(points.map((point, i) => multiply(g1(point), scalars[i] as bigint)))),
    sumOfPublicProducts: (points, scalars) =>
      ofG1(sum(points.map((point, i) => g1(point).multiplyUnsafe(scalars[i] as bigint)))),
    // noble's tables hold multiples by scalars as they are, of which small ones have many zeros; see multiply below.
    precompute: () => {},
    copyForReuse: (point) => point,
    invert: invertByPower((a, b) => (a * b) % r),
    prepare: (point) => point as unknown as PreparedG2,
    pairingsCancel: (pairs) => {
      // A pairing with the identity is 1, and noble refuses to compute it.
      const nontrivial = pairs.filter(([P]) => !g1(P).is0())
      const product = pairingBatch(nontrivial.map(([P, Q]) => ({ g1: g1(P), g2: g2(Q) })))
      return fields.Fp12.eql(product, fields.Fp12.ONE)
    },
  }
}

/**
 * noble adds the identity for each digit that is 0, which takes less time than adding another point. Scalars that are
 * small mean something, those just below r do not: a small one is multiplied as r − scalar, which has few zeros.
 * noble refuses the scalar 0; 0 means something too, such as a digit, and takes as long as 1 does.
 */
function multiply(point: G1Point, scalar: bigint): G1Point {
  const isZero = scalar === 0n
  const product = point.negate().multiply(r - (isZero ? 1n : scalar))
  return isZero ? G1.Point.ZERO : product
}

function sum(points: readonly G1Point[]): G1Point {
  return points.reduce((total, point) => total.add(point), G1.Point.ZERO)
}

function inSubgroup<P extends G1Point | G2Point>(point: P): P {
  point.assertValidity()
  return point
}

/** noble refuses to write the identity. */
const IDENTITY_G1 = Uint8Array.of(0xc0, ...new Uint8Array(G1_BYTES - 1))

function read<P>(parse: () => P): P | undefined {
  try {
    return parse()
  } catch {
    return undefined
  }
}
