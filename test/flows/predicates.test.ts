import { parseMultibase } from '@unscored/core'
import {
  createEncryptedStore,
  matchPredicateRequest,
  type PredicateConsent,
  receivePredicateCredential,
  requestPredicateCredential,
} from '@unscored/holder'
import { type AskedRules, askedRulesOf, type SecuredCredential } from '@unscored/vc'
import { createEntryStore, createNonceStore, type VerifierErrorCode } from '@unscored/verifier'
import { beforeAll, describe, expect, test } from 'vitest'
import { CHEAP, octetsInMemory, PASSPHRASE } from '../holder/wallets.ts'
import { createIssuer, type Issuer } from '../vc/bbs-predicates/issuing.ts'
import { ruleOf } from '../vc/rules/oracle.ts'
import { commonRun } from './exchange.ts'
import {
  ask,
  askUnrecognised,
  clock,
  createDesk,
  createGate,
  createPerson,
  type Desk,
  DOMAIN,
  EPOCH,
  epochs,
  type Fetched,
  gapsUrl,
  issueTo,
  now,
  obtain,
  offerTo,
  type Person,
  present,
  publish,
  referenceRule,
  requestFrom,
  walletOptions,
} from './predicate-exchange.ts'

let issuer: Issuer
let other: Issuer
let desk: Desk
let fetched: Fetched
let nemo: Person

beforeAll(async () => {
  issuer = await createIssuer()
  other = await createIssuer('did:web:other.example')
  desk = createDesk(issuer)
  fetched = await publish([issuer, other])
  nemo = createPerson()
  await obtain(nemo, desk)
})

const proofOctets = (presentation: unknown) =>
  parseMultibase((presentation as SecuredCredential).proof.proofValue, ['u'])

describe('the reference rule', () => {
  test('is proven, and the verifier knows nothing else', async () => {
    const asked = ask()
    const verified = await createGate([issuer])(await present(asked, nemo, fetched), asked)
    expect(verified).toEqual({
      credentials: {
        dose: {
          credential: issuer.profile.mandatory,
          issuer: issuer.profile.issuer,
          proven: [
            {
              predicate: referenceRule[0],
              sentence: '/credentialSubject/doseDate between 2021-01-01 and 2021-12-31: proven',
            },
            {
              predicate: referenceRule[1],
              sentence: '/credentialSubject/product in approved-products-12: proven',
            },
            {
              predicate: referenceRule[2],
              sentence: '/credentialSubject/doseNumber between 2 and 99: proven',
            },
          ],
          notRevokedIn: EPOCH,
        },
      },
      equal: [],
      entered: { event: 'premiere', day: '2026-11-26' },
    })
  })

  test('is put in plain words before anything is proven', async () => {
    const consent = await matchPredicateRequest(ask().request, walletOptions(nemo, fetched))
    expect(consent.answerable).toBe(true)
    expect(consent.domain).toBe(DOMAIN)
    const [answer] = consent.answers
    expect(answer?.proven.map(({ statement }) => statement)).toEqual([
      'Date of vaccination: 2021-01-01 to 2021-12-31',
      'Vaccine product: EU/1/20/1528, EU/1/20/1507',
      'Number of this dose: 2 or more',
    ])
    expect(answer?.proven.some(({ disclosing }) => disclosing)).toBe(false)
    expect(answer?.shown).toEqual([])
    expect(answer?.hidden).toContain('/credentialSubject/familyName')
    expect(answer?.hidden).toContain('/credentialSubject/doseDate')
    expect(consent.besides).toEqual([`Not revoked as of the list of epoch ${EPOCH}`])
    expect(consent.pseudonym?.statement).toContain(
      `${DOMAIN} lets everybody enter premiere on 2026-11-26 once.`,
    )
  })
})

