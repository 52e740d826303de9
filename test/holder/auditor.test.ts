import {
  createMemoryStore,
  type DisclosureAudit,
  type JudgedAnswer,
  type Presentation,
  type ProposedDisclosure,
} from '@unscored/holder'
import { describe, expect, test } from 'vitest'
import { ask, clock, issueTo, present } from '../flows/exchange.ts'
import { dose } from '../vc/vaccination/doses.ts'

/** What an auditor could say. */
const below: DisclosureAudit = {
  ...{ verdict: 'notMet', anonymity: { least: 3, most: 9 }, linkable: true },
  statement: 'Too few.',
  leaks: [
    { source: 'value', pointers: ['/credentialSubject/product'], statement: 'It is rare.' },
    { source: 'key', pointers: ['/proof', '/issuer'], statement: 'It has a key of its own.' },
  ],
}
const all = ['/proof', '/issuer', '/credentialSubject/product']

async function wallet() {
  const store = createMemoryStore()
  await issueTo(store, 'holderBinding')
  return store
}

const asking = () => ask({ holderBinding: 'required' })

describe('a disclosure that an auditor judges', () => {
  test.each([
    { name: 'below the policy', audit: {}, accepted: undefined },
    { name: 'of which it is not known', audit: { verdict: 'unknown' }, accepted: undefined },
    { name: 'of which all but one thing was accepted', audit: {}, accepted: all.slice(1) },
    { name: 'of which nothing was accepted', audit: {}, accepted: [] },
    { name: 'for which nothing is found and accepted', audit: { leaks: [] }, accepted: undefined },
  ] as const)('is refused $name', async ({ audit, accepted }) => {
    const store = await wallet()
    const presenting = present(asking(), store, {
      auditor: () => ({ ...below, ...audit }),
      ...(accepted && { accepted }),
      approve: () => {
        throw new TypeError('nobody is to be asked')
      },
    })
    const error = await presenting.catch((reason: unknown) => reason)
    expect(error).toMatchObject({
      code: 'belowPolicy',
      message: 'Too few. The verifier asks for 1 field, a proof that its rule is met needs 0.',
      refused: { audit: { ...below, ...audit }, alternative: { asked: 1, needed: [] } },
    })
    expect(JSON.stringify(error)).not.toContain(dose.product)
    expect(await store.listDisclosures()).toEqual([])
  })

  test.each([
    { name: 'where the policy is met', audit: { verdict: 'met' }, accepted: undefined },
    { name: 'of which all was accepted', audit: {}, accepted: all },
    { name: 'of which nothing had to be accepted', audit: { leaks: [] }, accepted: [] },
  ] as const)('is made $name, and remembered', async ({ audit, accepted }) => {
    const store = await wallet()
    const asked: (DisclosureAudit | undefined)[] = []
    const options = {
      auditor: () => ({ ...below, ...audit }),
      ...(accepted && { accepted }),
      approve: (_: unknown, judged?: JudgedAnswer<Presentation>) => asked.push(judged?.audit) > 0,
    }
    await present(asking(), store, options)
    expect(asked).toEqual([{ ...below, ...audit }])
    expect(await store.listDisclosures()).toHaveLength(1)
    await present(asking(), store, { ...options, remember: false })
    await present(asking(), store, {
      ...options,
      auditor: () => ({ ...below, verdict: 'met', linkable: false }),
    })
    expect(await store.listDisclosures()).toHaveLength(1)
  })

  test('is shown to the auditor as it is sent, with what was shown before and no time but the day', async () => {
    const store = await wallet()
    const proposed: ProposedDisclosure[] = []
    const auditor = (one: ProposedDisclosure) => {
      proposed.push(one)
      return { ...below, verdict: 'met' } as const
    }
    const first = asking()
    const presentation = await present(first, store, { auditor })
    await present(asking(), store, { auditor })
    const [before, after] = proposed
    expect(before).toEqual({
      ...{ request: first, presentation, codeLists: [], history: [], day: '2027-01-15' },
    })
    expect(after?.history).toMatchObject([
      {
        domain: first.domain,
        shown: [{ document: { credentialSubject: { product: dose.product } } }],
      },
    ])
    const [past] = after?.history ?? []
    expect(past?.shown[0]?.document?.credentialSubject).toEqual({ product: dose.product })
    expect(JSON.stringify(past)).not.toContain(clock().toISOString())
  })

  test('that the holder declines is not remembered', async () => {
    const store = await wallet()
    const auditor = () => ({ ...below, verdict: 'met' }) as const
    const presenting = present(asking(), store, { auditor, approve: () => false })
    await expect(presenting).rejects.toMatchObject({ code: 'declined' })
    expect(await store.listDisclosures()).toEqual([])
  })
})
