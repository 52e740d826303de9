import type { AddPairs, CreateAddPairsOptions } from './add-pairs-mcl.ts'
import type { GroupG1 } from './groups-mcl.ts'
import { bucketDigits } from './recoding.ts'

/** A point, z times it, and what it is multiplied by, which everybody may know; z is the parameter of the curve. */
export interface BucketTerm {
  readonly point: Uint8Array
  /** Not the identity, nor is the point. */
  readonly timesZ: Uint8Array
  readonly scalar: bigint
}

/** What {@link createBucketSums} takes. */
export interface CreateBucketSumsOptions extends CreateAddPairsOptions {
  group: GroupG1
  addPairs: AddPairs
}

/** At most so many terms are summed at once, for which there is room on the stack of the module. */
export const TERMS_AT_ONCE = 512

/**
 * A function that adds many products to a point, given by its address. All points with the same digit in a place go into one
 * bucket; a product takes an addition for each of its digits that is not 0, and nothing is computed ahead.
 *
 * Points of a bucket of which one is the other or its negative cannot be added; where there are such, it adds nothing.
 *
 * @returns Whether it added them.
 * @see Pippenger, On the Evaluation of Powers and Monomials, 1980
 */
export function createBucketSums({
  mcl,
  memory,
  group,
  addPairs,
}: CreateBucketSumsOptions): (out: number, terms: readonly BucketTerm[]) => boolean {
  const { size, affine, field } = group
  return (out, terms) =>
    memory.within(() => {
      const width = terms.length < FEW_TERMS ? 5 : 7
      const entries = entriesOf(terms, width)
      const places = Math.max(0, ...entries.map(({ digits }) => digits.length))
      const total = mcl.stackAlloc(size)
      group.clear(total)
      for (let place = places - 1; place >= 0; place--) {
        for (let i = 0; i < width; i++) group.double(total, total)
        if (!memory.within(() => addPlace(total, { entries, place, width }))) return false
      }
      group.add(out, out, total)
      return true
    })

  /** A point for each part of a scalar that is not 0: 1, z, z² and z³ times that of the term. */
  function entriesOf(terms: readonly BucketTerm[], width: number): Entry[] {
    const { length: count } = terms
    const whole = mcl.stackAlloc(2 * count * size)
    terms.forEach(({ point, timesZ }, i) => {
      memory.heap().set(point, whole + i * size)
      memory.heap().set(timesZ, whole + (count + i) * size)
    })
    group.normalizeAll(whole, whole, 2 * count)
    return terms.flatMap(({ scalar }, i) => {
      const [at, timesZ] = [whole + i * size, whole + (count + i) * size]
      return bucketDigits(scalar, width).map((digits, power) => {
        const lower = power % 2 === 0 ? at : timesZ
        if (power < 2) return { at: lower, digits }
        const higher = mcl.stackAlloc(affine)
        group.timesZ2(higher, lower)
        return { at: higher, digits }
      })
    })
  }

  function addPlace(total: number, { entries, place, width }: Place): boolean {
    const buckets = Array.from({ length: 2 ** (width - 1) + 1 }, (): Addend[] => [])
    for (const { at, digits } of entries) {
      const digit = digits[place] ?? 0
      if (digit !== 0) buckets[Math.abs(digit)]?.push({ at, isNegative: digit < 0 })
    }
    while (buckets.some(({ length }) => length > 1)) if (!halve(buckets)) return false
    // The uppermost bucket is counted as often as its digit says, since each that is below adds it once more.
    const running = mcl.stackAlloc(size)
    const addend = mcl.stackAlloc(size)
    group.clear(running)
    field.setOne(addend + affine)
    for (const [one] of buckets.slice(1).reverse()) {
      if (one !== undefined) {
        write(addend, one)
        group.add(running, running, addend)
      }
      group.add(total, total, running)
    }
    return true
  }

  /** Adds the points of all buckets in pairs. */
  function halve(buckets: Addend[][]): boolean {
    const count = buckets.reduce((sum, { length }) => sum + (length >> 1), 0)
    const points = mcl.stackAlloc(2 * count * affine)
    let pair = 0
    for (const [i, bucket] of buckets.entries()) {
      const half = bucket.length >> 1
      const sums: Addend[] = bucket.slice(2 * half)
      for (let k = 0; k < half; k++, pair++) {
        const at = points + pair * affine
        write(at, bucket[k] as Addend)
        write(at + count * affine, bucket[half + k] as Addend)
        sums.push({ at, isNegative: false })
      }
      buckets[i] = sums
    }
    return addPairs(points, count, field.setOne)
  }

  function write(out: number, { at, isNegative }: Addend): void {
    memory.heap().copyWithin(out, at, at + affine)
    if (isNegative) field.negate(out + field.size, out + field.size)
  }
}

/** So few that buckets of wider digits would mostly be empty. */
const FEW_TERMS = 128

interface Entry {
  /** The address of a point without its third coordinate, which is 1. */
  readonly at: number
  /** The least significant first. */
  readonly digits: Int8Array
}

interface Place {
  readonly entries: readonly Entry[]
  readonly place: number
  readonly width: number
}

interface Addend {
  readonly at: number
  readonly isNegative: boolean
}
