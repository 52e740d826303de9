import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import {
  assertSettings,
  type CollusionResult,
  defaultSettings,
  drawHolders,
  drawVisits,
  type Estimate,
  type FormatId,
  originOf,
  runShard,
  type ShardResult,
  type ShardRow,
  type SimulateCollusionOptions,
  type SimulatedHolder,
  type SimulationProgress,
  type SimulationSettings,
  simulateCollusion,
  tokensOf,
} from '@unscored/linkability'
import { vaccinationPointers } from '@unscored/vc'
import { createShardProcesses, readPopulation } from './scoring-authority/shard-processes.ts'

/** A visit that an authority put into somebody's file. */
export interface FiledVisit {
  readonly domain: string
  readonly time: Date
  /** How many values of what was shown the issuer has in the record of this person and in no other. */
  readonly equalValues: number
  /** Whether it was she; the authority is not told. */
  readonly isHers: boolean
}

/** What an authority has that is given all that the issuer and the doors hold. */
export interface Authority {
  readonly format: FormatId
  /** How the format was used, in a sentence. */
  readonly use: string
  /** How often the first person that its best guess names is the one who came, and how often that is by chance. */
  readonly linked: Estimate
  readonly guessing: number
  /** How often the first visit that it names beside another is one of the same person. */
  readonly knownAgain: Estimate
  readonly knownAgainByChance: number
  /** What of the issuer's record of one person the doors were shown at her visits, by labels. */
  readonly shown: readonly string[]
  /** What its file on her lists, beside what the issuer wrote when it issued. */
  readonly file: readonly FiledVisit[]
  /** How many visits there were of everybody, how many are in anybody's file, and in that of whoever it was. */
  readonly visits: number
  readonly filed: number
  readonly filedRightly: number
  /** How many values of what was shown were compared with those of the issuer. */
  readonly compared: number
}

/** The same people and the same visits, twice. */
export interface TwoPasses {
  readonly settings: SimulationSettings
  /** One of them, as the issuer knows her. */
  readonly person: SimulatedHolder
  /** A code with a number, the same at each door. */
  readonly pass: Authority
  /** A proof that the rule of the door is met, and nothing else. */
  readonly proof: Authority
}

/** What {@link compareAuthorities} takes. */
export interface CompareAuthoritiesOptions
  extends Pick<SimulateCollusionOptions, 'run' | 'concurrency' | 'shardSize' | 'onProgress'> {
  readonly people: number
}

const population = readPopulation()

/**
 * Lets the same people go to the same doors in the same week by each pass, and gives an authority what all the others hold.
 *
 * @throws {RangeError} where there are fewer than two people, or more than can be simulated.
 */
export async function compareAuthorities({
  people,
  run = (job) => runShard(job, { table: population }),
  ...running
}: CompareAuthoritiesOptions): Promise<TwoPasses> {
  const trainingHolders = Math.min(100, Math.max(20, Math.round(people / 5)))
  const settings = { ...defaultSettings, holders: people, trainingHolders, days: 7 }
  assertSettings(settings)
  const [person] = drawHolders(population, settings)
  if (person === undefined) throw new Error('nobody was drawn')
  const shards: ShardResult[] = []
  const { formats } = await simulateCollusion({
    ...{ table: population, settings, formats: ['dcc', 'bbs-predicates-2026'], ...running },
    run: async (job) => {
      const shard = await run(job)
      shards.push(shard)
      return shard
    },
  })
  const authorityOf = (format: FormatId) => {
    const measured = formats.find((one) => one.format === format)
    if (measured === undefined) throw new Error('nothing was measured')
    const own = shards.filter((shard) => shard.format === format)
    return collect(measured, { shards: own, settings })
  }
  return {
    ...{ settings, person },
    ...{ pass: authorityOf('dcc'), proof: authorityOf('bbs-predicates-2026') },
  }
}

interface CollectOptions {
  shards: readonly ShardResult[]
  settings: SimulationSettings
}

function collect(
  { format, use, visitToPerson, visitToVisit }: CollusionResult['formats'][number],
  { shards, settings }: CollectOptions,
): Authority {
  const { files, shown, compared } = fileVisits(shards, settings)
  const filed = [...files.values()].flat()
  return {
    ...{ format, use, shown, compared },
    ...{ linked: visitToPerson.top1, guessing: visitToPerson.guessing },
    ...{ knownAgain: visitToVisit.top1, knownAgainByChance: visitToVisit.guessing },
    file: (files.get(HERS) ?? []).sort((a, b) => a.time.getTime() - b.time.getTime()),
    visits: settings.holders * settings.visits,
    filed: filed.length,
    filedRightly: filed.filter(({ isHers }) => isHers).length,
  }
}

