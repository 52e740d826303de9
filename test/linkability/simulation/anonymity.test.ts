import { describe, expect, test } from 'vitest'
import { anonymityOf } from '../../../packages/linkability/src/simulation/anonymity.ts'

const count = (people: number) => ({ least: people, most: people })
const none = { byLeast: 0, byMost: 0 }

describe('visits by how many people they could be of', () => {
  test('are counted by the fewest and by the most', () => {
    const audited = [count(1), { least: 7, most: 2000 }, { least: 100_000, most: null }]
    const { visits, bins } = anonymityOf({ entitled: count(1_000_000), audited })
    expect(visits).toBe(3)
    expect(bins).toEqual([
      { from: 1, until: 1, byLeast: 1, byMost: 1 },
      { from: 2, until: 9, byLeast: 1, byMost: 0 },
      { from: 10, until: 99, ...none },
      { from: 100, until: 999, ...none },
      { from: 1000, until: 9999, byLeast: 0, byMost: 1 },
      { from: 10_000, until: 99_999, ...none },
      { from: 100_000, until: null, byLeast: 1, byMost: 1 },
    ])
  })

  test('are below a policy where fewer people get in than it asks for', () => {
    const { bins } = anonymityOf({ entitled: count(500), audited: [count(150), count(500)] })
    const few = bins.find(({ from }) => from === 100)
    expect(few).toEqual({ from: 100, until: 999, byLeast: 2, byMost: 2 })
  })
})
