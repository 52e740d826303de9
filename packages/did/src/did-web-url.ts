import { MAX_DID_URL_LENGTH } from './did.ts'
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
  const url = typeof did === 'string' ? readDidWeb(did) : undefined
  if (url === undefined) throw new DidError('invalidDid', 'the DID names no place on the web')
  return url
}

const LABEL = '[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?'
// One that starts with a letter: a host whose last label is a number is an IP address to the URL standard.
const LAST_LABEL = '[a-zA-Z](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?'
// DID Core §3.1 idchar
const SEGMENTS = '(?::(?:[a-zA-Z0-9._-]|%[0-9a-fA-F]{2})+)*'
const DID_WEB = new RegExp(
  `^did:web:(?<host>(?:${LABEL}\\.)*${LAST_LABEL})(?:%3[aA](?<port>[1-9][0-9]{0,4}))?(?<path>${SEGMENTS})$`,
)
// RFC 3986 §3.3 pchar, decoded. No percent sign: `%252E` would decode to what a URL takes for a dot.
const SEGMENT = /^(?!\.{1,2}$)[\w.~!$&'()*+,;=:@-]+$/

function readDidWeb(did: string): URL | undefined {
  if (did.length > MAX_DID_URL_LENGTH) return undefined
  const { host, port = '443', path = '' } = DID_WEB.exec(did)?.groups ?? {}
  if (host === undefined || Number(port) > 65535) return undefined
  const segments = path.split(':').slice(1).map(percentDecoded)
  if (!segments.every((segment) => SEGMENT.test(segment))) return undefined
  const folder = segments.length === 0 ? '.well-known' : segments.join('/')
  return readUrl(`https://${host}:${port}/${folder}/did.json`)
}

function percentDecoded(segment: string): string {
  return segment.replace(/%([\dA-F]{2})/gi, (_, octet: string) =>
    String.fromCharCode(Number.parseInt(octet, 16)),
  )
}

function readUrl(text: string): URL | undefined {
  try {
    return new URL(text)
  } catch {
    // Some labels that begin with `xn--` encode no name.
    return undefined
  }
}
