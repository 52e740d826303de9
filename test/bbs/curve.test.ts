import { bls12_381 } from '@noble/curves/bls12-381.js'
import { type Curve, loadCurve, type PointG1 } from '@unscored/bbs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { MULTIPLES, oddWindows, WINDOW_BITS, WINDOWS } from '../../packages/bbs/src/recoding.ts'
import { integer, r } from '../../packages/bbs/src/scalars.ts'
import { toHex } from '../support/hex.ts'
import { badG1, badG2, badLengths, canonical, flagged, flags } from './bad-points.ts'

const names = ['mcl', 'noble'] as const
const curves = { mcl: await loadCurve('mcl'), noble: await loadCurve('noble') }
const { mcl, noble } = curves

// The parameter of the curve, whose square splits scalars in two halves in most implementations.
const z = 0xd201000000010000n

/** Scalars at which a multiplication might go wrong: few digits, all digits, halves that are 0 or 1. */
const edges = [
  ...[
    0n,
    1n,
    2n,
    3n,
    7n,
    8n,
    15n,
    16n,
    17n,
    255n,
    2n ** 63n,
    2n ** 64n,
    2n ** 128n - 1n,
    2n ** 254n,
  ],
  ...[z, z ** 2n, z ** 2n - 1n, z ** 2n + 1n, 2n * z ** 2n, z ** 3n, z ** 4n % r],
  ...[r - 1n, r - 2n, r - 16n, r - z, r - z ** 2n, r >> 1n, (r + 1n) >> 1n],
]

const uniform = fc.uint8Array({ minLength: 48, maxLength: 48 }).map((octets) => integer(octets) % r)
const scalar = fc.oneof(
  { weight: 2, arbitrary: fc.constantFrom(...edges) },
  { weight: 3, arbitrary: uniform },
)

/** The point BP1·k, by addition alone and therefore without the functions tested here. */
function multipleOfBase(curve: Curve, k: number): PointG1 {
  let sum = curve.subtract(curve.BP1, curve.BP1)
  for (let i = 0; i < k; i++) sum = curve.add(sum, curve.BP1)
  return sum
}

const shown = (curve: Curve, point: PointG1) => toHex(curve.g1Octets(point))

describe('both curves agree', () => {
  /** Holds a computation to the same octets on both. */
  function agree(compute: (curve: Curve) => PointG1) {
    expect(shown(mcl, compute(mcl))).toBe(shown(noble, compute(noble)))
  }

  test('on the base points', () => {
    agree((curve) => curve.BP1)
    expect(shown(mcl, mcl.BP1)).toBe(toHex(bls12_381.G1.Point.BASE.toBytes(true)))
    expect(toHex(mcl.g2Octets(mcl.multiplyBP2(1n)))).toBe(
      toHex(bls12_381.G2.Point.BASE.toBytes(true)),
    )
  })

  test.each(edges.map((edge) => [edge] as const))('on multiples by %s', (edge) => {
    agree((curve) => curve.multiply(curve.BP1, edge))
    agree((curve) => curve.sumOfProducts([curve.BP1], [edge]))
    agree((curve) => curve.sumOfPublicProducts([curve.BP1], [edge]))
    agree((curve) => curve.multiply(multipleOfBase(curve, 5), edge))
  })

  test('on multiples by any scalar', () => {
    fc.assert(
      fc.property(uniform, uniform, (a, b) => {
        agree((curve) => curve.multiply(curve.multiply(curve.BP1, a), b))
      }),
      { seed: 1, numRuns: 100 },
    )
  })

  test('on public keys', () => {
    fc.assert(
      fc.property(fc.oneof(fc.constantFrom(...edges.slice(1)), uniform), (secret) => {
        const octets = mcl.g2Octets(mcl.multiplyBP2(secret))
        expect(toHex(octets)).toBe(toHex(noble.g2Octets(noble.multiplyBP2(secret))))
        for (const name of names) {
          const read = curves[name].readG2(octets)
          expect(read && toHex(curves[name].g2Octets(read))).toBe(toHex(octets))
        }
      }),
      { seed: 2, numRuns: 60 },
    )
  })

  test('on sums of products, also of equal and opposite points and of zeros', () => {
    const term = fc.record({ base: fc.integer({ min: -3, max: 3 }), scalar })
    fc.assert(
      fc.property(fc.array(term, { maxLength: 8 }), (terms) => {
        const scalars = terms.map((t) => t.scalar)
        const points = (curve: Curve) =>
          terms.map(({ base }) => {
            const point = multipleOfBase(curve, Math.abs(base))
            return base < 0 ? curve.negate(point) : point
          })
        agree((curve) => curve.sumOfProducts(points(curve), scalars))
        agree((curve) => curve.sumOfPublicProducts(points(curve), scalars))
        expect(shown(mcl, mcl.sumOfProducts(points(mcl), scalars))).toBe(
          shown(mcl, mcl.sumOfPublicProducts(points(mcl), scalars)),
        )
      }),
      { seed: 3, numRuns: 60 },
    )
  })

  test('on sums, differences and negatives', () => {
    const small = fc.integer({ min: 0, max: 6 })
    fc.assert(
      fc.property(small, small, (a, b) => {
        agree((curve) => curve.add(multipleOfBase(curve, a), multipleOfBase(curve, b)))
        agree((curve) => curve.subtract(multipleOfBase(curve, a), multipleOfBase(curve, b)))
        agree((curve) => curve.negate(multipleOfBase(curve, a)))
        expect(shown(mcl, mcl.add(multipleOfBase(mcl, a), multipleOfBase(mcl, b)))).toBe(
          shown(mcl, multipleOfBase(mcl, a + b)),
        )
      }),
      { seed: 4, numRuns: 40 },
    )
  })

  test('on points from uniform octets, which are of the subgroup', () => {
    const uniformOctets = fc.uint8Array({ minLength: 128, maxLength: 128 })
    fc.assert(
      fc.property(uniformOctets, (input) => {
        agree((curve) => curve.mapToG1(input))
        for (const name of names) {
          const octets = mcl.g1Octets(mcl.mapToG1(input))
          expect(curves[name].readG1(octets)).toBeDefined()
        }
      }),
      { seed: 5, numRuns: 40, examples: [[new Uint8Array(128)], [new Uint8Array(128).fill(0xff)]] },
    )
  })

  test.each(edges.slice(1).map((edge) => [edge] as const))('on the inverse of %s', (edge) => {
    expect(mcl.invert(edge)).toBe(noble.invert(edge))
    expect((mcl.invert(edge) * edge) % r).toBe(1n)
  })

  test('on inverses', () => {
    fc.assert(
      fc.property(uniform, (value) => {
        expect(mcl.invert(value)).toBe(noble.invert(value))
        expect((mcl.invert(value) * value) % r).toBe(value === 0n ? 0n : 1n)
      }),
      { seed: 6, numRuns: 200 },
    )
  })

  test('on pairings', () => {
    fc.assert(
      fc.property(uniform, uniform, fc.boolean(), (a, b, cancels) => {
        for (const name of names) {
          const curve = curves[name]
          const W = curve.prepare(curve.multiplyBP2(b))
          const product = (a * b + (cancels ? 0n : 1n)) % r
          const pairs = [
            [curve.multiply(curve.BP1, a), W],
            [curve.negate(curve.multiply(curve.BP1, product)), curve.BP2],
          ] as const
          expect(curve.pairingsCancel(pairs)).toBe(cancels)
        }
      }),
      { seed: 7, numRuns: 12 },
    )
  })
})

