import { createPrivateKey, createPublicKey } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  readdirSync,
  statSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { sign, verify } from '@unscored/bbs'
import { parseMultikey } from '@unscored/core'
import {
  createPinnedResolver,
  dereferenceVerificationMethod,
  didWebUrl,
  manifestUrl,
  parseDidDocument,
} from '@unscored/did'
import { describe, expect, test } from 'vitest'
import { createSession, type Json, NOW, type Session } from './session.ts'
import { presentWords, requestWords } from './story.ts'

const createWords = ({ path }: Session) => [
  ...['did', 'create', 'web', '--domain', 'issuer.example', '--out', path('site')],
]

const DOCUMENT = 'site/.well-known/did.json'
const MANIFEST = 'site/unscored/manifest.json'

/** What is in the folder. */
const uploaded = ['.well-known/did.json', 'unscored/manifest.json']

/** A session with the folder of an issuer, in `site`, and its keys, in `site.keys`. */
async function createSiteSession(): Promise<Session> {
  const session = createSession()
  await session.json(createWords(session))
  return session
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort()
}

/** What comes of a key of the document at a time. */
async function statusOf(session: Session, fragment: string, now: Date) {
  const did = 'did:web:issuer.example'
  const resolver = createPinnedResolver([parseDidDocument(JSON.parse(session.read(DOCUMENT)), did)])
  return dereferenceVerificationMethod(`${did}#${fragment}`, {
    ...{ resolver, relationship: 'assertionMethod', now: () => now },
  }).then(
    ({ key }) => key.codec,
    ({ code }) => code,
  )
}

