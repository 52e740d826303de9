import {
  bls12381Sha256,
  bls12381Shake256,
  type Ciphersuite,
  type Curve,
  combineNyms,
  commit,
  createProof,
  createPseudonym,
  generateKeyPair,
  generateNym,
  hashToScalar,
  inspectPseudonym,
  loadCurve,
  messagesToScalars,
  PROOF_BYTES,
  PSEUDONYM_BYTES,
  sign,
  verify,
  verifyProof,
} from '@unscored/bbs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { pseudonymInterface } from '../../packages/bbs/src/ciphersuite.ts'
import { type Layout, layoutGenerators } from '../../packages/bbs/src/layout.ts'
import { concatOctets, uint64 } from '../../packages/bbs/src/octets.ts'
import { contextPoint } from '../../packages/bbs/src/pseudonym.ts'
import { integer, mod, r, scalarOctets } from '../../packages/bbs/src/scalars.ts'
import { calculateDomain, commitToMessages } from '../../packages/bbs/src/signature.ts'
import { toHex } from '../support/hex.ts'
import { badG1, badLengths, flagged, flags } from './bad-points.ts'
import { engines } from './engines.ts'
import { badRandomSources, seededRandom } from './random-sources.ts'

/** Both signs and all small orders are tried on the curve itself. */
const oneOfEachKind = badG1.filter(({ name }) => !/other sign|plus one/.test(name))

const text = (message: string) => new TextEncoder().encode(message)
const keyMaterial = new Uint8Array(32).fill(1)
const messages = ['zero', 'one', 'two'].map(text)
const committed = ['key', 'salt'].map(text)
const context = text('https://verifier.example')
const proverNym = generateNym(seededRandom(1))
const signerNymEntropy = generateNym(seededRandom(2))
const nymSecret = combineNyms(proverNym, signerNymEntropy)

describe('a nym', () => {
  test('is a random scalar, another each time', () => {
    const nyms = Array.from({ length: 20 }, () => generateNym())
    expect(new Set(nyms.map(toHex)).size).toBe(20)
    for (const nym of nyms) expect(integer(nym) < r && nym.length === 32).toBe(true)
  })

  test.each(badRandomSources(48))('is not made with a source that $name', ({ random }) => {
    expect(() => generateNym(random)).toThrow()
  })

  test('is added to another modulo r', () => {
    expect(integer(nymSecret)).toBe(mod(integer(proverNym) + integer(signerNymEntropy)))
    expect(toHex(combineNyms(scalarOctets(r - 1n), scalarOctets(6n)))).toBe(toHex(scalarOctets(5n)))
  })

  const opposite = scalarOctets(r - integer(proverNym))
  test.each([
    { name: 'which it cancels', nyms: [proverNym, opposite] },
    { name: 'of 31 octets', nyms: [proverNym, proverNym.subarray(1)] },
    { name: 'of 0', nyms: [proverNym, new Uint8Array(32)] },
    { name: 'of r', nyms: [scalarOctets(r), proverNym] },
  ] as { name: string; nyms: [Uint8Array, Uint8Array] }[])(
    'is not added to one $name',
    ({ nyms }) => {
      expect(() => combineNyms(...nyms)).toThrow(RangeError)
    },
  )
})

