import { describe, expect, test } from 'vitest'
import { createSession, NOW, type Session } from './session.ts'
import { presentWords, requestWords } from './story.ts'

const DOCUMENT = 'site/.well-known/did.json'
const DID = 'did:web:issuer.example'

/** Nobody is asked in these tests. */
const offline = {
  didMethods: {
    web: () => {
      throw new Error('the network was asked')
    },
  },
}

/** A session with an issuer in `site`, its signed manifest, and a registry that has both, signed by `signer`. */
async function createTrustSession(): Promise<Session & { signer: string }> {
  const session = createSession()
  const { path } = session
  await session.json(['did', 'create', 'web', '--domain', 'issuer.example', '--out', path('site')])
  await session.json(createWords(session, 'bbs-1', ['--out', path('unsigned.json')]))
  await session.json(signWords(session, 'unsigned.json', 'manifest.json'))
  const { did: signer } = await session.json([
    ...['keygen', '--type', 'ed25519', '--out', path('registry.key.json')],
  ])
  await session.json(buildWords(session, ['build'], 'registry.jsonl'))
  return { ...session, signer }
}

const createWords = ({ path }: Session, key: string, more: readonly string[]) => [
  ...['manifest', 'create', '--did-document', path(DOCUMENT), '--key', key],
  ...['--constant', 'country=XX', ...more],
]

const signWords = ({ path }: Session, from: string, to: string) => [
  ...['manifest', 'sign', path(from), '--key', path('site.keys/ed25519-1.json')],
  ...['--out', path(to)],
]

const buildWords = ({ path }: Session, command: readonly string[], out: string) => [
  ...['registry', ...command, '--key', path('registry.key.json')],
  ...['--did-document', path(DOCUMENT), '--manifest', path('manifest.json')],
  ...['--jurisdiction', 'XX', '--name', 'Fictitious Ministry', '--out', path(out)],
]

const registryWords = ({ path, signer }: Session & { signer: string }, file = 'registry.jsonl') => [
  ...['--registry', path(file), '--registry-signer', signer],
]

/** The code that a command ends with. */
async function codeOf(session: Session, words: readonly string[], circumstances = {}) {
  const { status, stderr } = await session.run([...words, '--json'], {
    ...offline,
    ...circumstances,
  })
  const last = stderr.trim().split('\n').at(-1) ?? ''
  return status === 0 ? 'done' : JSON.parse(last).error.code
}

const claims = {
  ...{ familyName: 'Fictitious', givenName: 'Éxample', birthDate: '1970-01-01' },
  ...{ disease: '840539006', prophylaxis: '1119349007', product: 'EU/1/20/1528' },
  ...{ manufacturer: 'ORG-100030215', doseNumber: 2, totalDoses: 2, doseDate: '2021-06-01' },
  ...{ country: 'XX', certifier: 'Fictitious Ministry of Health' },
}

const issueWords = (session: Session, out: string, more: readonly string[] = []) => [
  ...['issue', '--key', session.path('site.keys/bbs-1.json')],
  ...['--claims', session.write('dose.json', JSON.stringify(claims))],
  ...['--out', session.path(out), ...more],
]

const addWords = ({ path }: Session, more: readonly string[]) => [
  ...['wallet', 'add', path('credential.json'), '--wallet', path('wallet'), ...more],
]

