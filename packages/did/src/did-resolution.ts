import type { DIDDocument, DIDResolutionResult } from 'did-resolver'
import type { DidDocument } from './did-document.ts'
import type { DidErrorCode } from './error.ts'

/** What a DID method answers when it has the document. */
export function resolved(document: DidDocument, details: object = {}): DIDResolutionResult {
  return {
    // did-resolver writes its arrays without `readonly`, and changes none of them.
    didDocument: document as unknown as DIDDocument,
    didDocumentMetadata: {},
    didResolutionMetadata: { contentType: mediaTypeOf(document), ...details },
  }
}

/** What a DID method answers when it has no document. */
export function unresolved(error: DidErrorCode, details: object = {}): DIDResolutionResult {
  return {
    didDocument: null,
    didDocumentMetadata: {},
    didResolutionMetadata: { ...details, error },
  }
}

/** The media type of a document as DID Core 1.0 names it: JSON-LD has a context. */
function mediaTypeOf(document: DidDocument): string {
  return Object.hasOwn(document, '@context') ? 'application/did+ld+json' : 'application/did+json'
}
