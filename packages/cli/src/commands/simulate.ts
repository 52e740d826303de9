import { createRequire } from 'node:module'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import type {
  CollusionResult,
  FormatId,
  LeakId,
  ShardJob,
  SimulationSettings,
} from '@unscored/linkability'
import { type Command, InvalidArgumentError } from 'commander'
import type { Context } from '../context.ts'
import { parseDay } from '../day.ts'
import { readText, replaceOctets } from '../documents.ts'
import { CliError } from '../error.ts'
import { examples } from '../examples.ts'
import { facts, type Report } from '../output.ts'
import { createProgress } from '../progress.ts'
import { createShardProcesses } from '../shard-processes.ts'
import {
  clearParts,
  openParts,
  readPlan,
  type StoredPlan,
  writePlan,
} from '../simulation-folder.ts'

interface SimulateOptions {
  out: string
  holders?: number
  trainingHolders?: number
  visits?: number
  verifiers?: number
  firstDay?: Date
  days?: number
  habits?: true
  seed?: string
  formats?: string
  leaks?: string
  population?: string
  workers?: number
  resume?: true
  restart?: true
  csv?: true
  html?: true
  quiet?: true
}

/** `unscored simulate`. */
export function addSimulate(program: Command, context: Context): void {
  program
    .command('simulate')
    .description(
      'Measure how well colluding parties link visits: fictitious people show real credentials of each format. Writes JSON, CSV and a page for people into a folder.',
    )
    .requiredOption('--out <folder>', 'where results go, and parts that are done')
    .option('--holders <number>', 'how many people; 2000 by default', atLeast(2))
    .option(
      '--training-holders <number>',
      'how many more to learn from; 100 by default',
      atLeast(10),
    )
    .option('--visits <number>', 'how often each goes out; 5 by default', atLeast(2))
    .option('--verifiers <number>', 'how many places there are; 20 by default', atLeast(1))
    .option('--first-day <date>', 'YYYY-MM-DD; 2021-05-04 by default', parseDay)
    .option('--days <number>', 'in how many days they go out; 28 by default', atLeast(1))
    .option('--habits', 'let people keep to places and hours of their own')
    .option('--seed <text>', 'the same seed gives the same result; unscored by default')
    .option('--formats <list>', 'ids with commas between, or all, which is the default')
    .option('--leaks <list>', 'leaks to plant one by one, or all, or none, which is the default')
    .option('--population <file>', 'a population table; that of the doses in Italy by default')
    .option(
      '--workers <number>',
      'how many processes; as many as there are cores by default',
      atLeast(1),
    )
    .option('--resume', 'go on with what the folder has, as it was begun')
    .option('--restart', 'begin anew what the folder has')
    .option('--csv', 'beside the JSON, write CSV alone; CSV and HTML by default')
    .option('--html', 'beside the JSON, write HTML alone; CSV and HTML by default')
    .option('--quiet', 'say nothing of how far it is')
    .addHelpText(
      'after',
      examples(
        'unscored simulate --holders 2000 --visits 5 --formats all --out measured',
        'unscored simulate --holders 200 --formats dcc,bbs-predicates-2026 --leaks all --out measured',
        'unscored simulate --resume --out measured',
      ),
    )
    .action(async (options: SimulateOptions, command: Command) => {
      const json = command.optsWithGlobals().json === true
      context.output.report(await simulate(options, { context, json }))
    })
}

type Linkability = typeof import('@unscored/linkability')

interface SimulateInputs {
  context: Context
  json: boolean
}

async function simulate(
  options: SimulateOptions,
  { context, json }: SimulateInputs,
): Promise<Report> {
  // Of use to this command and few others, and as large as all others together need.
  const linkability = await import('@unscored/linkability')
  const { out, population, workers = availableParallelism(), quiet = false } = options
  const text = await readPopulation(population, context)
  const table = linkability.parsePopulationTable(text)
  const plan = await openPlan(options, { linkability, table, context })
  const parts = openParts(out, { readShard: linkability.readShard, context })
  const processes = createShardProcesses(text)
  const progress = createProgress({ ...context, json, quiet })
  const forget = context.onInterrupt?.(() => processes.close())
  let before = 0
  const run = async (job: ShardJob) => {
    const known = await parts.read(job)
    if (known !== undefined) {
      before += known.visits.length * linkability.formatEfforts[job.format]
      return known
    }
    const result = await processes.run(job)
    await parts.write(job, linkability.encodeShard(result))
    return result
  }
  try {
    const result = await linkability.simulateCollusion({
      ...{ table, ...plan, run, concurrency: workers, shardSize: SHARD },
      onProgress: ({ format, leak, done, total, effort }) =>
        progress.update({ what: leak ?? format, done, total, effort: { ...effort, before } }),
    })
    progress.end()
    return await written(result, { options, linkability, context })
  } catch (error) {
    progress.end()
    throw error
  } finally {
    forget?.()
    processes.close()
  }
}

/** Few enough that little is lost where it is ended, and many enough that they cost little to begin. */
const SHARD = 25

