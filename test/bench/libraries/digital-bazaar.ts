import type { Library, Task } from './library.ts'

export async function loadDigitalBazaar({ messages, disclosed, nonce }: Task): Promise<Library> {
  const bbs = await import('@digitalbazaar/bbs-signatures')
  const ciphersuite = bbs.CIPHERSUITES.BLS12381_SHA256
  const secretKey = new Uint8Array(32).fill(7)
  const publicKey = await bbs.secretKeyToPublicKey({ secretKey, ciphersuite })
  const common = { publicKey, header: new Uint8Array(), ciphersuite }
  const presentation = {
    presentationHeader: nonce,
    disclosedMessageIndexes: [...disclosed.keys()],
  }
  const disclosedMessages = [...disclosed.values()]
  return {
    sign: () => bbs.sign({ ...common, secretKey, messages }),
    verify: (signature) => bbs.verifySignature({ ...common, signature, messages }),
    derive: (signature) => bbs.deriveProof({ ...common, ...presentation, signature, messages }),
    check: (proof) => bbs.verifyProof({ ...common, ...presentation, proof, disclosedMessages }),
  }
}
