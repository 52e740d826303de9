import { sha256 } from '@noble/hashes/sha2.js'
import { type JsonObject, utf8 } from '@unscored/core'
import { parseCreated } from '../created.ts'
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
  if (configuration.created !== undefined) parseCreated(configuration.created)
  const context = document['@context'] ?? []
  const nquads = await toNQuads({ ...configuration, '@context': context }, options)
  return sha256(utf8(nquads.join('')))
}