describe('did create web', () => {
  test.each([
    { place: [], did: 'did:web:issuer.example', at: '.well-known/did.json' },
    {
      place: ['--path', 'health/doses'],
      did: 'did:web:issuer.example:health:doses',
      at: 'health/doses/did.json',
    },
  ])('makes $at where $did is looked for, and nothing else', async ({ place, did, at }) => {
    const session = createSession()
    const made = await session.json([...createWords(session), ...place])
    expect(made).toEqual({
      did,
      folder: session.path('site'),
      document: session.path(`site/${at}`),
      documentUrl: didWebUrl(did).href,
      manifest: session.path(`site${manifestUrl(did).pathname}`),
      manifestUrl: manifestUrl(did).href,
      keys: ['bbs-1', 'ed25519-1'].map((name) => session.path(`site.keys/${name}.json`)),
    })
    const files = [at, made.manifest.slice(session.path('site/').length)]
    expect(filesIn(session.path('site'))).toEqual(files.sort())
    expect(new URL(made.documentUrl).pathname).toBe(`/${at}`)
    const { id, assertionMethod, service } = JSON.parse(session.read(`site/${at}`))
    expect([id, assertionMethod]).toEqual([did, [`${did}#bbs-1`, `${did}#ed25519-1`]])
    expect(service).toEqual([
      { id: `${did}#manifest`, type: 'UnscoredManifest', serviceEndpoint: made.manifestUrl },
    ])
  })

  test('publishes the public halves of keys whose secret halves it keeps for their owner', async () => {
    const session = await createSiteSession()
    const [bbs, ed25519] = ['bbs-1', 'ed25519-1'].map((name) =>
      JSON.parse(session.read(`site.keys/${name}.json`)),
    )
    const { verificationMethod } = JSON.parse(session.read(DOCUMENT))
    for (const [i, { secretKeyMultibase, ...published }] of [bbs, ed25519].entries()) {
      expect(verificationMethod[i]).toEqual(published)
      expect(session.read(DOCUMENT)).not.toContain(secretKeyMultibase)
      const { mode } = statSync(session.path(`site.keys/${published.id.split('#')[1]}.json`))
      expect(mode & 0o777).toBe(0o600)
    }
    expect(statSync(session.path('site.keys')).mode & 0o777).toBe(0o700)

    const messages = [Uint8Array.of(1)]
    const { octets: secretKey } = parseMultikey(bbs.secretKeyMultibase, 'Bls12381-secret')
    const { octets: publicKey } = parseMultikey(bbs.publicKeyMultibase, 'Bls12381G2-public')
    const signature = await sign({ secretKey, publicKey, messages })
    expect(await verify({ publicKey, signature, messages })).toBe(true)

    // RFC 8410 §7: the secret is what precedes in PKCS #8, and 32 octets.
    const { octets: seed } = parseMultikey(ed25519.secretKeyMultibase, 'Ed25519-secret')
    const prefix = Buffer.from('302e020100300506032b657004220420', 'hex')
    const key = Buffer.concat([prefix, seed])
    const derived = createPublicKey(createPrivateKey({ key, format: 'der', type: 'pkcs8' }))
    const { octets } = parseMultikey(ed25519.publicKeyMultibase, 'Ed25519-public')
    expect(derived.export({ format: 'jwk' }).x).toBe(Buffer.from(octets).toString('base64url'))
  })

  test('makes a key for credentials and one for documents, and others each time', async () => {
    const [session, other] = [await createSiteSession(), await createSiteSession()]
    for (const [name, signs] of Object.entries({
      'bbs-1': 'credentials',
      'ed25519-1': 'documents',
    })) {
      const path = `site.keys/${name}.json`
      const id = `did:web:issuer.example#${name}`
      const inspected = await session.json(['inspect', session.path(path)])
      expect(inspected).toEqual({ kind: 'key', id, signs })
      expect(other.read(path)).not.toBe(session.read(path))
    }
    const words = ['issue', '--key', session.path('site.keys/ed25519-1.json'), '--claims', '-']
    const { status, stderr } = await session.run(words, { stdin: '{}' })
    expect([status, stderr.split(':')[0]]).toEqual([2, 'keyMalformed'])
  })

  test.each<{ what: string; change: (key: Json, bbs: Json, other: Json) => object }>([
    {
      what: 'keys that are no pair',
      change: (_, __, { secretKeyMultibase }) => ({ secretKeyMultibase }),
    },
    {
      what: 'keys of two kinds',
      change: (_, { secretKeyMultibase }) => ({ secretKeyMultibase }),
    },
    {
      what: 'two public keys',
      change: ({ publicKeyMultibase }) => ({ secretKeyMultibase: publicKeyMultibase }),
    },
    { what: 'a key that is none', change: () => ({ publicKeyMultibase: 'z6Mk' }) },
    { what: 'no name', change: () => ({ id: 'did:web:issuer.example' }) },
  ])('makes keys that are refused once the file has $what', async ({ change }) => {
    const [session, other] = [await createSiteSession(), await createSiteSession()]
    const [key, bbs] = ['ed25519-1', 'bbs-1'].map((name) =>
      JSON.parse(session.read(`site.keys/${name}.json`)),
    )
    const stranger = JSON.parse(other.read('site.keys/ed25519-1.json'))
    const changed = { ...key, ...change(key, bbs, stranger) }
    const path = session.write('key.json', JSON.stringify(changed))
    const { status, stderr } = await session.run(['inspect', path])
    expect([status, stderr.split(':')[0]]).toEqual([2, 'keyMalformed'])
    expect(stderr).not.toContain(changed.secretKeyMultibase)
  })

  const all = [DOCUMENT, MANIFEST, 'site.keys/bbs-1.json', 'site.keys/ed25519-1.json']

  test.each(all)('replaces nothing and makes nothing where there is %s', async (name) => {
    const session = await createSiteSession()
    const kept = session.read(name)
    const others = all.filter((one) => one !== name)
    for (const other of others) unlinkSync(session.path(other))
    const { status, stderr } = await session.run(createWords(session))
    expect([status, stderr.split(':')[0]]).toEqual([2, 'fileExists'])
    expect(session.read(name)).toBe(kept)
    expect(others.filter((other) => existsSync(session.path(other)))).toEqual([])
  })

  test('signs a manifest, which says what all doses say alike', async () => {
    const session = createSession()
    await session.json([...createWords(session), '--constant', 'country=XX'])
    const check = ['manifest', 'check', session.path(MANIFEST), '--did-document']
    expect(await session.json([...check, session.path(DOCUMENT)])).toMatchObject({
      issuer: 'did:web:issuer.example',
      version: 1,
      validUntil: '2022-07-01T00:00:00Z',
    })
    const { content, proof } = JSON.parse(session.read(MANIFEST))
    expect(proof.verificationMethod).toBe('did:web:issuer.example#ed25519-1')
    const [{ keys, constants }] = content.profiles
    const { publicKeyMultibase } = JSON.parse(session.read('site.keys/bbs-1.json'))
    expect(keys).toMatchObject([
      { id: 'did:web:issuer.example#bbs-1', publicKey: publicKeyMultibase },
    ])
    expect(constants).toContainEqual({ pointer: '/credentialSubject/country', value: 'XX' })
  })

  test('makes nothing where what doses say alike is nothing that they say', async () => {
    const session = createSession()
    const { status } = await session.run([...createWords(session), '--constant', 'batch=7'])
    expect(status).not.toBe(0)
    expect(filesIn(session.folder)).toEqual([])
  })

  test.each([
    { where: 'in it', keys: () => 'site' },
    { where: 'further in', keys: () => 'site/a/b' },
    {
      where: 'in it by a link',
      keys: ({ path }: Session) => {
        mkdirSync(path('site'))
        symlinkSync(path('site'), path('link'))
        return 'link'
      },
    },
    {
      where: 'in it by a link within',
      keys: ({ path }: Session) => {
        mkdirSync(path('site/within'), { recursive: true })
        symlinkSync(path('site/within'), path('link'))
        return 'link/keys'
      },
    },
  ])('does not put keys $where', async ({ keys }) => {
    const session = createSession()
    const words = [...createWords(session), '--keys', session.path(keys(session))]
    const { status, stderr } = await session.run(words)
    expect([status, stderr.split(':')[0]]).toEqual([2, 'usage'])
    expect(filesIn(session.path('site'))).toEqual([])
  })

  test.each([
    { name: 'a folder beside it', keys: 'private' },
    { name: 'a folder whose name begins as its', keys: 'site-keys' },
    { name: 'a folder whose name begins with two dots', keys: '..keys' },
    { name: 'the folder around it', keys: '' },
  ])('puts keys into $name', async ({ keys }) => {
    const session = createSession()
    await session.json([...createWords(session), '--keys', session.path(keys)])
    expect(existsSync(session.path(join(keys, 'bbs-1.json')))).toBe(true)
  })

  test.each(['127.0.0.1', 'issuer.example/health', 'https://issuer.example', ''])(
    'makes nothing for the domain %j',
    async (domain) => {
      const session = createSession()
      const words = ['did', 'create', 'web', '--domain', domain, '--out', session.path('site')]
      const { status, stderr } = await session.run(words)
      expect([status, stderr.split(':')[0]]).toEqual([1, 'invalidDid'])
      expect(filesIn(session.folder)).toEqual([])
    },
  )

  test('says so where the folder cannot be made', async () => {
    const session = createSession()
    session.write('site', 'no folder')
    const { status, stderr } = await session.run(createWords(session))
    expect([status, stderr.split(':')[0]]).toEqual([2, 'fileNotWritten'])
  })

  test('says to people what to upload, and no secret', async () => {
    const session = createSession()
    const { stdout } = await session.run(createWords(session))
    expect(stdout).toContain('https://issuer.example/.well-known/did.json')
    const { secretKeyMultibase } = JSON.parse(session.read('site.keys/bbs-1.json'))
    expect(stdout).not.toContain(secretKeyMultibase)
  })
})

