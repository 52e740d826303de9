import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { encodeMultikey } from '@unscored/core'
import {
  createDidWebDocument,
  createDidWebResolver,
  createResolver,
  didWebUrl,
  resolveDid,
} from '@unscored/did'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { didLike, seeded } from './arbitraries.ts'
import { ed25519Key, g2Key, multikeyMethod, refusalOf, secretKey } from './fixtures.ts'
import { type HttpsServer, serveHttps } from './https-server.ts'

/** Text after `did:web:` that names no place on the web. */
const nowhere = [
  { name: 'an IPv4 address', id: '127.0.0.1' },
  { name: 'an IPv4 address in short', id: '127.1' },
  { name: 'an IPv4 address as one number', id: '2130706433' },
  { name: 'an IPv4 address in hexadecimal', id: '0x7f.0x1' },
  { name: 'an IPv6 address', id: '%5B%3A%3A1%5D' },
  { name: 'a label that begins with a hyphen', id: '-issuer.example' },
  { name: 'a label that ends with a hyphen', id: 'issuer-.example' },
  { name: 'a label of 64 characters', id: `${'a'.repeat(64)}.example` },
  { name: 'a label that encodes no name', id: 'xn--a.example' },
  { name: 'an empty label', id: 'issuer..example' },
  { name: 'a dot at the end', id: 'issuer.example.' },
  { name: 'an underscore in the host', id: 'issuer_1.example' },
  { name: 'a user', id: 'user%40issuer.example' },
  { name: 'a slash in the host', id: 'issuer.example%2Fpath' },
  { name: 'a fragment in the host', id: 'issuer.example%23' },
  { name: 'a letter for the port', id: 'issuer.example%3Aport' },
  { name: 'an empty port', id: 'issuer.example%3A' },
  { name: 'port 0', id: 'issuer.example%3A0' },
  { name: 'port 65536', id: 'issuer.example%3A65536' },
  { name: 'two ports', id: 'issuer.example%3A80%3A81' },
  { name: 'an empty segment', id: 'issuer.example::health' },
  { name: 'a segment that is a dot', id: 'issuer.example:.:health' },
  { name: 'a segment that leads upwards', id: 'issuer.example:health:..' },
  { name: 'a segment that leads upwards, encoded', id: 'issuer.example:%2e%2E' },
  { name: 'a segment that leads upwards, encoded twice', id: 'issuer.example:%252e%252e' },
  { name: 'a slash in a segment', id: 'issuer.example:a%2Fb' },
  { name: 'a backslash in a segment', id: 'issuer.example:a%5Cb' },
  { name: 'a query in a segment', id: 'issuer.example:a%3Fb' },
  { name: 'a fragment in a segment', id: 'issuer.example:a%23b' },
  { name: 'a line break in a segment', id: 'issuer.example:a%0Ab' },
  { name: 'a segment beyond ASCII', id: 'issuer.example:%C3%A9' },
  { name: 'a segment that is no UTF-8', id: 'issuer.example:%FF' },
]

