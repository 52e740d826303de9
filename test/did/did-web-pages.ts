import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { gzipSync } from 'node:zlib'
import { createDidWebDocument } from '@unscored/did'
import { g2Key, multikeyMethod } from './fixtures.ts'
import type { Page } from './https-server.ts'

/** The did:web of `localhost` at a port, with a path such as `:health`. */
export function didAt(port: number, path = ''): string {
  return `did:web:localhost%3A${port}${path}`
}

/** A document with a key, and whatever else is given, as JSON. */
export function documentText(did: string, members: object = {}): string {
  const verificationMethod = [multikeyMethod('#key-1', '')]
  return JSON.stringify({ ...members, id: did, verificationMethod, assertionMethod: ['#key-1'] })
}

/** What a page sends besides its body. */
export interface SendOptions {
  status?: number
  headers?: Readonly<Record<string, string>>
}

/** A page of JSON, unless the headers say otherwise. */
export function send(
  body: string | Uint8Array,
  { status = 200, headers = {} }: SendOptions = {},
): Page {
  return (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers })
    response.end(body)
  }
}

/** A page that is somewhere else. */
export function redirect(location: string, status = 302): Page {
  return send('', { status, headers: { location } })
}

/** The media types that are taken, by the name of their page. */
export const mediaTypes = {
  plain: 'application/json',
  charset: 'application/json; charset=utf-8',
  capital: 'Application/JSON',
  did: 'application/did',
  'did-json': 'application/did+json',
  'did-ld-json': 'application/did+ld+json',
  'ld-json': 'application/ld+json;profile="https://www.w3.org/ns/did/v1"',
}

const redirectStatuses = [301, 302, 303, 307, 308]

/** Paths of documents that we and web-did-resolver both take. */
export const accepted = [
  '',
  ':health:vaccination',
  ':%7Eclinic',
  ':context',
  ':no-keys',
  ':beyond-ascii',
  ':compressed',
  ':in-chunks',
  ':largest',
  ':three-redirects',
  ...Object.keys(mediaTypes).map((name) => `:type-${name}`),
  ...redirectStatuses.map((status) => `:redirect-${status}`),
]

export function acceptedPages(port: number): Record<string, Page> {
  const text = (path: string, members?: object) => documentText(didAt(port, path), members)
  const create = (path?: string) =>
    JSON.stringify(
      createDidWebDocument({
        domain: `localhost:${port}`,
        keys: { 'key-1': g2Key },
        ...(path !== undefined && { path }),
      }),
    )
  return {
    '/.well-known/did.json': create(),
    '/health/vaccination/did.json': create('health/vaccination'),
    '/~clinic/did.json': create('%7Eclinic'),
    '/context/did.json': text(':context', { '@context': 'https://www.w3.org/ns/did/v1' }),
    '/no-keys/did.json': JSON.stringify({ id: didAt(port, ':no-keys') }),
    '/beyond-ascii/did.json': text(':beyond-ascii', { name: 'Gesundheitsbüro 🏥' }),
    '/compressed/did.json': gzipped(text(':compressed')),
    '/in-chunks/did.json': (_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' })
      for (const character of text(':in-chunks')) response.write(character)
      response.end()
    },
    '/largest/did.json': text(':largest').padEnd(65_536),
    '/three-redirects/did.json': redirect('second'),
    '/three-redirects/second': redirect(`https://localhost:${port}/three-redirects/third`),
    '/three-redirects/third': redirect(`//localhost:${port}/three-redirects/fourth?a=b#c`),
    '/three-redirects/fourth?a=b': text(':three-redirects'),
    ...Object.fromEntries(
      Object.entries(mediaTypes).map(([name, type]) => [
        `/type-${name}/did.json`,
        send(text(`:type-${name}`), { headers: { 'content-type': type } }),
      ]),
    ),
    ...Object.fromEntries(
      redirectStatuses.flatMap((status) => [
        [`/redirect-${status}/did.json`, redirect(`../redirected-${status}.json`, status)],
        [`/redirected-${status}.json`, text(`:redirect-${status}`)],
      ]),
    ),
  }
}

