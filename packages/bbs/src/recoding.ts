import { r, scalarOctets } from './scalars.ts'

/**
 * A scalar as signed digits that are all odd, so that a multiplication takes the same steps for all scalars, be they
 * small, even or 0: none of the multiples that it adds is the identity.
 *
 * Each digit stands for as many signs as it has bits: a bit that is 1 for a plus, one that is 0 for a minus. The uppermost
 * is the sign of the whole; the others, all inverted where that is a minus, say which entry of a table is meant.
 *
 * @see Joye and Tunstall, Exponent Recoding and Regular Exponentiation Algorithms, 2009
 */
export interface Digits {
  /** The least significant first. */
  readonly values: Uint8Array
  /** A digit is worth 2^`step` times the one before it. */
  readonly step: number
}

/** The step of digits for a comb. */
export const COMB_STEP = 1

/** Bits of a digit of a window, whose signs are of bits next to each other: ±8 ±4 ±2 ±1. */
export const WINDOW_BITS = 4

/** Digits whose signs are of bits `columns` apart (Lim and Lee, 1994). */
export interface Comb {
  /** Bits of a digit. */
  readonly bits: number
  /** How many digits there are, each twice the one before. */
  readonly columns: number
}

/** For a scalar: ±2^224 … ±2^32 ±1. */
export const LARGE_COMB: Comb = { bits: 8, columns: 32 }

/** For half of a scalar: ±2^104 … ±2^26 ±1. */
export const SMALL_COMB: Comb = { bits: 5, columns: 26 }

/** Digits of {@link LARGE_COMB}. */
export function combDigits(scalar: bigint): Digits {
  return comb((odd(scalar) + 2n ** 256n) >> 1n, LARGE_COMB)
}

/** Digits of {@link SMALL_COMB} of the same halves as those of {@link splitDigits}. */
export function splitCombDigits(scalar: bigint): [Digits, Digits] {
  const [k1, k2] = split(scalar)
  const signsOf = (k: bigint) => (k + 2n ** BigInt(SMALL_COMB.bits * SMALL_COMB.columns)) >> 1n
  return [comb(signsOf(k1), SMALL_COMB), comb(signsOf(k2), SMALL_COMB)]
}

/** Digits of {@link WINDOW_BITS} bits, each 16 times the one before. */
export function windowDigits(scalar: bigint): Digits {
  return windows(signs(odd(scalar)))
}

/**
 * The digits of two integers k₁ and k₂ of half the length with scalar ≡ k₁ + k₂·z² modulo r, where z is the parameter of
 * the curve. Multiplying by z² is as cheap as a multiplication of one coordinate, so that it takes half the doublings.
 *
 * @see Gallant, Lambert and Vanstone, Faster Point Multiplication on Elliptic Curves with Efficient Endomorphisms, 2001
 */
export function splitDigits(scalar: bigint): [Digits, Digits] {
  const [k1, k2] = split(scalar)
  const octets = scalarOctets((half(k2) << 128n) | half(k1))
  return [windows(octets.subarray(16)), windows(octets.subarray(0, 16))]
}

/** Both integers, odd and between −2^128 and 2^128. */
function split(scalar: bigint): [bigint, bigint] {
  let k2 = (scalar * RECIPROCAL_OF_Z2) >> 384n
  let k1 = scalar - k2 * Z2
  // Both become odd by what is 0 modulo r: 1 + (z² − 1)·z² first, z² − 1·z² second. Neither grows beyond 2^128.
  const even1 = 1n - (k1 & 1n)
  k1 -= even1
  k2 -= even1 * (Z2 - 1n)
  const even2 = 1n - (k2 & 1n)
  k1 -= even2 * Z2
  k2 += even2
  return [k1, k2]
}

/**
 * The digits of four integers k₀ … k₃ of a quarter of the length with scalar ≡ k₀ + k₁·z + k₂·z² + k₃·z³ modulo r, for a scalar that
 * everybody may know: it is divided, in a time that tells it.
 *
 * @see Galbraith and Scott, Exponentiation in Pairing-Friendly Groups Using Homomorphisms, 2008
 */
