export type { Resolvable } from 'did-resolver'
export {
  type CacheFile,
  type CacheFiles,
  createFileDocumentStore,
  type DocumentStore,
  type FileDocumentStoreOptions,
} from './cache-store.ts'
export {
  type DereferenceOptions,
  type DereferenceVerificationMethodOptions,
  dereference,
  dereferenceService,
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
export { createDidJwkResolver, type DidJwk, didJwkOf } from './did-jwk.ts'
export { createDidKeyDocument, createDidKeyResolver, type DidKey, didKeyOf } from './did-key.ts'
export { createDidWebResolver, type DidWebOptions } from './did-web.ts'
export {
  type CreateDidWebCacheOptions,
  createDidWebCache,
  type DidWebCache,
} from './did-web-cache.ts'
export { type CreateDidWebDocumentOptions, createDidWebDocument } from './did-web-document.ts'
export { DidWebError, type DidWebErrorCode } from './did-web-error.ts'
export {
  type CreatePrefetcherOptions,
  createPrefetcher,
  type Prefetcher,
} from './did-web-prefetcher.ts'
export { didWebUrl } from './did-web-url.ts'
export { DidError, type DidErrorCode } from './error.ts'
export {
  type AddDidKeySuccessorOptions,
  addDidKeySuccessor,
  type KeySuccessor,
  nextFragment,
  type RetireDidKeyOptions,
  type RevokeDidKeyOptions,
  type RotateDidKeyOptions,
  retireDidKey,
  revokeDidKey,
  rotateDidKey,
} from './key-rotation.ts'
export {
  assertManifestInForce,
  assertSuccessor,
  createSuccessor,
  type IssuerManifest,
  type ManifestKey,
  type ManifestParameter,
  type ManifestProfile,
  type ManifestReference,
  type ManifestRevocation,
  type ManifestValidity,
  manifestHash,
  parseManifest,
  referenceTo,
} from './manifest.ts'
export {
  type AssertInManifestOptions,
  assertInManifest,
  createPinnedManifests,
  type Manifests,
  manifestFor,
} from './manifest-check.ts'
export {
  assertNoFork,
  compareManifests,
  diffManifests,
  type ManifestChange,
  type ManifestComparison,
  type ManifestRelation,
} from './manifest-comparison.ts'
export {
  createManifestDocument,
  readManifestDocument,
  type VerifyManifestOptions,
  verifyManifest,
} from './manifest-document.ts'
export { ManifestError, type ManifestErrorCode } from './manifest-error.ts'
export { createPinnedResolver } from './pinned.ts'
export { MANIFEST_SERVICE, manifestUrl, withManifestService } from './publication.ts'
export {
  type MayIssueOptions,
  type OpenRegistryOptions,
  openRegistry,
  type Registry,
  type RegistryState,
} from './registry.ts'
export {
  type AddToRegistryOptions,
  addToRegistry,
  type BuildRegistryOptions,
  buildRegistry,
  diffRegistries,
  type RegistryDifference,
  type SignDocument,
} from './registry-build.ts'
export type { RegistryEntry, RegistryGrant } from './registry-entry.ts'
export { RegistryError, type RegistryErrorCode } from './registry-error.ts'
export {
  type CreateResolutionHandlerOptions,
  createResolutionHandler,
  type ResolutionHandler,
} from './resolution-handler.ts'
export {
  type CreateResolverOptions,
  createResolver,
  type ResolveDidOptions,
  resolveDid,
} from './resolver.ts'
export type { VerifySignedDocument, VerifySignedDocumentOptions } from './signed-content.ts'
export { importVciDirectory, SMART_HEALTH_CARD } from './vci-directory.ts'
export {
  type CreateWebFetchOptions,
  createWebFetch,
  type WebFetch,
  type WebRequest,
} from './web-fetch.ts'
