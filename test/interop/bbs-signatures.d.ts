// What the cross-check uses of a package that comes without types.
declare module '@digitalbazaar/bbs-signatures' {
  interface Common {
    publicKey: Uint8Array
    header: Uint8Array
    ciphersuite: string
  }

  interface Presentation {
    presentationHeader: Uint8Array
    disclosedMessageIndexes: number[]
  }

  export const CIPHERSUITES: { BLS12381_SHA256: string; BLS12381_SHAKE256: string }

  export function secretKeyToPublicKey(options: {
    secretKey: Uint8Array
    ciphersuite: string
  }): Promise<Uint8Array>

  export function sign(
    options: Common & { secretKey: Uint8Array; messages: Uint8Array[] },
  ): Promise<Uint8Array>

  export function verifySignature(
    options: Common & { signature: Uint8Array; messages: Uint8Array[] },
  ): Promise<boolean>

  export function deriveProof(
    options: Common & Presentation & { signature: Uint8Array; messages: Uint8Array[] },
  ): Promise<Uint8Array>

  export function verifyProof(
    options: Common & Presentation & { proof: Uint8Array; disclosedMessages: Uint8Array[] },
  ): Promise<boolean>
}
