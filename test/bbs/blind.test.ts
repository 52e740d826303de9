import {
  bls12381Sha256,
  bls12381Shake256,
  type Curve,
  combineNyms,
  commit,
  createProof,
  createPseudonym,
  generateKeyPair,
  generateNym,
  loadCurve,
  MAX_MESSAGES,
  messagesToScalars,
  PROOF_BYTES,
  sign,
  verify,
  verifyProof,
  verifyProofs,
} from '@unscored/bbs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { blindInterface } from '../../packages/bbs/src/ciphersuite.ts'
import { integer, r, scalarOctets } from '../../packages/bbs/src/scalars.ts'
import { toHex } from '../support/hex.ts'
import { engines } from './engines.ts'
import { badRandomSources, seededRandom } from './random-sources.ts'

const text = (message: string) => new TextEncoder().encode(message)
const keyMaterial = new Uint8Array(32).fill(1)
const header = text('header')
const presentationHeader = text('nonce')
const messages = ['zero', 'one', 'two'].map(text)
const committed = ['key', 'salt'].map(text)

/** The messages at these indexes. */
function shown(all: readonly Uint8Array[], indexes: readonly number[]): Map<number, Uint8Array> {
  return new Map(indexes.map((i) => [i, all[i] ?? text('there is no such message')]))
}

