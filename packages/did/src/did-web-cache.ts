import { createCache } from '@unscored/core'
import type { DIDResolver } from 'did-resolver'
import { type CacheEntry, createEntry, entryToJson, readEntry } from './cache-entry.ts'
import type { DocumentStore } from './cache-store.ts'
import { answer, type DidWebOptions, type FoundDocument, fetchOptions } from './did-web.ts'
import { DidWebError, isTransient } from './did-web-error.ts'
import { fetchDocument } from './fetch-document.ts'

/** What {@link createDidWebCache} takes. All durations are in milliseconds. */
export interface CreateDidWebCacheOptions extends DidWebOptions {
  /** The longest that a document is given out without asking again, whatever its server says: a day by default. */
  maxLifetime?: number
  /**
   * The shortest, whatever its server says, so that none can have itself asked at every presentation: five minutes by
   * default. It also holds where the server says nothing.
   */
  minLifetime?: number
  /** How long after that a document is still given out at once, while a newer one is fetched: an hour by default. */
  staleWhileRevalidate?: number
  /** How long after that a document is still given out where its server is not reached: a day by default. */
  staleIfError?: number
  /** How long a failure is remembered instead of asking again: half a minute by default. */
  failureLifetime?: number
  /** How many documents are held in memory, 1,000 by default, and as many failures. */
  size?: number
  /** What outlasts the process; nothing by default. Where it fails, documents are fetched. */
  store?: DocumentStore
  /**
   * Whether servers are told the etag of the version at hand, which saves the document where nothing changed. By
   * default they are. A server may give every client an etag of its own, and know it again by that: wallets say no.
   */
  sendEtags?: boolean
  /**
   * Whether resolving may ask a server; by default it may. Where it may not, only `refresh` does, and resolving gives
   * what is there until `maxLifetime` and `staleIfError` are over, and then `notFound`, for the reason `notCached`.
   */
  fetchWhenAsked?: boolean
  now?: () => Date
}

/** Documents of `did:web` that were fetched before. */
export interface DidWebCache {
  /** An entry for the methods of `createResolver`. */
  readonly methods: { web: DIDResolver }
  /**
   * Asks the server of a DID, however new what is there may be, and keeps its answer.
   *
   * @throws {DidError} `invalidDid`.
   * @throws {DidWebError} why there is no document.
   */
  refresh(did: string): Promise<void>
}

/**
 * The DID method `web`, with a memory.
 *
 * How old may a document be that a verifier relies on, and a key that its issuer has long withdrawn? Never older, since
 * its server last confirmed it, than `maxLifetime` and the longer of `staleWhileRevalidate` and `staleIfError`: two days
 * by default. Where a server is reached and says that there is no document, or hands out one that is refused, that
 * holds at once, and what was there is forgotten. The metadata of a resolution say when the document was `retrieved`.
 *
 * Documents are held by their DIDs exactly, and checked before they are held; of an answer that was refused, nothing
 * is. However many ask for a DID at once, its server is asked once.
 *
 * Resolving what is not there, or is no longer new, asks a server at the moment of a presentation, which is what an
 * issuer could follow its holders by. Where that matters, set `fetchWhenAsked` to false, and let `createPrefetcher`
 * call `refresh`.
 */
export function createDidWebCache(options: CreateDidWebCacheOptions = {}): DidWebCache {
  const {
    maxLifetime = DAY,
    minLifetime = 5 * MINUTE,
    staleWhileRevalidate = HOUR,
    staleIfError = DAY,
    failureLifetime = MINUTE / 2,
    size = 1_000,
    sendEtags = true,
    fetchWhenAsked = true,
    now = () => new Date(),
  } = options
  const settings = fetchOptions(options)
  const entries = createCache<CacheEntry>(size)
  const failures = createCache<Failure>(size)
  const asking = new Map<string, Promise<CacheEntry>>()
  let { store } = options

  return {
    methods: { web: (did) => answer(async () => found(await find(did))) },
    refresh: async (did) => void (await refresh(did)),
  }

  async function find(did: string): Promise<CacheEntry> {
    const entry = await recall(did)
    const overdue = entry === undefined ? Number.POSITIVE_INFINITY : overdueOf(entry)
    if (entry !== undefined && overdue <= 0) return entry
    const fallback = overdue <= staleIfError ? entry : undefined
    if (!fetchWhenAsked) return fallback ?? Promise.reject(notCached())
    const asked = refreshUnlessFailed(did)
    if (entry !== undefined && overdue <= staleWhileRevalidate) {
      asked.catch(() => {})
      return entry
    }
    return asked.catch((error: unknown) => {
      if (fallback !== undefined && error instanceof DidWebError && isTransient(error))
        return fallback
      throw error
    })
  }

  async function recall(did: string): Promise<CacheEntry | undefined> {
    const held = entries.get(did)
    if (held !== undefined || store === undefined) return held
    const entry = readEntry(await store.read(did).catch(() => undefined), did)
    if (entry !== undefined) entries.set(did, entry)
    return entry
  }

  /** Milliseconds since somebody should have asked again. A time that is still to come is no time at all. */
  function overdueOf({ retrieved, lifetime }: CacheEntry): number {
    const age = now().getTime() - retrieved
    return age < 0 ? Number.POSITIVE_INFINITY : age - Math.min(lifetime, maxLifetime)
  }

  async function refreshUnlessFailed(did: string): Promise<CacheEntry> {
    const failure = failures.get(did)
    if (failure !== undefined && now().getTime() < failure.until) throw failure.error
    return refresh(did)
  }

  function refresh(did: string): Promise<CacheEntry> {
    const running = asking.get(did)
    if (running !== undefined) return running
    const started = fetchAndKeep(did).finally(() => asking.delete(did))
    asking.set(did, started)
    return started
  }

  async function fetchAndKeep(did: string): Promise<CacheEntry> {
    const known = sendEtags ? await recall(did) : undefined
    const retrieved = now().getTime()
    const fetched = await fetchDocument(did, { ...settings, known }).catch(
      async (error: unknown) => {
        if (error instanceof DidWebError) await keepFailure(did, error)
        throw error
      },
    )
    const lifetime = Math.min(Math.max(fetched.lifetime ?? 0, minLifetime), maxLifetime)
    const entry = createEntry({
      document: fetched.document,
      etag: fetched.etag,
      retrieved,
      lifetime,
    })
    entries.set(did, entry)
    failures.delete(did)
    await store?.write(did, entryToJson(entry)).catch(abandonStore)
    return entry
  }

  async function keepFailure(did: string, error: DidWebError): Promise<void> {
    failures.set(did, { error, until: now().getTime() + failureLifetime })
    if (isTransient(error)) return
    entries.delete(did)
    await store?.delete(did).catch(abandonStore)
  }

  /** What it was not told it must not be asked: it could have what has since been withdrawn. */
  function abandonStore(): void {
    store = undefined
  }
}

/** A failure, and until when nobody is asked again. */
interface Failure {
  readonly error: DidWebError
  readonly until: number
}

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

function found({ document, retrieved }: CacheEntry): FoundDocument {
  return { document, metadata: { retrieved: new Date(retrieved).toISOString() } }
}

function notCached(): DidWebError {
  return new DidWebError('notCached', 'the document was not fetched in advance, or too long ago')
}
