import {
  type CollusionResult,
  type LinkRates,
  plantedLeaks,
  runShard,
  type ShardJob,
  type SimulationProgress,
  simulateCollusion,
} from '@unscored/linkability'
import { describe, expect, test } from 'vitest'
import { peopleTable, smallSettings as settings } from './people.ts'

const table = peopleTable()

/** Whether guessing is within four standard errors of all that was measured. */
function expectGuessing({ top1, guessing, auc, advantage }: LinkRates) {
  for (const [{ low, high }, chance] of [
    [top1, guessing],
    [auc, 0.5],
    [advantage, 0],
  ] as const) {
    const halfWidth = (high - low) / 2
    expect(low - halfWidth).toBeLessThanOrEqual(chance)
    expect(high + halfWidth).toBeGreaterThanOrEqual(chance)
  }
}

describe('parties who put together all that they have', () => {
  test.each(['jwt-vc', 'sd-jwt-vc', 'smart-health-card', 'dcc', 'bbs-2023-full'] as const)(
    'know every holder of %s again, and who she is',
    async (format) => {
      const { formats } = await simulateCollusion({ table, settings, formats: [format] })
      for (const { visitToVisit, visitToPerson } of formats) {
        for (const { top1, auc, advantage, bits, shuffled } of [visitToVisit, visitToPerson]) {
          expect(top1.value).toBe(1)
          expect(auc.value).toBe(1)
          expect(advantage.value).toBeGreaterThan(0.95)
          expect(bits.value).toBeGreaterThan(Math.log2(settings.holders) - 0.5)
          // As little as by guessing, once it is random of whom each visit is.
          expect(shuffled.top1.low).toBeLessThanOrEqual(1 / settings.holders)
          expect(Math.abs(shuffled.advantage.value)).toBeLessThan(0.15)
        }
      }
    },
  )

  test.each([
    { format: 'bbs-plus-2020', holders: 400 },
    { format: 'dcc', holders: 2000 },
  ] as const)(
    'have $holders of 2000 people to tell apart by $format',
    async ({ format, holders }) => {
      const jobs: ShardJob[] = []
      const totals = new Set<number>()
      const { formats } = await simulateCollusion({
        ...{ table, settings: { ...settings, holders: 2000, visits: 2 }, formats: [format] },
        shardSize: 1000,
        run: async (job) => {
          jobs.push(job)
          const { digest, from, until } = job
          const rows = Array.from({ length: until - from }, (_, i) => {
            return { holder: from + i, tokens: new Uint8Array() }
          })
          const visits = rows.flatMap((row) => [row, row])
          return {
            ...{ format, digest, from, until, paths: [] },
            records: rows,
            visits,
            ...{ verified: 0, audited: [], entitled: { least: 0, most: 0 } },
          }
        },
        onProgress: ({ total }) => totals.add(total),
      })
      const all = holders + settings.trainingHolders
      expect(formats[0]?.holders).toBe(holders)
      expect(jobs.map((job) => job.settings.holders)).toEqual(jobs.map(() => holders))
      expect(Math.max(...jobs.map(({ until }) => until))).toBe(all)
      expect([...totals]).toEqual([2 * all])
    },
  )

  test('know no holder again who proves a rule, nor who she is', async () => {
    const { formats } = await simulateCollusion({
      ...{ table, settings, formats: ['bbs-predicates-2026'] },
    })
    for (const { visitToVisit, visitToPerson, verified } of formats) {
      expect(verified).toBe(settings.holders + settings.trainingHolders)
      for (const linked of [visitToVisit, visitToPerson]) {
        expect(linked.by).toEqual([])
        expectGuessing(linked)
        expectGuessing(linked.shuffled)
      }
    }
  })

  test('learn who somebody is of a batch by its issuer, whatever the verifiers make of it', async () => {
    const { formats } = await simulateCollusion({
      ...{ table, settings, formats: ['sd-jwt-vc-batch'] },
    })
    expect(formats[0]?.visitToPerson.top1.value).toBeGreaterThan(0.95)
    expect(formats[0]?.visitToVisit.top1.value).toBeLessThan(0.9)
  })

  test('know people by their habits where the format tells nothing', async () => {
    const habits = { ...settings, holders: 80, trainingHolders: 80, habits: true }
    const { formats } = await simulateCollusion({
      ...{ table, settings: habits, formats: ['bbs-2023-careful'] },
    })
    const { by, advantage, auc } = formats[0]?.visitToVisit ?? {}
    expect(by?.map(({ path }) => path)).toContain('visit/hour')
    expect(advantage?.low).toBeGreaterThan(0)
    expect(auc?.low).toBeGreaterThan(0.5)
  })
})

