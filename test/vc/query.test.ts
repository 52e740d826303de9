import {
  type CredentialQuery,
  bundledDocumentLoader as documentLoader,
  matchCredential,
  parseQuery,
  queryFor,
} from '@unscored/vc'
import { describe, expect, test } from 'vitest'
import { codeOf } from './bbs-2023/issuing.ts'
import { credentialOf } from './vaccination/doses.ts'

const types = [
  'https://www.w3.org/2018/credentials#VerifiableCredential',
  'https://w3id.org/unscored/vaccination#VaccinationDoseCredential',
]
const subject = (member: string) => ['credentialSubject', member]

const query = {
  id: 'dose',
  format: 'ldp_vc',
  require_cryptographic_holder_binding: false,
  meta: { type_values: [types] },
  claims: [{ path: subject('product') }],
} satisfies CredentialQuery

function match(changes: object, suite: 'bbs-2023' | 'BbsBlsSignature2020' = 'bbs-2023') {
  return matchCredential(parsed(changes), credentialOf(suite), { documentLoader })
}

function parsed(changes: object) {
  return parseQuery(JSON.parse(JSON.stringify({ credentials: [{ ...query, ...changes }] })))
}

describe('a credential answers', () => {
  test.each([
    { name: 'a member', changes: {}, pointers: ['/credentialSubject/product'] },
    { name: 'no member', changes: { claims: undefined }, pointers: [] },
    {
      name: 'a value among those that will do',
      changes: { claims: [{ path: subject('doseNumber'), values: [1, 2] }] },
      pointers: ['/credentialSubject/doseNumber'],
    },
    {
      name: 'an item of a list',
      changes: { claims: [{ path: ['type', 1] }] },
      pointers: ['/type/1'],
    },
    {
      name: 'the least of alternatives',
      changes: {
        claims: ['product', 'country', 'disease'].map((id) => ({ id, path: subject(id) })),
        claim_sets: [['product', 'country'], ['disease']],
      },
      pointers: ['/credentialSubject/disease'],
    },
    {
      name: 'the alternative that it can',
      changes: {
        claims: [
          { id: 'a', path: ['nothing'] },
          { id: 'b', path: ['issuer'] },
        ],
        claim_sets: [['a'], ['b']],
      },
      pointers: ['/issuer'],
    },
    {
      name: 'types alternatively',
      changes: { meta: { type_values: [['https://example.com/Pass'], types] } },
      pointers: ['/credentialSubject/product'],
    },
  ])('$name', async ({ changes, pointers }) => {
    expect(await match(changes)).toEqual(pointers)
    expect(await match(changes, 'BbsBlsSignature2020')).toEqual(pointers)
  })
})

describe('no credential answers', () => {
  test.each([
    { name: 'another type', changes: { meta: { type_values: [['https://example.com/Pass']] } } },
    {
      name: 'a type by its name',
      changes: { meta: { type_values: [['VaccinationDoseCredential']] } },
    },
    {
      name: 'a type too many',
      changes: { meta: { type_values: [[...types, 'https://example.com/Pass']] } },
    },
    { name: 'a member that it lacks', changes: { claims: [{ path: subject('nothing') }] } },
    { name: 'what every object has', changes: { claims: [{ path: ['constructor'] }] } },
    { name: 'the proof', changes: { claims: [{ path: ['proof', 'proofValue'] }] } },
    { name: 'another value', changes: { claims: [{ path: subject('doseNumber'), values: [3] }] } },
    {
      name: 'the value as text',
      changes: { claims: [{ path: subject('doseNumber'), values: ['1'] }] },
    },
    { name: 'binding to a holder', changes: { require_cryptographic_holder_binding: true } },
  ])('$name', async ({ changes }) => {
    expect(await match(changes)).toBeUndefined()
  })
})

test.each([true, false])(
  'a credential that is bound to its holder answers whether that is required (%s)',
  async (required) => {
    const query = parsed({ require_cryptographic_holder_binding: required })
    const credential = credentialOf('bbs-2023')
    const pointers = await matchCredential(query, credential, { documentLoader, bindsHolder: true })
    expect(pointers).toEqual(['/credentialSubject/product'])
  },
)

describe('a query is refused with', () => {
  test.each([
    { name: 'no credentials', value: { credentials: [] } },
    { name: 'nothing', value: null },
    {
      name: 'another format',
      value: { credentials: [{ ...query, format: 'dc+sd-jwt', meta: { vct_values: ['x'] } }] },
    },
    { name: 'several answers to one', value: { credentials: [{ ...query, multiple: true }] } },
    {
      name: 'all items of a list',
      value: { credentials: [{ ...query, claims: [{ path: ['type', null] }] }] },
    },
    {
      name: 'sets of credentials',
      value: { credentials: [query], credential_sets: [{ options: [['dose']] }] },
    },
    { name: 'the same id twice', value: { credentials: [query, query] } },
    { name: 'an empty path', value: { credentials: [{ ...query, claims: [{ path: [] }] }] } },
    {
      name: 'a negative index',
      value: { credentials: [{ ...query, claims: [{ path: ['type', -1] }] }] },
    },
    {
      name: 'sets of claims that are not there',
      value: { credentials: [{ ...query, claim_sets: [['x']] }] },
    },
  ])('$name', async ({ value }) => {
    expect(await codeOf(Promise.resolve().then(() => parseQuery(value)))).toBe('requestMalformed')
  })
})

test('of several queries one is picked by its id', () => {
  const other = { ...query, id: 'other' }
  expect(queryFor({ credentials: [query, other] }, 'other')).toEqual({ credentials: [other] })
  expect(queryFor({ credentials: [query] }, 'constructor')).toEqual({ credentials: [] })
})
