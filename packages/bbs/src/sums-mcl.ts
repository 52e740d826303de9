import { CHOSEN_BYTES, type Choose } from './choose.ts'
import { FR } from './groups-mcl.ts'
import { type CacheMultiplesOptions, cacheMultiples, type Multiples } from './multiples-mcl.ts'
import { COMB_STEP } from './recoding.ts'
import { SCALAR_BYTES, scalarOctets } from './scalars.ts'

/** Sums of multiples of points of one group. */
export interface Sums {
  /**
   * points[0]·scalars[0] + … by steps that are the same whatever the scalars are: mcl's own multiplications, `mulCT`
   * too, take as long as a scalar has digits that are not 0. The exception are points that come up often, or are
   * computed ahead for, and of which one is a small multiple of another: see `addPairs`. The third coordinate of what it
   * gives is random.
   */
  secret(points: readonly Uint8Array[], scalars: readonly bigint[]): Uint8Array
  /** The same sum, whose time and accesses to memory may tell the scalars. */
  public(points: readonly Uint8Array[], scalars: readonly bigint[]): Uint8Array
  /** Computes now what makes sums with these points fast, which is otherwise done when they have come up often. */
  precompute(points: readonly Uint8Array[]): void
}

/** What {@link createSums} takes. */
export interface CreateSumsOptions extends CacheMultiplesOptions {
  choose: Choose
}

/**
 * How many points are summed at once. The stack of the module holds 1 MiB; below it lie the constants of the curve, and
 * nothing stops mcl's own functions from writing over them.
 */
const PRODUCTS_AT_ONCE = 48

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
  /** Writes the point that a digit stands for; what comes after it may be overwritten. */
  write(out: number, multiples: Multiples, digit: number): void
  /** Writes an element of the field that a number is multiplied by before it is inverted, in a time that tells it. */
  blind(out: number): void
}

type Points = readonly Uint8Array[]
type Scalars = readonly bigint[]

export function createSums({ mcl, memory, group, choose }: CreateSumsOptions): Sums {
  const { size, affine, field } = group
  const multiples = cacheMultiples({ mcl, memory, group })
  const secretly: Mode = {
    write: writeSecretly,
    blind: (out) => {
      const uniform = crypto.getRandomValues(new Uint8Array(UNIFORM_BYTES))
      field.setUniform(out, memory.input(uniform), UNIFORM_BYTES)
    },
  }
  const publicly: Mode = { write: writePublicly, blind: field.setOne }
  return {
    secret: (points, scalars) => sum(points, scalars, addSecretly),
    public: (points, scalars) => sum(points, scalars, addPublicly),
    precompute: (points) => points.forEach(multiples.prepare),
  }

  function sum(
    points: Points,
    scalars: Scalars,
    addProducts: (out: number, points: Points, scalars: Scalars) => void,
  ): Uint8Array {
    return memory.make(size, (out) => {
      group.clear(out)
      for (let from = 0; from < points.length; from += PRODUCTS_AT_ONCE) {
        const to = from + PRODUCTS_AT_ONCE
        memory.within(() => addProducts(out, points.slice(from, to), scalars.slice(from, to)))
      }
    })
  }

  function addSecretly(out: number, points: Points, scalars: Scalars): void {
    const tables = points.flatMap((point, i) => {
      const scalar = scalars[i] as bigint
      return multiples.comb(point, scalar) ?? multiples.windows(point, scalar)
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

  /** Points that come up for the first time are left to mcl, which skips digits that are 0. */
  function addPublicly(out: number, points: Points, scalars: Scalars): void {
    const combs = points.map((point, i) => multiples.comb(point, scalars[i] as bigint))
    const isOther = (_: unknown, i: number) => combs[i] === undefined
    addColumns(
      out,
      columnsOf(
        combs.flatMap((comb) => comb ?? []),
        publicly,
      ),
    )
    addByMcl(out, points.filter(isOther), scalars.filter(isOther))
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
    const steps = [...new Set(tables.map(({ digits }) => digits.step))]
    return steps.map((step) => {
      const alike = tables.filter(({ digits }) => digits.step === step)
      const length = alike[0]?.digits.values.length ?? 0
      const row = length * affine
      // One more, since whoever writes one may use the next.
      const points = mcl.stackAlloc(alike.length * row + affine)
      alike.forEach((table, i) => {
        table.digits.values.forEach((digit, place) => {
          mode.write(points + i * row + place * affine, table, digit)
        })
      })
      let rows = alike.length
      // Points in windows may be anybody's choice, see addPairs.
      while (rows > 1 && step === COMB_STEP) {
        const half = rows >> 1
        if (!addPairs(points, half * length, mode.blind)) break
        // One that had no other comes after the sums.
        const [odd, end] = [points + 2 * half * row, points + rows * row]
        memory.heap().copyWithin(points + half * row, odd, end)
        rows -= half
      }
      return { step, length, rows, points }
    })
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

  /**
   * Adds to each of `count` points the one that lies `count` points further on. Dividing once for all of them takes
   * less time than additions that do not divide.
   *
   * Points of which one is the other or its negative cannot be added like this; where there are such, it adds nothing.
   * That happens to no points that came about independently, so that it tells nothing about their scalars.
   *
   * @returns Whether it added them.
   */
  function addPairs(points: number, count: number, blind: Mode['blind']): boolean {
    const { multiply, subtract } = field
    return memory.within(() => {
      // Of each difference x₂ − x₁ the product of all before it.
      const products = mcl.stackAlloc((count + 1) * field.size)
      blind(products)
      const product = (i: number) => products + i * field.size
      const pair = (i: number) => ({
        x: points + i * affine,
        y: points + i * affine + field.size,
        difference: points + (count + i) * affine,
        otherY: points + (count + i) * affine + field.size,
      })
      for (let i = 0; i < count; i++) {
        const { x, difference } = pair(i)
        subtract(difference, difference, x)
        multiply(product(i + 1), product(i), difference)
      }
      if (field.isZero(product(count)) === 1) {
        for (let i = 0; i < count; i++) {
          const { x, difference } = pair(i)
          field.add(difference, difference, x)
        }
        return false
      }
      const inverse = mcl.stackAlloc(field.size)
      const slope = mcl.stackAlloc(field.size)
      const t = mcl.stackAlloc(field.size)
      field.invert(inverse, product(count))
      for (let i = count - 1; i >= 0; i--) {
        const { x, y, difference, otherY } = pair(i)
        multiply(slope, inverse, product(i))
        multiply(inverse, inverse, difference)
        subtract(t, otherY, y)
        multiply(slope, slope, t)
        // x₃ = slope² − x₁ − x₂ and y₃ = slope·(x₁ − x₃) − y₁, where x₂ is x₁ and the difference.
        field.square(t, slope)
        subtract(t, t, difference)
        subtract(t, t, x)
        subtract(t, t, x)
        subtract(t, x, t)
        subtract(x, x, t)
        multiply(t, t, slope)
        subtract(y, t, y)
      }
      return true
    })
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

interface ChooseFromOptions {
  out: number
  entries: number
  index: number
}

/** Whether a digit is negative, 1 or 0, and the index of its absolute value among `entries`, a power of 2. */
function partsOf(digit: number, entries: number): { negative: number; index: number } {
  // All ones where the uppermost bit is 0, all zeros elsewhere.
  const sign = (digit - entries) >> 31
  return { negative: sign & 1, index: (digit ^ sign) & (entries - 1) }
}
