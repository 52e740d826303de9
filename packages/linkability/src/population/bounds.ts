/** A count, or what follows from counts, of which it is known between what it lies; `upper` is `Infinity` where nothing bounds it. */
export interface Bounds {
  readonly lower: number
  readonly upper: number
}

/** What is known exactly. */
export function exactly(count: number): Bounds {
  return { lower: count, upper: count }
}
