import { generateNym } from '@unscored/bbs'
import type { JsonObject } from '@unscored/core'
import {
  openPredicates,
  type PredicateRequest,
  presentPredicates,
  requestPredicatesBinding,
  signPredicates,
  verifyPredicates,
} from '@unscored/vc'
import { describe, expect, test } from 'vitest'
import { createIssuer, request } from './issuing.ts'

const issuer = await createIssuer()
const { key, manifest, digits, lists } = issuer
const at = (name: string) => `/credentialSubject/${name}`

/** Vaccination credentials have but one member that is encoded `date`, and none that is an `integer`. */
const profile = {
  ...issuer.profile,
  table: [
    { pointer: at('begun'), encoding: 'date' },
    { pointer: at('ended'), encoding: 'date' },
    { pointer: at('days'), encoding: 'integer' },
    { pointer: at('visits'), encoding: 'octet' },
    { pointer: '/validFrom', encoding: 'midnight' },
  ],
} as const

async function hold(members: JsonObject) {
  const secret = generateNym()
  const terms = { profile, manifest, nonce: new Uint8Array(16).fill(1) }
  const { request, blinding } = await requestPredicatesBinding({ ...terms, secret })
  const { mandatory } = profile
  const credentialSubject = { ...(mandatory.credentialSubject as JsonObject), ...members }
  const secured = await signPredicates({
    ...{ ...terms, key, request, revocation: { list: 7, id: 200 } },
    credential: { ...mandatory, credentialSubject, validFrom: '2026-01-01T00:00:00Z' },
  })
  const held = await openPredicates(secured, { profile, secrets: { blinding, secret } })
  return { secret, answers: [{ held, profile }] }
}

type Predicate = PredicateRequest['credentials'][0]['predicates'][0]

/** The code that an answer is refused with, or `holds`. */
async function outcome(
  { secret, answers }: Awaited<ReturnType<typeof hold>>,
  ...predicates: Predicate[]
): Promise<unknown> {
  const { epoch: _epoch, pseudonym: _pseudonym, ...common } = request
  const query = { id: 'course', predicates, disclosures: [], notRevoked: false }
  const asked = { ...common, credentials: [query] }
  try {
    const shown = await presentPredicates({
      ...{ request: asked, answers, secret, digits: [digits], lists },
    })
    await verifyPredicates(shown, { request: asked, profiles: [profile], lists })
    return 'holds'
  } catch (error) {
    return (error as { code?: unknown }).code ?? error
  }
}

const difference = (subject: string, minus: string, from: number, until: number): Predicate => ({
  ...{ kind: 'difference', pointer: at(subject), minus: at(minus), from, until },
})
const integer = (name: string, from: number, until: number): Predicate => ({
  ...{ kind: 'integer', pointer: at(name), from, until },
})
const date = (name: string, from: string, until: string): Predicate => ({
  ...{ kind: 'date', pointer: at(name), from, until },
})

describe('of two dates and a number of two octets', async () => {
  const holder = await hold({ begun: '2021-12-30', ended: '2022-01-27', days: 300, visits: 2 })
  const longest = await hold({ begun: '1900-01-01', ended: '2079-06-06', days: 65_535 })

  test.each<[string, Predicate]>([
    ['how many days are between', difference('ended', 'begun', 28, 28)],
    ['the same the other way round', difference('begun', 'ended', -28, -28)],
    ['that there are at least some', difference('ended', 'begun', 21, 65_535)],
    ['the number on both bounds', integer('days', 300, 300)],
    ['that it is in the widest range', integer('days', 0, 65_535)],
    ['either date', date('ended', '2022-01-27', '2022-01-27')],
  ])('it is proven %s', async (_, predicate) => {
    expect(await outcome(holder, predicate)).toBe('holds')
  })

  test.each<[string, Predicate]>([
    ['more days', difference('ended', 'begun', 29, 65_535)],
    ['fewer days', difference('ended', 'begun', 0, 27)],
    ['the other way round', difference('begun', 'ended', 28, 28)],
    ['a greater number', integer('days', 301, 65_535)],
    ['a smaller number, in one octet the same', integer('days', 44, 44)],
    ['a number that is smaller by one', integer('days', 0, 299)],
    ['the date of the other', date('ended', '2021-12-30', '2021-12-30')],
  ])('nothing is proven of %s', async (_, predicate) => {
    expect(await outcome(holder, predicate)).toBe('cannotProve')
  })

  test('the ends of what they can be are in reach', async () => {
    const { from, until } = { from: -65_535, until: 65_535 }
    expect(await outcome(longest, difference('ended', 'begun', until, until))).toBe('holds')
    expect(await outcome(longest, difference('begun', 'ended', from, from))).toBe('holds')
    expect(await outcome(longest, difference('ended', 'begun', 0, until - 1))).toBe('cannotProve')
    expect(await outcome(longest, integer('days', until, until))).toBe('holds')
    expect(await outcome(longest, date('begun', '1900-01-01', '1900-01-01'))).toBe('holds')
    expect(await outcome(longest, date('ended', '2079-06-06', '2079-06-06'))).toBe('holds')
  })

  test('what is between is proven beside a range of either', async () => {
    const between = difference('ended', 'begun', 28, 28)
    const begun = date('begun', '2021-12-30', '2021-12-31')
    const ended = date('ended', '2022-01-01', '2022-01-27')
    expect(await outcome(holder, begun, between)).toBe('holds')
    expect(await outcome(holder, between, ended)).toBe('holds')
    expect(await outcome(holder, begun, between, integer('days', 0, 299))).toBe('cannotProve')
  })
})

describe('nothing is proven of what is missing', () => {
  test.each<[string, JsonObject]>([
    ['neither date', { days: 300 }],
    ['no first date', { ended: '2022-01-27' }],
    ['no second date', { begun: '2021-12-30' }],
  ])('where there is %s', async (_, members) => {
    const holder = await hold(members)
    for (const [from, until] of [
      [0, 0],
      [0, 65_535],
      [-65_535, 0],
    ] as const) {
      expect(await outcome(holder, difference('ended', 'begun', from, until))).toBe('cannotProve')
    }
  })

  test('where there is no number', async () => {
    const holder = await hold({ begun: '2021-12-30' })
    expect(await outcome(holder, integer('days', 0, 65_535))).toBe('cannotProve')
    expect(await outcome(holder, integer('visits', 0, 255))).toBe('cannotProve')
  })
})

describe('nobody can ask', async () => {
  const holder = await hold({ begun: '2021-12-30', ended: '2022-01-27', days: 300, visits: 2 })

  test.each<[string, Predicate]>([
    ['a number less a date', difference('days', 'begun', 0, 0)],
    ['a number of two octets less one of one', difference('days', 'visits', 298, 298)],
    [
      'a date less an instant',
      { ...difference('ended', 'begun', 0, 0), minus: '/validFrom' } as Predicate,
    ],
    ['a date in a range of numbers', integer('ended', 0, 65_535)],
    ['a number in a range of dates', date('days', '1900-01-01', '2079-06-06')],
    ['a number of one octet in a range of two', integer('visits', 0, 256)],
    ['a difference in a range that no digits tell', difference('ended', 'begun', -1, 65_535)],
    ['a difference less than any', difference('ended', 'begun', -65_536, 0)],
    ['a difference greater than any', difference('ended', 'begun', 1, 65_536)],
  ])('of %s', async (_, predicate) => {
    expect(await outcome(holder, predicate)).toBe('requestMalformed')
  })
})
