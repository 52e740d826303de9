import {
  isJsonObject,
  type JsonObject,
  type JsonValue,
  signedContentContexts,
} from '@unscored/core'
import type { Resolvable } from 'did-resolver'
import { dereference } from './dereference.ts'
import type { Did } from './did.ts'

/** What a document with content is about. */
export type SignedContentType = 'IssuerManifest' | 'TrustRegistry'

/** What {@link VerifySignedDocument} is given beside the document. */
export interface VerifySignedDocumentOptions {
  /** The DID whose signature it must be. */
  readonly signer: string
  readonly dereference: (didUrl: string) => Promise<JsonObject>
  readonly now: Date
}

/**
 * Verifies that a document was signed by a DID with a key that it lists under `assertionMethod`, and gives the document; throws
 * where it was not. `verifyDocument` of `@unscored/vc` is one.
 */
export type VerifySignedDocument = (
  document: unknown,
  options: VerifySignedDocumentOptions,
) => Promise<JsonObject>

/** A document that is still to be signed. */
export function contentDocument(type: SignedContentType, content: JsonValue): JsonObject {
  return { '@context': signedContentContexts, type, content }
}

/** What {@link verifyContent} takes. */
export interface VerifyContentOptions {
  type: SignedContentType
  signer: Did
  verifyDocument: VerifySignedDocument
  resolver: Resolvable
  now: Date
}

/** The content of a signed document; `undefined` where it is a document about something else. */
export async function verifyContent(
  document: unknown,
  { type, signer, verifyDocument, resolver, now }: VerifyContentOptions,
): Promise<JsonValue | undefined> {
  const verified = await verifyDocument(document, {
    signer,
    dereference: (didUrl) => dereference(didUrl, { resolver }),
    now,
  })
  return isContentDocument(verified, type) ? verified.content : undefined
}

/** Whether a document has the one form that documents with content have. */
export function isContentDocument(value: unknown, type: SignedContentType): value is JsonObject {
  if (!isJsonObject(value)) return false
  const { '@context': contexts, type: found, content, proof: _, ...others } = value
  return (
    JSON.stringify(contexts) === JSON.stringify(signedContentContexts) &&
    found === type &&
    content !== undefined &&
    Object.keys(others).length === 0
  )
}