export function quarterDigits(scalar: bigint): [Digits, Digits, Digits, Digits] {
  let [k0, k1, k2, k3] = [scalar % Z, (scalar / Z) % Z, (scalar / Z2) % Z, scalar / (Z2 * Z)]
  // Each becomes odd by what is 0 modulo r, and z is even: −1 + z² − z·z³, then 1·z − z. None grows beyond 2^64.
  if (k0 % 2n === 0n) [k0, k2, k3] = [k0 - 1n, k2 + 1n, k3 - Z]
  if (k1 % 2n === 0n) [k0, k1] = [k0 - Z, k1 + 1n]
  if (k2 % 2n === 0n) [k1, k2] = [k1 - Z, k2 + 1n]
  if (k3 % 2n === 0n) [k2, k3] = [k2 - Z, k3 + 1n]
  return [quarter(k0), quarter(k1), quarter(k2), quarter(k3)]
}

/**
 * Signed digits of integers k₀, k₁ … with scalar = k₀ + k₁·z + … + k₃·z³, each without those that are 0 after the last that is not
 * 0: of a scalar that everybody may know.
 *
 * @param width How many bits a digit has, which lies in −2^(width−1) … 2^(width−1)−1; at most 8.
 */
export function bucketDigits(scalar: bigint, width: number): Int8Array[] {
  const quarters: Int8Array[] = []
  let rest = scalar
  do {
    quarters.push(signedDigits(rest % Z, width))
    rest /= Z
  } while (rest > 0n)
  return quarters
}

function signedDigits(value: bigint, width: number): Int8Array {
  const digits: number[] = []
  for (let rest = value; rest !== 0n; ) {
    const digit = Number(BigInt.asIntN(width, rest))
    digits.push(digit)
    rest = (rest - BigInt(digit)) >> BigInt(width)
  }
  return Int8Array.from(digits)
}

function quarter(value: bigint): Digits {
  return windows(scalarOctets((value + 2n ** 64n) >> 1n).subarray(24))
}

/** The parameter of the curve is −z. */
const Z = 0xd201000000010000n

const Z2 = Z ** 2n

/** 2^384/z², rounded up: exact for whatever is below r, and takes no division, whose time depends on what is divided. */
const RECIPROCAL_OF_Z2 = 2n ** 384n / Z2 + 1n

/** The same modulo r, and odd. */
function odd(scalar: bigint): bigint {
  return scalar + (1n - (scalar & 1n)) * r
}

/** For each bit of an odd integer below 2^256 whether it counts as plus or minus when none may count as nothing. */
function signs(value: bigint): Uint8Array<ArrayBuffer> {
  return scalarOctets((value + 2n ** 256n) >> 1n)
}

/** The same for an odd integer between −2^128 and 2^128. */
function half(value: bigint): bigint {
  return (value + 2n ** 128n) >> 1n
}

/** What a digit of a comb is made of lies `columns` bits apart in the signs of an integer. */
function comb(signs: bigint, { bits, columns }: Comb): Digits {
  const values = new Uint8Array(columns)
  for (let tooth = bits - 1; tooth >= 0; tooth--) {
    const word = Number(BigInt.asUintN(columns, signs >> BigInt(tooth * columns)))
    for (let column = 0; column < columns; column++) {
      values[column] = ((values[column] as number) << 1) | ((word >>> column) & 1)
    }
  }
  return { values, step: COMB_STEP }
}

function windows(octets: Uint8Array): Digits {
  const last = octets.length - 1
  return {
    values: Uint8Array.from({ length: 2 * octets.length }, (_, i) => {
      const octet = octets[last - (i >> 1)] as number
      return i % 2 === 0 ? octet & 0xf : octet >> 4
    }),
    step: WINDOW_BITS,
  }
}
