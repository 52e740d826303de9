import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { encodeMultikey } from '@unscored/core'
import {
  createDidKeyDocument,
  createDidKeyResolver,
  createResolutionHandler,
  createResolver,
  type DidDocument,
  DidError,
  didKeyOf,
  MAX_DID_URL_LENGTH,
  type ResolutionHandler,
  type Resolvable,
} from '@unscored/did'
import fc from 'fast-check'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { didLike, seeded } from './arbitraries.ts'
import { answering, g2Key, holding, multikeyMethod } from './fixtures.ts'

const RESOLUTION = 'application/did-resolution'
const DEREFERENCING = 'application/did-url-dereferencing'
const OLD = 'application/ld+json;profile="https://w3id.org/did-resolution"'

const key = didKeyOf(g2Key)
const issuer = 'did:example:issuer'
const document = {
  '@context': ['https://www.w3.org/ns/did/v1'],
  id: issuer,
  verificationMethod: [multikeyMethod('#key-1', '')],
  assertionMethod: ['#key-1', multikeyMethod('#key-2', '')],
  service: [
    {
      id: '#files',
      type: 'Files',
      serviceEndpoint: ['https://files.example/', 'https://b.example/'],
    },
    { id: '#object', type: 'Other', serviceEndpoint: { uri: 'https://hidden.example/' } },
    { id: '#script', type: 'Other', serviceEndpoint: 'https://c.example/\r\nset-cookie: a=b' },
  ],
}
const plain = { id: 'did:plain:1' }
const documentMetadata = { versionId: '7', equivalentId: [issuer] }
const cyclic: { self?: unknown } = {}
cyclic.self = cyclic

const resolver = createResolver({
  methods: {
    ...createDidKeyResolver(),
    example: answering({
      didDocument: document,
      didDocumentMetadata: documentMetadata,
      didResolutionMetadata: {
        contentType: 'application/did+json',
        retrieved: '2021-05-01T00:00:00Z',
      },
    }).resolve,
    plain: holding(plain).resolve,
    other: holding(plain).resolve,
    gone: answering({ didDocument: null, didDocumentMetadata: { deactivated: true } }).resolve,
    absent: () => Promise.reject(new DidError('notFound', 'not at host.internal:8080')),
    failing: () => Promise.reject(new Error('host.internal:8080')),
    odd: answering({ didDocument: { id: 'did:odd:1' }, didDocumentMetadata: cyclic }).resolve,
  },
})

let server: Server
let origin: string

beforeAll(async () => {
  server = createServer(listenerFor(createResolutionHandler({ resolver })))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  // A server that listens on a port has an address with one.
  const { port } = server.address() as AddressInfo
  origin = `http://127.0.0.1:${port}`
})

afterAll(() => new Promise((resolve) => server.close(resolve)))