/** Whose file is opened: the first of those who were drawn. */
const HERS = 0

/** What an authority makes of all that it was given, and what of that is of one person. */
interface Files {
  readonly files: ReadonlyMap<number, FiledVisit[]>
  readonly shown: readonly string[]
  readonly compared: number
}

/** The plainest way to keep files: a visit goes to the one whose record at the issuer has values that no other has. */
function fileVisits(shards: readonly ShardResult[], settings: SimulationSettings): Files {
  const owners = new Map<number, Set<number>>()
  for (const shard of shards) {
    for (const row of among(shard.records, settings)) {
      for (const value of valuesOf(shard, row, '')) {
        owners.set(value, (owners.get(value) ?? new Set()).add(row.holder))
      }
    }
  }
  const files = new Map<number, FiledVisit[]>()
  const toldOfHer = new Set<number>()
  let compared = 0
  for (const shard of shards) {
    for (const [i, row] of among(shard.visits, settings).entries()) {
      const asked = valuesOf(shard, row, 'request')
      // What a door says to everybody is nobody's.
      const told = [...valuesOf(shard, row, 'presentation')].filter((value) => !asked.has(value))
      compared += told.length
      if (row.holder === HERS) for (const value of told) toldOfHer.add(value)
      const [owner, equalValues] = likeliest(told.map((value) => owners.get(value) ?? new Set()))
      const visit = drawVisits(row.holder, settings)[i % settings.visits]
      if (owner === undefined || visit === undefined) continue
      const { verifier, time } = visit
      const filed = { domain: originOf(verifier), time, equalValues, isHers: row.holder === owner }
      files.set(owner, [...(files.get(owner) ?? []), filed])
    }
  }
  return { files, shown: labelsIn(shards, toldOfHer), compared }
}

/** The labels of what the issuer knows of one person that is among some values. */
function labelsIn(shards: readonly ShardResult[], told: ReadonlySet<number>): string[] {
  const record = shards.flatMap((shard) =>
    shard.records
      .filter(({ holder }) => holder === HERS)
      .flatMap((row) => [...tokensOf(row)].map(([i, hash]) => [shard.paths[i], hash] as const)),
  )
  return vaccinationPointers.flatMap(({ pointer, label }) => {
    const path = pointer.replace('/credentialSubject', 'person/json')
    return record.some(([at, hash]) => at === path && told.has(hash)) ? label : []
  })
}

/** Those that the authority did not make up itself. */
function among(rows: readonly ShardRow[], { holders }: SimulationSettings): readonly ShardRow[] {
  return rows.filter(({ holder }) => holder < holders)
}

/** Values as such, without lengths, counts and orders, which people share. */
function valuesOf({ paths }: ShardResult, row: ShardRow, part: string): ReadonlySet<number> {
  const isValue = (path: string) => path.startsWith(part) && !/#|~|\{\}$|\[\]$/.test(path)
  return new Set([...tokensOf(row)].flatMap(([i, hash]) => (isValue(paths[i] ?? '#') ? hash : [])))
}

/** Who alone has most of the values, and how many. */
function likeliest(
  owners: readonly ReadonlySet<number>[],
): readonly [owner: number | undefined, values: number] {
  const counts = new Map<number, number>()
  for (const some of owners) {
    const [one] = some
    if (one !== undefined && some.size === 1) counts.set(one, (counts.get(one) ?? 0) + 1)
  }
  const [[owner, count] = [undefined, 0]] = [...counts].sort(([, a], [, b]) => b - a)
  return [owner, count]
}

