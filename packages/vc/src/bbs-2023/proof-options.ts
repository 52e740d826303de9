import { sha256 } from '@noble/hashes/sha2.js'
import { type JsonObject, utf8 } from '@unscored/core'
import { CredentialError } from '../error.ts'
import { type JsonLdOptions, toNQuads } from '../jsonld.ts'

/**
 * SHA-256 of the canonical form of everything that a proof says beside its value (VC-DI-BBS §3.4.4, §3.4.3).
 *
 * @throws {CredentialError} `invalidCreated`, and what JSON-LD processing throws.
 */
export async function hashProofOptions(
  document: JsonObject,
  proof: JsonObject,
  options: JsonLdOptions,
): Promise<Uint8Array> {
  const { proofValue: _, ...configuration } = proof
  assertCreated(configuration.created)
  const context = document['@context'] ?? []
  const nquads = await toNQuads({ ...configuration, '@context': context }, options)
  return sha256(utf8(nquads.join('')))
}

/**
 * @throws {CredentialError} `invalidCreated` where it is neither left out nor an XSD dateTime with a time zone.
 * @see Data Integrity 1.0 §2.1 Proofs
 */
export function assertCreated(created: unknown): void {
  if (created === undefined) return
  const valid =
    typeof created === 'string' &&
    DATE_TIME_STAMP.test(created) &&
    !Number.isNaN(Date.parse(created))
  if (!valid) throw new CredentialError('invalidCreated', '/proof/created is no XSD dateTimeStamp')
}

const DATE_TIME_STAMP = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/
