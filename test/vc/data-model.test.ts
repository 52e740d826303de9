import { _checkCredential } from '@digitalbazaar/vc'
import type { JsonObject, JsonValue } from '@unscored/core'
import { assertInForce } from '@unscored/vc'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { assertDataModel } from '../../packages/vc/src/data-model.ts'
import { nested, now, oldModel } from './bbs-2023/issuing.ts'

const models = [
  { model: '2.0', credential: nested.credential as JsonObject },
  { model: '1.1', credential: oldModel.credential as JsonObject },
]

/** What is no credential, by the members that make it none. */
const refusals: readonly { name: string; members: Record<string, JsonValue | undefined> }[] = [
  { name: 'no context', members: { '@context': undefined } },
  {
    name: 'a context that is no list',
    members: { '@context': 'https://www.w3.org/ns/credentials/v2' },
  },
  { name: 'another context first', members: { '@context': ['https://www.w3.org/ns/did/v1'] } },
  { name: 'no type', members: { type: undefined } },
  { name: 'another type', members: { type: ['VerifiablePresentation'] } },
  { name: 'no issuer', members: { issuer: undefined } },
  { name: 'an issuer without an id', members: { issuer: { name: 'Nobody' } } },
  { name: 'an issuer whose id is no URI', members: { issuer: 'Nobody' } },
  { name: 'two issuers', members: { issuer: ['urn:example:1', 'urn:example:2'] } },
  { name: 'no subject', members: { credentialSubject: undefined } },
  { name: 'a subject that is a text', members: { credentialSubject: 'urn:example:1' } },
  { name: 'a subject of which nothing is said', members: { credentialSubject: {} } },
  {
    name: 'a second subject of which nothing is said',
    members: { credentialSubject: [{ id: 'urn:a:b' }, {}] },
  },
  { name: 'a subject whose id is no URI', members: { credentialSubject: { id: 'me' } } },
  { name: 'evidence that is a text', members: { evidence: 'urn:example:1' } },
  { name: 'evidence without a type', members: { evidence: { id: 'urn:example:1' } } },
  { name: 'evidence whose id is no URI', members: { evidence: { id: 'me', type: 'Evidence' } } },
  { name: 'terms of use without a type', members: { termsOfUse: [{ id: 'urn:example:1' }] } },
]

describe.each(models)('a credential of data model $model', ({ model, credential }) => {
  test('has what it must have', () => {
    expect(check(credential)).toBeUndefined()
    expect(checkOfLibrary(credential)).toBeUndefined()
  })

  test.each(refusals)('has not $name', ({ members }) => {
    const refused = { ...credential, ...members } as JsonObject
    expect(check(refused)).toMatchObject({ code: 'malformed' })
    expect(checkOfLibrary(refused)).toBeInstanceOf(Error)
  })

  test('is refused where it can be revoked, since nobody looks whether it was', () => {
    const credentialStatus = { id: 'https://status.example/1#2', type: 'BitstringStatusListEntry' }
    expect(check({ ...credential, credentialStatus })).toMatchObject({
      code: 'malformed',
      message: '/credentialStatus cannot be looked up',
    })
  })

  test('is accepted in no form that the library of Digital Bazaar refuses', () => {
    let accepted = 0
    fc.assert(
      fc.property(fc.array(fc.tuple(names, values), { maxLength: 3 }), (members) => {
        const changed = { ...credential, ...Object.fromEntries(members) }
        if (check(changed) !== undefined) return
        accepted++
        expect(checkOfLibrary(changed)).toBeUndefined()
      }),
      { numRuns: 2000, seed: 1 },
    )
    expect(accepted).toBeGreaterThan(100)
  })

  test(`says when it was issued${model === '1.1' ? '' : ', or does not'}`, () => {
    const { issuanceDate: _, ...undated } = credential
    expect(check(undated)?.code).toBe(model === '1.1' ? 'malformed' : undefined)
  })
})

const names = fc.constantFrom(
  ...['@context', 'type', 'issuer', 'credentialSubject', 'credentialStatus', 'evidence'],
  ...['termsOfUse', 'validFrom', 'validUntil', 'issuanceDate', 'expirationDate', 'other'],
)
const V1 = 'https://www.w3.org/2018/credentials/v1'
const V2 = 'https://www.w3.org/ns/credentials/v2'
const leaf = fc.constantFrom<JsonValue>(
  ...['', 'me', 'urn:a:b', 'VerifiableCredential', V1, V2, '2026-01-01', '2027-01-01T00:00:00Z'],
  ...['2028-01-01T00:00:00Z', '2027-02-30T00:00:00Z', 0, 1, true, false, null],
)
const node = fc.dictionary(fc.constantFrom('id', 'type', 'name'), leaf)
const values: fc.Arbitrary<JsonValue> = fc.oneof(leaf, node, fc.array(fc.oneof(leaf, node)))

/** The error with which a credential is refused before its proof is looked at. */
function check(credential: JsonObject): (Error & { code?: unknown }) | undefined {
  return errorOf(() => {
    assertInForce(credential, now)
    assertDataModel(credential)
  })
}

function checkOfLibrary(credential: JsonObject): Error | undefined {
  return errorOf(() => _checkCredential({ credential, now }))
}

function errorOf(step: () => void): Error | undefined {
  try {
    step()
  } catch (error) {
    return error as Error
  }
  return undefined
}
