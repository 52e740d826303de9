import { bls12_381 } from '@noble/curves/bls12-381.js'
import { type Curve, loadCurve, type PointG1 } from '@unscored/bbs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isCompressedPoint } from '../../packages/bbs/src/curve.ts'
import { instantiateMcl } from '../../packages/bbs/src/mcl-module.ts'
import {
  bucketDigits,
  type Comb,
  combDigits,
  type Digits,
  LARGE_COMB,
  quarterDigits,
  SMALL_COMB,
  splitCombDigits,
  splitDigits,
  WINDOW_BITS,
  windowDigits,
} from '../../packages/bbs/src/recoding.ts'
import { integer, r } from '../../packages/bbs/src/scalars.ts'
import { toHex } from '../support/hex.ts'
import { badG1, badG2, badLengths, canonical, flagged, flags } from './bad-points.ts'
import { seededRandom } from './random-sources.ts'

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

  test('on which octets are points of the subgroup', () => {
    const member = uniform.map((k) => mcl.g1Octets(mcl.multiply(mcl.BP1, k)))
    // Half of these are points of the curve, none of the subgroup.
    const any = fc
      .uint8Array({ minLength: 48, maxLength: 48 })
      .map((octets) => flagged(octets, (first) => (first & 0x2f) | flags.compressed))
    const isRead = (curve: Curve, octets: Uint8Array) => curve.readG1(octets) !== undefined
    const counted = { read: 0, refused: 0 }
    fc.assert(
      fc.property(fc.oneof(member, any), (octets) => {
        expect(isRead(mcl, octets)).toBe(isRead(noble, octets))
        counted[isRead(mcl, octets) ? 'read' : 'refused']++
      }),
      { seed: 13, numRuns: 100 },
    )
    expect(counted.read).toBeGreaterThan(20)
    expect(counted.refused).toBeGreaterThan(20)
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

describe('whoever reads a point of either group asks for its form first, whatever a library takes:', () => {
  const G1_BASE = bls12_381.G1.Point.BASE.toBytes(true)
  const G2_BASE = bls12_381.G2.Point.BASE.toBytes(true)

  test.each([
    { name: 'a point of G1', octets: G1_BASE, length: 48, has: true },
    { name: 'a point of G2', octets: G2_BASE, length: 96, has: true },
    {
      name: 'one not compressed',
      octets: flagged(G1_BASE, (o) => o & 0x7f),
      length: 48,
      has: false,
    },
    {
      name: 'one that is the identity',
      octets: flagged(G1_BASE, (o) => o | 0x40),
      length: 48,
      has: false,
    },
    { name: 'one of the other group', octets: G2_BASE, length: 48, has: false },
    { name: 'an octet less', octets: G1_BASE.subarray(0, -1), length: 48, has: false },
    { name: 'nothing', octets: new Uint8Array(), length: 48, has: false },
  ])('$name', ({ octets, length, has }) => {
    expect(isCompressedPoint(octets, length)).toBe(has)
  })
})

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

describe('sums of points that somebody else wrote are those of noble', () => {
  const cubeRoot = z ** 2n - 1n
  const relatives: readonly (readonly [name: string, factor: bigint])[] = [
    ['once more', 1n],
    ['its negative', r - 1n],
    ['its double', 2n],
    ['three times it', 3n],
    ['fifteen times it', 15n],
    ['a half of it', (r + 1n) / 2n],
    ['z times it', z],
    ['−z times it', r - z],
    ['z² times it', z ** 2n],
    ['−z² times it', r - z ** 2n],
    ['z³ times it', z ** 3n],
    ['a cube root of 1 times it', cubeRoot],
    ['the other cube root of 1 times it', r - 1n - cubeRoot],
  ]
  const P = noble.multiply(noble.BP1, 2n ** 200n + 3n)
  const scalarsTried = [0n, 1n, 2n, 16n, z - 1n, z, z + 1n, z ** 2n, z ** 3n, r - 1n, r - z]

  /** Points as a proof brings them, each read anew, so that z times it is known. */
  function read(curve: Curve, octets: readonly Uint8Array[]): PointG1[] {
    return octets.map((own) => {
      const point = curve.readG1(own)
      if (point === undefined) throw new Error('refused')
      return point
    })
  }

  function agreeOn(octets: readonly Uint8Array[], scalars: readonly bigint[]) {
    const expected = shown(noble, noble.sumOfPublicProducts(read(noble, octets), scalars))
    const points = read(mcl, octets)
    // The second time its tables are there.
    for (const given of [points, points]) {
      expect(shown(mcl, mcl.sumOfPublicProducts(given, scalars))).toBe(expected)
    }
    expect(shown(mcl, mcl.sumOfProducts(points, scalars))).toBe(expected)
  }

  test.each(relatives)('a point and %s', (_, factor) => {
    const pair = [P, noble.multiply(P, factor)].map(noble.g1Octets)
    for (const a of scalarsTried) {
      for (const b of [a, r - a, factor, (r - a * factor) % r])
        agreeOn(pair, [a, ((b % r) + r) % r])
    }
  })

  test('three and more, of any of these and of a generator', () => {
    const term = fc.record({ factor: fc.constantFrom(...relatives.map(([, of]) => of)), scalar })
    curves.mcl.precompute([mcl.BP1])
    fc.assert(
      fc.property(fc.array(term, { minLength: 1, maxLength: 10 }), scalar, (terms, extra) => {
        const octets = terms.map(({ factor }) => noble.g1Octets(noble.multiply(P, factor)))
        const scalars = terms.map((t) => t.scalar)
        agreeOn(octets, scalars)
        const withBase = (curve: Curve) =>
          shown(
            curve,
            curve.sumOfPublicProducts([...read(curve, octets), curve.BP1], [...scalars, extra]),
          )
        expect(withBase(mcl)).toBe(withBase(noble))
      }),
      { seed: 14, numRuns: 40 },
    )
  })

  test('one point that is given several times, not only its octets', () => {
    const [point, other] = read(mcl, [P, noble.BP1].map(noble.g1Octets)) as [PointG1, PointG1]
    const times = (k: bigint) => shown(noble, noble.multiply(P, k))
    expect(shown(mcl, mcl.sumOfPublicProducts([point, point], [z, r - z]))).toBe(times(0n))
    expect(shown(mcl, mcl.sumOfPublicProducts([point, point, point], [z, 5n, 7n]))).toBe(
      times(z + 12n),
    )
    expect(
      shown(mcl, mcl.sumOfPublicProducts([point, other, point, other], [z, 5n, 7n, r - 5n])),
    ).toBe(times(z + 7n))
  })
})

// The stack of the module holds 1 MiB, and nothing but this curve's own care keeps long lists from running over it.
describe('mcl takes lists that do not fit its stack at once', () => {
  const P = mcl.multiply(mcl.BP1, 77n)
  const works = () =>
    shown(mcl, mcl.multiply(mcl.BP1, 77n)) === shown(noble, noble.multiply(noble.BP1, 77n))

  test.each([1, 47, 48, 49, 5000])('of %i products', (count) => {
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

describe.each(names)('%s gives the same sums whatever it computed ahead', (name) => {
  const curve = curves[name]
  // noble computes nothing ahead, and goes one way for all: few values find what many would, and each takes long.
  const isMcl = name === 'mcl'
  const runs = (count: number) => (isMcl ? count : 2)
  const identity = curve.subtract(curve.BP1, curve.BP1)
  const { Point } = bls12_381.G1
  const sum = (multiples: readonly bigint[], scalars: readonly bigint[]) => {
    const total = multiples.reduce((t, m, i) => (t + m * (scalars[i] ?? 0n)) % r, 0n)
    return total === 0n ? `c0${'00'.repeat(47)}` : toHex(Point.BASE.multiply(total).toBytes(true))
  }
  // Some are equal, some opposite; each test has points of its own, of which nothing is known yet.
  const multiples = [1n, 2n, 2n, r - 2n, 5n, r - 1n, 1n, 77n, 1n << 200n]
  const points = () => multiples.map((m) => curve.multiply(curve.BP1, m))
  const scalars = fc.array(scalar, { minLength: multiples.length, maxLength: multiples.length })

  function holds(of: readonly PointG1[], multiplesOf: readonly bigint[], by: readonly bigint[]) {
    expect(shown(curve, curve.sumOfProducts(of, by))).toBe(sum(multiplesOf, by))
    expect(shown(curve, curve.sumOfPublicProducts(of, by))).toBe(sum(multiplesOf, by))
  }

  test('for points that come up for the first time, or have come up often', () => {
    const kept = points()
    fc.assert(
      fc.property(scalars, (by) => {
        holds(points(), multiples, by)
        holds(kept, multiples, by)
      }),
      { seed: 10, numRuns: runs(10) },
    )
  })

  test('for points that were read, few and many', () => {
    const read = () => points().map((point) => curve.readG1(curve.g1Octets(point)) ?? identity)
    const kept = read()
    fc.assert(
      fc.property(scalars, fc.integer({ min: 1, max: multiples.length }), (by, count) => {
        holds(read().slice(0, count), multiples.slice(0, count), by.slice(0, count))
        holds(kept.slice(0, count), multiples.slice(0, count), by.slice(0, count))
      }),
      { seed: 14, numRuns: runs(6) },
    )
  })

  describe('for many points, most of which were read', () => {
    const own = Array.from({ length: 40 }, (_, i) => BigInt(i + 3) ** 9n)
    const read = own.map(
      (m) => curve.readG1(curve.g1Octets(curve.multiply(curve.BP1, m))) ?? identity,
    )
    const [others, theirs] = [points(), multiples]

    test.each([49, 127, 128, 530])('%i of them', (count) => {
      const random = seededRandom(count)
      const of = Array.from({ length: count }, (_, i) => [read[i % 40], own[i % 40]] as const)
      const all = [...of, ...others.map((point, i) => [point, theirs[i]] as const)]
      const by = all.map((_, i) =>
        i < 3 * edges.length ? (edges[i % edges.length] ?? 0n) : integer(random(i % 2 ? 16 : 31)),
      )
      const scalars = by.map((k) => k % r)
      const [some, multiplesOf] = [all.map(([P]) => P ?? identity), all.map(([, m]) => m ?? 0n)]
      const expected = sum(multiplesOf, scalars)
      expect(shown(curve, curve.sumOfPublicProducts(some, scalars))).toBe(expected)
    })

    test.each<[name: string, scalarOf: (i: number) => bigint]>([
      ['of equal points, by equal scalars', () => 77n ** 20n % r],
      ['of equal points, by opposite scalars', (i) => (i % 2 ? 5n : r - 5n)],
      ['by nothing', () => 0n],
      ['by 1', () => 1n],
    ])('%s', (_, scalarOf) => {
      const some = Array.from({ length: 60 }, (_, i) => read[i >> 1] ?? identity)
      const scalars = some.map((_, i) => scalarOf(i))
      const expected = sum(
        some.map((_, i) => own[i >> 1] ?? 0n),
        scalars,
      )
      expect(shown(curve, curve.sumOfPublicProducts(some, scalars))).toBe(expected)
    })
  })

  test('for points that it computed ahead for, alone and among others', () => {
    const all = points()
    const some = points()
    curve.precompute(all)
    curve.precompute(some.filter((_, i) => i % 2 === 0))
    fc.assert(
      fc.property(scalars, (by) => {
        holds(all, multiples, by)
        holds(some, multiples, by)
        for (const [i, point] of all.entries()) {
          const product = curve.multiply(point, by[i] ?? 0n)
          expect(shown(curve, product)).toBe(sum(multiples.slice(i, i + 1), by.slice(i)))
        }
      }),
      { seed: 11, numRuns: runs(8) },
    )
  })

  test('for one point that comes up several times in a list', () => {
    const [point] = points() as [PointG1, ...PointG1[]]
    curve.precompute([point])
    fc.assert(
      fc.property(fc.array(scalar, { maxLength: 7 }), (by) => {
        const alike = Array.from({ length: by.length }, () => point)
        const ones = by.map(() => 1n)
        holds(alike, ones, by)
        holds([...alike, curve.negate(point)], [...ones, r - 1n], [...by, by[0] ?? 3n])
      }),
      { seed: 12, numRuns: runs(10) },
    )
  })

  test('for copies that are made to be multiplied again, alone and among others', () => {
    const all = points()
    const copies = all.map((point) => curve.copyForReuse(point))
    const ahead = points()
    curve.precompute(ahead)
    fc.assert(
      fc.property(scalars, (by) => {
        holds(copies, multiples, by)
        holds(
          [...copies, ...points(), ...ahead],
          [...multiples, ...multiples, ...multiples],
          [...by, ...by.toReversed(), ...by],
        )
        for (const [i, point] of copies.entries()) {
          const product = curve.multiply(point, by[i] ?? 0n)
          expect(shown(curve, product)).toBe(sum(multiples.slice(i, i + 1), by.slice(i)))
        }
      }),
      // A copy comes up 4 times in a run, and gets a large table at its thirteenth time.
      { seed: 15, numRuns: runs(6) },
    )
    for (const edge of edges) {
      const copy = curve.copyForReuse(all[7] as PointG1)
      expect(shown(curve, curve.multiply(copy, edge % r))).toBe(sum([77n], [edge % r]))
    }
    expect(all.map((point) => shown(curve, point))).toEqual(
      copies.map((point) => shown(curve, point)),
    )
  })

  test('for the identity', () => {
    const copy = curve.copyForReuse(identity)
    holds([copy, copy, curve.BP1], [0n, 0n, 1n], [5n, 7n, 2n])
    curve.precompute([identity])
    holds([identity], [0n], [5n])
    holds([curve.BP1, identity, curve.BP1], [1n, 0n, 1n], [5n, 7n, r - 5n])
  })

  test.each([0, 1, 2, ...(isMcl ? [64, 65, 200] : [])])(
    'for %i points of which every other comes up again',
    (count) => {
      const half = points()
      curve.precompute(half)
      const multiplesOf = Array.from({ length: count }, (_, i) => multiples[i % 9] ?? 0n)
      const of = Array.from({ length: count }, (_, i) =>
        i % 2 === 0 ? (half[i % 9] ?? identity) : curve.multiply(curve.BP1, multiplesOf[i] ?? 0n),
      )
      const by = Array.from(
        { length: count },
        (_, i) => (edges[i % edges.length] ?? 0n) + BigInt(i),
      )
      holds(
        of,
        multiplesOf,
        by.map((k) => k % r),
      )
    },
  )
})

test('mcl computes ahead for as many points as its memory is meant to hold, and sums those beyond', () => {
  const points = Array.from({ length: 520 }, (_, i) => mcl.mapToG1(new Uint8Array(128).fill(i)))
  const scalars = points.map((_, i) => BigInt(i) ** 20n % r)
  const fresh = points.map((point) => mcl.add(point, mcl.multiply(mcl.BP1, 0n)))
  const expected = shown(mcl, mcl.sumOfProducts(fresh, scalars))
  mcl.precompute(points)
  expect(shown(mcl, mcl.sumOfProducts(points, scalars))).toBe(expected)
  expect(shown(mcl, mcl.sumOfPublicProducts(points, scalars))).toBe(expected)
})

describe('the digits of a scalar', () => {
  /** What digits stand for if `worth` says what each of their bits does, the least significant first. */
  const value = ({ values, step }: Digits, worth: readonly bigint[]) =>
    values.reduceRight((sum, digit) => {
      const signed = worth.reduce((w, bit, i) => w + ((digit >> i) % 2 === 1 ? bit : -bit), 0n)
      return (sum << BigInt(step)) + signed
    }, 0n)
  const bits = [1n, 2n, 4n, 8n]
  const teeth = ({ bits, columns }: Comb) =>
    Array.from({ length: bits }, (_, i) => 1n << BigInt(columns * i))
  const z2 = z ** 2n

  test.each([
    {
      name: 'of windows',
      size: WINDOW_BITS,
      counts: [64],
      digitsOf: (k: bigint) => [windowDigits(k)],
      total: ([all]: bigint[]) => all ?? 0n,
      worth: bits,
    },
    {
      name: 'of windows of its halves',
      size: WINDOW_BITS,
      counts: [32, 32],
      digitsOf: splitDigits,
      total: ([low, high]: bigint[]) => (low ?? 0n) + (high ?? 0n) * z2,
      worth: bits,
    },
    {
      name: 'of windows of its quarters',
      size: WINDOW_BITS,
      counts: [16, 16, 16, 16],
      digitsOf: quarterDigits,
      total: (quarters: bigint[]) => quarters.reduceRight((sum, quarter) => sum * z + quarter, 0n),
      worth: bits,
    },
    {
      name: 'of a comb',
      size: LARGE_COMB.bits,
      counts: [LARGE_COMB.columns],
      digitsOf: (k: bigint) => [combDigits(k)],
      total: ([all]: bigint[]) => all ?? 0n,
      worth: teeth(LARGE_COMB),
    },
    {
      name: 'of a comb of its halves',
      size: SMALL_COMB.bits,
      counts: [SMALL_COMB.columns, SMALL_COMB.columns],
      digitsOf: splitCombDigits,
      total: ([low, high]: bigint[]) => (low ?? 0n) + (high ?? 0n) * z2,
      worth: teeth(SMALL_COMB),
    },
  ])('$name are as many for every scalar, and together they are the scalar', (recoding) => {
    const { size, counts, digitsOf, total, worth } = recoding
    fc.assert(
      fc.property(scalar, (k) => {
        const digits: Digits[] = digitsOf(k)
        expect(digits.map(({ values }) => values.length)).toEqual(counts)
        expect(digits.every(({ values }) => values.every((d) => d < 2 ** size))).toBe(true)
        expect((total(digits.map((d) => value(d, worth))) - k) % r).toBe(0n)
      }),
      {
        seed: 9,
        numRuns: 1000,
        examples: [...edges, z2 * (z2 - 1n), z2 * 5n - 1n].map((edge): [bigint] => [edge]),
      },
    )
  })

  test.each([2, 5, 7, 8])('of %i bits for buckets are as few as there can be', (width) => {
    const least = -(2 ** (width - 1))
    fc.assert(
      fc.property(scalar, (k) => {
        const quarters = bucketDigits(k, width)
        const value = (digits: Int8Array) =>
          digits.reduceRight((sum, digit) => (sum << BigInt(width)) + BigInt(digit), 0n)
        expect(quarters.reduceRight((sum, digits) => sum * z + value(digits), 0n)).toBe(k)
        expect(quarters.length).toBe(
          [1n, z, z ** 2n, z ** 3n].filter((power) => power <= k).length || 1,
        )
        for (const digits of quarters) {
          expect(digits.every((digit) => digit >= least && digit < -least)).toBe(true)
          expect(digits.at(-1)).not.toBe(0)
        }
      }),
      { seed: 16, numRuns: 200, examples: edges.map((edge): [bigint] => [edge % r]) },
    )
  })
})

test('no other instance of mcl in the process, however it was started, changes what a curve takes for a point', async () => {
  const other = await instantiateMcl()
  // BN254, the library's own encoding, and no test of subgroups.
  expect(other._mclBn_init(0, 46)).toBe(0)
  other._mclBn_setETHserialization(0)
  other._mclBn_verifyOrderG1(0)
  other._mclBn_verifyOrderG2(0)
  for (const { octets } of badG1) expect(mcl.readG1(octets)).toBeUndefined()
  for (const { octets } of badG2) expect(mcl.readG2(octets)).toBeUndefined()
  expect(mcl.readG1(mcl.g1Octets(mcl.BP1))).toBeDefined()
  await loadCurve('mcl')
  for (const { octets } of badG1) expect(mcl.readG1(octets)).toBeUndefined()
})
