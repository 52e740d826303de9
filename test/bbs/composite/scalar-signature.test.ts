import {
  bls12381Sha256,
  generateKeyPair,
  loadCurve,
  type SignScalarsOptions,
  signScalars,
  type VerifyScalarsOptions,
  verifyScalars,
} from '@unscored/bbs'
import { describe, expect, test } from 'vitest'
import { signedTerms } from '../../../packages/bbs/src/composite/scalar-signature.ts'
import { concatOctets } from '../../../packages/bbs/src/octets.ts'
import { integer, r, scalarOctets } from '../../../packages/bbs/src/scalars.ts'
import { badG1, badG2 } from '../bad-points.ts'
import { seededRandom } from '../random-sources.ts'

const curve = await loadCurve('mcl')
const { secretKey, publicKey } = await generateKeyPair({ random: seededRandom(95), curve })
const other = await generateKeyPair({ random: seededRandom(96), curve })
const scalars = [0n, 7n, r - 1n]
const header = Uint8Array.of(1)
const order: SignScalarsOptions = {
  ...{ secretKey, publicKey, role: 'gap', header, count: 3, curve },
  scalars: new Map(scalars.entries()),
}
const signature = await signScalars(order)
const verifies = (change: Partial<VerifyScalarsOptions> = {}) =>
  verifyScalars({ publicKey, signature, role: 'gap', header, scalars, curve, ...change })

describe('a signature over scalars', () => {
  test('verifies, and is the same each time', async () => {
    expect(await verifies()).toBe(true)
    expect(await signScalars(order)).toEqual(signature)
  })

  test.each<[name: string, change: Partial<VerifyScalarsOptions>]>([
    ['another key', { publicKey: other.publicKey }],
    ['another role', { role: 'credential' }],
    ['another header', { header: new Uint8Array() }],
    ['r in place of 0', { scalars: scalars.with(0, r) }],
    ['7 + r in place of 7', { scalars: scalars.with(1, 7n + r) }],
    ['−1 in place of r − 1', { scalars: scalars.with(2, -1n) }],
    ['scalars in another order', { scalars: scalars.toReversed() }],
    ['a scalar less', { scalars: scalars.slice(1) }],
    ['a scalar more', { scalars: [...scalars, 0n] }],
    ['no scalars', { scalars: [] }],
    ['an octet less', { signature: signature.subarray(0, -1) }],
    ['an octet more', { signature: Uint8Array.of(...signature, 0) }],
    [
      'e plus r',
      {
        signature: concatOctets(
          signature.subarray(0, 48),
          scalarOctets(integer(signature.subarray(48)) + r),
        ),
      },
    ],
  ])('does not verify with %s', async (_, change) => {
    expect(await verifies(change)).toBe(false)
  })

  test('does not verify with a malformed key or point', async () => {
    for (const { octets } of badG2) expect(await verifies({ publicKey: octets })).toBe(false)
    for (const { octets } of badG1) {
      const changed = concatOctets(octets, signature.subarray(48))
      expect(await verifies({ signature: changed })).toBe(false)
    }
  })

  test('over nothing is none, and neither is one whose e is 0, made by who has the key', async () => {
    const made = (some: readonly bigint[], e: bigint) => {
      const inputs = { role: 'gap', publicKey, header, scalars: some } as const
      const { points, factors } = signedTerms(curve, bls12381Sha256, inputs)
      const B = curve.sumOfProducts(points, factors)
      const A = curve.multiply(B, curve.invert(integer(secretKey) + e))
      return concatOctets(curve.g1Octets(A), scalarOctets(e))
    }
    expect(await verifies({ signature: made(scalars, 5n) })).toBe(true)
    expect(await verifies({ signature: made(scalars, 0n) })).toBe(false)
    expect(await verifies({ signature: made([], 5n), scalars: [] })).toBe(false)
  })

  test.each<[name: string, change: Partial<SignScalarsOptions>]>([
    ['a malformed key', { publicKey: publicKey.subarray(1) }],
    ['a key that is no point', { publicKey: badG2[0]?.octets ?? publicKey }],
    ['a scalar missing', { scalars: new Map([...scalars.entries()].slice(1)) }],
    ['a scalar too many', { scalars: new Map([...scalars, 1n].entries()) }],
    [
      'a scalar of another index',
      {
        scalars: new Map([
          [0, 0n],
          [1, 7n],
          [3, 1n],
        ]),
      },
    ],
    ['a scalar below 0', { scalars: new Map(scalars.with(1, -1n).entries()) }],
    ['a scalar of r', { scalars: new Map(scalars.with(1, r).entries()) }],
    ['a secret key of 0', { secretKey: new Uint8Array(32) }],
  ])('is not made with %s', async (_, change) => {
    await expect(signScalars({ ...order, ...change })).rejects.toThrow(RangeError)
  })
})
