import { concatOctets } from '@unscored/core'
import type { Did } from './did.ts'
import { type DidDocument, parseDidDocument } from './did-document.ts'
import { DidWebError, type DidWebErrorCode } from './did-web-error.ts'
import { didWebUrl } from './did-web-url.ts'
import type { WebFetch, WebReader, WebRequest, WebResponse } from './web-fetch.ts'

/** How often a server may send on to another address of its own. */
const MAX_REDIRECTS = 3

/** Media types that are JSON, and may be of a DID document. */
const MEDIA_TYPES: readonly string[] = [
  'application/did+ld+json',
  'application/did+json',
  'application/did',
  'application/json',
  'application/ld+json',
]
const ACCEPT = MEDIA_TYPES.join(', ')

/** A DID document, and what its server said of it. */
export interface FetchedDocument {
  readonly document: DidDocument
  /** The name of this version, as in the header. */
  readonly etag?: string | undefined
  /** Milliseconds for which it holds from now on; 0 where it is not to be kept, undefined where nothing was said. */
  readonly lifetime?: number | undefined
}

/** How documents are fetched. */
export interface FetchOptions {
  fetch: WebFetch
  /** Milliseconds, from the look-up of the name to the last octet. */
  timeLimit: number
  /** Octets, once decompressed. */
  sizeLimit: number
}

/** What {@link fetchDocument} takes beside the DID. */
export interface FetchDocumentOptions extends FetchOptions {
  /** The version that is at hand; where it has an etag, the server is told, and may say that nothing has changed. */
  known?: FetchedDocument | undefined
}

/**
 * Fetches the document of a `did:web`.
 *
 * @throws {DidError} `invalidDid`.
 * @throws {DidWebError} all but `notCached`.
 */
export async function fetchDocument(
  did: string,
  options: FetchDocumentOptions,
): Promise<FetchedDocument> {
  const url = didWebUrl(did)
  // What has an address is a DID.
  const place = { did: did as Did, url }
  return within(options.timeLimit, (signal) => fetchUntil(signal, { ...place, ...options }))
}

/** What work gives in time. Where it gives nothing, it is told to stop, and need not look. */
function within<Result>(
  timeLimit: number,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const controller = new AbortController()
  return new Promise((resolve, reject) => {
    const fail = (error: unknown) => {
      clearTimeout(timer)
      reject(error)
      controller.abort()
    }
    const timer = setTimeout(() => fail(refused('tooSlow', 'it took too long')), timeLimit)
    work(controller.signal).then((result) => {
      clearTimeout(timer)
      resolve(result)
    }, fail)
  })
}

/** What {@link fetchUntil} takes beside the signal. */
interface FetchUntilOptions extends FetchDocumentOptions {
  did: Did
  url: URL
}

async function fetchUntil(
  signal: AbortSignal,
  { did, url, fetch, sizeLimit, known }: FetchUntilOptions,
): Promise<FetchedDocument> {
  const request: WebRequest = {
    headers: {
      accept: ACCEPT,
      ...(known?.etag !== undefined && { 'if-none-match': known.etag }),
    },
    redirect: 'manual',
    credentials: 'omit',
    referrerPolicy: 'no-referrer',
    signal,
  }
  const response = await askFollowing(url, { fetch, request })
  const lifetime = lifetimeOf(response)
  const etag = readEtag(response.headers.get('etag'))
  if (known?.etag !== undefined && response.status === 304) {
    return { document: known.document, etag: etag ?? known.etag, lifetime }
  }
  assertDocumentIn(response)
  const octets = await readBody(response, { sizeLimit, signal })
  return { document: parseDocument(octets, did), etag, lifetime }
}

/** What {@link askFollowing} takes beside the address. */
interface AskOptions {
  fetch: WebFetch
  request: WebRequest
}

async function askFollowing(url: URL, { fetch, request }: AskOptions): Promise<WebResponse> {
  let at = url
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
    const response = await ask(at, { fetch, request })
    const target = redirectOf(response, at)
    if (target === undefined) return response
    await response.body?.cancel().catch(() => {})
    at = target
  }
  throw redirectRefused('it leads nowhere')
}

async function ask(url: URL, { fetch, request }: AskOptions): Promise<WebResponse> {
  try {
    return await fetch(url, request)
  } catch (cause) {
    throw asDidWebError(cause)
  }
}

