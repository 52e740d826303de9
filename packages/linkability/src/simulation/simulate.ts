import type { PopulationTable } from '../population/table.ts'
import { auditedBinsOf } from './adversary/calibrate.ts'
import { createCorpus } from './adversary/corpus.ts'
import { evaluate } from './adversary/evaluate.ts'
import { anonymityOf } from './anonymity.ts'
import { type FormatId, formatEfforts, formatIds, type SimulatedFormat } from './formats/format.ts'
import { loadFormat } from './formats/formats.ts'
import { type LeakId, type PlantedLeak, plantedLeaks } from './leaks.ts'
import type { CollusionResult, FormatResult, LeakResult } from './result.ts'
import {
  assertSettings,
  defaultSettings,
  type SimulationSettings,
  settingsDigest,
} from './settings.ts'
import { runShard, type ShardJob, type ShardResult } from './shard.ts'

/** What {@link simulateCollusion} takes. */
export interface SimulateCollusionOptions {
  readonly table: PopulationTable
  /** What is not said is as in `defaultSettings`. */
  readonly settings?: Partial<SimulationSettings>
  /** All by default. */
  readonly formats?: readonly FormatId[]
  /** None by default. */
  readonly leaks?: readonly LeakId[]
  /** Does a part of the work, in a worker perhaps; where it is called, by default. */
  readonly run?: (job: ShardJob) => Promise<ShardResult>
  /** How many parts are being done at once; one by default. */
  readonly concurrency?: number
  /** How many holders a part has. */
  readonly shardSize?: number
  readonly onProgress?: (progress: SimulationProgress) => void
}

/** How far a simulation has come. */
export interface SimulationProgress {
  readonly format: FormatId
  readonly leak?: LeakId
  /** Presentations of what is named, and of all that is simulated. */
  readonly done: number
  readonly total: number
  /** The same by how long each takes, as `formatEfforts` has it. */
  readonly effort: { readonly done: number; readonly total: number }
}

/**
 * Lets fictitious holders go to verifiers with credentials of each format, all of whom hand what they saw to one who links it, and
 * measures how well that works.
 *
 * @throws {RangeError} where settings are malformed, nobody in the table gets in, or a part is no part.
 * @throws whatever `run` throws.
 */
export async function simulateCollusion({
  table,
  settings: given = {},
  formats: chosen = formatIds,
  leaks: planted = [],
  ...running
}: SimulateCollusionOptions): Promise<CollusionResult> {
  const settings = { ...defaultSettings, ...given }
  assertSettings(settings)
  const small = leakSettings(settings)
  const ofLeaks = plantedLeaks.filter(({ id }) => planted.includes(id))
  const chosenFormats = await Promise.all(
    formatIds.filter((id) => chosen.includes(id)).map(loadFormat),
  )
  const ofFormats = chosenFormats.map((format) => ({
    format,
    own: formatSettings(format, settings),
  }))
  const all = [
    ...ofFormats.map(({ format: { id }, own }) => ({ format: id, own })),
    ...ofLeaks.map(({ format }) => ({ format, own: small })),
  ].map(({ format, own }) => ({ format, count: presentationsOf(own) }))
  const progress = {
    ...{ done: 0, total: all.reduce((sum, { count }) => sum + count, 0) },
    effort: {
      done: 0,
      total: all.reduce((sum, { format, count }) => sum + count * formatEfforts[format], 0),
    },
  }

  const formatResults: FormatResult[] = []
  for (const { format, own } of ofFormats) {
    const plan = { table, settings: own, progress, format: format.id }
    formatResults.push(formatResult(format, await runAll({ ...plan, ...running }), own))
  }
  const leakResults: LeakResult[] = []
  for (const leak of ofLeaks) {
    const { id, format } = leak
    const plan = { table, settings: small, progress, format, leak: id }
    leakResults.push(leakResult(leak, await runAll({ ...plan, ...running }), small))
  }
  const { title, source, licence } = table
  return {
    ...{ edition: 'unscored collusion 1', settings, population: { title, source, licence } },
    ...{ method: METHOD, formats: formatResults, leaks: leakResults },
  }
}

function formatSettings(
  { mostHolders = Number.POSITIVE_INFINITY }: SimulatedFormat,
  settings: SimulationSettings,
): SimulationSettings {
  return { ...settings, holders: Math.min(settings.holders, mostHolders) }
}

