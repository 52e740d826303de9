import { parse } from 'did-resolver'
import { DidError } from './error.ts'

/** A decentralized identifier alone: no path, query or fragment. */
export type Did = `did:${string}:${string}`

/** What a DID URL consists of; a part that the URL does not have is undefined. */
export interface DidUrl {
  did: Did
  /** With its leading slash. */
  path: string | undefined
  query: string | undefined
  fragment: string | undefined
}

/** The longest DID URL that is read, in characters. */
export const MAX_DID_URL_LENGTH = 8192

/**
 * Reads a DID.
 *
 * @throws {DidError} `invalidDid`, also for a DID URL with a path, query or fragment.
 * @see DID Core §3.1 DID Syntax
 */
export function parseDid(text: unknown): Did {
  const url = readDidUrl(text)
  if (url === undefined || url.did !== text) throw new DidError('invalidDid', 'the text is no DID')
  return url.did
}

/**
 * Reads a DID URL.
 *
 * @throws {DidError} `invalidDidUrl`.
 * @see DID Core §3.2 DID URL Syntax
 */
export function parseDidUrl(text: unknown): DidUrl {
  const url = readDidUrl(text)
  if (url === undefined) throw new DidError('invalidDidUrl', 'the text is no DID URL')
  return url
}

function readDidUrl(text: unknown): DidUrl | undefined {
  // The grammar is a regular expression: text of any length could exhaust its stack.
  if (typeof text !== 'string' || text.length > MAX_DID_URL_LENGTH) return undefined
  const parsed = parse(text)
  if (parsed === null) return undefined
  const { method, id, path, query, fragment } = parsed
  return { did: `did:${method}:${id}`, path, query, fragment }
}
