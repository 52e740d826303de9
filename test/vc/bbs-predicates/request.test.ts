import { type JsonObject, type JsonValue, parseJson } from '@unscored/core'
import { parsePredicateRequest } from '@unscored/vc'
import { describe, expect, test } from 'vitest'
import { request } from './issuing.ts'

const [query] = request.credentials as unknown as [JsonObject]
const whole = request as unknown as JsonObject

const withQuery = (change: JsonObject) => ({ ...whole, credentials: [{ ...query, ...change }] })
const withPredicate = (predicate: JsonObject) => withQuery({ predicates: [predicate] })
const withEqual = (...equal: JsonValue[]) => ({ ...whole, equal })

const date: JsonObject = {
  kind: 'date',
  pointer: '/credentialSubject/doseDate',
  from: '2021-01-01',
  until: '2021-12-31',
}
const integer: JsonObject = {
  kind: 'integer',
  pointer: '/credentialSubject/doseNumber',
  from: 1,
  until: 2,
}
const code: JsonObject = { kind: 'code', pointer: '/credentialSubject/product', list: 'products' }
const difference: JsonObject = {
  kind: 'difference',
  pointer: '/credentialSubject/totalDoses',
  minus: '/credentialSubject/doseNumber',
  from: -1,
  until: 0,
}
const rule: JsonObject = { identifier: 'VR-XX-0001', version: '1.0.0' }
const rules: JsonObject = { at: '2026-11-26T10:00:00Z', rules: [rule] }
const member = { credential: 'dose', pointer: '/credentialSubject/product' }

test.each([
  ['the reference rule', whole],
  ['all kinds of predicates', withQuery({ predicates: [date, integer, code, difference] })],
  ['members that are equal', withEqual([member, { ...member, pointer: '/a' }])],
  [
    'one credential of two that must not have been revoked',
    { ...whole, credentials: [query, { ...query, id: 'second', notRevoked: false }] },
  ],
  ['what rules ask', withQuery({ rules })],
  ['bounds that are one', withPredicate({ ...integer, from: 2, until: 2 })],
  ['the widest bounds', withPredicate({ ...difference, from: -65_535, until: 65_535 })],
  [
    'as much as there may be',
    withQuery({ disclosures: [...Array(64).keys()].map((i) => `/${i}`) }),
  ],
  [
    'as many credentials as there may be',
    { ...whole, credentials: [...Array(8).keys()].map((id) => ({ ...query, id: `q${id}` })) },
  ],
])('a request for %s is read as it stands', (_, value) => {
  expect(parsePredicateRequest(parseJson(JSON.stringify(value)))).toEqual(value)
})