/** Paths of what is refused, with the reason and the error that DID Core has for it. */
export const refused = [
  { path: ':nothing-there', reason: 'absent', error: 'notFound' },
  { path: ':status-404', reason: 'absent', error: 'notFound' },
  { path: ':status-410', reason: 'absent', error: 'notFound' },
  { path: ':status-429', reason: 'serverFailed', error: 'notFound' },
  { path: ':status-500', reason: 'serverFailed', error: 'notFound' },
  { path: ':status-503', reason: 'serverFailed', error: 'notFound' },
  { path: ':status-201', reason: 'statusRefused', error: 'notFound' },
  { path: ':status-204', reason: 'statusRefused', error: 'notFound' },
  { path: ':status-206', reason: 'statusRefused', error: 'notFound' },
  { path: ':status-300', reason: 'statusRefused', error: 'notFound' },
  { path: ':status-304', reason: 'statusRefused', error: 'notFound' },
  { path: ':status-401', reason: 'statusRefused', error: 'notFound' },
  { path: ':to-elsewhere', reason: 'redirectRefused', error: 'notFound' },
  { path: ':to-http', reason: 'redirectRefused', error: 'notFound' },
  { path: ':to-file', reason: 'redirectRefused', error: 'notFound' },
  { path: ':to-no-address', reason: 'redirectRefused', error: 'notFound' },
  { path: ':to-nowhere', reason: 'redirectRefused', error: 'notFound' },
  { path: ':loop', reason: 'redirectRefused', error: 'notFound' },
  { path: ':loop-of-two', reason: 'redirectRefused', error: 'notFound' },
  { path: ':four-redirects', reason: 'redirectRefused', error: 'notFound' },
  { path: ':html', reason: 'mediaTypeRefused', error: 'representationNotSupported' },
  { path: ':text-type', reason: 'mediaTypeRefused', error: 'representationNotSupported' },
  { path: ':octets', reason: 'mediaTypeRefused', error: 'representationNotSupported' },
  { path: ':no-type', reason: 'mediaTypeRefused', error: 'representationNotSupported' },
  { path: ':one-octet-too-many', reason: 'tooLarge', error: 'invalidDidDocument' },
  { path: ':megabyte', reason: 'tooLarge', error: 'invalidDidDocument' },
  { path: ':bomb', reason: 'tooLarge', error: 'invalidDidDocument' },
  { path: ':endless', reason: 'tooLarge', error: 'invalidDidDocument' },
  { path: ':mismatch', reason: 'documentRefused', error: 'invalidDidDocument' },
  { path: ':text', reason: 'documentRefused', error: 'invalidDidDocument' },
  { path: ':empty', reason: 'documentRefused', error: 'invalidDidDocument' },
  { path: ':null', reason: 'documentRefused', error: 'invalidDidDocument' },
  { path: ':deep', reason: 'documentRefused', error: 'invalidDidDocument' },
  { path: ':not-utf-8', reason: 'documentRefused', error: 'invalidDidDocument' },
  { path: ':key-twice', reason: 'documentRefused', error: 'invalidDidDocument' },
  { path: ':key-without-id', reason: 'documentRefused', error: 'invalidDidDocument' },
  { path: ':cut', reason: 'requestFailed', error: 'notFound' },
  { path: ':cut-gzip', reason: 'requestFailed', error: 'notFound' },
  { path: ':no-gzip', reason: 'requestFailed', error: 'notFound' },
  { path: ':brotli', reason: 'requestFailed', error: 'notFound' },
  { path: ':hang-up', reason: 'requestFailed', error: 'notFound' },
  { path: ':large-headers', reason: 'requestFailed', error: 'notFound' },
  { path: ':no-http', reason: 'requestFailed', error: 'notFound' },
  { path: ':switch', reason: 'tooSlow', error: 'notFound' },
  { path: ':slow', reason: 'tooSlow', error: 'notFound' },
  { path: ':slow-gzip', reason: 'tooSlow', error: 'notFound' },
  { path: ':slow-headers', reason: 'tooSlow', error: 'notFound' },
  { path: ':silent', reason: 'tooSlow', error: 'notFound' },
] as const

