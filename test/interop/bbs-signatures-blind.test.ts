import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import {
  bls12381Sha256,
  bls12381Shake256,
  type Ciphersuite,
  commit,
  createProof,
  createPseudonym,
  generateKeyPair,
  messagesToScalars,
  sign,
  verify,
  verifyCommitment,
  verifyProof,
} from '@unscored/bbs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { pseudonymInterface } from '../../packages/bbs/src/ciphersuite.ts'
import { integer, scalarOctets } from '../../packages/bbs/src/scalars.ts'
import { toHex } from '../support/hex.ts'

type Octets = Uint8Array

interface Common {
  PK: Octets
  api_id: Octets
  ciphersuite: string
  header?: Octets
}

interface Shown {
  disclosed_messages: Octets[]
  disclosed_indexes: number[]
}

/**
 * What the peer has of blind signatures, of an edition before ours: it hashes the e of a signature from other octets, which
 * whoever verifies cannot tell. Its package does not export it.
 */
interface PeerBlind {
  Commit(options: Omit<Common, 'PK'> & { committed_messages: Octets[] }): Promise<[Octets, bigint]>
  BlindSign(
    options: Common & { SK: bigint; commitment_with_proof: Octets; messages: Octets[] },
  ): Promise<Octets>
  BlindVerify(
    options: Common & {
      signature: Octets
      messages: Octets[]
      committed_messages: Octets[]
      secret_prover_blind: bigint
    },
  ): Promise<boolean>
  BlindProofGen(
    options: Common & {
      signature: Octets
      ph: Octets
      messages: Octets[]
      disclosed_indexes: number[]
      committed_messages: Octets[]
      disclosed_commitment_indexes: number[]
      secret_prover_blind: bigint
    },
  ): Promise<Octets>
  BlindProofVerify(
    options: Common &
      Shown & {
        proof: Octets
        ph: Octets
        L: number
        disclosed_committed_messages: Octets[]
        disclosed_committed_indexes: number[]
      },
  ): Promise<boolean>
}

/**
 * Of pseudonyms it has those of one committed message. It makes proofs of them too, but blinds the pseudonym with the blind
 * of another scalar, so that its own verifier refuses them.
 */
interface PeerPseudonym {
  CalculatePseudonym(options: Omit<Common, 'PK'> & { verifier_id: Octets; pid: Octets }): Octets
  ProofVerifyWithPseudonym(
    options: Common &
      Shown & { proof: Octets; L: number; pseudonym: Octets; verifier_id: Octets; ph: Octets },
  ): Promise<boolean>
}

const peer = pathToFileURL(createRequire(import.meta.url).resolve('@digitalbazaar/bbs-signatures'))
const peerBlind: PeerBlind = await import(new URL('bbs/blind/interface.js', peer).href)
const peerPseudonym: PeerPseudonym = await import(new URL('bbs/pseudonym/interface.js', peer).href)

const octets = fc.uint8Array({ maxLength: 30 })
const list = fc.array(fc.tuple(octets, fc.boolean()), { maxLength: 5 })

/** Messages of both, with whether each is shown, and all else that goes into a signature and a proof. */
const story = fc.record({
  secret: fc.uint8Array({ minLength: 32, maxLength: 32 }),
  own: list,
  committed: list,
  header: octets,
  ph: octets,
})

const partsOf = (messages: readonly [Octets, boolean][]) => {
  const shown = new Map(messages.flatMap(([m, isShown], i) => (isShown ? [[i, m]] : [])))
  return { all: messages.map(([message]) => message), shown }
}

const apiId = (suite: Ciphersuite, suffix: string) => new TextEncoder().encode(suite.id + suffix)

