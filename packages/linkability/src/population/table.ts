import type { Bounds } from './bounds.ts'

/** How a member's values are written: a day as `YYYY-MM-DD`, an integer in decimal, anything else as a word. */
export type MemberKind = 'day' | 'integer' | 'code'

/** A member by which people are counted, and the values that it can have. */
export interface Dimension {
  /** As the vaccination profile names it, where it has it: `product`, `doseDate`. */
  readonly name: string
  readonly kind: MemberKind
  readonly values: readonly string[]
}

/** A member whose value follows from that of a dimension, as a manufacturer follows from a product. */
export interface ImpliedMember {
  readonly name: string
  readonly kind: Exclude<MemberKind, 'day'>
  /** The name of the dimension. */
  readonly of: string
  /** In the order of the values of the dimension; some may be the same. */
  readonly values: readonly string[]
}

/** What a combination of values that no row names stands for. */
export type AbsentCells = 'zero' | 'suppressed' | 'unknown'

/** One number for each cell, in the order of the cells. */
export interface CountColumns {
  readonly lower: Float64Array
  readonly upper: Float64Array
}

/** Combinations of values that rows name, column by column: tables are long, and are read through many times. */
export interface Cells {
  readonly length: number
  /** For each dimension, the index of the value that each cell has. */
  readonly at: readonly Uint16Array[]
  /** For each dimension and each of its values, the numbers of the cells that have it, ascending. */
  readonly having: readonly (readonly Uint32Array[])[]
  readonly counts: CountColumns
  /** For each marginal and each of its values, how many of each cell have it; from 0 to all where the table does not tell. */
  readonly marginals: readonly (readonly CountColumns[])[]
}

/** How many people, or doses, there are of which combination of values. */
export interface PopulationTable {
  readonly title: string
  /** Where the counts are from, and who made them. */
  readonly source: string
  readonly licence: string
  /**
   * Whether each count is of persons, or of doses of which one person can have several, one for each value of the member
   * named here.
   */
  readonly counts: 'persons' | { readonly dosesBy: string }
  /** How many people there are at all, of whom no set can have more. */
  readonly people?: number
  readonly absent: AbsentCells
  /** What a count that was left out because it is small lies between. */
  readonly suppressed?: Bounds
  /** Where counts were rounded, to a multiple of this: what is counted is off by less. */
  readonly rounded?: number
  /** Members that are the same for all, by name. */
  readonly same: ReadonlyMap<string, string>
  /** Members that are crossed: a cell is of one value of each. */
  readonly dimensions: readonly Dimension[]
  /** Members that are counted within each cell, each for itself: which of one goes with which of another is not known. */
  readonly marginals: readonly Dimension[]
  readonly implied: readonly ImpliedMember[]
  readonly cells: Cells
}

/** Fills a table's cells one by one. */
export interface CellBuilder {
  /**
   * @param at For each dimension, the index of its value.
   * @param marginals For each marginal, how many have each of its values but the first; `undefined` where that is not known.
   */
  add(
    at: readonly number[],
    count: Bounds,
    marginals: readonly (readonly Bounds[] | undefined)[],
  ): void
  build(): Cells
}

/** Cells for the dimensions and the marginals of a table, none at first. */
export function createCellBuilder({
  dimensions,
  marginals,
}: Pick<PopulationTable, 'dimensions' | 'marginals'>): CellBuilder {
  const at = dimensions.map((): number[] => [])
  const counts = emptyColumns()
  const columns = marginals.map(({ values }) => values.map(emptyColumns))
  return {
    add(place, count, byMarginal) {
      for (const [i, index] of place.entries()) at[i]?.push(index)
      push(counts, count)
      for (const [i, ofMarginal] of columns.entries()) {
        const all = wholeMarginal(count, byMarginal[i], ofMarginal.length)
        for (const [j, column] of ofMarginal.entries()) push(column, all[j] as Bounds)
      }
    },
    build: () => ({
      length: counts.lower.length,
      at: at.map((indices) => Uint16Array.from(indices)),
      having: dimensions.map(({ values }, d) => placesOf(at[d] ?? [], values.length)),
      counts: frozen(counts),
      marginals: columns.map((ofMarginal) => ofMarginal.map(frozen)),
    }),
  }
}

/** What is left for the first value, before the others; all between none and all where nothing is known of them. */
function wholeMarginal(
  { lower, upper }: Bounds,
  others: readonly Bounds[] | undefined,
  length: number,
): readonly Bounds[] {
  if (others === undefined) return Array.from({ length }, () => ({ lower: 0, upper }))
  const least = others.reduce((sum, one) => sum + one.lower, 0)
  const most = others.reduce((sum, one) => sum + one.upper, 0)
  return [{ lower: Math.max(0, lower - most), upper: Math.max(0, upper - least) }, ...others]
}

/** Where in a list each of the numbers below `count` is. */
function placesOf(numbers: readonly number[], count: number): Uint32Array[] {
  const places = Array.from({ length: count }, (): number[] => [])
  for (const [i, number] of numbers.entries()) places[number]?.push(i)
  return places.map((some) => Uint32Array.from(some))
}

interface GrowingColumns {
  lower: number[]
  upper: number[]
}

function emptyColumns(): GrowingColumns {
  return { lower: [], upper: [] }
}

function push(columns: GrowingColumns, { lower, upper }: Bounds): void {
  columns.lower.push(lower)
  columns.upper.push(upper)
}

function frozen({ lower, upper }: GrowingColumns): CountColumns {
  return { lower: Float64Array.from(lower), upper: Float64Array.from(upper) }
}