describe.each(engines)('a pseudonym of $folder on $name', async ({ suite, curve }) => {
  const { secretKey, publicKey } = await generateKeyPair({ keyMaterial, suite, curve })
  const common = { suite, curve }
  const request = await commit({
    messages: committed,
    proverNym,
    random: seededRandom(3),
    ...common,
  })
  const { commitment, proverBlind } = request
  const signature = await sign({
    secretKey,
    publicKey,
    messages,
    blind: { commitment, signerNymEntropy },
    ...common,
  })
  const held = { messages: committed, proverBlind }
  const pseudonym = await createPseudonym({ nymSecret, context, ...common })
  const inputs = { publicKey, signature, messages, disclosed: [1], ...common }
  const proof = await createProof({
    ...inputs,
    blind: { ...held, disclosed: [0], pseudonym: { nymSecret, context } },
    random: seededRandom(4),
  })
  const claim = {
    messageCount: 3,
    disclosed: new Map([[0, text('key')]]),
    pseudonym: { pseudonym, context },
  }
  const proven = {
    publicKey,
    proof,
    disclosed: new Map([[1, text('one')]]),
    blind: claim,
    ...common,
  }

  test('is the same in one context, on either curve', async () => {
    for (const name of ['mcl', 'noble'] as const) {
      const again = await createPseudonym({ nymSecret, context, suite, curve: loadCurve(name) })
      expect(again).toHaveLength(PSEUDONYM_BYTES)
      expect(toHex(again)).toBe(toHex(pseudonym))
    }
  })

  const others = suite === bls12381Sha256 ? bls12381Shake256 : bls12381Sha256
  test.each([
    { name: 'another context', change: { context: text('https://other.example') } },
    { name: 'a longer context', change: { context: Uint8Array.of(...context, 0) } },
    { name: 'no context', change: { context: new Uint8Array() } },
    { name: 'another secret', change: { nymSecret: proverNym } },
    { name: 'the other suite', change: { suite: others } },
  ])('is another with $name', async ({ change }) => {
    const other = await createPseudonym({ nymSecret, context, ...common, ...change })
    expect(toHex(other)).not.toBe(toHex(pseudonym))
  })

  test.each([
    { name: '31 octets', secret: nymSecret.subarray(1) },
    { name: '0', secret: new Uint8Array(32) },
    { name: 'r', secret: scalarOctets(r) },
  ])('is not made of a secret of $name', async ({ secret }) => {
    await expect(createPseudonym({ nymSecret: secret, context, ...common })).rejects.toThrow(
      RangeError,
    )
  })

  test('is proven with a signature that verifies, on either curve', async () => {
    const blind = { ...held, nymSecret }
    expect(await verify({ publicKey, signature, messages, blind, ...common })).toBe(true)
    // Hidden are two messages, the blind, a committed message and the nym secret.
    expect(proof).toHaveLength(PROOF_BYTES + 32 * 5)
    for (const name of ['mcl', 'noble'] as const) {
      expect(await verifyProof({ ...proven, curve: loadCurve(name) })).toBe(true)
    }
  })

  const loaded = await curve
  const scaled = (octets: Uint8Array, k: bigint) =>
    loaded.g1Octets(loaded.multiply(loaded.readG1(octets) ?? loaded.BP1, k))
  const named = async (change: object) => {
    const options = { nymSecret, context, ...common, ...change }
    return { pseudonym: await createPseudonym(options), context: options.context }
  }
  const elsewhere = text('https://other.example')
  test.each([
    { name: 'another context', nym: { pseudonym, context: elsewhere } },
    {
      name: 'the pseudonym and the context of elsewhere',
      nym: await named({ context: elsewhere }),
    },
    { name: 'the pseudonym of another secret', nym: await named({ nymSecret: proverNym }) },
    { name: 'the pseudonym of the entropy', nym: await named({ nymSecret: signerNymEntropy }) },
    {
      name: 'the pseudonym negated',
      nym: { pseudonym: flagged(pseudonym, (o) => o ^ flags.larger), context },
    },
    { name: 'the pseudonym doubled', nym: { pseudonym: scaled(pseudonym, 2n), context } },
    { name: 'the base point', nym: { pseudonym: loaded.g1Octets(loaded.BP1), context } },
    {
      name: 'the point of the context',
      nym: { pseudonym: loaded.g1Octets(contextPoint(loaded, suite, context)), context },
    },
    ...[...oneOfEachKind, ...badLengths.g1].map((bad) => ({
      name: `${bad.name} for a pseudonym`,
      nym: { pseudonym: bad.octets, context },
    })),
  ])('is not verified as $name', async ({ nym }) => {
    expect(await verifyProof({ ...proven, blind: { ...claim, pseudonym: nym } })).toBe(false)
  })

  test.each([
    { name: 'the pseudonym', octets: pseudonym, defect: undefined },
    { name: 'the base point', octets: loaded.g1Octets(loaded.BP1), defect: 'point' },
    ...badG1.map((bad) => ({ ...bad, defect: 'point' })),
    ...badLengths.g1.map((bad) => ({ ...bad, defect: 'length' })),
  ])('is told from octets that are none: $name', async ({ octets, defect }) => {
    expect(await inspectPseudonym(octets, { curve })).toBe(defect)
  })

  const { pseudonym: _, ...unnamed } = claim
  test.each([
    { name: 'without the pseudonym', change: { blind: unnamed } },
    { name: 'without anything blind', change: { blind: undefined as never } },
    { name: 'under another presentation header', change: { presentationHeader: text('other') } },
    {
      name: 'with the nym as a committed message',
      change: {
        blind: {
          ...claim,
          disclosed: new Map([
            [0, text('key')],
            [2, nymSecret],
          ]),
        },
      },
    },
    { name: 'with a message more of the signer', change: { blind: { ...claim, messageCount: 4 } } },
    { name: 'with a message less of the signer', change: { blind: { ...claim, messageCount: 2 } } },
    {
      name: 'with all messages those of the signer',
      change: { blind: { ...claim, messageCount: 6 } },
    },
    { name: 'with the other suite', change: { suite: others } },
    { name: 'with an octet less', change: { proof: proof.subarray(1) } },
  ])('is not verified $name', async ({ change }) => {
    expect(await verifyProof({ ...proven, ...change })).toBe(false)
  })

  test('is not verified with a proof that was made without one', async () => {
    const other = await commit({ messages: committed, ...common })
    const blind = { messages: committed, proverBlind: other.proverBlind }
    const signedBlind = await sign({
      secretKey,
      messages,
      blind: { commitment: other.commitment },
      ...common,
    })
    const unnamedProof = await createProof({
      ...inputs,
      signature: signedBlind,
      blind: { ...blind, disclosed: [0] },
    })
    const verifies = (change: object) => verifyProof({ ...proven, proof: unnamedProof, ...change })
    expect(await verifies({ blind: unnamed })).toBe(true)
    expect(await verifies({})).toBe(false)
    expect(await verifies({ blind: { ...claim, messageCount: 2 } })).toBe(false)
    // Nor with one of a signature over another secret, proven honestly or not.
    const lied = await createProof({
      ...inputs,
      blind: { ...held, disclosed: [0], pseudonym: { nymSecret: proverNym, context } },
    })
    for (const nym of [claim.pseudonym, await named({ nymSecret: proverNym })]) {
      expect(await verifies({ proof: lied, blind: { ...claim, pseudonym: nym } })).toBe(false)
    }
  })

  test.each([[2], [3], [-1]])(
    'is not made with the nym shown, as the committed message at %s',
    async (index) => {
      const blind = { ...held, disclosed: [index], pseudonym: { nymSecret, context } }
      await expect(createProof({ ...inputs, blind })).rejects.toThrow(RangeError)
    },
  )

  describe('proven by hand', () => {
    const api = pseudonymInterface(suite)
    const layout = { suite: api, signer: 3, committed: 3, nym: true }
    const [own, hers] = [messages, committed].map((all) => messagesToScalars(api, all)) as [
      bigint[],
      bigint[],
    ]
    const withNym = (nym: Uint8Array) => [...own, integer(proverBlind), ...hers, integer(nym)]
    const inputs = { curve: loaded, plain: suite, publicKey, signature, layout }
    const ours = { ...inputs, scalars: withNym(nymSecret) }
    const verifies = (made: Made, blind = {}) =>
      verifyProof({
        publicKey,
        proof: made.proof,
        disclosed: new Map(),
        blind: { messageCount: 3, pseudonym: { pseudonym: made.pseudonym, context }, ...blind },
        ...common,
      })

    test('verifies as it does by the library', async () => {
      expect(await verifies(proveByHand(ours))).toBe(true)
    })

    test('is not that of a secret that the signature is not over', async () => {
      const made = proveByHand(ours, { secret: integer(proverNym) })
      expect(await verifies(made)).toBe(false)
      expect(await verifies({ ...made, pseudonym })).toBe(false)
    })

    test('is refused where its blind is 0', async () => {
      expect(await verifies(proveByHand(ours, { lastBlind: 0n }))).toBe(false)
    })

    test('is not that of a committed message, with the nym shown as one', async () => {
      // A signer who has a hand in it makes the nym secret what a message is hashed to.
      const nym = text('nym')
      const [scalar = 0n] = messagesToScalars(api, [nym])
      const entropy = scalarOctets(mod(scalar - integer(proverNym)))
      const blind = { commitment, signerNymEntropy: entropy }
      const chosen = await sign({ secretKey, publicKey, messages, blind, ...common })
      const scalars = withNym(scalarOctets(scalar))
      const hidden = proveByHand({ ...inputs, signature: chosen, scalars })
      expect(await verifies(hidden)).toBe(true)
      const shown = proveByHand({ ...inputs, signature: chosen, scalars }, { shown: 6 })
      expect(await verifies(shown, { disclosed: new Map([[2, nym]]) })).toBe(false)
    })

    test('is not that of the blind, where nothing is committed to', async () => {
      const empty = { ...layout, committed: 0 }
      const scalars = [...own, integer(proverBlind)]
      const signing = { curve: loaded, publicKey, layout: empty, scalars }
      const made = { ...inputs, layout: empty, scalars, signature: signByHand(secretKey, signing) }
      expect(await verifies(proveByHand(made))).toBe(false)
      // It is nothing but the missing nym that is wrong with it.
      const full = { ...signing, layout, scalars: withNym(nymSecret) }
      const control = { ...ours, signature: signByHand(secretKey, full) }
      expect(await verifies(proveByHand(control))).toBe(true)
    })
  })
})

