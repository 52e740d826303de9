import { encodeMultibase, isJsonObject, type JsonObject, type RandomSource } from '@unscored/core'
import {
  createPredicateIssuer,
  issueWithPredicates,
} from '@unscored/examples/src/fictitious-predicates.ts'
import { defaultSettings, expectUnlinkable, type PresentationToMake } from '@unscored/linkability'
import { type PredicateRequest, presentPredicates } from '@unscored/vc'
import { describe, expect, test } from 'vitest'
import { loadFormat } from '../../packages/linkability/src/simulation/formats/formats.ts'
import { fromJsonOctets } from '../../packages/linkability/src/simulation/formats/shown-claims.ts'
import { drawHolders } from '../../packages/linkability/src/simulation/holders.ts'
import type { LeakId } from '../../packages/linkability/src/simulation/leaks.ts'
import { dose } from './samples.ts'
import { peopleTable } from './simulation/people.ts'

const people = { holders: 8, visits: 4 }
const APPROVED = ['EU/1/20/1528']
const settings = {
  ...{ ...defaultSettings, holders: people.holders },
  rule: { ...defaultSettings.rule, products: APPROVED },
}

/** Presentations of a format as it is used, or with one leak. */
async function presenter(format: 'bbs-2023-careful' | 'bbs-predicates-2026', leak?: LeakId) {
  const { seed, rule } = settings
  const { open } = await loadFormat(format)
  const deployment = await open({ seed, rule, visits: people.visits, ...(leak && { leak }) })
  const holders = drawHolders(peopleTable(), settings).slice(0, people.holders)
  const wallets = await Promise.all(
    holders.map(async (holder) => (await deployment.issue(holder)).wallet),
  )
  return async ({ holder, visit, random }: PresentationToMake): Promise<JsonObject> => {
    const [verifier = 0, hours = 0] = random(2)
    const time = new Date(Date.parse(settings.firstDay) + (hours + 9) * 3_600_000)
    const exchange = await wallets[holder]?.present({ holder, number: visit, verifier, time })
    const sent = exchange && fromJsonOctets(exchange.presentation)
    if (!isJsonObject(sent)) throw new TypeError('no presentation')
    return sent
  }
}

/** Presentations of nothing: what is told beside a credential. */
const made =
  (members: (options: PresentationToMake) => JsonObject) => (options: PresentationToMake) => ({
    nonce: text(options.random, 16),
    ...members(options),
  })

const text = (random: RandomSource, octets: number) => encodeMultibase(random(octets), 'u')

