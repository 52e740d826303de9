import { bbsOperations, PoolError } from '@unscored/bbs'
import type { JsonObject } from '@unscored/core'
import {
  assertInForce,
  mandatoryPointersOf,
  parseSecuredCredential,
  presentationHeaderOf,
  signCredential,
  verifyBaseCredential,
  verifyDerivedCredential,
} from '@unscored/vc'
import { beforeAll, describe, expect, test } from 'vitest'
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
} from './bbs-2023/issuing.ts'

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