test.each([...badG1, ...badG2].filter(({ name }) => /order|whole curve|cofactor/.test(name)))(
  'what is used here as $name is on the curve and outside the subgroup',
  ({ octets }) => {
    const { Point } = octets.length === 48 ? bls12_381.G1 : bls12_381.G2
    expect(() => Point.fromBytes(octets)).toThrow('not in prime-order subgroup')
  },
)

describe.each(names)('%s', (name) => {
  const curve = curves[name]
  const identity = curve.subtract(curve.BP1, curve.BP1)

  test('knows the identity in whatever way it came about', () => {
    const identities = [
      identity,
      curve.negate(identity),
      curve.add(identity, identity),
      curve.multiply(identity, 5n),
      curve.multiply(curve.BP1, 0n),
      curve.sumOfProducts([], []),
      curve.sumOfPublicProducts([], []),
      curve.sumOfProducts([curve.BP1, curve.BP1], [1n, r - 1n]),
      curve.sumOfPublicProducts([curve.BP1, curve.negate(curve.BP1)], [7n, 7n]),
    ]
    for (const point of identities) {
      expect(curve.isIdentity(point)).toBe(true)
      expect(shown(curve, point)).toBe(`c0${'00'.repeat(47)}`)
      expect(shown(curve, curve.add(point, curve.BP1))).toBe(shown(curve, curve.BP1))
    }
    expect(curve.isIdentity(curve.BP1)).toBe(false)
  })

  test('pairs the identity to 1', () => {
    const P = multipleOfBase(curve, 3)
    expect(curve.pairingsCancel([])).toBe(true)
    expect(curve.pairingsCancel([[identity, curve.BP2]])).toBe(true)
    expect(curve.pairingsCancel([[P, curve.BP2]])).toBe(false)
    expect(
      curve.pairingsCancel([
        [identity, curve.BP2],
        [P, curve.BP2],
      ]),
    ).toBe(false)
    expect(
      curve.pairingsCancel([
        [P, curve.BP2],
        [identity, curve.BP2],
        [curve.negate(P), curve.BP2],
      ]),
    ).toBe(true)
  })

  test('reads what it wrote, with either sign', () => {
    const octets = curve.g1Octets(multipleOfBase(curve, 5))
    const read = curve.readG1(octets)
    const opposite = curve.readG1(flagged(octets, (first) => first ^ flags.larger))
    if (read === undefined || opposite === undefined) throw new Error('refused')
    expect(curve.g1Octets(read)).toEqual(octets)
    expect(curve.isIdentity(curve.add(read, opposite))).toBe(true)
    expect(curve.readG1(canonical.g1)).toBeDefined()
    expect(curve.readG2(canonical.g2)).toBeDefined()
  })

  test.each([...badG1, ...badLengths.g1])('does not read as a point of G1 $name', ({ octets }) => {
    expect(curve.readG1(octets)).toBeUndefined()
  })

  test.each([...badG2, ...badLengths.g2])('does not read as a point of G2 $name', ({ octets }) => {
    expect(curve.readG2(octets)).toBeUndefined()
  })

  test('does not read as a point of the other group', () => {
    expect(curve.readG2(curve.g1Octets(curve.BP1))).toBeUndefined()
    expect(curve.readG1(curve.g2Octets(curve.multiplyBP2(3n)))).toBeUndefined()
  })

  test('does not keep hold of octets that it was given', () => {
    const octets = curve.g1Octets(multipleOfBase(curve, 5))
    const before = toHex(octets)
    const point = curve.readG1(octets)
    octets.fill(0)
    expect(point && shown(curve, point)).toBe(before)
    curve.g1Octets(identity).fill(0xff)
    expect(shown(curve, identity)).toBe(`c0${'00'.repeat(47)}`)
  })
})

