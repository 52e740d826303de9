export type {
  AuditedLeak,
  AuditOptions,
  DisclosureAudit,
  DisclosureAuditor,
  JudgedAnswer,
  ProposedDisclosure,
  RefusedDisclosure,
} from './auditor.ts'
export type { PastDisclosure, ShownCredential } from './disclosure-log.ts'
export {
  createEncryptedStore,
  type EncryptedStore,
  type EncryptedStoreOptions,
  type WalletStorage,
} from './encrypted-store.ts'
export { HolderError, type HolderErrorCode } from './error.ts'
export {
  createFileStorage,
  type FileStorageOptions,
  type Files,
  type OpenFile,
} from './file-storage.ts'
export type { LeastAlternative } from './least-alternative.ts'
export { createMemoryStore, type MemoryStoreOptions } from './memory-store.ts'
export type {
  AskedOrigin,
  DisclosingProof,
  Hindrances,
  PredicateConsent,
  ProposedAnswer,
  ProposedProof,
} from './predicate-consent.ts'
export {
  type MatchPredicateRequestOptions,
  matchPredicateRequest,
  type PresentPredicateCredentialsOptions,
  presentPredicateCredentials,
} from './predicate-present.ts'
export {
  type ReceivePredicateCredentialOptions,
  type RequestedPredicateCredential,
  type RequestPredicateCredentialOptions,
  receivePredicateCredential,
  requestPredicateCredential,
} from './predicate-request.ts'
export {
  type Disclosure,
  type MatchRequestOptions,
  matchRequest,
  type Presentation,
  type PresentCredentialOptions,
  presentCredential,
} from './present.ts'
export { type ReceiveCredentialOptions, receiveCredential } from './receive.ts'
export {
  type RequestCredentialOptions,
  type RequestedCredential,
  requestCredential,
} from './request.ts'
export { DEFAULT_SCRYPT_COST, type ScryptCost } from './sealed-wallet.ts'
export type { WalletBinding, WalletEntry } from './wallet-entry.ts'
export type { HeldCredential, PendingCommitment, WalletStore } from './wallet-store.ts'
