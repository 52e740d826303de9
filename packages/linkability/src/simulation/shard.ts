import { concatOctets, decodeCbor, encodeCbor } from '@unscored/core'
import type { AuditCount } from '../audit/audit.ts'
import { LinkabilityError } from '../error.ts'
import type { PopulationTable } from '../population/table.ts'
import { createVisitAuditor } from './audited.ts'
import { createTokenReader, type Tokens } from './decode.ts'
import type { Deployment, FormatId } from './formats/format.ts'
import { loadFormat } from './formats/formats.ts'
import { drawHolders, type SimulatedHolder } from './holders.ts'
import type { LeakId } from './leaks.ts'
import { assertSettings, type SimulationSettings } from './settings.ts'
import { hashOf } from './token-hash.ts'
import { drawVisits, type Visit } from './visits.ts'

/** A part of a simulation that can be done by itself, anywhere: some holders of one format. */
export interface ShardJob {
  readonly format: FormatId
  readonly leak?: LeakId
  readonly settings: SimulationSettings
  /** What the results are known by; see `settingsDigest`. */
  readonly digest: string
  /** Index of the first holder, and of the first one that is no longer among them. */
  readonly from: number
  readonly until: number
}

/** What of the octets of some holders the adversary reads. */
export interface ShardResult
  extends Pick<ShardJob, 'format' | 'leak' | 'digest' | 'from' | 'until'> {
  /** Where tokens stand; rows name them by their index. */
  readonly paths: readonly string[]
  /** One for each issuance, in the order of the holders. */
  readonly records: readonly ShardRow[]
  /** One for each visit, in the order of the holders and of their visits. */
  readonly visits: readonly ShardRow[]
  /** How many of the presentations were verified; all that were held. */
  readonly verified: number
  /** How many people of the population get in, by the auditor. */
  readonly entitled: AuditCount
  /** Of how many of them each of some visits could be, by the auditor: of one visit of each holder who is told apart. */
  readonly audited: readonly AuditedVisit[]
}

/** What the auditor says of one visit. */
export interface AuditedVisit {
  /** The place of its row among the visits. */
  readonly row: number
  readonly people: AuditCount
}

/** The tokens of one record or visit. */
export interface ShardRow {
  readonly holder: number
  /** For each token 8 octets: 2 for the index of its path, 6 for its hash. */
  readonly tokens: Uint8Array
}

/** What {@link runShard} takes beside the job. */
export interface RunShardOptions {
  readonly table: PopulationTable
}

/**
 * Issues credentials to some holders, lets them go where they go, and reads what that leaves behind. The first presentation of
 * each holder is verified, so that what is measured is what a verifier accepts.
 *
 * @throws {RangeError} where settings or the range of holders are malformed, or nobody in the table gets in.
 */
export async function runShard(job: ShardJob, { table }: RunShardOptions): Promise<ShardResult> {
  const { format, leak, settings, digest, from, until } = job
  assertSettings(settings)
  const holders = holdersOf(table, settings).slice(from, until)
  if (!(from >= 0 && holders.length === until - from))
    throw new RangeError('there are no such holders')
  const deployment = await deploymentOf(job)
  const paths = new PathIndex()
  const records: ShardRow[] = []
  const visits: ShardRow[] = []
  const audited: AuditedVisit[] = []
  const auditor = createVisitAuditor(table, settings)
  const reader = createTokenReader()
  let verified = 0
  for (const holder of holders) {
    const { record, wallet } = await deployment.issue(holder)
    records.push(paths.row(holder.index, await reader.read(record.parts)))
    for (const visit of drawVisits(holder.index, settings)) {
      const exchange = await wallet.present(visit)
      if (visit.number === 0) {
        await deployment.verify(exchange, visit)
        verified++
      }
      if (auditor.isAudited(visit)) {
        const people = await auditor.peopleOf(exchange, deployment.contextOf?.(exchange))
        audited.push({ row: visits.length, people })
      }
      const tokens = await reader.read({ ...exchange })
      const found = (await deployment.probe?.(exchange, visit)) ?? {}
      for (const [name, value] of Object.entries({ ...found, ...circumstances(visit) })) {
        tokens.set(`visit/${name}`, hashOf(value))
      }
      visits.push(paths.row(holder.index, tokens))
    }
  }
  return {
    ...{ format, digest, from, until, ...(leak && { leak }) },
    ...{ paths: paths.paths, records, visits, verified, audited, entitled: auditor.entitled },
  }
}

/** What is known of a visit whatever is shown at it. */
function circumstances({ verifier, time }: Visit): Readonly<Record<string, string>> {
  return {
    verifier: String(verifier),
    hour: String(time.getUTCHours()),
    weekday: String(time.getUTCDay()),
  }
}

/** Who was drawn last of a table: each part of a simulation asks for the same people, and drawing them takes longer than a part. */
const drawn = new WeakMap<PopulationTable, { key: string; holders: readonly SimulatedHolder[] }>()

function holdersOf(
  table: PopulationTable,
  settings: SimulationSettings,
): readonly SimulatedHolder[] {
  const key = JSON.stringify(settings)
  const known = drawn.get(table)
  if (known?.key === key) return known.holders
  const holders = drawHolders(table, settings)
  drawn.set(table, { key, holders })
  return holders
}

/** Setting up an issuer takes longer than a holder does, and follows from format, leak and seed. */
const deployments = new Map<string, Promise<Deployment>>()