describe('the address of a did:web', () => {
  test.each([
    ['did:web:issuer.example', 'https://issuer.example/.well-known/did.json'],
    ['did:web:issuer.example:health:clinic-1', 'https://issuer.example/health/clinic-1/did.json'],
    ['did:web:issuer.example%3A8443', 'https://issuer.example:8443/.well-known/did.json'],
    ['did:web:issuer.example%3a8443:health', 'https://issuer.example:8443/health/did.json'],
    ['did:web:issuer.example%3A443', 'https://issuer.example/.well-known/did.json'],
    ['did:web:issuer.example:%7Eclinic', 'https://issuer.example/~clinic/did.json'],
    ['did:web:localhost%3A8443', 'https://localhost:8443/.well-known/did.json'],
    ['did:web:xn--bcher-kva.example', 'https://xn--bcher-kva.example/.well-known/did.json'],
  ])('%s is %s', (did, url) => {
    expect(didWebUrl(did).href).toBe(url)
  })

  test.each(nowhere)('is refused for $name', ({ id }) => {
    expect(refusalOf(() => didWebUrl(`did:web:${id}`))).toBe('invalidDid')
  })

  test.each([
    'did:key:z6Mk',
    'did:web',
    'did:web:',
    'did:web:issuer.example#key-1',
    'web:issuer.example',
    null,
  ])('is refused for %s', (did) => {
    expect(refusalOf(() => didWebUrl(did))).toBe('invalidDid')
  })

  test('of any text is a did.json at the host and port it names, or it is refused', () => {
    let read = 0
    fc.assert(
      fc.property(didLike, (text) => {
        const refusal = refusalOf(() => didWebUrl(text))
        if (refusal !== undefined) {
          expect(refusal).toBe('invalidDid')
          return
        }
        read++
        const url = didWebUrl(text)
        const [host = '', port = '443'] = text.split(':')[2]?.toLowerCase().split('%3a') ?? []
        expect([url.protocol, url.username, url.search, url.hash]).toEqual(['https:', '', '', ''])
        expect([url.hostname, url.port || '443']).toEqual([host, port])
        const folders = Math.max(text.split(':').length - 3, 1)
        expect(url.pathname.split('/')).toHaveLength(folders + 2)
        expect(url.pathname).toMatch(/[^/]\/did\.json$/)
      }),
      seeded,
    )
    expect(read).toBeGreaterThan(100)
  })
})

describe('a document for did:web', () => {
  test('names each key by its fragment, for the signing of credentials', () => {
    const keys = { 'bbs-1': g2Key, 'ed-1': ed25519Key }
    const did = 'did:web:issuer.example%3A8443:health:vaccination'
    expect(
      createDidWebDocument({ domain: 'issuer.example:8443', path: 'health/vaccination', keys }),
    ).toEqual({
      '@context': ['https://www.w3.org/ns/did/v1', 'https://w3id.org/security/multikey/v1'],
      id: did,
      verificationMethod: [
        {
          id: `${did}#bbs-1`,
          type: 'Multikey',
          controller: did,
          publicKeyMultibase: encodeMultikey(g2Key),
        },
        {
          id: `${did}#ed-1`,
          type: 'Multikey',
          controller: did,
          publicKeyMultibase: encodeMultikey(ed25519Key),
        },
      ],
      assertionMethod: [`${did}#bbs-1`, `${did}#ed-1`],
    })
  })

  test('keeps a colon of the path within its segment', () => {
    const { id } = createDidWebDocument({ domain: 'issuer.example', path: 'a:b/c', keys: {} })
    expect(didWebUrl(id).href).toBe('https://issuer.example/a:b/c/did.json')
  })

  test('needs no path and no port', () => {
    expect(createDidWebDocument({ domain: 'issuer.example', keys: {} }).id).toBe(
      'did:web:issuer.example',
    )
  })

  test.each([
    { name: 'an IP address', domain: '127.0.0.1' },
    { name: 'an IPv6 address', domain: '[::1]' },
    { name: 'a web address', domain: 'https://issuer.example' },
    { name: 'a path in the domain', domain: 'issuer.example/health' },
    { name: 'two ports', domain: 'issuer.example:80:81' },
    { name: 'port 65536', domain: 'issuer.example:65536' },
    { name: 'an empty domain', domain: '' },
    { name: 'a path from the root', path: '/health' },
    { name: 'a slash at the end', path: 'health/' },
    { name: 'an empty path', path: '' },
    { name: 'a path upwards', path: '../health' },
    { name: 'a query', path: 'health?x' },
    { name: 'a fragment', path: 'health#x' },
    { name: 'a space', path: 'health office' },
    { name: 'half a character', path: '\ud800' },
  ])('is refused for $name', ({ domain = 'issuer.example', path = 'health' }) => {
    expect(refusalOf(() => createDidWebDocument({ domain, path, keys: { 'key-1': g2Key } }))).toBe(
      'invalidDid',
    )
  })

  test.each(['key 1', 'key#1', 'ключ'])('is refused for the fragment %s', (fragment) => {
    const keys = { [fragment]: g2Key }
    const create = () => createDidWebDocument({ domain: 'issuer.example', keys })
    expect(refusalOf(create)).toBe('invalidDidDocument')
  })

  test('of any domain and path is served where they say, or refused', () => {
    const domains = fc.oneof(fc.domain(), didLike)
    const paths = fc.oneof(fc.stringMatching(/^[\w:%./-]{1,12}$/), didLike)
    let created = 0
    fc.assert(
      fc.property(domains, paths, (domain, path) => {
        const create = () => createDidWebDocument({ domain, path, keys: { 'key-1': g2Key } })
        const refusal = refusalOf(create)
        if (refusal !== undefined) {
          expect(refusal).toBe('invalidDid')
          return
        }
        created++
        const { hostname, pathname } = didWebUrl(create().id)
        expect(hostname).toBe(domain.split(/:|%3A/i)[0]?.toLowerCase())
        expect(pathname.split('/')).toHaveLength(path.split('/').length + 2)
      }),
      seeded,
    )
    expect(created).toBeGreaterThan(100)
  })

  test('never holds a secret key', () => {
    const create = () =>
      createDidWebDocument({ domain: 'issuer.example', keys: { 'key-1': secretKey } })
    expect(create).toThrow(TypeError)
  })
})

