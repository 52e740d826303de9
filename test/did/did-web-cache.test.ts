import {
  type CreateDidWebCacheOptions,
  createDidWebCache,
  createResolver,
  createWebFetch,
  type DidWebCache,
  type DocumentStore,
  resolveDid,
  type WebFetch,
} from '@unscored/did'
import { describe, expect, test } from 'vitest'
import { didAt, documentText, refused, refusedPages, send } from './did-web-pages.ts'
import { serveHttps } from './https-server.ts'

const did = 'did:web:issuer.example'
const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** What a server says in answer to a request. */
interface Reply {
  body?: string
  status?: number
  headers?: Record<string, string>
}

/** A server and a clock that the test is in charge of, and what is asked of the server. */
class World {
  time = Date.parse('2030-01-01T00:00:00Z')
  reply: Reply | Error | Promise<Reply> = { body: documentText(did) }
  readonly asked: (string | undefined)[] = []
  readonly etags: (string | undefined)[] = []

  readonly fetch: WebFetch = async ({ hostname }, { headers }) => {
    this.asked.push(hostname)
    this.etags.push(headers['if-none-match'])
    const reply = await this.reply
    if (reply instanceof Error) throw reply
    const { body = null, status = 200, headers: others = {} } = reply
    const json = { 'content-type': 'application/json' }
    return new Response(body, { status, headers: { ...json, ...others } })
  }

  open(options: CreateDidWebCacheOptions = {}): DidWebCache {
    return createDidWebCache({ fetch: this.fetch, now: () => new Date(this.time), ...options })
  }

  /** That the document has changed, and perhaps for how long it holds. */
  publish(version: number, headers: Record<string, string> = {}): void {
    this.reply = { body: documentText(did, { version }), headers }
  }
}

const maxAge = (seconds: number) => ({ 'cache-control': `public, max-age=${seconds}` })

/** The version of the document that is given, the document where it has none, or why there is none. */
async function resolve({ methods }: DidWebCache, asked = did): Promise<unknown> {
  const { didDocument, didResolutionMetadata } = await createResolver({ methods }).resolve(asked)
  if (didDocument === null) return didResolutionMetadata.reason ?? didResolutionMetadata.error
  return Object(didDocument).version ?? didDocument
}

/** Lets what runs in the background come to its end. */
const settle = () => new Promise((settled) => setTimeout(settled, 20))

describe('a cache of did:web documents', () => {
  test('asks once, and gives the same document as without', async () => {
    const world = new World()
    const cache = world.open()
    for (let time = 0; time < 3; time++) {
      expect(await resolve(cache)).toEqual(JSON.parse(documentText(did)))
    }
    expect(world.asked).toEqual(['issuer.example'])
  })

  test('says when the document was retrieved', async () => {
    const world = new World()
    const { methods } = world.open()
    const resolver = createResolver({ methods })
    await resolver.resolve(did)
    world.time += MINUTE
    expect((await resolver.resolve(did)).didResolutionMetadata).toEqual({
      contentType: 'application/did+json',
      retrieved: '2030-01-01T00:00:00.000Z',
    })
  })

  test('gives nobody a document that can be changed for others', async () => {
    const cache = new World().open()
    const resolver = createResolver({ methods: cache.methods })
    const { didDocument } = await resolver.resolve(did)
    expect(() => didDocument?.assertionMethod?.push('#key-2')).toThrow(TypeError)
    expect(() => Object.assign(Object(didDocument), { id: 'did:web:other' })).toThrow(TypeError)
    expect(await resolveDid(did, { resolver })).toEqual(JSON.parse(documentText(did)))
  })

  test.each([
    'did:web:issuer.example:health',
    'did:web:Issuer.example',
    'did:web:issuer.example%3A443',
    'did:web:issuer.examples',
  ])('has for %s nothing that it has for another', async (other) => {
    const world = new World()
    const cache = world.open()
    await resolve(cache)
    expect(await resolve(cache, other)).toBe('documentRefused')
    expect(world.asked).toHaveLength(2)
    expect(await resolve(cache)).toHaveProperty('id', did)
    expect(world.asked).toHaveLength(2)
  })

  test('asks nobody for what is no did:web', async () => {
    const world = new World()
    const cache = world.open()
    expect(await resolve(cache, 'did:web:127.0.0.1')).toBe('invalidDid')
    await expect(cache.refresh('did:web:127.0.0.1')).rejects.toMatchObject({ code: 'invalidDid' })
    expect(world.asked).toEqual([])
  })

  test('asks once, however many want to know at once', async () => {
    const world = new World()
    const cache = world.open()
    const all = await Promise.all(Array.from({ length: 50 }, () => resolve(cache)))
    await Promise.all([cache.refresh(did), cache.refresh(did)])
    expect(new Set(all.map((document) => JSON.stringify(document))).size).toBe(1)
    expect(world.asked).toHaveLength(2)
  })

  test('tells all who want to know at once of the same failure', async () => {
    const world = new World()
    world.reply = { status: 404 }
    const cache = world.open()
    const all = await Promise.all(Array.from({ length: 50 }, () => resolve(cache)))
    expect(new Set(all)).toEqual(new Set(['absent']))
    expect(world.asked).toHaveLength(1)
  })

  test('holds as many documents as it is to, and lets go of those not used for longest', async () => {
    const world = new World()
    const cache = world.open({ size: 2 })
    const didOf = (name: string) => `did:web:${name}.example`
    const ask = async (name: string) => {
      world.reply = { body: documentText(didOf(name)) }
      await resolve(cache, didOf(name))
    }
    for (const name of ['a', 'b', 'a', 'c', 'a', 'b']) await ask(name)
    expect(world.asked).toEqual(['a.example', 'b.example', 'c.example', 'b.example'])
  })
})

