import {
  createCompositeProof,
  createSecretPseudonym,
  createSignedSet,
  digitElements,
  gapScalars,
  generateKeyPair,
  loadCurve,
  openSignedSet,
  type Statement,
  signScalars,
  verifyCompositeProof,
} from '@unscored/bbs'
import { describe, expect, test } from 'vitest'
import { r } from '../../../packages/bbs/src/scalars.ts'
import { toHex } from '../../support/hex.ts'
import { badRandomSources, seededRandom } from '../random-sources.ts'
import { takeApart } from './forge.ts'
import {
  CONTEXT,
  claims,
  createIssuer,
  issueTo,
  present,
  referenceStatements,
  SLOT,
} from './reference.ts'

const curve = await loadCurve('mcl')
const issuer = await createIssuer({ curve: Promise.resolve(curve) })
const holder = await issueTo(issuer, claims)
const other = await issueTo(issuer, { date: 46_055, dose: 9, product: 44n ** 40n, id: 60_100 })
const gap = issuer.gaps.find(({ after, before }) => after < claims.id && claims.id < before)
if (gap === undefined) throw new Error('the number is revoked')
const { secret, held } = holder
const pseudonym = await createSecretPseudonym({ secret, context: CONTEXT, curve })
const statements = referenceStatements(issuer, { pseudonym })
const signatures = [held, { signature: gap.signature, scalars: gapScalars(gap) }] as const
const proving = {
  ...{ statements, signatures, sets: [issuer.openDigits, issuer.openProducts] },
  ...{ presentationHeader: new Uint8Array(48), random: issuer.random, curve },
}

/** The date's number less that of the dose. */
const dateLessDose = (difference: bigint): Statement => ({
  kind: 'relation',
  of: {
    constant: -difference,
    terms: [
      ['date', 1n],
      ['dose', -1n],
    ],
  },
})

const lastChanged = (octets: Uint8Array) => octets.with(-1, (octets.at(-1) ?? 0) ^ 1)

/** A key that anything would be signed with. */
const identity = Uint8Array.from({ length: 96 }, (_, i) => (i === 0 ? 0xc0 : 0))

describe('what is not so is not proven, and which it is, is not said:', () => {
  const dated = (date: bigint) => ({ ...held, scalars: held.scalars.with(SLOT.date, date) })
  const unnamed = (scalar: bigint) => ({ ...held, scalars: held.scalars.with(5, scalar) })
  test.each<[name: string, change: object]>([
    ['a date before the first', { signatures: [dated(45_799n), signatures[1]] }],
    ['a date after the last', { signatures: [dated(46_201n), signatures[1]] }],
    ['an absent date', { signatures: [dated(2n ** 64n), signatures[1]] }],
    ['a date of −1', { signatures: [dated(r - 1n), signatures[1]] }],
    ['a scalar of r', { signatures: [dated(r), signatures[1]] }],
    ['a hidden scalar of r', { signatures: [unnamed(r), signatures[1]] }],
    ['a hidden scalar of −1', { signatures: [unnamed(-1n), signatures[1]] }],
    ['a relation that is off by one', { statements: [...statements, dateLessDose(45_997n)] }],
    ['another gap', { signatures: [held, { ...signatures[1], scalars: [3n, 0n, 500n] }] }],
    [
      'a gap of another list',
      { signatures: [held, { ...signatures[1], scalars: [4n, 503n, 60_000n] }] },
    ],
    ['no gap', { signatures: [held] }],
    ['a signature too many', { signatures: [...signatures, held] }],
    [
      'a scalar missing',
      { signatures: [{ ...held, scalars: held.scalars.slice(1) }, signatures[1]] },
    ],
    [
      'a scalar too many',
      { signatures: [{ ...held, scalars: [...held.scalars, 1n] }, signatures[1]] },
    ],
    [
      'another scalar than the one that is shown',
      { signatures: [{ ...held, scalars: held.scalars.with(0, 2n) }, signatures[1]] },
    ],
    [
      'a malformed signature',
      { signatures: [{ ...held, signature: held.signature.subarray(1) }, signatures[1]] },
    ],
    [
      'a key of the identity',
      {
        statements: referenceStatements(
          { ...issuer, credentials: { ...issuer.credentials, publicKey: identity } },
          { pseudonym },
        ),
      },
    ],
    [
      'a set whose key is the identity',
      {
        statements: referenceStatements(issuer, {
          ...{ pseudonym, products: { ...issuer.products, publicKey: identity } },
        }),
        sets: [issuer.openDigits, { ...issuer.openProducts, publicKey: identity }],
      },
    ],
    ['no set', { sets: [] }],
    ['no mention of sets', { sets: undefined }],
    ['one set of two', { sets: [issuer.openDigits] }],
    [
      'the pseudonym of another',
      { statements: referenceStatements(issuer, { pseudonym: held.signature.subarray(0, 48) }) },
    ],
    [
      'a pseudonym but for its last octet',
      { statements: referenceStatements(issuer, { pseudonym: lastChanged(pseudonym) }) },
    ],
    [
      'the pseudonym and an octet more',
      { statements: referenceStatements(issuer, { pseudonym: Uint8Array.of(...pseudonym, 0) }) },
    ],
  ])('%s', async (_, change) => {
    await expect(createCompositeProof({ ...proving, ...change })).rejects.toMatchObject({
      code: 'cannotProve',
      message: 'the statements are not true of what is held',
    })
  })

  test.each(badRandomSources(32))('a source that $name', async ({ random }) => {
    await expect(createCompositeProof({ ...proving, random })).rejects.toThrow()
  })
})

