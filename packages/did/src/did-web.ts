import type { DIDResolutionResult, DIDResolver } from 'did-resolver'
import type { DidDocument } from './did-document.ts'
import { resolved, unresolved } from './did-resolution.ts'
import { DidWebError, didErrorCodeOf } from './did-web-error.ts'
import { DidError } from './error.ts'
import { type FetchOptions, fetchDocument } from './fetch-document.ts'
import { createWebFetch, type WebFetch } from './web-fetch.ts'

/** How `did:web` documents are fetched. */
export interface DidWebOptions {
  /**
   * {@link createWebFetch} by default. One of your own is asked for whatever a DID names: what addresses it reaches
   * is for it to decide.
   */
  fetch?: WebFetch
  /** Milliseconds from the look-up of the name to the last octet; 5,000 by default. */
  timeLimit?: number
  /** Octets of a document once decompressed; 65,536 by default. */
  sizeLimit?: number
}

/**
 * The DID method `web`: fetches the document over https, within limits of time and size, following no more than three
 * redirects and none of them to another origin. The document is taken with status 200, as a media type of JSON or of
 * DID documents, and where it is that of the DID.
 *
 * What web-did-resolver gives for a DID, this gives too, or refuses it: then no document is handed on, `error` says
 * what DID Core calls it, and `reason` is a {@link DidWebErrorCode}.
 *
 * Whoever runs the server sees when it is asked and by whom: resolve in advance, with `createDidWebCache` and
 * `createPrefetcher`, or pin what was resolved.
 *
 * @returns An entry for the methods of `createResolver`.
 * @see did:web Method Specification §2.5.2 Read
 */
export function createDidWebResolver(options: DidWebOptions = {}): { web: DIDResolver } {
  const settings = fetchOptions(options)
  return { web: (did) => answer(() => fetchDocument(did, settings)) }
}

/** Options with their defaults. */
export function fetchOptions({
  fetch = createWebFetch(),
  timeLimit = 5_000,
  sizeLimit = 65_536,
}: DidWebOptions): FetchOptions {
  return { fetch, timeLimit, sizeLimit }
}

/** A document, and what to say of it. */
export interface FoundDocument {
  readonly document: DidDocument
  /** What else the metadata of the resolution says. */
  readonly metadata?: object
}

/** The result of a resolution, from a function that gives the document or throws. */
export async function answer(find: () => Promise<FoundDocument>): Promise<DIDResolutionResult> {
  try {
    const { document, metadata } = await find()
    return resolved(document, metadata)
  } catch (error) {
    if (error instanceof DidError) return unresolved(error.code)
    if (!(error instanceof DidWebError)) throw error
    const { code: reason, message } = error
    return unresolved(didErrorCodeOf(error), { reason, message })
  }
}
