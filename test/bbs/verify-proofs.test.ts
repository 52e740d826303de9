import {
  bls12381Sha256,
  bls12381Shake256,
  type Curve,
  commit,
  createProof,
  generateKeyPair,
  loadCurve,
  type PointG1,
  type ProofToVerify,
  type RandomSource,
  sign,
  verifyProof,
  verifyProofs,
} from '@unscored/bbs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { USES_BEFORE_COMB } from '../../packages/bbs/src/multiples-mcl.ts'
import { checkChallenge } from '../../packages/bbs/src/proof.ts'
import { integer, mod } from '../../packages/bbs/src/scalars.ts'
import { toHex } from '../support/hex.ts'
import { engines } from './engines.ts'
import { craftProof, disclosedCommitment, type Statement } from './forge.ts'
import { badRandomSources, seededRandom } from './random-sources.ts'

const text = (message: string) => new TextEncoder().encode(message)
const header = text('header')
const messages = ['zero', 'one', 'two', 'three'].map(text)
const disclosed = new Map([[1, text('one')]])
const suite = bls12381Sha256
const mcl = await loadCurve('mcl')

/** Issuers and what each has signed: its own header and messages. */
const issuers = await Promise.all(
  [1, 2, 3].map(async (octet) => {
    const pair = await generateKeyPair({ keyMaterial: new Uint8Array(32).fill(octet) })
    return { ...pair, signature: await sign({ ...pair, messages, header }) }
  }),
)

/** Which issuer's key a proof is verified with, which one's signature it is made of, and over which messages. */
interface ProofMade {
  key?: number
  signer?: number
  signed?: readonly Uint8Array[]
  nonce?: string
}

async function made({ key = 0, signer = key, signed = messages, nonce = '' }: ProofMade = {}) {
  const [{ publicKey }, { signature }] = [issuers[key], issuers[signer]] as [
    (typeof issuers)[number],
    (typeof issuers)[number],
  ]
  const common = { publicKey, header, presentationHeader: text(nonce) }
  const proof = await createProof({ ...common, signature, messages: signed, disclosed: [1] })
  return { ...common, proof, disclosed }
}

const changedAt = (octets: Uint8Array, at: number) =>
  octets.map((octet, i) => (i === at ? octet ^ 1 : octet))

const good = await Promise.all(
  Array.from({ length: 24 }, (_, i) => made({ key: i % 3, nonce: `${i}` })),
)

const one = good[0] as ProofToVerify

/** Proofs whose challenge is right and whose pairings are not: made of no signature over these messages by this key. */
const unsigned = await Promise.all([
  made({ signed: ['zero', 'one', 'two', 'four'].map(text) }),
  made({ key: 1, signed: ['another', 'one', 'two', 'three'].map(text) }),
  made({ key: 0, signer: 1 }),
  made({ key: 2, signer: 0 }),
])

const refused: { name: string; proof: ProofToVerify }[] = [
  ...unsigned.map((proof, i) => ({ name: `a proof of no signature (${i})`, proof })),
  { name: 'another nonce', proof: { ...one, presentationHeader: text('another') } },
  { name: 'another header', proof: { ...one, header: text('another') } },
  { name: 'another message', proof: { ...one, disclosed: new Map([[1, text('two')]]) } },
  { name: 'another index', proof: { ...one, disclosed: new Map([[2, text('one')]]) } },
  { name: 'an index beyond the messages', proof: { ...one, disclosed: new Map([[4, text('')]]) } },
  { name: 'nothing shown', proof: { ...one, disclosed: new Map() } },
  { name: 'another key', proof: { ...one, publicKey: (good[1] as ProofToVerify).publicKey } },
  { name: 'no key', proof: { ...one, publicKey: new Uint8Array() } },
  {
    name: 'the identity for key',
    proof: { ...one, publicKey: Uint8Array.of(0xc0, ...new Uint8Array(95)) },
  },
  {
    name: 'the identity for Abar',
    proof: { ...one, proof: Uint8Array.of(0xc0, ...new Uint8Array(47), ...one.proof.slice(48)) },
  },
  { name: 'no octets', proof: { ...one, proof: new Uint8Array() } },
  { name: 'an octet too few', proof: { ...one, proof: one.proof.subarray(1) } },
  { name: 'an octet too many', proof: { ...one, proof: Uint8Array.of(...one.proof, 0) } },
  { name: 'a changed point', proof: { ...one, proof: changedAt(one.proof, 40) } },
  { name: 'a changed response', proof: { ...one, proof: changedAt(one.proof, 170) } },
  { name: 'a changed challenge', proof: { ...one, proof: changedAt(one.proof, 271) } },
]

