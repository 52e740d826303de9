import net from 'node:net'
import type { JsonObject, JsonValue } from '@unscored/core'
import { createDidKeyResolver, createResolver } from '@unscored/did'
import {
  createMemoryStore,
  type Disclosure,
  matchRequest,
  type Presentation,
  presentCredential,
  receiveCredential,
} from '@unscored/holder'
import { issueCredential } from '@unscored/issuer'
import {
  type PresentationRequest,
  type SecuredCredential,
  type SuiteId,
  signCredential,
} from '@unscored/vc'
import {
  type CreateRequestOptions,
  createNonceStore,
  createRequest,
  verifyPresentation,
} from '@unscored/verifier'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { changed, codeOf, createIssuer, issuer, now, otherIssuer } from '../vc/bbs-2023/issuing.ts'
import { credentialOf, dose, suites } from '../vc/vaccination/doses.ts'
import { commonRun } from './exchange.ts'

const DOMAIN = 'https://gate.example'
const asked = ['/credentialSubject/product', '/credentialSubject/doseDate']
const resolver = createResolver({ methods: createDidKeyResolver() })
const clock = () => now
const validity = {
  validFrom: new Date('2027-01-10T00:00:00Z'),
  validUntil: new Date('2028-01-10T00:00:00Z'),
}

const attempts: string[] = []
const refusals: unknown[] = []

/** No network: whatever would reach it is recorded and fails. */
beforeAll(() => {
  const refuse = (what: string) => () => {
    attempts.push(what)
    throw new Error('the network was reached')
  }
  vi.stubGlobal('fetch', refuse('fetch'))
  vi.spyOn(net.Socket.prototype, 'connect').mockImplementation(refuse('connect'))
})

afterAll(() => {
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})

/** The code of a refusal, which is kept to look at what it tells. */
async function refusal(step: Promise<unknown>): Promise<unknown> {
  await step.catch((error: unknown) => refusals.push(error))
  return codeOf(step)
}

function ask(options: Partial<CreateRequestOptions> = {}): PresentationRequest {
  return createRequest({
    domain: DOMAIN,
    credentials: [{ id: 'dose', claims: asked }],
    now: clock,
    ...options,
  })
}

function issueTo(suite: SuiteId, { key } = issuer): Promise<SecuredCredential> {
  return issueCredential({ key, dose, suite, ...validity, now: clock })
}

async function walletWith(...credentials: JsonObject[]) {
  const store = createMemoryStore()
  for (const credential of credentials) {
    await receiveCredential(credential, { store, resolver, now: clock })
  }
  return store
}

type Wallet = Awaited<ReturnType<typeof walletWith>>

function present(request: unknown, store: Wallet, domain = DOMAIN): Promise<Presentation> {
  return presentCredential(request, { store, domain, resolver, now: clock })
}

type Verifying = Parameters<typeof verifyPresentation>[1]

function check(
  presentation: unknown,
  request: PresentationRequest,
  options: Partial<Verifying> = {},
) {
  return verifyPresentation(presentation, {
    request,
    trustedIssuers: [issuer.did],
    resolver,
    nonces: createNonceStore({ now: clock }),
    now: clock,
    ...options,
  })
}

const place = ['vp_token', 'dose', 0, 'verifiableCredential', 0]

/** The credential in an answer. */
function shownIn(presentation: Presentation): SecuredCredential {
  const [{ verifiableCredential } = {}] = presentation.vp_token.dose ?? []
  const [credential] = verifiableCredential as SecuredCredential[]
  if (credential === undefined) throw new TypeError('no credential')
  return credential
}