describe('what a request says of rules', () => {
  const Logic = { '>=': [{ var: 'payload.v.0.dn' }, 2] }
  const rules = ruleOf(Logic)
  const asking = (change: Partial<AskedRules> = {}, from = 2) => {
    const predicates = [{ ...referenceRule[2], from }]
    const named = { ...askedRulesOf({ rules, now }), ...change }
    return ask({ credentials: [{ id: 'dose', predicates, rules: named }] }).request
  }
  const originOf = async (request: unknown, own = rules) => {
    const options = { ...walletOptions(nemo, fetched), rules: own }
    return (await matchPredicateRequest(request, options)).answers[0]?.origin
  }

  test('is seen by a wallet that has them, and believed by none', async () => {
    expect(await originOf(asking())).toEqual({
      from: 'rules',
      statement: 'It is what VR-XX-0001 1.0.0 asks, as your wallet has it.',
    })
    const statement =
      'Who asks says that VR-XX-0001 1.0.0 asks this; your wallet cannot check that.'
    expect(await originOf(asking(), [])).toEqual({ from: 'verifier', statement })
    const other = { identifier: 'VR-XX-0001', version: '1.0.1' }
    expect(await originOf(asking({ rules: [other] }))).toMatchObject({ from: 'verifier' })
    expect(await originOf(ask().request)).toEqual({
      from: 'verifier',
      statement: 'Who asks has chosen this, and names no rule.',
    })
  })

  test('is left open where the wallet lacks what the rules name', async () => {
    const set = { var: 'external.valueSets.vaccines-covid-19-names' }
    const own = ruleOf({ in: [{ var: 'payload.v.0.mp' }, set] })
    expect(await originOf(asking(), own)).toMatchObject({ from: 'verifier' })
  })

  test.each([
    { name: 'another bound', request: asking({}, 3) },
    { name: 'another day', request: asking({ at: '2026-11-25T09:59:59Z' }) },
    { name: 'a day to come', request: asking({ at: '2026-11-27T10:00:01Z' }) },
  ])('is refused where it asks for $name, whoever comes', async ({ request }) => {
    const refused = { code: 'rulesMismatch' }
    await expect(originOf(request)).rejects.toMatchObject(refused)
    const nobody = { ...walletOptions(createPerson(), fetched), rules }
    await expect(matchPredicateRequest(request, nobody)).rejects.toMatchObject(refused)
  })

  test('is refused where they are no longer in force', async () => {
    const own = rules.map((rule) => ({ ...rule, validTo: new Date('2026-11-26T09:00:00Z') }))
    await expect(originOf(asking(), own)).rejects.toMatchObject({ code: 'rulesMismatch' })
  })
})

describe('one entry', () => {
  test('is the first, and a second is refused, whichever credential is shown', async () => {
    const person = createPerson()
    await obtain(person, desk)
    const gate = createGate([issuer])
    const first = ask()
    await gate(await present(first, person, fetched), first)
    await obtain(person, desk, { doseNumber: 3, totalDoses: 3 })
    const predicates = [{ ...referenceRule[2], from: 3 }]
    const second = ask({ credentials: [{ id: 'dose', predicates }] })
    const entering = gate(await present(second, person, fetched), second)
    await expect(entering).rejects.toMatchObject({ code: 'alreadyEntered' })
  })

  test('does not keep another person out, nor the same from another day, event or gate', async () => {
    const gate = createGate([issuer])
    const enter = async (person: Person, options: Parameters<typeof ask>[0] = {}) => {
      const asked = ask(options)
      const { domain } = asked.request
      return gate(await present(asked, person, fetched, { domain }), asked)
    }
    await enter(nemo)
    const nobody = createPerson()
    await obtain(nobody, desk)
    await enter(nobody)
    await enter(nemo, { event: { event: 'premiere', day: '2026-11-27' } })
    await enter(nemo, { event: { event: 'finale', day: '2026-11-26' } })
    await enter(nemo, { domain: 'https://other-gate.example' })
    await expect(enter(nemo)).rejects.toMatchObject({ code: 'alreadyEntered' })
  })

  test('is announced as linkable when the wallet has been recognised for it before', async () => {
    const person = createPerson()
    await obtain(person, desk)
    const linkable = async (asked = ask()) =>
      (await matchPredicateRequest(asked.request, walletOptions(person, fetched))).pseudonym
    expect(await linkable()).toMatchObject({ linkable: false })
    await present(ask(), person, fetched)
    expect(await linkable()).toMatchObject({ linkable: true })
    expect((await linkable())?.statement).toContain('can be linked')
    const another = ask({ event: { event: 'finale', day: '2026-11-26' } })
    expect(await linkable(another)).toMatchObject({ linkable: false })
  })

  test('is not marked where the proof is refused', async () => {
    const gate = createGate([issuer])
    const [asked, again] = [ask(), ask()]
    const presentation = await present(asked, nemo, fetched)
    await expect(gate(presentation, again)).rejects.toMatchObject({ code: 'proofInvalid' })
    await expect(gate(presentation, asked)).resolves.toHaveProperty('entered')
  })
})

