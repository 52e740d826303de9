import { load } from '../load.ts'
import type { Library, Task } from './library.ts'

interface KeyPair {
  publicKey: Uint8Array
  secretKey: Uint8Array
}

interface Mattr {
  generateBls12381G2KeyPair(): Promise<KeyPair>
  blsSign(request: { keyPair: KeyPair; messages: Uint8Array[] }): Promise<Uint8Array>
  blsVerify(request: object): Promise<{ verified: boolean }>
  blsCreateProof(request: object): Promise<Uint8Array>
  blsVerifyProof(request: object): Promise<{ verified: boolean }>
}

/** BBS+ of 2020, in WebAssembly: its binaries for Node are downloaded by an install script, which is not allowed here. */
export async function loadMattr({ messages, disclosed, nonce }: Task): Promise<Library> {
  const bbs = await load<{ default: Mattr }>('@mattrglobal/bbs-signatures').then(
    (module) => module.default,
  )
  const keyPair = await bbs.generateBls12381G2KeyPair()
  const { publicKey } = keyPair
  const revealed = [...disclosed.keys()]
  const shown = [...disclosed.values()]
  return {
    sign: () => bbs.blsSign({ keyPair, messages }),
    verify: async (signature) => (await bbs.blsVerify({ publicKey, signature, messages })).verified,
    derive: (signature) => bbs.blsCreateProof({ publicKey, signature, messages, revealed, nonce }),
    check: async (proof) =>
      (await bbs.blsVerifyProof({ publicKey, proof, messages: shown, nonce })).verified,
  }
}
