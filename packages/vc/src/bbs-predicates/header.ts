import {
  canonicalJson,
  concatOctets,
  type JsonObject,
  type JsonValue,
  sha256,
} from '@unscored/core'
import type { AttributeTable } from './attribute-table.ts'

/** The name by which a proof says that it is of this suite. */
export const BBS_PREDICATES_2026 = 'bbs-predicates-2026'

/** What a credential's signature is bound to besides its attributes. */
export interface HeaderInputs {
  /** All of a credential but its attributes; see `mandatoryPart`. */
  mandatory: JsonObject
  table: AttributeTable
  /** A DID URL. */
  verificationMethod: string
}

/** The members of a credential's proof, but for its value: the same for all credentials of a key. */
export function proofOptions(verificationMethod: string): JsonObject {
  return {
    type: 'DataIntegrityProof',
    cryptosuite: BBS_PREDICATES_2026,
    verificationMethod,
    proofPurpose: 'assertionMethod',
  }
}

/**
 * 96 octets: the hashes of what the proof says beside its value, of what every presentation shows, and of the attribute
 * table. All holders of a profile have the same, and whoever verifies computes it from what it knows of the issuer.
 */
export async function createHeader({
  mandatory,
  table,
  verificationMethod,
}: HeaderInputs): Promise<Uint8Array> {
  const digest = (value: JsonValue) => sha256(canonicalJson(value))
  return concatOctets(
    await digest(proofOptions(verificationMethod)),
    await digest(mandatory),
    await digest(table.map(({ pointer, encoding }) => ({ pointer, encoding }))),
  )
}