test("two events' presentations have nothing in common but what everybody's have", async () => {
  const presentations = await Promise.all(
    ['premiere', 'finale'].map((event) =>
      present(ask({ event: { event, day: '2026-11-26' } }), nemo, fetched),
    ),
  )
  const [a, b] = presentations.map(proofOctets) as [Uint8Array, Uint8Array]
  expect(a).toHaveLength(b.length)
  // Headers and lengths alone are the same.
  expect(commonRun(a, b)).toBeLessThan(8)
  const [first, second] = presentations.map(({ proof: _, ...rest }) => rest)
  expect(first).toEqual(second)
})

describe('an epoch', () => {
  const before = EPOCH - 1
  const afterGrace = new Date((EPOCH * epochs.epochSeconds + epochs.graceSeconds) * 1000)
  const inGrace = new Date(afterGrace.getTime() - 1)
  const askAt = (time: Date, options: Parameters<typeof ask>[0] = {}) =>
    askUnrecognised({ now: () => time, ...options })

  test('in which a credential was revoked ends what can be proven of it', async () => {
    const person = createPerson()
    const own = createDesk(issuer, 4711)
    await obtain(person, own)
    const revoked = new Map([
      [before, [100]],
      [EPOCH, [100, 4711]],
    ])
    const lists = await publish([issuer], revoked)
    const gate = createGate([issuer])
    const asked = askAt(inGrace, { epoch: 'previous' })
    const time = { now: () => inGrace }
    const { credentials } = await gate(await present(asked, person, lists, time), asked, time)
    expect(credentials.dose?.notRevokedIn).toBe(before)
    const next = askAt(inGrace)
    await expect(present(next, person, lists, time)).rejects.toMatchObject({ code: 'declined' })
    const consent = await matchPredicateRequest(next.request, {
      ...walletOptions(person, lists),
      ...time,
    })
    expect(consent.answerable).toBe(false)
    expect(consent.revoked).toEqual((await person.store.list()).map(({ id }) => id))
    expect(consent.faults).toEqual([])
  })

  test('that is over is no proof for the next, though the wallet has nothing newer', async () => {
    const old = await publish([issuer], new Map([[before, []]]))
    const asked = ask()
    // Files of one epoch in the place of another's.
    const mistaken: Fetched = {
      ...old,
      gaps: async (of, epoch) => {
        const file = await old.gaps(of, before)
        return { ...file, reference: { ...file.reference, epoch, url: gapsUrl(epoch) } }
      },
    }
    await expect(present(asked, nemo, mistaken)).rejects.toMatchObject({ code: 'declined' })
    const consent = await matchPredicateRequest(asked.request, walletOptions(nemo, mistaken))
    expect(consent).toMatchObject({
      answerable: false,
      faults: [{ code: 'gapInvalid', file: gapsUrl(EPOCH) }],
      revoked: [],
    })
    const careless: Fetched = { ...old, gaps: (of) => old.gaps(of, before) }
    await expect(present(asked, nemo, careless)).rejects.toThrow(RangeError)
  })

  test('that was the last is proven offline in the grace, and refused after it', async () => {
    const offline = await publish([issuer], new Map([[before, [100]]]))
    const time = { now: () => inGrace }
    const asked = askAt(inGrace, { epoch: 'previous' })
    const presentation = await present(asked, nemo, offline, time)
    const late = createGate([issuer])(presentation, asked, { now: () => afterGrace })
    await expect(late).rejects.toMatchObject({ code: 'epochNotAccepted' })
    const inTime = createGate([issuer])(presentation, asked, time)
    await expect(inTime).resolves.toHaveProperty('credentials')
    expect(() => askAt(afterGrace, { epoch: 'previous' })).toThrow(RangeError)
  })

  test.each([
    { name: 'two before', offset: -2, code: 'epochRefused' },
    { name: 'one before', offset: -1, code: 'declined' },
    { name: 'its own', offset: 0, code: 'declined' },
    { name: 'one after', offset: 1, code: 'declined' },
    { name: 'two after', offset: 2, code: 'epochRefused' },
  ])(
    'that is $name that of the wallet meets $code where it has no list',
    async ({ offset, code }) => {
      const nothing = await publish([issuer], new Map())
      const { request, compared } = ask()
      const asked = { request: { ...request, epoch: EPOCH + offset }, compared }
      await expect(present(asked, nemo, nothing)).rejects.toMatchObject({ code })
      if (code === 'epochRefused') return
      const consent = await matchPredicateRequest(asked.request, walletOptions(nemo, nothing))
      const file = gapsUrl(EPOCH + offset)
      expect(consent.faults).toMatchObject([{ code: 'fileUnavailable', file }])
    },
  )
})