describe.each(engines)('a blind signature of $folder on $name', async ({ suite, curve }) => {
  const { secretKey, publicKey } = await generateKeyPair({ keyMaterial, suite, curve })
  const request = await commit({ messages: committed, suite, curve, random: seededRandom(1) })
  const { commitment, proverBlind } = request
  const order = { secretKey, publicKey, messages, header, suite, curve, blind: { commitment } }
  const signature = await sign(order)
  const blind = { messages: committed, proverBlind }
  const signed = { publicKey, signature, messages, header, blind, suite, curve }
  const other = await commit({ messages: committed, suite, curve, random: seededRandom(2) })
  const nymSecret = generateNym(seededRandom(3))
  const bare = { secretKey, publicKey, messages, header, suite, curve }

  test('verifies on either curve, and is the same on both', async () => {
    for (const name of ['mcl', 'noble'] as const) {
      expect(await verify({ ...signed, curve: loadCurve(name) })).toBe(true)
      expect(toHex(await sign({ ...order, curve: loadCurve(name) }))).toBe(toHex(signature))
    }
  })

  test.each([
    { name: 'another header', change: { header: text('Header') } },
    {
      name: 'a message of the signer changed',
      change: { messages: ['zero', 'One', 'two'].map(text) },
    },
    { name: 'a message of the signer less', change: { messages: messages.slice(0, 2) } },
    { name: 'blind left out', change: { blind: undefined as never } },
    {
      name: 'blind left out and its messages appended',
      change: { blind: undefined as never, messages: [...messages, proverBlind, ...committed] },
    },
    { name: 'nothing committed', change: { blind: {} } },
    {
      name: 'other committed messages',
      change: { blind: { ...blind, messages: ['key', 'Salt'].map(text) } },
    },
    {
      name: 'committed messages exchanged',
      change: { blind: { ...blind, messages: [...committed].reverse() } },
    },
    {
      name: 'a committed message less',
      change: { blind: { ...blind, messages: committed.slice(1) } },
    },
    {
      name: 'a committed message more',
      change: { blind: { ...blind, messages: [...committed, text('')] } },
    },
    {
      name: 'a committed message among the signer’s',
      change: {
        messages: [...messages, text('key')],
        blind: { ...blind, messages: [text('salt')] },
      },
    },
    {
      name: 'a message of the signer among the committed ones',
      change: {
        messages: messages.slice(0, 2),
        blind: { ...blind, messages: [text('two'), ...committed] },
      },
    },
    { name: 'no blind', change: { blind: { messages: committed } } },
    {
      name: 'the blind of another commitment',
      change: { blind: { ...blind, proverBlind: other.proverBlind } },
    },
    {
      name: 'a blind of 31 octets',
      change: { blind: { ...blind, proverBlind: proverBlind.subarray(1) } },
    },
    { name: 'a blind of 0', change: { blind: { ...blind, proverBlind: new Uint8Array(32) } } },
    {
      name: 'the blind + r',
      change: { blind: { ...blind, proverBlind: scalarOctets(integer(proverBlind) + r) } },
    },
    { name: 'a nym secret', change: { blind: { ...blind, nymSecret } } },
    { name: 'a nym secret of 0', change: { blind: { ...blind, nymSecret: new Uint8Array(32) } } },
    {
      name: 'too many messages',
      change: {
        blind: { ...blind, messages: Array(MAX_MESSAGES - messages.length).fill(text('')) },
      },
    },
    {
      name: 'the other suite',
      change: { suite: suite === bls12381Sha256 ? bls12381Shake256 : bls12381Sha256 },
    },
  ])('does not verify with $name', async ({ change }) => {
    expect(await verify({ ...signed, ...change })).toBe(false)
  })

  test('is of its commitment alone', async () => {
    const another = await sign({ ...order, blind: { commitment: other.commitment } })
    expect(await verify({ ...signed, signature: another })).toBe(false)
    const itsBlind = { ...blind, proverBlind: other.proverBlind }
    expect(await verify({ ...signed, signature: another, blind: itsBlind })).toBe(true)
  })

  test('without a commitment is not a plain one, nor the other way round', async () => {
    const plain = await sign(bare)
    const alone = await sign({ ...bare, blind: {} })
    const verifies = (of: Uint8Array, change: object) =>
      verify({ publicKey, signature: of, messages, header, suite, curve, ...change })
    expect(await verifies(plain, {})).toBe(true)
    expect(await verifies(alone, { blind: {} })).toBe(true)
    expect(await verifies(plain, { blind: {} })).toBe(false)
    expect(await verifies(alone, {})).toBe(false)
  })

  const withNym = await commit({ messages: committed, proverNym: nymSecret, suite, curve })
  const many = Array<Uint8Array>(MAX_MESSAGES).fill(text(''))
  test.each([
    {
      name: 'a commitment of another suite’s interface',
      change: { blind: { commitment: withNym.commitment } },
    },
    {
      name: 'an entropy for a commitment without a nym',
      change: { blind: { commitment, signerNymEntropy: nymSecret } },
    },
    { name: 'an entropy and no commitment', change: { blind: { signerNymEntropy: nymSecret } } },
    { name: 'an empty commitment', change: { blind: { commitment: new Uint8Array(0) } } },
    ...[new Uint8Array(31).fill(1), new Uint8Array(32), scalarOctets(r)].map(
      (signerNymEntropy) => ({
        name: `an entropy of ${toHex(signerNymEntropy)}`,
        change: { blind: { commitment: withNym.commitment, signerNymEntropy } },
      }),
    ),
    { name: 'as many messages as there may be and a blind', change: { messages: many, blind: {} } },
    { name: 'too many messages with the committed ones', change: { messages: many.slice(2) } },
    { name: 'a key of 31 octets', change: { secretKey: secretKey.subarray(1) } },
  ])('is not made of $name', async ({ change }) => {
    await expect(sign({ ...order, ...change })).rejects.toThrow(RangeError)
  })

  test('is not made where all that is signed comes to nothing', async () => {
    const nothing: Curve = { ...(await curve), isIdentity: () => true }
    await expect(sign({ ...order, curve: nothing })).rejects.toThrow(RangeError)
    await expect(sign({ ...bare, curve: nothing })).rejects.toThrow(RangeError)
  })

  const [disclosed, disclosedCommitted] = [[0, 2], [1]]
  const proof = await createProof({
    ...signed,
    presentationHeader,
    disclosed,
    blind: { ...blind, disclosed: disclosedCommitted },
    random: seededRandom(4),
  })
  const claim = { messageCount: 3, disclosed: shown(committed, disclosedCommitted) }
  const proven = {
    publicKey,
    proof,
    disclosed: shown(messages, disclosed),
    header,
    presentationHeader,
    blind: claim,
    suite,
    curve,
  }

  test('has proofs of the size that is named, which verify on either curve', async () => {
    // Hidden are a message, the blind and a committed message.
    expect(proof).toHaveLength(PROOF_BYTES + 32 * 3)
    for (const name of ['mcl', 'noble'] as const) {
      expect(await verifyProof({ ...proven, curve: loadCurve(name) })).toBe(true)
    }
  })

  const pseudonym = { pseudonym: (await curve).g1Octets((await curve).BP1), context: text('c') }
  test.each([
    { name: 'another presentation header', change: { presentationHeader: text('Nonce') } },
    { name: 'another header', change: { header: text('Header') } },
    { name: 'blind left out', change: { blind: undefined as never } },
    {
      name: 'blind left out and what it shows moved',
      change: {
        blind: undefined as never,
        disclosed: shown([...messages, proverBlind, ...committed], [0, 2, 5]),
      },
    },
    ...[0, 1, 2, 4, 5, 6, 7, -1, 0.5, Number.NaN, 2 ** 53, Number.POSITIVE_INFINITY, undefined].map(
      (messageCount) => ({
        name: `${messageCount} messages of the signer`,
        change: { blind: { ...claim, messageCount: messageCount as number } },
      }),
    ),
    { name: 'no committed message', change: { blind: { messageCount: 3 } } },
    {
      name: 'another committed message',
      change: { blind: { ...claim, disclosed: new Map([[1, text('Salt')]]) } },
    },
    {
      name: 'a committed message more',
      change: { blind: { ...claim, disclosed: shown(committed, [0, 1]) } },
    },
    ...[0, 2, 3, -1, -4, 0.5, Number.NaN, 2 ** 53].map((index) => ({
      name: `the committed message at ${index}`,
      change: { blind: { ...claim, disclosed: new Map([[index, text('salt')]]) } },
    })),
    ...[3, 4, 5, 1].map((index) => ({
      name: `the committed message as the signer’s at ${index}`,
      change: {
        disclosed: new Map([...proven.disclosed, [index, text('salt')]]),
        blind: { messageCount: 3 },
      },
    })),
    {
      name: 'the committed message as the signer’s, who has more',
      change: {
        disclosed: new Map([...proven.disclosed, [5, text('salt')]]),
        blind: { messageCount: 6 },
      },
    },
    {
      name: 'a message of the signer as a committed one',
      change: {
        disclosed: shown(messages, [0]),
        blind: { ...claim, disclosed: new Map([...claim.disclosed, [0, text('two')]]) },
      },
    },
    {
      name: 'a message of the signer as a committed one, and fewer of the signer',
      change: {
        disclosed: shown(messages, [0]),
        blind: {
          messageCount: 1,
          disclosed: new Map([
            [0, text('two')],
            [3, text('salt')],
          ]),
        },
      },
    },
    {
      name: 'messages exchanged between the two',
      change: {
        disclosed: new Map([
          [0, text('zero')],
          [2, text('salt')],
        ]),
        blind: { ...claim, disclosed: new Map([[1, text('two')]]) },
      },
    },
    { name: 'a pseudonym', change: { blind: { ...claim, pseudonym } } },
    {
      name: 'the other suite',
      change: { suite: suite === bls12381Sha256 ? bls12381Shake256 : bls12381Sha256 },
    },
    { name: 'no octets', change: { proof: new Uint8Array(0) } },
    { name: 'an octet more', change: { proof: Uint8Array.of(...proof, 0) } },
    {
      name: 'a response less',
      change: { proof: Uint8Array.of(...proof.subarray(0, 240), ...proof.subarray(272)) },
    },
  ])('has proofs that do not verify with $name', async ({ change }) => {
    expect(await verifyProof({ ...proven, ...change })).toBe(false)
  })

  test.each([-1, 0.5, Number.NaN, 6, 2 ** 53, Number.POSITIVE_INFINITY, undefined, '3'])(
    'has proofs that show nothing, of 3 messages of the signer and not of %s',
    async (count) => {
      const nothing = await createProof({ ...signed, disclosed: [] })
      const verifies = (messageCount: number) =>
        verifyProof({
          ...proven,
          proof: nothing,
          disclosed: new Map(),
          presentationHeader: new Uint8Array(),
          blind: { messageCount },
        })
      expect(await verifies(3)).toBe(true)
      expect(await verifies(count as number)).toBe(false)
    },
  )

  test('has proofs for it and no others: of the same messages, all plain or with nothing committed', async () => {
    const inputs = { publicKey, header, presentationHeader, suite, curve }
    const all = [...messages, ...committed]
    const plain = await createProof({
      ...inputs,
      signature: await sign({ ...bare, messages: all }),
      messages: all,
      disclosed: [0, 2, 4],
    })
    expect(await verifyProof({ ...inputs, proof: plain, disclosed: shown(all, [0, 2, 4]) })).toBe(
      true,
    )
    expect(await verifyProof({ ...proven, proof: plain })).toBe(false)
    expect(
      await verifyProof({
        ...inputs,
        proof: plain,
        disclosed: shown(all, [0, 2, 4]),
        blind: { messageCount: 4 },
      }),
    ).toBe(false)
  })

  test.each([
    {
      name: 'a proverBlind of 31 octets',
      change: { blind: { ...blind, proverBlind: proverBlind.subarray(1) } },
    },
    { name: 'a proverBlind of r', change: { blind: { ...blind, proverBlind: scalarOctets(r) } } },
    {
      name: 'a nym secret of 0',
      change: {
        blind: { ...blind, pseudonym: { nymSecret: new Uint8Array(32), context: text('c') } },
      },
    },
    ...[[2], [-1], [0.5], [Number.NaN], [0, 3]].map((indexes) => ({
      name: `committed indexes ${indexes}`,
      change: { blind: { ...blind, disclosed: indexes } },
    })),
    { name: 'the index of the blind', change: { disclosed: [3] } },
    { name: 'the index of a committed message', change: { disclosed: [4] } },
    { name: 'a malformed signature', change: { signature: signature.subarray(1) } },
    { name: 'a malformed key', change: { publicKey: publicKey.subarray(1) } },
    { name: 'too many messages', change: { messages: many.slice(2) } },
  ])('has no proofs made of $name', async ({ change }) => {
    await expect(createProof({ ...signed, disclosed, ...change })).rejects.toThrow(RangeError)
  })

  test.each(badRandomSources(48 * 8))(
    'has no proofs made where a random source $name',
    async ({ random }) => {
      await expect(createProof({ ...signed, disclosed, random })).rejects.toThrow()
    },
  )
})

