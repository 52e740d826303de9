import {
  type Cache,
  canonicalJson,
  createCache,
  equalOctets,
  type JsonObject,
  type JsonValue,
  listOf,
  sha256,
  utf8,
} from '@unscored/core'
import { bundledContexts } from '../contexts/bundled.ts'
import { parseCreated } from '../created.ts'
import type { DocumentLoader } from '../document-loader.ts'
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
  const name = (await isForMany(input, options)) ? JSON.stringify(input) : undefined
  const known = name === undefined ? undefined : proofOptionsHashes.get(name)
  if (known !== undefined) return known
  const hash = sha256(utf8((await toNQuads(input, options)).join('')))
  if (name !== undefined) proofOptionsHashes.set(name, hash)
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

/** The most proof options of which a hash is kept. */
export const KEPT_HASHES = 256

/**
 * Credentials of one key say the same in their proofs, so that a verifier meets few and an issuer one. Canonical forms of
 * the credentials themselves are not kept: each is somebody's, and comes but once.
 */
export const proofOptionsHashes: Cache<Uint8Array> = createCache(KEPT_HASHES)

/**
 * Whether proof options tell nothing of one credential, as the second of its making would, and mean the same to everybody:
 * an address of a bundled context may stand for something else with another's document loader.
 */
async function isForMany(
  { '@context': context, created, ...members }: JsonObject,
  { documentLoader }: JsonLdOptions,
): Promise<boolean> {
  const bundled = await Promise.all(listOf(context).map((url) => isBundled(url, documentLoader)))
  return (
    created === undefined &&
    bundled.every(Boolean) &&
    Object.values(members).every((value) => typeof value === 'string')
  )
}

async function isBundled(
  url: JsonValue | undefined,
  documentLoader: DocumentLoader,
): Promise<boolean> {
  const source = typeof url === 'string' ? bundledContexts.get(url) : undefined
  if (typeof url !== 'string' || source === undefined) return false
  const { document } = await documentLoader(url)
  return document === (await source())
}
