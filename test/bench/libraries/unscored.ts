import type { Library, Task } from './library.ts'

export async function loadUnscored({ messages, disclosed, nonce }: Task): Promise<Library> {
  const { createProof, generateKeyPair, sign, verify, verifyProof } = await import('@unscored/bbs')
  const { secretKey, publicKey } = await generateKeyPair()
  const presentationHeader = nonce
  return {
    sign: () => sign({ secretKey, publicKey, messages }),
    verify: (signature) => verify({ publicKey, signature, messages }),
    derive: (signature) =>
      createProof({
        publicKey,
        signature,
        messages,
        disclosed: disclosed.keys(),
        presentationHeader,
      }),
    check: (proof) => verifyProof({ publicKey, proof, disclosed, presentationHeader }),
  }
}
