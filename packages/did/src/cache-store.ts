import {
  encodeMultibase,
  type JsonObject,
  MAX_JSON_BYTES,
  parseJson,
  type RandomSource,
  randomOctets,
  sha256,
  utf8,
} from '@unscored/core'

/** Where `createDidWebCache` keeps documents beyond its process. What it gives is checked by who reads. */
export interface DocumentStore {
  /** What was last written for a DID; `undefined` where there is nothing. */
  read(did: string): Promise<unknown>
  write(did: string, entry: JsonObject): Promise<void>
  /** Has no effect where there is nothing. */
  delete(did: string): Promise<void>
}

/** The part of `node:fs/promises` that a {@link createFileDocumentStore} needs. */
export interface CacheFiles {
  open(path: string, flags: string, mode?: number): Promise<CacheFile>
  readdir(path: string): Promise<string[]>
  rename(from: string, to: string): Promise<void>
  unlink(path: string): Promise<void>
}

/** The part of a `FileHandle` that a {@link createFileDocumentStore} needs. */
export interface CacheFile {
  stat(): Promise<{ size: number; mtimeMs: number }>
  readFile(): Promise<Uint8Array>
  writeFile(octets: Uint8Array): Promise<void>
  close(): Promise<void>
}

/** What {@link createFileDocumentStore} takes. */
export interface FileDocumentStoreOptions {
  /** `node:fs/promises`, as in `import * as files from 'node:fs/promises'`. */
  files: CacheFiles
  /** A folder that exists, and has nothing else in it. */
  folder: string
  /** How many documents are kept, 1,000 by default; those that were written longest ago make room. */
  size?: number
  /** Where names of temporary files come from. */
  random?: RandomSource
}

/**
 * Keeps documents in files that their owner alone can read, one for each DID. A file is replaced as a whole, and one
 * that is damaged, or larger than any document, is as none. Several processes may use a folder.
 *
 * Whoever finds the folder learns which issuers were asked about and when: of a verifier that prefetches a list, the
 * list, which is no secret; of a wallet, what credentials its holder has, so that a wallet keeps its documents in
 * memory, or in a store of its own that is encrypted. Whoever can write there can give any issuer other keys.
 */
export function createFileDocumentStore({
  files,
  folder,
  size = 1_000,
  random = randomOctets,
}: FileDocumentStoreOptions): DocumentStore {
  return {
    read: async (did) => parse(await read(pathOf(did))),
    write: async (did, entry) => {
      const path = pathOf(did)
      await replace(path, utf8(JSON.stringify(entry)))
      await makeRoom()
    },
    delete: async (did) => remove(pathOf(did)),
  }

  /** A DID has characters that names of files have not. */
  function pathOf(did: string): string {
    return `${folder}/${encodeMultibase(sha256(utf8(did)), 'u')}.json`
  }

  async function read(path: string): Promise<Uint8Array | undefined> {
    const file = await files.open(path, 'r').catch(ifMissing)
    if (file === undefined) return undefined
    try {
      const { size } = await file.stat()
      return size > MAX_JSON_BYTES ? undefined : await file.readFile()
    } finally {
      await file.close()
    }
  }

  /** Does not wait for the disk: after a power cut a damaged file is as none. */
  async function replace(path: string, octets: Uint8Array): Promise<void> {
    const temporary = `${path}.${encodeMultibase(random(16), 'u')}.new`
    const file = await files.open(temporary, 'wx', 0o600)
    try {
      await file.writeFile(octets)
    } finally {
      await file.close()
    }
    await files.rename(temporary, path)
  }

  async function makeRoom(): Promise<void> {
    const paths = (await files.readdir(folder)).filter(isOwn).map((name) => `${folder}/${name}`)
    if (paths.length <= size) return
    const written = await Promise.all(
      paths.map(async (path) => ({ path, time: await timeOf(path) })),
    )
    const oldest = written.sort((a, b) => a.time - b.time).slice(0, paths.length - size)
    for (const { path } of oldest) await remove(path)
  }

  async function timeOf(path: string): Promise<number> {
    const file = await files.open(path, 'r').catch(ifMissing)
    try {
      return (await file?.stat())?.mtimeMs ?? 0
    } finally {
      await file?.close()
    }
  }

  async function remove(path: string): Promise<void> {
    await files.unlink(path).catch(ifMissing)
  }
}

/** Whether a file is a document, or was to become one before its process ended. */
function isOwn(name: string): boolean {
  return /^u[\w-]{43}\.json(?:\.u[\w-]{22}\.new)?$/.test(name)
}

function parse(octets: Uint8Array | undefined): unknown {
  if (octets === undefined) return undefined
  try {
    return parseJson(new TextDecoder('utf-8', { fatal: true }).decode(octets))
  } catch {
    return undefined
  }
}

function ifMissing(cause: unknown): undefined {
  if (!(cause instanceof Error && 'code' in cause && cause.code === 'ENOENT')) throw cause
}
