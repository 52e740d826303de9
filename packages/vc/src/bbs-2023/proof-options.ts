import { sha256 } from '@noble/hashes/sha2.js'
import { canonicalJson, equalOctets, type JsonObject, utf8 } from '@unscored/core'
import { bundledContexts } from '../contexts/bundled.ts'
import { parseCreated } from '../created.ts'
import { CredentialError } from '../error.ts'
import { type JsonLdOptions, toNQuads } from '../jsonld.ts'

/**
 * SHA-256 of the canonical form of everything that a proof says beside its value (VC-DI-BBS §3.4.4, §3.4.3).
 *
 * @throws {CredentialError} `wrongProofPurpose`, `invalidCreated`, `malformed` for members that are not known, and what
 *   JSON-LD processing throws.
 */
export async function hashProofOptions(
  document: JsonObject,
  proof: JsonObject,
  options: JsonLdOptions,
): Promise<Uint8Array> {
  const context = document['@context'] ?? []
  const { proofValue: _, '@context': own = context, ...configuration } = proof
  assertOptions(configuration)
  if (!equalOctets(canonicalJson(own), canonicalJson(context))) {
    throw new CredentialError('malformed', '/proof/@context is not that of the document')
  }
  const input = { ...configuration, '@context': context }
  const name = JSON.stringify(input)
  const known = hashes.get(name)
  if (known !== undefined) return known
  const hash = sha256(utf8((await toNQuads(input, options)).join('')))
  if (meansTheSameEverywhere(input)) remember(name, hash)
  return hash
}

/**
 * A proof says no more than what is looked at: a domain, a challenge or an end that nobody checks would promise more than
 * it holds, and whatever it says is shown to every verifier.
 */
function assertOptions({
  type,
  cryptosuite,
  created,
  verificationMethod,
  proofPurpose,
  ...others
}: JsonObject): void {
  const [unknown] = Object.keys(others)
  if (unknown !== undefined) {
    throw new CredentialError('malformed', `/proof/${unknown.slice(0, 100)} is not known`)
  }
  if (![type, cryptosuite, verificationMethod].every((value) => typeof value === 'string')) {
    throw new CredentialError('malformed', '/proof lacks a text that it must have')
  }
  if (proofPurpose !== 'assertionMethod') {
    throw new CredentialError('wrongProofPurpose', '/proof/proofPurpose is not assertionMethod')
  }
  if (created !== undefined) parseCreated(created)
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
