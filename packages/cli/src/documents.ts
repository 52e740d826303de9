import {
  encodeMultibase,
  type FormatError,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  parseJson,
  randomOctets,
} from '@unscored/core'
import type { Context } from './context.ts'
import { CliError } from './error.ts'
import type { Report } from './output.ts'

/** The largest file that is read, in octets: 16 MiB, room for a photograph. */
const MAX_FILE_BYTES = 2 ** 24

/** The name of a document that is read from stdin. */
export const STDIN = '-'

/**
 * The octets of a file, or of stdin for `-`.
 *
 * @throws {CliError} `fileMissing`, `fileUnreadable` or `fileTooLarge`.
 */
export async function readOctets(path: string, context: Context): Promise<Uint8Array> {
  return path === STDIN ? collect(context.stdin, path) : readFileOctets(path, context)
}

/**
 * The octets of a file, whatever its name.
 *
 * @param limit The most octets that are read.
 * @throws {CliError} `fileMissing`, `fileUnreadable` or `fileTooLarge`.
 */
export async function readFileOctets(
  path: string,
  { files }: Pick<Context, 'files'>,
  limit = MAX_FILE_BYTES,
): Promise<Uint8Array> {
  const file = await files.open(path, 'r').catch((cause: unknown) => {
    throw unreadable(path, cause)
  })
  try {
    return await collect(file.createReadStream({ autoClose: false }), path, limit)
  } finally {
    await file.close()
  }
}

/**
 * The text of a file, UTF-8.
 *
 * @throws {CliError} `notText`, and what {@link readOctets} throws.
 */
export async function readText(path: string, context: Context): Promise<string> {
  return textOf(await readOctets(path, context), path)
}

/**
 * Octets as the text that they are in UTF-8.
 *
 * @param path Where they come from, for messages.
 * @throws {CliError} `notText`.
 */
export function textOf(octets: Uint8Array, path: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(octets)
  } catch (cause) {
    throw new CliError('notText', `${path} holds no text`, { cause })
  }
}

/**
 * The JSON of a file.
 *
 * @throws {CliError} `notJson`, and what {@link readText} throws.
 */
export async function readJson(path: string, context: Context): Promise<JsonValue> {
  return jsonOf(await readText(path, context), path)
}

/**
 * Text as the JSON that it is.
 *
 * @param path Where it comes from, for messages.
 * @throws {CliError} `notJson`.
 */
export function jsonOf(text: string, path: string): JsonValue {
  try {
    return parseJson(text)
  } catch (cause) {
    // parseJson throws nothing else.
    const { message } = cause as FormatError
    throw new CliError('notJson', `${path}: ${message}`, { cause })
  }
}

/**
 * The JSON object of a file.
 *
 * @throws {CliError} `notJson`, and what {@link readText} throws.
 */
export async function readJsonObject(path: string, context: Context): Promise<JsonObject> {
  const value = await readJson(path, context)
  if (!isJsonObject(value)) throw new CliError('notJson', `${path} holds no JSON object`)
  return value
}

/** Whether there is a file; what else is wrong with one is for who opens it. */
export async function exists(path: string, { files }: Pick<Context, 'files'>): Promise<boolean> {
  const file = await files.open(path, 'r').catch((cause: unknown) => {
    if (systemCode(cause) !== 'ENOENT') return 'unreadable'
    return undefined
  })
  if (file === undefined) return false
  if (file !== 'unreadable') await file.close()
  return true
}

/**
 * Writes octets that are for everybody.
 *
 * @throws {CliError} `fileNotWritten`.
 */
export async function writeOctets(
  { path, octets }: { path: string; octets: Uint8Array },
  { files }: Pick<Context, 'files'>,
): Promise<void> {
  const failed = (cause: unknown): never => {
    throw unwritten(path, cause)
  }
  const file = await files.open(path, ...openings.public).catch(failed)
  try {
    await file.writeFile(octets).catch(failed)
  } finally {
    await file.close()
  }
}

/**
 * Puts octets in the place of others that somebody may be reading: who does has the old ones or the new ones.
 *
 * @throws {CliError} `fileNotWritten`.
 */
