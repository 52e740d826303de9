import { isJsonObject, listOf } from '@unscored/core'
import type { DocumentLoader } from './document-loader.ts'
import { CredentialError } from './error.ts'

/** What {@link assertMaySign} takes beside the DID. */
export interface AssertMaySignOptions {
  /** The key that a proof was made with. */
  method: { readonly id: string; readonly controller: string }
  documentLoader: DocumentLoader
}

/**
 * Checks that a key may sign for a DID: a proof that holds says whose key it was made with; that it is the DID's, only the
 * DID's document does.
 *
 * @throws {CredentialError} `issuerMismatch`.
 */
export async function assertMaySign(
  did: unknown,
  { method: { id, controller }, documentLoader }: AssertMaySignOptions,
): Promise<void> {
  const { document } = await documentLoader(controller)
  const listed = listOf(document.assertionMethod)
  const isListed = listed.some((key) => {
    const name = isJsonObject(key) ? key.id : key
    // A document may leave out its own DID (DID Core §3.2.2).
    return typeof name === 'string' && (name.startsWith('#') ? controller + name : name) === id
  })
  if (controller !== did || !isListed || document.id !== controller) {
    throw new CredentialError('issuerMismatch', 'the key may not sign for this issuer')
  }
}
