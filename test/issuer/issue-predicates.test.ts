import { createOfferStore, offerPredicateCredential } from '@unscored/issuer'
import { parsePredicateBindingRequest } from '@unscored/vc'
import { beforeAll, describe, expect, test } from 'vitest'
import {
  clock,
  createDesk,
  createPerson,
  type Desk,
  issueTo,
  now,
  obtain,
  offerTo,
  requestFrom,
} from '../flows/predicate-exchange.ts'
import { createIssuer, type Issuer } from '../vc/bbs-predicates/issuing.ts'

let issuer: Issuer
let other: Issuer
let desk: Desk

beforeAll(async () => {
  issuer = await createIssuer()
  other = await createIssuer('did:web:other.example')
  desk = createDesk(issuer)
})

describe('an issuer of what things are proven of', () => {
  test('knows a person by one value, whichever credential she asks for', async () => {
    const nemo = createPerson()
    const values: string[] = []
    for (let i = 0; i < 2; i++) {
      const { request } = await requestFrom(nemo, await offerTo(nemo, desk.offers), issuer)
      await issueTo(nemo, request, desk, {
        admit: async ({ person, registration }) => {
          expect(person).toBe(nemo.name)
          values.push(registration)
          return { list: 7, id: 200 + values.length }
        },
      })
    }
    expect(values).toHaveLength(2)
    expect(new Set(values).size).toBe(1)
  })

  test('knows her by another value than another issuer', async () => {
    const nemo = createPerson()
    const otherDesk = createDesk(other)
    await obtain(nemo, desk)
    await obtain(nemo, otherDesk)
    expect(desk.registered.get(nemo.name)).not.toBe(otherDesk.registered.get(nemo.name))
  })

  test('signs nothing where the value is refused', async () => {
    const nemo = createPerson()
    const { request } = await requestFrom(nemo, await offerTo(nemo, desk.offers), issuer)
    const refusal = new Error('of somebody else')
    const issuing = issueTo(nemo, request, desk, {
      admit: () => Promise.reject(refusal),
    })
    await expect(issuing).rejects.toBe(refusal)
  })

  test('offers each time with another nonce', async () => {
    const nonces = await Promise.all(
      Array.from({ length: 5 }, async () => (await offerTo(createPerson(), desk.offers)).nonce),
    )
    expect(new Set(nonces).size).toBe(5)
  })
})

describe('refused', () => {
  const nemo = createPerson()

  test('the same request twice', async () => {
    const { request } = await requestFrom(nemo, await offerTo(nemo, desk.offers), issuer)
    await issueTo(nemo, request, desk)
    await expect(issueTo(nemo, request, desk)).rejects.toMatchObject({ code: 'offerUnknown' })
  })

  test('a request by another person than the offer was made to', async () => {
    const { request } = await requestFrom(nemo, await offerTo(nemo, desk.offers), issuer)
    const issuing = issueTo(createPerson('nobody'), request, desk)
    await expect(issuing).rejects.toMatchObject({ code: 'offerUnknown' })
  })

  test('a request for an offer of another desk', async () => {
    const { request } = await requestFrom(nemo, await offerTo(nemo, createOfferStore()), issuer)
    await expect(issueTo(nemo, request, desk)).rejects.toMatchObject({ code: 'offerUnknown' })
  })

  test('a request for one offer in the place of another', async () => {
    const [first, second] = [await offerTo(nemo, desk.offers), await offerTo(nemo, desk.offers)]
    const { request } = await requestFrom(nemo, first, issuer)
    const issuing = issueTo(nemo, { ...request, nonce: second.nonce }, desk)
    await expect(issuing).rejects.toMatchObject({ code: 'commitmentInvalid' })
  })

  test('a request after the offer has expired, and not one at that moment', async () => {
    const lifetime = 60_000
    const at = (milliseconds: number) => () => new Date(now.getTime() + milliseconds)
    const ask = async () =>
      (await requestFrom(nemo, await offerTo(nemo, desk.offers, { lifetime }), issuer)).request
    const late = issueTo(nemo, await ask(), desk, { now: at(lifetime + 1) })
    await expect(late).rejects.toMatchObject({ code: 'offerExpired' })
    const inTime = issueTo(nemo, await ask(), desk, { now: at(lifetime) })
    await expect(inTime).resolves.toHaveProperty('proof')
  })

  test('a request that was made for another manifest, or issuer', async () => {
    for (const terms of [{ ...issuer, manifest: new Uint8Array(32).fill(6) }, other]) {
      const { request } = await requestFrom(nemo, await offerTo(nemo, desk.offers), terms)
      const issuing = issueTo(nemo, request, desk)
      await expect(issuing).rejects.toMatchObject({ code: 'commitmentInvalid' })
    }
  })

  test.each([
    { name: 'no object', change: () => 'x', code: 'requestMalformed' },
    {
      name: 'of another type',
      change: () => ({ type: 'PredicateOffer' }),
      code: 'requestMalformed',
    },
    { name: 'with a member more', change: () => ({ extra: 1 }), code: 'requestMalformed' },
    { name: 'without a request', change: () => ({ request: 7 }), code: 'requestMalformed' },
    { name: 'with a short nonce', change: () => ({ nonce: 'uAA' }), code: 'requestMalformed' },
    {
      name: 'with a long nonce',
      change: () => ({ nonce: `u${'A'.repeat(88)}` }),
      code: 'requestMalformed',
    },
    {
      name: 'with a nonce that is no multibase',
      change: () => ({ nonce: 'x' }),
      code: 'invalidMultibase',
    },
  ])('a request that is $name', ({ change, code }) => {
    const request = { type: 'PredicateBindingRequest', nonce: `u${'A'.repeat(43)}`, request: 'uAA' }
    const made = change()
    const value = typeof made === 'string' ? made : { ...request, ...made }
    expect(() => parsePredicateBindingRequest(value)).toThrow(expect.objectContaining({ code }))
    expect(parsePredicateBindingRequest(request).request).toBe('uAA')
  })

  test('a dose that is none', async () => {
    const { request } = await requestFrom(nemo, await offerTo(nemo, desk.offers), issuer)
    const dose = { doseNumber: 0 } as never
    await expect(issueTo(nemo, request, desk, { dose })).rejects.toMatchObject({
      code: 'schemaViolation',
    })
  })
})

test('offers that have expired are forgotten when another is made', async () => {
  let time = now
  const offers = createOfferStore({ now: () => time })
  const offer = await offerPredicateCredential({ person: 'nemo', offers, lifetime: 1, now: clock })
  time = new Date(now.getTime() + 2)
  await offerPredicateCredential({ person: 'nobody', offers, now: () => time })
  expect(await offers.take(offer.nonce)).toBeUndefined()
})
