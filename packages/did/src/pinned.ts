import type { Resolvable } from 'did-resolver'
import { type DidDocument, fixDidDocument } from './did-document.ts'
import { resolved, unresolved } from './did-resolution.ts'

/**
 * A resolver that knows the documents it is given and asks nobody: what was resolved once, in advance, answers every
 * presentation after that, and no issuer learns where its credentials are shown. For every other DID it answers
 * `notFound`, whatever the method.
 *
 * The documents are copied and checked here. What is handed out cannot be changed.
 *
 * @throws {DidError} `invalidDidDocument`.
 */
export function createPinnedResolver(documents: Iterable<DidDocument>): Resolvable {
  const pinned = new Map(
    [...documents].map((document) => [document.id as string, fixDidDocument(document)]),
  )
  return {
    resolve: async (did) => {
      const document = pinned.get(did)
      return document === undefined ? unresolved('notFound') : resolved(document)
    },
  }
}
