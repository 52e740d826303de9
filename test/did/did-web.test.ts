import { globalAgent } from 'node:https'
import {
  createDidWebDocument,
  createDidWebResolver,
  createResolver,
  createWebFetch,
  DidError,
  type DidWebOptions,
  dereference,
  resolveDid,
  type WebFetch,
} from '@unscored/did'
import { Resolver } from 'did-resolver'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { getResolver } from 'web-did-resolver'
import { didLike, pathLike, seeded } from './arbitraries.ts'
import {
  accepted,
  acceptedPages,
  didAt,
  documentText,
  refused,
  refusedPages,
} from './did-web-pages.ts'
import { g2Key, multikeyMethod, nowhere } from './fixtures.ts'
import { type HttpsServer, type Page, serveHttps } from './https-server.ts'

describe('the method web', () => {
  const fetch = () => Promise.reject(new Error('must not be asked'))
  const { web } = createDidWebResolver({ fetch })
  const resolver = createResolver({ methods: { web } })

  test.each(nowhere)('requests nothing for $name', async ({ id }) => {
    const did = `did:web:${id}`
    await expect(resolveDid(did, { resolver })).rejects.toMatchObject({ code: 'invalidDid' })
    // Past the grammar of did-resolver, which refuses some of these itself.
    expect(await web(did, { did, didUrl: did, method: 'web', id }, resolver, {})).toMatchObject({
      didDocument: null,
      didResolutionMetadata: { error: 'invalidDid' },
    })
  })

  test('requests for any text a did.json over https, or nothing', async () => {
    const requested: URL[] = []
    const absent: WebFetch = async (url) => {
      requested.push(url)
      return new Response(null, { status: 404 })
    }
    const methods = createDidWebResolver({ fetch: absent })
    await fc.assert(
      fc.asyncProperty(didLike, async (text) => {
        const resolved = resolveDid(text, { resolver: createResolver({ methods }) })
        await expect(resolved).rejects.toBeInstanceOf(DidError)
      }),
      seeded,
    )
    for (const { protocol, username, password, search, pathname } of requested) {
      expect([protocol, username, password, search]).toEqual(['https:', '', '', ''])
      expect(pathname).toMatch(/[^/]\/did\.json$/)
    }
    expect(requested.length).toBeGreaterThan(100)
  })
})

