import {
  createGenerators,
  createP1,
  createProof,
  generateKeyPair,
  hashToScalar,
  messagesToScalars,
  sign,
  verify,
  verifyProof,
} from '@unscored/bbs'
import { describe, expect, test } from 'vitest'
import { randomScalars, scalarOctets } from '../../packages/bbs/src/scalars.ts'
import { hex, toHex } from '../support/hex.ts'
import { describeWith, readSharedJson, vectors } from '../support/shared.ts'
import { engines, FIXTURES } from './engines.ts'

interface SignatureVector {
  caseName: string
  signerKeyPair: { secretKey: string; publicKey: string }
  header: string
  messages: string[]
  signature: string
  result: { valid: boolean }
}

interface ProofVector {
  caseName: string
  signerPublicKey: string
  signature: string
  header: string
  presentationHeader: string
  messages: string[]
  disclosedIndexes: number[]
  proof: string
  result: { valid: boolean }
}

interface MockedRandom {
  seed: string
  dst: string
  count: number
  mockedScalars: string[]
}

describeWith('vectors', FIXTURES, 'BBS reproduces the published cases', () => {
  describe.each(engines)('$folder on $name', ({ folder, suite, curve }) => {
    const one = <T>(file: string) => readSharedJson<T>('vectors', `${FIXTURES}/${folder}/${file}`)
    const mocked = one<MockedRandom>('mockedRng.json')
    const mockedRandom = (length: number) => suite.expand(hex(mocked.seed), hex(mocked.dst), length)

    test('key pair', async () => {
      const v = one<{
        keyMaterial: string
        keyInfo: string
        keyPair: { secretKey: string; publicKey: string }
      }>('keypair.json')
      const pair = await generateKeyPair({
        keyMaterial: hex(v.keyMaterial),
        keyInfo: hex(v.keyInfo),
        suite,
        curve,
      })
      expect(toHex(pair.secretKey)).toBe(v.keyPair.secretKey)
      expect(toHex(pair.publicKey)).toBe(v.keyPair.publicKey)
    })

    test('hash to scalar', () => {
      const v = one<{ message: string; dst: string; scalar: string }>('h2s.json')
      expect(toHex(scalarOctets(hashToScalar(suite, hex(v.message), hex(v.dst))))).toBe(v.scalar)
    })

    test('generators', async () => {
      const v = one<{ P1: string; Q1: string; MsgGenerators: string[] }>('generators.json')
      const loaded = await curve
      const { Q1, H } = createGenerators(loaded, suite, v.MsgGenerators.length)
      expect(toHex(loaded.g1Octets(createP1(loaded, suite)))).toBe(v.P1)
      expect(toHex(loaded.g1Octets(Q1))).toBe(v.Q1)
      expect(H.map((point) => toHex(loaded.g1Octets(point)))).toEqual(v.MsgGenerators)
    })

    const mapped = one<{ cases: { message: string; scalar: string }[] }>(
      'MapMessageToScalarAsHash.json',
    )
    test.each(mapped.cases)('message to scalar: $scalar', ({ message, scalar }) => {
      expect(
        messagesToScalars(suite, [hex(message)])
          .map(scalarOctets)
          .map(toHex),
      ).toEqual([scalar])
    })

    test('mocked random scalars', () => {
      const scalars = randomScalars(mocked.count, mockedRandom)
      expect(scalars.map(scalarOctets).map(toHex)).toEqual(mocked.mockedScalars)
    })

    const signatures = vectors<SignatureVector>(`${FIXTURES}/${folder}/signature`)
    test.each(signatures)('verify: $caseName ($file)', async (v) => {
      const inputs = { header: hex(v.header), messages: v.messages.map(hex), suite, curve }
      const valid = await verify({
        publicKey: hex(v.signerKeyPair.publicKey),
        signature: hex(v.signature),
        ...inputs,
      })
      expect(valid).toBe(v.result.valid)
    })

    test.each(signatures.filter((v) => v.result.valid))('sign: $caseName ($file)', async (v) => {
      const inputs = { header: hex(v.header), messages: v.messages.map(hex), suite, curve }
      const signature = await sign({ secretKey: hex(v.signerKeyPair.secretKey), ...inputs })
      expect(toHex(signature)).toBe(v.signature)
    })

    const proofs = vectors<ProofVector>(`${FIXTURES}/${folder}/proof`)
    test.each(proofs)('check a proof: $caseName ($file)', async (v) => {
      const valid = await verifyProof({
        publicKey: hex(v.signerPublicKey),
        proof: hex(v.proof),
        disclosed: new Map(v.disclosedIndexes.map((i) => [i, hex(v.messages[i] ?? '')])),
        header: hex(v.header),
        presentationHeader: hex(v.presentationHeader),
        suite,
        curve,
      })
      expect(valid).toBe(v.result.valid)
    })

    test.each(proofs.filter((v) => v.result.valid))(
      'create a proof: $caseName ($file)',
      async (v) => {
        const proof = await createProof({
          publicKey: hex(v.signerPublicKey),
          signature: hex(v.signature),
          messages: v.messages.map(hex),
          disclosed: v.disclosedIndexes,
          header: hex(v.header),
          presentationHeader: hex(v.presentationHeader),
          suite,
          curve,
          random: mockedRandom,
        })
        expect(toHex(proof)).toBe(v.proof)
      },
    )
  })
})