function deploymentOf({ format, leak, settings }: ShardJob): Promise<Deployment> {
  const { seed, rule, visits } = settings
  const key = JSON.stringify([format, leak ?? null, seed, rule, visits])
  const known = deployments.get(key)
  if (known) return known
  const opened = loadFormat(format).then(({ open }) =>
    open({ seed, rule, visits, ...(leak && { leak }) }),
  )
  // One at a time is in use.
  deployments.clear()
  deployments.set(key, opened)
  return opened
}

class PathIndex {
  readonly #index = new Map<string, number>()

  get paths(): readonly string[] {
    return [...this.#index.keys()]
  }

  row(holder: number, tokens: Tokens): ShardRow {
    const octets = new Uint8Array(TOKEN_BYTES * tokens.size)
    const view = new DataView(octets.buffer)
    let offset = 0
    for (const [path, hash] of tokens) {
      view.setUint16(offset, this.#of(path))
      view.setUint16(offset + 2, Math.floor(hash / 2 ** 32))
      view.setUint32(offset + 4, hash % 2 ** 32)
      offset += TOKEN_BYTES
    }
    return { holder, tokens: octets }
  }

  #of(path: string): number {
    const index = this.#index.get(path) ?? this.#index.size
    if (index > 0xffff) throw new RangeError('a format has too many different members')
    this.#index.set(path, index)
    return index
  }
}

const TOKEN_BYTES = 8

/** The tokens of a row, each by the index of its path. */
export function* tokensOf({ tokens }: ShardRow): Generator<readonly [path: number, hash: number]> {
  const view = new DataView(tokens.buffer, tokens.byteOffset, tokens.byteLength)
  for (let offset = 0; offset + TOKEN_BYTES <= tokens.length; offset += TOKEN_BYTES) {
    const hash = view.getUint16(offset + 2) * 2 ** 32 + view.getUint32(offset + 4)
    yield [view.getUint16(offset), hash]
  }
}

/** A shard's result as octets, to be stored. */
export function encodeShard(result: ShardResult): Uint8Array {
  const { format, leak, digest, from, until, paths, records, visits, verified } = result
  const { audited, entitled } = result
  const rows = (some: readonly ShardRow[]) => [
    some.map(({ holder }) => holder),
    some.map(({ tokens }) => tokens.length),
    concatOctets(...some.map(({ tokens }) => tokens)),
  ]
  return encodeCbor([
    ...[EDITION, format, leak ?? null, digest, from, until, paths],
    ...[rows(records), rows(visits), verified, storedCount(entitled)],
    audited.map(({ row, people }) => [row, ...storedCount(people)]),
  ])
}

/** A count as it is stored. */
function storedCount({ least, most }: AuditCount) {
  return [least, most]
}

const EDITION = 'unscored shard 2'

/**
 * A stored result, where it is the one of a job; `undefined` where it is another's, or of other settings.
 *
 * @throws {LinkabilityError} `shardMalformed` where it is no result.
 */
export function readShard(octets: Uint8Array, job: ShardJob): ShardResult | undefined {
  const value = decodeStored(octets)
  const [edition, format, leak, digest, from, until, paths, records, visits, verified] = value
  const [entitled, audited] = value.slice(10)
  if (edition !== EDITION) throw malformed()
  const own = [job.format, job.leak ?? null, job.digest, job.from, job.until]
  if (JSON.stringify([format, leak, digest, from, until]) !== JSON.stringify(own)) return undefined
  if (!isTexts(paths) || !Number.isSafeInteger(verified)) throw malformed()
  const { settings: _, ...known } = job
  const rows = parseRows(visits, paths.length)
  return {
    ...known,
    ...{ paths, verified: Number(verified) },
    ...{ records: parseRows(records, paths.length), visits: rows },
    ...{ entitled: parseCount(entitled), audited: parseAudited(audited, rows.length) },
  }
}

function decodeStored(octets: Uint8Array): readonly unknown[] {
  try {
    const value = decodeCbor(octets)
    if (Array.isArray(value)) return value
  } catch (cause) {
    throw malformed(cause)
  }
  throw malformed()
}

function parseRows(value: unknown, paths: number): ShardRow[] {
  const [holders, lengths, octets] = Array.isArray(value) ? value : []
  const areCounted = isCounts(holders) && isCounts(lengths) && holders.length === lengths.length
  if (!areCounted || !(octets instanceof Uint8Array)) throw malformed()
  let offset = 0
  const rows = holders.map((holder, i) => {
    const tokens = octets.subarray(offset, offset + (lengths[i] as number))
    offset += lengths[i] as number
    return { holder, tokens }
  })
  const areWhole = lengths.every((length) => length % TOKEN_BYTES === 0) && offset === octets.length
  if (!areWhole || rows.some((row) => [...tokensOf(row)].some(([path]) => path >= paths))) {
    throw malformed()
  }
  return rows
}

function parseAudited(value: unknown, visits: number): AuditedVisit[] {
  if (!Array.isArray(value)) throw malformed()
  return value.map((one: unknown) => {
    const [row, ...people] = Array.isArray(one) ? one : []
    if (!isCounts([row]) || row >= visits) throw malformed()
    return { row, people: parseCount(people) }
  })
}

function parseCount(value: unknown): AuditCount {
  const [least, most, ...others] = Array.isArray(value) ? value : []
  const isCount = isCounts([least]) && (most === null || (isCounts([most]) && most >= least))
  if (!isCount || others.length > 0) throw malformed()
  return { least, most }
}

function isCounts(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((one) => Number.isSafeInteger(one) && one >= 0)
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string')
}

function malformed(cause?: unknown): LinkabilityError {
  return new LinkabilityError('shardMalformed', 'what was stored is no result of a shard', {
    cause,
  })
}
