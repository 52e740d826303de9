import type { JsonObject } from '@unscored/core'
import { sign, verifySignature } from './mattr.ts'
import { type BaseProof, type ProofOptions, proofStatements } from './proof.ts'
import { type DocumentOptions, readSigned } from './statements.ts'

/** What {@link createBaseProof} takes. */
export interface CreateBaseProofOptions extends ProofOptions, DocumentOptions {
  /** Without its proof. */
  document: JsonObject
  /** 32 octets. */
  secretKey: Uint8Array
}

/** What {@link verifyBaseProof} takes. */
export interface VerifyBaseProofOptions extends DocumentOptions {
  /** Without its proof. */
  document: JsonObject
  proof: BaseProof
  /** 96 octets, those of the proof's verification method. */
  publicKey: Uint8Array
}

/**
 * Signs every statement of a document, so that its holder can show any of them.
 *
 * @throws {CredentialError} where the document is refused, see {@link readSigned}.
 * @throws {RangeError} where `secretKey` is not a nonzero scalar of 32 octets.
 * @see https://w3c-ccg.github.io/ldp-bbs2020/ "Create Proof Algorithm"
 */
export async function createBaseProof({
  document,
  secretKey,
  verificationMethod,
  created,
  ...options
}: CreateBaseProofOptions): Promise<BaseProof> {
  const proofOptions = { verificationMethod, ...(created !== undefined && { created }) }
  const signed = await readSigned(document, options)
  const statements = [...proofStatements(proofOptions), ...signed.statements]
  return { ...proofOptions, signature: await sign({ statements, secretKey }) }
}

/**
 * Verifies an issuer's proof.
 *
 * @throws {CredentialError} where the document is refused, see {@link readSigned}; `invalidKey`, `invalidLength`,
 *   `invalidPoint`, `invalidScalar` or `proofInvalid`.
 * @see https://w3c-ccg.github.io/ldp-bbs2020/ "Verify Proof Algorithm"
 */
export async function verifyBaseProof({
  document,
  proof,
  publicKey,
  ...options
}: VerifyBaseProofOptions): Promise<void> {
  const signed = await readSigned(document, { anySpelling: true, ...options })
  const statements = [...proofStatements(proof), ...signed.statements]
  await verifySignature({ statements, signature: proof.signature, publicKey })
}
