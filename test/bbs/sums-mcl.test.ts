import { describe, expect, test, vi } from 'vitest'
import { createChoose } from '../../packages/bbs/src/choose.ts'
import { G1, type Group, groupG1 } from '../../packages/bbs/src/groups-mcl.ts'
import { instantiateMcl } from '../../packages/bbs/src/mcl-module.ts'
import { memoryOf } from '../../packages/bbs/src/memory-mcl.ts'
import { integer, r } from '../../packages/bbs/src/scalars.ts'
import { BLINDS_AT_ONCE, createSums } from '../../packages/bbs/src/sums-mcl.ts'
import { seededRandom } from './random-sources.ts'

const BLS12_381 = 5
const COMPILED_TIME_VAR = 46

describe('a sum of products on mcl', async () => {
  const mcl = await instantiateMcl()
  mcl._mclBn_init(BLS12_381, COMPILED_TIME_VAR)
  const memory = memoryOf(mcl)
  const steps: string[] = []

  /** The same function, each call of which is noted with as many of its arguments as are named. */
  function noted<Given extends number[], Result>(
    name: string,
    call: (...given: Given) => Result,
    named = Number.POSITIVE_INFINITY,
  ): (...given: Given) => Result {
    return (...given) => {
      steps.push([name, ...given.slice(0, named)].join(' '))
      return call(...given)
    }
  }

  const notedAll = <Members extends object>(of: Members): Members =>
    Object.fromEntries(
      Object.entries(of).map(([name, member]) => [
        name,
        typeof member === 'function' ? noted(name, member) : member,
      ]),
      // It has the members that it is made of.
    ) as Members

  const group = groupG1(mcl)
  const recording: Group = { ...notedAll(group), field: notedAll(group.field) }
  // Its last argument is the index, which it is made to hide.
  const choose = noted('choose', await createChoose(mcl.wasmMemory), 4)
  const sums = createSums({ mcl, memory, group: recording, choose })

  const points = [1, 2, 3, 4, 5, 6, 7].map((value) =>
    memory.make(G1, (out) => {
      const field = mcl.stackAlloc(48)
      mcl._mclBnFp_setInt32(field, value)
      mcl._mclBnFp_mapToG1(out, field)
    }),
  )
  sums.precompute(points.slice(0, 3))

  /**
   * The steps of a sum of three points that have large tables, of two copies that get small ones, and of two points that
   * nothing is known of.
   */
  function stepsOf(sum: typeof sums.secret, scalars: readonly bigint[]): string[] {
    const given = [
      ...points.slice(0, 3),
      ...points.slice(3, 5).map(sums.copyForReuse),
      ...points.slice(5).map((point) => point.slice()),
    ]
    steps.length = 0
    sum(given, scalars)
    return [...steps]
  }

  const random = seededRandom(3)
  const lists = [
    ...[0n, 1n, 2n, 16n, 2n ** 128n, r >> 1n, r - 2n, r - 1n].map((k) => points.map(() => k)),
    ...[1, 2, 3, 4].map(() => points.map(() => integer(random(32)) % r)),
  ]

  test('takes the same steps at the same addresses, whatever the scalars are', () => {
    const [first, ...others] = lists.map((scalars) => stepsOf(sums.secret, scalars))
    expect(first?.length).toBeGreaterThan(1000)
    for (const other of others) expect(other).toEqual(first)
  })

  test('takes the same steps for a copy of a point, however often that has come up', () => {
    const point = sums.secret(points.slice(0, 1), [7n])
    const stepsOfCopy = () => {
      const copy = sums.copyForReuse(point)
      steps.length = 0
      for (const scalar of [5n, r - 9n, 2n ** 200n]) sums.secret([copy], [scalar])
      return [...steps]
    }
    const first = stepsOfCopy()
    expect(first.length).toBeGreaterThan(300)
    for (let i = 0; i < 20; i++) sums.secret([point], [BigInt(i)])
    expect(stepsOfCopy()).toEqual(first)
  })

  test('takes the same steps where a point is another or its negative, as whoever chose them may have it', () => {
    const [unrelated, point] = points.slice(5) as [Uint8Array, Uint8Array]
    const negative = sums.secret([point], [r - 1n])
    const stepsOfPair = (other: Uint8Array, scalars: readonly bigint[]) => {
      // Copies, of which nothing is known.
      const given = [point.slice(), other.slice()]
      steps.length = 0
      sums.secret(given, scalars)
      return [...steps]
    }
    const apart = stepsOfPair(unrelated, [3n ** 90n, 5n ** 80n])
    expect(apart.length).toBeGreaterThan(300)
    for (const other of [point, negative]) {
      for (const scalars of [
        [1n, 1n],
        [3n, r - 3n],
        [3n ** 90n, 5n ** 80n],
      ]) {
        expect(stepsOfPair(other, scalars)).toEqual(apart)
      }
    }
  })

  test('gives the point in coordinates that tell nothing of how it was computed', () => {
    const scalars = points.map((_, i) => BigInt(i + 5))
    const [first, second] = [sums.secret(points, scalars), sums.secret(points, scalars)]
    const coordinatesOf = (point: Uint8Array) =>
      [0, 48, 96].map((at) => `${point.subarray(at, at + 48)}`)
    const others = coordinatesOf(second)
    for (const [i, coordinate] of coordinatesOf(first).entries()) {
      expect(coordinate).not.toBe(others[i])
    }
    const same = (a: Uint8Array, b: Uint8Array) =>
      memory.within(() => mcl._mclBnG1_isEqual(memory.input(a), memory.input(b)))
    expect(same(first, second)).toBe(1)
    expect(same(first, sums.public(points, scalars))).toBe(1)
    expect(same(first, sums.public(points, [...scalars].reverse()))).toBe(0)
  })

  test('is blinded by other random octets each time, from the first on', () => {
    const blinds: string[] = []
    const given: string[] = []
    const draw = crypto.getRandomValues.bind(crypto)
    const drawing = vi.spyOn(crypto, 'getRandomValues').mockImplementation((octets) => {
      draw(octets)
      given.push(String(octets))
      return octets
    })
    const setUniform = (out: number, octets: number, length: number) => {
      blinds.push(
        memory
          .heap()
          .subarray(octets, octets + length)
          .join(),
      )
      group.field.setUniform(out, octets, length)
    }
    const field = { ...group.field, setUniform }
    const unused = createSums({ mcl, memory, group: { ...group, field }, choose })
    for (let i = 0; i <= BLINDS_AT_ONCE; i++) unused.secret(points.slice(0, 1), [7n])
    drawing.mockRestore()
    expect(blinds.length).toBeGreaterThan(BLINDS_AT_ONCE)
    expect(new Set(blinds).size).toBe(blinds.length)
    expect(blinds.filter((blind) => !given.some((all) => all.includes(blind)))).toEqual([])
  })

  describe('of many points of which z times them is known', () => {
    const z = 0xd201000000010000n
    const uniform = seededRandom(4)
    const many = Array.from({ length: 60 }, () =>
      sums.secret(points.slice(0, 1), [integer(uniform(32)) % r]),
    )
    for (const point of many) sums.know(point, sums.secret([point], [z]))
    const sumsByMcl = (some: readonly Uint8Array[], scalars: readonly bigint[]) => {
      steps.length = 0
      sums.public(some, scalars)
      return steps.filter((step) => step.startsWith('multiplyAll')).length
    }

    test('is not left to mcl', () => {
      expect(
        sumsByMcl(
          many,
          many.map(() => integer(uniform(16))),
        ),
      ).toBe(0)
    })

    test('but where two that are equal have the same digit', () => {
      const half = many.slice(0, 30)
      expect(
        sumsByMcl(
          [...half, ...half],
          many.map(() => 5n),
        ),
      ).toBe(2)
    })
  })

  test('takes others where they are public, so that the steps are seen to differ', () => {
    const [first, second] = lists.map((scalars) => stepsOf(sums.public, scalars))
    expect(second).not.toEqual(first)
  })
})