describe.each([
  { suite: bls12381Sha256, ciphersuite: 'BLS12-381-SHA-256' },
  { suite: bls12381Shake256, ciphersuite: 'BLS12-381-SHAKE-256' },
])('@digitalbazaar/bbs-signatures, blind, $ciphersuite', ({ suite, ciphersuite }) => {
  test('commits, signs and proves what we verify, and the other way round', async () => {
    await fc.assert(
      fc.asyncProperty(story, async ({ secret, own, committed, header, ph }) => {
        const { secretKey, publicKey } = await generateKeyPair({ keyMaterial: secret, suite })
        const [signer, prover] = [partsOf(own), partsOf(committed)]
        const api = { api_id: apiId(suite, 'BLIND_H2G_HM2S_'), ciphersuite }
        const theirs = { ...api, PK: publicKey, header }
        const ours = { publicKey, header, suite }
        const messages = signer.all

        const { commitment, proverBlind } = await commit({ messages: prover.all, suite })
        const [theirCommitment, theirBlind] = await peerBlind.Commit({
          ...api,
          committed_messages: prover.all,
        })
        expect(await verifyCommitment({ commitment: theirCommitment, suite })).toBe(true)

        // Each signs what the other committed to; the peer throws where that does not verify.
        const signature = await sign({
          secretKey,
          ...ours,
          messages,
          blind: { commitment: theirCommitment },
        })
        const theirSignature = await peerBlind.BlindSign({
          ...theirs,
          SK: integer(secretKey),
          commitment_with_proof: commitment,
          messages,
        })
        const blind = { messages: prover.all, proverBlind }
        expect(await verify({ ...ours, signature: theirSignature, messages, blind })).toBe(true)
        const theirInputs = {
          ...theirs,
          signature,
          messages,
          committed_messages: prover.all,
          secret_prover_blind: theirBlind,
        }
        expect(await peerBlind.BlindVerify(theirInputs)).toBe(true)

        const proof = await createProof({
          ...ours,
          signature: theirSignature,
          messages,
          disclosed: signer.shown.keys(),
          presentationHeader: ph,
          blind: { ...blind, disclosed: prover.shown.keys() },
        })
        const claims = {
          L: messages.length,
          disclosed_messages: [...signer.shown.values()],
          disclosed_indexes: [...signer.shown.keys()],
          disclosed_committed_messages: [...prover.shown.values()],
          disclosed_committed_indexes: [...prover.shown.keys()],
        }
        const verifiesThere = (about: Octets) =>
          peerBlind.BlindProofVerify({ ...theirs, proof, ph: about, ...claims })
        expect(await verifiesThere(ph)).toBe(true)
        expect(await verifiesThere(Uint8Array.of(...ph, 0))).toBe(false)

        const theirProof = await peerBlind.BlindProofGen({
          ...theirInputs,
          ph,
          disclosed_indexes: [...signer.shown.keys()],
          disclosed_commitment_indexes: [...prover.shown.keys()],
        })
        const verifiesHere = (about: Octets) =>
          verifyProof({
            ...ours,
            proof: theirProof,
            disclosed: signer.shown,
            presentationHeader: about,
            blind: { messageCount: messages.length, disclosed: prover.shown },
          })
        expect(await verifiesHere(ph)).toBe(true)
        expect(await verifiesHere(Uint8Array.of(...ph, 0))).toBe(false)
        expect(theirProof).toHaveLength(proof.length)
      }),
      { seed: 1, numRuns: 6 },
    )
  })

  test('makes the pseudonyms that we make, and verifies our proofs of them', async () => {
    await fc.assert(
      fc.asyncProperty(story, octets, async ({ secret, own, header, ph }, context) => {
        const { secretKey, publicKey } = await generateKeyPair({ keyMaterial: secret, suite })
        const { all: messages, shown } = partsOf(own)
        const api = { api_id: apiId(suite, 'H2G_HM2S_PSEUDONYM_'), ciphersuite }
        // Where we have a scalar, the peer has octets that it hashes to one.
        const pid = Uint8Array.of(...secret, 1)
        const [scalar = 0n] = messagesToScalars(pseudonymInterface(suite), [pid])
        const nymSecret = scalarOctets(scalar)
        const pseudonym = await createPseudonym({ nymSecret, context, suite })
        const theirPseudonym = peerPseudonym.CalculatePseudonym({
          ...api,
          verifier_id: context,
          pid,
        })
        expect(toHex(pseudonym)).toBe(toHex(theirPseudonym))

        const [theirCommitment, theirBlind] = await peerBlind.Commit({
          ...api,
          committed_messages: [pid],
        })
        const theirs = { ...api, PK: publicKey, header }
        const signature = await peerBlind.BlindSign({
          ...theirs,
          SK: integer(secretKey),
          commitment_with_proof: theirCommitment,
          messages,
        })
        const ours = { publicKey, header, suite }
        const proverBlind = scalarOctets(theirBlind)
        const blind = { proverBlind, nymSecret }
        expect(await verify({ ...ours, signature, messages, blind })).toBe(true)

        const proof = await createProof({
          ...ours,
          signature,
          messages,
          disclosed: shown.keys(),
          presentationHeader: ph,
          blind: { proverBlind, pseudonym: { nymSecret, context } },
        })
        const verifiesThere = (verifier_id: Octets) =>
          peerPseudonym.ProofVerifyWithPseudonym({
            ...theirs,
            proof,
            ph,
            L: messages.length,
            pseudonym,
            verifier_id,
            disclosed_messages: [...shown.values()],
            disclosed_indexes: [...shown.keys()],
          })
        expect(await verifiesThere(context)).toBe(true)
        expect(await verifiesThere(Uint8Array.of(...context, 0))).toBe(false)
      }),
      { seed: 1, numRuns: 4 },
    )
  })
})