function redirectOf(response: WebResponse, from: URL): URL | undefined {
  // A page is not told where a redirect leads; and who followed one was told not to.
  if (response.type === 'opaqueredirect' || response.redirected) {
    throw redirectRefused('where it leads is not known')
  }
  if (![301, 302, 303, 307, 308].includes(response.status)) return undefined
  const location = response.headers.get('location') ?? ''
  if (!URL.canParse(location, from.href)) throw redirectRefused('it has no target')
  const { origin, pathname, search } = new URL(location, from)
  if (origin !== from.origin) throw redirectRefused('it leads to another origin')
  // Without the user that it may name.
  return new URL(origin + pathname + search)
}

function assertDocumentIn(response: WebResponse): void {
  const { status, headers } = response
  const type = headers.get('content-type')?.split(';')[0]?.trim().toLowerCase() ?? ''
  if (status === 200 && MEDIA_TYPES.includes(type)) return
  if (status === 200) throw refused('mediaTypeRefused', 'its media type is not one of a document')
  throw refused(codeOfStatus(status), `HTTP ${status}`)
}

function codeOfStatus(status: number): DidWebErrorCode {
  if (status === 404 || status === 410) return 'absent'
  return status === 429 || status >= 500 ? 'serverFailed' : 'statusRefused'
}

/** What {@link readBody} takes beside the response. */
interface ReadBodyOptions {
  sizeLimit: number
  signal: AbortSignal
}

/** Reads as it comes, so that no more than the limit is ever held, however well it was compressed. */
async function readBody(
  { body }: WebResponse,
  { sizeLimit, signal }: ReadBodyOptions,
): Promise<Uint8Array> {
  const reader = body?.getReader()
  signal.addEventListener('abort', () => reader?.cancel().catch(() => {}))
  const chunks: Uint8Array[] = []
  let length = 0
  for (let chunk = await read(reader); chunk !== undefined; chunk = await read(reader)) {
    chunks.push(chunk)
    length += chunk.length
    if (length > sizeLimit) throw refused('tooLarge', `more than ${sizeLimit} octets`)
  }
  const [only = new Uint8Array()] = chunks
  return chunks.length > 1 ? concatOctets(...chunks) : only
}

async function read(reader: WebReader | undefined): Promise<Uint8Array | undefined> {
  try {
    return (await reader?.read())?.value
  } catch (cause) {
    throw asDidWebError(cause)
  }
}

const decoder = new TextDecoder('utf-8', { fatal: true })

function parseDocument(octets: Uint8Array, did: Did): DidDocument {
  try {
    // How deep it is, is looked at there.
    return parseDidDocument(JSON.parse(decoder.decode(octets)), did)
  } catch (cause) {
    throw refused('documentRefused', 'it is not the document of the DID', { cause })
  }
}

/** Weak or strong, and too short to hold much else than the name of a version (RFC 9110 §8.8.3). */
const ETAG = /^(?:W\/)?"[\x21\x23-\x7e]{0,128}"$/

/** Reads an etag; `undefined` where it is none. */
export function readEtag(text: unknown): string | undefined {
  return typeof text === 'string' && ETAG.test(text) ? text : undefined
}

/** What Cache-Control says, less the time that the answer has spent in caches on its way (RFC 9111 §5). */
function lifetimeOf({ headers }: WebResponse): number | undefined {
  const header = headers.get('cache-control')
  if (header === null) return undefined
  const directives = header.split(',').map((directive) => directive.trim().toLowerCase())
  if (directives.includes('no-store') || directives.includes('no-cache')) return 0
  const [seconds] = directives.flatMap((text) => /^max-age="?(\d{1,9})"?$/.exec(text)?.[1] ?? [])
  if (seconds === undefined) return undefined
  const spent = /^\d{1,9}$/.exec(headers.get('age') ?? '')?.[0] ?? 0
  return Math.max(Number(seconds) - Number(spent), 0) * 1000
}

function asDidWebError(cause: unknown): DidWebError {
  return cause instanceof DidWebError
    ? cause
    : refused('requestFailed', 'the request failed', { cause })
}

function redirectRefused(why: string): DidWebError {
  return refused('redirectRefused', `a redirect: ${why}`)
}

function refused(code: DidWebErrorCode, why: string, options?: ErrorOptions): DidWebError {
  return new DidWebError(code, `the document was not fetched: ${why}`, options)
}
