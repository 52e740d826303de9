import {
  type CreatePrefetcherOptions,
  createDidWebCache,
  createPrefetcher,
  createResolver,
} from '@unscored/did'
import { describe, expect, test } from 'vitest'
import { documentText } from './did-web-pages.ts'

const dids = ['a', 'b', 'c', 'd', 'e'].map((name) => `did:web:${name}.example`)
const INTERVAL = 10_000
const HOUR = 60 * 60 * 1_000

/** Octets that look random and are the same at every run. */
function pseudoRandom(seed = 1) {
  let state = seed
  return (length: number) =>
    Uint8Array.from({ length }, () => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
      return state >>> 24
    })
}

/** A timer that goes off when the test says so, and never by itself. */
class Clock {
  /** What the last timer was set to; none where it went off or was cancelled. */
  wait: number | undefined
  #call = () => {}

  readonly timer = (call: () => void, milliseconds: number) => {
    this.wait = milliseconds
    this.#call = call
    return () => {
      this.wait = undefined
    }
  }

  /** Lets the time pass until the next round. */
  begin(): void {
    if (this.wait === undefined) throw new Error('no timer is set')
    this.wait = undefined
    this.#call()
  }

  /** Lets the time pass until the next round, and the round end. */
  async round(): Promise<void> {
    this.begin()
    while (this.wait === undefined) await new Promise(setImmediate)
  }
}

function start(options: Partial<CreatePrefetcherOptions> = {}) {
  const clock = new Clock()
  const asked: string[] = []
  const prefetcher = createPrefetcher({
    dids,
    refresh: async (did) => void asked.push(did),
    interval: INTERVAL,
    timer: clock.timer,
    random: pseudoRandom(),
    ...options,
  })
  return { clock, asked, prefetcher }
}

describe('a prefetcher', () => {
  test('fetches all, once a round and in another order each', async () => {
    const { clock, asked } = start()
    const rounds: string[][] = []
    for (let round = 0; round < 50; round++) {
      await clock.round()
      rounds.push(asked.splice(0))
    }
    for (const round of rounds) expect([...round].sort()).toEqual(dids)
    expect(new Set(rounds.map(String)).size).toBeGreaterThan(30)
    // Each comes first sometimes.
    expect(new Set(rounds.map(([first]) => first)).size).toBe(dids.length)
  })

  test('keeps to its interval', async () => {
    const { clock } = start()
    expect(clock.wait).toBe(0)
    for (let round = 0; round < 3; round++) {
      await clock.round()
      expect(clock.wait).toBe(INTERVAL)
    }
  })

  test('waits a random time longer, also before it begins', async () => {
    const { clock } = start({ jitter: 1_000 })
    const waits = [clock.wait ?? -1]
    for (let round = 0; round < 20; round++) {
      await clock.round()
      waits.push((clock.wait ?? -1) - INTERVAL)
    }
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(0)
    expect(Math.max(...waits)).toBeLessThan(1_000)
    expect(new Set(waits).size).toBe(waits.length)
  })

  test('orders by chance as its random source says, and by nothing else', async () => {
    const [first, second] = [start(), start()]
    await first.clock.round()
    await second.clock.round()
    expect(first.asked).toEqual(second.asked)
    const zeros = start({ random: (length) => new Uint8Array(length) })
    await zeros.clock.round()
    expect([...zeros.asked].sort()).toEqual(dids)
  })

  test('asks for one after the other', async () => {
    let running = 0
    let most = 0
    const { clock } = start({
      refresh: async () => {
        most = Math.max(most, ++running)
        await new Promise(setImmediate)
        running--
      },
    })
    await clock.round()
    expect(most).toBe(1)
  })

  test('goes on where one fails, at the same time as otherwise, and tells of it', async () => {
    const failed: unknown[] = []
    const asked: string[] = []
    const error = new Error('offline')
    const { clock } = start({
      refresh: async (did) => {
        asked.push(did)
        if (did.includes('b.')) throw error
      },
      onFailure: (...given) => failed.push(given),
    })
    await clock.round()
    expect([...asked].sort()).toEqual(dids)
    expect(failed).toEqual([['did:web:b.example', error]])
    expect(clock.wait).toBe(INTERVAL)
  })

  test('stops before it begins', () => {
    const { clock, prefetcher } = start()
    prefetcher.stop()
    expect(clock.wait).toBeUndefined()
  })

  test('stops within a round', async () => {
    const asked: string[] = []
    const { clock, prefetcher } = start({
      refresh: async (did) => {
        if (asked.push(did) === 2) prefetcher.stop()
      },
    })
    clock.begin()
    await new Promise(setImmediate)
    expect({ asked: asked.length, wait: clock.wait }).toEqual({ asked: 2, wait: undefined })
  })

  test.each([
    { interval: 0 },
    { interval: -1 },
    { interval: Number.NaN },
    { interval: 2 ** 31 },
    { interval: 1, jitter: -1 },
    { interval: 1, jitter: Number.NaN },
    { interval: 2 ** 31 - 1, jitter: 1 },
  ])('has no schedule of %j', (options) => {
    expect(() => start(options)).toThrow(RangeError)
  })

  test('runs by the system’s timer where it has no other', async () => {
    const asked: string[] = []
    const prefetcher = createPrefetcher({
      dids,
      interval: 1,
      refresh: async (did) => void asked.push(did),
    })
    await expect.poll(() => asked.length).toBeGreaterThan(10)
    prefetcher.stop()
    const { length } = asked
    await new Promise((passed) => setTimeout(passed, 30))
    expect(asked).toHaveLength(length)
    expect([...asked.slice(0, 5)].sort()).toEqual(dids)
  })
})

describe('what servers are asked', () => {
  /** What servers see in three rounds in which these are resolved in between. */
  async function requestsSeen(resolved: readonly string[]) {
    const seen: string[] = []
    let time = 0
    const cache = createDidWebCache({
      fetch: async ({ hostname }) => {
        seen.push(`${time} ${hostname}`)
        // One of them fails.
        if (hostname === 'c.example') return new Response(null, { status: 503 })
        const headers = { 'content-type': 'application/json' }
        return new Response(documentText(`did:web:${hostname}`), { headers })
      },
      fetchWhenAsked: false,
      now: () => new Date(time),
    })
    const { clock } = start({ refresh: cache.refresh, jitter: 500 })
    const resolver = createResolver({ methods: cache.methods })
    const answers: unknown[] = []
    for (let round = 0; round < 3; round++) {
      for (const did of resolved) answers.push((await resolver.resolve(did)).didDocument?.id)
      time += clock.wait ?? 0
      await clock.round()
      for (const did of resolved) answers.push((await resolver.resolve(did)).didDocument?.id)
      // Longer than these documents are new, and then longer than they are given out at all.
      time += round === 0 ? HOUR : 26 * HOUR
      for (const did of resolved) answers.push((await resolver.resolve(did)).didDocument?.id)
    }
    return { seen, answers }
  }

  test('does not depend on what is resolved, nor when, nor whether it is there', async () => {
    const silent = await requestsSeen([])
    const busy = await requestsSeen([...dids, ...dids, 'did:web:unheard.example'])
    expect(busy.seen).toEqual(silent.seen)
    expect(silent.seen).toHaveLength(3 * dids.length)
    expect(busy.answers).toContain('did:web:a.example')
    expect(busy.answers).toContain(undefined)
  })
})