/** A leak of one bit is plain to see with far fewer. */
function leakSettings(settings: SimulationSettings): SimulationSettings {
  return {
    ...settings,
    holders: Math.min(settings.holders, 100),
    trainingHolders: Math.min(settings.trainingHolders, 60),
    visits: Math.min(settings.visits, 3),
  }
}

function presentationsOf({ holders, trainingHolders, visits }: SimulationSettings): number {
  return (holders + trainingHolders) * visits
}

interface RunAllOptions
  extends Pick<
    SimulateCollusionOptions,
    'table' | 'run' | 'concurrency' | 'shardSize' | 'onProgress'
  > {
  settings: SimulationSettings
  format: FormatId
  leak?: LeakId
  progress: {
    done: number
    readonly total: number
    effort: { done: number; readonly total: number }
  }
}

async function runAll({
  table,
  settings,
  format,
  leak,
  progress,
  run = (job) => runShard(job, { table }),
  concurrency = 1,
  shardSize = 50,
  onProgress = () => {},
}: RunAllOptions): Promise<ShardResult[]> {
  const digest = await settingsDigest(settings, table)
  const count = settings.holders + settings.trainingHolders
  const waiting = Array.from({ length: Math.ceil(count / shardSize) }, (_, i): ShardJob => {
    const until = Math.min(count, (i + 1) * shardSize)
    return { format, settings, digest, from: i * shardSize, until, ...(leak && { leak }) }
  }).reverse()
  const results: ShardResult[] = []
  const work = async () => {
    for (let job = waiting.pop(); job !== undefined; job = waiting.pop()) {
      const result = await run(job)
      assertIsOf(result, job)
      results.push(result)
      progress.done += result.visits.length
      progress.effort.done += result.visits.length * formatEfforts[format]
      onProgress({ format, ...(leak && { leak }), ...progress, effort: { ...progress.effort } })
    }
  }
  await Promise.all(Array.from({ length: concurrency }, work))
  return results
}

function assertIsOf(result: ShardResult, { digest, format, leak, from, until }: ShardJob): void {
  const isOf =
    result.digest === digest &&
    result.format === format &&
    result.leak === leak &&
    result.from === from &&
    result.until === until
  if (!isOf) throw new RangeError('the result is of another part of the work')
}

function formatResult(
  { id: format, label, use }: SimulatedFormat,
  shards: readonly ShardResult[],
  { seed, holders }: SimulationSettings,
): FormatResult {
  const corpus = createCorpus(shards)
  const options = { seed: `${seed} ${format}`, holders }
  const { link, answers, resamples } = evaluate(corpus, 'visitToPerson', options)
  return {
    ...{ format, label, use, holders },
    verified: shards.reduce((sum, { verified }) => sum + verified, 0),
    presentations: corpus.visits.length,
    visitToVisit: evaluate(corpus, 'visitToVisit', options).link,
    visitToPerson: link,
    anonymity: anonymityOf({ entitled: corpus.entitled, audited: corpus.audited.values() }),
    calibrationByAuditor: auditedBinsOf(answers, { corpus, resamples }),
  }
}

function leakResult(
  { id, format, what }: PlantedLeak,
  shards: readonly ShardResult[],
  { seed, holders }: SimulationSettings,
): LeakResult {
  const corpus = createCorpus(shards)
  const options = { seed: `${seed} ${id}`, holders }
  return {
    ...{ leak: id, format, what, holders },
    visitToVisit: evaluate(corpus, 'visitToVisit', options).link,
  }
}

const METHOD: readonly string[] = [
  'People are drawn from the population table; names and dates of birth are made up. Only who meets the rule is drawn, since nobody else gets in.',
  'Each has a credential of each format from one issuer, or the first of them where the result of a format says that it was simulated with fewer people, and shows it at every visit. Credentials, requests and presentations are real; the first presentation of each holder is verified.',
  'One adversary has all that the issuer kept and all that the verifiers saw. It reads the octets as far as they can be read, and compares every value, length, count and order with every other.',
  'It learns which of them tell holders apart on holders that it made up itself, and is then measured on others.',
  'Equal scores are decided by a coin that the seed throws. Intervals are of 95 %, by a bootstrap over holders; where all samples agree, by Clopper and Pearson.',
  'An auditor who knows the population and the rule, and takes the issuer at its word, says of one visit of each holder how many people it could be of, without the records and the other visits.',
  'It does not see network addresses, devices, faces or payments. What it does not find may be found by somebody else: this is a measurement, not a proof.',
]
