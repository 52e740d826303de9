import {
  type Ciphersuite,
  combineNyms,
  commit,
  createGenerators,
  createP1,
  createProof,
  createPseudonym,
  sign,
  verify,
  verifyCommitment,
  verifyProof,
} from '@unscored/bbs'
import { describe, expect, test } from 'vitest'
import { blindInterface } from '../../packages/bbs/src/ciphersuite.ts'
import { createBlindGenerators } from '../../packages/bbs/src/generators.ts'
import { hex, toHex } from '../support/hex.ts'
import { describeWith, readSharedJson, vectors } from '../support/shared.ts'
import { engines } from './engines.ts'

const BLIND = 'ietf-blind-bbs-cfrg/fixtures/fixture_data'
const NYM = 'ietf-pseudonym-grotto/pseudonym_test/fixture_data'
const W3C = 'w3c-vc-di-bbs/TestVectors'

interface Mocked {
  SEED: string
  commit?: { DST: string }
  proof?: { DST: string }
}

interface BlindVector {
  caseName: string
  mockRngParameters: Mocked
  committedMessages: string[] | null
  proverBlind: string | null
  commitmentWithProof: string | null
  result: { valid: boolean }
}

interface BlindSignatureVector extends BlindVector {
  signerKeyPair: { secretKey: string; publicKey: string }
  header: string
  messages: string[]
  signature: string
}

interface BlindProofVector extends BlindVector {
  signerPublicKey: string
  signature: string
  header: string
  presentationHeader: string
  revealedMessages: Record<string, string>
  revealedCommittedMessages: Record<string, string> | null
  L: number
  proof: string
}

interface ApiGenerators {
  api_id: string
  P1: string
  Q1: string
  MsgGenerators: string[]
}

/** The random octets of a published case. */
function mockedRandom(suite: Ciphersuite, seed: string, { DST = '' } = {}) {
  const octets = (text: string) => new TextEncoder().encode(text)
  return (length: number) => suite.expand(octets(seed), octets(DST), length)
}

/** Messages by index. */
function shown(messages: Record<string, string> | null): Map<number, Uint8Array> {
  return new Map(Object.entries(messages ?? {}).map(([i, message]) => [Number(i), hex(message)]))
}

/** The blind, where there was a commitment. */
const blindOf = (v: Pick<BlindVector, 'proverBlind' | 'committedMessages'>) => ({
  messages: (v.committedMessages ?? []).map(hex),
  ...(v.proverBlind !== null && { proverBlind: hex(v.proverBlind) }),
})

describeWith('vectors', BLIND, 'blind BBS reproduces the published cases', () => {
  const all = readSharedJson<{ messages: string[]; committedMessages: string[] }>(
    'vectors',
    `${BLIND}/messages.json`,
  )

  test('there are 33 files of them', () => {
    const counts = engines
      .slice(0, 2)
      .map(
        ({ folder }) =>
          vectors(`${BLIND}/${folder}`).length +
          ['commit', 'signature', 'proof']
            .map((kind) => vectors(`${BLIND}/${folder}/${kind}`).length)
            .reduce((sum, count) => sum + count),
      )
    expect(counts).toEqual([16, 16])
  })

  describe.each(engines)('$folder on $name', ({ folder, suite, curve }) => {
    test('generators', async () => {
      const v = readSharedJson<{ generators: ApiGenerators; blindGenerators: ApiGenerators }>(
        'vectors',
        `${BLIND}/${folder}/generators.json`,
      )
      const api = blindInterface(suite)
      const loaded = await curve
      const points = {
        generators: createGenerators(loaded, api, v.generators.MsgGenerators.length),
        blindGenerators: createBlindGenerators(loaded, api, v.blindGenerators.MsgGenerators.length),
      }
      expect([v.generators.api_id, v.blindGenerators.api_id]).toEqual([
        api.apiId,
        `BLIND_${api.apiId}`,
      ])
      for (const kind of ['generators', 'blindGenerators'] as const) {
        expect(toHex(loaded.g1Octets(createP1(loaded, suite)))).toBe(v[kind].P1)
        expect(toHex(loaded.g1Octets(points[kind].Q1))).toBe(v[kind].Q1)
        expect(points[kind].H.map((point) => toHex(loaded.g1Octets(point)))).toEqual(
          v[kind].MsgGenerators,
        )
      }
    })

    const commitments = vectors<BlindVector>(`${BLIND}/${folder}/commit`)
    test.each(commitments)('commit: $caseName ($file)', async (v) => {
      const { SEED, commit: given } = v.mockRngParameters
      const made = await commit({
        messages: (v.committedMessages ?? []).map(hex),
        random: mockedRandom(suite, SEED, given),
        suite,
        curve,
      })
      expect(toHex(made.commitment)).toBe(v.commitmentWithProof)
      expect(toHex(made.proverBlind)).toBe(v.proverBlind)
      const inputs = { commitment: hex(v.commitmentWithProof ?? ''), suite, curve }
      expect(await verifyCommitment(inputs)).toBe(v.result.valid)
    })

    const signatures = vectors<BlindSignatureVector>(`${BLIND}/${folder}/signature`)
    test.each(signatures)('sign and verify: $caseName ($file)', async (v) => {
      const inputs = { messages: v.messages.map(hex), header: hex(v.header), suite, curve }
      const signature = await sign({
        ...inputs,
        secretKey: hex(v.signerKeyPair.secretKey),
        blind: v.commitmentWithProof === null ? {} : { commitment: hex(v.commitmentWithProof) },
      })
      expect(toHex(signature)).toBe(v.signature)
      const publicKey = hex(v.signerKeyPair.publicKey)
      const valid = await verify({ ...inputs, publicKey, signature, blind: blindOf(v) })
      expect(valid).toBe(v.result.valid)
    })

    const proofs = vectors<BlindProofVector>(`${BLIND}/${folder}/proof`)
    test.each(proofs)('create and verify a proof: $caseName ($file)', async (v) => {
      const { SEED, proof: given } = v.mockRngParameters
      const inputs = {
        publicKey: hex(v.signerPublicKey),
        header: hex(v.header),
        presentationHeader: hex(v.presentationHeader),
        suite,
        curve,
      }
      const disclosed = shown(v.revealedMessages)
      const committed = shown(v.revealedCommittedMessages)
      const proof = await createProof({
        ...inputs,
        signature: hex(v.signature),
        messages: all.messages.map(hex),
        disclosed: disclosed.keys(),
        blind: {
          ...blindOf({
            proverBlind: v.proverBlind,
            committedMessages: v.proverBlind === null ? null : all.committedMessages,
          }),
          disclosed: committed.keys(),
        },
        random: mockedRandom(suite, SEED, given),
      })
      expect(toHex(proof)).toBe(v.proof)
      const blind = { messageCount: v.L, disclosed: committed }
      const valid = await verifyProof({ ...inputs, proof: hex(v.proof), disclosed, blind })
      expect(valid).toBe(v.result.valid)
    })
  })
})