/** A curve that counts the pairings it computes. */
function counting(curve: Curve) {
  const counts = { products: 0, pairings: 0 }
  const pairingsCancel: Curve['pairingsCancel'] = (pairs) => {
    counts.products++
    counts.pairings += pairs.length
    return curve.pairingsCancel(pairs)
  }
  return { counts, curve: { ...curve, pairingsCancel } }
}

describe.each(engines)('many proofs of $folder on $name', async ({ suite, curve }) => {
  const { secretKey, publicKey } = await generateKeyPair({ suite, curve })
  const signature = await sign({ secretKey, publicKey, messages, suite, curve })
  const inputs = { publicKey, signature, messages, suite, curve }
  const proofs = await Promise.all(
    ['a', 'b', 'c'].map(async (nonce): Promise<ProofToVerify> => {
      const presentationHeader = text(nonce)
      const proof = await createProof({ ...inputs, disclosed: [1], presentationHeader })
      return { publicKey, proof, disclosed, presentationHeader }
    }),
  )
  const wrong = { ...inputs, messages: messages.with(0, text('0')), disclosed: [1] }
  const unsignedOne = { publicKey, disclosed, proof: await createProof(wrong) }

  test('are verified at once', async () => {
    expect(await verifyProofs({ proofs, suite, curve })).toEqual([true, true, true])
  })

  test('are told apart', async () => {
    const mixed = [unsignedOne, ...proofs, unsignedOne]
    const verdicts = await verifyProofs({ proofs: mixed, suite, curve })
    expect(verdicts).toEqual([false, true, true, true, false])
  })

  test('are of this suite', async () => {
    const other = suite === bls12381Sha256 ? bls12381Shake256 : bls12381Sha256
    expect(await verifyProofs({ proofs, suite: other, curve })).toEqual([false, false, false])
  })
})