describe('how long a document is given out without asking', () => {
  test.each([
    { says: 'an hour', headers: maxAge(3600), lifetime: HOUR },
    { says: 'an hour, in quotes', headers: { 'cache-control': 'Max-Age="3600"' }, lifetime: HOUR },
    {
      says: 'an hour, of which half was spent on the way',
      headers: { ...maxAge(3600), age: '1800' },
      lifetime: HOUR / 2,
    },
    { says: 'nothing', headers: {}, lifetime: 5 * MINUTE },
    { says: 'a second', headers: maxAge(1), lifetime: 5 * MINUTE },
    {
      says: 'that it must not be kept',
      headers: { 'cache-control': 'max-age=3600, no-store' },
      lifetime: 5 * MINUTE,
    },
    {
      says: 'that it must be asked',
      headers: { 'cache-control': 'no-cache' },
      lifetime: 5 * MINUTE,
    },
    { says: 'a year', headers: maxAge(31_536_000), lifetime: DAY },
    { says: 'a time below 0', headers: { 'cache-control': 'max-age=-1' }, lifetime: 5 * MINUTE },
    { says: 'no number', headers: { 'cache-control': 'max-age=1e9' }, lifetime: 5 * MINUTE },
    { says: 'more than a number holds', headers: maxAge(1e21), lifetime: 5 * MINUTE },
    {
      says: 'something about others',
      headers: { 'cache-control': 's-maxage=86400' },
      lifetime: 5 * MINUTE,
    },
  ])('is as its server says, within bounds: $says', async ({ headers, lifetime }) => {
    const world = new World()
    const cache = world.open({ staleWhileRevalidate: 0 })
    world.publish(1, headers)
    await resolve(cache)
    world.publish(2)
    world.time += lifetime
    expect(await resolve(cache)).toBe(1)
    world.time += 1
    expect(await resolve(cache)).toBe(2)
  })

  test('has the bounds that one sets', async () => {
    const world = new World()
    const bounds = { minLifetime: SECOND, maxLifetime: MINUTE, staleWhileRevalidate: 0 }
    const cache = world.open(bounds)
    world.publish(1)
    await resolve(cache)
    world.publish(2, maxAge(3600))
    world.time += SECOND + 1
    expect(await resolve(cache)).toBe(2)
    world.publish(3)
    world.time += MINUTE
    expect(await resolve(cache)).toBe(2)
    world.time += 1
    expect(await resolve(cache)).toBe(3)
  })

  test('is over where the clock was set back', async () => {
    const world = new World()
    const cache = world.open()
    world.publish(1)
    await resolve(cache)
    world.publish(2)
    world.time -= 1
    expect(await resolve(cache)).toBe(2)
  })
})

