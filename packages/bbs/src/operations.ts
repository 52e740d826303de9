import { commit, verifyCommitment } from './commitment.ts'
import { signScalars, verifyScalars } from './composite/scalar-signature.ts'
import { verifyCompositeProof } from './composite/verify.ts'
import { createProof, verifyProof } from './proof.ts'
import { createPseudonym } from './pseudonym.ts'
import { sign, verify } from './signature.ts'
import { verifyProofs } from './verify-proofs.ts'

/** All that takes milliseconds: what is written against this computes where it is called, or in the workers of a pool. */
export interface BbsOperations {
  commit: typeof commit
  createProof: typeof createProof
  createPseudonym: typeof createPseudonym
  sign: typeof sign
  signScalars: typeof signScalars
  verify: typeof verify
  verifyCompositeProof: typeof verifyCompositeProof
  verifyScalars: typeof verifyScalars
  verifyCommitment: typeof verifyCommitment
  verifyProof: typeof verifyProof
  verifyProofs: typeof verifyProofs
}

/** The functions of this package themselves. */
export const bbsOperations: BbsOperations = Object.freeze({
  commit,
  createProof,
  createPseudonym,
  sign,
  signScalars,
  verify,
  verifyCompositeProof,
  verifyCommitment,
  verifyProof,
  verifyProofs,
  verifyScalars,
})