describe('a resolution service', () => {
  test('gives the result of a resolution', async () => {
    const response = await ask(issuer, RESOLUTION)
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe(RESOLUTION)
    expect(await response.json()).toEqual({
      didDocument: document,
      didResolutionMetadata: { contentType: 'application/did', retrieved: '2021-05-01T00:00:00Z' },
      didDocumentMetadata: documentMetadata,
    })
  })

  test('gives it as before it had a media type, to who asks so', async () => {
    const response = await ask(issuer, OLD)
    expect(response.headers.get('content-type')).toBe(OLD)
    expect(await response.json()).toMatchObject({
      '@context': 'https://w3id.org/did-resolution/v1',
      didDocument: document,
    })
    const refused = await ask('did:unknown:1', OLD)
    expect(refused.status).toBe(501)
    expect(await refused.json()).toMatchObject({
      didDocument: null,
      didResolutionMetadata: { error: 'methodNotSupported' },
    })
  })

  test.each([null, '*/*', 'application/*', 'text/html, */*;q=0.1'])(
    'gives it to who accepts %s',
    async (accept) => {
      const response = await ask(key, accept)
      expect(response.headers.get('content-type')).toBe(RESOLUTION)
      expect(await response.json()).toMatchObject({ didDocument: createDidKeyDocument(g2Key) })
    },
  )

  test.each(['application/did', 'application/did+ld+json', 'application/did+json'])(
    'gives the document alone as %s',
    async (type) => {
      const response = await ask(issuer, type)
      expect(response.status).toBe(200)
      expect(response.headers.get('content-type')).toBe(type)
      expect(await response.json()).toEqual(document)
    },
  )

  test('gives a document without context as JSON-LD to nobody', async () => {
    expect((await ask(plain.id, 'application/did+ld+json')).status).toBe(406)
    const response = await ask(plain.id, 'application/did+ld+json, application/did+json;q=0.5')
    expect(response.headers.get('content-type')).toBe('application/did+json')
  })

  test('says that nobody on the way is to keep an answer', async () => {
    for (const identifier of [issuer, 'did:absent:1', 'nothing']) {
      const { headers } = await ask(identifier, RESOLUTION)
      expect(headers.get('cache-control')).toBe('no-store')
      expect(headers.get('vary')).toBe('accept')
      expect(headers.get('x-content-type-options')).toBe('nosniff')
    }
  })

  test('answers HEAD with the same and no body', async () => {
    const response = await fetch(`${origin}/1.0/identifiers/${key}`, { method: 'HEAD' })
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe(RESOLUTION)
    expect(await response.text()).toBe('')
  })

  test.each(['POST', 'PUT', 'DELETE', 'OPTIONS'])('does not answer %s', async (method) => {
    const response = await fetch(`${origin}/1.0/identifiers/${key}`, { method })
    expect(response.status).toBe(405)
    expect(response.headers.get('allow')).toBe('GET, HEAD')
  })

  test.each(['/', '/1.0/', '/1.0/identifiers', `/2.0/identifiers/${issuer}`])(
    'has nothing at %s',
    async (path) => {
      expect((await fetch(origin + path)).status).toBe(404)
    },
  )

  test('is where it is mounted', async () => {
    const handler = createResolutionHandler({ resolver, path: '/dids/' })
    const at = (path: string) => handler(new Request(`https://resolver.example${path}`))
    expect((await at(`/dids/${issuer}`)).status).toBe(200)
    expect((await at(`/1.0/identifiers/${issuer}`)).status).toBe(404)
  })
})