describe('a document that is no longer new', () => {
  test('is given at once while a newer one is fetched, for so long', async () => {
    const world = new World()
    const cache = world.open({ staleWhileRevalidate: HOUR })
    world.publish(1, maxAge(3600))
    await resolve(cache)
    world.publish(2, maxAge(3600))
    world.time += 2 * HOUR
    expect(await resolve(cache)).toBe(1)
    await settle()
    expect(await resolve(cache)).toBe(2)
    expect(world.asked).toHaveLength(2)
    world.publish(3)
    world.time += 2 * HOUR + 1
    expect(await resolve(cache)).toBe(3)
  })

  test('is given at once also where fetching fails', async () => {
    const world = new World()
    const cache = world.open()
    world.publish(1)
    await resolve(cache)
    world.reply = new Error('offline')
    world.time += 6 * MINUTE
    expect(await resolve(cache)).toBe(1)
    await settle()
    expect(await resolve(cache)).toBe(1)
    expect(world.asked).toHaveLength(2)
  })

  test.each([
    { what: 'is not reached', reply: new Error('offline'), reason: 'requestFailed' },
    { what: 'has an error', reply: { status: 500 }, reason: 'serverFailed' },
    { what: 'is overloaded', reply: { status: 503 }, reason: 'serverFailed' },
    { what: 'was asked too often', reply: { status: 429 }, reason: 'serverFailed' },
    { what: 'does not answer', reply: new Promise<Reply>(() => {}), reason: 'tooSlow' },
  ])('is given where its server $what, for so long', async ({ reply, reason }) => {
    const world = new World()
    const cache = world.open({ timeLimit: 20, staleWhileRevalidate: 0, staleIfError: 2 * HOUR })
    world.publish(1, maxAge(3600))
    await resolve(cache)
    world.reply = reply
    world.time += 3 * HOUR
    expect(await resolve(cache)).toBe(1)
    world.time += 1
    expect(await resolve(cache)).toBe(reason)
    world.publish(2)
    world.time += HOUR
    expect(await resolve(cache)).toBe(2)
  })

  test.each([
    { what: 'that there is none', reply: { status: 404 }, reason: 'absent' },
    { what: 'that there is none any more', reply: { status: 410 }, reason: 'absent' },
    { what: 'that it may not be seen', reply: { status: 403 }, reason: 'statusRefused' },
    {
      what: 'the document of another',
      reply: { body: documentText(`${did}:a`) },
      reason: 'documentRefused',
    },
    { what: 'no JSON', reply: { body: '<p>' }, reason: 'documentRefused' },
    { what: 'far too much', reply: { body: ' '.repeat(70_000) }, reason: 'tooLarge' },
    {
      what: 'that it is somewhere else',
      reply: { status: 302, headers: { location: 'https://elsewhere.example/' } },
      reason: 'redirectRefused',
    },
    {
      what: 'that it is a page',
      reply: { body: documentText(did), headers: { 'content-type': 'text/html' } },
      reason: 'mediaTypeRefused',
    },
  ])('is forgotten where its server says $what', async ({ reply, reason }) => {
    const world = new World()
    const cache = world.open()
    world.publish(1, maxAge(3600))
    await resolve(cache)
    world.reply = reply
    await expect(cache.refresh(did)).rejects.toMatchObject({ name: 'DidWebError', code: reason })
    // It would still be new.
    expect(await resolve(cache)).toBe(reason)
    world.reply = new Error('offline')
    world.time += MINUTE
    expect(await resolve(cache)).toBe('requestFailed')
  })
})