interface NymCommit extends BlindVector {
  proverNym: string
}

interface NymSignature {
  signerKeyPair: { secretKey: string; publicKey: string }
  signer_nym_entropy: string
  header: string
  proverNym: string
  proverBlind: string
  nym_secret: string
  commitmentWithProof: string
  signature: string
}

interface NymProof extends BlindProofVector {
  disclosedIndexes: number[]
  nym_secret: string
  context_id: string
  pseudonym: string
}

describeWith('vectors', NYM, 'pseudonyms reproduce the published cases', () => {
  const messages = readSharedJson<string[]>('vectors', `${NYM}/messages.json`).map(hex)

  describe.each(engines)('$folder on $name', ({ folder, suite, curve }) => {
    test.each(vectors<NymCommit>(`${NYM}/${folder}/nymCommit`))('$caseName ($file)', async (v) => {
      const { SEED, commit: given } = v.mockRngParameters
      const made = await commit({
        messages: (v.committedMessages ?? []).map(hex),
        proverNym: hex(v.proverNym),
        random: mockedRandom(suite, SEED, given),
        suite,
        curve,
      })
      expect(toHex(made.commitment)).toBe(v.commitmentWithProof)
      expect(toHex(made.proverBlind)).toBe(v.proverBlind)
      const inputs = { commitment: made.commitment, suite, curve }
      expect(await verifyCommitment({ ...inputs, withNym: true })).toBe(v.result.valid)
      expect(await verifyCommitment(inputs)).toBe(false)
    })

    const signatures = vectors<NymSignature & BlindVector>(`${NYM}/${folder}/nymSignature`)
    test.each(signatures)('sign and verify: $caseName ($file)', async (v) => {
      const inputs = { messages, header: hex(v.header), suite, curve }
      const entropy = hex(v.signer_nym_entropy)
      const signature = await sign({
        ...inputs,
        secretKey: hex(v.signerKeyPair.secretKey),
        blind: { commitment: hex(v.commitmentWithProof), signerNymEntropy: entropy },
      })
      expect(toHex(signature)).toBe(v.signature)
      const nymSecret = combineNyms(hex(v.proverNym), entropy)
      expect(toHex(nymSecret)).toBe(v.nym_secret)
      const publicKey = hex(v.signerKeyPair.publicKey)
      const blind = { proverBlind: hex(v.proverBlind), nymSecret }
      expect(await verify({ ...inputs, publicKey, signature, blind })).toBe(v.result.valid)
    })

    const proofs = vectors<NymProof>(`${NYM}/${folder}/nymProof`)
    test.each(proofs)('create and verify a proof: $caseName ($file)', async (v) => {
      const { SEED, proof: given } = v.mockRngParameters
      const [nymSecret, context] = [hex(v.nym_secret), hex(v.context_id)]
      const pseudonym = await createPseudonym({ nymSecret, context, suite, curve })
      expect(toHex(pseudonym)).toBe(v.pseudonym)
      const inputs = {
        publicKey: hex(v.signerPublicKey),
        header: hex(v.header),
        presentationHeader: hex(v.presentationHeader),
        suite,
        curve,
      }
      const proof = await createProof({
        ...inputs,
        signature: hex(v.signature),
        messages,
        disclosed: v.disclosedIndexes,
        blind: { ...blindOf({ ...v, committedMessages: null }), pseudonym: { nymSecret, context } },
        random: mockedRandom(suite, SEED, given),
      })
      expect(toHex(proof)).toBe(v.proof)
      const valid = await verifyProof({
        ...inputs,
        proof: hex(v.proof),
        disclosed: new Map(v.disclosedIndexes.map((i) => [i, messages[i] ?? hex('')])),
        blind: { messageCount: v.L, pseudonym: { pseudonym, context } },
      })
      expect(valid).toBe(v.result.valid)
    })
  })
})

