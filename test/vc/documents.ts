import { type JsonObject, type JsonValue, signedContentContexts, withCodec } from '@unscored/core'
import { createDidKeyDocument, createPinnedResolver, dereference, didKeyOf } from '@unscored/did'
import { type DocumentKey, documentPublicKeyOf } from '@unscored/vc'

/** A key by which an organisation signs, and its `did:key`; the same for the same octet. */
export async function createDocumentKey(octet: number) {
  const secretKey = new Uint8Array(32).fill(octet)
  const publicKey = await documentPublicKeyOf(secretKey)
  const multikey = withCodec('Ed25519-public', publicKey)
  const did = didKeyOf(multikey)
  const id = `${did}#${did.slice('did:key:'.length)}`
  const key: DocumentKey = { id, secretKey, publicKey }
  return { did, key, document: createDidKeyDocument(multikey) }
}

/** Dereferences DID URLs of some documents and of no others. */
export function dereferencing(...documents: readonly JsonObject[]) {
  // Documents that tests break are of no type.
  const resolver = createPinnedResolver(documents as never)
  return (didUrl: string) => dereference(didUrl, { resolver })
}

/** A document that says one thing. */
export function saying(content: JsonValue): JsonObject {
  return { '@context': signedContentContexts, type: 'IssuerManifest', content }
}