describe('a list of proofs', () => {
  test('may be empty', async () => {
    expect(await verifyProofs({ proofs: [] })).toEqual([])
  })

  test('may hold a proof twice, and a wrong one too', async () => {
    const wrong = unsigned[0] as ProofToVerify
    expect(await verifyProofs({ proofs: [one, one] })).toEqual([true, true])
    expect(await verifyProofs({ proofs: [wrong, one, wrong, one] })).toEqual([
      false,
      true,
      false,
      true,
    ])
  })

  test.each(refused)('has $name refused, alone and among others', async ({ proof }) => {
    expect(await verifyProof(proof)).toBe(false)
    expect(await verifyProofs({ proofs: [proof] })).toEqual([false])
    const verdicts = await verifyProofs({ proofs: [...good.slice(0, 6), proof, ...good.slice(6)] })
    expect(verdicts.flatMap((verdict, i) => (verdict ? [] : [i]))).toEqual([6])
  })

  test('of which all are wrong is refused throughout', async () => {
    const proofs = refused.map(({ proof }) => proof)
    expect(await verifyProofs({ proofs })).toEqual(proofs.map(() => false))
  })

  test('has those wrong proofs that only the pairings tell', () => {
    for (const proof of unsigned) expect(checkChallenge(mcl, { ...proof, suite })).toBeDefined()
  })

  test('of 200 has exactly those refused that are wrong, be there none, one or many', async () => {
    const wrong = fc.oneof(
      fc.constant(0),
      fc.constant(1),
      fc.constant(2),
      fc.integer({ min: 3, max: 200 }),
    )
    const batch = wrong.chain((count) =>
      fc.record({
        positions: fc.uniqueArray(fc.nat({ max: 199 }), { minLength: count, maxLength: count }),
        kinds: fc.array(fc.nat({ max: refused.length - 1 }), { minLength: 200, maxLength: 200 }),
        rights: fc.array(fc.nat({ max: good.length - 1 }), { minLength: 200, maxLength: 200 }),
      }),
    )
    await fc.assert(
      fc.asyncProperty(batch, async ({ positions, kinds, rights }) => {
        const isWrong = new Set(positions)
        const proofs = rights.map((right, i) =>
          isWrong.has(i) ? refused[kinds[i] as number]?.proof : good[right],
        ) as ProofToVerify[]
        const verdicts = await verifyProofs({ proofs })
        expect(verdicts).toEqual(proofs.map((_, i) => !isWrong.has(i)))
      }),
      // Smaller lists would not say more, and take minutes to find.
      { seed: 1, numRuns: 5, endOnFailure: true },
    )
  })

  test('may mix proofs of blind signatures with others', async () => {
    const [{ secretKey, publicKey }] = issuers as [(typeof issuers)[number]]
    const committed = ['hers', 'her own'].map(text)
    const { commitment, proverBlind } = await commit({ messages: committed })
    const signature = await sign({ secretKey, publicKey, messages, blind: { commitment } })
    const blindProof = async (own: readonly Uint8Array[]): Promise<ProofToVerify> => {
      const blind = { messages: own, proverBlind, disclosed: [1] }
      const proof = await createProof({ publicKey, signature, messages, disclosed: [1], blind })
      const shown = new Map([[1, own[1] as Uint8Array]])
      return { publicKey, proof, disclosed, blind: { messageCount: 4, disclosed: shown } }
    }
    const right = await blindProof(committed)
    const wrong = await blindProof(committed.with(1, text('not hers')))
    expect(checkChallenge(mcl, { ...wrong, suite })).toBeDefined()
    const { blind: _, ...asPlain } = right
    const proofs = [one, right, wrong, asPlain, unsigned[0] as ProofToVerify, right, one]
    const verdicts = await verifyProofs({ proofs })
    expect(verdicts).toEqual([true, true, false, false, false, true, true])
    expect(await Promise.all(proofs.map((proof) => verifyProof(proof)))).toEqual(verdicts)
  })

  test('of more than are checked as one has its verdicts in order', async () => {
    const proofs = Array.from({ length: 300 }, (_, i) =>
      [13, 280].includes(i) ? unsigned[i % 4] : good[i % good.length],
    ) as ProofToVerify[]
    const lengths: number[] = []
    const sumOfPublicProducts: Curve['sumOfPublicProducts'] = (points, scalars) => {
      lengths.push(points.length)
      return mcl.sumOfPublicProducts(points, scalars)
    }
    const verdicts = await verifyProofs({ proofs, curve: { ...mcl, sumOfPublicProducts } })
    expect(verdicts.flatMap((verdict, i) => (verdict ? [] : [i]))).toEqual([13, 280])
    expect(Math.max(...lengths)).toBe(256)
  })

  test('is taken as it was, and left so', async () => {
    const proofs = [...good]
    const octetsOf = (of: readonly ProofToVerify[]) =>
      of.map(({ publicKey, proof, disclosed: shown }) =>
        [publicKey, proof, ...shown.values()].map(toHex).join(),
      )
    const before = octetsOf(proofs)
    const verifying = verifyProofs({ proofs })
    expect(octetsOf(proofs)).toEqual(before)
    proofs.length = 0
    expect(await verifying).toEqual(good.map(() => true))
    expect(octetsOf(good)).toEqual(before)
  })

  test('lets others have their turn', async () => {
    let turns = 0
    let going = true
    const take = () => {
      turns++
      if (going) setImmediate(take)
    }
    setImmediate(take)
    await verifyProofs({ proofs: [...good, ...good] })
    going = false
    expect(turns).toBeGreaterThan(8)
  })
})