function print({ settings, person, pass, proof }: TwoPasses): void {
  const { holders, visits, verifiers, firstDay, days, rule } = settings
  const { atLeast, atMost } = rule.daysSince
  say(
    `${whole(holders)} people who do not exist go out ${visits} times each in the ${days} days from ${firstDay} on,`,
    `to ${verifiers} places. Each place lets in whoever had dose ${rule.doseNumber} of an approved vaccine ${atLeast} to ${atMost} days`,
    'ago; all of them had. They do so twice: the same people, places and times, with one kind of pass and with another.',
    'Each time the places keep all that they are shown, and the issuer all that it knows and makes. One authority is',
    'then given all of it.',
    '',
    'What the authority has of one of them in both cases, from the issuer, who has to know it to issue either pass',
    '(codes are those of the value sets of the EU):',
    ...vaccinationPointers.map(({ pointer, label }) => {
      const name = pointer.slice(pointer.lastIndexOf('/') + 1)
      return `  ${label}: ${String(Object(person.dose)[name])}`
    }),
  )
  printAuthority('First pass: a certificate with a number', pass, settings)
  printAuthority('Second pass: a proof that the rule is met', proof, settings)
  say(
    '',
    'What this does not say',
    '  That places keep what they are shown, and that all of it is handed over, is assumed in both cases. Whether it is so,',
    '  or allowed, depends on who runs them and on the law.',
    '  Nobody looked at cameras, devices, network addresses or payments, or asked who was there. Those can tell who came,',
    '  whichever pass is shown. Where few people come, a time and a place may be enough for somebody who saw them.',
    '  That nothing was found in these visits is a measurement, and not a proof that nothing can be.',
    `  People are drawn from: ${population.title}`,
    `  (${population.source}; ${population.licence}).`,
  )
}

function printAuthority(name: string, authority: Authority, settings: SimulationSettings): void {
  const { format, use, file, shown, visits, filed, filedRightly, compared } = authority
  const { linked, guessing, knownAgain, knownAgainByChance } = authority
  say(
    '',
    `${name} (${format})`,
    `  ${use}`,
    `  What the places were shown of the above: ${shownText(shown)}.`,
    `  Visits in this person's file: ${file.length}, of ${settings.visits} that were made.`,
    ...file.map(
      ({ domain, time, equalValues, isHers }) =>
        `    ${time.toISOString().slice(0, 16).replace('T', ' ')} UTC  ${domain}  (${equalValues} values that no other record has${isHers ? '' : '; it was somebody else'})`,
    ),
    '  Of everybody:',
    `    ${whole(filed)} of ${whole(visits)} visits are in somebody's file, ${whole(filedRightly)} in that of the person who came. ${whole(compared)} values`,
    '    that the places were shown were compared with all that the issuer has.',
    '    Where the authority guesses who came, by all that it has, the first name that it says is right for',
    `      ${beside(linked, { what: 'visits; a name', chance: guessing })}`,
    '    Where it guesses which earlier visit is of the person who came last, the first that it says is right for',
    `      ${beside(knownAgain, { what: 'people; a visit', chance: knownAgainByChance })}`,
  )
}

function shownText(shown: readonly string[]): string {
  if (shown.length === vaccinationPointers.length) return 'all of it'
  return shown.map((label) => label.toLowerCase()).join(', ') || 'nothing'
}

function say(...lines: readonly string[]): void {
  console.log(lines.join('\n'))
}

function whole(count: number): string {
  return count.toLocaleString('en')
}

interface BesideOptions {
  what: string
  chance: number
}

function beside({ value, low, high }: Estimate, { what, chance }: BesideOptions): string {
  const said = `${percent(value)} of ${what} drawn by lot for ${percent(chance)}. With 95 % confidence it is`
  return `${said} ${percent(low)} to ${percent(high)}${low <= chance ? ': no better than by lot, as far as can be told.' : '.'}`
}

/** Of a thousandth there is more to see with another digit. */
function percent(share: number): string {
  return `${(100 * share).toFixed(share > 0 && share < 0.01 ? 2 : 1)} %`
}

/** Tells how far it is, after some seconds and now and then. */
function createProgress(): (progress: SimulationProgress) => void {
  let said = performance.now()
  let begun: { readonly at: number; readonly done: number } | undefined
  return ({ done, total, effort }) => {
    const now = performance.now()
    // Until the first part is done, processes start.
    begun ??= { at: now, done: effort.done }
    if (now - said < PAUSE || effort.done === begun.done || done === total) return
    said = now
    const left = ((now - begun.at) / (effort.done - begun.done)) * (effort.total - effort.done)
    console.error(
      `${whole(done)} of ${whole(total)} visits are simulated; about ${Math.ceil(left / 1000)} s are left`,
    )
  }
}

const PAUSE = 4000

/** `npx tsx examples/src/scoring-authority.ts [--people 1000]`: 1,000 people take some minutes. */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { people: { type: 'string' } } })
  const people = Number(values.people ?? 1000)
  const processes = createShardProcesses()
  try {
    print(
      await compareAuthorities({
        ...{ people, run: processes.run, concurrency: availableParallelism(), shardSize: 20 },
        onProgress: createProgress(),
      }),
    )
  } finally {
    processes.close()
  }
}

if (process.argv[1] === import.meta.filename) await main()
