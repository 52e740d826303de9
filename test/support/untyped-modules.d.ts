/// <reference path="../../packages/vc/src/untyped-modules.d.ts" />

// Of packages that come without types: what the tests use, and no more.

declare module 'jsonld-signatures' {
  interface Verification {
    verified: boolean
    results?: { proof: object; verified: boolean; error?: Error }[]
    error?: Error & { errors: (Error & { code?: string })[] }
  }

  export interface JsonLdSignatures {
    derive(document: object, inputs: Inputs): Promise<Record<string, unknown>>
    verify(document: object, inputs: Inputs): Promise<Verification>
  }
}

declare module '@digitalbazaar/vc' {
  import type { JsonObject } from '@unscored/core'

  export interface VerificationResult {
    verified: boolean
    error?: unknown
    results?: readonly { error?: unknown; purposeResult?: { valid: boolean } }[]
  }

  export function verifyCredential(options: {
    credential: JsonObject
    suite: object
    documentLoader: (url: string) => Promise<object>
    now: Date
  }): Promise<VerificationResult>

  /** Throws where a credential is none, or not in force. */
  export function _checkCredential(options: { credential: JsonObject; now: Date }): void
}

declare module '@digitalbazaar/did-method-key' {
  interface DidKeyDriver {
    use(keyType: { multibaseMultikeyHeader: string; fromMultibase: unknown }): void
    get(inputs: { did: string }): Promise<{ [member: string]: unknown }>
  }
  export function driver(): DidKeyDriver
}

declare module '@digitalbazaar/did-method-jwk' {
  interface DidJwkDriver {
    get(inputs: { did: string; verificationMethodType: string }): Promise<object>
  }
  export function driver(): DidJwkDriver
}

declare module '@digitalbazaar/ecdsa-multikey' {
  export const from: unknown
}

declare module '@digitalbazaar/ed25519-multikey' {
  export const from: unknown
}