describe('a request is refused, naming the member, where', () => {
  const { epoch: _epoch, ...withoutEpoch } = whole
  test.each<[string, unknown, string]>([
    ['it is no object', [], 'the request'],
    ['it has a member that is not known', { ...whole, plan: 1 }, '/plan'],
    ['its rules are no object', withQuery({ rules: [rule] }), '/credentials/0/rules'],
    ['its rules say more', withQuery({ rules: { ...rules, by: 'x' } }), '/credentials/0/rules/by'],
    [
      'its rules are none',
      withQuery({ rules: { ...rules, rules: [] } }),
      '/credentials/0/rules/rules',
    ],
    [
      'its rules are of no time',
      withQuery({ rules: { ...rules, at: '2026-11-26T10:00:00' } }),
      '/credentials/0/rules/at',
    ],
    [
      'a rule says more',
      withQuery({ rules: { ...rules, rules: [{ ...rule, logic: true }] } }),
      '/credentials/0/rules/rules/0/logic',
    ],
    [
      'a rule has no such name',
      withQuery({ rules: { ...rules, rules: [{ ...rule, identifier: 'For Alice' }] } }),
      '/credentials/0/rules/rules/0/identifier',
    ],
    [
      'a rule has no such version',
      withQuery({ rules: { ...rules, rules: [{ ...rule, version: '1' }] } }),
      '/credentials/0/rules/rules/0/version',
    ],
    ['nobody asks', { ...whole, domain: '' }, '/domain'],
    ['the domain is no text', { ...whole, domain: 1 }, '/domain'],
    ['the nonce is too short', { ...whole, nonce: 'a'.repeat(21) }, '/nonce'],
    ['the nonce is too long', { ...whole, nonce: 'a'.repeat(129) }, '/nonce'],
    ['the nonce is no base64url', { ...whole, nonce: '+'.repeat(22) }, '/nonce'],
    ['the expiry is no time', { ...whole, expires: 'tomorrow' }, '/expires'],
    ['the expiry names no zone', { ...whole, expires: '2026-11-26T12:00:00' }, '/expires'],
    ['the credentials are no list', { ...whole, credentials: query }, '/credentials'],
    ['nothing is asked for', { ...whole, credentials: [] }, '/credentials'],
    ['two queries have one id', { ...whole, credentials: [query, query] }, '/credentials'],
    [
      'there are too many queries',
      { ...whole, credentials: [...Array(9).keys()].map((id) => ({ ...query, id: `q${id}` })) },
      '/credentials',
    ],
    ['a query is no object', { ...whole, credentials: ['dose'] }, '/credentials/0'],
    ['a query has a member that is not known', withQuery({ issuer: 'x' }), '/credentials/0/issuer'],
    ['the id is no name', withQuery({ id: 'the dose' }), '/credentials/0/id'],
    ['notRevoked is no boolean', withQuery({ notRevoked: 1 }), '/credentials/0/notRevoked'],
    ['there is no epoch for what was not revoked', withoutEpoch, '/epoch'],
    ['there is an epoch for nothing', withQuery({ notRevoked: false }), '/epoch'],
    ['the epoch is negative', { ...whole, epoch: -1 }, '/epoch'],
    ['the epoch is -0', { ...whole, epoch: -0 }, '/epoch'],
    ['the epoch is no integer', { ...whole, epoch: 1.5 }, '/epoch'],
    ['the epoch is a text', { ...whole, epoch: '2953' }, '/epoch'],
    ['the pseudonym is for nothing', { ...whole, pseudonym: {} }, '/pseudonym'],
    ['the pseudonym is no object', { ...whole, pseudonym: 'entry' }, '/pseudonym'],
    ['the context cannot be read', { ...whole, pseudonym: { context: 'a b' } }, '/pseudonym'],
    [
      'the pseudonym says more',
      { ...whole, pseudonym: { context: 'a', issuer: 'x' } },
      '/pseudonym',
    ],
    ['the disclosures are no list', withQuery({ disclosures: {} }), '/credentials/0/disclosures'],
    [
      'a member is to be shown twice',
      withQuery({ disclosures: ['/a', '/a'] }),
      '/credentials/0/disclosures',
    ],
    [
      'a member is to be shown and to stay hidden',
      withQuery({ disclosures: ['/credentialSubject/doseDate'] }),
      '/credentials/0/disclosures',
    ],
    [
      'what is subtracted is to be shown',
      withQuery({ predicates: [difference], disclosures: ['/credentialSubject/doseNumber'] }),
      '/credentials/0/disclosures',
    ],
    ['all is to be shown', withQuery({ disclosures: [''] }), '/credentials/0/disclosures/0'],
    ['a pointer is none', withQuery({ disclosures: ['a'] }), '/credentials/0/disclosures/0'],
    [
      'a pointer is ill-formed',
      withQuery({ disclosures: ['/~2'] }),
      '/credentials/0/disclosures/0',
    ],
    ['a pointer is no text', withQuery({ disclosures: [1] }), '/credentials/0/disclosures/0'],
    [
      'too much is asked',
      withQuery({ disclosures: [...Array(65).keys()].map((i) => `/${i}`) }),
      '/credentials/0/disclosures',
    ],
    ['a predicate is no object', withQuery({ predicates: [1] }), '/credentials/0/predicates/0'],
    [
      'a predicate is of no kind',
      withPredicate({ ...date, kind: 'shown' }),
      '/credentials/0/predicates/0/kind',
    ],
    [
      'a predicate has a member that is not known',
      withPredicate({ ...date, step: 1 }),
      '/credentials/0/predicates/0/step',
    ],
    [
      'a date has a list',
      withPredicate({ ...date, list: 'products' }),
      '/credentials/0/predicates/0/list',
    ],
    [
      'an integer is subtracted from',
      withPredicate({ ...integer, minus: '/a' }),
      '/credentials/0/predicates/0/minus',
    ],
    ['a code has bounds', withPredicate({ ...code, from: 1 }), '/credentials/0/predicates/0/from'],
    [
      'a difference has a list',
      withPredicate({ ...difference, list: 'products' }),
      '/credentials/0/predicates/0/list',
    ],
    [
      'a date is none',
      withPredicate({ ...date, from: '2021-02-29' }),
      '/credentials/0/predicates/0/from',
    ],
    [
      'a date is before all dates',
      withPredicate({ ...date, from: '1899-12-31' }),
      '/credentials/0/predicates/0/from',
    ],
    [
      'a date is behind all dates',
      withPredicate({ ...date, until: '2079-06-07' }),
      '/credentials/0/predicates/0/until',
    ],
    [
      'dates are out of order',
      withPredicate({ ...date, from: '2022-01-01' }),
      '/credentials/0/predicates/0',
    ],
    [
      'integers are out of order',
      withPredicate({ ...integer, from: 3 }),
      '/credentials/0/predicates/0',
    ],
    [
      'an integer is missing',
      withPredicate({ kind: 'integer', pointer: '/a', from: 1 }),
      '/credentials/0/predicates/0/until',
    ],
    [
      'an integer is negative',
      withPredicate({ ...integer, from: -1 }),
      '/credentials/0/predicates/0/from',
    ],
    [
      'an integer is -0',
      withPredicate({ ...integer, from: -0 }),
      '/credentials/0/predicates/0/from',
    ],
    [
      'an integer is too large',
      withPredicate({ ...integer, until: 65_536 }),
      '/credentials/0/predicates/0/until',
    ],
    [
      'a list has no name',
      withPredicate({ ...code, list: 'a b' }),
      '/credentials/0/predicates/0/list',
    ],
    [
      'a member is subtracted from itself',
      withPredicate({ ...difference, minus: '/credentialSubject/totalDoses' }),
      '/credentials/0/predicates/0/minus',
    ],
    [
      'a difference is too large',
      withPredicate({ ...difference, until: 65_536 }),
      '/credentials/0/predicates/0/until',
    ],
    ['a member is equal to none', withEqual([member]), '/equal/0'],
    ['a member is of no credential', withEqual([{ ...member, credential: 'x' }]), '/equal/0/0'],
    ['a member that is equal has no pointer', withEqual([{ credential: 'dose' }]), '/equal/0/0'],
    ['a member that is equal says more', withEqual([{ ...member, kind: 'x' }]), '/equal/0/0/kind'],
    [
      'a member is equal to one of a credential without a name',
      withEqual([{ ...member, credential: 1 }]),
      '/equal/0/0',
    ],
    ['the name of a query is no text', withQuery({ id: 1 }), '/credentials/0/id'],
    ['the name of a query begins as none', withQuery({ id: ' dose' }), '/credentials/0/id'],
    [
      'a list is named by a number',
      withPredicate({ ...code, list: 1 }),
      '/credentials/0/predicates/0/list',
    ],
    [
      'a list begins as none',
      withPredicate({ ...code, list: ' a' }),
      '/credentials/0/predicates/0/list',
    ],
    [
      'a date is a number',
      withPredicate({ ...date, from: 2021 }),
      '/credentials/0/predicates/0/from',
    ],
    [
      'what is subtracted is missing',
      withPredicate({ kind: 'difference', pointer: '/a', from: 0, until: 0 }),
      '/credentials/0/predicates/0/minus',
    ],
    [
      'a pointer is a list of one',
      withQuery({ disclosures: [['/a']] }),
      '/credentials/0/disclosures/0',
    ],
    ['predicates are no list', withQuery({ predicates: {} }), '/credentials/0/predicates'],
    [
      'a predicate has no pointer',
      withPredicate({ ...date, pointer: 'a' }),
      '/credentials/0/predicates/0/pointer',
    ],
    ['members that are equal are no list', withEqual(member), '/equal/0'],
    ['what is equal is no list', { ...whole, equal: member }, '/equal'],
  ])('%s', (_, value, at) => {
    expect(() => parsePredicateRequest(value)).toThrow(
      expect.objectContaining({ code: 'requestMalformed', message: expect.stringContaining(at) }),
    )
  })
})

