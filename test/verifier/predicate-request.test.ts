import { eventContextOf, eventDayOf } from '@unscored/vc'
import { type CreatePredicateRequestOptions, createPredicateRequest } from '@unscored/verifier'
import { describe, expect, test } from 'vitest'

const now = new Date('2026-11-26T10:00:00Z')
const event = { event: 'premiere', day: '2026-11-26' }
const DAY = 24 * 60 * 60 * 1000

const ask = (options: Partial<CreatePredicateRequestOptions> = {}) =>
  createPredicateRequest({
    domain: 'https://gate.example',
    credentials: [{ id: 'dose' }],
    epochs: { epochSeconds: DAY / 1000 },
    now: () => now,
    ...options,
  })

describe('a request for proofs', () => {
  test('is good for five minutes, and its nonce is its own', () => {
    const [a, b] = [ask().request, ask().request]
    expect(a.expires).toBe('2026-11-26T10:05:00.000Z')
    expect(a.nonce).not.toBe(b.nonce)
    expect(a.nonce).toHaveLength(43)
  })

  test('asks that nothing was revoked in the present epoch, unless it says otherwise', () => {
    expect(ask().request).toMatchObject({
      epoch: Math.floor(now.getTime() / DAY),
      credentials: [{ notRevoked: true }],
    })
    const { request } = ask({ credentials: [{ id: 'dose', notRevoked: false }] })
    expect(request.epoch).toBeUndefined()
    expect(request.credentials[0]?.notRevoked).toBe(false)
  })

  test('recognises nobody unless everybody is to enter once', () => {
    expect(ask().request.pseudonym).toBeUndefined()
    expect(ask({ event }).request.pseudonym).toEqual({ context: 'entry:premiere/2026-11-26' })
  })

  test('asks to be shown what no proof can say, and keeps what that is compared with', () => {
    const pointer = '/credentialSubject/country'
    const shown = { kind: 'shown', pointer, values: ['XX'], among: false } as const
    const { request, compared } = ask({
      credentials: [{ id: 'dose', predicates: [shown], disclosures: [pointer] }],
    })
    expect(request.credentials).toMatchObject([{ predicates: [], disclosures: [pointer] }])
    expect(compared).toEqual({ dose: [shown] })
  })

  test.each([
    { name: 'no lifetime', options: { lifetime: 0 } },
    { name: 'a lifetime of more than a day', options: { lifetime: DAY + 1 } },
    { name: 'an event of no name', options: { event: { ...event, event: '' } } },
    { name: 'an event of a name with a slash', options: { event: { ...event, event: 'a/b' } } },
    { name: 'an event on no day', options: { event: { ...event, day: '2026-11-31' } } },
    { name: 'an event long ago', options: { event: { ...event, day: '2026-11-24' } } },
    { name: 'an event to come', options: { event: { ...event, day: '2026-11-28' } } },
    { name: 'the epoch before without a grace', options: { epoch: 'previous' } },
    { name: 'a period that is none', options: { epochs: { epochSeconds: 0 } } },
  ] as const)('is not made with $name', ({ options }) => {
    expect(() => ask(options)).toThrow(RangeError)
  })

  test('is not made without the epochs that are taken', () => {
    const { epochs: _, ...options } = { epochs: undefined, credentials: [{ id: 'dose' }] }
    const making = () =>
      createPredicateRequest({ domain: 'https://gate.example', ...options, now: () => now })
    expect(making).toThrow(RangeError)
  })

  test.each([
    { name: 'no domain', options: { domain: '' } },
    { name: 'no credentials', options: { credentials: [] } },
    { name: 'a credential of no name', options: { credentials: [{ id: '' }] } },
    {
      name: 'a member that is to stay hidden and to be shown',
      options: {
        credentials: [
          {
            id: 'dose',
            predicates: [{ kind: 'code', pointer: '/a', list: 'x' }],
            disclosures: ['/a'],
          },
        ],
      },
    },
  ] as const)('is refused as malformed with $name', ({ options }) => {
    expect(() => ask(options)).toThrow(expect.objectContaining({ code: 'requestMalformed' }))
  })
})

describe('the context of an event', () => {
  test('is read as it was made', () => {
    expect(eventDayOf(eventContextOf(event))).toEqual(event)
  })

  test.each([
    'visits',
    'entry:',
    'entry:a',
    'entry:a/2026-13-01',
    'entry:a/b/2026-11-26',
    'x:a/2026-11-26',
  ])('%s is none of an event', (context) => {
    expect(eventDayOf(context)).toBeUndefined()
  })
})
