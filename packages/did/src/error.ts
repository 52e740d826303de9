import { ToolkitError } from '@unscored/core'

/**
 * Why a DID gave no document, or a DID URL no key.
 *
 * All but the last are the names of DID Core §7.1.2 and §7.2.2 and of the DID Specification Registries.
 */
export type DidErrorCode =
  | 'invalidDid'
  | 'invalidDidUrl'
  | 'methodNotSupported'
  | 'notFound'
  | 'representationNotSupported'
  | 'invalidDidDocument'
  /** The document has the key, and does not list it under the verification relationship asked for. */
  | 'relationshipMissing'

/** A DID, DID URL or DID document that is refused. */
export class DidError extends ToolkitError<DidErrorCode> {
  override readonly name = 'DidError'
}
