import { type RandomSource, randomOctets } from '@unscored/core'

/** Calls a function after so many milliseconds, unless the function that it returns is called before. */
export type Timer = (call: () => void, milliseconds: number) => () => void

/** What {@link createPrefetcher} takes. All durations are in milliseconds. */
export interface CreatePrefetcherOptions {
  /** Those that may be needed: all issuers that one accepts, not those of whom something is at hand. */
  dids: readonly string[]
  /** Fetches the document of one: `refresh` of `createDidWebCache`. */
  refresh: (did: string) => Promise<void>
  /** Between the end of one round and the beginning of the next. Shorter than documents may be old. */
  interval: number
  /** The most that a random wait adds to each interval, and by which the first round is put off; none by default. */
  jitter?: number
  /** Hears of each document that was not fetched. */
  onFailure?: (did: string, error: unknown) => void
  timer?: Timer
  random?: RandomSource
}

/** A schedule that is running. */
export interface Prefetcher {
  /** Ends it; what is being fetched is fetched to its end. */
  stop(): void
}

/**
 * Fetches the documents of a list, round after round: each time all of them, in a new order, one after the other.
 *
 * Nothing that happens here has an influence on when a server is asked, no presentation and no failure; so an issuer
 * learns that somebody accepts its credentials, as it may, and not when one is shown. For that, the schedule has to run
 * where and whenever the program does, and the cache that it fills must not ask by itself: `fetchWhenAsked: false`.
 *
 * @throws {RangeError} where `interval` or `jitter` is no number of milliseconds.
 */
export function createPrefetcher({
  dids,
  refresh,
  interval,
  jitter = 0,
  onFailure = () => {},
  timer = systemTimer,
  random = randomOctets,
}: CreatePrefetcherOptions): Prefetcher {
  if (!(interval >= 1 && jitter >= 0 && interval + jitter <= MAX_WAIT)) {
    throw new RangeError('the interval is not one of 1 ms to 24 days')
  }
  let stopped = false
  let cancel = timer(beginRound, jitter * fraction(random))
  return {
    stop: () => {
      stopped = true
      cancel()
    },
  }

  function beginRound(): void {
    // A round has no failures of its own: each document's is reported.
    void fetchAll()
  }

  async function fetchAll(): Promise<void> {
    for (const did of shuffled(dids, random)) {
      if (stopped) return
      await refresh(did).catch((error: unknown) => onFailure(did, error))
    }
    if (!stopped) cancel = timer(beginRound, interval + jitter * fraction(random))
  }
}

/** Timers that are set to more go off at once. */
const MAX_WAIT = 2 ** 31 - 1

function systemTimer(call: () => void, milliseconds: number): () => void {
  const handle = setTimeout(call, milliseconds)
  return () => clearTimeout(handle)
}

/** In an order of which all are equally likely (Fisher and Yates). */
function shuffled<Item>(items: readonly Item[], random: RandomSource): Item[] {
  const order = [...items]
  for (let last = order.length - 1; last > 0; last--) {
    const other = Math.floor(fraction(random) * (last + 1))
    // Both are indices of the array.
    ;[order[last], order[other]] = [order[other] as Item, order[last] as Item]
  }
  return order
}

/** From 0 up to, and not including, 1. */
function fraction(random: RandomSource): number {
  const octets = random(4)
  return new DataView(octets.buffer, octets.byteOffset).getUint32(0) / 2 ** 32
}