test('what is so is proven, whatever other sets are at hand of the same key or elements', async () => {
  const products = issuer.openProducts
  const others = [
    { ...products, publicKey: lastChanged(products.publicKey), points: new Map() },
    { ...products, elementsHash: lastChanged(products.elementsHash), points: new Map() },
  ]
  const given = {
    ...proving,
    statements: [...statements, dateLessDose(45_998n)],
    sets: [...others, ...proving.sets],
  }
  const proof = await createCompositeProof(given)
  expect(await verifyCompositeProof({ ...given, proof })).toBe(true)
})

/** Blocks of 16 octets, as far as nothing public is in them. */
const blocksOf = (proof: Uint8Array) =>
  Array.from({ length: proof.length / 16 }, (_, i) => toHex(proof.subarray(16 * i, 16 * i + 16)))

describe('two proofs', () => {
  test('of two holders are of one length, and share no octets', async () => {
    const [one, two] = [await present(issuer, holder), await present(issuer, other)]
    const again = await present(issuer, holder)
    expect([two.proof.length, again.proof.length]).toEqual([one.proof.length, one.proof.length])
    const blocks = [one, two, again].flatMap(({ proof }) => blocksOf(proof))
    expect(new Set(blocks).size).toBe(blocks.length)
    const known = [held.signature, pseudonym].flatMap(blocksOf)
    for (const block of known) expect(blocks).not.toContain(block)
  })
})

describe('1,000 proofs of a digit', async () => {
  const { secretKey, publicKey } = await generateKeyPair({ random: issuer.random, curve })
  const set = await createSignedSet({
    elements: digitElements,
    random: seededRandom(97),
    curve,
  })
  const opened = await openSignedSet(set, { random: seededRandom(98), curve })
  const asked: Statement[] = [
    {
      ...{ kind: 'signature', role: 'credential', publicKey, header: new Uint8Array(), count: 1 },
      ...{ disclosed: new Map(), values: new Map([[0, 'v']]) },
    },
    { kind: 'member', value: 'v', set },
  ]

  const proofsOf = async (v: bigint) => {
    const scalars = [v]
    const order = { role: 'credential', scalars: new Map(scalars.entries()), count: 1 } as const
    const signature = await signScalars({ secretKey, publicKey, ...order, curve })
    const proofs = []
    for (let seed = 0; seed < 500; seed++) {
      const random = seededRandom(seed >> 1)
      const proof = await createCompositeProof({
        ...{
          statements: asked,
          signatures: [{ signature, scalars }],
          sets: opened ? [opened] : [],
        },
        ...{ presentationHeader: Uint8Array.of(seed & 0xff, seed >> 8), random, curve },
      })
      proofs.push(takeApart(asked, proof))
    }
    return proofs
  }

  const zeros = await proofsOf(0n)
  const last = await proofsOf(255n)

  test('0 and of 255 have no point in common, with one another or among themselves', () => {
    const points = [...zeros, ...last].flatMap((one) => one.points.flat().map(toHex))
    expect(points).toHaveLength(5000)
    expect(new Set(points).size).toBe(5000)
  })

  test('have responses that are spread over all scalars, the same for 0 as for 255', () => {
    for (const proofs of [zeros, last]) {
      const responses = proofs.map((one) => [...one.responses.flat(), ...one.free, one.c])
      for (let i = 0; i < (responses[0]?.length ?? 0); i++) {
        const counts = Array.from({ length: 10 }, () => 0)
        for (const list of responses) {
          const tenth = Number(((list[i] ?? 0n) * 10n) / r)
          counts[tenth] = (counts[tenth] ?? 0) + 1
        }
        // χ² with 9 degrees of freedom is above 40 once in 130,000 times.
        const deviation = counts.reduce((sum, count) => sum + (count - 50) ** 2 / 50, 0)
        expect(deviation).toBeLessThan(40)
      }
    }
  })

  test('verify', async () => {
    const order = { role: 'credential', scalars: new Map([[0, 255n]]), count: 1 } as const
    const signature = await signScalars({ secretKey, publicKey, ...order, curve })
    const presentationHeader = Uint8Array.of(1)
    const inputs = { statements: asked, presentationHeader, curve }
    const proof = await createCompositeProof({
      ...{ ...inputs, signatures: [{ signature, scalars: [255n] }], sets: opened ? [opened] : [] },
    })
    expect(await verifyCompositeProof({ ...inputs, proof })).toBe(true)
  })
})
