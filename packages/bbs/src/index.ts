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
export { type ProofToVerify, type VerifyProofsOptions, verifyProofs } from './verify-proofs.ts'