describe('of a DID, what goes wrong', () => {
  test.each([
    { name: 'no DID', identifier: 'example', status: 400, error: 'INVALID_DID' },
    { name: 'nothing', identifier: '', status: 400, error: 'INVALID_DID' },
    {
      name: 'a DID that its method refuses',
      identifier: 'did:key:z6Mk',
      status: 400,
      error: 'INVALID_DID',
    },
    { name: 'a broken encoding', identifier: 'did:key:%', status: 400, error: 'INVALID_DID' },
    { name: 'an encoding that is no UTF-8', identifier: '%FF', status: 400, error: 'INVALID_DID' },
    {
      name: 'too long a DID',
      identifier: `did:example:${'a'.repeat(MAX_DID_URL_LENGTH)}`,
      status: 400,
      error: 'INVALID_DID',
    },
    {
      name: 'a DID that is not known',
      identifier: 'did:absent:1',
      status: 404,
      error: 'NOT_FOUND',
    },
    {
      name: 'a document of another DID',
      identifier: 'did:other:1',
      status: 500,
      error: 'INVALID_DID_DOCUMENT',
    },
    {
      name: 'a resolver that fails',
      identifier: 'did:failing:1',
      status: 500,
      error: 'INTERNAL_ERROR',
    },
    {
      name: 'metadata that are no JSON',
      identifier: 'did:odd:1',
      status: 500,
      error: 'INTERNAL_ERROR',
    },
    {
      name: 'an unknown method',
      identifier: 'did:unknown:1',
      status: 501,
      error: 'METHOD_NOT_SUPPORTED',
    },
  ])('has a status and a name: $name', async ({ identifier, status, error }) => {
    const type = `https://www.w3.org/ns/did#${error}`
    const response = await ask(identifier, RESOLUTION)
    expect(response.status).toBe(status)
    expect(response.headers.get('content-type')).toBe(RESOLUTION)
    expect(await response.json()).toEqual({
      didDocument: null,
      didResolutionMetadata: { error: { type, title: expect.any(String) } },
      didDocumentMetadata: {},
    })
    const bare = await ask(identifier, 'application/did')
    expect(bare.status).toBe(status)
    expect(bare.headers.get('content-type')).toBe('application/problem+json')
    expect(await bare.json()).toEqual({ type, title: expect.any(String), status })
  })

  test.each(['text/html', 'application/did;q=0', 'image/*', 'text/uri-list', '???'])(
    'is that there is nothing for who accepts %s alone',
    async (accept) => {
      const response = await ask(issuer, accept)
      expect(response.status).toBe(406)
      expect(await response.json()).toMatchObject({
        type: 'https://www.w3.org/ns/did#REPRESENTATION_NOT_SUPPORTED',
      })
    },
  )

  test('is that it was deactivated', async () => {
    const response = await ask('did:gone:1', RESOLUTION)
    expect(response.status).toBe(410)
    expect(await response.json()).toEqual({
      didDocument: null,
      didResolutionMetadata: {},
      didDocumentMetadata: { deactivated: true },
    })
    const bare = await ask('did:gone:1', 'application/did')
    expect([bare.status, await bare.text()]).toEqual([410, ''])
    const url = await ask('did:gone:1?service=files', DEREFERENCING)
    expect([url.status, await url.json()]).toEqual([
      410,
      { content: null, dereferencingMetadata: {}, contentMetadata: { deactivated: true } },
    ])
  })

  test('is told without a word of the resolver', async () => {
    for (const did of ['did:absent:1', 'did:failing:1']) {
      for (const accept of [RESOLUTION, OLD, DEREFERENCING, 'application/did']) {
        expect(await (await ask(did, accept)).text()).not.toContain('internal:')
      }
    }
  })
})

describe('an identifier', () => {
  const encoded = encodeURIComponent(issuer)

  test('may be encoded as a whole, and then options follow', async () => {
    expect(await documentFor(encoded)).toEqual(document)
    expect(await documentFor(`${encoded}?expandRelativeUrls=false`)).toEqual(document)
    expect(await documentFor(`${encoded}?expandRelativeUrls=true`)).toEqual({
      ...document,
      verificationMethod: [multikeyMethod(`${issuer}#key-1`, issuer)],
      assertionMethod: [`${issuer}#key-1`, multikeyMethod(`${issuer}#key-2`, issuer)],
      service: document.service.map((service) => ({ ...service, id: issuer + service.id })),
    })
  })

  test('with what is encoded in itself is encoded no further', async () => {
    const asked: string[] = []
    const handler = createResolutionHandler({
      resolver: {
        resolve: (did) => {
          asked.push(did)
          return resolver.resolve(did)
        },
      },
    })
    const did = 'did:web:issuer.example%3A8443:health'
    for (const identifier of [did, encodeURIComponent(did)]) {
      await handler(new Request(`https://resolver.example/1.0/identifiers/${identifier}`))
    }
    expect(asked).toEqual([did, did])
  })

  test.each([
    { query: 'expandRelativeUrls=yes', status: 400, error: 'INVALID_OPTIONS' },
    {
      query: 'expandRelativeUrls=true&expandRelativeUrls=true',
      status: 400,
      error: 'INVALID_OPTIONS',
    },
    { query: 'expandRelativeUrls', status: 400, error: 'INVALID_OPTIONS' },
    { query: 'versionId=1', status: 501, error: 'FEATURE_NOT_SUPPORTED' },
    { query: 'noCache=true', status: 501, error: 'FEATURE_NOT_SUPPORTED' },
    { query: '__proto__=1', status: 501, error: 'FEATURE_NOT_SUPPORTED' },
  ])('with the options $query is refused', async ({ query, status, error }) => {
    const response = await ask(`${encoded}?${query}`, 'application/did')
    expect(response.status).toBe(status)
    expect(await response.json()).toMatchObject({ type: `https://www.w3.org/ns/did#${error}` })
  })

  async function documentFor(identifier: string): Promise<unknown> {
    return (await ask(identifier, 'application/did')).json()
  }
})

