import { type AddPairs, type CreateAddPairsOptions, createAddPairs } from './add-pairs-mcl.ts'
import { type BucketTerm, createBucketSums, TERMS_AT_ONCE } from './buckets-mcl.ts'
import { CHOSEN_BYTES, type Choose } from './choose.ts'
import { FR } from './groups-mcl.ts'
import { cacheMultiples, type Multiples } from './multiples-mcl.ts'
import { COMB_STEP } from './recoding.ts'
import { SCALAR_BYTES, scalarOctets } from './scalars.ts'

/** Sums of multiples of points of one group. */
export interface Sums {
  /**
   * points[0]·scalars[0] + … by steps that are the same whatever the scalars are: mcl's own multiplications, `mulCT`
   * too, take as long as a scalar has digits that are not 0. The exception are points that come up often, or are
   * computed ahead for, and of which one is a small multiple of another: see {@link AddPairs}. The third coordinate of what it
   * gives is random.
   */
  secret(points: readonly Uint8Array[], scalars: readonly bigint[]): Uint8Array
  /** The same sum, whose time and accesses to memory may tell the scalars. */
  public(points: readonly Uint8Array[], scalars: readonly bigint[]): Uint8Array
  /** Computes now what makes sums with these points fast, which is otherwise done when they have come up often. */
  precompute(points: readonly Uint8Array[]): void
  /** A copy of a point, with which secret sums take less time from the second on. */
  copyForReuse(point: Uint8Array): Uint8Array
  /** Takes note of z times a point, with which public sums take less time; z is the parameter of the curve. */
  know(point: Uint8Array, timesZ: Uint8Array): void
}

/** What {@link createSums} takes. */
export interface CreateSumsOptions extends CreateAddPairsOptions {
  choose: Choose
}

/**
 * How many points are summed at once. The stack of the module holds 1 MiB; below it lie the constants of the curve, and
 * nothing stops mcl's own functions from writing over them.
 */
const PRODUCTS_AT_ONCE = 48

/** So many points that come up for the first time take less time one by one than mcl takes for them together. */
const FEW_POINTS = 8

/** One point for each place of a digit, and that many times as many rows of them. */
interface Columns {
  readonly step: number
  readonly length: number
  readonly rows: number
  /** The address of the first row; points are without their third coordinate, which is 1. */
  readonly points: number
}

/** What differs between scalars that are secret and those that are not. */
interface Mode {
  /** Points in windows may be anybody's choice: whether they can be added in pairs may tell digits, see {@link AddPairs}. */
  readonly isPublic: boolean
  /** Writes the point that a digit stands for; what comes after it may be overwritten. */
  write(out: number, multiples: Multiples, digit: number): void
  readonly blind: Parameters<AddPairs>[2]
}

type Points = readonly Uint8Array[]
type Scalars = readonly bigint[]