describe('a did:web on a TLS server', () => {
  const theirs = new Resolver(getResolver())
  let server: HttpsServer
  let elsewhere: HttpsServer
  let varying = ''

  beforeAll(async () => {
    // It has the document of a DID that it has nothing to do with.
    let borrowed = ''
    elsewhere = await serveHttps(() => ({
      '/did.json': (_request, response) => {
        response.writeHead(200, { 'content-type': 'application/json' })
        response.end(borrowed)
      },
    }))
    server = await serveHttps((port) => {
      borrowed = documentText(didAt(port, ':to-elsewhere'))
      return {
        ...acceptedPages(port),
        ...refusedPages(port, `https://localhost:${elsewhere.port}`),
        '/varying/did.json': (_request, response) => {
          response.writeHead(200, { 'content-type': 'application/did+json' })
          response.end(varying)
        },
      }
    })
    // web-did-resolver takes no certificates.
    globalAgent.options.ca = [server.certificate, elsewhere.certificate]
  })
  afterAll(() => {
    delete globalAgent.options.ca
    server.close()
    elsewhere.close()
  })

  const didOf = (path: string) => didAt(server.port, path)

  function resolverOf(options: Omit<DidWebOptions, 'fetch'> = {}) {
    const certificates = [server.certificate, elsewhere.certificate]
    const fetch = createWebFetch({ allowLoopback: true, certificates })
    return createResolver({ methods: createDidWebResolver({ fetch, ...options }) })
  }

  test.each(accepted)('gives the same as with web-did-resolver: "%s"', async (path) => {
    const ours = await resolverOf().resolve(didOf(path))
    expect(ours).toEqual(await theirs.resolve(didOf(path)))
    expect(ours.didDocument?.id).toBe(didOf(path))
  })

  test('gives the same as with web-did-resolver, whatever else a document says', async () => {
    const resolver = resolverOf()
    const did = didOf(':varying')
    const members = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 4 }), { maxKeys: 5 })
    let resolved = 0
    await fc.assert(
      fc.asyncProperty(members, async (others) => {
        varying = JSON.stringify({ ...others, id: did })
        const [ours, peers] = await Promise.all([resolver.resolve(did), theirs.resolve(did)])
        if (ours.didResolutionMetadata.reason === 'documentRefused') return
        expect(ours).toEqual(peers)
        resolved++
      }),
      { seed: 1, numRuns: 300 },
    )
    expect(resolved).toBeGreaterThan(200)
  })

  test('is asked for at the same path as by web-did-resolver, whatever the DID', async () => {
    let requested: string[] = []
    let did = ''
    const page: Page = ({ url = '' }, response) => {
      requested.push(url)
      response.writeHead(200, { 'content-type': 'application/did' })
      response.end(JSON.stringify({ id: did }))
    }
    // Whatever the path.
    const anywhere = await serveHttps(() => new Proxy({}, { get: () => page }))
    globalAgent.options.ca = [server.certificate, elsewhere.certificate, anywhere.certificate]
    const fetch = createWebFetch({ allowLoopback: true, certificates: [anywhere.certificate] })
    const resolver = createResolver({ methods: createDidWebResolver({ fetch }) })
    let resolved = 0
    await fc.assert(
      fc.asyncProperty(pathLike, async (path) => {
        did = didAt(anywhere.port, path)
        requested = []
        const ours = await resolver.resolve(did)
        if (ours.didDocument === null) {
          expect([ours.didResolutionMetadata.error, requested]).toEqual(['invalidDid', []])
          return
        }
        expect(ours).toEqual(await theirs.resolve(did))
        // An HTTP client of theirs encodes an apostrophe that the URL standard does not.
        const [asked, askedByThem, ...more] = requested.map(decodeURIComponent)
        expect([asked, more]).toEqual([askedByThem, []])
        resolved++
      }),
      { seed: 20210501, numRuns: 500 },
    )
    anywhere.close()
    expect(resolved).toBeGreaterThan(100)
  })

  test('gives what was created for it, and its keys by DID URLs', async () => {
    const resolver = resolverOf()
    const keys = { 'key-1': g2Key }
    const domain = `localhost:${server.port}`
    const created = createDidWebDocument({ domain, path: 'health/vaccination', keys })
    expect(await resolveDid(created.id, { resolver })).toEqual(created)
    const id = `${didOf(':context')}#key-1`
    expect(await dereference(id, { resolver })).toMatchObject(multikeyMethod(id, didOf(':context')))
  })

  test.each(refused)('is refused: $path, $reason', async ({ path, reason, error }) => {
    const timeLimit = reason === 'tooSlow' ? 300 : 20_000
    const resolver = resolverOf({ timeLimit })
    expect(await resolver.resolve(didOf(path))).toEqual({
      didDocument: null,
      didDocumentMetadata: {},
      didResolutionMetadata: { error, reason, message: expect.any(String) },
    })
    await expect(resolveDid(didOf(path), { resolver })).rejects.toMatchObject({
      name: 'DidError',
      code: error,
      cause: { reason },
    })
  })

  test.each([
    { path: ':loop', requests: 4 },
    { path: ':to-elsewhere', requests: 1 },
    { path: ':to-http', requests: 1 },
  ])('is asked for no more often than need be: $path', async ({ path, requests }) => {
    const before = [server.requested.length, elsewhere.requested.length]
    await resolverOf().resolve(didOf(path))
    const after = [server.requested.length, elsewhere.requested.length]
    expect(after).toEqual([(before[0] ?? 0) + requests, before[1]])
  })

  test('is as large as is allowed, and no larger', async () => {
    const { length } = documentText(didOf(':three-redirects'))
    const resolve = (sizeLimit: number) =>
      resolverOf({ sizeLimit }).resolve(didOf(':three-redirects'))
    expect(await resolve(length)).toMatchObject({ didDocument: { id: didOf(':three-redirects') } })
    expect(await resolve(length - 1)).toMatchObject({
      didResolutionMetadata: { reason: 'tooLarge' },
    })
  })

  test('is asked for without saying who asks', async () => {
    const headers: NodeJS.Dict<string | string[]>[] = []
    const listening = await serveHttps(() => ({
      '/.well-known/did.json': (request, response) => {
        headers.push(request.headers)
        response.end()
      },
    }))
    const fetch = createWebFetch({ allowLoopback: true, certificates: [listening.certificate] })
    const resolver = createResolver({ methods: createDidWebResolver({ fetch }) })
    await resolver.resolve(didAt(listening.port))
    listening.close()
    const names = headers.map((header) => Object.keys(header).sort())
    expect(names).toEqual([['accept', 'accept-encoding', 'connection', 'host']])
  })

  describe('where web-did-resolver does otherwise:', () => {
    test.each([
      { path: ':to-elsewhere', what: 'the document that another origin has' },
      { path: ':four-redirects', what: 'what comes after any number of redirects' },
      { path: ':megabyte', what: 'a document of any size' },
      { path: ':bomb', what: 'a document of any size that a few octets decompress to' },
      { path: ':html', what: 'a document that is said to be something else' },
      { path: ':deep', what: 'a document of any depth' },
      { path: ':not-utf-8', what: 'text that is no UTF-8, with characters replaced' },
      { path: ':status-201', what: 'what comes with another status' },
    ])('it gives $what: $path', async ({ path }) => {
      const peers = await theirs.resolve(didOf(path))
      expect(peers.didResolutionMetadata.error).toBeUndefined()
      expect(peers.didDocument).not.toBeNull()
      expect((await resolverOf().resolve(didOf(path))).didDocument).toBeNull()
    })

    test('it gives the document of another DID, beside its error', async () => {
      const peers = await theirs.resolve(didOf(':mismatch'))
      expect(peers.didDocument?.id).toBe(didOf(':another'))
      expect((await resolverOf().resolve(didOf(':mismatch'))).didDocument).toBeNull()
    })

    test('it asks at another path than the DID names', async () => {
      const did = didOf(':health:%2e%2e:context')
      const requests = server.requested.length
      expect((await resolverOf().resolve(did)).didResolutionMetadata.error).toBe('invalidDid')
      expect(server.requested).toHaveLength(requests)
      await theirs.resolve(did)
      expect(server.requested.slice(requests)).toEqual(['/context/did.json'])
    })

    test('it asks this machine, where nobody allowed that', async () => {
      const resolver = createResolver({ methods: createDidWebResolver() })
      const requests = server.requested.length
      const ours = await resolver.resolve(didOf(':context'))
      expect(ours.didResolutionMetadata).toMatchObject({ reason: 'addressRefused' })
      expect(server.requested).toHaveLength(requests)
      expect((await theirs.resolve(didOf(':context'))).didDocument).not.toBeNull()
    })

    test('it waits for as long as a server likes', async () => {
      const timeLimit = 100
      const pending = theirs.resolve(didOf(':silent')).then(() => 'theirs')
      const ended = resolverOf({ timeLimit })
        .resolve(didOf(':silent'))
        .then(() => 'ours')
      expect(await Promise.race([pending, ended])).toBe('ours')
    })
  })
})