describe('a failure', () => {
  test.each([
    { what: 'of the server', reply: { status: 404 }, reason: 'absent' },
    { what: 'on the way', reply: new Error('offline'), reason: 'requestFailed' },
  ])('$what is remembered for so long, and never longer', async ({ reply, reason }) => {
    const world = new World()
    const cache = world.open({ failureLifetime: 10 * SECOND })
    world.reply = reply
    expect(await resolve(cache)).toBe(reason)
    world.publish(1)
    world.time += 10 * SECOND - 1
    expect(await resolve(cache)).toBe(reason)
    expect(world.asked).toHaveLength(1)
    world.time += 1
    expect(await resolve(cache)).toBe(1)
  })

  test('is no failure of another DID', async () => {
    const world = new World()
    const cache = world.open()
    world.reply = { status: 404 }
    await resolve(cache, `${did}:other`)
    world.publish(1)
    expect(await resolve(cache)).toBe(1)
  })

  test('does not keep one from refreshing', async () => {
    const world = new World()
    const cache = world.open()
    world.reply = new Error('offline')
    await expect(cache.refresh(did)).rejects.toMatchObject({ code: 'requestFailed' })
    world.publish(1)
    await cache.refresh(did)
    expect(await resolve(cache)).toBe(1)
  })

  test('of many DIDs is remembered of so many', async () => {
    const world = new World()
    const cache = world.open({ size: 2 })
    world.reply = { status: 404 }
    for (const name of ['a', 'b', 'c', 'c', 'a']) await resolve(cache, `did:web:${name}.example`)
    expect(world.asked).toEqual(['a.example', 'b.example', 'c.example', 'a.example'])
  })
})

describe('the etag of a document', () => {
  const tag = '"v1"'

  test('is told, and the document is new again where it has not changed', async () => {
    const world = new World()
    const cache = world.open({ staleWhileRevalidate: 0 })
    world.publish(1, { etag: tag, ...maxAge(3600) })
    await resolve(cache)
    world.reply = { status: 304, headers: maxAge(7200) }
    world.time += HOUR + 1
    expect(await resolve(cache)).toBe(1)
    world.time += 2 * HOUR
    expect(await resolve(cache)).toBe(1)
    expect(world.etags).toEqual([undefined, tag])
    world.time += 1
    world.reply = { status: 304, headers: { etag: 'W/"v2"' } }
    expect(await resolve(cache)).toBe(1)
    world.time += 6 * MINUTE
    await resolve(cache)
    expect(world.etags).toEqual([undefined, tag, tag, 'W/"v2"'])
  })

  test('is told no more once the document has another', async () => {
    const world = new World()
    const cache = world.open()
    world.publish(1, { etag: tag })
    await cache.refresh(did)
    world.publish(2)
    await cache.refresh(did)
    await cache.refresh(did)
    expect(world.etags).toEqual([undefined, tag, undefined])
    expect(await resolve(cache)).toBe(2)
  })

  test('is not told where one does not want to be known by it', async () => {
    const world = new World()
    const cache = world.open({ sendEtags: false })
    world.publish(1, { etag: tag })
    await cache.refresh(did)
    world.publish(2, { etag: tag })
    await cache.refresh(did)
    expect(world.etags).toEqual([undefined, undefined])
    expect(await resolve(cache)).toBe(2)
  })

  test.each(['v1', '"a b"', '"', `"${'a'.repeat(129)}"`, '*', '"a", "b"'])(
    'is told no more than it is one: %s',
    async (etag) => {
      const world = new World()
      const cache = world.open()
      world.publish(1, { etag })
      await cache.refresh(did)
      await cache.refresh(did)
      expect(world.etags).toEqual([undefined, undefined])
    },
  )

  test('that nobody told makes no document', async () => {
    const world = new World()
    world.reply = { status: 304, headers: { etag: tag } }
    expect(await resolve(world.open())).toBe('statusRefused')
  })
})

describe('a cache that asks only where it is told to', () => {
  test('gives what was fetched before, until that is too old', async () => {
    const world = new World()
    const cache = world.open({ fetchWhenAsked: false, staleIfError: 2 * HOUR })
    expect(await resolve(cache)).toBe('notCached')
    world.publish(1, maxAge(3600))
    await cache.refresh(did)
    world.time += 3 * HOUR
    expect(await resolve(cache)).toBe(1)
    world.time += 1
    expect(await resolve(cache)).toBe('notCached')
    expect(world.asked).toHaveLength(1)
  })

  test('does not ask because a server failed', async () => {
    const world = new World()
    const cache = world.open({ fetchWhenAsked: false })
    world.reply = new Error('offline')
    await expect(cache.refresh(did)).rejects.toMatchObject({ code: 'requestFailed' })
    expect(await resolve(cache)).toBe('notCached')
    expect(world.asked).toHaveLength(1)
  })
})