describe('the method web', () => {
  const { web } = createDidWebResolver()
  const resolver = createResolver({ methods: { web } })

  test.each(nowhere)('requests nothing for $name', async ({ id }) => {
    const did = `did:web:${id}`
    await expect(resolveDid(did, { resolver })).rejects.toMatchObject({ code: 'invalidDid' })
    // Past the grammar of did-resolver, which refuses some of these itself.
    expect(await web(did, { did, didUrl: did, method: 'web', id }, resolver, {})).toEqual({
      didDocument: null,
      didDocumentMetadata: {},
      didResolutionMetadata: { error: 'invalidDid' },
    })
  })
})

interface Outcome {
  didUrl: string
  answer: { didDocument: unknown; didResolutionMetadata: { error?: string } }
  value?: unknown
  code?: string
}

describe('a did:web on a TLS server', () => {
  const folder = mkdtempSync(join(tmpdir(), 'unscored-did-web-'))
  const keys = { 'key-1': g2Key }
  const names = {
    root: '',
    path: ':health:vaccination',
    tilde: ':%7Eclinic',
    key: '#key-1',
    pathKey: ':health:vaccination#key-1',
    relative: ':relative#key-1',
    mismatch: ':mismatch',
    mismatchKey: ':mismatch#key-1',
    missing: ':missing',
    text: ':text',
    nothing: ':nothing',
    deep: ':deep',
    large: ':large',
    upwards: ':health:%2e%2e:relative',
  }
  let server: HttpsServer
  let outcomes: Map<string, Outcome>

  beforeAll(async () => {
    server = await serveHttps(documents)
    const certificate = join(folder, 'certificate.pem')
    writeFileSync(certificate, server.certificate)
    outcomes = await dereferenceInProcess(certificate, Object.values(names).map(didUrl))
  })
  afterAll(() => {
    server.close()
    rmSync(folder, { recursive: true })
  })

  const didUrl = (name: string) => `did:web:localhost%3A${server.port}${name}`
  const outcomeOf = (name: keyof typeof names) => outcomes.get(didUrl(names[name]))

  function documents(port: number): Record<string, string> {
    const domain = `localhost:${port}`
    const did = `did:web:localhost%3A${port}`
    const create = (path: string) => JSON.stringify(createDidWebDocument({ domain, path, keys }))
    const relative = {
      verificationMethod: [multikeyMethod('#key-1', '')],
      assertionMethod: ['#key-1'],
    }
    return {
      '/.well-known/did.json': JSON.stringify(createDidWebDocument({ domain, keys })),
      '/health/vaccination/did.json': create('health/vaccination'),
      '/~clinic/did.json': create('%7Eclinic'),
      '/relative/did.json': JSON.stringify({ id: `${did}:relative`, ...relative }),
      '/mismatch/did.json': create('another'),
      '/text/did.json': '<p>no JSON</p>',
      '/nothing/did.json': 'null',
      '/deep/did.json': `{"id":"${did}:deep","note":${'['.repeat(100)}${']'.repeat(100)}}`,
      '/large/did.json': JSON.stringify({ id: `${did}:large`, note: 'a'.repeat(2 ** 20) }),
    }
  }

  test('gives what was created for it, at the root', () => {
    const { port } = server
    const created = createDidWebDocument({ domain: `localhost:${port}`, keys })
    expect(outcomeOf('root')?.value).toEqual(created)
  })

  test.each([
    { name: 'path', path: 'health/vaccination' },
    { name: 'tilde', path: '%7Eclinic' },
  ] as const)('gives what was created for it, under the path $path', ({ name, path }) => {
    const created = createDidWebDocument({ domain: `localhost:${server.port}`, path, keys })
    expect(outcomeOf(name)?.value).toEqual(created)
  })

  test.each(['key', 'pathKey', 'relative'] as const)('gives the key of a DID URL: %s', (name) => {
    const id = didUrl(names[name])
    const method = multikeyMethod(id, id.slice(0, id.indexOf('#')))
    expect(outcomeOf(name)?.value).toMatchObject(method)
  })

  test.each([
    { name: 'mismatch', code: 'invalidDidDocument' },
    { name: 'mismatchKey', code: 'invalidDidDocument' },
    { name: 'missing', code: 'notFound' },
    { name: 'text', code: 'notFound' },
    { name: 'nothing', code: 'notFound' },
    { name: 'deep', code: 'invalidDidDocument' },
    { name: 'large', code: 'invalidDidDocument' },
    { name: 'upwards', code: 'invalidDid' },
  ] as const)('is refused for $name: $code', ({ name, code }) => {
    const outcome = outcomeOf(name)
    expect(outcome?.code).toBe(code)
    expect(outcome).not.toHaveProperty('value')
  })

  test('never hands on the document of another DID, also to those who ask the resolver itself', () => {
    expect(outcomeOf('mismatch')?.answer).toMatchObject({
      didDocument: null,
      didResolutionMetadata: { error: 'invalidDidDocument' },
    })
  })

  test('is requested at its address and nowhere else', () => {
    const { port, requested } = server
    const asked = Object.values(names).filter((name) => name !== names.upwards)
    const addresses = asked.map((name) => didWebUrl(didUrl(name.replace(/#.*/, ''))))
    expect(new Set(addresses.map(({ host }) => host))).toEqual(new Set([`localhost:${port}`]))
    expect(new Set(requested)).toEqual(new Set(addresses.map(({ pathname }) => pathname)))
  })

  test('is not found where the certificate of its server is not trusted', async () => {
    const requests = server.requested.length
    const resolved = resolveDid(didUrl(names.root), { resolver: createResolver() })
    await expect(resolved).rejects.toMatchObject({ code: 'notFound' })
    expect(server.requested).toHaveLength(requests)
  })

  async function dereferenceInProcess(certificate: string, didUrls: string[]) {
    const script = fileURLToPath(new URL('resolve-process.ts', import.meta.url))
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--import', 'tsx', script, ...didUrls],
      {
        // The folder whose node_modules has tsx.
        cwd: fileURLToPath(new URL('../..', import.meta.url)),
        env: { ...process.env, NODE_EXTRA_CA_CERTS: certificate },
        maxBuffer: 2 ** 24,
      },
    )
    const list: Outcome[] = JSON.parse(stdout)
    return new Map(list.map((outcome) => [outcome.didUrl, outcome]))
  }
})
