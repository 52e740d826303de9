import { createCache, digestOf, type RandomSource } from '@unscored/core'
import { ParameterError } from './error.ts'
import {
  type GapsReference,
  gapsFileUrl,
  MAX_GAPS_FILE_BYTES,
  type OpenedGapsFile,
  openGapsFile,
} from './gaps-file.ts'
import {
  MAX_SET_FILE_BYTES,
  type OpenedSetFile,
  openSetFile,
  type SetReference,
} from './set-file.ts'

/** Where files stay beyond a process. What it gives is checked as if it had been fetched. */
export interface ParameterStore {
  /** `undefined` where there is none. Names are of letters, digits, `-` and `_`, and at most 128 of them. */
  read(name: string): Promise<Uint8Array | undefined>
  write(name: string, octets: Uint8Array): Promise<void>
}

/** What {@link createParameterFiles} takes. */
export interface CreateParameterFilesOptions {
  /**
   * Fetches a whole file, of at most so many octets. Its address is the same for everybody, and so must be what else is sent:
   * no cookies, no referrer. Left out where nothing is ever to be fetched.
   */
  fetch?: (url: string, options: { maxBytes: number }) => Promise<Uint8Array>
  /** None by default: files are kept in memory then. */
  store?: ParameterStore
  /** How many opened files are kept in memory, 64 by default. */
  capacity?: number
  random?: RandomSource
}

/** What issuers publish for everybody. Each file is fetched once, and checked before it is used. */
export interface ParameterFiles extends FilesAtHand {
  /** The same files, of which none is fetched: what is neither in memory nor stored is `fileUnavailable`. */
  readonly atHand: FilesAtHand
}

/** Where a {@link ParameterFiles} has its files from. */
export interface FilesAtHand {
  /**
   * A set that a pinned manifest names.
   *
   * @throws {ParameterError} `fileUnavailable`, or as `openSetFile`.
   */
  set(reference: SetReference): Promise<OpenedSetFile>
  /**
   * The gaps of an epoch, by what a pinned manifest says of revocation. To be asked for when the epoch begins, not while
   * presenting.
   *
   * @throws {ParameterError} `fileUnavailable`, or as `openGapsFile`.
   */
  gaps(revocation: { url: string; publicKey: string }, epoch: number): Promise<OpenedGapsFile>
}

/** Keeps what issuers publish by the digests that manifests name, and gaps by key and epoch. */
export function createParameterFiles({
  fetch,
  store,
  capacity = 64,
  random,
}: CreateParameterFilesOptions): ParameterFiles {
  const sets = createCache<Promise<OpenedSetFile>>(capacity)
  const gaps = createCache<Promise<OpenedGapsFile>>(capacity)
  return { ...filesFrom(fetch), atHand: filesFrom(undefined) }

  function filesFrom(source: CreateParameterFilesOptions['fetch']): FilesAtHand {
    const from = source === undefined ? atHand : once
    return {
      set: (reference) =>
        from(sets, JSON.stringify(reference), () =>
          opened(
            { url: reference.url, name: reference.digest, maxBytes: MAX_SET_FILE_BYTES, source },
            (octets) => openSetFile(octets, { reference, ...(random && { random }) }),
          ),
        ),
      gaps: async (revocation, epoch) => {
        const url = gapsFileUrl(revocation, epoch)
        const reference: GapsReference = { url, epoch, publicKey: revocation.publicKey }
        const name = `gaps-${epoch}-${digestOf(revocation.publicKey)}`
        return from(gaps, `${url} ${name}`, () =>
          opened({ url, name, maxBytes: MAX_GAPS_FILE_BYTES, source }, (octets) =>
            openGapsFile(octets, { reference }),
          ),
        )
      },
    }
  }

  interface FileToOpen {
    url: string
    name: string
    maxBytes: number
    source: CreateParameterFilesOptions['fetch']
  }

  async function opened<Opened>(
    { url, name, maxBytes, source }: FileToOpen,
    open: (octets: Uint8Array) => Promise<Opened>,
  ): Promise<Opened> {
    const stored = await store?.read(name)
    if (source === undefined) {
      if (stored !== undefined) return open(stored)
      throw new ParameterError('fileUnavailable', url, 'it was not fetched')
    }
    const known = stored && (await open(stored).catch(ifDamaged))
    if (known !== undefined) return known
    const octets = await source(url, { maxBytes }).catch((cause: unknown) => {
      throw new ParameterError('fileUnavailable', url, 'it could not be fetched', { cause })
    })
    const file = await open(octets)
    await store?.write(name, octets)
    return file
  }
}

/** What is asked for twice is opened once; what was refused is tried again when it is next asked for. */
function once<Opened>(
  cache: ReturnType<typeof createCache<Promise<Opened>>>,
  key: string,
  open: () => Promise<Opened>,
): Promise<Opened> {
  const known = cache.get(key)
  if (known !== undefined) return known
  const opening = open()
  cache.set(key, opening)
  opening.catch(() => cache.delete(key))
  return opening
}

/** What was opened before, or can be now; whoever fetches it meanwhile does not get a refusal that is for want of it. */
async function atHand<Opened>(
  cache: ReturnType<typeof createCache<Promise<Opened>>>,
  key: string,
  open: () => Promise<Opened>,
): Promise<Opened> {
  const known = cache.get(key)
  if (known !== undefined) return known
  const opened = await open()
  cache.set(key, Promise.resolve(opened))
  return opened
}

function ifDamaged(cause: unknown): undefined {
  if (!(cause instanceof ParameterError)) throw cause
}
