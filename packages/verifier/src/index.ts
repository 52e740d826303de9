export { acceptedEpochs, type EpochPolicy } from './epoch.ts'
export { VerifierError, type VerifierErrorCode } from './error.ts'
export {
  type CreateEntryStoreOptions,
  createEntryStore,
  type Entry,
  type EntryStore,
} from './event-entries.ts'
export { type CreateNonceStoreOptions, createNonceStore, type NonceStore } from './nonce-store.ts'
export {
  type AskedPredicates,
  type CreatePredicateRequestOptions,
  createPredicateRequest,
  type PredicateCredentialRequest,
} from './predicate-request.ts'
export {
  type ProvenStatement,
  type VerifiedPredicatePresentation,
  type VerifiedPredicates,
  type VerifyPredicatePresentationOptions,
  verifyPredicatePresentation,
} from './predicate-verify.ts'
export {
  type ClaimRequest,
  type CreateRequestOptions,
  type CredentialRequest,
  createRequest,
} from './request.ts'
export {
  type TrustedIssuers,
  type VerifiedCredential,
  type VerifyPresentationOptions,
  verifyPresentation,
} from './verify.ts'
