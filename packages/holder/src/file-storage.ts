import { encodeMultibase, equalOctets, type RandomSource, randomOctets } from '@unscored/core'
import type { WalletStorage } from './encrypted-store.ts'
import { HolderError } from './error.ts'
import { MAX_WALLET_BYTES, tooLarge } from './sealed-wallet.ts'

/** The part of `node:fs/promises` that a {@link createFileStorage} needs. */
export interface Files {
  open(path: string, flags: string, mode?: number): Promise<OpenFile>
  readdir(path: string): Promise<string[]>
  rename(from: string, to: string): Promise<void>
  unlink(path: string): Promise<void>
}

/** The part of a `FileHandle` that a {@link createFileStorage} needs. */
export interface OpenFile {
  stat(): Promise<{ size: number }>
  readFile(): Promise<Uint8Array>
  writeFile(octets: Uint8Array): Promise<void>
  sync(): Promise<void>
  close(): Promise<void>
}

/** What {@link createFileStorage} takes. */
export interface FileStorageOptions {
  /** `node:fs/promises`, as in `import * as files from 'node:fs/promises'`. */
  files: Files
  /** Where the wallet is or will be. Its folder exists. */
  path: string
  /** Where names of temporary files come from. */
  random?: RandomSource
}

/**
 * Keeps a wallet in one file that its owner alone can read.
 *
 * A write makes a temporary file beside it, waits until the disk has it, and renames it. Two processes cannot undo
 * each other's writes, and no lock can be left behind: who is about to rename first deletes every other temporary
 * file of the wallet, with which the rename of its writer fails, and then looks whether the wallet is still the one
 * that was read. Of two that write at once, whoever listed the folder later has seen the other's file; so at most one
 * succeeds, and both may fail. Temporary files that a crash left go the same way.
 *
 * @throws {HolderError} from its functions: `walletBusy`; `tooLarge`; `storageFailed` with what the files threw as
 *   its cause. A write that failed so has left the old octets, unless all but its last step was done, which is to
 *   make the rename outlast a power cut: then the new ones are there.
 */
export function createFileStorage({
  files,
  path,
  random = randomOctets,
}: FileStorageOptions): WalletStorage {
  const { folder, name } = splitPath(path)
  return {
    read: () => asHolderError(read()),
    replace: (next, previous) => asHolderError(replace(next, previous)),
  }

  async function read(): Promise<Uint8Array | undefined> {
    const file = await files.open(path, 'r').catch(ifCode('ENOENT'))
    if (file === undefined) return undefined
    try {
      const { size } = await file.stat()
      if (size > MAX_WALLET_BYTES) throw tooLarge()
      return await file.readFile()
    } finally {
      await file.close()
    }
  }

  async function replace(next: Uint8Array, previous: Uint8Array | undefined): Promise<void> {
    const temporary = `${name}.${encodeMultibase(random(16), 'u')}.new`
    try {
      await write(folder + temporary, next)
      await deleteOthers(temporary)
      await assertKept(previous)
      await publish(folder + temporary)
    } catch (error) {
      // Where this fails too, the next write deletes the file.
      await files.unlink(folder + temporary).catch(() => {})
      throw error
    }
    await syncFolder()
  }

  async function write(temporary: string, octets: Uint8Array): Promise<void> {
    const file = await files.open(temporary, 'wx', 0o600)
    try {
      await file.writeFile(octets)
      await file.sync()
    } finally {
      await file.close()
    }
  }

  async function deleteOthers(own: string): Promise<void> {
    const temporaries = (await files.readdir(folder || '.')).filter(isTemporary)
    // Another writer deleted it; or the list is not up to date, and then deleting what it shows would not be enough.
    if (!temporaries.includes(own)) throw busy()
    for (const other of temporaries) {
      if (other !== own) await files.unlink(folder + other).catch(ifCode('ENOENT'))
    }
  }

  function isTemporary(file: string): boolean {
    return file.startsWith(`${name}.`) && /^u[\w-]{22}\.new$/.test(file.slice(name.length + 1))
  }

  async function assertKept(previous: Uint8Array | undefined): Promise<void> {
    const kept = await read()
    const same =
      kept === undefined || previous === undefined ? kept === previous : equalOctets(kept, previous)
    if (!same) throw busy()
  }

  async function publish(temporary: string): Promise<void> {
    await files.rename(temporary, path).catch((cause: unknown) => {
      throw codeOf(cause) === 'ENOENT' ? busy() : cause
    })
  }

  async function syncFolder(): Promise<void> {
    const handle = await files.open(folder || '.', 'r').catch(ifCode(...NO_FOLDER_SYNC))
    try {
      await handle?.sync().catch(ifCode(...NO_FOLDER_SYNC))
    } finally {
      await handle?.close()
    }
  }
}

/** What systems say on which folders cannot be synced and need not be. */
const NO_FOLDER_SYNC = ['EISDIR', 'EPERM', 'EINVAL', 'ENOTSUP']

/** A path as its folder, with the separator at its end, and the name within. Windows has either separator. */
function splitPath(path: string): { folder: string; name: string } {
  const end = Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1
  if (end === path.length) throw new RangeError('the path names no file')
  return { folder: path.slice(0, end), name: path.slice(end) }
}

/** Turns a failure of one of these codes into `undefined`. */
function ifCode(...codes: readonly string[]): (cause: unknown) => undefined {
  return (cause) => {
    if (!codes.includes(codeOf(cause))) throw cause
  }
}

/** The code that the system gave an error, as `ENOENT`. */
function codeOf(cause: unknown): string {
  return cause instanceof Error && 'code' in cause ? String(cause.code) : ''
}

async function asHolderError<Result>(work: Promise<Result>): Promise<Result> {
  return work.catch((cause: unknown) => {
    if (cause instanceof HolderError) throw cause
    throw new HolderError('storageFailed', 'the wallet file was not read or written', { cause })
  })
}

const busy = () => new HolderError('walletBusy', 'the wallet was written by another process')
