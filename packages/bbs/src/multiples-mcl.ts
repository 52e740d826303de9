import type { AddPairs, CreateAddPairsOptions } from './add-pairs-mcl.ts'
import type { GroupG1 } from './groups-mcl.ts'
import {
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
} from './recoding.ts'

/** A table in the module's memory and the digits of a scalar that choose from it. */
export interface Multiples {
  /** The address of {@link entries} points without their third coordinate, which is 1. */
  readonly table: number
  readonly entries: number
  readonly digits: Digits
  /**
   * Whether it is one of two that come one after the other, for both halves of a scalar. In no place do both stand for the same
   * point or for opposite ones: j + j'·z² is not 0 modulo r where j and j' are below 2^127, and not both 0.
   */
  readonly isHalf?: boolean
}

/** Tables of multiples of points. */
export interface MultiplesCache {
  /** A point times a scalar from a large table, which points have that have come up often. */
  comb(point: Uint8Array, scalar: bigint): Multiples[] | undefined
  /** The same from a small table, valid until the computation under way has ended; nothing for the identity. */
  windows(point: Uint8Array, scalar: bigint): Multiples[]
  /** The same for a copy that {@link copyForReuse} gave, `undefined` for other points. */
  halves(point: Uint8Array, scalar: bigint): Multiples[] | undefined
  /** A copy of a point of which there is a small comb from its first multiplication on. */
  copyForReuse(point: Uint8Array): Uint8Array
  /** Makes the large table now. */
  prepare(point: Uint8Array): void
  /** Takes note of z times a point, where z is the parameter of the curve. */
  know(point: Uint8Array, timesZ: Uint8Array): void
  /** What was noted of a point. */
  timesZ(point: Uint8Array): Uint8Array | undefined
  /**
   * Points of G1 times scalars that everybody may know, from small tables of those of which z times the point is known;
   * `undefined` for the others.
   */
  quarters(points: readonly Uint8Array[], scalars: readonly bigint[]): (Multiples[] | undefined)[]
}

/**
 * The uses of a point after which it gets a large table, which costs about as much as eight save. No point of a proof has
 * as many when proofs are verified together, so that none of its maker's takes the place of a generator.
 */
export const USES_BEFORE_COMB = 12

/** How many points have a large table at most, which is 12 KiB for one of G1. */
const MOST_COMBS = 512

interface Known {
  uses: number
  window?: Uint8Array
  timesZ?: Uint8Array
  quarters?: Uint8Array
  isForReuse?: boolean
  halves?: Uint8Array
  comb?: number
}

/** What {@link cacheMultiples} takes. */
export interface CacheMultiplesOptions extends CreateAddPairsOptions {
  addPairs: AddPairs
}

