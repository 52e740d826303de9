import { parseDid } from './did.ts'
import { DidError } from './error.ts'

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

// A last label that starts with a letter: what ends in a number is an IP address to the URL standard.
const HOST = /^(?:[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?\.)*[a-z](?:[a-z\d-]{0,61}[a-z\d])?$/i
const PORT = /^[1-9]\d{0,4}$/
// RFC 3986 §3.3 pchar, decoded. No percent sign: `%252E` would decode to what a URL takes for a dot.
const SEGMENT = /^(?!\.{1,2}$)[\w.~!$&'()*+,;=:@-]+$/

/** As {@link didWebUrl}; undefined where that throws. */
export function readDidWeb(did: string): URL | undefined {
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
  return readUrl(`https://${host}:${port}/${folder}/did.json`)
}

function readUrl(text: string): URL | undefined {
  try {
    return new URL(text)
  } catch {
    // Some labels that begin with `xn--` encode no name.
    return undefined
  }
}

function percentDecoded(segment: string): string {
  return segment.replace(/%([\dA-F]{2})/gi, (_, octet: string) =>
    String.fromCharCode(Number.parseInt(octet, 16)),
  )
}