describe('a blind signature by default', async () => {
  const { secretKey, publicKey } = await generateKeyPair({ keyMaterial })

  test('is signed blind, shown in any part, and nothing else verifies', async () => {
    const octets = fc.uint8Array({ maxLength: 20 })
    const list = fc.array(fc.tuple(octets, fc.boolean()), { maxLength: 6 })
    await fc.assert(
      fc.asyncProperty(list, list, octets, octets, async (own, hidden, itsHeader, ph) => {
        const [ours, theirs] = [own, hidden].map((all) => all.map(([message]) => message)) as [
          Uint8Array[],
          Uint8Array[],
        ]
        const [shows, showsCommitted] = [own, hidden].map((all) =>
          all.flatMap(([, isShown], i) => (isShown ? [i] : [])),
        ) as [number[], number[]]
        const { commitment, proverBlind } = await commit({ messages: theirs })
        const signature = await sign({
          secretKey,
          publicKey,
          messages: ours,
          header: itsHeader,
          blind: { commitment },
        })
        const blind = { messages: theirs, proverBlind }
        const inputs = { publicKey, header: itsHeader }
        expect(await verify({ ...inputs, signature, messages: ours, blind })).toBe(true)
        const proof = await createProof({
          ...inputs,
          signature,
          messages: ours,
          disclosed: shows,
          presentationHeader: ph,
          blind: { ...blind, disclosed: showsCommitted },
        })
        const claim = { messageCount: ours.length, disclosed: shown(theirs, showsCommitted) }
        const verifies = (change: object) =>
          verifyProof({
            ...inputs,
            proof,
            disclosed: shown(ours, shows),
            presentationHeader: ph,
            blind: claim,
            ...change,
          })
        expect(await verifies({})).toBe(true)
        expect(await verifies({ presentationHeader: Uint8Array.of(...ph, 0) })).toBe(false)
        expect(await verifies({ blind: { ...claim, messageCount: ours.length + 1 } })).toBe(false)
        for (const j of showsCommitted.slice(0, 2)) {
          const changed = new Map(claim.disclosed).set(j, Uint8Array.of(...(theirs[j] ?? []), 0))
          expect(await verifies({ blind: { ...claim, disclosed: changed } })).toBe(false)
        }
      }),
      { seed: 1, numRuns: 30 },
    )
  })

  test('has proofs that share no 16 octets, nor hold anything of what they hide', async () => {
    const { commitment, proverBlind } = await commit({ messages: committed })
    const blind = { messages: committed, proverBlind }
    const signature = await sign({ secretKey, publicKey, messages, blind: { commitment } })
    const secrets = [
      signature,
      proverBlind,
      commitment,
      ...messagesToScalars(blindInterface(bls12381Sha256), committed).map(scalarOctets),
    ]
    const seen = new Set<string>()
    let windows = 0
    for (let i = 0; i < 10; i++) {
      const proof = await createProof({ publicKey, signature, messages, disclosed: [1], blind })
      for (let from = 0; from + 16 <= proof.length; from++, windows++) {
        seen.add(toHex(proof.subarray(from, from + 16)))
      }
      for (const octets of secrets) {
        for (let from = 0; from + 8 <= octets.length; from++) {
          expect(toHex(proof)).not.toContain(toHex(octets.subarray(from, from + 8)))
        }
      }
    }
    expect(seen.size).toBe(windows)
  })

  test('has proofs that do not verify with any one octet changed', async () => {
    const { commitment, proverBlind } = await commit({
      messages: committed,
      random: seededRandom(5),
    })
    const blind = { messages: committed, proverBlind, disclosed: [0] }
    const signature = await sign({ secretKey, publicKey, messages, blind: { commitment } })
    const random = seededRandom(6)
    const proof = await createProof({
      publicKey,
      signature,
      messages,
      disclosed: [1],
      blind,
      random,
    })
    const claim = { messageCount: 3, disclosed: shown(committed, [0]) }
    const verifies = (octets: Uint8Array) =>
      verifyProof({ publicKey, proof: octets, disclosed: shown(messages, [1]), blind: claim })
    expect(await verifies(proof)).toBe(true)
    await fc.assert(
      fc.asyncProperty(
        fc.nat({ max: proof.length - 1 }),
        fc.integer({ min: 1, max: 255 }),
        async (at, change) => {
          expect(await verifies(proof.map((o, i) => (i === at ? o ^ change : o)))).toBe(false)
        },
      ),
      { seed: 1, numRuns: 400 },
    )
  })

  test('of hundreds of messages is proven, and what claims more than there may be is refused', async () => {
    const list = Array.from({ length: 300 }, (_, i) => text(`message ${i}`))
    const { commitment, proverBlind } = await commit({ messages: list })
    const signature = await sign({ secretKey, publicKey, messages: list, blind: { commitment } })
    const blind = { messages: list, proverBlind, disclosed: [299] }
    const proof = await createProof({ publicKey, signature, messages: list, disclosed: [0], blind })
    const disclosed = shown(list, [0])
    const verifies = (change: object) =>
      verifyProof({
        publicKey,
        proof,
        disclosed,
        blind: { messageCount: 300, disclosed: shown(list, [299]), ...change },
      })
    expect(await verifies({})).toBe(true)
    const many = new Map(Array.from({ length: MAX_MESSAGES }, (_, i) => [i, text('')]))
    expect(await verifies({ disclosed: many })).toBe(false)
    expect(await verifies({ messageCount: 600 })).toBe(false)
  })

  test('with pseudonyms is none without, whatever is left out', async () => {
    const [proverNym, signerNymEntropy] = [generateNym(), generateNym()]
    const { commitment, proverBlind } = await commit({ messages: committed, proverNym })
    const signature = await sign({
      secretKey,
      publicKey,
      messages,
      blind: { commitment, signerNymEntropy },
    })
    const nymSecret = combineNyms(proverNym, signerNymEntropy)
    const inputs = { publicKey, signature, messages }
    const blind = { messages: committed, proverBlind }
    expect(await verify({ ...inputs, blind: { ...blind, nymSecret } })).toBe(true)
    expect(await verify({ ...inputs, blind })).toBe(false)
    expect(
      await verify({ ...inputs, blind: { ...blind, messages: [...committed, nymSecret] } }),
    ).toBe(false)
    expect(await verify({ ...inputs, blind: { ...blind, nymSecret: proverNym } })).toBe(false)
    expect(await verify({ ...inputs, blind: { ...blind, nymSecret: signerNymEntropy } })).toBe(
      false,
    )
  })

  test('has proofs that are verified together with plain ones and with pseudonyms', async () => {
    const [proverNym, signerNymEntropy] = [generateNym(), generateNym()]
    const named = await commit({ messages: committed, proverNym })
    const unnamed = await commit({ messages: committed })
    const nym = { nymSecret: combineNyms(proverNym, signerNymEntropy), context: text('verifier') }
    const pseudonym = { pseudonym: await createPseudonym(nym), context: nym.context }
    const kinds = [
      { ordered: undefined, held: undefined, blind: undefined },
      {
        ordered: { commitment: unnamed.commitment },
        held: { messages: committed, proverBlind: unnamed.proverBlind },
        blind: { messageCount: 3 },
      },
      {
        ordered: { commitment: named.commitment, signerNymEntropy },
        held: { messages: committed, proverBlind: named.proverBlind, pseudonym: nym },
        blind: { messageCount: 3, pseudonym },
      },
    ]
    const proofs = await Promise.all(
      kinds.map(async ({ ordered, held, blind }) => {
        const order = { secretKey, publicKey, messages, ...(ordered && { blind: ordered }) }
        const signature = await sign(order)
        const holding = {
          publicKey,
          signature,
          messages,
          disclosed: [1],
          ...(held && { blind: held }),
        }
        const proof = await createProof(holding)
        return { publicKey, proof, disclosed: shown(messages, [1]), ...(blind && { blind }) }
      }),
    )
    expect(await verifyProofs({ proofs })).toEqual([true, true, true])
    // Each is taken for one of another kind.
    const exchanged = proofs.map((proof, i) => ({
      ...proof,
      proof: proofs[(i + 1) % 3]?.proof ?? proof.proof,
    }))
    const mixed = await verifyProofs({ proofs: [...proofs, ...exchanged] })
    expect(mixed).toEqual([true, true, true, false, false, false])
  })
})