/** Tables are kept as long as their point is, which for generators is forever. */
export function cacheMultiples({
  mcl,
  memory,
  group,
  addPairs,
}: CacheMultiplesOptions): MultiplesCache {
  const known = new WeakMap<Uint8Array, Known>()
  let combs = 0
  // It is called between computations, never within one.
  const released = new FinalizationRegistry<number>((comb) => {
    memory.heap().fill(0, comb, comb + COMB_ENTRIES * group.affine)
    mcl._free(comb)
    combs--
  })

  return {
    comb(point, scalar) {
      const found = lookUp(point)
      if (++found.uses > USES_BEFORE_COMB) keepComb(point, found)
      if (found.comb === undefined) return undefined
      return [{ table: found.comb, entries: COMB_ENTRIES, digits: combDigits(scalar) }]
    },
    windows(point, scalar) {
      const found = lookUp(point)
      found.window ??= isIdentity(point) ? new Uint8Array() : windowOf(point)
      if (found.window.length === 0) return []
      const table = memory.input(found.window)
      const entries = WINDOW_ENTRIES
      if (group.timesZ2 === undefined) return [{ table, entries, digits: windowDigits(scalar) }]
      return splitDigits(scalar).map((digits, i) => ({
        table: table + i * entries * group.affine,
        entries,
        digits,
      }))
    },
    halves(point, scalar) {
      const found = lookUp(point)
      if (!found.isForReuse || group.timesZ2 === undefined) return undefined
      found.halves ??= isIdentity(point) ? new Uint8Array() : halvesOf(point, group.timesZ2)
      if (found.halves.length === 0) return []
      const table = memory.input(found.halves)
      return splitCombDigits(scalar).map((digits, i) => ({
        table: table + i * HALF_ENTRIES * group.affine,
        entries: HALF_ENTRIES,
        digits,
        isHalf: true,
      }))
    },
    copyForReuse(point) {
      const copy = point.slice()
      known.set(copy, { uses: 0, isForReuse: true })
      return copy
    },
    prepare: (point) => keepComb(point, lookUp(point)),
    know(point, timesZ) {
      lookUp(point).timesZ = timesZ
    },
    timesZ: (point) => known.get(point)?.timesZ,
    quarters(points, scalars) {
      const found = points.map(lookUp)
      keepQuarters(points, found)
      return found.map(({ quarters }, i) => {
        if (quarters === undefined) return undefined
        const table = memory.input(quarters)
        return quarterDigits(scalars[i] as bigint).map((digits, power) => ({
          table: table + power * WINDOW_ENTRIES * group.affine,
          entries: WINDOW_ENTRIES,
          digits,
        }))
      })
    },
  }

  function lookUp(point: Uint8Array): Known {
    const found = known.get(point) ?? { uses: 0 }
    known.set(point, found)
    return found
  }

  function keepComb(point: Uint8Array, found: Known): void {
    if (found.comb !== undefined || combs === MOST_COMBS || isIdentity(point)) return
    const octets = combOf(point)
    const comb = mcl._malloc(octets.length)
    // There is no room left; the point is multiplied as others are.
    if (comb === 0) return
    memory.heap().set(octets, comb)
    combs++
    found.comb = comb
    released.register(point, comb)
  }

  /** It has no coordinates, so that nothing here is made of it. */
  function isIdentity(point: Uint8Array): boolean {
    return memory.within(() => group.isZero(memory.input(point)) === 1)
  }

  /** 1, 3, … 15 times the point; where z² times a point is cheap, z² times all of them too. */
  function windowOf(point: Uint8Array): Uint8Array {
    const { size, affine, add, double, timesZ2 } = group
    const copies = timesZ2 === undefined ? 1 : 2
    return memory.make(copies * WINDOW_ENTRIES * affine, (out) => {
      const multiples = mcl.stackAlloc(WINDOW_ENTRIES * size)
      const twice = mcl.stackAlloc(size)
      memory.heap().set(point, multiples)
      double(twice, multiples)
      for (let i = 1; i < WINDOW_ENTRIES; i++) {
        add(multiples + i * size, multiples + (i - 1) * size, twice)
      }
      writeAffine(out, multiples, WINDOW_ENTRIES)
      for (let i = 0; timesZ2 !== undefined && i < WINDOW_ENTRIES; i++) {
        timesZ2(out + (WINDOW_ENTRIES + i) * affine, out + i * affine)
      }
    })
  }

  /** Makes the tables of all points together, which divides once for all. */
  function keepQuarters(points: readonly Uint8Array[], found: readonly Known[]): void {
    const { timesZ2 } = group
    const missing = points.flatMap((point, i) => {
      const known = found[i] as Known
      const { timesZ } = known
      return timesZ2 && timesZ && !known.quarters ? [{ known, bases: [point, timesZ] }] : []
    })
    if (timesZ2 === undefined || missing.length === 0) return
    const { affine } = group
    const length = WINDOW_ENTRIES * affine
    const rows = oddMultiples(missing.flatMap(({ bases }) => bases))
    missing.forEach(({ known }, i) => {
      known.quarters = memory.make(4 * length, (out) => {
        const heap = memory.heap()
        rows.forEach((row, entry) => {
          heap.set(row.subarray(2 * i * affine, (2 * i + 1) * affine), out + entry * affine)
          heap.set(
            row.subarray((2 * i + 1) * affine, (2 * i + 2) * affine),
            out + length + entry * affine,
          )
        })
        for (let entry = 0; entry < 2 * WINDOW_ENTRIES; entry++) {
          timesZ2(out + 2 * length + entry * affine, out + entry * affine)
        }
      })
    })
  }

  /** The points without their third coordinates, then 3 times all of them, … 15 times. */
  function oddMultiples(points: readonly Uint8Array[]): Uint8Array[] {
    const { size, affine, double } = group
    const { length: count } = points
    return memory.within(() => {
      const first = mcl.stackAlloc(2 * count * size)
      points.forEach((point, i) => {
        memory.heap().set(point, first + i * size)
        double(first + (count + i) * size, first + i * size)
      })
      const multiples = mcl.stackAlloc(2 * count * affine)
      writeAffine(multiples, first, 2 * count)
      const [middle, end] = [multiples + count * affine, multiples + 2 * count * affine]
      const twice = memory.heap().slice(middle, end)
      return Array.from({ length: WINDOW_ENTRIES }, (_, i) => {
        if (i > 0) {
          memory.heap().set(twice, middle)
          // None of them is twice another's multiple, nor the negative: the order of the group is a prime.
          addPairs(multiples, count, group.field.setOne)
        }
        return memory.heap().slice(multiples, middle)
      })
    })
  }

  function combOf(point: Uint8Array): Uint8Array {
    return memory.make(COMB_ENTRIES * group.affine, (out) => writeComb(out, point, LARGE_COMB))
  }

  /** A small comb of the point, and z² times all of it. */
  function halvesOf(point: Uint8Array, timesZ2: GroupG1['timesZ2']): Uint8Array {
    const { affine } = group
    return memory.make(2 * HALF_ENTRIES * affine, (out) => {
      writeComb(out, point, SMALL_COMB)
      for (let i = 0; i < HALF_ENTRIES; i++) {
        timesZ2(out + (HALF_ENTRIES + i) * affine, out + i * affine)
      }
    })
  }

  /**
   * With teeth 2^(columns·j) times the point, the uppermost with the others added or subtracted: bit j of an entry's index
   * says which.
   */
  function writeComb(out: number, point: Uint8Array, { bits, columns }: Comb): void {
    const { size, add, subtract, double, normalizeAll } = group
    const entries = 2 ** (bits - 1)
    const multiples = mcl.stackAlloc(entries * size)
    const tooth = mcl.stackAlloc(size)
    const twice = mcl.stackAlloc((bits - 1) * size)
    memory.heap().set(point, tooth)
    group.clear(multiples)
    for (let bit = 0; bit < bits - 1; bit++) {
      subtract(multiples, multiples, tooth)
      double(twice + bit * size, tooth)
      memory.heap().copyWithin(tooth, twice + bit * size, twice + (bit + 1) * size)
      for (let i = 1; i < columns; i++) double(tooth, tooth)
    }
    add(multiples, multiples, tooth)
    // Adding a point that is normalized takes less time.
    normalizeAll(twice, twice, bits - 1)
    for (let i = 1; i < entries; i++) {
      const bit = 31 - Math.clz32(i)
      add(multiples + i * size, multiples + (i - 2 ** bit) * size, twice + bit * size)
    }
    writeAffine(out, multiples, entries)
  }

  function writeAffine(out: number, points: number, count: number): void {
    const { size, affine } = group
    group.normalizeAll(points, points, count)
    const heap = memory.heap()
    for (let i = 0; i < count; i++) {
      heap.copyWithin(out + i * affine, points + i * size, points + i * size + affine)
    }
  }
}

const WINDOW_ENTRIES = 2 ** (WINDOW_BITS - 1)
const COMB_ENTRIES = 2 ** (LARGE_COMB.bits - 1)
const HALF_ENTRIES = 2 ** (SMALL_COMB.bits - 1)