export async function replaceOctets(
  path: string,
  octets: Uint8Array,
  context: Pick<Context, 'files'>,
): Promise<void> {
  // Of several that write the same, none takes what another has not finished.
  const temporary = `${path}.${encodeMultibase(randomOctets(8), 'u')}.new`
  await writeOctets({ path: temporary, octets }, context)
  await context.files.rename(temporary, path).catch((cause: unknown) => {
    throw unwritten(path, cause)
  })
}

/**
 * Makes a folder where there is none.
 *
 * @throws {CliError} `fileNotWritten`.
 */
export async function makeFolder(
  path: string,
  { mode, context }: { mode: number; context: Context },
): Promise<void> {
  await context.files.mkdir(path, { recursive: true, mode }).catch((cause: unknown) => {
    throw new CliError('fileNotWritten', `${path} cannot be made`, { cause })
  })
}

/** What {@link writeDocument} takes. */
export interface WriteDocumentOptions {
  path: string
  document: unknown
  sort: DocumentSort
}

/**
 * A secret, as a key or a credential, only its owner can read, and it never takes the place of another file, which might
 * be the last copy of one. What is for one receiver only its owner can read. What is published for the first time takes the
 * place of nothing either.
 */
export type DocumentSort = 'secret' | 'forOneReceiver' | 'public' | 'firstPublished'

const openings: Readonly<Record<DocumentSort, readonly [flags: string, mode: number]>> = {
  secret: ['wx', 0o600],
  forOneReceiver: ['w', 0o600],
  public: ['w', 0o666],
  firstPublished: ['wx', 0o666],
}

/**
 * Writes a document as JSON.
 *
 * @throws {CliError} `fileExists` or `fileNotWritten`.
 */
export async function writeDocument(
  { path, document, sort }: WriteDocumentOptions,
  { files }: Context,
): Promise<void> {
  const text = `${JSON.stringify(document, null, 2)}\n`
  const file = await files.open(path, ...openings[sort]).catch((cause: unknown) => {
    throw unwritten(path, cause)
  })
  try {
    await file.writeFile(text).catch((cause: unknown) => {
      throw unwritten(path, cause)
    })
  } finally {
    await file.close()
  }
}

/**
 * Puts a document in the place of one that is published, which a server may be reading: that has the old one or the new one.
 *
 * @throws {CliError} `fileNotWritten`.
 */
export async function replacePublished(
  path: string,
  document: unknown,
  context: Context,
): Promise<void> {
  const temporary = `${path}.new`
  await writeDocument({ path: temporary, document, sort: 'public' }, context)
  await context.files.rename(temporary, path).catch((cause: unknown) => {
    throw unwritten(path, cause)
  })
}

/** What {@link deliver} takes. */
export interface DeliverOptions {
  document: unknown
  /** Where it goes; to stdout where this is left out. */
  out: string | undefined
  sort: DocumentSort
  /** What is reported where the document goes to a file. */
  report: Report
}

/**
 * Hands a document over, in a file with a report on stdout, or on stdout alone.
 *
 * @throws {CliError} as {@link writeDocument}.
 */
export async function deliver(options: DeliverOptions, context: Context): Promise<void> {
  const { document, out, sort, report } = options
  if (out === undefined) return context.output.document(document)
  await writeDocument({ path: out, document, sort }, context)
  context.output.report(report)
}

/** The code that the system gave an error, as `ENOENT`. */
export function systemCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}

async function collect(
  stream: AsyncIterable<string | Uint8Array>,
  path: string,
  limit = MAX_FILE_BYTES,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let length = 0
  try {
    for await (const chunk of stream) {
      const octets = typeof chunk === 'string' ? new TextEncoder().encode(chunk) : chunk
      length += octets.length
      if (length > limit) break
      chunks.push(octets)
    }
  } catch (cause) {
    throw unreadable(path, cause)
  }
  if (length > limit) {
    throw new CliError('fileTooLarge', `${path} has more than ${limit} octets`)
  }
  return Buffer.concat(chunks)
}

function unreadable(path: string, cause: unknown): CliError {
  return systemCode(cause) === 'ENOENT'
    ? new CliError('fileMissing', `there is no file ${path}`, { cause })
    : new CliError('fileUnreadable', `${path} cannot be read`, { cause })
}

function unwritten(path: string, cause: unknown): CliError {
  return systemCode(cause) === 'EEXIST'
    ? new CliError('fileExists', `${path} exists and is not overwritten`, { cause })
    : new CliError('fileNotWritten', `${path} cannot be written`, { cause })
}
