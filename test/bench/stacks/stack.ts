import type { JsonObject } from '@unscored/core'

/** What issuer, holder and verifier do with one library: the issuer signs, the holder shows three claims. */
export interface Stack {
  issue(): Promise<JsonObject>
  derive(credential: JsonObject): Promise<JsonObject>
  /** Throws where the credential does not verify. */
  verify(derived: JsonObject): Promise<void>
}

/** An issuer, and what it knows of its key. */
export interface Issuer {
  /** A `did:key`. */
  did: string
  /** 32 octets. */
  secretKey: Uint8Array
  /** 96 octets. */
  publicKey: Uint8Array
}

/** JSON pointers to the claims that are shown. */
export const shownPointers = ['product', 'doseNumber', 'doseDate'].map(
  (claim) => `/credentialSubject/${claim}`,
)

/** The name of the key in an issuer's document. */
export const keyIdOf = (did: string) => `${did}#${did.slice('did:key:'.length)}`

/** A document loader of jsonld, as far as it is used here. */
export type Loader = (url: string) => Promise<LoadedDocument>

/** What a {@link Loader} gives. */
export interface LoadedDocument {
  readonly documentUrl: string
  readonly document: JsonObject
}

/** How the peers' libraries tell what they found. */
export interface Verdict {
  verified: boolean
  error?: unknown
}

/** @throws {Error} for any other verdict than that it verified. */
export function assertVerified({ verified, error }: Verdict): void {
  if (!verified) throw new Error('a peer does not verify what it made', { cause: error })
}
