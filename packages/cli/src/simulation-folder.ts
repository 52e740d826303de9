import { join } from 'node:path'
import { isJsonObject, type JsonObject, type JsonValue } from '@unscored/core'
import type { ShardJob, ShardResult } from '@unscored/linkability'
import type { Context } from './context.ts'
import { exists, makeFolder, readFileOctets, readJsonObject, replaceOctets } from './documents.ts'
import { CliError } from './error.ts'

/** What is simulated in a folder, so that it can be gone on with. */
export interface StoredPlan {
  /** Of settings and population; parts that were done belong to it. */
  readonly digest: string
  readonly settings: JsonObject
  readonly formats: readonly string[]
  readonly leaks: readonly string[]
}

/**
 * The plan of a folder, or `undefined` where there is none.
 *
 * @throws {CliError} `notRecognised` where the file is none.
 */
export async function readPlan(folder: string, context: Context): Promise<StoredPlan | undefined> {
  const path = join(folder, PLAN)
  if (!(await exists(path, context))) return undefined
  const { edition, digest, settings, formats, leaks } = await readJsonObject(path, context)
  const isPlan = edition === EDITION && typeof digest === 'string' && isJsonObject(settings)
  if (!isPlan || !isTexts(formats) || !isTexts(leaks)) {
    throw new CliError('notRecognised', `${path} is no plan of a simulation`)
  }
  return { digest, settings, formats, leaks }
}

function isTexts(value: JsonValue | undefined): value is readonly string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string')
}

/**
 * Writes the plan of a folder, which is made where there is none.
 *
 * @throws {CliError} `fileNotWritten`.
 */
export async function writePlan(folder: string, plan: StoredPlan, context: Context): Promise<void> {
  await makeFolder(join(folder, PARTS), { mode: 0o777, context })
  const text = JSON.stringify({ edition: EDITION, ...plan }, null, 2)
  await replaceOctets(join(folder, PLAN), new TextEncoder().encode(`${text}\n`), context)
}

/** Deletes the parts that were done, of whatever plan. */
export async function clearParts(folder: string, { files }: Context): Promise<void> {
  const names = await files.readdir(join(folder, PARTS)).catch(() => [])
  for (const name of names.filter((one) => PART.test(one))) {
    await files.unlink(join(folder, PARTS, name))
  }
}

/** Parts of a simulation that are kept in a folder. */
export interface PartStore {
  /** A part that was done before, and whole. */
  read(job: ShardJob): Promise<ShardResult | undefined>
  write(job: ShardJob, octets: Uint8Array): Promise<void>
}

/** What {@link openParts} takes. */
export interface OpenPartsOptions {
  /** `readShard`. */
  readonly readShard: (octets: Uint8Array, job: ShardJob) => ShardResult | undefined
  readonly context: Context
}

/** The parts of a folder. One that is damaged, or of other settings, counts as not done. */
export function openParts(folder: string, { readShard, context }: OpenPartsOptions): PartStore {
  const pathOf = ({ format, leak, from, until }: ShardJob) =>
    join(folder, PARTS, `${format}-${leak ?? 'none'}-${from}-${until}.cbor`)
  return {
    async read(job) {
      const path = pathOf(job)
      if (!(await exists(path, context))) return undefined
      const octets = await readFileOctets(path, context, MAX_PART_BYTES)
      try {
        return readShard(octets, job)
      } catch {
        return undefined
      }
    },
    write: (job, octets) => replaceOctets(pathOf(job), octets, context),
  }
}

const EDITION = 'unscored simulation 1'
const PLAN = 'simulation.json'
const PARTS = 'parts'
const PART = /\.(cbor|new)$/

/** Of some dozens of holders there is far less. */
const MAX_PART_BYTES = 2 ** 28
