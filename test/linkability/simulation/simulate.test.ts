import {
  type AuditManifest,
  auditDisclosure,
  auditSources,
  type CollusionResult,
  type Disclosure,
  type FormatId,
  formatEfforts,
  type LeakId,
  type LinkRates,
  plantedLeaks,
  readDisclosure,
  runShard,
  type ShardJob,
  type SimulationProgress,
  type SourceId,
  simulateCollusion,
} from '@unscored/linkability'
import { vaccinationMandatoryPointers } from '@unscored/vc'
import { describe, expect, test } from 'vitest'
import { createCorpus } from '../../../packages/linkability/src/simulation/adversary/corpus.ts'
import { evaluate } from '../../../packages/linkability/src/simulation/adversary/evaluate.ts'
import { loadFormat } from '../../../packages/linkability/src/simulation/formats/formats.ts'
import { drawHolders } from '../../../packages/linkability/src/simulation/holders.ts'
import { drawVisits } from '../../../packages/linkability/src/simulation/visits.ts'
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
    { format: 'bbs-plus-2020', holders: 300 },
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

/** By which plant the auditor's sources are tried: all of them but those in {@link alone}. */
const plants: readonly { source: SourceId; leak: LeakId }[] = [
  { source: 'certificateNumber', leak: 'uvci' },
  { source: 'id', leak: 'id' },
  { source: 'holder', leak: 'holderDid' },
  { source: 'confirmationKey', leak: 'cnfKey' },
  { source: 'signature', leak: 'signatureOctets' },
  { source: 'name', leak: 'birthDate' },
  { source: 'value', leak: 'doseDay' },
  { source: 'combination', leak: 'valueCombination' },
  { source: 'fineDate', leak: 'doseDay' },
  { source: 'validity', leak: 'fineDates' },
  { source: 'created', leak: 'created' },
  { source: 'issuerKey', leak: 'issuerKeyPerHolder' },
  { source: 'messageCount', leak: 'messageCount' },
  { source: 'mandatoryPointers', leak: 'mandatoryPointers' },
  { source: 'nodeOrder', leak: 'blankNodeOrder' },
  { source: 'statusIndex', leak: 'statusIndex' },
  { source: 'statusList', leak: 'statusList' },
  { source: 'proofSet', leak: 'proofSet' },
  { source: 'nonceReuse', leak: 'nonceReuse' },
  { source: 'unknown', leak: 'certifier' },
]

/**
 * A batch number is read of SMART Health Cards alone, whose signature has told all that there is; a pseudonym is asked for, and links
 * without narrowing.
 */
const alone: readonly SourceId[] = ['batchNumber', 'pseudonym']

/** Without a leak: of a format to which this one is nothing. */
const harmless = {
  'bbs-2023-careful': 'cnfKey',
  'sd-jwt-vc-batch': 'gapFile',
  'bbs-predicates-2026': 'cnfKey',
} as const

/** As few as it takes to see one bit. */
const few = { ...settings, holders: 60, trainingHolders: 36, visits: 2 }

/** What some holders disclose at two visits each. */
async function disclosuresOf(format: FormatId, leak: LeakId): Promise<Disclosure[][]> {
  const { open } = await loadFormat(format)
  const deployment = await open({ ...few, leak })
  const disclosures: Disclosure[][] = []
  for (const holder of drawHolders(table, few).slice(0, 4)) {
    const { wallet } = await deployment.issue(holder)
    const own: Disclosure[] = []
    for (const visit of drawVisits(holder.index, few)) {
      const { presentation } = await wallet.present(visit)
      own.push(await readDisclosure(new TextDecoder().decode(presentation)))
    }
    disclosures.push(own)
  }
  return disclosures
}

/** What the issuer publishes of its credentials, as they are without a leak. */
async function manifestOf(): Promise<AuditManifest> {
  const [[plain] = []] = await disclosuresOf('bbs-2023-careful', 'cnfKey')
  const [credential] = plain?.credentials ?? []
  const { issuer, key, shape } = credential ?? {}
  if (!issuer || !key || !shape)
    throw new TypeError('a presentation of bbs-2023 tells of its shape')
  const months = { validFrom: '2021-01-01T00:00:00Z', signsUntil: '2022-01-01T00:00:00Z' }
  const { messageCount, mandatoryCount } = shape
  return {
    issuer,
    profiles: [
      {
        ...{ suite: 'bbs-2023', keys: [{ id: key, ...months }], messageCount, mandatoryCount },
        ...{ mandatoryPointers: vaccinationMandatoryPointers, constants: [] },
      },
    ],
  }
}

/** The most bits that the auditor says a source tells of any of some holders. */
async function bitsOf(
  source: SourceId,
  { format, leak }: { format: FormatId; leak: LeakId },
): Promise<number> {
  const manifest = await manifestOf()
  const bits = (await disclosuresOf(format, leak)).flatMap(([first, second]) => {
    if (!first || !second) throw new TypeError('there are two visits')
    const { findings } = auditDisclosure({
      ...{ disclosure: second, history: [{ disclosure: first }], manifest, population: table },
    })
    return findings.flatMap((one) => (one.source === source ? [one.bits.most ?? Infinity] : []))
  })
  return Math.max(0, ...bits)
}

describe('a leak that is planted', () => {
  test.each(plantedLeaks)('is caught by those who collude: $id', async ({ id, format }) => {
    // A presentation of predicates takes as long as ten others.
    const holders = format === 'bbs-predicates-2026' ? 40 : few.holders
    const { leaks: found } = await simulateCollusion({
      ...{ table, settings: { ...few, holders }, formats: [], leaks: [id] },
    })
    expect(found.map(({ leak }) => leak)).toEqual([id])
    for (const { visitToVisit } of found) {
      expect(visitToVisit.advantage.low).toBeGreaterThan(0.1)
      expect(visitToVisit.auc.low).toBeGreaterThan(0.53)
      expect(visitToVisit.bits.value).toBeGreaterThan(0.8)
      expectGuessing(visitToVisit.shuffled)
    }
  })

  test('is there for each source of the auditor', () => {
    const tried = [...new Set(plants.map(({ source }) => source)), ...alone]
    expect(tried.sort()).toEqual(Object.keys(auditSources).sort())
  })

  test.each(plants)('is a bit or more to the auditor: $source, by $leak', async (plant) => {
    const format = plantedLeaks.find(({ id }) => id === plant.leak)?.format ?? 'jwt-vc'
    expect(await bitsOf(plant.source, { format, leak: plant.leak })).toBeGreaterThanOrEqual(1)
    // Nobody sees of a copy that it is shown once; and a number of a dose is a value too.
    if (format !== 'bbs-2023-careful' || plant.source === 'value') return
    const plain = { format, leak: harmless[format] }
    expect(await bitsOf(plant.source, plain)).toBeLessThan(1)
  })

  test.each(Object.entries(harmless) as [keyof typeof harmless, LeakId][])(
    'is all that tells holders of %s apart',
    async (format, leak) => {
      const digest = ''
      const until = few.holders + few.trainingHolders
      const shard = await runShard(
        { format, leak, settings: few, digest, from: 0, until },
        { table },
      )
      const { link } = evaluate(createCorpus([shard]), 'visitToVisit', few)
      expectGuessing(link)
    },
  )
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
    const { dcc, 'smart-health-card': card } = formatEfforts
    expect(seen[0]?.effort).toEqual({ done: 20 * card, total: 64 * card + 64 * dcc })
    expect(seen.at(-1)?.effort.done).toBe(64 * card + 64 * dcc)
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
