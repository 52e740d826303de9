import type { JsonObject } from '@unscored/core'
import {
  assertInForce,
  mandatoryPointersOf,
  parseSecuredCredential,
  presentationHeaderOf,
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

describe('of a credential is known without verifying it', async () => {
  const base = await issue(nested)
  const shown = await derive(base, nested.shown)

  test('what its proof is bound to', () => {
    expect(presentationHeaderOf(shown)).toEqual(presentationHeader)
  })

  test('what it always shows', () => {
    expect(mandatoryPointersOf(base)).toEqual(nested.mandatory)
  })

  test('its proof, also where it is alone in a list', () => {
    const listed = { ...shown, proof: [shown.proof] }
    expect(parseSecuredCredential(listed, { contexts })).toEqual(shown)
    expect(Array.isArray(listed.proof)).toBe(true)
  })
})