test('points of either curve are read by the other', () => {
  fc.assert(
    fc.property(uniform, (k) => {
      const octets = mcl.g1Octets(mcl.multiply(mcl.BP1, k))
      const read = noble.readG1(octets)
      expect(read && toHex(noble.g1Octets(read))).toBe(k === 0n ? undefined : toHex(octets))
    }),
    { seed: 8, numRuns: 30 },
  )
})

// The stack of the module holds 1 MiB, and nothing but this curve's own care keeps long lists from running over it.
describe('mcl takes lists that do not fit its stack at once', () => {
  const P = mcl.multiply(mcl.BP1, 77n)
  const works = () =>
    shown(mcl, mcl.multiply(mcl.BP1, 77n)) === shown(noble, noble.multiply(noble.BP1, 77n))

  test.each([1, 63, 64, 65, 5000])('of %i products', (count) => {
    const points = Array.from({ length: count }, (_, i) => (i % 3 === 0 ? mcl.BP1 : P))
    const scalars = Array.from({ length: count }, (_, i) => BigInt(i))
    const total = scalars.reduce((sum, s, i) => sum + (i % 3 === 0 ? s : 77n * s), 0n)
    const expected = shown(mcl, mcl.multiply(mcl.BP1, total))
    expect(shown(mcl, mcl.sumOfProducts(points, scalars))).toBe(expected)
    expect(shown(mcl, mcl.sumOfPublicProducts(points, scalars))).toBe(expected)
    expect(works()).toBe(true)
  })

  test.each([1023, 1024, 1025, 40_000])('of %i public products', (count) => {
    const points = Array.from({ length: count }, () => mcl.BP1)
    const scalars = Array.from({ length: count }, () => r - 1n)
    const expected = shown(mcl, mcl.multiply(mcl.BP1, r - BigInt(count)))
    expect(shown(mcl, mcl.sumOfPublicProducts(points, scalars))).toBe(expected)
    expect(works()).toBe(true)
  })

  test.each([50, 51, 52, 53, 300])('of %i pairings', (count) => {
    const pairs = Array.from({ length: count - 1 }, () => [mcl.BP1, mcl.BP2] as const)
    const last = mcl.negate(mcl.multiply(mcl.BP1, BigInt(count - 1)))
    expect(mcl.pairingsCancel([...pairs, [last, mcl.BP2]])).toBe(true)
    expect(mcl.pairingsCancel([...pairs, [P, mcl.BP2]])).toBe(false)
    expect(works()).toBe(true)
  })

  test('and works on after it threw', () => {
    expect(() => mcl.sumOfProducts([mcl.BP1, P], [1n])).toThrow()
    expect(() => mcl.sumOfPublicProducts([mcl.BP1, P], [1n])).toThrow()
    // A list that is no point at all.
    expect(() =>
      mcl.pairingsCancel([
        [P, mcl.BP2],
        [P, undefined as never],
      ]),
    ).toThrow()
    expect(works()).toBe(true)
  })
})

describe('the windows of a scalar', () => {
  const value = (windows: Uint8Array) =>
    [...windows].reduce((sum, w) => sum * BigInt(MULTIPLES) + BigInt(2 * w - (MULTIPLES - 1)), 0n)

  test('are as many for every scalar, each names a multiple, and together they are the scalar', () => {
    fc.assert(
      fc.property(scalar, (k) => {
        const windows = oddWindows(k)
        expect(windows).toHaveLength(WINDOWS)
        expect(windows.every((w) => w < 2 ** WINDOW_BITS)).toBe(true)
        expect((value(windows) - k) % r).toBe(0n)
      }),
      { seed: 9, numRuns: 1000, examples: edges.map((edge): [bigint] => [edge]) },
    )
  })
})