function readPopulation(path: string | undefined, context: Context): Promise<string> {
  const { resolve } = createRequire(import.meta.url)
  return readText(path ?? resolve('@unscored/linkability/tables/italy-doses.txt'), context)
}

interface Plan {
  settings: SimulationSettings
  formats: FormatId[]
  leaks: LeakId[]
}

interface OpenPlanOptions {
  linkability: Linkability
  table: ReturnType<Linkability['parsePopulationTable']>
  context: Context
}

/** What is to be simulated: as the options say, or where they say nothing, as the folder was begun. */
async function openPlan(
  options: SimulateOptions,
  { linkability, table, context }: OpenPlanOptions,
): Promise<Plan> {
  const { out, resume, restart } = options
  if (resume && restart) throw new CliError('usage', 'give one of --resume and --restart')
  const stored = await readPlan(out, context)
  if (stored && !resume && !restart) {
    throw new CliError(
      'fileExists',
      `${out} has a simulation: --resume goes on, --restart begins anew`,
    )
  }
  if (!stored && resume) throw new CliError('fileMissing', `${out} has no simulation to go on with`)
  const base = resume ? stored : undefined
  const settings = settingsOf(options, base, linkability)
  const digest = await linkability.settingsDigest(settings, table)
  if (base && base.digest !== digest) {
    throw new CliError(
      'settingsChanged',
      `${out} was begun with other settings, another population or another version: --restart begins anew`,
    )
  }
  const { formatIds, plantedLeaks } = linkability
  const leakIds = plantedLeaks.map(({ id }) => id)
  const formats = listOf('--formats', options.formats ?? base?.formats.join(), formatIds)
  const leaks = listOf('--leaks', options.leaks ?? (base?.leaks.join() || 'none'), leakIds)
  if (restart) await clearParts(out, context)
  // Settings are JSON by their type, but their interfaces have no index signature.
  const plain = settings as unknown as StoredPlan['settings']
  await writePlan(out, { digest, settings: plain, formats, leaks }, context)
  return { settings, formats, leaks }
}

function settingsOf(
  options: SimulateOptions,
  base: StoredPlan | undefined,
  { defaultSettings, assertSettings }: Linkability,
): SimulationSettings {
  const { holders, trainingHolders, visits, verifiers, firstDay, days, habits, seed } = options
  const given = {
    ...{ holders, trainingHolders, visits, verifiers, days, habits, seed },
    firstDay: firstDay?.toISOString().slice(0, 10),
  }
  const said = Object.entries(given).filter(([, value]) => value !== undefined)
  const settings: SimulationSettings = {
    ...defaultSettings,
    ...{ holders: 2000, trainingHolders: 100 },
    ...base?.settings,
    ...Object.fromEntries(said),
  }
  try {
    assertSettings(settings)
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause
    throw new CliError('usage', cause.message, { cause })
  }
  return settings
}

/** Ids of a list with commas, in the order in which they are told of. */
function listOf<Id extends string>(option: string, text = 'all', known: readonly Id[] = []): Id[] {
  if (text === 'all') return [...known]
  const named = text === 'none' ? [] : text.split(',')
  const unknown = named.find((name) => !known.some((id) => id === name))
  if (unknown !== undefined) {
    throw new CliError('usage', `${option} has a name that is none of ${known.join(', ')}`)
  }
  return known.filter((id) => named.includes(id))
}

interface WrittenOptions {
  options: SimulateOptions
  linkability: Linkability
  context: Context
}

async function written(
  result: CollusionResult,
  { options: { out, csv, html }, linkability, context }: WrittenOptions,
): Promise<Report> {
  const both = csv === html
  const contents = {
    'result.json': `${JSON.stringify(result, null, 2)}\n`,
    ...((both || csv) && {
      'result.csv': linkability.createCollusionCsv(result),
      'calibration.csv': linkability.createCalibrationCsv(result),
      'anonymity.csv': linkability.createAnonymityCsv(result),
    }),
    ...((both || html) && { 'report.html': linkability.createCollusionReport({ result }) }),
  }
  for (const [name, text] of Object.entries(contents)) {
    await replaceOctets(join(out, name), new TextEncoder().encode(text), context)
  }
  return {
    // What is JSON has an index signature, which the type of a result has not.
    json: JSON.parse(JSON.stringify(result)),
    text: [
      'Visits linked to another of the same person, by the first guess',
      facts(
        result.formats.map(({ label, visitToVisit: { top1, guessing } }) => [
          label,
          `${percent(top1.value)} (${percent(top1.low)} to ${percent(top1.high)}); by guessing ${percent(guessing)}`,
        ]),
      ),
      'Written',
      facts(Object.keys(contents).map((name) => [join(out, name), ''])),
    ].join('\n'),
  }
}

function percent(rate: number): string {
  return `${(100 * rate).toFixed(1)} %`
}

function atLeast(least: number): (text: string) => number {
  return (text) => {
    if (!/^\d{1,7}$/.test(text) || Number(text) < least) {
      throw new InvalidArgumentError(`It is no whole number from ${least} on.`)
    }
    return Number(text)
  }
}
