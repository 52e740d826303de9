import { isJsonObject, type JsonObject, type JsonValue } from '@unscored/core'
import type { Resolvable } from 'did-resolver'
import { type IssuerManifest, parseManifest } from './manifest.ts'
import { ManifestError } from './manifest-error.ts'
import {
  contentDocument,
  isContentDocument,
  type VerifySignedDocument,
  verifyContent,
} from './signed-content.ts'

/** A manifest as a document that its issuer signs with a key of its own, of Ed25519: `signDocument` of `@unscored/vc`. */
export function createManifestDocument(manifest: IssuerManifest): JsonObject {
  // A manifest is JSON, whose type has an index signature that its own has not.
  return contentDocument('IssuerManifest', manifest as unknown as JsonValue)
}

/** What {@link verifyManifest} takes. */
export interface VerifyManifestOptions {
  /** `verifyDocument` of `@unscored/vc`, or another. */
  verifyDocument: VerifySignedDocument
  /** Resolves the issuer's DID. */
  resolver: Resolvable
  now?: () => Date
}

/**
 * The manifest in a document that its issuer signed. Whether it is that of today, `assertManifestInForce` says; whether others
 * have the same, only they can.
 *
 * @param document As it came over the wire, parsed as JSON and nothing more.
 * @throws {ManifestError} as `parseManifest`.
 * @throws whatever `verifyDocument` does where the signature is not that of the issuer.
 */
export async function verifyManifest(
  document: unknown,
  { verifyDocument, resolver, now = () => new Date() }: VerifyManifestOptions,
): Promise<IssuerManifest> {
  const { issuer: signer } = readManifestDocument(document)
  const content = await verifyContent(document, {
    ...{ type: 'IssuerManifest', signer, verifyDocument, resolver, now: now() },
  })
  // What is returned is what was verified, whatever the document's members are by now.
  return parseManifest(content)
}

/**
 * The manifest in a document, whoever signed it or nobody.
 *
 * @throws {ManifestError} as `parseManifest`.
 */
export function readManifestDocument(document: unknown): IssuerManifest {
  if (!isJsonObject(document) || !isContentDocument(document, 'IssuerManifest')) {
    throw new ManifestError('manifestMalformed', 'the document is no manifest')
  }
  return parseManifest(document.content)
}
