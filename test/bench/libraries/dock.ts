import type { Library, Task } from './library.ts'

/** Its signatures "BBS", which are those of the IETF draft but for the hashing; the challenge is the caller's to compute. */
export async function loadDock({ messages, disclosed, nonce }: Task): Promise<Library> {
  const {
    BBSKeypair,
    BBSPoKSignatureProtocol,
    BBSPoKSigProof,
    BBSSignature,
    BBSSignatureParams,
    bytesToChallenge,
    initializeWasm,
  } = await import('@docknetwork/crypto-wasm-ts')
  await initializeWasm()
  const params = BBSSignatureParams.generate(messages.length, new TextEncoder().encode('bench'))
  const { secretKey, publicKey } = BBSKeypair.generate(params)
  const shown = new Map(disclosed)
  const indexes = new Set(disclosed.keys())
  const challengeOf = (contribution: Uint8Array) =>
    bytesToChallenge(Uint8Array.of(...contribution, ...nonce))
  return {
    sign: async () => BBSSignature.generate(messages, secretKey, params, true).bytes,
    verify: async (signature) =>
      new BBSSignature(signature).verify(messages, publicKey, params, true).verified,
    derive: async (octets) => {
      const signature = new BBSSignature(octets)
      const protocol = BBSPoKSignatureProtocol.initialize(
        messages,
        signature,
        params,
        true,
        new Map(),
        indexes,
      )
      const contribution = protocol.challengeContribution(params, true, shown)
      return protocol.generateProof(challengeOf(contribution)).bytes
    },
    check: async (octets) => {
      const proof = new BBSPoKSigProof(octets)
      const challenge = challengeOf(proof.challengeContribution(params, true, shown))
      return proof.verify(challenge, publicKey, params, true, shown).verified
    },
  }
}