describe.each(suites)('a dose is shown with %s', (suite) => {
  let credential: SecuredCredential
  let store: Wallet
  let request: PresentationRequest
  let presentation: Presentation

  beforeAll(async () => {
    credential = await issueTo(suite)
    store = await walletWith(credential)
    request = ask()
    presentation = await present(request, store)
  })

  const change = (path: readonly (string | number)[], to: unknown) =>
    changed(presentation as unknown as JsonValue, [...place, ...path], to)

  test('and the verifier learns what it asked for, and nothing else', async () => {
    const { dose: verified } = await check(presentation, request)
    expect(verified).toMatchObject({ issuer: issuer.did, suite })
    const { '@context': _, id: __, ...members } = verified?.credential ?? {}
    const [from, until] =
      suite === 'bbs-2023' ? ['validFrom', 'validUntil'] : ['issuanceDate', 'expirationDate']
    expect(members).toMatchObject({
      type: ['VerifiableCredential', 'VaccinationDoseCredential'],
      issuer: issuer.did,
      [from]: '2027-01-01T00:00:00Z',
      [until]: '2028-01-01T00:00:00Z',
      credentialSubject: {
        type: 'VaccinationDose',
        product: dose.product,
        doseDate: dose.doseDate,
      },
    })
    const { id: ___, ...subject } = members.credentialSubject as JsonObject
    expect(Object.keys(subject).sort()).toEqual(['doseDate', 'product', 'type'])
    expect(JSON.stringify(presentation)).not.toContain(dose.familyName)
  })

  test('and the holder sees beforehand what will be shown', async () => {
    const [disclosure] = await matchRequest(request, { store, domain: DOMAIN, now: clock })
    const seen: Disclosure[] = []
    await presentCredential(request, {
      store,
      domain: DOMAIN,
      resolver,
      now: clock,
      approve: (disclosures) => seen.push(...disclosures) > 0,
    })
    expect(seen).toEqual([disclosure])
    const dates =
      suite === 'bbs-2023'
        ? ['/validFrom', '/validUntil']
        : // Ids too, which all credentials of the profile have in common.
          ['/issuanceDate', '/expirationDate', '/id', '/credentialSubject/id']
    expect([...(disclosure?.shown ?? [])].sort()).toEqual([...asked, '/issuer', ...dates].sort())
  })

  test.each<{
    name: string
    path: readonly (string | number)[]
    to: unknown
    code: string | RegExp
  }>([
    {
      name: 'a changed claim',
      path: ['credentialSubject', 'product'],
      to: 'EU/1/20/1507',
      code: 'proofInvalid',
    },
    {
      name: 'a claim in a list',
      path: ['credentialSubject', 'product'],
      to: [dose.product],
      code: 'schemaViolation',
    },
    {
      name: 'a claim added',
      path: ['credentialSubject', 'doseNumber'],
      to: 2,
      code: 'proofInvalid',
    },
    {
      name: 'a claim hidden',
      path: ['credentialSubject', 'product'],
      to: undefined,
      code: 'proofInvalid',
    },
    { name: 'an empty reference', path: ['credentialSchema'], to: '', code: 'malformed' },
    {
      name: 'a claim as an IRI',
      path: ['credentialSubject', 'https://w3id.org/vaccination#order'],
      to: 2,
      code: 'malformed',
    },
    { name: 'another issuer', path: ['issuer'], to: otherIssuer.did, code: 'issuerNotTrusted' },
    {
      name: 'an issuer in a list',
      path: ['issuer'],
      to: [issuer.did],
      code: 'presentationMalformed',
    },
    {
      name: 'a longer validity',
      path: [suite === 'bbs-2023' ? 'validUntil' : 'expirationDate'],
      to: '2099-01-01T00:00:00Z',
      code: 'proofInvalid',
    },
    {
      name: 'the validity hidden',
      path: [suite === 'bbs-2023' ? 'validUntil' : 'expirationDate'],
      to: undefined,
      code: 'proofInvalid',
    },
    { name: 'no proof', path: ['proof'], to: undefined, code: 'proofMissing' },
    {
      name: 'another context',
      path: ['@context'],
      to: ['https://www.w3.org/ns/credentials/v2'],
      code: 'contextNotAccepted',
    },
    {
      name: 'a nested context',
      path: ['credentialSubject', '@context'],
      to: 'https://www.w3.org/ns/credentials/v2',
      code: 'contextNotAccepted',
    },
    {
      name: 'a context of the proof',
      path: ['proof', '@context'],
      to: 'https://www.w3.org/ns/credentials/v2',
      code: 'contextNotAccepted',
    },
    {
      name: 'a context of its own',
      path: ['@context'],
      to: [{ product: 'urn:a:b' }],
      code: 'inlineContext',
    },
    {
      name: 'another suite',
      path: ['proof', 'type'],
      to: 'Ed25519Signature2020',
      code: 'unknownCryptosuite',
    },
  ])('but not $name', async ({ path, to, code }) => {
    expect(await refusal(check(change(path, to), request))).toBe(code)
  })

  test('invariant 3: and each member that the verifier reads was proven', async () => {
    const { credential: verified } = (await check(presentation, request)).dose ?? {}
    const members = leaves(verified).filter((pointer) => !pointer.startsWith('/@context'))
    expect(members.length).toBeGreaterThan(7)
    for (const member of members) {
      const path = member.split('/').slice(1)
      expect(await refusal(check(change(path, 'urn:example:other'), request))).not.toBe('accepted')
      expect(await refusal(check(change(path, undefined), request))).not.toBe('accepted')
    }
  })

  test('but not a base proof', async () => {
    const answer = change([], undefined) as unknown as { vp_token: { dose: JsonObject[] } }
    const handed = changed(answer as unknown as JsonValue, place.slice(0, -1), [credential])
    expect(await refusal(check(handed, request))).toBe('notADerivedProof')
  })

  test('but not by an issuer who is not trusted', async () => {
    expect(await refusal(check(presentation, request, { trustedIssuers: [otherIssuer.did] }))).toBe(
      'issuerNotTrusted',
    )
    expect(await refusal(check(presentation, request, { trustedIssuers: [] }))).toBe(
      'issuerNotTrusted',
    )
  })

  test('but not signed by another issuer in the name of a trusted one', async () => {
    const forged = await signCredential({
      credential: { ...credentialOf(suite), issuer: issuer.did, ...datesOf(credential) },
      key: otherIssuer.key,
      suite,
      mandatoryPointers: suite === 'bbs-2023' ? ['/issuer'] : [],
      labelsInDocumentOrder: true,
      now: clock,
    })
    expect(await refusal(walletWith(forged))).toBe('issuerMismatch')
    const careless = createMemoryStore()
    await careless.add({ credential: forged, addedAt: now })
    const answer = present(request, careless)
    const code = await refusal(answer.then((shown) => check(shown, request)))
    expect(code).toBe('issuerMismatch')
  })

  test('invariant 6: but not twice', async () => {
    const nonces = createNonceStore({ now: clock })
    await check(presentation, request, { nonces })
    expect(await refusal(check(presentation, request, { nonces }))).toBe('replayed')
    expect(await refusal(check(await present(request, store), request, { nonces }))).toBe(
      'replayed',
    )
  })

  test('but once only where two answers arrive at once', async () => {
    const nonces = createNonceStore({ now: clock })
    const answers = [presentation, await present(request, store)]
    const codes = await Promise.all(
      answers.map((answer) => codeOf(check(answer, request, { nonces }))),
    )
    expect(codes.sort()).toEqual(['accepted', 'replayed'])
  })

  test.each<{ name: string; other: () => PresentationRequest; code: string }>([
    {
      name: 'another nonce',
      other: () => ({ ...request, nonce: ask().nonce }),
      code: 'nonceMismatch',
    },
    {
      name: 'another domain',
      other: () => ({ ...request, domain: 'https://evil.example' }),
      code: 'domainMismatch',
    },
    {
      name: 'another end',
      other: () => ({ ...request, expires: '2027-01-15T12:30:00Z' }),
      code: 'requestMismatch',
    },
    {
      name: 'another query',
      other: () => ({
        ...request,
        dcql_query: ask({ credentials: [{ id: 'dose', claims: asked.slice(1) }] }).dcql_query,
      }),
      code: 'requestMismatch',
    },
    {
      name: 'other suites',
      other: () => ({ ...request, suites: [suite] }),
      code: 'requestMismatch',
    },
  ])('invariant 6: but not to $name', async ({ other, code }) => {
    expect(await refusal(check(presentation, other()))).toBe(code)
  })

  test('but not after the request has expired', async () => {
    const late = () => new Date(Date.parse(request.expires) + 1)
    expect(await refusal(check(presentation, request, { now: late }))).toBe('requestExpired')
    const answering = presentCredential(request, { store, domain: DOMAIN, resolver, now: late })
    expect(await refusal(answering)).toBe('requestExpired')
  })

  test('but not where it expires while the answer is verified', async () => {
    const times = [0, 0, 1].map((over) => new Date(Date.parse(request.expires) + over))
    const running = () => times.shift() ?? new Date(Date.parse(request.expires) + 1)
    expect(await refusal(check(presentation, request, { now: running }))).toBe('requestExpired')
  })

  test.each([
    { name: 'before it is in force', at: '2026-12-31T23:59:59Z', code: 'notYetValid' },
    { name: 'after its end', at: '2028-01-01T00:00:01Z', code: 'expired' },
  ])('but not $name', async ({ at, code }) => {
    const then = () => new Date(at)
    const later = ask({ now: then })
    const answer = await presentCredential(later, { store, domain: DOMAIN, resolver, now: then })
    expect(await refusal(check(answer, later, { now: then }))).toBe(code)
    const receiving = receiveCredential(credential, {
      store: createMemoryStore(),
      resolver,
      now: then,
    })
    expect(await refusal(receiving)).toBe(code)
  })

  test('but not with its validity hidden by a holder who shows less than was asked', async () => {
    const less = ask({ validity: 'notAsked' })
    const unasked = await present(less, store)
    const { credential: shown } = (await check(unasked, less)).dose ?? {}
    expect(shown).not.toHaveProperty('validUntil')
    expect(shown).not.toHaveProperty('expirationDate')
  })

  test('but not with values that will not do', async () => {
    const credentials = [
      { id: 'dose', claims: [{ pointer: asked[0] ?? '', values: ['EU/1/20/1507'] }] },
    ]
    expect(await refusal(present(ask({ credentials }), store))).toBe('noCredentialMatches')
  })

  test('but not with a suite that was not asked for', async () => {
    const others = suites.filter((other) => other !== suite)
    const other = ask({ suites: others })
    expect(await refusal(present(other, store))).toBe('noCredentialMatches')
    expect(await refusal(check(presentation, { ...request, suites: others }))).toBe(
      'suiteNotAccepted',
    )
  })

  test.each<{ name: string; answer: () => unknown; code: string }>([
    { name: 'nothing', answer: () => ({ vp_token: {} }), code: 'answerMissing' },
    {
      name: 'an answer not asked for',
      answer: () => ({ vp_token: { ...presentation.vp_token, other: [] } }),
      code: 'presentationMalformed',
    },
    {
      name: 'two presentations',
      answer: () => ({
        vp_token: { dose: [presentation.vp_token.dose, presentation.vp_token.dose].flat() },
      }),
      code: 'presentationMalformed',
    },
    {
      name: 'two credentials',
      answer: () => ({
        vp_token: {
          dose: [{ verifiableCredential: [shownIn(presentation), shownIn(presentation)] }],
        },
      }),
      code: 'presentationMalformed',
    },
    {
      name: 'no credential',
      answer: () => ({ vp_token: { dose: [{ verifiableCredential: [] }] } }),
      code: 'presentationMalformed',
    },
    {
      name: 'the credential alone',
      answer: () => ({ vp_token: { dose: shownIn(presentation) } }),
      code: 'presentationMalformed',
    },
    { name: 'text', answer: () => JSON.stringify(presentation), code: 'presentationMalformed' },
    { name: 'null', answer: () => null, code: 'presentationMalformed' },
    { name: 'what is no JSON', answer: () => new Map(), code: 'invalidJson' },
  ])('but not as $name', async ({ answer, code }) => {
    expect(await refusal(check(answer(), request))).toBe(code)
  })

  test('invariant 7: twice with nothing in common but what is said', async () => {
    const again = await present(request, store)
    const [first, second] = [presentation, again].map((shown) => proofOctets(shownIn(shown)))
    expect(commonRun(first ?? new Uint8Array(), second ?? new Uint8Array())).toBeLessThan(8)
  })

  test('by two holders alike but for the claims and the proof', async () => {
    const other = await issueCredential({
      key: issuer.key,
      dose: { ...dose, familyName: 'Fictitious', givenName: 'Example' },
      suite,
      ...validity,
      now: clock,
    })
    const theirs = shownIn(await present(request, await walletWith(other)))
    const ours = shownIn(presentation)
    expect({ ...theirs, proof: framed(theirs) }).toEqual({ ...ours, proof: framed(ours) })
  })
})