describe('of numbers as JSON writes them', () => {
  const text = JSON.stringify(withPredicate({ ...integer, until: 255 }))

  test.each(['18446744073709551617', '-0', '-0.0', '1.5', '1e400', '9007199254740993'])(
    '%s is no bound',
    (number) => {
      const code = number === '1e400' ? 'invalidJson' : 'requestMalformed'
      const parse = () => parsePredicateRequest(parseJson(text.replace(':255', `:${number}`)))
      expect(parse).toThrow(expect.objectContaining({ code }))
    },
  )

  test('1e2 is 100, and hashed as such', () => {
    const parsed = parsePredicateRequest(parseJson(text.replace(':255', ':1e2')))
    expect(JSON.stringify(parsed)).toBe(text.replace(':255', ':100'))
  })
})

test('a request that holds itself, or is too deep, is refused before it is read', () => {
  const cycle: Record<string, unknown> = { ...whole }
  cycle.equal = [cycle]
  expect(() => parsePredicateRequest(cycle)).toThrow(expect.objectContaining({ code: 'tooDeep' }))
})

test('no message quotes what a request says', () => {
  const secret = 'Fictitious\u202e'
  const values = [{ ...whole, domain: secret, nonce: secret }, withQuery({ disclosures: [secret] })]
  for (const value of values) {
    expect(() => parsePredicateRequest(value)).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining(secret) }),
    )
  }
})
