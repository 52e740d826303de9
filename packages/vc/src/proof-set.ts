import {
  assertJson,
  canonicalJson,
  equalOctets,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  listOf,
} from '@unscored/core'
import { parseSecuredCredential, type SecuredCredential } from './credential.ts'
import { CredentialError } from './error.ts'

/**
 * One credential with the proofs of several suites, from that credential signed with each of them.
 *
 * It is for its holder: libraries take a document for verified if any of its proofs holds. Nothing is shown with more than one
 * proof, and a base proof is never shown.
 *
 * @throws {CredentialError} `malformed` where they say different things, or `severalProofs` where two are of one suite.
 * @see Data Integrity 1.0 §2.1.1 Proof Sets
 */
export function joinProofs(first: SecuredCredential, ...others: SecuredCredential[]): JsonObject {
  const { proof: _, ...document } = first
  for (const { proof: __, ...other } of others) {
    if (!equalOctets(canonicalJson(other), canonicalJson(document))) {
      throw new CredentialError('malformed', 'the proofs are of different credentials')
    }
  }
  const proof = [first, ...others].map((one) => one.proof)
  if (new Set(proof.map(suiteNameOf)).size < proof.length) {
    throw new CredentialError('severalProofs', 'two proofs are of one suite')
  }
  return { ...document, proof }
}

/**
 * A credential with one of its proofs alone, for whatever takes a credential with one.
 *
 * @param suite The proof's `cryptosuite`, or its `type` where it has none.
 * @throws {CredentialError} `proofMissing` where there is none of the suite, `severalProofs` where there is more than one, or
 *   what `parseSecuredCredential` throws.
 */
export function selectProof(credential: unknown, suite: string): SecuredCredential {
  assertJson(credential)
  if (!isJsonObject(credential)) {
    throw new CredentialError('malformed', 'the credential is no object')
  }
  const proofs = listOf(credential.proof).filter((proof) => suiteNameOf(proof) === suite)
  const [proof] = proofs
  if (proof === undefined) throw new CredentialError('proofMissing', 'no proof is of the suite')
  return parseSecuredCredential({ ...credential, proof: proofs.length > 1 ? proofs : proof })
}

function suiteNameOf(proof: JsonValue): JsonValue | undefined {
  return isJsonObject(proof) ? (proof.cryptosuite ?? proof.type) : undefined
}
