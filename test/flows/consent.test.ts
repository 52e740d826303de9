import { createMemoryStore, HolderError, type RefusedDisclosure } from '@unscored/holder'
import { createAuditor, parsePopulationTable } from '@unscored/linkability'
import type { Dose } from '@unscored/vc'
import { describe, expect, test } from 'vitest'
import { italianText } from '../linkability/population/tables.ts'
import { createIssuer } from '../vc/bbs-predicates/issuing.ts'
import { ruleOf } from '../vc/rules/oracle.ts'
import { dose } from '../vc/vaccination/doses.ts'
import { answer, ask, askFor, check, clock, present, receive } from './exchange.ts'
import * as predicates from './predicate-exchange.ts'

const population = parsePopulationTable(italianText())
/** What the issuer signs is taken to be alike for everybody: these tests are about what is shown. */
const auditor = createAuditor({ population, policy: { trustIssuer: true } })

/** One of 590 who had this product on that day, which more than 30,000 had some product on. */
const rare: Partial<Dose> = {
  ...{ product: 'EU/1/20/1507', manufacturer: 'ORG-100031184', country: 'IT' },
  ...{ doseNumber: 1, doseDate: '2021-02-07' },
}
const subject = (...names: readonly (keyof Dose)[]) =>
  names.map((name) => `/credentialSubject/${name}`)
const [PRODUCT = '', DAY = ''] = subject('product', 'doseDate')
const nine = subject(
  ...(['birthDate', 'disease', 'prophylaxis', 'product', 'manufacturer'] as const),
  ...(['doseNumber', 'totalDoses', 'doseDate', 'country'] as const),
)

async function walletWith(feature: 'holderBinding' | 'pseudonym', members = rare) {
  const store = createMemoryStore()
  const { message } = await askFor(feature, store)
  await receive(await answer(message, { dose: { ...dose, ...members } }), store)
  return store
}

const asking = (claims: readonly string[], pseudonym?: { context: string }) =>
  ask({
    credentials: [{ id: 'dose', claims }],
    ...(pseudonym ? { pseudonym } : { holderBinding: 'required' }),
  })

/** What a presentation is refused with. */
async function refusalOf(presenting: Promise<unknown>): Promise<RefusedDisclosure> {
  const error = await presenting.catch((reason: unknown) => reason)
  if (!(error instanceof HolderError) || error.refused === undefined) throw error
  expect(error.code).toBe('belowPolicy')
  return error.refused
}

describe('a verifier who asks for nine fields', () => {
  test('is refused, and the least that would do is offered', async () => {
    const store = await walletWith('holderBinding')
    const rules = ruleOf({ '>=': [{ var: 'payload.v.0.dn' }, 1] })
    const presenting = present(asking(nine), store, { auditor, rules })
    const { audit, alternative } = await refusalOf(presenting)
    expect(audit.verdict).not.toBe('met')
    expect(alternative).toEqual({
      ...{ asked: 9, needed: [], rules: ['VR-XX-0001'] },
      statement: 'The verifier asks for 9 fields, its rule needs 0.',
    })
    expect(await store.listDisclosures()).toEqual([])
  })

  test('gets them from who accepts what they tell, and from nobody who accepts less', async () => {
    const store = await walletWith('holderBinding')
    const request = asking(nine)
    const { audit } = await refusalOf(present(request, store, { auditor }))
    const accepted = [...new Set(audit.leaks.flatMap(({ pointers }) => pointers))]
    const less = accepted.filter((pointer) => !pointer.endsWith(DAY))
    expect(less).toHaveLength(accepted.length - 1)
    await refusalOf(present(request, store, { auditor, accepted: less }))
    const presentation = await present(request, store, { auditor, accepted })
    expect((await check(presentation, request)).credential.credentialSubject).toMatchObject({
      doseDate: rare.doseDate,
    })
    // Nothing links it to what comes next, and nobody needs to know that it was.
    expect(await store.listDisclosures()).toEqual([])
  })
})