describe('of a DID URL', () => {
  const context = document['@context']

  test('a key is given, with what is known of the resolution', async () => {
    const didUrl = `${issuer}#key-1`
    const response = await ask(encodeURIComponent(didUrl), DEREFERENCING)
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe(DEREFERENCING)
    expect(await response.json()).toEqual({
      content: { '@context': context, ...multikeyMethod(didUrl, issuer) },
      dereferencingMetadata: {
        contentType: 'application/did',
        retrieved: '2021-05-01T00:00:00Z',
      },
      contentMetadata: {},
    })
    const bare = await ask(encodeURIComponent(`${key}#${encodeMultikey(g2Key)}`), 'application/did')
    expect(await bare.json()).toMatchObject({ publicKeyMultibase: encodeMultikey(g2Key) })
  })

  test('a document is given with the services that it selects', async () => {
    const [files] = document.service
    const selected: DidDocument = await (
      await ask(`${issuer}?service=files`, 'application/did')
    ).json()
    expect(selected).toEqual({ ...document, service: [{ ...files, id: `${issuer}#files` }] })
    const response = await ask(`${issuer}?service=files&relativeRef=/resume.pdf`, null)
    expect(response.headers.get('content-type')).toBe(DEREFERENCING)
    expect(await response.json()).toMatchObject({
      content: selected,
      contentMetadata: documentMetadata,
    })
  })

  test('an address is where its client is sent', async () => {
    const plain = `${issuer}?service=files&relativeRef=/resume.pdf`
    for (const identifier of [plain, encodeURIComponent(plain)]) {
      const response = await ask(identifier, 'text/uri-list')
      expect(response.status).toBe(303)
      expect(response.headers.get('location')).toBe('https://files.example/resume.pdf')
      expect(await response.text()).toBe('')
    }
  })

  test('an address adds no header', async () => {
    const response = await ask(`${issuer}?service=script`, 'text/uri-list')
    expect(response.status).toBe(303)
    expect(response.headers.get('location')).toBe('https://c.example/set-cookie:%20a=b')
    expect(response.headers.get('set-cookie')).toBeNull()
  })

  test.each([
    {
      name: 'a name that is not there',
      didUrl: `${issuer}#key-3`,
      status: 404,
      error: 'NOT_FOUND',
    },
    { name: 'a path', didUrl: `${issuer}/path`, status: 404, error: 'NOT_FOUND' },
    { name: 'a version', didUrl: `${issuer}?versionId=1`, status: 404, error: 'NOT_FOUND' },
    {
      name: 'a service that is not there',
      didUrl: `${issuer}?service=x`,
      status: 404,
      error: 'NOT_FOUND',
    },
    { name: 'two fragments', didUrl: `${issuer}#a#b`, status: 400, error: 'INVALID_DID_URL' },
    {
      name: 'a service named twice',
      didUrl: `${issuer}?service=a&service=b`,
      status: 400,
      error: 'INVALID_DID_URL',
    },
    {
      name: 'an unknown method',
      didUrl: 'did:unknown:1#key-1',
      status: 501,
      error: 'METHOD_NOT_SUPPORTED',
    },
  ])('what goes wrong has a status and a name: $name', async ({ didUrl, status, error }) => {
    const response = await ask(encodeURIComponent(didUrl), DEREFERENCING)
    expect(response.status).toBe(status)
    expect(await response.json()).toEqual({
      content: null,
      dereferencingMetadata: {
        error: { type: `https://www.w3.org/ns/did#${error}`, title: expect.any(String) },
      },
      contentMetadata: {},
    })
    expect((await ask(encodeURIComponent(didUrl), 'text/uri-list')).status).toBe(status)
  })

  test.each([
    { didUrl: `${issuer}?service=object`, status: 404 },
    { didUrl: `${issuer}?service=files&relativeRef=//evil.example`, status: 400 },
  ])(
    'an address that is none is refused to who asks for it: $didUrl',
    async ({ didUrl, status }) => {
      expect((await ask(didUrl, 'text/uri-list')).status).toBe(status)
      expect((await ask(didUrl, 'application/did')).status).toBe(200)
    },
  )

  test('the result of a resolution is not given', async () => {
    expect((await ask(`${issuer}?service=files`, RESOLUTION)).status).toBe(406)
  })
})