describe('several credentials', () => {
  const credentials = [
    { id: 'first', predicates: [{ ...referenceRule[2], from: 1, until: 1 }] },
    { id: 'second', predicates: [referenceRule[2]] },
  ]
  const pointer = '/credentialSubject/doseNumber'

  test('of one person, also by two issuers, are shown together', async () => {
    const person = createPerson()
    await obtain(person, desk, { doseNumber: 1 })
    await obtain(person, createDesk(other, 900))
    const asked = ask({ credentials })
    const verified = await createGate([issuer, other])(await present(asked, person, fetched), asked)
    expect(Object.values(verified.credentials).map((one) => one.issuer)).toEqual([
      issuer.profile.issuer,
      other.profile.issuer,
    ])
    const consent = await matchPredicateRequest(asked.request, walletOptions(person, fetched))
    expect(consent.besides).toContain('All of them are credentials of one person')
  })

  test('are chosen so that what is to be the same is the same', async () => {
    const person = createPerson()
    await obtain(person, desk, { doseNumber: 3, totalDoses: 3 })
    await obtain(person, desk)
    const own = createDesk(other, 900)
    await obtain(person, own)
    const asked = ask({
      credentials: [
        { id: 'a', predicates: [{ ...referenceRule[2], until: 2 }] },
        { id: 'b', predicates: [referenceRule[1]] },
      ],
      equal: [
        [
          { credential: 'a', pointer },
          { credential: 'b', pointer },
        ],
      ],
    })
    const { equal } = await createGate([issuer, other])(
      await present(asked, person, fetched),
      asked,
    )
    expect(equal).toEqual([`${pointer} of a the same as ${pointer} of b: proven`])
    const impossible = ask({
      credentials: [
        { id: 'a', predicates: [{ ...referenceRule[2], from: 3 }] },
        { id: 'b', predicates: [{ ...referenceRule[2], until: 2 }] },
      ],
      equal: [
        [
          { credential: 'a', pointer },
          { credential: 'b', pointer },
        ],
      ],
    })
    await expect(present(impossible, person, fetched)).rejects.toMatchObject({ code: 'declined' })
  })

  test("of two persons are refused: another's does not open with the wallet's secret", async () => {
    const person = createPerson()
    await obtain(person, desk, { doseNumber: 1 })
    const stranger = createPerson()
    const { request } = await requestFrom(stranger, await offerTo(stranger, desk.offers), issuer)
    const credential = await issueTo(stranger, request, desk)
    const { id } = await requestFrom(person, await offerTo(person, desk.offers), issuer)
    const options = { store: person.store, profile: issuer.profile, requestId: id }
    const receiving = receivePredicateCredential(credential, options)
    await expect(receiving).rejects.toMatchObject({ code: 'commitmentUnknown' })
    await expect(present(ask({ credentials }), person, fetched)).rejects.toMatchObject({
      code: 'declined',
    })
  })
})