describe('a holder', () => {
  test('may decline', async () => {
    const store = await walletWith(await issueTo('bbs-2023'))
    const declining = presentCredential(ask(), {
      store,
      domain: DOMAIN,
      resolver,
      now: clock,
      approve: () => false,
    })
    expect(await refusal(declining)).toBe('declined')
  })

  test('has nothing that matches', async () => {
    expect(await refusal(present(ask(), createMemoryStore()))).toBe('noCredentialMatches')
    const types = ['https://example.com/Passport']
    const other = ask({ credentials: [{ id: 'dose', types, claims: [] }] })
    expect(await refusal(present(other, await walletWith(await issueTo('bbs-2023'))))).toBe(
      'noCredentialMatches',
    )
  })

  test('answers nobody but who asks', async () => {
    const store = await walletWith(await issueTo('bbs-2023'))
    expect(await refusal(present(ask(), store, 'https://evil.example'))).toBe('domainMismatch')
  })

  test('answers what was asked when it was approved', async () => {
    const store = await walletWith(await issueTo('bbs-2023'))
    const request = ask()
    const asker: { nonce: string } = { ...request }
    const presentation = await presentCredential(asker, {
      store,
      domain: DOMAIN,
      resolver,
      now: clock,
      approve: () => {
        asker.nonce = ask().nonce
        return true
      },
    })
    expect(await codeOf(check(presentation, request))).toBe('accepted')
  })

  test.each<{ name: string; credential: () => Promise<JsonObject>; code: string }>([
    {
      name: 'of an issuer that nobody knows',
      credential: async () =>
        changed(
          await issueTo('bbs-2023'),
          ['proof', 'verificationMethod'],
          'did:example:nobody#key',
        ),
      code: 'methodNotSupported',
    },
    {
      name: 'with a member more',
      credential: async () =>
        changed(await issueTo('bbs-2023'), ['credentialSubject', 'name'], 'x'),
      code: 'schemaViolation',
    },
    {
      name: 'with a member less',
      credential: async () =>
        changed(await issueTo('bbs-2023'), ['credentialSubject', 'certifier'], undefined),
      code: 'schemaViolation',
    },
    {
      name: 'with a changed member',
      credential: async () =>
        changed(await issueTo('bbs-2023'), ['credentialSubject', 'certifier'], 'x'),
      code: 'proofInvalid',
    },
    {
      name: 'that would show a name unasked',
      credential: () => signed({ mandatoryPointers: ['/issuer', '/credentialSubject/familyName'] }),
      code: 'notTheProfile',
    },
    {
      name: 'that hides its issuer',
      credential: () => signed({ mandatoryPointers: [] }),
      code: 'notTheProfile',
    },
    {
      name: 'with a proof that tells its second',
      credential: async () =>
        changed(await issueTo('bbs-2023'), ['proof', 'created'], '2027-01-15T12:00:01Z'),
      code: 'notTheProfile',
    },
    {
      name: 'of 2020 with a proof that tells its second',
      credential: async () =>
        changed(await issueTo('BbsBlsSignature2020'), ['proof', 'created'], '2027-01-15T12:00:01Z'),
      code: 'notTheProfile',
    },
    {
      name: 'with a proof that bears a number',
      credential: async () => changed(await issueTo('bbs-2023'), ['proof', 'nonce'], '17'),
      code: 'malformed',
    },
    {
      name: 'that was shown by another',
      credential: async () =>
        shownIn(await present(ask(), await walletWith(await issueTo('bbs-2023')))),
      code: 'schemaViolation',
    },
  ])('receives no credential $name', async ({ credential, code }) => {
    const receiving = credential().then((received) => walletWith(received))
    expect(await refusal(receiving)).toBe(code)
  })

  test('receives no credential with labels out of order, by which an issuer could sort holders', async () => {
    const codes = new Set<unknown>()
    for (let number = 1; number <= 8; number++) {
      const random = (length: number) => new Uint8Array(length).fill(number)
      const credential = await signed({ labelsInDocumentOrder: false, random })
      codes.add(await refusal(walletWith(credential)))
    }
    expect([...codes].sort()).toEqual(['accepted', 'notTheProfile'])
  })

  test('is told of ids and of what the issuer makes mandatory, unasked as they are', async () => {
    const credential = await signCredential({
      credential: {
        '@context': ['https://www.w3.org/ns/credentials/v2'],
        id: 'urn:uuid:9f6b9a5c-5e0a-4a5e-8a53-9d6a7a2f4f10',
        type: ['VerifiableCredential'],
        issuer: issuer.did,
        name: 'Pass',
        description: 'of nobody',
        credentialSubject: { id: 'urn:example:nobody', name: 'x' },
      },
      key: issuer.key,
      mandatoryPointers: ['/issuer', '/description'],
      now: clock,
    })
    const store = await walletWith(credential)
    const types = ['https://www.w3.org/2018/credentials#VerifiableCredential']
    const credentials = [{ id: 'dose', types, claims: ['/credentialSubject/name'] }]
    const request = ask({ credentials, validity: 'notAsked' })
    const [disclosure] = await matchRequest(request, { store, domain: DOMAIN, now: clock })
    const expected = [
      '/issuer',
      '/description',
      '/credentialSubject/name',
      '/id',
      '/credentialSubject/id',
    ]
    expect([...(disclosure?.shown ?? [])].sort()).toEqual(expected.sort())
    const { '@context': _, proof: __, ...shown } = shownIn(await present(request, store))
    expect(leaves(shown).sort()).toEqual([...expected, '/type/0'].sort())
  })
})

