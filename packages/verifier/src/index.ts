export { VerifierError, type VerifierErrorCode } from './error.ts'
export { type CreateNonceStoreOptions, createNonceStore, type NonceStore } from './nonce-store.ts'
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
