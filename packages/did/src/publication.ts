import { type DidDocument, parseDidDocument } from './did-document.ts'
import { didWebUrl } from './did-web-url.ts'

/** The type of the service by which a DID says where its issuer's manifest is. */
export const MANIFEST_SERVICE = 'UnscoredManifest'

/**
 * Where an issuer serves its signed manifest, beside the document of its `did:web`: `did:web:issuer.example` at
 * `https://issuer.example/unscored/manifest.json`, `did:web:issuer.example:health` at
 * `https://issuer.example/health/unscored/manifest.json`. What a manifest names by addresses, parameters and lists, is in the
 * same folder by custom, in `parameters` and `lists`.
 *
 * @throws {DidError} `invalidDid`.
 */
export function manifestUrl(did: unknown): URL {
  const url = didWebUrl(did)
  const folder = url.pathname.replace(/(?:\.well-known\/)?did\.json$/, '')
  return new URL(`${folder}unscored/manifest.json`, url)
}

/**
 * The document of a `did:web` that says, as its service `#manifest`, where its issuer's manifest is.
 *
 * Wallets and verifiers fetch that in advance, when they fetch documents, and never because a credential is shown: whoever
 * serves it sees who asks, and when.
 *
 * @throws {DidError} `invalidDid` for a DID of another method, `invalidDidDocument` where the document has something of this
 *   name.
 */
export function withManifestService(document: DidDocument): DidDocument {
  const service = {
    id: `${document.id}#manifest`,
    type: MANIFEST_SERVICE,
    serviceEndpoint: manifestUrl(document.id).href,
  }
  return parseDidDocument(
    { ...document, service: [...(document.service ?? []), service] },
    document.id,
  )
}
