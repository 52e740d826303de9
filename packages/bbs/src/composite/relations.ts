import { mod, r } from '../scalars.ts'
import { CompositionError } from './error.ts'

/** Σ coefficient·value = constant, the values named by their columns. */
export interface Row {
  readonly coefficients: ReadonlyMap<number, bigint>
  readonly constant: bigint
}

/** A value that follows from those that are free: constant − Σ coefficient·value. */
export interface Pivot {
  readonly column: number
  readonly terms: readonly (readonly [column: number, coefficient: bigint])[]
  readonly constant: bigint
}

/** Relations in reduced row echelon form. */
export interface Relations {
  /** Ascending by column. */
  readonly pivots: readonly Pivot[]
  /** The columns of all other values, ascending. */
  readonly free: readonly number[]
}

/**
 * Brings relations to reduced row echelon form: each pivot is the first column of its row that is left.
 *
 * @throws {CompositionError} `redundantRelation`, `contradiction`, or `determinedValue` where a value is fixed.
 */
export function reduceRelations(rows: readonly Row[], columns: number): Relations {
  const reduced: { pivot: number; coefficients: Map<number, bigint>; constant: bigint }[] = []
  for (const row of rows) {
    let next = normalized(row.coefficients, row.constant)
    for (const { pivot, coefficients, constant } of reduced) {
      next = without(next, { pivot, coefficients, constant })
    }
    const pivot = Math.min(...next.coefficients.keys())
    if (next.coefficients.size === 0) {
      if (next.constant !== 0n) {
        throw new CompositionError('contradiction', 'relations contradict one another')
      }
      throw new CompositionError('redundantRelation', 'a relation follows from the others')
    }
    const factor = inverse(next.coefficients.get(pivot) as bigint)
    next = normalized(
      new Map([...next.coefficients].map(([column, value]) => [column, value * factor])),
      next.constant * factor,
    )
    const added = { pivot, ...next }
    for (const [i, earlier] of reduced.entries()) {
      reduced[i] = { pivot: earlier.pivot, ...without(earlier, added) }
    }
    reduced.push(added)
  }
  const pivots = reduced
    .sort((a, b) => a.pivot - b.pivot)
    .map(({ pivot: column, coefficients, constant }) => ({
      column,
      terms: [...coefficients].filter(([other]) => other !== column).sort(([a], [b]) => a - b),
      constant,
    }))
  if (pivots.some(({ terms }) => terms.length === 0)) {
    throw new CompositionError('determinedValue', 'a hidden value is determined')
  }
  const isPivot = new Set(pivots.map(({ column }) => column))
  const free = Array.from({ length: columns }, (_, column) => column).filter(
    (column) => !isPivot.has(column),
  )
  return { pivots, free }
}

/**
 * All values from the free ones: of the relations themselves with `factor` 1, of their homogeneous form with 0, and of
 * `factor` times their constants otherwise.
 */
export function solveRelations(
  { pivots, free }: Relations,
  freeValues: readonly bigint[],
  factor: bigint,
): bigint[] {
  const values: bigint[] = []
  for (const [i, column] of free.entries()) values[column] = freeValues[i] as bigint
  const known = [...values]
  for (const { column, terms, constant } of pivots) {
    const sum = terms.reduce((total, [other, c]) => total + c * (known[other] as bigint), 0n)
    values[column] = mod(factor * constant - sum)
  }
  return values
}

interface Reduced {
  coefficients: Map<number, bigint>
  constant: bigint
}

function normalized(coefficients: ReadonlyMap<number, bigint>, constant: bigint): Reduced {
  const entries = [...coefficients].map(([column, value]) => [column, mod(value)] as const)
  return {
    coefficients: new Map(entries.filter(([, value]) => value !== 0n)),
    constant: mod(constant),
  }
}

/** A row without the pivot of another. */
function without(row: Reduced, other: Reduced & { pivot: number }): Reduced {
  const factor = row.coefficients.get(other.pivot)
  if (factor === undefined) return row
  const coefficients = new Map(row.coefficients)
  for (const [column, value] of other.coefficients) {
    coefficients.set(column, (coefficients.get(column) ?? 0n) - factor * value)
  }
  return normalized(coefficients, row.constant - factor * other.constant)
}

/** Of what everybody knows: its time does not matter. */
function inverse(value: bigint): bigint {
  // Each of the remainders is its factor times the value, modulo r.
  let [remainder, next] = [r, value]
  let [factor, nextFactor] = [0n, 1n]
  while (next > 0n) {
    const quotient = remainder / next
    ;[remainder, next] = [next, remainder - quotient * next]
    ;[factor, nextFactor] = [nextFactor, factor - quotient * nextFactor]
  }
  return mod(factor)
}