export function createSums({ mcl, memory, group, choose }: CreateSumsOptions): Sums {
  const { size, affine, field } = group
  const addPairs = createAddPairs({ mcl, memory, group })
  const multiples = cacheMultiples({ mcl, memory, group, addPairs })
  const { timesZ2 } = group
  const addBuckets =
    timesZ2 && createBucketSums({ mcl, memory, addPairs, group: { ...group, timesZ2 } })
  const drawn = new Uint8Array(UNIFORM_BYTES * BLINDS_AT_ONCE)
  let used = drawn.length
  const secretly: Mode = {
    isPublic: false,
    write: writeSecretly,
    blind: (out) => {
      if (used === drawn.length) {
        crypto.getRandomValues(drawn)
        used = 0
      }
      const uniform = drawn.subarray(used, used + UNIFORM_BYTES)
      field.setUniform(out, memory.input(uniform), UNIFORM_BYTES)
      uniform.fill(0)
      used += UNIFORM_BYTES
    },
  }
  const addFewSecretly = inParts(PRODUCTS_AT_ONCE, addSecretly)
  const addFewPublicly = inParts(PRODUCTS_AT_ONCE, addPublicly)
  const addManyPublicly = inParts(TERMS_AT_ONCE, addInBuckets)
  const publicly: Mode = { isPublic: true, write: writePublicly, blind: field.setOne }
  return {
    secret: (points, scalars) => sum(points, scalars, addFewSecretly),
    public: (points, scalars) =>
      sum(points, scalars, points.length > PRODUCTS_AT_ONCE ? addManyPublicly : addFewPublicly),
    precompute: (points) => points.forEach(multiples.prepare),
    copyForReuse: multiples.copyForReuse,
    know: multiples.know,
  }

  function sum(
    points: Points,
    scalars: Scalars,
    addAll: (out: number, points: Points, scalars: Scalars) => void,
  ): Uint8Array {
    return memory.make(size, (out) => {
      group.clear(out)
      addAll(out, points, scalars)
    })
  }

  /** As many products at once as there is room for. */
  function inParts(
    count: number,
    addProducts: (out: number, points: Points, scalars: Scalars) => void,
  ): typeof addProducts {
    return (out, points, scalars) => {
      for (let from = 0; from < points.length; from += count) {
        const to = from + count
        memory.within(() => addProducts(out, points.slice(from, to), scalars.slice(from, to)))
      }
    }
  }

  function addSecretly(out: number, points: Points, scalars: Scalars): void {
    const tables = points.flatMap((point, i) => {
      const scalar = scalars[i] as bigint
      return (
        multiples.comb(point, scalar) ??
        multiples.halves(point, scalar) ??
        multiples.windows(point, scalar)
      )
    })
    addColumns(out, columnsOf(tables, secretly))
    rescale(out)
  }

  /** Gives a point other coordinates at random: whoever divides by the third takes a time that tells how it came about. */
  function rescale(point: number): void {
    const { multiply, square } = field
    const [X, Y, Z] = [point, point + field.size, point + 2 * field.size]
    const factor = mcl.stackAlloc(field.size)
    const power = mcl.stackAlloc(field.size)
    secretly.blind(factor)
    // The point is (X/Z², Y/Z³).
    square(power, factor)
    multiply(X, X, power)
    multiply(power, power, factor)
    multiply(Y, Y, power)
    multiply(Z, Z, factor)
  }

  /** What buckets do not do for is left to the other ways. */
  function addInBuckets(out: number, points: Points, scalars: Scalars): void {
    const terms = points.map((point, i) => ({
      point,
      timesZ: multiples.timesZ(point),
      scalar: scalars[i] as bigint,
    }))
    const isTerm = (term: (typeof terms)[0]): term is BucketTerm => term.timesZ !== undefined
    const known = terms.filter(isTerm)
    const isDone = known.length > PRODUCTS_AT_ONCE && (addBuckets?.(out, known) ?? false)
    const isLeft = (_: unknown, i: number) => !isDone || terms[i]?.timesZ === undefined
    addFewPublicly(out, points.filter(isLeft), scalars.filter(isLeft))
  }

  /** Many points that come up for the first time are left to mcl, which then skips digits that are 0. */
  function addPublicly(out: number, points: Points, scalars: Scalars): void {
    const tables = points.map((point, i) => multiples.comb(point, scalars[i] as bigint))
    const fresh = points.flatMap((_, i) => (tables[i] === undefined ? [i] : []))
    if (fresh.length <= FEW_POINTS) {
      const found = multiples.quarters(
        fresh.map((i) => points[i] as Uint8Array),
        fresh.map((i) => scalars[i] as bigint),
      )
      fresh.forEach((i, k) => {
        tables[i] = found[k]
      })
    }
    const isOther = (_: unknown, i: number) => tables[i] === undefined
    addColumns(
      out,
      columnsOf(
        tables.flatMap((table) => table ?? []),
        publicly,
      ),
    )
    const others = points.filter(isOther)
    if (others.length > 0) addByMcl(out, others, scalars.filter(isOther))
  }

  function addByMcl(out: number, points: Points, scalars: Scalars): void {
    const factors = mcl.stackAlloc(size * points.length)
    const multipliers = mcl.stackAlloc(FR * points.length)
    points.forEach((point, i) => {
      memory.heap().set(point, factors + size * i)
      const scalar = memory.input(scalarOctets(scalars[i] as bigint).reverse())
      mcl._mclBnFr_setLittleEndian(multipliers + FR * i, scalar, SCALAR_BYTES)
    })
    const total = mcl.stackAlloc(size)
    group.multiplyAll(total, factors, multipliers, points.length)
    group.add(out, out, total)
  }

  /** What all digits of the same place stand for together, one point or more. */
  function columnsOf(tables: readonly Multiples[], mode: Mode): Columns[] {
    const kinds = new Map<string, Multiples[]>()
    for (const table of tables) {
      const kind = `${table.digits.step} ${table.digits.values.length}`
      kinds.set(kind, [...(kinds.get(kind) ?? []), table])
    }
    return [...kinds.values()].map((alike) => columnsOfKind(alike, mode))
  }

  function columnsOfKind(alike: readonly Multiples[], mode: Mode): Columns {
    const [{ digits, isHalf = false }] = alike as [Multiples, ...Multiples[]]
    const { step } = digits
    const { length } = digits.values
    const row = length * affine
    // One more, since whoever writes one may use the next.
    const points = mcl.stackAlloc(alike.length * row + affine)
    const ordered = isHalf ? [...everyOther(alike, 0), ...everyOther(alike, 1)] : alike
    ordered.forEach((table, i) => {
      table.digits.values.forEach((digit, place) => {
        mode.write(points + i * row + place * affine, table, digit)
      })
    })
    // What is in windows, and the point of two halves, may be anybody's choice.
    const least = isHalf ? alike.length / 2 : step === COMB_STEP || mode.isPublic ? 1 : alike.length
    let rows = alike.length
    while (rows > least) {
      const half = rows >> 1
      if (!addPairs(points, half * length, mode.blind)) break
      // One that had no other comes after the sums.
      const [odd, end] = [points + 2 * half * row, points + rows * row]
      memory.heap().copyWithin(points + half * row, odd, end)
      rows -= half
    }
    return { step, length, rows, points }
  }

  function addColumns(out: number, columns: readonly Columns[]): void {
    const total = mcl.stackAlloc(size)
    const addend = mcl.stackAlloc(size)
    field.setOne(addend + affine)
    group.clear(total)
    const places = Math.max(0, ...columns.map(({ step, length }) => step * length))
    for (let place = places - 1; place >= 0; place--) {
      group.double(total, total)
      for (const { step, length, rows, points } of columns) {
        if (place % step !== 0 || place >= step * length) continue
        for (let row = 0; row < rows; row++) {
          copy(addend, points + (row * length + place / step) * affine)
          group.add(total, total, addend)
        }
      }
    }
    group.add(out, out, total)
  }

  /** Reads and writes the same for every digit. */
  function writeSecretly(out: number, { table, entries }: Multiples, digit: number): void {
    const { negative, index } = partsOf(digit, entries)
    chooseFrom(table, { out, entries, index })
    const opposite = out + affine
    copy(opposite, out)
    field.negate(opposite + field.size, opposite + field.size)
    chooseFrom(out, { out, entries: 2, index: negative })
  }

  function writePublicly(out: number, { table, entries }: Multiples, digit: number): void {
    const { negative, index } = partsOf(digit, entries)
    copy(out, table + index * affine)
    if (negative === 1) field.negate(out + field.size, out + field.size)
  }

  function copy(out: number, from: number): void {
    chooseFrom(from, { out, entries: 1, index: 0 })
  }

  function chooseFrom(table: number, { out, entries, index }: ChooseFromOptions): void {
    for (let part = 0; part < affine; part += CHOSEN_BYTES) {
      choose(out + part, table + part, affine, entries, index)
    }
  }
}

/** Octets that an element of the field that G1 is over is reduced from, so many that it is uniform. */
const UNIFORM_BYTES = 64

/** Asking the platform for octets takes much longer than what is done with them. */
export const BLINDS_AT_ONCE = 64

interface ChooseFromOptions {
  out: number
  entries: number
  index: number
}

function everyOther<Item>(items: readonly Item[], first: 0 | 1): Item[] {
  return items.filter((_, i) => i % 2 === first)
}

/** Whether a digit is negative, 1 or 0, and the index of its absolute value among `entries`, a power of 2. */
function partsOf(digit: number, entries: number): { negative: number; index: number } {
  // All ones where the uppermost bit is 0, all zeros elsewhere.
  const sign = (digit - entries) >> 31
  return { negative: sign & 1, index: (digit ^ sign) & (entries - 1) }
}