describe('what is computed', () => {
  const ofOneKey = Array.from({ length: 64 }, (_, i) => good[3 * (i % 8)] as ProofToVerify)

  test('is a pairing for each key and one more', async () => {
    for (const [proofs, pairings] of [
      [ofOneKey, 2],
      [good, 4],
      [good.slice(0, 4), 4],
      [good.slice(0, 1), 2],
    ] as const) {
      const { counts, curve } = counting(mcl)
      expect(await verifyProofs({ proofs, curve })).toEqual(proofs.map(() => true))
      expect(counts).toEqual({ products: 1, pairings })
    }
  })

  test('is nothing where no proof is of what it is to show', async () => {
    const { counts, curve } = counting(mcl)
    const proofs = [refused[4], refused[6]].map((wrong) => wrong?.proof as ProofToVerify)
    expect(await verifyProofs({ proofs, curve })).toEqual([false, false])
    expect(counts).toEqual({ products: 0, pairings: 0 })
  })

  test('is the same in whatever order the keys come', async () => {
    const all: readonly ProofToVerify[] = good
    const mixed = all.with(0, unsigned[0] as ProofToVerify)
    const sorted = [0, 1, 2].flatMap((key) => mixed.filter((_, i) => i % 3 === key))
    const [ofMixed, ofSorted] = [counting(mcl), counting(mcl)]
    await verifyProofs({ proofs: mixed, curve: ofMixed.curve })
    await verifyProofs({ proofs: sorted, curve: ofSorted.curve })
    expect(ofMixed.counts).toEqual(ofSorted.counts)
  })

  test('to find one wrong proof behind right ones is one product for each time that n is halved', async () => {
    const { counts, curve } = counting(mcl)
    const proofs = ofOneKey.with(63, unsigned[0] as ProofToVerify)
    expect((await verifyProofs({ proofs, curve })).indexOf(false)).toBe(63)
    expect(counts.products).toBe(1 + 6)
  })

  test('to find one wrong proof among n are about 2·log2(n) products', async () => {
    for (const position of [0, 31, 50, 63]) {
      const { counts, curve } = counting(mcl)
      const proofs = ofOneKey.with(position, unsigned[0] as ProofToVerify)
      const verdicts = await verifyProofs({ proofs, curve })
      expect(verdicts.indexOf(false)).toBe(position)
      expect(counts.products).toBeLessThanOrEqual(1 + 2 * 6)
    }
  })

  test('has no point of a proof so often that memory is kept for it', async () => {
    const uses = new Map<PointG1, number>()
    const curve: Curve = {
      ...mcl,
      readG1: (octets) => {
        const point = mcl.readG1(octets)
        if (point !== undefined) uses.set(point, 0)
        return point
      },
      sumOfPublicProducts: (points, scalars) => {
        for (const point of points) {
          const soFar = uses.get(point)
          if (soFar !== undefined) uses.set(point, soFar + 1)
        }
        return mcl.sumOfPublicProducts(points, scalars)
      },
    }
    const proofs = Array.from({ length: 256 }, () => one).with(0, unsigned[0] as ProofToVerify)
    expect((await verifyProofs({ proofs, curve })).indexOf(false)).toBe(0)
    expect(uses.size).toBe(3 * 256)
    expect(Math.max(...uses.values())).toBeGreaterThan(6)
    expect(Math.max(...uses.values())).toBeLessThan(USES_BEFORE_COMB)
  })

  test('are at most twice the pairings of one by one, however many proofs are wrong and of whatever keys', async () => {
    for (const keys of [1, 3, 24]) {
      const crafted = await Promise.all(
        Array.from({ length: keys }, (_, i) => craftUnsigned(`issuer ${i}`)),
      )
      const wrong = Array.from({ length: 24 }, (_, i) => crafted[i % keys] as ProofToVerify)
      for (const proofs of [wrong, wrong.map((proof, i) => (i % 2 === 0 ? one : proof))]) {
        const { counts, curve } = counting(mcl)
        const verdicts = await verifyProofs({ proofs, curve })
        expect(verdicts).toEqual(proofs.map((proof) => proof === one))
        expect(counts.pairings).toBeLessThanOrEqual(2 * 2 * proofs.length)
      }
    }
  })

  async function craftUnsigned(name: string): Promise<ProofToVerify> {
    const keyMaterial = text(name.padEnd(32))
    const { publicKey } = await generateKeyPair({ keyMaterial })
    const [{ signature }] = issuers as [(typeof issuers)[number]]
    const inputs = { publicKey, signature, messages, disclosed: [1] }
    return { publicKey, disclosed, proof: await createProof(inputs) }
  }
})

