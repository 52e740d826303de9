export type { Resolvable } from 'did-resolver'
export {
  type DereferenceOptions,
  type DereferenceVerificationMethodOptions,
  dereference,
  dereferenceVerificationMethod,
} from './dereference.ts'
export { type Did, type DidUrl, MAX_DID_URL_LENGTH, parseDid, parseDidUrl } from './did.ts'
export {
  type DidDocument,
  type DidService,
  type DidVerificationMethod,
  parseDidDocument,
  type VerificationRelationship,
  verificationRelationships,
} from './did-document.ts'
export { createDidKeyDocument, createDidKeyResolver, type DidKey, didKeyOf } from './did-key.ts'
export {
  type CreateDidWebDocumentOptions,
  createDidWebDocument,
  createDidWebResolver,
  didWebUrl,
} from './did-web.ts'
export { DidError, type DidErrorCode } from './error.ts'
export { createPinnedResolver } from './pinned.ts'
export {
  type CreateResolverOptions,
  createResolver,
  type ResolveDidOptions,
  resolveDid,
} from './resolver.ts'