const rotateWords = ({ path }: Session, key = 'bbs-1', until = '2022-07-01') => [
  ...['did', 'rotate', path(DOCUMENT), '--key', key, '--until', until],
]

const END = new Date('2022-07-01T00:00:00Z')
const justBefore = new Date(END.getTime() - 1)

describe('did rotate', () => {
  test.each([
    { key: 'bbs-1', next: 'bbs-2', codec: 'Bls12381G2-public' },
    { key: 'ed25519-1', next: 'ed25519-2', codec: 'Ed25519-public' },
  ])('gives $key the successor $next, and an end', async ({ key, next, codec }) => {
    const session = await createSiteSession()
    const before = session.read(`site.keys/${key}.json`)
    expect(await session.json(rotateWords(session, key))).toEqual({
      did: 'did:web:issuer.example',
      document: session.path(DOCUMENT),
      documentUrl: 'https://issuer.example/.well-known/did.json',
      key: `did:web:issuer.example#${next}`,
      secretKey: session.path(`site.keys/${next}.json`),
      retired: `did:web:issuer.example#${key}`,
      until: '2022-07-01',
    })
    expect(filesIn(session.path('site'))).toEqual(uploaded)
    const at = (now: Date) =>
      Promise.all([key, next].map((fragment) => statusOf(session, fragment, now)))
    expect(await at(justBefore)).toEqual([codec, codec])
    expect(await at(END)).toEqual(['keyExpired', codec])
    const { secretKeyMultibase, ...published } = JSON.parse(session.read(`site.keys/${next}.json`))
    expect(JSON.parse(session.read(DOCUMENT)).verificationMethod).toContainEqual(published)
    expect(session.read(DOCUMENT)).not.toContain(secretKeyMultibase)
    expect(statSync(session.path(`site.keys/${next}.json`)).mode & 0o777).toBe(0o600)
    expect(session.read(`site.keys/${key}.json`)).toBe(before)
  })

  test('keeps credentials alive that were issued before, until the end of their key', async () => {
    const session = await createSiteSession()
    const dose = {
      ...{ familyName: 'Fictitious', givenName: 'Example', birthDate: '1970-01-01' },
      ...{ disease: '840539006', prophylaxis: '1119349007', product: 'EU/1/20/1528' },
      ...{ manufacturer: 'ORG-100030215', doseNumber: 2, totalDoses: 2 },
      ...{ doseDate: '2021-06-01', country: 'XX', certifier: 'Fictitious Ministry of Health' },
    }
    session.write('dose.json', JSON.stringify(dose))
    const issue = (key: string, words: readonly string[] = []) =>
      session.json([
        ...['issue', '--key', session.path(`site.keys/${key}.json`)],
        // For longer than its key, if nobody looks.
        ...['--claims', session.path('dose.json'), '--valid-until', '2023-01-01'],
        ...['--out', session.path(`${key}.credential.json`), ...words],
      ])
    const pinned = ['--did-document', session.path(DOCUMENT)]
    const add = (key: string, now: Date) =>
      session.run(
        [
          ...['wallet', 'add', session.path(`${key}.credential.json`)],
          ...['--wallet', session.path('wallet'), ...pinned],
        ],
        { now: () => now },
      )
    await issue('bbs-1')
    await session.json(rotateWords(session))
    const { status, stderr } = await session.run([
      ...['issue', '--key', session.path('site.keys/bbs-1.json'), ...pinned],
      ...['--claims', session.path('dose.json'), '--valid-until', '2023-01-01'],
    ])
    expect([status, stderr.split(':')[0]]).toEqual([1, 'keyExpired'])
    await issue('bbs-2', pinned)
    expect((await add('bbs-1', justBefore)).status).toBe(0)
    await session.json(requestWords(session), { now: () => justBefore })
    await session.json([...presentWords(session), '--yes', ...pinned], { now: () => justBefore })
    const verified = await session.run(
      [
        ...['verify', '--request', session.path('request.json')],
        ...['--presentation', session.path('presentation.json')],
        ...['--trust', 'did:web:issuer.example', ...pinned],
      ],
      { now: () => END },
    )
    expect([verified.status, verified.stderr.split(':')[0]]).toEqual([1, 'keyExpired'])
    const late = await add('bbs-1', END)
    expect([late.status, late.stderr.split(':')[0]]).toEqual([1, 'keyExpired'])
    expect((await add('bbs-2', END)).status).toBe(0)
  })

  test.each([
    { name: 'a key that is not there', words: ['--key', 'bbs-7'], status: 1, code: 'notFound' },
    { name: 'two ends', words: ['--revoke'], status: 2, code: 'usage' },
    {
      name: 'a day that is past',
      words: ['--until', NOW.toISOString().slice(0, 10)],
      status: 2,
      code: 'usage',
    },
  ])('is refused for $name', async ({ words, status, code }) => {
    const session = await createSiteSession()
    const before = session.read(DOCUMENT)
    const ended = await session.run([...rotateWords(session), ...words])
    expect([ended.status, ended.stderr.split(':')[0]]).toEqual([status, code])
    expect(session.read(DOCUMENT)).toBe(before)
    expect(filesIn(session.path('site.keys'))).toEqual(['bbs-1.json', 'ed25519-1.json'])
  })

  test('is refused for a key that has a successor', async () => {
    const session = await createSiteSession()
    await session.json(rotateWords(session))
    const { status, stderr } = await session.run(rotateWords(session, 'bbs-1', '2023-01-01'))
    expect([status, stderr.split(':')[0]]).toEqual([1, 'keyRetired'])
    await session.json(rotateWords(session, 'bbs-2', '2023-01-01'))
    expect(await statusOf(session, 'bbs-3', END)).toBe('Bls12381G2-public')
  })

  test('gives a key that others know a successor, and refuses it at once', async () => {
    const session = await createSiteSession()
    const words = ['did', 'rotate', session.path(DOCUMENT), '--key', 'bbs-1', '--revoke']
    expect(await session.json(words)).toMatchObject({
      key: 'did:web:issuer.example#bbs-2',
      secretKey: session.path('site.keys/bbs-2.json'),
      revoked: 'did:web:issuer.example#bbs-1',
    })
    expect(await statusOf(session, 'bbs-1', NOW)).toBe('keyRevoked')
    expect(await statusOf(session, 'bbs-2', NOW)).toBe('Bls12381G2-public')
  })

  test('never replaces a secret key', async () => {
    const session = await createSiteSession()
    writeFileSync(session.path('site.keys/bbs-2.json'), 'somebody’s')
    const before = session.read(DOCUMENT)
    const { status, stderr } = await session.run(rotateWords(session))
    expect([status, stderr.split(':')[0]]).toEqual([2, 'fileExists'])
    expect(session.read('site.keys/bbs-2.json')).toBe('somebody’s')
    expect(session.read(DOCUMENT)).toBe(before)
  })

  test('puts the key into the folder of keys, whatever its name', async () => {
    const session = await createSiteSession()
    session.write(DOCUMENT, session.read(DOCUMENT).replaceAll('bbs-1', '../site/bbs-1'))
    await session.json(rotateWords(session, '../site/bbs-1'))
    expect(filesIn(session.path('site'))).toEqual(uploaded)
    expect(filesIn(session.path('site.keys'))).toContain('..%2Fsite%2Fbbs-2.json')
    expect(await statusOf(session, '../site/bbs-2', END)).toBe('Bls12381G2-public')
  })

  test('puts no key where it would be uploaded', async () => {
    const session = await createSiteSession()
    const words = [...rotateWords(session), '--keys', session.path('site/keys')]
    const { status, stderr } = await session.run(words)
    expect([status, stderr.split(':')[0]]).toEqual([2, 'usage'])
    expect(filesIn(session.path('site'))).toEqual(uploaded)
  })

  test('is refused for a document that lies elsewhere than it is served, and for a did:key', async () => {
    const session = await createSiteSession()
    const copy = session.write('did.json', session.read(DOCUMENT))
    for (const words of [
      ['did', 'rotate', copy, '--key', 'bbs-1', '--until', '2022-07-01'],
      ['did', 'retire', copy, '--key', 'bbs-1', '--revoke'],
    ]) {
      const { status, stderr } = await session.run(words)
      expect([status, stderr.split(':')[0]]).toEqual([2, 'usage'])
    }
    const { did } = await session.json(['keygen', '--out', session.path('key.json')])
    const { stdout } = await session.run(['did', 'resolve', did])
    session.write(DOCUMENT, stdout)
    const { status, stderr } = await session.run(rotateWords(session))
    expect([status, stderr.split(':')[0]]).toEqual([1, 'invalidDid'])
  })
})