describe('manifest', () => {
  test('create says what all credentials of the issuer have in common, and sign signs it', async () => {
    const session = await createTrustSession()
    const words = ['manifest', 'check', session.path('manifest.json')]
    const document = ['--did-document', session.path(DOCUMENT)]
    expect(await session.json([...words, ...document], offline)).toMatchObject({
      issuer: DID,
      version: 1,
      validUntil: '2022-07-01T00:00:00Z',
    })
    expect(await codeOf(session, words)).toBe('internalError')
    const expired = { now: () => new Date('2022-07-01') }
    expect(await codeOf(session, [...words, ...document], expired)).toBe('manifestExpired')
    const unsigned = ['manifest', 'check', session.path('unsigned.json'), ...document]
    expect(await codeOf(session, unsigned)).toBe('proofMissing')
  })

  test('create prints what it made where nobody says where it goes', async () => {
    const session = await createTrustSession()
    expect(await session.json(createWords(session, 'bbs-1', []))).toMatchObject({
      type: 'IssuerManifest',
      content: { issuer: DID, profiles: [{ id: 'dose-bbs-2023' }] },
    })
  })

  test('create follows on another, whose key signs no longer, and diff says so', async () => {
    const session = await createTrustSession()
    const { path } = session
    const later = { now: () => new Date('2021-10-05') }
    await session.json(
      ['did', 'rotate', path(DOCUMENT), '--key', 'bbs-1', '--until', '2022-12-01'],
      later,
    )
    const after = ['--after', path('manifest.json')]
    const words = createWords(session, 'bbs-2', [...after, '--out', path('unsigned-2.json')])
    expect(await session.json(words, later)).toMatchObject({ version: 2 })
    await session.json(signWords(session, 'unsigned-2.json', 'manifest-2.json'), later)
    const check = ['manifest', 'check', path('manifest-2.json'), '--did-document', path(DOCUMENT)]
    expect(await codeOf(session, [...check, ...after], later)).toBe('done')
    const { changes } = await session.json([
      ...['manifest', 'diff', path('manifest.json'), path('manifest-2.json')],
    ])
    expect(changes).toContainEqual({
      pointer: `/profiles/dose-bbs-2023/keys/${DID}#bbs-1/signsUntil`.replace(
        'did:web:',
        'did:web:',
      ),
      change: 'changed',
      before: '2022-07-01T00:00:00Z',
      after: '2021-11-01T00:00:00Z',
    })
    const compare = ['manifest', 'compare', path('manifest.json'), path('manifest-2.json')]
    expect(await session.json(compare)).toMatchObject({ relation: 'older' })
    const next = [...buildWords(session, ['add', path('registry.jsonl')], 'next.jsonl')]
    next[next.indexOf(path('manifest.json'))] = path('manifest-2.json')
    expect(await session.json(next, later)).toMatchObject({ version: 2, count: 1 })
    const diff = ['registry', 'diff', path('registry.jsonl'), path('next.jsonl')]
    const differing = await session.json([...diff, '--signer', session.signer], later)
    expect(differing.changed).toMatchObject([{ id: DID }])
    const text = await session.run([...diff, '--signer', session.signer], later)
    expect(text.stdout).toContain('/manifest/content/version')
  })

  test.each([
    { month: 'in which the key before it began', day: '2021-07-20', begins: '2021-08-01' },
    { month: 'after that', day: '2021-10-20', begins: '2021-11-01' },
    { month: 'in which nobody else signs', day: '2022-09-20', begins: '2022-09-01' },
  ])('create lets a new key sign for no other, in a month $month', async ({ day, begins }) => {
    const session = await createTrustSession()
    const { path } = session
    const later = { now: () => new Date(day) }
    const rotate = ['did', 'rotate', path(DOCUMENT), '--key', 'bbs-1', '--until', '2023-08-01']
    await session.json(rotate, later)
    const create = ['manifest', 'create', '--did-document', path(DOCUMENT), '--key', 'bbs-2']
    const after = (file: string, out: string) => ['--after', path(file), '--out', path(out)]
    await session.json([...create, ...after('manifest.json', 'next.json')], later)
    const next = JSON.parse(session.read('next.json'))
    const [{ keys, constants }] = next.content.profiles
    expect(next.content.validFrom).toBe(`${day.slice(0, 7)}-01T00:00:00Z`)
    expect(keys[0].signsUntil <= `${begins}T00:00:00Z`).toBe(true)
    expect(keys[1]).toMatchObject({ id: `${DID}#bbs-2`, validFrom: `${begins}T00:00:00Z` })
    // What all doses say alike they go on saying, though nobody said so again.
    expect(constants).toContainEqual({ pointer: '/credentialSubject/country', value: 'XX' })
    // Once more, before it begins, for another reason.
    await session.json([...create, ...after('next.json', 'third.json')], later)
    const third = JSON.parse(session.read('third.json'))
    expect(third.content.profiles[0].keys).toEqual(keys)
  })

  test('create renews a manifest whose key goes on signing', async () => {
    const session = await createTrustSession()
    const later = { now: () => new Date('2022-05-05') }
    const after = ['--after', session.path('manifest.json')]
    const { content } = await session.json(createWords(session, 'bbs-1', after), later)
    const [{ keys, ...profile }, ...others] = content.profiles
    expect([profile.id, ...others]).toEqual(['dose-bbs-2023'])
    expect(keys).toMatchObject([
      { validFrom: '2021-07-01T00:00:00Z', signsUntil: '2023-05-01T00:00:00Z' },
    ])
  })

  test('compare refuses an issuer that shows different people different manifests', async () => {
    const session = await createTrustSession()
    const { path } = session
    await session.json([
      ...['manifest', 'create', '--did-document', path(DOCUMENT), '--key', 'bbs-1'],
      ...['--constant', 'country=YY', '--out', path('hers.json')],
    ])
    const compare = (mine: string, theirs: string) =>
      codeOf(session, ['manifest', 'compare', path(mine), path(theirs)])
    expect(await compare('manifest.json', 'unsigned.json')).toBe('done')
    expect(await compare('manifest.json', 'hers.json')).toBe('manifestFork')
    const same = await session.run([
      'manifest',
      'diff',
      path('manifest.json'),
      path('unsigned.json'),
    ])
    expect(same.stdout).toBe('They say the same.\n')
  })

  test.each([
    { why: 'a key that is not there', words: ['--key', 'bbs-9'], code: 'usage' },
    { why: 'a key for something else', words: ['--key', 'ed25519-1'], code: 'usage' },
    {
      why: 'a constant that is none',
      words: ['--key', 'bbs-1', '--constant', 'country'],
      code: 'usage',
    },
    { why: 'a month that is none', words: ['--key', 'bbs-1', '--from', '2021-13'], code: 'usage' },
    {
      why: 'a dose that cannot be',
      words: ['--key', 'bbs-1', '--constant', 'doseDate=x'],
      code: 'schemaViolation',
    },
  ])('create is refused with $why: $code', async ({ words, code }) => {
    const session = await createTrustSession()
    const given = ['manifest', 'create', '--did-document', session.path(DOCUMENT), ...words]
    expect(await codeOf(session, given)).toBe(code)
  })

  test('sign does with no key for credentials', async () => {
    const session = await createTrustSession()
    const words = signWords(session, 'unsigned.json', 'x.json')
    words[words.indexOf(session.path('site.keys/ed25519-1.json'))] =
      session.path('site.keys/bbs-1.json')
    expect(await codeOf(session, words)).toBe('keyMalformed')
  })
})

