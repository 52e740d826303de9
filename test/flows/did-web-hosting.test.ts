import { mkdirSync, unlinkSync } from 'node:fs'
import { connect } from 'node:tls'
import {
  createDidWebCache,
  createDidWebResolver,
  createResolver,
  createWebFetch,
  dereferenceService,
  dereferenceVerificationMethod,
  resolveDid,
  verifyManifest,
  type WebFetch,
} from '@unscored/did'
import { verifyDocument } from '@unscored/vc'
import { expect, test } from 'vitest'
import { NOW, type Session } from '../cli/session.ts'
import { describeWithNginx, type Nginx } from '../support/nginx.ts'
import { blockAfter, DOMAIN, type HostDidWebOptions, hostDidWeb } from './did-web-host.ts'

describeWithNginx('the folder of an issuer, served as the README says,', () => {
  let session: Session
  let did: string
  let origin: string
  let nginx: Nginx
  let reach: WebFetch
  let untrusting: WebFetch

  async function host(options?: HostDidWebOptions): Promise<void> {
    const hosted = await hostDidWeb(options)
    ;({ session, did, origin, nginx } = hosted)
    const lookup = async () => ['127.0.0.1']
    untrusting = createWebFetch({ allowLoopback: true, lookup })
    reach = createWebFetch({ allowLoopback: true, lookup, certificates: [hosted.certificate] })
  }

  const resolverOf = (fetch: WebFetch = reach) =>
    createResolver({ methods: createDidWebResolver({ fetch }) })

  const statusAt = (fragment: string, now: Date) =>
    dereferenceVerificationMethod(`${did}#${fragment}`, {
      ...{ resolver: resolverOf(), relationship: 'assertionMethod', now: () => now },
    }).then(
      ({ key }) => key.codec,
      ({ code }) => code,
    )

  const ask = (path: string, headers: Record<string, string> = {}) =>
    reach(new URL(path, origin), {
      ...{ headers, redirect: 'manual', signal: AbortSignal.timeout(10_000) },
    })

  test('is the document that was made', async () => {
    await host()
    const document = await resolveDid(did, { resolver: resolverOf() })
    expect(document).toEqual(JSON.parse(session.read('site/.well-known/did.json')))
  })

  test('is looked for by did resolve, which says what is wrong', async () => {
    await host()
    const resolve = async (fetch: WebFetch) => {
      const didMethods = createDidWebResolver({ fetch })
      const { status, stdout, stderr } = await session.run(['did', 'resolve', did], { didMethods })
      return status === 0 ? JSON.parse(stdout).id : stderr.trimEnd().split('\n').at(-1)
    }
    const refusal = (reason: string) => `notFound: the resolver has no document: ${reason}`
    expect(await resolve(reach)).toBe(did)
    expect(await resolve(untrusting)).toBe(refusal('certificateRefused'))
    expect(await resolve(createWebFetch({ lookup: async () => ['127.0.0.1'] }))).toBe(
      refusal('addressRefused'),
    )
    unlinkSync(session.path('site/.well-known/did.json'))
    expect(await resolve(reach)).toBe(refusal('absent'))
  })

  test('is fetched whole by epoch fetch, as soon as an epoch is published', async () => {
    await host({ words: ['--predicates'] })
    const { run, json, path } = session
    const manifest = path('site/unscored/manifest.json')
    await json([
      ...['epoch', 'publish', '--records', path('records'), '--site', path('site')],
      ...['--key', path('site.keys/revocation-1.json'), '--manifest', manifest],
    ])
    const words = [
      ...['epoch', 'fetch', '--parameters', path('parameters'), '--manifest', manifest],
      ...['--did-document', path('site/.well-known/did.json')],
    ]
    const { files } = await json(words, { fetch: reach })
    const epoch = Math.floor(NOW.getTime() / 86_400_000)
    expect(files).toEqual([
      `${origin}/unscored/parameters/digits-1`,
      `${origin}/unscored/lists/${epoch}`,
    ])
    const tomorrow = () => new Date(NOW.getTime() + 86_400_000)
    const { status, stderr } = await run(words, { fetch: reach, now: tomorrow })
    expect([status, stderr.trimEnd().split('\n')]).toEqual([
      1,
      [
        'Asking the network for what lacks: whoever serves it sees that somebody asks.',
        `fileUnavailable: ${origin}/unscored/lists/${epoch + 1}: it could not be fetched`,
      ],
    ])
  })

  test('is found by a path, where the DID has one', async () => {
    await host({
      words: ['--path', 'health'],
      places: {
        'location = /.well-known/did.json': 'location = /health/did.json',
        'location /unscored/': 'location /health/unscored/',
      },
    })
    const resolver = resolverOf()
    expect(await resolveDid(did, { resolver })).toEqual(
      JSON.parse(session.read('site/health/did.json')),
    )
    const [url] = await dereferenceService(`${did}?service=manifest`, { resolver })
    expect(url?.href).toBe(`${origin}/health/unscored/manifest.json`)
    expect((await ask('/health/unscored/manifest.json')).status).toBe(200)
    expect((await ask('/.well-known/did.json')).status).toBe(404)
  })

  test('comes with what caches and pages need, and says no more of its server', async () => {
    await host({ words: ['--predicates'] })
    const { json, path: at } = session
    const { epoch } = await json([
      ...['epoch', 'publish', '--records', at('records'), '--site', at('site')],
      ...['--key', at('site.keys/revocation-1.json')],
      ...['--manifest', at('site/unscored/manifest.json')],
    ])
    const blocks = blockAfter('that takes a file `_headers`').split(/^(?=\/)/m)
    expect(blocks).toHaveLength(4)
    const files = { '/unscored/lists/*': `${epoch}`, '/unscored/parameters/*': 'digits-1' }
    for (const [block = '', ...lines] of blocks.map((text) => text.trimEnd().split('\n'))) {
      const file = Object.entries(files).find(([folder]) => folder === block)?.[1]
      const path = block.replace('*', file ?? '')
      const { status, headers } = await ask(path)
      expect({ path, status }).toEqual({ path, status: 200 })
      // What is no JSON has the type that the host gives to what it does not know.
      expect(lines).toHaveLength(file === undefined ? 4 : 3)
      for (const line of lines) {
        const [name = '', value] = line.trim().split(': ')
        expect({ name, value: headers.get(name.toLowerCase()) }).toEqual({ name, value })
      }
      expect(headers.get('server')).toBe('nginx')
      expect(headers.get('set-cookie')).toBeNull()
      expect(headers.get('etag')).toMatch(/^"[\da-f]+-[\da-f]+"$/)
    }
  })

  test('says where the manifest is, which its other key has signed', async () => {
    await host()
    const resolver = resolverOf()
    const [url] = await dereferenceService(`${did}?service=manifest`, { resolver })
    expect(url?.href).toBe(`${origin}/unscored/manifest.json`)
    const fetched = JSON.parse(await textAt('/unscored/manifest.json'))
    const verifying = { verifyDocument, resolver, now: () => NOW }
    expect(await verifyManifest(fetched, verifying)).toMatchObject({ issuer: did, version: 1 })

    await session.json([
      ...['did', 'retire', session.path('site/.well-known/did.json')],
      ...['--key', 'ed25519-1', '--revoke'],
    ])
    await expect(verifyManifest(fetched, verifying)).rejects.toMatchObject({ code: 'invalidKey' })
  })

  test('is given out and nothing beside it', async () => {
    await host()
    mkdirSync(session.path('site/unscored/lists'))
    for (const path of [
      ...['/', '/.well-known/', '/.well-known', '/did.json', '/../certificate.key'],
      ...['/unscored', '/unscored/', '/unscored/lists', '/unscored/none.json'],
    ]) {
      const { status, headers } = await ask(path)
      expect({ path, status }).toEqual({ path, status: 404 })
      expect(headers.get('cache-control')).toBeNull()
    }
  })

  test('is asked for, and nothing of that is written down', async () => {
    await host()
    await resolveDid(did, { resolver: resolverOf() })
    expect((await ask('/nothing-there')).status).toBe(404)
    const { didResolutionMetadata } = await resolverOf(untrusting).resolve(did)
    expect(didResolutionMetadata.reason).toBe('certificateRefused')
    expect(nginx.logs()).not.toMatch(/GET|did\.json|client|127\.0\.0\.1/)
  })

  test('is not sent again as long as it is the same', async () => {
    await host()
    const statuses: number[] = []
    const fetch: WebFetch = async (...asked) => {
      const response = await reach(...asked)
      statuses.push(response.status)
      return response
    }
    let now = NOW.getTime()
    const cache = createDidWebCache({ fetch, now: () => new Date(now) })
    const resolver = createResolver({ methods: cache.methods })
    const keysAfter = async (seconds: number) => {
      now += seconds * 1000
      return (await resolveDid(did, { resolver })).verificationMethod?.length
    }
    expect(await keysAfter(0)).toBe(2)
    // For as long as Cache-Control says, nobody is asked.
    expect(await keysAfter(3600)).toBe(2)
    expect(statuses).toEqual([200])
    await cache.refresh(did)
    expect(statuses).toEqual([200, 304])
    await rotate()
    await cache.refresh(did)
    expect(await keysAfter(0)).toBe(3)
    expect(statuses).toEqual([200, 304, 200])
  })

  test('has the old key and the new one, until the time of the old one is over', async () => {
    await host()
    await rotate()
    const keys = ['bbs-1', 'bbs-2', 'ed25519-1']
    const at = (time: string) => Promise.all(keys.map((key) => statusAt(key, new Date(time))))
    const [bbs, ed25519] = ['Bls12381G2-public', 'Ed25519-public']
    expect(await at('2022-06-30T23:59:59Z')).toEqual([bbs, bbs, ed25519])
    expect(await at('2022-07-01T00:00:00Z')).toEqual(['keyExpired', bbs, ed25519])
  })

  test('has no key more that is known to others', async () => {
    await host()
    await session.json([
      ...['did', 'retire', session.path('site/.well-known/did.json'), '--key', 'bbs-1', '--revoke'],
    ])
    expect(await statusAt('bbs-1', NOW)).toBe('keyRevoked')
  })

  test('does not know a visitor again by a TLS session', async () => {
    await host()
    const first = await visit()
    expect(first.reused).toBe(false)
    expect((await visit(first.session)).reused).toBe(false)
  })

  /** One visit, which resumes the session of another where it can. */
  function visit(session?: Buffer): Promise<{ reused: boolean; session: Buffer | undefined }> {
    const { port } = new URL(origin)
    const socket = connect({
      ...{ port: Number(port), servername: DOMAIN, rejectUnauthorized: false },
      ...(session && { session }),
    })
    let given: Buffer | undefined
    let reused = false
    socket.on('session', (latest) => {
      given = latest
    })
    socket.on('secureConnect', () => {
      reused = socket.isSessionReused()
    })
    socket.end('GET /.well-known/did.json HTTP/1.0\r\n\r\n')
    socket.resume()
    return new Promise((ended) => {
      socket.on('close', () => ended({ reused, session: given }))
    })
  }

  async function textAt(path: string): Promise<string> {
    const reader = (await ask(path)).body?.getReader()
    let text = ''
    for (let read = await reader?.read(); read?.value; read = await reader?.read()) {
      text += Buffer.from(read.value).toString()
    }
    return text
  }

  function rotate() {
    return session.json([
      ...['did', 'rotate', session.path('site/.well-known/did.json'), '--key', 'bbs-1'],
      ...['--until', '2022-07-01'],
    ])
  }
})
