import { type Dimension, doseNumber, dosesBeyond, totalDoses } from './dimension.ts'
import { hullOf, type Interval, intersectionOf, isSubset, type NumberSet } from './number-set.ts'

/**
 * The doses whose values are in a set for each dimension; a dimension that is missing is left open.
 *
 * The numbers of doses and their difference are not independent: a region is kept *closed*, each of the three as
 * narrow as the other two make it. Where all three are intervals nothing is lost by looking at each alone (they are
 * difference bounds): a region then lies in another if each of its sets does, and two have no dose in common only if
 * some two of their sets have none.
 */
export type Region = ReadonlyMap<Dimension, NumberSet>

/** All doses. */
export const everywhere: Region = new Map()

/** The values that a region leaves to a dimension. */
export function valuesOf(region: Region, dimension: Dimension): NumberSet {
  return region.get(dimension) ?? [dimension.whole]
}

/** The part of a region in which a dimension has certain values, or `undefined` where there is none. */
export function narrow(
  region: Region,
  dimension: Dimension,
  values: NumberSet,
): Region | undefined {
  const left = intersectionOf(valuesOf(region, dimension), values)
  if (left.length === 0) return undefined
  const narrowed = new Map(region).set(dimension, left)
  return counting.includes(dimension) ? close(narrowed) : narrowed
}

/** The closed region of any sets, or `undefined` where no dose is in all of them. */
export function regionOf(sets: Iterable<readonly [Dimension, NumberSet]>): Region | undefined {
  let region: Region | undefined = everywhere
  for (const [dimension, values] of sets) {
    region = region && narrow(region, dimension, values)
  }
  return region
}

const counting: readonly Dimension[] = [doseNumber, totalDoses, dosesBeyond]

function close(region: Region): Region | undefined {
  const [number, total, beyond] = counting.map((dimension) => hullOf(valuesOf(region, dimension)))
  if (number === undefined || total === undefined || beyond === undefined) return region
  const implied: readonly [Dimension, Interval][] = [
    [doseNumber, [total[0] + beyond[0], total[1] + beyond[1]]],
    [totalDoses, [number[0] - beyond[1], number[1] - beyond[0]]],
    [dosesBeyond, [number[0] - total[1], number[1] - total[0]]],
  ]
  const closed = new Map(region)
  for (const [dimension, bounds] of implied) {
    const left = intersectionOf(valuesOf(region, dimension), [bounds])
    if (left.length === 0) return undefined
    closed.set(dimension, left)
  }
  return closed
}

/** Whether a region lies in another. */
export function liesIn(inner: Region, outer: Region): boolean {
  return [...outer].every(([dimension, values]) => isSubset(valuesOf(inner, dimension), values))
}

/** Whether two regions have no dose in common. */
export function areDisjoint(a: Region, b: Region): boolean {
  return [...b].some(
    ([dimension, values]) => intersectionOf(valuesOf(a, dimension), values).length === 0,
  )
}

/** Those regions that lie in no other; of two that are the same, the first. */
export function largest(regions: readonly Region[]): readonly Region[] {
  const kept: Region[] = []
  for (const region of regions) {
    if (kept.some((other) => liesIn(region, other))) continue
    kept.splice(0, kept.length, ...kept.filter((other) => !liesIn(other, region)), region)
  }
  return kept
}

/** A region cut into such as have one interval for each dimension that counts or dates. */
export function cutIntoIntervals(region: Region): readonly Region[] {
  return [...region].reduce<readonly Region[]>(
    (parts, [dimension, values]) =>
      dimension.kind === 'code'
        ? parts
        : parts.flatMap((part) =>
            values.flatMap((interval) => narrow(part, dimension, [interval]) ?? []),
          ),
    [region],
  )
}
