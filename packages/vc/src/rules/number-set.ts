/** Whole numbers from the first to the last, both included. */
export type Interval = readonly [from: number, until: number]

/** Whole numbers: intervals, ascending, of which no two overlap or touch. */
export type NumberSet = readonly Interval[]

/** The numbers that are in either of any intervals, in whatever order they are. */
export function unionOf(intervals: readonly Interval[]): NumberSet {
  const union: [number, number][] = []
  for (const [from, until] of intervals.toSorted(([a], [b]) => a - b)) {
    const last = union.at(-1)
    if (last !== undefined && from <= last[1] + 1) last[1] = Math.max(last[1], until)
    else union.push([from, until])
  }
  return union
}

/** The numbers that are in both. */
export function intersectionOf(a: NumberSet, b: NumberSet): NumberSet {
  return a.flatMap(([from, until]) =>
    b
      .map(([start, end]): Interval => [Math.max(from, start), Math.min(until, end)])
      .filter(([first, last]) => first <= last),
  )
}

/** The numbers of an interval that a set lacks. */
export function complementOf(set: NumberSet, [from, until]: Interval): NumberSet {
  const starts = [from, ...set.map(([, last]) => last + 1)]
  const ends = [...set.map(([first]) => first - 1), until]
  const gaps = starts.map((start, i): Interval => [start, ends[i] ?? until])
  return gaps.filter(([start, end]) => start <= end)
}

/** Whether all numbers of a set are in another. */
export function isSubset(set: NumberSet, of: NumberSet): boolean {
  return set.every(([from, until]) => of.some(([start, end]) => start <= from && until <= end))
}

/** The least interval that holds all of a set that is not empty. */
export function hullOf(set: NumberSet): Interval {
  return [set[0]?.[0] ?? Number.POSITIVE_INFINITY, set.at(-1)?.[1] ?? Number.NEGATIVE_INFINITY]
}

/** Whether a set has a number. */
export function includes(set: NumberSet, number: number): boolean {
  return isSubset([[number, number]], set)
}
