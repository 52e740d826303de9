import { ToolkitError } from '@unscored/core'
import type { DidErrorCode } from './error.ts'

/** Why the document of a `did:web` was not fetched, or was not taken. */
export type DidWebErrorCode =
  /** The name leads to an address that no public server has: private, loopback, link-local and the like. */
  | 'addressRefused'
  /** The server's certificate is expired, for another name, or signed by nobody who is trusted. */
  | 'certificateRefused'
  /** The name was not found, or the connection failed or ended early. */
  | 'requestFailed'
  /** It was not all there in time. */
  | 'tooSlow'
  /** HTTP 429 or 5xx. */
  | 'serverFailed'
  /** HTTP 404 or 410. */
  | 'absent'
  /** Any other status that brings no document. */
  | 'statusRefused'
  /** A redirect to another origin, or one too many. */
  | 'redirectRefused'
  | 'mediaTypeRefused'
  /** More octets than the limit, once decompressed. */
  | 'tooLarge'
  /** It is not the document of the DID: no JSON, of another id, or malformed. */
  | 'documentRefused'
  /** Nothing was prefetched, and nobody is to be asked. */
  | 'notCached'

/**
 * What went wrong with a `did:web`. Resolving gives its code as `reason` in the metadata, beside the `error` that DID
 * Core has for it.
 */
export class DidWebError extends ToolkitError<DidWebErrorCode> {
  override readonly name = 'DidWebError'
}

/** What DID Core calls it. */
export function didErrorCodeOf({ code }: DidWebError): DidErrorCode {
  switch (code) {
    case 'mediaTypeRefused':
      return 'representationNotSupported'
    case 'tooLarge':
    case 'documentRefused':
      return 'invalidDidDocument'
    default:
      return 'notFound'
  }
}

/**
 * Whether the issuer's server has said nothing: it was not reached, not known for certain, or in trouble. All else is
 * its answer, which holds in place of the one before.
 */
export function isTransient({ code }: DidWebError): boolean {
  return transient.has(code)
}

const transient: ReadonlySet<DidWebErrorCode> = new Set<DidWebErrorCode>([
  'addressRefused',
  'certificateRefused',
  'requestFailed',
  'tooSlow',
  'serverFailed',
])
