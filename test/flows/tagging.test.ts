import { generateKeyPair } from '@unscored/bbs'
import {
  createDidWebDocument,
  createPinnedManifests,
  createPinnedResolver,
  parseManifest,
} from '@unscored/did'
import { createMemoryStore, receiveCredential } from '@unscored/holder'
import { type IssueCredentialOptions, issueCredential } from '@unscored/issuer'
import {
  createVaccinationCredential,
  type SecuredCredential,
  type SuiteId,
  signCredential,
  suiteNames,
  traitsBefore,
  vaccinationMandatoryPointers,
} from '@unscored/vc'
import { createNonceStore, verifyPresentation } from '@unscored/verifier'
import { describe, expect, test } from 'vitest'
import { codeOf, now } from '../vc/bbs-2023/issuing.ts'
import { createDocumentKey } from '../vc/documents.ts'
import { dose } from '../vc/vaccination/doses.ts'
import { answerWith, ask, askFor, present, shownIn } from './exchange.ts'
import { createHealthIssuer, g2, openRegistryOf } from './health-issuer.ts'

const HOLDERS = 20
const issuer = await createHealthIssuer()
const registry = await openRegistryOf(issuer)
const { document } = issuer
const did = document.id

/** Keys of which the issuer gives each holder one, and its document, in which it has them all. */
const holderKeys = await Promise.all(
  Array.from({ length: HOLDERS }, async (_, i) => ({
    id: `${did}#bbs-${i + 2}`,
    ...(await generateKeyPair({ keyMaterial: new Uint8Array(32).fill(100 + i) })),
  })),
)
const marking = createPinnedResolver([
  createDidWebDocument({
    domain: 'health.example',
    keys: {
      'bbs-1': g2(issuer.keys['bbs-2023']),
      'old-1': g2(issuer.keys.BbsBlsSignature2020),
      ...Object.fromEntries(holderKeys.map((key, i) => [`bbs-${i + 2}`, g2(key)])),
    },
  }),
])

const issue = (suite: SuiteId, options: Partial<IssueCredentialOptions> = {}) =>
  issueCredential({ key: issuer.keys[suite], dose, suite, now: () => now, ...options })

const receive = (
  credential: unknown,
  options: Partial<Parameters<typeof receiveCredential>[1]> = {},
) =>
  receiveCredential(credential, {
    store: createMemoryStore(),
    resolver: marking,
    manifests: registry,
    now: () => now,
    ...options,
  })

const month = (number: number) => new Date(Date.UTC(2027, number, 1))

/** What an issuer could give each of its holders, by the holder's number, and how that is called when it is noticed. */
const marks: readonly {
  name: string
  suites: readonly SuiteId[]
  mark: (holder: number, suite: SuiteId) => Promise<SecuredCredential>
  code: string
  /** Whether holders notice it who do not compare. */
  isPlain?: true
  /** Whether the issuer's server answers each holder with a document of her own. */
  ownDocuments?: true
}[] = [
  {
    name: 'a key of her own',
    suites: ['bbs-2023'],
    mark: (holder, suite) => issue(suite, { key: keyOf(holder) }),
    code: 'keyNotInManifest',
  },
  {
    name: 'a key of her own under the name of the one that all have',
    suites: ['bbs-2023'],
    mark: (holder, suite) => issue(suite, { key: { ...keyOf(holder), id: issuer.keys[suite].id } }),
    code: 'keyNotInManifest',
    ownDocuments: true,
  },
  {
    name: 'a month of its beginning',
    suites: suiteNames,
    mark: (holder, suite) => issue(suite, { validFrom: month(-2 - holder), validUntil: month(12) }),
    code: 'validityNotInManifest',
  },
  {
    name: 'a month of its end',
    suites: suiteNames,
    mark: (holder, suite) => issue(suite, { validUntil: month(13 + holder) }),
    code: 'validityNotInManifest',
  },
  {
    name: 'a month of its signing',
    suites: ['BbsBlsSignature2020'],
    mark: (holder, suite) =>
      issue(suite, { now: () => month(-2 - holder), validFrom: now, validUntil: month(12) }),
    code: 'validityNotInManifest',
  },
  {
    name: 'a certifier',
    suites: suiteNames,
    mark: (holder, suite) =>
      issue(suite, { dose: { ...dose, certifier: `${dose.certifier}, desk ${holder}` } }),
    code: 'constantNotInManifest',
  },
  {
    name: 'a spelling of the country',
    suites: suiteNames,
    mark: (holder, suite) =>
      issue(suite, { dose: { ...dose, country: `AT${' '.repeat(holder + 1)}` } }),
    code: 'constantNotInManifest',
  },
  {
    name: 'a number of statements',
    suites: ['bbs-2023'],
    mark: (_, suite) => sign(suite, { validUntil: undefined }),
    code: 'messageCountNotInManifest',
  },
  {
    name: 'members that are always shown',
    suites: ['bbs-2023'],
    mark: (holder, suite) => sign(suite, {}, ['/issuer', mandatory(holder)]),
    code: 'notTheProfile',
    isPlain: true,
  },
  {
    name: 'an id',
    suites: ['bbs-2023'],
    mark: (holder, suite) => sign(suite, { id: `urn:uuid:${holder}` }),
    code: 'schemaViolation',
    isPlain: true,
  },
  {
    name: 'a place in a list of those revoked',
    suites: ['bbs-2023'],
    mark: (holder, suite) =>
      sign(suite, {
        credentialStatus: {
          type: 'BitstringStatusListEntry',
          statusPurpose: 'revocation',
          statusListIndex: String(holder),
          statusListCredential: `https://health.example/lists/${holder}`,
        },
      }),
    code: 'schemaViolation',
    isPlain: true,
  },
]

