/** The context of documents that say one thing, `content`, which is JSON and signed as it stands. */
export const SIGNED_CONTENT_CONTEXT = 'https://w3id.org/unscored/manifest/v1'

/** The `@context` of such a document, its proof included. */
export const signedContentContexts = [
  SIGNED_CONTENT_CONTEXT,
  'https://w3id.org/security/data-integrity/v2',
] as const