describe('registry', () => {
  test('verify says what it is, and remembers it: an older one is refused then', async () => {
    const session = await createTrustSession()
    const { path, signer } = session
    const verify = ['registry', 'verify', path('registry.jsonl'), '--signer', signer]
    expect(await session.json(verify, offline)).toMatchObject({ version: 1, count: 1 })
    expect(JSON.parse(session.read('registry.jsonl.seen'))).toMatchObject({ version: 1 })
    await session.json([
      ...['registry', 'add', path('registry.jsonl'), '--key', path('registry.key.json')],
      ...['--remove', DID, '--out', path('next.jsonl')],
    ])
    const first = session.read('registry.jsonl')
    session.write('registry.jsonl', session.read('next.jsonl'))
    expect(await session.json(verify)).toMatchObject({ version: 2, count: 0 })
    session.write('registry.jsonl', first)
    expect(await codeOf(session, verify)).toBe('registryRollback')
    session.write('registry.jsonl.seen', '{}')
    expect(await codeOf(session, verify)).toBe('notRecognised')
  })

  test.each([
    {
      why: 'another signer',
      words: ['--signer', 'did:key:z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp'],
      code: 'issuerMismatch',
    },
    { why: 'a signer that is none', words: ['--signer', 'x'], code: 'invalidDid' },
  ])('verify refuses $why: $code', async ({ words, code }) => {
    const session = await createTrustSession()
    const given = ['registry', 'verify', session.path('registry.jsonl'), ...words]
    expect(await codeOf(session, given)).toBe(code)
  })

  test('build asks whose manifest it is, and takes a directory of others', async () => {
    const session = await createTrustSession()
    const { path } = session
    const build = [
      'registry',
      'build',
      '--key',
      path('registry.key.json'),
      '--out',
      path('x.jsonl'),
    ]
    expect(await codeOf(session, [...build, '--manifest', path('manifest.json')])).toBe('usage')
    const directory = {
      participating_issuers: [{ iss: 'https://cards.example', name: 'Fictitious Clinic' }],
    }
    const vci = session.write('vci.json', JSON.stringify(directory))
    expect(await session.json([...build, '--vci', vci])).toMatchObject({ version: 1, count: 1 })
    const { stdout } = await session.run([...build, '--vci', vci])
    expect(stdout).toContain('Issuers')
  })
})

