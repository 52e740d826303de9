import type { RandomSource } from '@unscored/core'
import type { Knowledge } from './knowledge.ts'
import { indexKnowledge, type MemberIndex } from './member-index.ts'
import { unitOf } from './random.ts'
import type { CountColumns, Dimension, MemberKind, PopulationTable } from './table.ts'

/** Somebody with one dose: the members that the table has, by name; integers as numbers. */
export type Person = Readonly<Record<string, string | number>>

/** What {@link drawPersons} takes. */
export interface DrawPersonsOptions {
  readonly table: PopulationTable
  readonly count: number
  /** See `createSeededRandom`. */
  readonly random: RandomSource
  /** Of whom to draw; of all, by default. */
  readonly among?: Knowledge
}

/**
 * Persons as a table has them, each as likely as any other and drawn anew, so that one can come twice. Where a count lies between
 * bounds, the middle of them is taken, and the lower one where there is no upper; marginals of a cell are drawn as if one
 * told nothing of the other, which is an assumption.
 *
 * @throws {RangeError} where nobody is to be drawn of.
 */
export function drawPersons({ table, count, random, among = {} }: DrawPersonsOptions): Person[] {
  const index = indexKnowledge(table, among)
  if (index.outside.length > 0 || index.unknownMembers.length > 0) {
    throw new RangeError('nobody in the table fits')
  }
  const weights = cumulative(table, index)
  if (!((weights.at(-1) ?? 0) > 0)) throw new RangeError('nobody in the table fits')
  return Array.from({ length: count }, () => {
    const cell = pick(weights, random)
    const crossed = table.dimensions.map((dimension, d) =>
      entry(dimension, table.cells.at[d]?.[cell] as number),
    )
    const counted = table.marginals.map((marginal, m) => {
      const shares = marginalShares(table.cells.marginals[m] ?? [], index.marginals[m], cell)
      return entry(marginal, pick(running(shares), random))
    })
    const implied = table.implied.map(({ name, kind, of, values }) => {
      const d = table.dimensions.findIndex((dimension) => dimension.name === of)
      return entry({ name, kind, values }, table.cells.at[d]?.[cell] as number)
    })
    return Object.fromEntries([...crossed, ...counted, ...implied, ...table.same])
  })
}

function entry({ name, kind, values }: Dimension, i: number): [string, string | number] {
  return [name, typedValue(values[i] as string, kind)]
}

function typedValue(value: string, kind: MemberKind): string | number {
  return kind === 'integer' ? Number(value) : value
}

interface Indexed {
  readonly dimensions: readonly MemberIndex[]
  readonly marginals: readonly MemberIndex[]
}

function cumulative({ cells }: PopulationTable, { dimensions, marginals }: Indexed): Float64Array {
  const weights = new Float64Array(cells.length)
  let sum = 0
  for (let i = 0; i < cells.length; i++) {
    const fits = dimensions.every(
      ({ possible }, d) => possible?.[cells.at[d]?.[i] as number] ?? true,
    )
    if (fits) sum += weightOf(cells, marginals, i)
    weights[i] = sum
  }
  return weights
}

function weightOf(
  { counts, marginals: columns }: PopulationTable['cells'],
  marginals: readonly MemberIndex[],
  i: number,
): number {
  return columns.reduce(
    (weight, ofMarginal, m) => {
      if (marginals[m]?.possible === undefined) return weight
      const all = total(ofMarginal.map((column) => middle(column, i)))
      const shares = marginalShares(ofMarginal, marginals[m], i)
      return all === 0 ? 0 : (weight * total(shares)) / all
    },
    middle(counts, i),
  )
}

function marginalShares(
  columns: readonly CountColumns[],
  index: MemberIndex | undefined,
  i: number,
): number[] {
  return columns.map((column, v) => (index?.possible?.[v] === false ? 0 : middle(column, i)))
}

function middle({ lower, upper }: CountColumns, i: number): number {
  const [least, most] = [lower[i] as number, upper[i] as number]
  return most === Number.POSITIVE_INFINITY ? least : (least + most) / 2
}

function total(amounts: readonly number[]): number {
  return amounts.reduce((sum, amount) => sum + amount, 0)
}

function running(amounts: readonly number[]): Float64Array {
  let sum = 0
  return Float64Array.from(amounts, (amount) => (sum += amount))
}

/** The first index whose running sum is beyond a random part of all. */
function pick(sums: Float64Array, random: RandomSource): number {
  const mark = unitOf(random) * (sums.at(-1) as number)
  let [low, high] = [0, sums.length - 1]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((sums[middle] as number) > mark) high = middle
    else low = middle + 1
  }
  return low
}
