/** One thing to do in turns with others. */
export interface Operation<Result> {
  /** Who does it. */
  peer: string
  /** Does it once, and throws where it did not succeed. */
  run: () => Promise<Result>
}

/** Looks afterwards, outside the time, whether what was made is right; throws where it is not. */
export type Check = () => Promise<void>

/** How often something is done. */
export interface Turns {
  rounds: number
  /** Milliseconds for which each operation is repeated before the first round. */
  warmup: number
}

/** Medians in milliseconds, by peer. */
export type Medians = ReadonlyMap<string, number>

/**
 * Times operations in turns, so that whatever slows the machine down for a while slows all of them down alike. What the
 * operations have made in the rounds is checked after the last one.
 */
export async function measure(
  operations: readonly Operation<Check | undefined>[],
  turns: Turns,
): Promise<Medians> {
  const timed = operations.map(({ peer, run }) => ({ peer, run: () => time(run) }))
  const byPeer = await inTurns(timed, turns)
  for (const { result: check } of [...byPeer.values()].flat()) await check?.()
  return mediansOf(byPeer, ({ milliseconds }) => milliseconds)
}

/** Does each operation once a round, beginning with the next of them in the next round; gives what they made. */
export async function inTurns<Result>(
  operations: readonly Operation<Result>[],
  { rounds, warmup }: Turns,
): Promise<ReadonlyMap<string, readonly Result[]>> {
  for (const { run } of operations) {
    for (const end = performance.now() + warmup; performance.now() < end; ) await run()
  }
  const results = new Map<string, Result[]>(operations.map(({ peer }) => [peer, []]))
  for (let round = 0; round < rounds; round++) {
    const first = round % operations.length
    for (const { peer, run } of [...operations.slice(first), ...operations.slice(0, first)]) {
      results.get(peer)?.push(await run())
    }
  }
  return results
}

/** The median of a figure of each peer's results. */
export function mediansOf<Result>(
  byPeer: ReadonlyMap<string, readonly Result[]>,
  figureOf: (result: Result) => number,
): Medians {
  return new Map([...byPeer].map(([peer, results]) => [peer, median(results.map(figureOf))]))
}

async function time<Result>(run: () => Promise<Result>) {
  const start = performance.now()
  const result = await run()
  return { milliseconds: performance.now() - start, result }
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2
}