describe('proofs whose errors cancel', async () => {
  const [{ publicKey, signature }] = issuers as [(typeof issuers)[number]]
  const all = new Map(messages.entries())

  /** A proof of e(Abar, W) = e(Bbar, BP2)·e(D, BP2)^−error: right where the error is 0. */
  function craft(nonce: string, error: bigint): ProofToVerify {
    const statement: Statement = {
      curve: mcl,
      suite,
      publicKey,
      header,
      presentationHeader: text(nonce),
      disclosed: all,
      count: messages.length,
    }
    const Abar = mcl.readG1(signature.subarray(0, 48))
    if (Abar === undefined) throw new Error('the signature has no point')
    const e = integer(signature.subarray(48))
    const D = disclosedCommitment(statement)
    const proof = craftProof(statement, {
      points: {
        Abar,
        Bbar: mcl.sumOfProducts([D, Abar], [mod(1n + error), mod(-e)]),
        D,
        T1: mcl.subtract(D, D),
        T2: mcl.multiply(D, 5n),
      },
      respond: (c) => [e * c, -(1n + error) * c, 5n - c],
    })
    return { publicKey, proof, disclosed: all, header, presentationHeader: text(nonce) }
  }

  function equationOf(proof: ProofToVerify) {
    const equation = checkChallenge(mcl, { ...proof, suite })
    if (equation === undefined) throw new Error('the challenge is wrong')
    return equation
  }

  const cancelling = [craft('a', 7n), craft('b', -7n)] as const

  test('are made as right ones are', async () => {
    expect(await verifyProof(craft('a', 0n))).toBe(true)
    expect(await verifyProofs({ proofs: [craft('a', 0n), craft('b', 0n)] })).toEqual([true, true])
  })

  test('would pass in a product without weights', () => {
    const [a, b] = [equationOf(cancelling[0]), equationOf(cancelling[1])]
    const product = [
      [mcl.add(a.Abar, b.Abar), a.W],
      [mcl.negate(mcl.add(a.Bbar, b.Bbar)), mcl.BP2],
    ] as const
    expect(mcl.pairingsCancel(product)).toBe(true)
  })

  test('are refused, alone and among right ones', async () => {
    for (const proof of cancelling) expect(await verifyProof(proof)).toBe(false)
    expect(await verifyProofs({ proofs: cancelling })).toEqual([false, false])
    const proofs = [...good.slice(0, 5), cancelling[0], ...good.slice(5), cancelling[1]]
    const verdicts = await verifyProofs({ proofs })
    expect(verdicts.flatMap((verdict, i) => (verdict ? [] : [i]))).toEqual([5, 25])
  })

  test('pass where the weights can be foretold, which is why VerifyProofsOptions warns', async () => {
    const random = seededRandom(1)
    const weights = seededRandom(1)(32)
    const [first, second] = [integer(weights.subarray(0, 16)), integer(weights.subarray(16))]
    const proofs = [craft('a', second), craft('b', -first)]
    expect(await verifyProofs({ proofs, random })).toEqual([true, true])
    expect(await verifyProofs({ proofs, random: seededRandom(2) })).toEqual([false, false])
    expect(await verifyProofs({ proofs })).toEqual([false, false])
  })

  test.each(badRandomSources(16 * 3))(
    'are not weighed by a random source that $name',
    async ({ random }) => {
      const proofs = [...cancelling, one]
      await expect(verifyProofs({ proofs, random })).rejects.toThrow()
    },
  )

  test.each([
    { name: 'repeats itself', at: (i: number) => seededRandom(1)(16)[i % 16] ?? 0 },
    { name: 'gives a weight of 0', at: (i: number) => (i < 16 ? 0 : i) },
  ])('are not weighed by a random source that $name', async ({ at }) => {
    const random: RandomSource = (length) => Uint8Array.from({ length }, (_, i) => at(i))
    const proofs = [...cancelling, one]
    await expect(verifyProofs({ proofs, random })).rejects.toThrow(RangeError)
  })
})