describe('a wallet and a verifier with a registry', () => {
  test('ask nobody, compare, and say that they did', async () => {
    const session = await createTrustSession()
    const { path } = session
    await session.json(issueWords(session, 'credential.json'))
    const added = await session.json(addWords(session, registryWords(session)), offline)
    expect(added.comparedWith).toMatchObject({ version: 1 })
    const listed = await session.run(['wallet', 'list', '--wallet', path('wallet')])
    expect(listed.stdout).toContain(`with version 1 of the issuer's manifest`)
    await session.json(requestWords(session))
    await session.json(
      [...presentWords(session), '--yes', '--did-document', path(DOCUMENT)],
      offline,
    )
    const verify = (jurisdiction: string) => [
      ...['verify', '--request', path('request.json'), '--presentation', path('presentation.json')],
      ...['--jurisdiction', jurisdiction, ...registryWords(session)],
    ]
    expect(await codeOf(session, verify('YY'))).toBe('issuerNotTrusted')
    const { verified } = await session.json(verify('XX'), offline)
    expect(Object.values(verified)).toMatchObject([{ issuer: DID }])
  })

  test('refuse what only one has', async () => {
    const session = await createTrustSession()
    await session.json(issueWords(session, 'credential.json', ['--valid-until', '2029-01-01']))
    expect(await codeOf(session, addWords(session, registryWords(session)))).toBe(
      'validityNotInManifest',
    )
    const document = ['--did-document', session.path(DOCUMENT)]
    const { comparedWith } = await session.json(addWords(session, document), offline)
    expect(comparedWith).toBeUndefined()
    const listed = await session.run(['wallet', 'list', '--wallet', session.path('wallet')])
    expect(listed.stdout).toContain('with nothing: its issuer may recognise it')
  })

  test.each([
    { why: 'nobody to trust', words: [] },
    { why: 'two ways to trust', words: ['--trust', DID, '--jurisdiction', 'XX'] },
    { why: 'a jurisdiction without registry', words: ['--jurisdiction', 'XX'] },
    { why: 'a registry without signer', words: ['--trust', DID, '--registry', 'x'] },
  ])('are not used with $why', async ({ words }) => {
    const session = createSession()
    await session.json(requestWords(session))
    const request = session.path('request.json')
    const given = ['verify', '--request', request, '--presentation', request, ...words]
    expect(await codeOf(session, given, { now: () => NOW })).toBe('usage')
  })
})
