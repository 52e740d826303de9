import type { Multikey } from '@unscored/core'
import type { DIDResolver } from 'did-resolver'
import { type Did, parseDid } from './did.ts'
import { type DidDocument, parseDidDocument } from './did-document.ts'
import { unresolved } from './did-resolution.ts'
import { DidError } from './error.ts'
import { createMultikeyMethod, MULTIKEY_CONTEXTS } from './multikey-method.ts'

/**
 * The DID method `web`: fetches the document over https with web-did-resolver.
 *
 * That library takes no `fetch`: it brings its own, follows redirects, and sets no limit of time or size. Who needs
 * those gives `createResolver` another entry for `web`. What is added here: a DID that {@link didWebUrl} refuses is
 * answered with `invalidDid` and never requested; and the document of another DID, which the library hands on
 * beside its error, is kept back, with `invalidDidDocument`.
 *
 * @returns An entry for the methods of `createResolver`.
 */
export function createDidWebResolver(): { web: DIDResolver } {
  return {
    web: async (did, ...rest) => {
      if (readDidWeb(did) === undefined) return unresolved('invalidDid')
      const fetchDocument = await loadFetch()
      const result = await fetchDocument(did, ...rest)
      const { didDocument, didResolutionMetadata } = result
      if (didResolutionMetadata.error === undefined) return result
      const code = didDocument === null ? 'notFound' : 'invalidDidDocument'
      return unresolved(code, didResolutionMetadata)
    },
  }
}

/** Loaded with the client that it brings when a document is first fetched: who verifies from pinned ones needs neither. */
async function loadFetch(): Promise<DIDResolver> {
  const { getResolver } = await import('web-did-resolver')
  // The library's type names no member; this is the one it has.
  const { web } = getResolver() as { web: DIDResolver }
  return web
}

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

/**
 * Where the document of a `did:web` is served: `did:web:issuer.example` at
 * `https://issuer.example/.well-known/did.json`, `did:web:issuer.example%3A8443:health` at
 * `https://issuer.example:8443/health/did.json`.
 *
 * @throws {DidError} `invalidDid`, also where the host is an IP address, or a segment of the path is, once decoded,
 * anything but one segment of ASCII.
 * @see did:web Method Specification §2.5.2 Read
 */
export function didWebUrl(did: unknown): URL {
  const url = readDidWeb(parseDid(did))
  if (url === undefined) throw new DidError('invalidDid', 'the DID names no place on the web')
  return url
}

function didWebOf(domain: string, path: string | undefined): Did {
  // A colon of the caller's separates no segments: it is the port's, or a character of a segment.
  const parts = [domain, ...(path === undefined ? [] : path.split('/'))]
  const did = parseDid(['did:web', ...parts.map((part) => part.replaceAll(':', '%3A'))].join(':'))
  didWebUrl(did)
  return did
}

// A last label that starts with a letter: what ends in a number is an IP address to the URL standard.
const HOST = /^(?:[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?\.)*[a-z](?:[a-z\d-]{0,61}[a-z\d])?$/i
const PORT = /^[1-9]\d{0,4}$/
// RFC 3986 §3.3 pchar, decoded. No percent sign: `%252E` would decode to what a URL takes for a dot.
const SEGMENT = /^(?!\.{1,2}$)[\w.~!$&'()*+,;=:@-]+$/

function readDidWeb(did: string): URL | undefined {
  const [, method, authority = '', ...path] = did.split(':')
  const [host = '', port = '443', ...rest] = authority.split(/%3A/i)
  const segments = path.map(percentDecoded)
  const valid =
    method === 'web' &&
    rest.length === 0 &&
    HOST.test(host) &&
    PORT.test(port) &&
    Number(port) <= 65535 &&
    segments.every((segment) => SEGMENT.test(segment))
  if (!valid) return undefined
  const folder = segments.length === 0 ? '.well-known' : segments.join('/')
  const url = `https://${host}:${port}/${folder}/did.json`
  // Some labels that begin with `xn--` encode no name.
  return URL.canParse(url) ? new URL(url) : undefined
}

function percentDecoded(segment: string): string {
  return segment.replace(/%([\dA-F]{2})/gi, (_, octet: string) =>
    String.fromCharCode(Number.parseInt(octet, 16)),
  )
}