describe('two requests of a verifier who recognises the holder', () => {
  const pseudonym = { context: 'loans' }

  test('are harmless each, and the second is refused who was shown the first', async () => {
    const store = await walletWith('pseudonym')
    const later = asking([DAY], pseudonym)
    const harmless = await walletWith('pseudonym')
    await present(later, harmless, { auditor })

    await present(asking([PRODUCT], pseudonym), store, { auditor })
    const { audit } = await refusalOf(present(later, store, { auditor }))
    expect(audit.anonymity).toEqual({ least: 590, most: 592 })
    expect(audit.statement).toContain('It can be put together with 1 of 1 earlier visits')
    // For something else he does not know her.
    await present(asking([DAY], { context: 'returns' }), store, { auditor })
  })

  test('are not put together once the first is forgotten, or where it was not remembered', async () => {
    const store = await walletWith('pseudonym')
    const first = asking([PRODUCT], pseudonym)
    await present(first, store, { auditor, remember: false })
    expect(await store.listDisclosures()).toEqual([])
    await present(first, store, { auditor })
    expect(await store.listDisclosures()).toMatchObject([
      { day: '2027-01-15', domain: first.domain, context: 'loans', shown: [{}] },
    ])
    expect(await store.forgetDisclosures(clock())).toBe(0)
    expect(await store.forgetDisclosures()).toBe(1)
    await present(asking([DAY], pseudonym), store, { auditor })
  })

  test('are put together also when the credential of the first is gone: it can have said anything', async () => {
    const store = await walletWith('pseudonym')
    await present(asking([PRODUCT], pseudonym), store, { auditor })
    const [held] = await store.list()
    if (held === undefined) throw new TypeError('an empty wallet')
    await store.remove(held.id)
    const { message } = await askFor('pseudonym', store)
    await receive(await answer(message, { dose: { ...dose, ...rare } }), store)
    const { audit } = await refusalOf(present(asking([DAY], pseudonym), store, { auditor }))
    expect(audit.anonymity.least).toBeLessThan(590)
  })
})

describe('proofs', () => {
  const dateIn = (from: string, until: string) =>
    predicates.ask({
      credentials: [{ id: 'dose', predicates: [{ kind: 'date', pointer: DAY, from, until }] }],
    })

  test('of two wide times that have one day in common are refused together', async () => {
    const issuer = await createIssuer()
    const nemo = predicates.createPerson()
    await predicates.obtain(nemo, predicates.createDesk(issuer), { doseDate: '2020-12-28' })
    const fetched = await predicates.publish([issuer])
    const strict = createAuditor({ population, policy: { k: 5000 } })
    const early = () => dateIn('2020-01-01', '2020-12-28')
    const late = () => dateIn('2020-12-28', '2021-05-03')
    const proving = (asked: ReturnType<typeof dateIn>, options: object = {}) =>
      predicates.present(asked, nemo, fetched, { auditor: strict, ...options })

    await proving(early(), { remember: false })
    await proving(late(), { remember: false })
    expect(await nemo.store.listDisclosures()).toEqual([])
    await proving(late())
    const { audit, alternative } = await refusalOf(proving(early()))
    expect(audit.leaks.map(({ source }) => source)).toContain('pseudonym')
    expect(alternative).toEqual({
      ...{ asked: 0, needed: [], rules: [] },
      statement:
        'The verifier asks to be shown nothing: what it asks to be proven would have to be less narrow.',
    })
    await proving(early(), { accepted: audit.leaks.flatMap(({ pointers }) => pointers) })
    expect(await nemo.store.listDisclosures()).toMatchObject([
      { proven: { credentials: [{ predicates: [{ from: '2020-12-28' }] }] } },
      { proven: { credentials: [{ predicates: [{ until: '2020-12-28' }] }] } },
    ])
  })

  test('are refused alike to who has what is asked and to who has nothing, before either is asked', async () => {
    const issuer = await createIssuer()
    const fetched = await predicates.publish([issuer])
    const [nemo, nobody] = [predicates.createPerson(), predicates.createPerson()]
    await predicates.obtain(nemo, predicates.createDesk(issuer))
    const asked = predicates.ask({
      credentials: [
        { id: 'dose', predicates: [predicates.referenceRule[2]], disclosures: [DAY, PRODUCT] },
      ],
    })
    const approve = () => {
      throw new TypeError('nobody is to be asked')
    }
    const [one, other] = await Promise.all(
      [nemo, nobody].map((person) =>
        refusalOf(predicates.present(asked, person, fetched, { auditor, approve })),
      ),
    )
    expect(one).toEqual(other)
    expect(one?.alternative.statement).toBe(
      'The verifier asks for 2 fields, a proof that its rule is met needs 0.',
    )
  })
})
