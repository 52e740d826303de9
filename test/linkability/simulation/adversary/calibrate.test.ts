import {
  type AuditedBin,
  parsePopulationTable,
  runShard,
  type ShardResult,
  simulateCollusion,
} from '@unscored/linkability'
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import {
  auditedBinsOf,
  candidatesOf,
} from '../../../../packages/linkability/src/simulation/adversary/calibrate.ts'
import { createCorpus } from '../../../../packages/linkability/src/simulation/adversary/corpus.ts'
import {
  type Evaluation,
  evaluate,
} from '../../../../packages/linkability/src/simulation/adversary/evaluate.ts'
import { peopleTable, smallSettings } from '../people.ts'

/** Two products, one rarer than the other, on twenty days. */
const fewDays = parsePopulationTable(`unscored population 1
title: Doses in Nowhere
source: made up
licence: none
counts: persons
absent: zero
same: doseNumber 2
dimension: product code EU/1/20/1528 EU/1/20/1507
dimension: doseDate day 2021-04-01 to 2021-04-20
---
EU/1/20/1528 ${Array(20).fill(2000).join(' ')}
EU/1/20/1507 ${Array(20).fill(600).join(' ')}
`)

const settings = { ...smallSettings, holders: 160, trainingHolders: 40, visits: 2 }

/** Whether what was predicted is as near to what was measured as three standard errors, of each kind of visit. */
function agree(bins: readonly AuditedBin[]): boolean {
  return bins.every(({ predicted, measured: { low, high } }) => {
    const wider = (high - low) / 4
    return predicted.most >= low - wider && predicted.least <= high + wider
  })
}

describe('what the auditor predicts of visits that show product and day', () => {
  let shard: ShardResult
  let evaluation: Evaluation

  beforeAll(async () => {
    const job = {
      ...({ format: 'bbs-2023-careful', leak: 'valueCombination', settings, digest: '' } as const),
      ...{ from: 0, until: settings.holders + settings.trainingHolders },
    }
    shard = await runShard(job, { table: fewDays })
    evaluation = evaluate(createCorpus([shard]), 'visitToPerson', {
      ...{ seed: 'calibration', holders: settings.holders },
    })
  })

  const binsOf = (changes: Partial<ShardResult> = {}) =>
    auditedBinsOf(evaluation.answers, {
      corpus: createCorpus([{ ...shard, ...changes }]),
      resamples: evaluation.resamples,
    })

  test('is how often their records are found', () => {
    const bins = binsOf()
    expect(bins.length).toBeGreaterThan(1)
    expect(bins.reduce((sum, { visits }) => sum + visits, 0)).toBe(settings.holders)
    for (const { candidates } of bins) expect(candidates.least).toBe(candidates.most)
    expect(agree(bins)).toBe(true)
  })

  test.each([
    ['four times as many people fit', 4],
    ['a quarter of them does', 1 / 4],
  ])('would be seen to be wrong if it said that %s', (_, factor) => {
    const scaled = (count: number) => Math.max(1, Math.round(count * factor))
    const audited = shard.audited.map(({ row, people: { least, most } }) => ({
      row,
      people: { least: scaled(least), most: most && scaled(most) },
    }))
    expect(agree(binsOf({ audited }))).toBe(false)
  })

  test('would be seen to be wrong if it took everybody for the only one, or for one of all', () => {
    for (const people of [{ least: 1, most: 1 }, shard.entitled]) {
      const audited = shard.audited.map(({ row }) => ({ row, people }))
      expect(agree(binsOf({ audited }))).toBe(false)
    }
  })
})

describe('what the auditor predicts of a format', () => {
  const table = peopleTable()
  const small = { ...smallSettings, visits: 2 }

  test.each(['jwt-vc', 'sd-jwt-vc', 'smart-health-card', 'dcc', 'bbs-2023-full'] as const)(
    'that shows an identifier is one person, who is found: %s',
    async (format) => {
      const { formats } = await simulateCollusion({ table, settings: small, formats: [format] })
      const [{ calibrationByAuditor: bins } = { calibrationByAuditor: [] }] = formats
      expect(bins).toEqual([
        {
          candidates: { least: 1, most: 1 },
          predicted: { least: 1, most: 1 },
          measured: { value: 1, low: expect.any(Number), high: 1 },
          visits: small.holders,
        },
      ])
    },
  )

  test('that shows nothing is everybody, and the record is found by chance', async () => {
    const { formats } = await simulateCollusion({
      ...{ table, settings: small, formats: ['bbs-predicates-2026'] },
    })
    const [{ calibrationByAuditor: bins } = { calibrationByAuditor: [] }] = formats
    expect(bins.map(({ candidates }) => candidates)).toEqual([
      { least: small.holders, most: small.holders },
    ])
    expect(agree(bins)).toBe(true)
  })
})

describe('how many holders could be meant', () => {
  const count = (people: number) => ({ least: people, most: people })

  test('is what a guess among those who fit comes to, by hand', () => {
    // Of 3 holders, each of the 2 others fits with a chance of 1/2: alone 1/4, with one 1/2, with two 1/4.
    const mean = 1 / 4 + 1 / 2 / 2 + 1 / 4 / 3
    const { least, most } = candidatesOf(count(51), { entitled: count(101), holders: 3 })
    expect(least).toBeCloseTo(1 / mean, 12)
    expect(most).toBe(least)
  })

  test('is one for one person, and all for all', () => {
    const options = { entitled: count(5_000_000), holders: 2000 }
    expect(candidatesOf(count(1), options)).toEqual({ least: 1, most: 1 })
    expect(candidatesOf(count(5_000_000), options)).toEqual({ least: 2000, most: 2000 })
  })

  test('is no more than all where nothing bounds it', () => {
    const unbounded = { least: 1, most: null }
    expect(candidatesOf(unbounded, { entitled: unbounded, holders: 40 })).toEqual({
      ...{ least: 1, most: 40 },
    })
  })

  test('grows with the people who fit, between one and all', () => {
    const people = fc.integer({ min: 1, max: 1_000_000 })
    fc.assert(
      fc.property(people, people, fc.integer({ min: 2, max: 30_000 }), (a, b, holders) => {
        const options = { entitled: count(1_000_000), holders }
        const few = candidatesOf(count(Math.min(a, b)), options).most
        const many = candidatesOf(count(Math.max(a, b)), options).least
        expect(few).toBeGreaterThanOrEqual(1 - 1e-9)
        expect(many).toBeGreaterThanOrEqual(few - 1e-9)
        expect(many).toBeLessThanOrEqual(holders + 1e-9)
      }),
    )
  })
})