describe('unlinkable presentations', () => {
  test.each(['bbs-2023-careful', 'bbs-predicates-2026'] as const)('%s passes', async (format) => {
    await expect(expectUnlinkable(await presenter(format), people)).resolves.toBeUndefined()
  })

  test.each([
    { leak: 'id', named: /verifiableCredential\/0\/id(?=[ ,]|$)/ },
    { leak: 'holderDid', named: /\/credentialSubject\/id(?=[ ,]|$)/ },
    { leak: 'fineDates', named: /\/validFrom(?=[ ,]|$)/ },
    { leak: 'memberOrder', named: /\(member order\)/ },
    { leak: 'messageCount', named: /proofValue number of statements/ },
    { leak: 'blankNodeOrder', named: /proofValue labelMap/ },
    { leak: 'issuerKeyPerHolder', named: /\/proof\/verificationMethod/ },
    { leak: 'proofSet', named: /\(number of items\)/ },
    { leak: 'mandatoryPointers', named: /proofValue mandatoryIndexes/ },
    { leak: 'nonceReuse', named: /proofValue presentationHeader/ },
  ] as const)('bbs-2023 with the leak $leak is refused by its name', async ({ leak, named }) => {
    const present = await presenter('bbs-2023-careful', leak)
    await expect(expectUnlinkable(present, people)).rejects.toMatchObject({
      code: 'linkable',
      message: expect.stringMatching(named),
    })
  })

  test.each([
    { name: 'a context for each visit', isOwn: true },
    { name: 'one context for all visits', isOwn: false },
  ])('a pseudonym for $name', async ({ isOwn }) => {
    const now = new Date('2021-05-04T12:00:00Z')
    const terms = { approved: 'approved', products: APPROVED, epoch: 18_751 }
    const issuer = await createPredicateIssuer(terms)
    const wallets = await Promise.all(
      Array.from({ length: people.holders }, () => issueWithPredicates(issuer, { dose, now })),
    )
    const present = async ({ holder, random }: PresentationToMake) => {
      const wallet = wallets[holder]
      if (wallet === undefined) throw new TypeError('no holder')
      const request: PredicateRequest = {
        ...{ domain: 'https://theatre.example', nonce: text(random, 16).slice(1) },
        expires: '2021-05-04T12:05:00Z',
        credentials: [
          {
            ...{ id: 'dose', disclosures: [], notRevoked: true },
            predicates: [{ kind: 'code', pointer: '/credentialSubject/product', list: 'approved' }],
          },
        ],
        epoch: terms.epoch,
        pseudonym: { context: isOwn ? text(random, 8) : 'always' },
      }
      const { digits, lists } = issuer
      return presentPredicates({
        ...{ request, answers: [wallet.answer], secret: wallet.secret },
        ...{ digits: [digits], lists, random },
      })
    }
    const tested = expectUnlinkable(present, people)
    if (isOwn) await expect(tested).resolves.toBeUndefined()
    else await expect(tested).rejects.toThrow('/proof/proofValue pseudonym')
  })

  test.each([
    {
      name: 'a length',
      members: ({ holder, random }: PresentationToMake) => ({
        state: text(random, 16 + (holder % 2)),
      }),
      named: '/state (length)',
    },
    {
      name: 'numbers that are larger for some',
      members: ({ holder, random }: PresentationToMake) => ({
        delay: 1000 * holder + 20 * (random(1)[0] ?? 0) + ((random(1)[0] ?? 0) % 20),
      }),
      named: '/delay',
      visits: 6,
    },
    {
      name: 'the claims of a JWT',
      members: ({ holder, random }: PresentationToMake) => ({
        jwt: [{ alg: 'ES256' }, { sub: `holder-${holder}`, jti: text(random, 16) }]
          .map((part) => encodeMultibase(new TextEncoder().encode(JSON.stringify(part)), 'u'))
          .map((part) => part.slice(1))
          .concat(text(random, 64).slice(1))
          .join('.'),
      }),
      named: '/jwt (segment 1)/sub',
    },
    {
      name: 'a member that some have',
      members: ({ holder }: PresentationToMake): JsonObject => (holder % 2 ? { more: true } : {}),
      named: '/more',
    },
  ])('$name is found', async ({ members, named, ...options }) => {
    const tested = expectUnlinkable(made(members), { ...people, ...options })
    await expect(tested).rejects.toThrow(named)
  })

  test('what is shown on purpose is excepted', async () => {
    const present = made(({ holder }) => ({ shown: { product: `product ${holder % 3}` } }))
    await expect(expectUnlinkable(present, people)).rejects.toThrow('/shown/product')
    await expect(
      expectUnlinkable(present, { ...people, except: ['/shown'] }),
    ).resolves.toBeUndefined()
  })

  test('a hundred tries with members that are drawn are hardly ever refused', async () => {
    const present = made(({ random }) => ({
      coin: (random(1)[0] ?? 0) % 2,
      day: (random(1)[0] ?? 0) % 30,
      state: text(random, 8 + ((random(1)[0] ?? 0) % 4)),
    }))
    const tries = Array.from({ length: 100 }, (_, i) =>
      expectUnlinkable(present, { ...people, falseAlarms: 0.02, seed: `try ${i}` }).then(
        () => 0,
        () => 1,
      ),
    )
    const refused = (await Promise.all(tries)).reduce<number>((sum, one) => sum + one, 0)
    // Of 100 tries with a rate of 0.02 more than 9 are refused once in 30,000 times; these follow from their seeds.
    expect(refused).toBeLessThan(10)
  })

  test.each([
    { name: 'few holders', options: { holders: 3 } },
    { name: 'few presentations', options: { visits: 2 } },
    { name: 'a rate of nothing', options: { falseAlarms: 0 } },
    { name: 'half a holder', options: { holders: 8.5 } },
  ])('$name tell nothing, and are refused', async ({ options }) => {
    await expect(
      expectUnlinkable(
        made(() => ({})),
        options,
      ),
    ).rejects.toThrow(RangeError)
  })
})