interface Signed {
  curve: Curve
  publicKey: Uint8Array
  layout: Layout
  /** All that is signed, whether or not the library would sign it. */
  scalars: bigint[]
}

interface Prover extends Signed {
  plain: Ciphersuite
  signature: Uint8Array
}

interface Made {
  proof: Uint8Array
  pseudonym: Uint8Array
}

function domainOf({ curve, publicKey, layout }: Signed) {
  const generators = layoutGenerators(curve, layout)
  const header = new Uint8Array()
  return { generators, domain: calculateDomain(layout.suite, { publicKey, generators, header }) }
}

function signByHand(secretKey: Uint8Array, signed: Signed): Uint8Array {
  const { curve, layout, scalars } = signed
  const e = 4n
  const factor = curve.invert(mod(integer(secretKey) + e))
  const A = commitToMessages(curve, layout.suite, { ...domainOf(signed), scalars, factor })
  return concatOctets(curve.g1Octets(A), scalarOctets(e))
}

/**
 * A proof with blinds that anybody can guess, which shows at most one scalar, and a pseudonym of the last hidden one or of
 * another secret.
 */
function proveByHand(
  prover: Prover,
  {
    shown,
    lastBlind = 99n,
    ...claimed
  }: { shown?: number; lastBlind?: bigint; secret?: bigint } = {},
): Made {
  const { curve, plain, signature, layout, scalars } = prover
  const { suite } = layout
  const { generators, domain } = domainOf(prover)
  const hidden = scalars.map((_, i) => i).filter((i) => i !== shown)
  const m = (i: number) => scalars[i] ?? 0n
  const A = curve.readG1(signature.subarray(0, 48)) ?? curve.BP1
  const e = integer(signature.subarray(48))
  const [r1, r2] = [3n, 5n]
  const D = commitToMessages(curve, suite, { generators, domain, scalars, factor: r2 })
  const Abar = curve.multiply(A, r1 * r2)
  const Bbar = curve.sumOfProducts([D, Abar], [r1, mod(-e)])
  const blinds = [...hidden.slice(1).map((i) => BigInt(20 + i)), lastBlind]
  const T1 = curve.sumOfProducts([Abar, D], [7n, 8n])
  const T2 = curve.sumOfProducts([D, ...hidden.map((i) => generators.H[i] ?? D)], [9n, ...blinds])
  const OP = contextPoint(curve, plain, context)
  const named = curve.multiply(OP, claimed.secret ?? m(hidden.at(-1) ?? 0))
  const points = [Abar, Bbar, D, T1, T2, named, OP, curve.multiply(OP, lastBlind)]
  const shownOctets = shown === undefined ? [] : [uint64(shown), scalarOctets(m(shown))]
  const c = hashToScalar(
    suite,
    concatOctets(
      uint64(shownOctets.length / 2),
      ...shownOctets,
      ...points.map((point) => curve.g1Octets(point)),
      scalarOctets(domain),
      uint64(0),
    ),
  )
  const responses = [
    7n + e * c,
    8n - r1 * c,
    9n - curve.invert(r2) * c,
    ...hidden.map((i, k) => (blinds[k] ?? 0n) + m(i) * c),
    c,
  ]
  const proof = concatOctets(
    ...[Abar, Bbar, D].map((point) => curve.g1Octets(point)),
    ...responses.map((response) => scalarOctets(mod(response))),
  )
  return { proof, pseudonym: curve.g1Octets(named) }
}

