export {
  bls12381Sha256,
  bls12381Shake256,
  type Ciphersuite,
  hashToScalar,
  messagesToScalars,
} from './ciphersuite.ts'
export {
  COMMITMENT_BYTES,
  type Commitment,
  type CommitOptions,
  commit,
  type VerifyCommitmentOptions,
  verifyCommitment,
} from './commitment.ts'
export { type BetweenOptions, between } from './composite/between.ts'
export { CompositionError, type CompositionErrorCode } from './composite/error.ts'
export {
  epochHeader,
  type Gap,
  gapScalars,
  gapsBetween,
  REVOCATION_SENTINELS,
  type SignedGap,
  type SignGapsOptions,
  signGaps,
  type VerifyGapOptions,
  verifyGap,
} from './composite/gaps.ts'
export {
  ISSUANCE_REQUEST_BYTES,
  type IssuanceRequest,
  type IssuanceTerms,
  type RequestIssuanceOptions,
  requestIssuance,
  type VerifyIssuanceRequestOptions,
  verifyIssuanceRequest,
} from './composite/issuance.ts'
export { type NotRevokedOptions, notRevoked } from './composite/not-revoked.ts'
export {
  type CreateCompositeProofOptions,
  createCompositeProof,
  type HeldSignature,
} from './composite/prove.ts'
export { type CreateSecretPseudonymOptions, createSecretPseudonym } from './composite/pseudonym.ts'
export {
  type SignScalarsOptions,
  signScalars,
  type VerifyScalarsOptions,
  verifyScalars,
} from './composite/scalar-signature.ts'
export {
  type CreateSignedSetOptions,
  createSignedSet,
  digitElements,
  hashElements,
  MAX_SET_ELEMENTS,
  type OpenedSet,
  type OpenSignedSetOptions,
  openSignedSet,
  type SignedSet,
  signedSetId,
} from './composite/signed-set.ts'
export type {
  LinearForm,
  MemberStatement,
  PseudonymStatement,
  RangeStatement,
  RelationStatement,
  SignatureStatement,
  SignedSetKey,
  Statement,
  ValueName,
} from './composite/statement.ts'
export {
  type CompositeProofToVerify,
  type VerifyCompositeProofOptions,
  verifyCompositeProof,
} from './composite/verify.ts'
export type { Curve, PointG1, PointG2, PreparedG2 } from './curve.ts'
export { createGenerators, createP1, type Generators, MAX_MESSAGES } from './generators.ts'
export {
  inspectCommitment,
  inspectProof,
  inspectPseudonym,
  inspectPublicKey,
  inspectSignature,
} from './inspect.ts'
export {
  type Engine,
  type GenerateKeyPairOptions,
  generateKeyPair,
  type KeyPair,
  PUBLIC_KEY_BYTES,
  publicKeyOf,
  SECRET_KEY_BYTES,
} from './keys.ts'
export { type CurveChoice, loadCurve } from './load-curve.ts'
export type { OctetDefect } from './octets.ts'
export { type BbsOperations, bbsOperations } from './operations.ts'
export {
  type BbsPool,
  type CreatePoolOptions,
  createPool,
  type PoolCallOptions,
  PoolError,
  type PoolErrorCode,
} from './pool.ts'
export { type PrecomputeGeneratorsOptions, precomputeGenerators } from './precompute.ts'
export {
  type BlindClaim,
  type BlindDisclosure,
  type CreateProofOptions,
  createProof,
  PROOF_BYTES,
  type VerifyProofOptions,
  verifyProof,
} from './proof.ts'
export {
  type CreatePseudonymOptions,
  combineNyms,
  createPseudonym,
  generateNym,
  PSEUDONYM_BYTES,
} from './pseudonym.ts'
export type { RandomSource } from './scalars.ts'
export {
  type BlindMessages,
  type BlindSigning,
  SIGNATURE_BYTES,
  type SignOptions,
  sign,
  type VerifyOptions,
  verify,
} from './signature.ts'
export type { AnyWorker, NodeWorker } from './threads.ts'
export {
  type AnyProofToVerify,
  type ProofToVerify,
  type VerifyProofsOptions,
  verifyProofs,
} from './verify-proofs.ts'
