import { createCache } from '@unscored/core'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

describe('a cache', () => {
  test('forgets what was not asked for the longest', () => {
    const cache = createCache<number>(2)
    cache.set('a', 1)
    cache.set('b', 2)
    expect(cache.get('a')).toBe(1)
    cache.set('c', 3)
    expect(['a', 'b', 'c'].map((key) => cache.get(key))).toEqual([1, undefined, 3])
    expect(cache.size).toBe(2)
  })

  test('gives the last value that was set, and holds no more than it may', () => {
    const key = fc.constantFrom('a', 'b', 'c', 'd', 'e')
    fc.assert(
      fc.property(fc.nat({ max: 6 }), fc.array(fc.tuple(key, fc.nat())), (capacity, entries) => {
        const cache = createCache<number>(capacity)
        const last = new Map<string, number>()
        for (const [name, value] of entries) {
          cache.set(name, value)
          last.set(name, value)
          expect(cache.get(name)).toBe(capacity === 0 ? undefined : value)
          expect(cache.size).toBeLessThanOrEqual(capacity)
          for (const [known, expected] of last) {
            expect([undefined, expected]).toContain(cache.get(known))
          }
        }
        expect(cache.size).toBe(Math.min(capacity, last.size))
      }),
    )
  })
})