describe('a leak that is planted', () => {
  test.each(plantedLeaks)('is caught: $id', async ({ id }) => {
    // As many as it takes to see one bit.
    const small = { ...settings, holders: 60, trainingHolders: 60, visits: 2 }
    const { leaks: found } = await simulateCollusion({
      ...{ table, settings: small, formats: [], leaks: [id] },
    })
    expect(found.map(({ leak }) => leak)).toEqual([id])
    for (const { visitToVisit } of found) {
      expect(visitToVisit.advantage.low).toBeGreaterThan(0.1)
      expect(visitToVisit.auc.low).toBeGreaterThan(0.55)
      expect(visitToVisit.bits.value).toBeGreaterThan(0.8)
      expectGuessing(visitToVisit.shuffled)
    }
  })
})

describe('a result', () => {
  const formats = ['jwt-vc', 'sd-jwt-vc-batch', 'dcc', 'bbs-2023-careful'] as const
  const small = { ...settings, holders: 20, trainingHolders: 12, visits: 2 }
  const simulate = (others: object = {}): Promise<CollusionResult> =>
    simulateCollusion({ table, settings: small, formats, ...others })

  test('is the same for a seed, in whatever parts and in which order they are done', async () => {
    const held: (() => void)[] = []
    const run = async (job: ShardJob) => {
      const result = await runShard(job, { table })
      // The first of each pair to be done waits for the second.
      if (held.length > 0) held.pop()?.()
      else await new Promise<void>((go) => held.push(go))
      return result
    }
    const one = await simulate()
    expect(JSON.stringify(await simulate({ run, concurrency: 2, shardSize: 8 }))).toBe(
      JSON.stringify(one),
    )
    const other = await simulate({ settings: { ...small, seed: 'another' } })
    expect(JSON.stringify(other)).not.toBe(JSON.stringify({ ...one, settings: other.settings }))
  })

  test('is JSON, and says of which people and how it was found', async () => {
    const result = await simulate({ formats: ['dcc'] })
    expect(JSON.parse(JSON.stringify(result))).toEqual(result)
    expect(result.population.title).toBe(table.title)
    expect(result.method.length).toBeGreaterThan(3)
  })

  test('comes with progress that ends with all', async () => {
    const seen: SimulationProgress[] = []
    const onProgress = (progress: SimulationProgress) => void seen.push(progress)
    await simulate({ formats: ['dcc', 'smart-health-card'], shardSize: 10, onProgress })
    expect(seen.map(({ done }) => done)).toEqual([20, 40, 60, 64, 84, 104, 124, 128])
    expect(new Set(seen.map(({ total }) => total))).toEqual(new Set([128]))
  })

  test('is not made of results of other parts', async () => {
    const run = async (job: ShardJob) => ({
      ...(await runShard(job, { table })),
      from: job.from + 1,
    })
    await expect(simulate({ run })).rejects.toThrow(RangeError)
  })

  test('ends with what a part ends with', async () => {
    const run = async () => {
      throw new Error('the worker is gone')
    }
    await expect(simulate({ run })).rejects.toThrow('the worker is gone')
  })

  test.each([
    ['holders', 1],
    ['trainingHolders', 2],
    ['visits', 1],
    ['verifiers', 0],
    ['days', 0],
    ['holders', 40_000],
    ['holders', 2.5],
    ['firstDay', '2021-5-4'],
    ['firstDay', '2021-13-41'],
    ['firstDay', '1999-01-01'],
    ['rule', { ...settings.rule, doseNumber: 0 }],
    ['days', 256],
    ['rule', { ...settings.rule, daysSince: { atLeast: 14, atMost: 20 } }],
    ['rule', { ...settings.rule, products: [] }],
  ])('is refused where %s is %o', async (name, value) => {
    const wrong = { ...small, [name]: value }
    await expect(simulate({ settings: wrong, formats: ['dcc'] })).rejects.toThrow(RangeError)
  })
})
