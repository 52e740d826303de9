import type { Multikey } from '@unscored/core'
import { type Did, parseDid } from './did.ts'
import { type DidDocument, parseDidDocument } from './did-document.ts'
import { didWebUrl } from './did-web-url.ts'
import { createMultikeyMethod, MULTIKEY_CONTEXTS } from './multikey-method.ts'

/** What {@link createDidWebDocument} takes. */
export interface CreateDidWebDocumentOptions {
  /** The host name, with its port where that is not 443: `issuer.example`, `issuer.example:8443`. */
  domain: string
  /** Where on that host, with slashes between: `health/vaccination`. The root by default. */
  path?: string
  /** The public keys that sign, each by the fragment that is to name it: `{ 'key-1': key }`. */
  keys: Readonly<Record<string, Multikey>>
}

/**
 * The document of a `did:web` whose keys sign credentials, to be served as JSON at {@link didWebUrl} of its id.
 *
 * @throws {DidError} `invalidDid` where domain and path make no DID, `invalidDidDocument` where a fragment is none.
 * @throws {TypeError} where a key is a secret one.
 * @see did:web Method Specification §2.5.1 Create
 */
export function createDidWebDocument(options: CreateDidWebDocumentOptions): DidDocument {
  const { domain, path, keys } = options
  const did = didWebOf(domain, path)
  const methods = Object.entries(keys).map(([fragment, key]) =>
    createMultikeyMethod({ did, fragment, key }),
  )
  const document = {
    '@context': MULTIKEY_CONTEXTS,
    id: did,
    verificationMethod: methods,
    assertionMethod: methods.map(({ id }) => id),
  }
  return parseDidDocument(document, did)
}

function didWebOf(domain: string, path: string | undefined): Did {
  // A colon of the caller's separates no segments: it is the port's, or a character of a segment.
  const parts = [domain, ...(path === undefined ? [] : path.split('/'))]
  const did = parseDid(['did:web', ...parts.map((part) => part.replaceAll(':', '%3A'))].join(':'))
  didWebUrl(did)
  return did
}