function keyOf(holder: number) {
  const key = holderKeys[holder]
  if (key === undefined) throw new RangeError('there is no such holder')
  return key
}

function mandatory(holder: number): string {
  const members = Object.keys(dose)
  return `/credentialSubject/${members[holder % members.length]}`
}

/** A credential of the profile with changes, or without a member. */
function sign(
  suite: SuiteId,
  changes: Record<string, unknown>,
  mandatoryPointers: readonly string[] = vaccinationMandatoryPointers,
): Promise<SecuredCredential> {
  const credential = createVaccinationCredential({
    ...{ suite, issuer: did, dose },
    validFrom: now,
    validUntil: month(12),
  })
  const changed = Object.entries({ ...credential, ...changes })
  return signCredential({
    credential: Object.fromEntries(changed.filter(([, value]) => value !== undefined)) as never,
    key: issuer.keys[suite],
    suite,
    mandatoryPointers,
    labelsInDocumentOrder: true,
    now: () => now,
  })
}

const cases = marks.flatMap(({ suites, ...mark }) => suites.map((suite) => ({ suite, ...mark })))

describe('an issuer that gives each of twenty holders', () => {
  test.each(cases)(
    '$name is caught by all of them ($suite): $code',
    async ({ suite, mark, code, ownDocuments }) => {
      const codes = new Set<unknown>()
      for (let holder = 0; holder < HOLDERS; holder++) {
        const resolver = ownDocuments ? answeringTo(holder) : marking
        codes.add(await codeOf(receive(await mark(holder, suite), { resolver })))
      }
      expect([...codes]).toEqual([code])
    },
  )

  test.each(cases.filter(({ isPlain }) => !isPlain))(
    '$name is not caught by one who does not compare ($suite)',
    async ({ suite, mark, ownDocuments }) => {
      const credential = await mark(3, suite)
      const store = createMemoryStore()
      const resolver = ownDocuments ? answeringTo(3) : marking
      const id = await receiveCredential(credential, { store, resolver, now: () => now })
      expect((await store.get(id)).comparedWith).toBeUndefined()
    },
  )

  test('what all have is not refused', async () => {
    for (const suite of suiteNames) {
      const store = createMemoryStore()
      const id = await receive(await issue(suite), { store })
      const { comparedWith } = await store.get(id)
      expect(comparedWith?.version).toBe(1)
    }
  })
})

/** What the issuer's server says of its keys to one holder: that hers is the one that all have. */
function answeringTo(holder: number) {
  return createPinnedResolver([
    createDidWebDocument({ domain: 'health.example', keys: { 'bbs-1': g2(keyOf(holder)) } }),
  ])
}

describe('a wallet that compares', () => {
  test('refuses what an issuer gives it that has no manifest', async () => {
    const stranger = await createDocumentKey(7)
    const none = createPinnedManifests([])
    expect(await codeOf(receive(await issue('bbs-2023'), { manifests: none }))).toBe(
      'manifestMissing',
    )
    expect(registry.manifestOf(stranger.did)).toBeUndefined()
  })

  test('loses nothing by a refusal: what it asked for can still come', async () => {
    const store = createMemoryStore()
    const { id, message } = await askFor('holderBinding', store)
    const marked = await issue('bbs-2023', { key: keyOf(0), commitment: message })
    expect(await codeOf(receive(marked, { store, requestId: id }))).toBe('keyNotInManifest')
    expect(await store.list()).toEqual([])
    expect((await store.listPending()).map((pending) => pending.id)).toEqual([id])
    await receive(await issue('bbs-2023', { commitment: message }), { store, requestId: id })
    expect(await store.list()).toMatchObject([{ feature: 'holderBinding' }])
    expect(await store.listPending()).toEqual([])
  })

  test('refuses a feature that its issuer does not announce', async () => {
    const store = createMemoryStore()
    const { message } = await askFor('pseudonym', store)
    const credential = await issue('bbs-2023', { commitment: message })
    expect(await codeOf(receive(credential, { store }))).toBe('featureNotInManifest')
  })

  test('takes what was issued long ago only where it is told to', async () => {
    const credential = await issue('bbs-2023')
    const later = () => new Date('2027-04-01')
    expect(await codeOf(receive(credential, { now: later }))).toBe('validityNotInManifest')
    expect(await codeOf(receive(credential, { now: later, collectedWithin: 90 }))).toBe('accepted')
  })
})

