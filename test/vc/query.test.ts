import {
  type CredentialQuery,
  bundledDocumentLoader as documentLoader,
  matchCredential,
  parseQuery,
  queryFor,
} from '@unscored/vc'
import { DcqlQuery } from 'dcql'
import fc from 'fast-check'
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
    { name: 'credentials that are no list', value: { credentials: query } },
    { name: 'an id that is none', value: { credentials: [{ ...query, id: 'a b' }] } },
    { name: 'no id', value: { credentials: [{ ...query, id: undefined }] } },
    { name: 'no types', value: { credentials: [{ ...query, meta: { type_values: [[]] } }] } },
    { name: 'no meta', value: { credentials: [{ ...query, meta: undefined }] } },
    {
      name: 'authorities',
      value: { credentials: [{ ...query, trusted_authorities: [{ type: 'aki', values: ['a'] }] }] },
    },
    {
      name: 'a binding that is neither',
      value: { credentials: [{ ...query, require_cryptographic_holder_binding: 'true' }] },
    },
    { name: 'no claims in their list', value: { credentials: [{ ...query, claims: [] }] } },
    {
      name: 'one id for two claims',
      value: {
        credentials: [
          {
            ...query,
            claims: [
              { id: 'a', path: ['issuer'] },
              { id: 'a', path: ['type'] },
            ],
          },
        ],
      },
    },
    {
      name: 'a value that is no integer',
      value: { credentials: [{ ...query, claims: [{ path: ['a'], values: [1.5] }] }] },
    },
    {
      name: 'an index that is no integer',
      value: { credentials: [{ ...query, claims: [{ path: ['a', 0.5] }] }] },
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

describe('compared with the library of the Open Wallet Foundation', () => {
  const credential = credentialOf('bbs-2023')

  test('a query that is accepted is one there too, and a credential answers it here if it does there', async () => {
    const counts = { refused: 0, answered: 0, unanswered: 0 }
    await fc.assert(
      fc.asyncProperty(queries, fc.boolean(), async (value, bindsHolder) => {
        const parsed = read(value)
        if (parsed === undefined) {
          counts.refused++
          return
        }
        const theirs = DcqlQuery.parse(value as never)
        DcqlQuery.validate(theirs)
        const held = {
          credential_format: 'ldp_vc',
          type: types,
          claims: credential,
          cryptographic_holder_binding: bindsHolder,
        }
        const { can_be_satisfied: isAnswered } = DcqlQuery.query(theirs, [held as never])
        const pointers = await matchCredential(parsed, credential, { documentLoader, bindsHolder })
        expect(pointers !== undefined).toBe(isAnswered)
        counts[isAnswered ? 'answered' : 'unanswered']++
      }),
      { numRuns: 8000, seed: 1 },
    )
    for (const count of Object.values(counts)) expect(count).toBeGreaterThan(50)
  })
})

function read(value: unknown) {
  try {
    return parseQuery(value)
  } catch {
    return undefined
  }
}

const mostly = <Value>(value: fc.Arbitrary<Value>, otherwise: fc.Arbitrary<unknown>) =>
  fc.oneof({ arbitrary: value, weight: 30 }, { arbitrary: otherwise, weight: 1 })
const anything = fc.constantFrom<unknown>(null, '', 'a', 0, -1, 1.5, true, [], {}, [[]], ['a'])
const ids = mostly(fc.constantFrom('a', 'b', 'c'), anything)
const steps = fc.constantFrom<unknown>(
  ...['issuer', 'type', 'credentialSubject', 'product', 'doseNumber', 'nothing', 0, 1, 7],
)
const claimQueries = fc.record(
  {
    id: ids,
    path: mostly(
      fc.oneof(
        fc.constantFrom(['issuer'], ['type', 1], subject('product'), subject('doseNumber')),
        fc.array(steps, { minLength: 1, maxLength: 3 }),
      ),
      anything,
    ),
    values: mostly(
      fc.array(fc.constantFrom<unknown>('EU/1/20/1528', 1, 2, '1', true), { maxLength: 4 }),
      anything,
    ),
  },
  { requiredKeys: ['path'] },
)
const queries = fc.record({
  credentials: fc.tuple(
    fc.record(
      {
        id: ids,
        format: mostly(fc.constant('ldp_vc'), anything),
        meta: fc.record({
          type_values: mostly(
            fc.array(fc.subarray([...types, 'https://other.example/Type'], { minLength: 1 }), {
              minLength: 1,
              maxLength: 3,
            }),
            anything,
          ),
        }),
        claims: mostly(
          fc.uniqueArray(claimQueries, { maxLength: 3, selector: ({ id }) => id ?? {} }),
          anything,
        ),
        claim_sets: mostly(
          fc.array(fc.subarray(['a', 'b', 'c'], { minLength: 1 }), { minLength: 1, maxLength: 3 }),
          anything,
        ),
        require_cryptographic_holder_binding: mostly(fc.boolean(), anything),
        multiple: mostly(fc.constant(false), anything),
      },
      { requiredKeys: ['id', 'format', 'meta'] },
    ),
  ),
})