interface W3cDisclosure {
  bbsProof: string
  adjSelectiveIndexes: number[]
  presentationHeader: Record<string, number>
  lengthBBSMessages: number
  pseudonym?: string
}

describeWith('vectors', W3C, 'the vectors of vc-di-bbs', () => {
  const read = <T>(file: string) => readSharedJson<T>('vectors', `${W3C}/${file}`)
  const text = (value: string) => new TextEncoder().encode(value)
  const secretKey = hex(read<{ privateKeyHex: string }>('BBSKeyMaterial.json').privateKeyHex)
  const { holderSecretHex } = read<{ holderSecretHex: string }>('FeatureInputs/holderSecret.json')
  const { proverNymHex } = read<{ proverNymHex: string }>('FeatureInputs/proverNym.json')
  const { verifierId } = read<{ verifierId: string }>('FeatureInputs/verifierInfo.json')
  const context = text(verifierId)

  const sets = [
    { set: 'HolderBinding', committed: [hex(holderSecretHex)], withNym: false },
    { set: 'Pseudonym', committed: [], withNym: true },
    { set: 'PseudonymHB', committed: [hex(holderSecretHex)], withNym: true },
  ]

  describe.each(engines.filter(({ folder }) => folder === 'bls12-381-sha-256'))(
    'on $name',
    ({ suite, curve }) => {
      describe.each(sets)('$set', ({ set, committed, withNym }) => {
        const { secretProverBlind, commitmentWithProof } = read<{
          secretProverBlind: string
          commitmentWithProof: string
        }>(`${set}/commitmentInfo.json`)
        const { nonMandatory } = read<{ nonMandatory: { value: [number, string][] } }>(
          `${set}/addBaseTransform.json`,
        )
        const messages = nonMandatory.value.map(([, quad]) => text(quad))
        const raw = read<{
          bbsSignature: string
          bbsHeader: string
          publicKey: string
          signerNymEntropyHex?: string
        }>(`${set}/addRawBaseSignatureInfo.json`)
        const commitment = hex(commitmentWithProof)
        const entropy = hex(raw.signerNymEntropyHex ?? '')
        const inputs = { publicKey: hex(raw.publicKey), header: hex(raw.bbsHeader), suite, curve }
        const blind = {
          messages: committed,
          proverBlind: hex(secretProverBlind),
          ...(withNym && { nymSecret: combineNyms(hex(proverNymHex), entropy) }),
        }
        const disclosure = read<W3cDisclosure>(`${set}/derivedDisclosureData.json`)

        test('commitment', async () => {
          const valid = (nym: boolean) =>
            verifyCommitment({ commitment, withNym: nym, suite, curve })
          expect([await valid(withNym), await valid(!withNym)]).toEqual([true, false])
        })

        test('nym secret and signature', async () => {
          const { nymSecretHex } = withNym
            ? read<{ nymSecretHex: string }>(`${set}/nymSecret.json`)
            : { nymSecretHex: undefined }
          // Published as a number, without its first zero.
          expect(blind.nymSecret && toHex(blind.nymSecret)).toBe(nymSecretHex?.padStart(64, '0'))
          const signature = await sign({
            ...inputs,
            secretKey,
            messages,
            blind: { commitment, ...(withNym && { signerNymEntropy: entropy }) },
          })
          expect(toHex(signature)).toBe(raw.bbsSignature)
          expect(await verify({ ...inputs, signature, messages, blind })).toBe(true)
        })

        test('derived proof', async () => {
          const { nymSecret = hex('') } = blind
          const pseudonym = withNym
            ? await createPseudonym({ nymSecret, context, suite, curve })
            : undefined
          expect(pseudonym && toHex(pseudonym)).toBe(disclosure.pseudonym)
          const valid = await verifyProof({
            ...inputs,
            proof: hex(disclosure.bbsProof),
            disclosed: new Map(
              disclosure.adjSelectiveIndexes.map((i) => [i, messages[i] ?? hex('')]),
            ),
            presentationHeader: Uint8Array.from(Object.values(disclosure.presentationHeader)),
            blind: {
              messageCount: disclosure.lengthBBSMessages,
              ...(pseudonym && { pseudonym: { pseudonym, context } }),
            },
          })
          expect(valid).toBe(true)
        })
      })
    },
  )
})