describe('a wallet that compares credentials of another kind', () => {
  const unnamed = {
    '@context': ['https://www.w3.org/ns/credentials/v2'],
    type: ['VerifiableCredential'],
    issuer: did,
    credentialSubject: { name: 'Fictitious' },
  }
  const key = issuer.keys['bbs-2023']

  test('refuses labels of blank nodes by which holders could be sorted', async () => {
    const traits = await traitsBefore(unnamed, { suite: 'bbs-2023', mandatoryPointers: [] })
    const manifests = createPinnedManifests([
      parseManifest({
        ...issuer.manifest,
        profiles: [
          {
            ...issuer.manifest.profiles[1],
            ...{ id: 'name', types: traits.types, contexts: traits.contexts },
            ...{ messageCount: traits.messageCount, mandatoryCount: traits.mandatoryCount },
            ...{ mandatoryPointers: [], constants: [], validity: { kind: 'absent' } },
            members: ['/credentialSubject/name', '/issuer'],
            schema: undefined,
          },
        ].map(({ schema: _, ...profile }) => profile),
      }),
    ])
    const codes = new Set<unknown>()
    for (let holder = 0; holder < HOLDERS; holder++) {
      const credential = await signCredential({ credential: unnamed, key, random: seeded(holder) })
      codes.add(await codeOf(receive(credential, { manifests })))
    }
    expect([...codes].sort()).toEqual(['accepted', 'notTheProfile'])
  })
})

/** Octets that differ from seed to seed, and look random to nobody. */
function seeded(seed: number) {
  return (length: number) => Uint8Array.from({ length }, (_, i) => seed + i + 1)
}

describe('a verifier that compares', () => {
  const verify = async (
    credential: SecuredCredential,
    { compares = true, ...asked }: { compares?: boolean } & Parameters<typeof ask>[0] = {},
  ) => {
    const store = createMemoryStore()
    await receiveCredential(credential, { store, resolver: marking, now: () => now })
    const request = ask(asked)
    const shown = await present(request, store, { resolver: marking })
    return verifyPresentation(shown, {
      request,
      trustedIssuers: [did],
      resolver: marking,
      nonces: createNonceStore({ now: () => now }),
      now: () => now,
      ...(compares && { manifests: registry }),
    })
  }

  test.each(suiteNames)('accepts what all have (%s)', async (suite) => {
    expect(await codeOf(verify(await issue(suite)))).toBe('accepted')
  })

  test.each<{
    name: string
    credential: () => Promise<SecuredCredential>
    asked?: Parameters<typeof ask>[0]
    code: string
  }>([
    {
      name: 'a key that only one has',
      credential: () => issue('bbs-2023', { key: keyOf(5) }),
      code: 'keyNotInManifest',
    },
    {
      name: 'a number of statements that only one has',
      credential: () => sign('bbs-2023', { validFrom: undefined }),
      asked: { validity: 'notAsked' },
      code: 'messageCountNotInManifest',
    },
    {
      name: 'an end that only one has',
      credential: () => issue('bbs-2023', { validUntil: month(30) }),
      code: 'validityNotInManifest',
    },
    {
      name: 'a month of signing that only one has',
      credential: () =>
        issue('BbsBlsSignature2020', {
          now: () => month(-7),
          validFrom: now,
          validUntil: month(12),
        }),
      code: 'validityNotInManifest',
    },
  ])('refuses $name: $code', async ({ credential, asked, code }) => {
    const marked = await credential()
    expect(await codeOf(verify(marked, { compares: false, ...asked }))).toBe('accepted')
    expect(await codeOf(verify(marked, { ...asked }))).toBe(code)
  })

  test('asks the registry whom to trust, for what, and where', async () => {
    const store = createMemoryStore()
    await receive(await issue('bbs-2023'), { store, resolver: registry.resolver })
    const request = ask()
    const shown = await present(request, store, { resolver: registry.resolver })
    const verifyFor = (jurisdiction: string) =>
      verifyPresentation(shown, {
        request,
        trustedIssuers: registry.issuersOf({ type: TYPE, jurisdiction }),
        resolver: registry.resolver,
        manifests: registry,
        nonces: createNonceStore({ now: () => now }),
        now: () => now,
      })
    expect(await codeOf(verifyFor('XX'))).toBe('issuerNotTrusted')
    expect((await verifyFor('AT')).dose?.issuer).toBe(did)
  })

  test('gives no more away than the proof does: what was shown is refused before it is verified', async () => {
    const store = createMemoryStore()
    await receiveCredential(await issue('bbs-2023', { key: keyOf(6) }), {
      ...{ store, resolver: marking, now: () => now },
    })
    const shown = shownIn(await present(ask(), store, { resolver: marking }))
    const verifying = verifyPresentation(answerWith(shown), {
      request: ask(),
      trustedIssuers: [did],
      resolver: marking,
      manifests: registry,
      nonces: createNonceStore({ now: () => now }),
      now: () => now,
    })
    // It was made for another request, which is looked at first.
    expect(await codeOf(verifying)).toBe('nonceMismatch')
  })
})

const TYPE = 'https://w3id.org/unscored/vaccination#VaccinationDoseCredential'
