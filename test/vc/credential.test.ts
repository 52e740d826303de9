import { bbsOperations, PoolError } from '@unscored/bbs'
import { type JsonObject, utf8 } from '@unscored/core'
import {
  assertInForce,
  type BbsFeature,
  type DeriveCredentialOptions,
  deriveCredential,
  mandatoryPointersOf,
  parseSecuredCredential,
  presentationHeaderOf,
  type SecuredCredential,
  signCredential,
  verifyBaseCredential,
  verifyDerivedCredential,
  verifyShownCredential,
} from '@unscored/vc'
import { beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { context, issueHeld, show } from './bbs-2023/forms.ts'
import {
  codeOf,
  contexts,
  derive,
  issue,
  issuer,
  nested,
  now,
  otherIssuer,
  presentationHeader,
  resolve,
  withProof,
} from './bbs-2023/issuing.ts'
import { credentialOf } from './vaccination/doses.ts'

describe('the key of a proof signs for the issuer', () => {
  let credential: JsonObject
  let document: JsonObject
  let method: JsonObject

  beforeAll(async () => {
    credential = await derive(await issue(nested), nested.shown)
    document = { ...(await resolve(issuer.did)) }
    method = { ...(await resolve(issuer.key.id)) }
  })

  const embedded = () => ({ ...document, assertionMethod: [method] })

  test.each<{ name: string; answers: () => Record<string, JsonObject>; code: string }>([
    { name: 'that its document lists by id', answers: () => ({}), code: 'accepted' },
    {
      name: 'that its document lists in whole',
      answers: () => ({ [issuer.did]: embedded() }),
      code: 'accepted',
    },
    {
      name: 'that its document lists without its own DID',
      answers: () => ({
        [issuer.did]: { ...document, assertionMethod: [issuer.key.id.slice(issuer.did.length)] },
      }),
      code: 'accepted',
    },
    {
      name: 'that its document lists in whole without its own DID',
      answers: () => ({
        [issuer.did]: {
          ...document,
          assertionMethod: [{ ...method, id: issuer.key.id.slice(issuer.did.length) }],
        },
      }),
      code: 'accepted',
    },
    {
      name: 'but not where its document lists another without its own DID',
      answers: () => ({ [issuer.did]: { ...document, assertionMethod: ['#another', '#', ''] } }),
      code: 'issuerMismatch',
    },
    {
      name: 'but not where its document lists it for something else',
      answers: () => {
        const { assertionMethod: authentication = [], ...rest } = document
        return { [issuer.did]: { ...rest, authentication } }
      },
      code: 'issuerMismatch',
    },
    {
      name: 'but not where its document lists another key',
      answers: () => ({ [issuer.did]: { ...document, assertionMethod: [otherIssuer.key.id] } }),
      code: 'issuerMismatch',
    },
    {
      name: 'but not where its document lists none',
      answers: () => ({ [issuer.did]: { ...document, assertionMethod: [] } }),
      code: 'issuerMismatch',
    },
    {
      name: 'but not where the document is about somebody else',
      answers: () => ({ [issuer.did]: { ...document, id: otherIssuer.did } }),
      code: 'issuerMismatch',
    },
    {
      name: 'but not where the key answers to somebody else, who lists it',
      answers: () => ({
        [issuer.key.id]: { ...method, controller: otherIssuer.did },
        [otherIssuer.did]: { ...document, id: otherIssuer.did },
      }),
      code: 'issuerMismatch',
    },
    {
      name: 'but not where the key has another id',
      answers: () => ({ [issuer.key.id]: { ...method, id: otherIssuer.key.id } }),
      code: 'invalidKey',
    },
    {
      name: 'but not where it is no key',
      answers: () => ({ [issuer.key.id]: document }),
      code: 'invalidVerificationMethod',
    },
  ])('$name: $code', async ({ answers, code }) => {
    const known = answers()
    const dereference = async (url: string) => known[url] ?? { ...(await resolve(url)) }
    expect(await codeOf(verifyDerivedCredential(credential, { contexts, dereference, now }))).toBe(
      code,
    )
  })

  test('which nobody knows, for the reason that is given', async () => {
    const reason = new Error('no such DID')
    const dereference = () => Promise.reject(reason)
    await expect(verifyDerivedCredential(credential, { contexts, dereference, now })).rejects.toBe(
      reason,
    )
  })
})

describe.each([
  ['validFrom', 'validUntil'],
  ['issuanceDate', 'expirationDate'],
] as const)('a credential with %s and %s is in force', (from, until) => {
  const moments = {
    before: '2027-01-15T11:59:59.999Z',
    now: '2027-01-15T12:00:00Z',
    after: '2027-01-15T12:00:00.001Z',
  }

  test.each([
    { name: 'where neither is there', members: {}, code: 'accepted' },
    { name: 'from a moment before', members: { [from]: moments.before }, code: 'accepted' },
    { name: 'from the moment on', members: { [from]: moments.now }, code: 'accepted' },
    { name: 'but not before', members: { [from]: moments.after }, code: 'notYetValid' },
    { name: 'until a moment after', members: { [until]: moments.after }, code: 'accepted' },
    { name: 'up to the moment', members: { [until]: moments.now }, code: 'accepted' },
    { name: 'but not after', members: { [until]: moments.before }, code: 'expired' },
    { name: 'but not from a day', members: { [from]: '2027-01-01' }, code: 'malformed' },
    { name: 'but not until a day', members: { [until]: '2028-01-01' }, code: 'malformed' },
    { name: 'but not until null', members: { [until]: null }, code: 'malformed' },
  ])('$name: $code', async ({ members, code }) => {
    const check = async () => assertInForce(members, new Date(moments.now))
    expect(await codeOf(check())).toBe(code)
  })
})

describe('a credential that is issued', () => {
  const signed = (credential: JsonObject) =>
    signCredential({ credential, key: issuer.key, contexts })
  const receiving = { contexts, dereference: resolve, now }

  test('shows nothing at any rate, and has shuffled labels, unless that is asked for', async () => {
    const base = await signed(nested.credential)
    expect(mandatoryPointersOf(base)).toEqual([])
    expect(await verifyBaseCredential(base, receiving)).toEqual(nested.credential)
    const inOrder = verifyBaseCredential(base, { ...receiving, labelsInDocumentOrder: true })
    expect(await codeOf(inOrder)).toBe('notTheProfile')
  })

  test('is dated by the clock of the platform, where its suite dates it', async () => {
    vi.setSystemTime(now)
    onTestFinished(() => void vi.useRealTimers())
    const credential = { ...credentialOf('BbsBlsSignature2020'), issuer: issuer.did }
    const suite = 'BbsBlsSignature2020'
    const base = await signCredential({ credential, key: issuer.key, suite })
    expect(base.proof.created).toBe('2027-01-01T00:00:00Z')
    expect(await codeOf(verifyShownCredential(base, receiving))).toBe('notADerivedProof')
  })

  test('leaves what was signed as it was, and so does showing it', async () => {
    const before = structuredClone<JsonObject>(nested.credential)
    const base = await signed(nested.credential)
    const received = structuredClone<JsonObject>(base)
    await derive(base, nested.shown)
    expect([nested.credential, base]).toEqual([before, received])
  })

  test.each<{ name: string; members: JsonObject; code: string }>([
    {
      name: 'the library of Digital Bazaar refuses',
      members: { issuer: 'Nobody' },
      code: 'malformed',
    },
    { name: 'no context defines', members: { cured: true }, code: 'undefinedTerm' },
  ])('is nothing that $name', async ({ members, code }) => {
    expect(await codeOf(signed({ ...nested.credential, ...members }))).toBe(code)
  })

  test('is none where the workers fail, for their reason', async () => {
    const reason = new PoolError('closed', 'nobody works')
    const bbs = { ...bbsOperations, sign: () => Promise.reject(reason) }
    const { credential } = nested
    await expect(signCredential({ credential, key: issuer.key, contexts, bbs })).rejects.toBe(
      reason,
    )
  })
})

describe('of a credential is known without verifying it', () => {
  test('what its proof is bound to', async () => {
    const shown = await derive(await issue(nested), nested.shown)
    expect(presentationHeaderOf(shown)).toEqual(presentationHeader)
  })

  test('what it always shows', async () => {
    expect(mandatoryPointersOf(await issue(nested))).toEqual(nested.mandatory)
  })

  const proof = { type: 'DataIntegrityProof', cryptosuite: 'bbs-2023' }
  const parse = (members: JsonObject) =>
    parseSecuredCredential({ ...nested.credential, ...members }, { contexts })

  test('its proof, also where it is alone in a list', () => {
    const expected = { ...nested.credential, proof }
    expect(parse({ proof })).toEqual(expected)
    expect(parse({ proof: [proof] })).toEqual(expected)
  })

  test.each<{ name: string; members: JsonObject; code: string }>([
    { name: 'no proof', members: {}, code: 'proofMissing' },
    {
      name: 'two proofs',
      members: { proof: [proof, { ...proof, id: 'x' }] },
      code: 'severalProofs',
    },
    { name: 'no proof in a list', members: { proof: [] }, code: 'malformed' },
    { name: 'a text for a proof', members: { proof: 'proof' }, code: 'malformed' },
    { name: 'a text for a proof in a list', members: { proof: ['proof'] }, code: 'malformed' },
  ])('that it has $name: $code', async ({ members, code }) => {
    expect(await codeOf((async () => parse(members))())).toBe(code)
  })

  test.each([
    { cryptosuite: 'bbs-2023', code: 'malformed' },
    { cryptosuite: 'of nobody', code: 'accepted' },
  ])(
    'that it spells out the type of a value, for $cryptosuite: $code',
    async ({ cryptosuite, code }) => {
      const spelled = { '@value': '5', type: 'http://www.w3.org/2001/XMLSchema#integer' }
      const members = { title: spelled, proof: { ...proof, cryptosuite } }
      expect(await codeOf((async () => parse(members))())).toBe(code)
    },
  )
})

describe('nothing is shown of a credential', () => {
  const showing = async (change: Partial<DeriveCredentialOptions>) =>
    deriveCredential({
      ...{ contexts, dereference: resolve, presentationHeader, pointers: nested.shown },
      ...{ credential: await issue(nested), ...change },
    })

  test('where nothing of it is asked for and nothing must be shown', async () => {
    const credential = await issue({ ...nested, mandatory: [] })
    expect(await codeOf(showing({ credential, pointers: [] }))).toBe('nothingDisclosed')
  })

  test('where the random source fails, for its reason', async () => {
    const random = () => {
      throw new RangeError('there is no randomness')
    }
    await expect(showing({ random })).rejects.toThrow('there is no randomness')
  })
})

describe('a credential that is shown', () => {
  const options = { contexts, dereference: resolve, now }
  const kind = nested
  const held = (feature: BbsFeature) => issueHeld({ feature, kind })

  test('is bound to what was asked, and accepted for anything where nothing was', async () => {
    const shown = await derive(await issue(nested), nested.shown)
    const { proof: _, ...document } = shown
    const expected = { credential: document, isHolderBound: false }
    expect(await verifyShownCredential(shown, options)).toEqual(expected)
    expect(await verifyShownCredential(shown, { ...options, presentationHeader })).toEqual(expected)
    const other = verifyShownCredential(shown, { ...options, presentationHeader: utf8('another') })
    expect(await codeOf(other)).toBe('presentationHeaderMismatch')
  })

  test('is bound to its holder and has a pseudonym for who asks, and only then', async () => {
    const bound = await held('holderBindingPseudonym')
    const shown = await show(bound, { pointers: nested.shown })
    const asked = { ...options, pseudonymContext: context, requireHolderBinding: true }
    expect(await verifyShownCredential(shown, asked)).toMatchObject({
      isHolderBound: true,
      pseudonym: { value: expect.any(Uint8Array), context },
    })
    expect(await codeOf(verifyShownCredential(shown, options))).toBe('featureMismatch')
    const plain = await derive(await issue(nested), nested.shown)
    expect(await codeOf(verifyShownCredential(plain, asked))).toBe('featureMismatch')
    const { pseudonymContext: _, ...unnamed } = asked
    expect(await codeOf(verifyShownCredential(plain, unnamed))).toBe('featureMismatch')
  })

  test('is not one that was received, nor the reverse', async () => {
    const base = await issue(nested)
    const shown = await derive(base, nested.shown)
    expect(await codeOf(verifyShownCredential(base, options))).toBe('notADerivedProof')
    expect(await codeOf(verifyBaseCredential(shown, options))).toBe('notABaseProof')
  })

  test('is received by who has its secrets alone', async () => {
    const { base, secrets } = await held('holderBinding')
    if (secrets === undefined) throw new Error('it is not bound')
    expect(await verifyBaseCredential(base, { ...options, secrets })).toEqual(nested.credential)
    expect(await codeOf(verifyBaseCredential(base, options))).toBe('featureMismatch')
  })

  test('was signed to be shown, and for nothing else', async () => {
    const base = await issue(nested)
    const shown = await derive(base, nested.shown)
    const other = (credential: SecuredCredential) =>
      withProof(credential, { proofPurpose: 'authentication' })
    expect(await codeOf(verifyShownCredential(other(shown), options))).toBe('wrongProofPurpose')
    expect(await codeOf(verifyBaseCredential(other(base), options))).toBe('wrongProofPurpose')
  })

  test('is verified at the moment that is given, and now where none is', async () => {
    const shown = await derive(await issue(nested), nested.shown)
    const late = new Date('2028-01-01T00:00:01Z')
    expect(await codeOf(verifyShownCredential(shown, { ...options, now: late }))).toBe('expired')
    const { now: _, ...atAnyTime } = options
    onTestFinished(() => void vi.useRealTimers())
    vi.setSystemTime(late)
    expect(await codeOf(verifyShownCredential(shown, atAnyTime))).toBe('expired')
    vi.setSystemTime(now)
    expect(await codeOf(verifyShownCredential(shown, atAnyTime))).toBe('accepted')
  })

  test('is refused where its key has expired by then', async () => {
    const shown = await derive(await issue(nested), nested.shown)
    const expiring = { ...(await resolve(issuer.key.id)), expires: '2027-01-15T00:00:00Z' }
    const dereference = async (url: string) => (url === issuer.key.id ? expiring : resolve(url))
    const at = (moment: string) =>
      codeOf(verifyShownCredential(shown, { contexts, dereference, now: new Date(moment) }))
    expect(await at('2027-01-14T00:00:00Z')).toBe('accepted')
    expect(await at('2027-01-16T00:00:00Z')).toBe('keyExpired')
  })
})
