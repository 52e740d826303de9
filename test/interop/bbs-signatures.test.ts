import * as peer from '@digitalbazaar/bbs-signatures'
import {
  bls12381Sha256,
  bls12381Shake256,
  createProof,
  generateKeyPair,
  sign,
  verify,
  verifyProof,
} from '@unscored/bbs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { toHex } from '../support/hex.ts'

const octets = fc.uint8Array({ maxLength: 50 })

/** Messages with whether each is shown, and all else that goes into a signature and a proof. */
const story = fc.record({
  secret: fc.uint8Array({ minLength: 32, maxLength: 32 }),
  list: fc.array(fc.tuple(octets, fc.boolean()), { maxLength: 12 }),
  header: octets,
  presentationHeader: octets,
})

describe.each([
  { suite: bls12381Sha256, ciphersuite: peer.CIPHERSUITES.BLS12381_SHA256 },
  { suite: bls12381Shake256, ciphersuite: peer.CIPHERSUITES.BLS12381_SHAKE256 },
])('@digitalbazaar/bbs-signatures, $ciphersuite', ({ suite, ciphersuite }) => {
  test('makes the same keys and signatures, and each verifies the proofs of the other', async () => {
    await fc.assert(
      fc.asyncProperty(story, async ({ secret, list, header, presentationHeader }) => {
        const messages = list.map(([message]) => message)
        const disclosedMessageIndexes = list.flatMap(([, shown], i) => (shown ? [i] : []))
        const disclosedMessages = list.flatMap(([message, shown]) => (shown ? [message] : []))
        const disclosed = new Map(
          list.flatMap(([message, shown], i) => (shown ? [[i, message]] : [])),
        )

        const { secretKey, publicKey } = await generateKeyPair({ keyMaterial: secret, suite })
        expect(toHex(publicKey)).toBe(
          toHex(await peer.secretKeyToPublicKey({ secretKey, ciphersuite })),
        )

        const theirs = { publicKey, header, ciphersuite }
        const ours = { publicKey, header, suite }
        const signature = await sign({ secretKey, messages, header, suite })
        const theirSignature = await peer.sign({ secretKey, messages, ...theirs })
        expect(toHex(signature)).toBe(toHex(theirSignature))
        expect(await peer.verifySignature({ signature, messages, ...theirs })).toBe(true)
        expect(await verify({ signature: theirSignature, messages, ...ours })).toBe(true)

        const ourProof = await createProof({
          ...ours,
          signature,
          messages,
          disclosed: disclosed.keys(),
          presentationHeader,
        })
        const verifiesThere = (about: Uint8Array) =>
          peer.verifyProof({
            ...theirs,
            proof: ourProof,
            presentationHeader: about,
            disclosedMessages,
            disclosedMessageIndexes,
          })
        expect(await verifiesThere(presentationHeader)).toBe(true)
        expect(await verifiesThere(Uint8Array.of(...presentationHeader, 0))).toBe(false)

        const proof = await peer.deriveProof({
          ...theirs,
          signature,
          messages,
          presentationHeader,
          disclosedMessageIndexes,
        })
        expect(await verifyProof({ ...ours, proof, disclosed, presentationHeader })).toBe(true)
        expect(
          await verifyProof({
            ...ours,
            proof,
            disclosed,
            presentationHeader: Uint8Array.of(7, ...presentationHeader),
          }),
        ).toBe(false)
        expect(proof).toHaveLength(ourProof.length)
      }),
      { seed: 1, numRuns: 12 },
    )
  })
})