describe('a wallet', () => {
  test('looks alike where it cannot and where its holder will not, and asks her in both', async () => {
    const asked = ask()
    const cannot = createPerson()
    const refusals: unknown[] = []
    const consents: PredicateConsent[] = []
    for (const [person, answer] of [
      [cannot, true],
      [nemo, false],
    ] as const) {
      const approve = (consent: PredicateConsent) => consents.push(consent) > 0 && answer
      await present(asked, person, fetched, { approve }).catch((error: unknown) =>
        refusals.push(error),
      )
    }
    const [first, second] = refusals.map((error) => ({ ...(error as object), text: String(error) }))
    expect(first).toMatchObject({ code: 'declined' })
    expect(first).toEqual(second)
    expect(consents.map(({ answerable }) => answerable)).toEqual([false, true])
  })

  test('writes nothing down of what was declined', async () => {
    const person = createPerson()
    await obtain(person, desk)
    await present(ask(), person, fetched, { approve: () => false }).catch(() => {})
    const { pseudonym } = await matchPredicateRequest(ask().request, walletOptions(person, fetched))
    expect(pseudonym?.linkable).toBe(false)
  })

  test.each([
    {
      name: 'few days',
      predicate: { ...referenceRule[0], from: '2021-05-20', until: '2021-06-15' },
      disclosing: 'narrowRange',
    },
    {
      name: 'a month',
      predicate: { ...referenceRule[0], from: '2021-05-20', until: '2021-06-16' },
      disclosing: undefined,
    },
    { name: 'one number', predicate: { ...referenceRule[2], until: 2 }, disclosing: 'narrowRange' },
    { name: 'two numbers', predicate: { ...referenceRule[2], until: 3 }, disclosing: undefined },
    {
      name: 'a list of one',
      predicate: { ...referenceRule[1], list: 'one' },
      disclosing: 'singleElement',
    },
  ])('says of $name that it counts as $disclosing', async ({ predicate, disclosing }) => {
    const domain = 'https://somewhere-else.example'
    const { request } = ask({ domain, credentials: [{ id: 'dose', predicates: [predicate] }] })
    const options = walletOptions(nemo, fetched)
    const { parameters } = options
    const [list] = parameters.lists.values()
    const points = new Map([...(list?.points ?? [])].slice(0, 1))
    const lists = new Map([
      ...parameters.lists,
      ...(list ? [['one', { ...list, points }] as const] : []),
    ])
    const consent = await matchPredicateRequest(request, {
      ...{ ...options, domain, parameters: { ...parameters, lists } },
    })
    const [proof] = consent.answers[0]?.proven ?? []
    expect(proof?.disclosing).toBe(disclosing)
    expect(proof?.statement.includes(' (')).toBe(disclosing !== undefined)
  })

  test('says when two wide ranges are narrow together', async () => {
    const predicates = [
      { ...referenceRule[0], until: '2021-06-10' },
      { ...referenceRule[0], from: '2021-05-25' },
    ]
    const { request } = ask({ credentials: [{ id: 'dose', predicates }] })
    const consent = await matchPredicateRequest(request, walletOptions(nemo, fetched))
    expect(consent.answers[0]?.proven.map(({ disclosing }) => disclosing)).toEqual([
      'narrowRange',
      'narrowRange',
    ])
  })

  test('says when the same verifier asks again with other bounds', async () => {
    const person = createPerson()
    await obtain(person, desk)
    await present(ask(), person, fetched)
    const disclosing = async (from: string, domain = DOMAIN) => {
      const predicates = [{ ...referenceRule[0], from }]
      const { request } = ask({ domain, credentials: [{ id: 'dose', predicates }] })
      const options = { ...walletOptions(person, fetched), domain }
      const consent = await matchPredicateRequest(request, options)
      return consent.answers[0]?.proven[0]?.disclosing
    }
    expect(await disclosing(referenceRule[0].from)).toBeUndefined()
    expect(await disclosing('2021-02-01')).toBe('askedOtherwise')
    expect(await disclosing('2021-02-01', 'https://other-gate.example')).toBeUndefined()
  })

  test('asks no issuer for anything while it presents, and can afterwards', async () => {
    const offer = await offerTo(nemo, desk.offers)
    const { profile, manifest } = issuer
    const asking = () =>
      requestPredicateCredential(offer, {
        ...{ store: nemo.store, profile, manifest, channel: profile.issuer },
      })
    const codes: unknown[] = []
    await present(ask(), nemo, fetched, {
      approve: () =>
        asking().then(
          () => true,
          (error: { code?: unknown }) => codes.push(error.code) > 0,
        ),
    })
    expect(codes).toEqual(['issuanceWhilePresenting'])
    await expect(asking()).resolves.toHaveProperty('request')
  })

  test('keeps its secret, its answers and its credential in a file that only its passphrase opens', async () => {
    const storage = octetsInMemory()
    const open = () => createEncryptedStore({ storage, passphrase: PASSPHRASE, cost: CHEAP })
    const person = { name: 'encrypted', store: await open() }
    await obtain(person, desk)
    const reopened = { name: 'encrypted', store: await open() }
    const asked = ask()
    await createGate([issuer])(await present(asked, reopened, fetched), asked)
    const { pseudonym } = await matchPredicateRequest(
      ask().request,
      walletOptions({ name: 'encrypted', store: await open() }, fetched),
    )
    expect(pseudonym?.linkable).toBe(true)
    expect(await reopened.store.list()).toMatchObject([{ feature: 'predicates' }])
    // One person to her issuer, whichever process asks.
    await obtain(reopened, desk, { doseNumber: 3, totalDoses: 3 })
  })
})