describe('did retire', () => {
  const retireWords = ({ path }: Session) => ['did', 'retire', path(DOCUMENT), '--key', 'bbs-1']

  test('ends a key on a day', async () => {
    const session = await createSiteSession()
    const words = [...retireWords(session), '--until', '2022-07-01']
    expect(await session.json(words)).toMatchObject({
      retired: 'did:web:issuer.example#bbs-1',
      until: '2022-07-01',
    })
    expect(await statusOf(session, 'bbs-1', justBefore)).toBe('Bls12381G2-public')
    expect(await statusOf(session, 'bbs-1', END)).toBe('keyExpired')
    const again = await session.run([...retireWords(session), '--until', '2023-07-01'])
    expect([again.status, again.stderr.split(':')[0]]).toEqual([1, 'keyRetired'])
  })

  test('revokes a key, also one that has a successor', async () => {
    const session = await createSiteSession()
    await session.json(rotateWords(session))
    const words = [...retireWords(session), '--revoke']
    expect(await session.json(words)).toMatchObject({ revoked: 'did:web:issuer.example#bbs-1' })
    expect(await statusOf(session, 'bbs-1', new Date(0))).toBe('keyRevoked')
    expect(await statusOf(session, 'bbs-2', NOW)).toBe('Bls12381G2-public')
    const [method] = JSON.parse(session.read(DOCUMENT)).verificationMethod
    expect(method.revoked).toBe('2021-07-01T12:00:00Z')
    const later = () => new Date('2021-08-01T00:00:00Z')
    const before = session.read(DOCUMENT)
    await session.json(words, { now: later })
    expect(session.read(DOCUMENT)).toBe(before)
  })

  test('leaves a revoked key what it is, which can have a successor, and no other end', async () => {
    const session = await createSiteSession()
    await session.json([...retireWords(session), '--revoke'])
    const ended = await session.run([...retireWords(session), '--until', '2022-07-01'])
    expect([ended.status, ended.stderr.split(':')[0]]).toEqual([1, 'keyRevoked'])
    await session.json(['did', 'rotate', session.path(DOCUMENT), '--key', 'bbs-1', '--revoke'])
    expect(await statusOf(session, 'bbs-1', NOW)).toBe('keyRevoked')
    expect(await statusOf(session, 'bbs-2', NOW)).toBe('Bls12381G2-public')
  })
})
