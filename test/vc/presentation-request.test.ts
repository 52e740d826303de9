import type { PresentationRequest } from '@unscored/vc'
import {
  headerDifference,
  parsePresentationRequest,
  presentationHeaderFor,
  pseudonymContextFor,
} from '@unscored/vc'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { codeOf } from './bbs-2023/issuing.ts'

const request: PresentationRequest = {
  domain: 'https://gate.example',
  nonce: 'AAAAAAAAAAAAAAAAAAAAAA',
  expires: '2027-01-15T12:05:00Z',
  dcql_query: {
    credentials: [
      {
        id: 'dose',
        format: 'ldp_vc',
        require_cryptographic_holder_binding: false,
        meta: { type_values: [['https://www.w3.org/2018/credentials#VerifiableCredential']] },
      },
    ],
  },
  suites: ['bbs-2023'],
}

test('a request is read as it is', () => {
  expect(parsePresentationRequest(request)).toEqual({
    ...request,
    dcql_query: { credentials: [expect.objectContaining(request.dcql_query.credentials[0] ?? {})] },
  })
})

describe('a request is refused with', () => {
  test.each([
    { name: 'no domain', changes: { domain: '' } },
    { name: 'a domain that is no text', changes: { domain: ['https://gate.example'] } },
    { name: 'a short nonce', changes: { nonce: 'AAAAAAAAAAAAAAAAAAAAA' } },
    { name: 'a long nonce', changes: { nonce: 'A'.repeat(129) } },
    { name: 'a nonce of other characters', changes: { nonce: 'AAAAAAAAAAAAAAAAAAAAA+' } },
    { name: 'a nonce with a line break', changes: { nonce: 'AAAAAAAAAAAAAAAAAAAAAA\n' } },
    { name: 'a date as its end', changes: { expires: '2027-01-15' } },
    { name: 'a number as its end', changes: { expires: 1800000000 } },
    { name: 'an end in nobody knows which time zone', changes: { expires: '2027-01-15T12:05:00' } },
    { name: 'no suites', changes: { suites: [] } },
    { name: 'an unknown suite', changes: { suites: ['bbs-2023', 'eddsa-rdfc-2022'] } },
    { name: 'a suite that every object has', changes: { suites: ['constructor'] } },
    { name: 'no query', changes: { dcql_query: null } },
    { name: 'another member', changes: { state: 'x' } },
    { name: 'a pseudonym for nothing', changes: { pseudonym: {} } },
    { name: 'a pseudonym that is text', changes: { pseudonym: 'visits' } },
    { name: 'a pseudonym of null', changes: { pseudonym: null } },
    { name: 'an empty context', changes: { pseudonym: { context: '' } } },
    { name: 'a long context', changes: { pseudonym: { context: 'x'.repeat(65) } } },
    { name: 'a context of two lines', changes: { pseudonym: { context: 'a\nb' } } },
    { name: 'a context that ends a line', changes: { pseudonym: { context: 'a\n' } } },
    { name: 'a context that turns around', changes: { pseudonym: { context: 'a\u202eb' } } },
    {
      name: 'the context of an event',
      changes: { pseudonym: { context: 'entry:premiere/2026-11-26' } },
    },
    { name: 'a context in a list', changes: { pseudonym: { context: ['visits'] } } },
    { name: 'a context and more', changes: { pseudonym: { context: 'a', domain: 'b' } } },
  ])('$name', async ({ changes }) => {
    const parsing = Promise.resolve().then(() =>
      parsePresentationRequest({ ...request, ...changes }),
    )
    expect(await codeOf(parsing)).toBe('requestMalformed')
  })

  test.each([null, [], 'x', 1])('nothing but %s', async (value) => {
    const parsing = Promise.resolve().then(() => parsePresentationRequest(value))
    expect(await codeOf(parsing)).toBe('requestMalformed')
  })
})

describe('what an answer is bound to', () => {
  test.each<{ changes: Partial<PresentationRequest>; difference: string | undefined }>([
    { changes: {}, difference: undefined },
    { changes: { nonce: 'BAAAAAAAAAAAAAAAAAAAAA' }, difference: 'nonceMismatch' },
    { changes: { domain: 'https://gate.example.evil.example' }, difference: 'domainMismatch' },
    { changes: { expires: '2028-01-15T12:05:00Z' }, difference: 'requestMismatch' },
    { changes: { suites: ['BbsBlsSignature2020'] }, difference: 'requestMismatch' },
    { changes: { dcql_query: { credentials: [] } }, difference: 'requestMismatch' },
    { changes: { pseudonym: { context: 'visits' } }, difference: 'requestMismatch' },
  ])('differs as $difference', async ({ changes, difference }) => {
    const expected = presentationHeaderFor(request)
    const found = presentationHeaderFor({ ...request, ...changes })
    expect(headerDifference(found, expected)).toBe(difference)
  })

  test('does not depend on the order of members', async () => {
    const reversed = Object.fromEntries(Object.entries(request).reverse())
    const header = presentationHeaderFor(reversed as unknown as PresentationRequest)
    expect(header).toEqual(presentationHeaderFor(request))
  })

  test('cannot be mistaken, whatever the octets', async () => {
    const expected = presentationHeaderFor(request)
    const octets = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc
        .nat(expected.length - 1)
        .map((i) => expected.map((octet, at) => (at === i ? octet ^ 1 : octet))),
      fc.nat(expected.length - 1).map((length) => expected.slice(0, length)),
      fc.uint8Array({ minLength: 1 }).map((more) => Uint8Array.of(...expected, ...more)),
    )
    const differences = ['nonceMismatch', 'domainMismatch', 'requestMismatch']
    fc.assert(
      fc.property(octets, (found) => {
        expect(differences).toContain(headerDifference(found, expected))
      }),
      { seed: 1, numRuns: 500 },
    )
  })

  test('divides nonce and domain in one way alone', async () => {
    const [a, b] = await Promise.all([
      presentationHeaderFor({ ...request, nonce: `${request.nonce}ab`, domain: 'c' }),
      presentationHeaderFor({ ...request, nonce: `${request.nonce}a`, domain: 'bc' }),
    ])
    expect(headerDifference(a, b)).toBe('nonceMismatch')
  })
})

describe('what a pseudonym is for', () => {
  const contextOf = (domain: string, context: string) =>
    pseudonymContextFor({ ...request, domain, pseudonym: { context } })

  test('is nothing where none is asked for', () => {
    expect(parsePresentationRequest(request)).not.toHaveProperty('pseudonym')
    expect(pseudonymContextFor(request)).toBeUndefined()
  })

  test('is the same for every request of a domain that names the same context', () => {
    const asked = { ...request, pseudonym: { context: 'visits' } }
    const later = { ...asked, nonce: 'BAAAAAAAAAAAAAAAAAAAAA', expires: '2028-01-15T12:05:00Z' }
    expect(pseudonymContextFor(parsePresentationRequest(later))).toEqual(pseudonymContextFor(asked))
  })

  test('is no other domain’s, however it divides', () => {
    const text = fc.string({ unit: fc.constantFrom('a', '/', '.'), minLength: 1, maxLength: 6 })
    fc.assert(
      fc.property(text, text, text, text, (domain, context, otherDomain, other) => {
        const areSame = domain === otherDomain && context === other
        const found = String(contextOf(otherDomain, other)) === String(contextOf(domain, context))
        expect(found).toBe(areSame)
      }),
      { seed: 1, numRuns: 500, examples: [['a', 'aa', 'aa', 'a']] },
    )
  })
})
