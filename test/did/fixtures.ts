import { encodeMultikey, withCodec } from '@unscored/core'
import { DidError, type ResolveDidOptions } from '@unscored/did'

/** Fictitious keys: octets of the right length. Whether they are points of a curve is not asked here. */
export const g2Key = withCodec('Bls12381G2-public', new Uint8Array(96).fill(7))
export const otherG2Key = withCodec('Bls12381G2-public', new Uint8Array(96).fill(8))
export const ed25519Key = withCodec('Ed25519-public', new Uint8Array(32).fill(9))
export const secretKey = withCodec('Bls12381-secret', new Uint8Array(32).fill(1))

/** A verification method of type Multikey. */
export function multikeyMethod(id: string, controller: string, key = g2Key) {
  return { id, type: 'Multikey', controller, publicKeyMultibase: encodeMultikey(key) }
}

/** A resolver that gives one answer to everything, of whatever shape. */
export function answering(answer: unknown): ResolveDidOptions['resolver'] {
  // Resolvers of others are typed, and need not keep to it.
  return { resolve: async () => answer as never }
}

/** A resolver that has one document for everything. */
export function holding(didDocument: unknown): ResolveDidOptions['resolver'] {
  return answering({ didDocument, didDocumentMetadata: {}, didResolutionMetadata: {} })
}

/** The code of the DidError that a function throws; the error itself where it is of another kind. */
export function refusalOf(act: () => unknown): unknown {
  try {
    act()
  } catch (error) {
    return error instanceof DidError ? error.code : error
  }
  return undefined
}