describe('a wallet refuses', () => {
  test.each([
    {
      name: 'an offer in the place of a request',
      change: { type: 'PredicateOffer' },
      code: 'issuanceWhilePresenting',
    },
    {
      name: 'a request of another domain',
      change: { domain: 'https://evil.example' },
      code: 'domainMismatch',
    },
    {
      name: 'one that has expired',
      change: { expires: '2026-11-26T09:59:59Z' },
      code: 'requestExpired',
    },
    { name: 'one with a member more', change: { extra: 1 }, code: 'requestMalformed' },
    { name: 'one of an epoch long past', change: { epoch: 1 }, code: 'epochRefused' },
  ])('$name', async ({ change, code }) => {
    const request = { ...ask().request, ...change }
    const asked = { request, compared: {} } as ReturnType<typeof ask>
    await expect(present(asked, nemo, fetched)).rejects.toMatchObject({ code })
    await expect(
      matchPredicateRequest(request, walletOptions(nemo, fetched)),
    ).rejects.toMatchObject({ code })
  })

  test.each([
    {
      name: 'an offer over another channel',
      channel: 'did:web:evil.example',
      change: {},
      code: 'issuerMismatch',
    },
    { name: 'an offer that is none', change: { type: 'x' }, code: 'requestMalformed' },
    { name: 'an offer with a member more', change: { profile: {} }, code: 'requestMalformed' },
    { name: 'an offer with a short nonce', change: { nonce: 'uAAAA' }, code: 'requestMalformed' },
  ])('$name', async ({ channel = issuer.profile.issuer, change, code }) => {
    const { profile, manifest } = issuer
    const offer = { ...(await offerTo(nemo, desk.offers)), ...change }
    const asking = requestPredicateCredential(offer, {
      ...{ store: nemo.store, profile, manifest, channel },
    })
    await expect(asking).rejects.toMatchObject({ code })
  })

  test('a credential that says something else than was signed, or than the profile', async () => {
    const person = createPerson()
    const { request } = await requestFrom(person, await offerTo(person, desk.offers), issuer)
    const credential = await issueTo(person, request, desk)
    const receive = (change: object, profile = issuer.profile) =>
      receivePredicateCredential({ ...credential, ...change }, { store: person.store, profile })
    const subject = credential.credentialSubject as object
    const changed = { credentialSubject: { ...subject, doseDate: '2021-06-02' } }
    await expect(receive(changed)).rejects.toMatchObject({ code: 'commitmentUnknown' })
    const marked = { credentialSubject: { ...subject, name: 'x' } }
    await expect(receive(marked)).rejects.toMatchObject({ code: 'notTheProfile' })
    await expect(receive({}, other.profile)).rejects.toMatchObject({ code: 'notTheProfile' })
    await receive({})
    await expect(receive({})).rejects.toMatchObject({ code: 'commitmentUnknown' })
  })
})