describe('whatever is asked for', () => {
  const example: Resolvable['resolve'] = async (did) =>
    holding({ ...document, id: did }).resolve(did)
  const methods = { ...createDidKeyResolver(), example }
  const handler = createResolutionHandler({ resolver: createResolver({ methods }) })

  test('is answered with the document, or with an error that has a status and a name', async () => {
    const accept = fc.constantFrom(RESOLUTION, OLD, DEREFERENCING, 'application/did', '*/*', '?')
    const encoded = fc.oneof(didLike, didLike.map(percentEncoded))
    const statuses = new Set<number>()
    await fc.assert(
      fc.asyncProperty(encoded, accept, async (identifier, type) => {
        const url = new URL(`https://resolver.example/1.0/identifiers/${identifier}`)
        const response = await handler(new Request(url, { headers: { accept: type } }))
        statuses.add(response.status)
        expect(response.headers.get('cache-control')).toBe('no-store')
        const text = await response.text()
        if (response.status === 200) {
          expect(JSON.parse(text)).toBeTypeOf('object')
        } else if (text !== '') {
          expect(text).toMatch(/https:\/\/www\.w3\.org\/ns\/did#[A-Z_]+|"error":"\w+"/)
          expect([400, 404, 406, 501]).toContain(response.status)
        } else {
          // Dots in it lead elsewhere than to identifiers.
          expect([response.status, url.pathname.startsWith('/1.0/identifiers/')]).toEqual([
            ...[404, false],
          ])
        }
      }),
      seeded,
    )
    expect([...statuses].sort()).toEqual([200, 400, 404, 406, 501])
  })
})

/** As a whole; half a surrogate pair has no encoding. */
function percentEncoded(text: string): string {
  return encodeURIComponent(text.replaceAll(/\p{Surrogate}/gu, '?'))
}

describe('a resolution service and what it is asked', () => {
  const writers = ['log', 'info', 'warn', 'error', 'debug', 'trace'] as const
  afterEach(() => void vi.restoreAllMocks())

  test('writes nothing down', async () => {
    const spies = [
      ...writers.map((name) => vi.spyOn(console, name)),
      vi.spyOn(process.stdout, 'write'),
      vi.spyOn(process.stderr, 'write'),
    ]
    for (const identifier of [issuer, 'did:failing:1', 'did:unknown:1', '%', 'example']) {
      await ask(identifier, RESOLUTION)
    }
    for (const spy of spies) expect(spy).not.toHaveBeenCalled()
  })
})

function ask(identifier: string, accept: string | null): Promise<Response> {
  return fetch(`${origin}/1.0/identifiers/${identifier}`, {
    redirect: 'manual',
    ...(accept !== null && { headers: { accept } }),
  })
}

/** How a server of Node is given a handler. */
function listenerFor(handler: ResolutionHandler): Parameters<typeof createServer>[1] {
  return async ({ url, method = 'GET', headers }, response) => {
    const request = new Request(new URL(url ?? '', origin), {
      method,
      headers: { accept: headers.accept ?? '' },
    })
    const answer = await handler(request)
    response.writeHead(answer.status, Object.fromEntries(answer.headers))
    response.end(await answer.text())
  }
}
