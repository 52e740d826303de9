import { createEntryStore } from '@unscored/verifier'
import { describe, expect, test } from 'vitest'

const start = new Date('2026-11-26T10:00:00Z')
const later = (hours: number) => new Date(start.getTime() + hours * 60 * 60 * 1000)

describe('a store of entries', () => {
  test('takes a pseudonym once for an event, and as often as there are events', async () => {
    const entries = createEntryStore({ now: () => start })
    const enter = (event: string, pseudonym: string) =>
      entries.enter({ event, pseudonym }, later(1))
    expect(await enter('premiere', 'uA')).toBe(true)
    expect(await enter('premiere', 'uA')).toBe(false)
    expect(await enter('premiere', 'uB')).toBe(true)
    expect(await enter('finale', 'uA')).toBe(true)
    expect(await enter('premiere', 'uA')).toBe(false)
  })

  test('takes one of several that come at once', async () => {
    const entries = createEntryStore({ now: () => start })
    const entry = { event: 'premiere', pseudonym: 'uA' }
    const outcomes = await Promise.all([1, 2, 3].map(() => entries.enter(entry, later(1))))
    expect(outcomes.filter(Boolean)).toHaveLength(1)
  })

  test('forgets an event when it is over, and not before', async () => {
    let now = start
    const entries = createEntryStore({ now: () => now })
    const entry = { event: 'premiere', pseudonym: 'uA' }
    await entries.enter(entry, later(1))
    now = later(1)
    expect(await entries.enter(entry, later(1))).toBe(false)
    now = later(1.1)
    expect(await entries.enter(entry, later(2))).toBe(true)
  })
})