describe('pseudonyms by default', async () => {
  const { secretKey, publicKey } = await generateKeyPair({ keyMaterial })

  /** A signature over a nym with this entropy, and what a holder keeps of it. */
  async function issue(entropy: Uint8Array) {
    const { commitment, proverBlind } = await commit({ messages: committed, proverNym })
    const signature = await sign({
      secretKey,
      publicKey,
      messages,
      blind: { commitment, signerNymEntropy: entropy },
    })
    return { signature, proverBlind, nymSecret: combineNyms(proverNym, entropy) }
  }

  test('stay with a holder whose signature is made anew with the same entropy, and no other', async () => {
    const first = await issue(signerNymEntropy)
    const again = await issue(signerNymEntropy)
    const other = await issue(generateNym())
    const names = await Promise.all(
      [first, again, other].map(async (held) =>
        toHex(await createPseudonym({ nymSecret: held.nymSecret, context })),
      ),
    )
    expect(names[1]).toBe(names[0])
    expect(names[2]).not.toBe(names[0])
    expect(toHex(again.signature)).not.toBe(toHex(first.signature))
  })

  test('are proven in any context, for this message and this context alone', async () => {
    const held = await issue(signerNymEntropy)
    const octets = fc.uint8Array({ maxLength: 30 })
    await fc.assert(
      fc.asyncProperty(octets, octets, octets, async (ours, theirs, presentationHeader) => {
        const nym = { nymSecret: held.nymSecret, context: ours }
        const pseudonym = await createPseudonym(nym)
        const proof = await createProof({
          publicKey,
          signature: held.signature,
          messages,
          disclosed: [0],
          presentationHeader,
          blind: { messages: committed, proverBlind: held.proverBlind, pseudonym: nym },
        })
        const verifies = (itsContext: Uint8Array) =>
          verifyProof({
            publicKey,
            proof,
            disclosed: new Map([[0, text('zero')]]),
            presentationHeader,
            blind: { messageCount: 3, pseudonym: { pseudonym, context: itsContext } },
          })
        expect(await verifies(ours)).toBe(true)
        expect(await verifies(theirs)).toBe(toHex(theirs) === toHex(ours))
        expect(await verifies(Uint8Array.of(...ours, 0))).toBe(false)
      }),
      { seed: 1, numRuns: 25 },
    )
  })

  test('of proofs with any one octet changed, or changed themselves, do not verify', async () => {
    const held = await issue(signerNymEntropy)
    const nym = { nymSecret: held.nymSecret, context }
    const pseudonym = await createPseudonym(nym)
    const proof = await createProof({
      publicKey,
      signature: held.signature,
      messages,
      disclosed: [0],
      blind: { messages: committed, proverBlind: held.proverBlind, pseudonym: nym },
      random: seededRandom(5),
    })
    const both = Uint8Array.of(...pseudonym, ...proof)
    const verifies = (octets: Uint8Array) =>
      verifyProof({
        publicKey,
        proof: octets.subarray(PSEUDONYM_BYTES),
        disclosed: new Map([[0, text('zero')]]),
        blind: {
          messageCount: 3,
          pseudonym: { pseudonym: octets.subarray(0, PSEUDONYM_BYTES), context },
        },
      })
    expect(await verifies(both)).toBe(true)
    await fc.assert(
      fc.asyncProperty(
        fc.nat({ max: both.length - 1 }),
        fc.integer({ min: 1, max: 255 }),
        async (at, change) => {
          expect(await verifies(both.map((o, i) => (i === at ? o ^ change : o)))).toBe(false)
        },
      ),
      { seed: 1, numRuns: 400 },
    )
  })

  test('are all that proofs of one signature share', async () => {
    const held = await issue(signerNymEntropy)
    const nym = { nymSecret: held.nymSecret, context }
    const seen = new Set<string>()
    let windows = 0
    for (let i = 0; i < 10; i++) {
      const proof = await createProof({
        publicKey,
        signature: held.signature,
        messages,
        disclosed: [0],
        blind: { messages: committed, proverBlind: held.proverBlind, pseudonym: nym },
      })
      for (let from = 0; from + 16 <= proof.length; from++, windows++) {
        seen.add(toHex(proof.subarray(from, from + 16)))
      }
    }
    expect(seen.size).toBe(windows)
  })
})
