import { r, scalarOctets } from './scalars.ts'

/** Bits of a window. */
export const WINDOW_BITS = 4

/** How many windows every scalar has. */
export const WINDOWS = 64

/** How many multiples of a point a window chooses from; the one of index i is 2·i − 15 times the point. */
export const MULTIPLES = 16

/**
 * Which multiple of a point each window of a scalar adds, the most significant window first.
 *
 * Every multiple is odd, so that none is the identity: a multiplication takes the same steps for all scalars, be they
 * small, even or 0. With every window w, scalar ≡ Σ (2·w − 15)·16^i modulo r.
 *
 * @param scalar In [0, r).
 * @see Joye and Tunstall, Exponent Recoding and Regular Exponentiation Algorithms, 2009
 */
export function oddWindows(scalar: bigint): Uint8Array {
  const odd = scalar + (1n - (scalar & 1n)) * r
  const octets = scalarOctets((odd + 2n ** 256n) >> 1n)
  return Uint8Array.from({ length: WINDOWS }, (_, i) => {
    const octet = octets[i >> 1] as number
    return i % 2 === 0 ? octet >> WINDOW_BITS : octet % MULTIPLES
  })
}
