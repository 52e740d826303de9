/** One thing to time: it runs once and throws where it did not succeed. */
export interface Operation {
  /** Who does it. */
  peer: string
  run: () => Promise<unknown>
}

/** Medians in milliseconds, by peer. */
export type Medians = ReadonlyMap<string, number>

/** What {@link measure} takes. */
export interface MeasureOptions {
  rounds: number
  warmups: number
}

/**
 * Times operations in turns, so that whatever slows the machine down for a while slows all of them down alike.
 */
export async function measure(
  operations: readonly Operation[],
  { rounds, warmups }: MeasureOptions,
): Promise<Medians> {
  const times = new Map<string, number[]>(operations.map(({ peer }) => [peer, []]))
  for (let round = -warmups; round < rounds; round++) {
    for (const { peer, run } of operations) {
      const start = performance.now()
      await run()
      if (round >= 0) times.get(peer)?.push(performance.now() - start)
    }
  }
  return new Map([...times].map(([peer, all]) => [peer, median(all)]))
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? Number.NaN)
    : ((sorted[middle - 1] ?? Number.NaN) + (sorted[middle] ?? Number.NaN)) / 2
}