describe('over several credentials', () => {
  test('each query is answered by its own', async () => {
    const second = await issueCredential({
      key: issuer.key,
      dose: { ...dose, doseNumber: 2 },
      ...validity,
      now: clock,
    })
    const store = await walletWith(
      await issueTo('BbsBlsSignature2020'),
      await issueTo('bbs-2023'),
      second,
    )
    const claim = (value: number) => ({ pointer: '/credentialSubject/doseNumber', values: [value] })
    const request = ask({
      credentials: [
        { id: 'first', claims: [claim(1)] },
        { id: 'second', claims: [claim(2)] },
      ],
    })
    const presentation = await present(request, store)
    const verified = await check(presentation, request)
    expect(Object.keys(verified)).toEqual(['first', 'second'])
    expect(verified.second?.credential).toMatchObject({ credentialSubject: { doseNumber: 2 } })
    const { first, second: other } = presentation.vp_token
    const exchanged = { vp_token: { first: other, second: first } }
    expect(await refusal(check(exchanged, request))).toBe('queryNotSatisfied')
    const once = new Set([issuer.did]).values()
    expect(await codeOf(check(presentation, request, { trustedIssuers: once }))).toBe('accepted')
  })

  test('an answer from one issuer does not vouch for another', async () => {
    const unknown = await createIssuer(3)
    const store = await walletWith(await issueTo('bbs-2023', unknown))
    const request = ask()
    expect(await refusal(check(await present(request, store), request))).toBe('issuerNotTrusted')
  })
})