/** A store in memory, of which each function can be replaced. */
function createStore(replaced: Partial<DocumentStore> = {}) {
  const entries = new Map<string, unknown>()
  const store: DocumentStore = {
    read: async (key) => entries.get(key),
    write: async (key, entry) => void entries.set(key, structuredClone(entry)),
    delete: async (key) => void entries.delete(key),
    ...replaced,
  }
  return { store, entries }
}

describe('a store', () => {
  test('outlasts its cache, with the age and the etag of what is in it', async () => {
    const world = new World()
    const { store } = createStore()
    world.publish(1, { ...maxAge(3600), etag: '"v1"' })
    await resolve(world.open({ store }))
    world.publish(2)
    world.time += HOUR
    const cache = world.open({ store, staleWhileRevalidate: 0 })
    expect(await resolve(cache)).toBe(1)
    world.time += 1
    expect(await resolve(cache)).toBe(2)
    expect(world.etags).toEqual([undefined, '"v1"'])
    expect(await resolve(world.open({ store }))).toBe(2)
    expect(world.asked).toHaveLength(2)
  })

  test('has nothing of an answer that was refused, and nothing from before', async () => {
    const world = new World()
    const { store, entries } = createStore()
    const cache = world.open({ store })
    world.publish(1)
    await cache.refresh(did)
    expect([...entries.keys()]).toEqual([did])
    world.reply = new Error('offline')
    await cache.refresh(did).catch(() => {})
    expect([...entries.keys()]).toEqual([did])
    world.reply = { status: 410 }
    await cache.refresh(did).catch(() => {})
    expect(entries.size).toBe(0)
    world.reply = { body: documentText(did), headers: { 'content-type': 'text/html' } }
    await cache.refresh(did).catch(() => {})
    expect(entries.size).toBe(0)
  })

  const good = { document: JSON.parse(documentText(did)), retrieved: 0, lifetime: 0 }
  test.each([
    { what: 'nothing', entry: undefined },
    { what: 'null', entry: null },
    { what: 'text', entry: 'text' },
    { what: 'an entry without document', entry: { ...good, document: undefined } },
    { what: 'the document of another', entry: { ...good, document: { id: `${did}:a` } } },
    { what: 'a malformed document', entry: { ...good, document: { id: did, service: {} } } },
    { what: 'no time', entry: { ...good, retrieved: undefined } },
    { what: 'a time that is text', entry: { ...good, retrieved: '2030' } },
    { what: 'a time that is still to come', entry: { ...good, retrieved: 1e15, lifetime: 1e15 } },
    { what: 'no lifetime', entry: { ...good, lifetime: null } },
    { what: 'a lifetime below 0', entry: { ...good, lifetime: -1 } },
    { what: 'a document from long ago, for ever', entry: { ...good, lifetime: 1e15 } },
  ])('that has $what is as none', async ({ entry }) => {
    const world = new World()
    const { store } = createStore({ read: async () => entry })
    world.publish(1)
    expect(await resolve(world.open({ store }))).toBe(1)
    expect(world.asked).toHaveLength(1)
  })

  test('that cannot be read is as none', async () => {
    const world = new World()
    const { store } = createStore({ read: () => Promise.reject(new Error('EIO')) })
    world.publish(1)
    expect(await resolve(world.open({ store }))).toBe(1)
  })

  test('that cannot be written is used no more, so that nothing in it comes back', async () => {
    const world = new World()
    const { store } = createStore({ delete: () => Promise.reject(new Error('EROFS')) })
    const cache = world.open({ store, size: 1 })
    world.publish(1)
    await cache.refresh(did)
    world.reply = { status: 410 }
    await cache.refresh(did).catch(() => {})
    world.time += MINUTE
    world.reply = new Error('offline')
    expect(await resolve(cache)).toBe('requestFailed')
  })

  test('that cannot be written does not keep a document from being given', async () => {
    const world = new World()
    const { store } = createStore({ write: () => Promise.reject(new Error('ENOSPC')) })
    world.publish(1)
    expect(await resolve(world.open({ store }))).toBe(1)
  })

  test('is not asked for what is in memory', async () => {
    let reads = 0
    const { store } = createStore({ read: async () => void reads++ })
    const cache = new World().open({ store })
    for (let time = 0; time < 3; time++) await resolve(cache)
    expect(reads).toBeLessThanOrEqual(2)
  })
})

