import type { MclModule } from 'mcl-wasm/dist/mcl_c.js'

/** Octets of an element of the field that G1 is over, as mcl keeps it. */
export const FP = 48

/** Octets of a scalar as mcl keeps it. */
export const FR = 32

/** Octets of a point of G1 as mcl keeps it: three coordinates. */
export const G1 = 3 * FP

/** Octets of a point of G2 as mcl keeps it. */
export const G2 = 6 * FP

/** The field of a group's coordinates. Numbers are addresses in the module's memory. */
export interface Field {
  readonly size: number
  setOne(out: number): void
  /** An element from at most 64 octets, most significant first. */
  setUniform(out: number, octets: number, length: number): void
  add(out: number, a: number, b: number): void
  subtract(out: number, a: number, b: number): void
  multiply(out: number, a: number, b: number): void
  square(out: number, a: number): void
  negate(out: number, a: number): void
  invert(out: number, a: number): void
  isZero(a: number): number
}

/** What a sum of products is made of, for either group. Numbers are addresses in the module's memory. */
export interface Group {
  /** Octets of a point. */
  readonly size: number
  /** Octets of its first two coordinates, which are all of it where the third is 1. */
  readonly affine: number
  readonly field: Field
  isZero(point: number): number
  clear(out: number): void
  add(out: number, a: number, b: number): void
  subtract(out: number, a: number, b: number): void
  double(out: number, a: number): void
  normalizeAll(out: number, points: number, count: number): void
  /** The sum of products, in a time that tells the scalars. */
  multiplyAll(out: number, points: number, scalars: number, count: number): void
  /** z² times a point of the subgroup, both without their third coordinates, where that takes next to no time. */
  timesZ2?(out: number, point: number): void
}

/** G1, where z² times a point takes next to no time. */
export type GroupG1 = Group & Required<Pick<Group, 'timesZ2'>>

export function groupG1(mcl: MclModule): GroupG1 {
  const beta = mcl._malloc(FP)
  const octets = mcl._malloc(BETA.length)
  new Uint8Array(mcl.wasmMemory.buffer).set(BETA, octets)
  mcl._mclBnFp_setBigEndianMod(beta, octets, BETA.length)
  mcl._free(octets)
  return {
    size: G1,
    affine: 2 * FP,
    field: {
      size: FP,
      setOne: (out) => mcl._mclBnFp_setInt32(out, 1),
      setUniform: mcl._mclBnFp_setBigEndianMod,
      add: mcl._mclBnFp_add,
      subtract: mcl._mclBnFp_sub,
      multiply: mcl._mclBnFp_mul,
      square: mcl._mclBnFp_sqr,
      negate: mcl._mclBnFp_neg,
      invert: mcl._mclBnFp_inv,
      isZero: mcl._mclBnFp_isZero,
    },
    isZero: mcl._mclBnG1_isZero,
    clear: mcl._mclBnG1_clear,
    add: mcl._mclBnG1_add,
    subtract: mcl._mclBnG1_sub,
    double: mcl._mclBnG1_dbl,
    normalizeAll: mcl._mclBnG1_normalizeVec,
    multiplyAll: mcl._mclBnG1_mulVec,
    timesZ2: (out, point) => {
      mcl._mclBnFp_mul(out, point, beta)
      mcl._mclBnFp_neg(out + FP, point + FP)
    },
  }
}

export function groupG2(mcl: MclModule): Group {
  return {
    size: G2,
    affine: 4 * FP,
    field: {
      size: 2 * FP,
      setOne: (out) => {
        mcl._mclBnFp2_clear(out)
        mcl._mclBnFp_setInt32(out, 1)
      },
      setUniform: (out, octets, length) => {
        mcl._mclBnFp2_clear(out)
        mcl._mclBnFp_setBigEndianMod(out, octets, length)
      },
      add: mcl._mclBnFp2_add,
      subtract: mcl._mclBnFp2_sub,
      multiply: mcl._mclBnFp2_mul,
      square: mcl._mclBnFp2_sqr,
      negate: mcl._mclBnFp2_neg,
      invert: mcl._mclBnFp2_inv,
      isZero: mcl._mclBnFp2_isZero,
    },
    isZero: mcl._mclBnG2_isZero,
    clear: mcl._mclBnG2_clear,
    add: mcl._mclBnG2_add,
    subtract: mcl._mclBnG2_sub,
    double: mcl._mclBnG2_dbl,
    normalizeAll: mcl._mclBnG2_normalizeVec,
    multiplyAll: mcl._mclBnG2_mulVec,
  }
}

/** The third root of unity for which (β·x, −y) is z²·(x, y) on G1, where z is the parameter of the curve. */
const BETA = Uint8Array.from(
  '5f19672fdf76ce51ba69c6076a0f77eaddb3a93be6f89688de17d813620a00022e01fffffffefffe'.match(/../g) ??
    [],
  (pair) => Number.parseInt(pair, 16),
)