describe('invariants', () => {
  test('1 and 2: nothing reached the network', () => {
    expect(attempts).toEqual([])
  })

  test('9: refusals name members and codes, never claims, keys or nonces', () => {
    expect(refusals.length).toBeGreaterThan(80)
    const secrets = [
      ...Object.values(dose).filter((value) => typeof value === 'string' && value.length > 2),
      ...[issuer, otherIssuer].flatMap(({ did, key: { id } }) => [did, id]),
      'EU/1/20/1507',
      '2099-01-01',
    ].map(String)
    for (const text of refusals.flatMap(messagesOf)) {
      for (const secret of secrets) expect(text).not.toContain(secret)
      // Keys, nonces and proofs are longer than any word.
      expect(text).not.toMatch(/[\w-]{40,}/)
    }
  })
})

/** The messages of an error and of all that caused it. */
function messagesOf(error: unknown): string[] {
  if (!(error instanceof Error)) return [String(error)]
  const { cause } = error
  const within = 'errors' in error && Array.isArray(error.errors) ? error.errors : []
  return [
    error.message,
    ...(cause === undefined ? [] : messagesOf(cause)),
    ...within.flatMap(messagesOf),
  ]
}

function signed(
  options: Partial<Parameters<typeof signCredential>[0]>,
): Promise<SecuredCredential> {
  return signCredential({
    credential: {
      ...credentialOf('bbs-2023'),
      issuer: issuer.did,
      validFrom: '2027-01-01T00:00:00Z',
      validUntil: '2028-01-01T00:00:00Z',
    },
    key: issuer.key,
    mandatoryPointers: ['/issuer'],
    labelsInDocumentOrder: true,
    now: clock,
    ...options,
  })
}

function datesOf(credential: JsonObject): JsonObject {
  const names = ['validFrom', 'validUntil', 'issuanceDate', 'expirationDate']
  return Object.fromEntries(
    names.flatMap((name) => (credential[name] === undefined ? [] : [[name, credential[name]]])),
  )
}

/** The octets of a proof that are not of the request: everything before it in a value. */
function proofOctets({ proof: { proofValue } }: SecuredCredential): Uint8Array {
  const octets = Buffer.from(String(proofValue).replace(/^u/, ''), 'base64')
  // Points and scalars; headers, lengths and indexes are the same for all, as is what a proof is bound to.
  return octets.subarray(40, 400)
}

/** The members of a proof that are not random. */
function framed({ proof }: SecuredCredential): JsonObject {
  const { proofValue, ...others } = proof
  return { ...others, length: String(proofValue).length }
}

/** JSON pointers to the leaves of a document. */
function leaves(value: JsonValue | undefined, pointer = ''): string[] {
  if (typeof value !== 'object' || value === null) return [pointer]
  return Object.entries(value).flatMap(([name, member]) => leaves(member, `${pointer}/${name}`))
}
