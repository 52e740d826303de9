import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import {
  assertSettings,
  defaultSettings,
  drawHolders,
  drawVisits,
  type Estimate,
  type FormatId,
  originOf,
  parsePopulationTable,
  runShard,
  type ShardResult,
  type ShardRow,
  type SimulatedHolder,
  type SimulationSettings,
  simulateCollusion,
  tokensOf,
} from '@unscored/linkability'

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
  /** How often the first person that its best guess names is the one who came, and how often that is by chance. */
  readonly linked: Estimate
  readonly guessing: number
  /** How often the first visit that it names beside another is one of the same person. */
  readonly knownAgain: Estimate
  readonly knownAgainByChance: number
  /** What its file on one person lists, beside what the issuer wrote when it issued. */
  readonly file: readonly FiledVisit[]
  /** How many visits there were of everybody, and how many are in anybody's file. */
  readonly visits: number
  readonly filed: number
  /** How many values of what was shown were compared with those of the issuer. */
  readonly compared: number
}

/** The same people and the same visits, twice. */
export interface TwoPasses {
  readonly people: number
  /** One of them, as the issuer knows her. */
  readonly person: SimulatedHolder
  /** How often she went anywhere. */
  readonly visits: number
  /** A code with a number, the same at each door. */
  readonly pass: Authority
  /** A proof that the rule of the door is met, and nothing else. */
  readonly proof: Authority
}

const table = new URL(import.meta.resolve('@unscored/linkability/tables/italy-doses.txt'))
const population = parsePopulationTable(readFileSync(table, 'utf8'))

/**
 * Lets the same people go to the same doors by each pass, and gives an authority what all the others hold.
 *
 * @throws {RangeError} where there are fewer than two people, or more than can be simulated.
 */
export async function compareAuthorities({ people }: { people: number }): Promise<TwoPasses> {
  const trainingHolders = Math.max(20, Math.round(people / 5))
  const settings = { ...defaultSettings, holders: people, trainingHolders }
  assertSettings(settings)
  const [person] = drawHolders(population, settings)
  if (person === undefined) throw new Error('nobody was drawn')
  return {
    people,
    person,
    visits: settings.visits,
    pass: await collect('dcc', settings),
    proof: await collect('bbs-predicates-2026', settings),
  }
}

async function collect(format: FormatId, settings: SimulationSettings): Promise<Authority> {
  const shards: ShardResult[] = []
  const { formats } = await simulateCollusion({
    ...{ table: population, settings, formats: [format] },
    run: async (job) => {
      const shard = await runShard(job, { table: population })
      shards.push(shard)
      return shard
    },
  })
  const [measured] = formats
  if (measured === undefined) throw new Error('nothing was measured')
  const { visitToPerson, visitToVisit } = measured
  const { files, compared } = fileVisits(shards, settings)
  return {
    format,
    ...{ linked: visitToPerson.top1, guessing: visitToPerson.guessing },
    ...{ knownAgain: visitToVisit.top1, knownAgainByChance: visitToVisit.guessing },
    file: files.get(0) ?? [],
    visits: settings.holders * settings.visits,
    filed: [...files.values()].reduce((sum, { length }) => sum + length, 0),
    compared,
  }
}

/** The plainest way to keep files: a visit goes to the one whose record at the issuer has values that no other has. */
function fileVisits(
  shards: readonly ShardResult[],
  settings: SimulationSettings,
): { files: ReadonlyMap<number, readonly FiledVisit[]>; compared: number } {
  const owners = new Map<number, Set<number>>()
  for (const shard of shards) {
    for (const row of among(shard.records, settings)) {
      for (const value of valuesOf(shard, row, '')) {
        owners.set(value, (owners.get(value) ?? new Set()).add(row.holder))
      }
    }
  }
  const files = new Map<number, FiledVisit[]>()
  let compared = 0
  for (const shard of shards) {
    for (const [i, row] of among(shard.visits, settings).entries()) {
      const asked = valuesOf(shard, row, 'request')
      // What a door says to everybody is nobody's.
      const told = [...valuesOf(shard, row, 'presentation')].filter((value) => !asked.has(value))
      compared += told.length
      const [owner, equalValues] = likeliest(told.map((value) => owners.get(value) ?? new Set()))
      const visit = drawVisits(row.holder, settings)[i % settings.visits]
      if (owner === undefined || visit === undefined) continue
      const { verifier, time } = visit
      const filed = { domain: originOf(verifier), time, equalValues, isHers: row.holder === owner }
      files.set(owner, [...(files.get(owner) ?? []), filed])
    }
  }
  return { files, compared }
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

/** What {@link compareAuthorities} takes where nobody says how many: few enough for some seconds. */
const FEW = 24

function print({ people, person, visits, pass, proof }: TwoPasses): void {
  const { givenName, familyName, birthDate, doseDate } = person.dose
  console.log(`${people} people who do not exist go out ${visits} times each within four weeks.`)
  console.log('They need to get in. What the doors need is that a rule is met.')
  console.log(
    `One of them is ${givenName} ${familyName}. Her issuer knows that, whatever she shows:`,
  )
  console.log(`born ${birthDate}, vaccinated ${doseDate}.`)
  printAuthority('A code with a number, the same at each door', pass)
  printAuthority('A proof that the rule is met', proof)
  console.log(`\nPeople are drawn from: ${population.title} (${population.licence})`)
  console.log('Not simulated: cameras, devices, network addresses, payments, and what people tell.')
}

function printAuthority(name: string, authority: Authority): void {
  const { format, file, linked, guessing, knownAgain, knownAgainByChance } = authority
  console.log(`\n${name} (${format}). Her file has of her visits:`)
  for (const { domain, time, equalValues, isHers } of file) {
    const what = `${equalValues} values that only her record has`
    console.log(`  ${time.toISOString()} ${domain}, by ${what}${isHers ? '' : ' (it was not she)'}`)
  }
  if (file.length === 0) console.log('  none')
  console.log(
    `In anybody's file: ${authority.filed} of ${authority.visits} visits, of ${authority.compared} values that were compared.`,
  )
  console.log(`The right person named first: ${rate(linked)}, by chance ${percent(guessing)}.`)
  console.log(
    `A visit of the same person: ${rate(knownAgain)}, by chance ${percent(knownAgainByChance)}.`,
  )
}

function rate({ value, low, high }: Estimate): string {
  return `${percent(value)} (95 %: ${percent(low)} to ${percent(high)})`
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`
}

/** `npx tsx examples/src/scoring-authority.ts [--people 1000]` */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { people: { type: 'string' } } })
  const people = Number(values.people ?? FEW)
  if (values.people === undefined) {
    console.log(`With ${FEW} people, to be done in seconds; --people 1000 measures more closely.\n`)
  }
  print(await compareAuthorities({ people }))
}

if (process.argv[1] === import.meta.filename) await main()