describe('a verifier refuses', () => {
  test.each<{
    name: string
    change?: (presentation: SecuredCredential) => unknown
    options?: Parameters<ReturnType<typeof createGate>>[2]
    code: VerifierErrorCode | string
  }>([
    {
      name: 'an answer after its time',
      options: { now: () => new Date(now.getTime() + 300_001) },
      code: 'requestExpired',
    },
    {
      name: 'an issuer that is not pinned',
      options: { profiles: [] },
      code: 'issuerNotTrusted',
    },
    {
      name: 'an epoch that is over',
      options: { epochs: { epochSeconds: 1 } },
      code: 'epochNotAccepted',
    },
    { name: 'a list that is not pinned', options: { lists: new Map() }, code: 'requestMalformed' },
    {
      name: 'a member that was not asked for',
      change: (it) => ({ ...it, holder: 'x' }),
      code: 'malformed',
    },
    {
      name: 'a claim that nobody signed',
      change: ({ verifiableCredential, ...it }) => ({
        ...it,
        verifiableCredential: [
          { ...(verifiableCredential as object[])[0], validFrom: '2026-01-01T00:00:00Z' },
        ],
      }),
      code: 'notTheProfile',
    },
    {
      name: 'no credential',
      change: (it) => ({ ...it, verifiableCredential: [] }),
      code: 'malformed',
    },
  ])('$name', async ({ change = (it) => it, options = {}, code }) => {
    const asked = ask()
    const presentation = (await present(asked, nemo, fetched)) as SecuredCredential
    const verifying = createGate([issuer])(change(presentation), asked, options)
    await expect(verifying).rejects.toMatchObject({ code })
  })

  test('the same answer twice', async () => {
    const asked = askUnrecognised()
    const gate = createGate([issuer])
    const presentation = await present(asked, nemo, fetched)
    await gate(presentation, asked)
    await expect(gate(presentation, asked)).rejects.toMatchObject({ code: 'replayed' })
  })

  test('a shown member that is not as a rule compares it', async () => {
    const gate = createGate([issuer])
    const pointer = '/credentialSubject/country'
    const verifying = async (among: boolean) => {
      const predicates = [{ kind: 'shown', pointer, values: ['XX'], among } as const]
      const asked = ask({
        credentials: [{ id: 'dose', predicates }],
        event: { event: `${among}`, day: '2026-11-26' },
      })
      return gate(await present(asked, nemo, fetched), asked)
    }
    const { credentials } = await verifying(true)
    expect(credentials.dose?.credential.credentialSubject).toEqual({
      type: 'VaccinationDose',
      country: 'XX',
    })
    await expect(verifying(false)).rejects.toMatchObject({ code: 'queryNotSatisfied' })
  })

  test('to work without what it must remember', async () => {
    const asked = ask()
    const presentation = await present(asked, nemo, fetched)
    const { request, compared } = asked
    const { pseudonym: _, ...unnamed } = request
    const pins = { profiles: [], lists: new Map(), nonces: createNonceStore(), epochs }
    const { verifyPredicatePresentation } = await import('@unscored/verifier')
    await expect(
      verifyPredicatePresentation(presentation, { ...pins, asked, now: clock }),
    ).rejects.toThrow(TypeError)
    const entries = createEntryStore()
    await expect(
      verifyPredicatePresentation(presentation, {
        ...pins,
        asked: { request: unnamed, compared },
        entries,
        now: clock,
      }),
    ).rejects.toThrow(TypeError)
    const { epochs: __, ...without } = pins
    await expect(
      verifyPredicatePresentation(presentation, { ...without, asked, entries, now: clock }),
    ).rejects.toThrow(TypeError)
  })
})
