import { ToolkitError } from '@unscored/core'

/**
 * Why a DID gave no document, or a DID URL nothing that it names.
 *
 * All but the last four are the names of DID Core 1.0 §7.1.2 and §7.2.2 and of the DID Specification Registries. DID
 * Resolution 1.0 §11 writes the same as `INVALID_DID` and so forth, and puts them into objects: either is understood
 * where a resolver answers, and over HTTP the latter is given.
 */
export type DidErrorCode =
  | 'invalidDid'
  | 'invalidDidUrl'
  | 'methodNotSupported'
  | 'notFound'
  | 'representationNotSupported'
  | 'invalidDidDocument'
  /** The resolver failed, or says something that is not understood. */
  | 'internalError'
  /** The document has the key, and does not list it under the verification relationship asked for. */
  | 'relationshipMissing'
  /** The document says that the key is used no more from a time on that is past. */
  | 'keyExpired'
  /** The document says that the key was revoked. */
  | 'keyRevoked'
  /** The document says already until when the key is accepted, and that does not change. */
  | 'keyRetired'

/** A DID, DID URL or DID document that is refused. */
export class DidError extends ToolkitError<DidErrorCode> {
  override readonly name = 'DidError'
}
