import { sha256 } from '@noble/hashes/sha2.js'
import { type JsonObject, utf8 } from '@unscored/core'
import { bundledContexts } from '../contexts/bundled.ts'
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
  const input = { ...configuration, '@context': document['@context'] ?? [] }
  const name = JSON.stringify(input)
  const known = hashes.get(name)
  if (known !== undefined) return known
  const hash = sha256(utf8((await toNQuads(input, options)).join('')))
  if (meansTheSameEverywhere(input)) remember(name, hash)
  return hash
}

/** Credentials of one key say the same in their proofs, so that a verifier meets few and an issuer one. */
const hashes = new Map<string, Uint8Array>()
const KEPT_HASHES = 256

function remember(name: string, hash: Uint8Array): void {
  hashes.set(name, hash)
  const [oldest] = hashes.keys()
  if (hashes.size > KEPT_HASHES && oldest !== undefined) hashes.delete(oldest)
}

/** Bundled contexts are the same for every document loader; others may not be. */
function meansTheSameEverywhere({ '@context': context, ...members }: JsonObject): boolean {
  const contexts = [context].flat()
  return (
    contexts.every((url) => typeof url === 'string' && bundledContexts.has(url)) &&
    Object.values(members).every((value) => typeof value === 'string')
  )
}