describe('from a TLS server', () => {
  test('nothing is kept of what is refused', async () => {
    const server = await serveHttps((port) => refusedPages(port, 'https://localhost:1'))
    const { store, entries } = createStore()
    const fetch = createWebFetch({ allowLoopback: true, certificates: [server.certificate] })
    const patient = createDidWebCache({ fetch, store, timeLimit: 20_000 })
    const impatient = createDidWebCache({ fetch, store, timeLimit: 300 })
    const outcomes = await Promise.all(
      refused.map(async ({ path, reason }) => {
        const cache = reason === 'tooSlow' ? impatient : patient
        return [path, await resolve(cache, didAt(server.port, path))]
      }),
    )
    server.close()
    expect(outcomes).toEqual(refused.map(({ path, reason }) => [path, reason]))
    expect(entries.size).toBe(0)
  })

  test.each([
    { what: 'at an address that is refused', addresses: [['10.0.0.1']], reason: 'addressRefused' },
    {
      what: 'at an IPv4-mapped address that is refused',
      addresses: [['::ffff:169.254.169.254']],
      reason: 'addressRefused',
    },
    {
      what: 'at an address in octal',
      addresses: [['012.0.0.1']],
      reason: 'addressRefused',
    },
    {
      what: 'whose name resolves differently the second time',
      addresses: [['127.0.0.1'], ['192.168.0.1']],
      reason: 'addressRefused',
    },
    {
      what: 'whose certificate has expired',
      addresses: [['127.0.0.1']],
      options: { notAfter: new Date('2025-01-01') },
      reason: 'certificateRefused',
    },
    {
      what: 'whose certificate is for another name',
      addresses: [['127.0.0.1']],
      options: { names: ['other.example'] },
      reason: 'certificateRefused',
    },
    {
      what: 'whose certificate nobody trusts',
      addresses: [['127.0.0.1']],
      trusted: false,
      reason: 'certificateRefused',
    },
  ])('nothing is kept of one $what', async ({ addresses, options, trusted = true, reason }) => {
    const server = await serveHttps(
      (port) => ({
        '/.well-known/did.json': send('', {
          status: 302,
          headers: { location: '/moved', connection: 'close' },
        }),
        '/moved': documentText(`${did}%3A${port}`),
      }),
      { names: ['issuer.example'], ...options },
    )
    let lookups = 0
    const fetch = createWebFetch({
      ...{ allowLoopback: true, lookup: async () => addresses[lookups++ % addresses.length] ?? [] },
      ...(trusted && { certificates: [server.certificate] }),
    })
    const { store, entries } = createStore()
    const asked = `${did}%3A${server.port}`
    const cache = createDidWebCache({ fetch, store })
    expect(await resolve(cache, asked)).toBe(reason)
    const silent = createDidWebCache({ fetch, store, fetchWhenAsked: false })
    await expect(silent.refresh(asked)).rejects.toMatchObject({ code: reason })
    expect(await resolve(silent, asked)).toBe('notCached')
    expect(entries.size).toBe(0)
    server.close()
  })

  test('a document that has not changed is not sent again', async () => {
    const statuses: number[] = []
    const sockets = new Set<unknown>()
    const server = await serveHttps((port) => ({
      '/.well-known/did.json': (request, response) => {
        sockets.add(request.socket)
        const same = request.headers['if-none-match'] === '"v1"'
        statuses.push(same ? 304 : 200)
        response.writeHead(same ? 304 : 200, { 'content-type': 'application/json', etag: '"v1"' })
        response.end(same ? undefined : documentText(didAt(port)))
      },
    }))
    const fetch = createWebFetch({ allowLoopback: true, certificates: [server.certificate] })
    const cache = createDidWebCache({ fetch })
    for (let time = 0; time < 3; time++) {
      await cache.refresh(didAt(server.port))
      // Until the connection is free again.
      await settle()
    }
    server.close()
    expect(statuses).toEqual([200, 304, 304])
    expect(sockets.size).toBe(1)
    expect(await resolve(cache, didAt(server.port))).toHaveProperty('id', didAt(server.port))
  })
})