/** The pages of {@link refused}; `elsewhere` is an origin at whose `/did.json` a document is. */
export function refusedPages(port: number, elsewhere: string): Record<string, Page> {
  const text = (path: string, members?: object) => documentText(didAt(port, path), members)
  const typed = (path: string, type: string) =>
    send(text(path), { headers: { 'content-type': type } })
  const statuses = refused.flatMap(({ path }) => /^:status-(\d+)$/.exec(path)?.[1] ?? [])
  return {
    ...Object.fromEntries(
      statuses.map((status) => [
        `/status-${status}/did.json`,
        send(text(`:status-${status}`), { status: Number(status) }),
      ]),
    ),
    '/to-elsewhere/did.json': redirect(`${elsewhere}/did.json`),
    '/to-http/did.json': redirect(`http://localhost:${port}/context/did.json`),
    '/to-file/did.json': redirect('file:///etc/hostname'),
    '/to-no-address/did.json': redirect('https://'),
    '/to-nowhere/did.json': send('', { status: 302 }),
    '/loop/did.json': redirect('did.json'),
    '/loop-of-two/did.json': redirect('/loop-of-two'),
    '/loop-of-two': redirect('/loop-of-two/did.json'),
    '/four-redirects/did.json': redirect('second'),
    '/four-redirects/second': redirect('third'),
    '/four-redirects/third': redirect('fourth'),
    '/four-redirects/fourth': redirect('fifth'),
    '/four-redirects/fifth': text(':four-redirects'),
    '/html/did.json': typed(':html', 'text/html'),
    '/text-type/did.json': typed(':text-type', 'text/plain; charset=utf-8'),
    '/octets/did.json': typed(':octets', 'application/octet-stream'),
    '/no-type/did.json': (_request, response) => response.end(text(':no-type')),
    '/one-octet-too-many/did.json': text(':one-octet-too-many').padEnd(65_537),
    '/megabyte/did.json': text(':megabyte', { note: 'a'.repeat(2 ** 20) }),
    '/bomb/did.json': gzipped(text(':bomb', { note: 'a'.repeat(2 ** 25) })),
    '/endless/did.json': endless,
    '/mismatch/did.json': text(':another'),
    '/text/did.json': '<p>no JSON</p>',
    '/empty/did.json': '',
    '/null/did.json': 'null',
    '/deep/did.json': `{"id":"${didAt(port, ':deep')}","note":${'['.repeat(100)}${']'.repeat(100)}}`,
    '/not-utf-8/did.json': send(Buffer.from(text(':not-utf-8', { name: 'ü' }), 'latin1')),
    '/key-twice/did.json': text(':key-twice', { authentication: [multikeyMethod('#key-1', '')] }),
    '/key-without-id/did.json': text(':key-without-id', { authentication: [{ type: 'Multikey' }] }),
    '/cut/did.json': (_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' })
      response.write('{', () => response.destroy())
    },
    '/cut-gzip/did.json': send(gzipSync(text(':cut-gzip')).subarray(0, 50), {
      headers: { 'content-encoding': 'gzip' },
    }),
    '/no-gzip/did.json': send(text(':no-gzip'), { headers: { 'content-encoding': 'gzip' } }),
    '/brotli/did.json': send(text(':brotli'), { headers: { 'content-encoding': 'br' } }),
    '/hang-up/did.json': (request) => request.destroy(),
    '/large-headers/did.json': ({ socket }) => {
      socket.end(`HTTP/1.1 200 OK\r\nX-A: ${'a'.repeat(2 ** 20)}\r\n\r\n{}`)
    },
    '/no-http/did.json': ({ socket }) => socket.end('SSH-2.0\r\n'),
    '/switch/did.json': ({ socket }) => {
      socket.end('HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n')
    },
    '/slow/did.json': (_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' })
      dribble(response, text(':slow'))
    },
    '/slow-gzip/did.json': (_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' })
      dribble(response, gzipSync(text(':slow-gzip')))
    },
    '/slow-headers/did.json': ({ socket }) => dribble(socket, 'HTTP/1.1 200 OK\r\nX-A: b\r\n\r\n'),
    '/silent/did.json': () => {},
  }
}

function gzipped(text: string): Page {
  return send(gzipSync(text), { headers: { 'content-encoding': 'gzip' } })
}

/** An octet a second: whatever comes before the deadline, it is not all. */
function dribble(to: ServerResponse | Socket, what: string | Uint8Array): void {
  const octets = Buffer.from(what)
  let sent = 0
  const timer = setInterval(() => to.write(octets.subarray(sent, ++sent)), 1_000)
  to.on('close', () => clearInterval(timer))
  to.write(octets.subarray(sent, ++sent))
}

const endless: Page = (_request, response) => {
  response.writeHead(200, { 'content-type': 'application/json' })
  const more = () => {
    while (response.write(' '.repeat(16_384)));
  }
  response.on('drain', more)
  more()
}
