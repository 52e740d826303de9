import { parseVerificationMethod, type VerificationMethod } from '@unscored/core'
import { type Did, parseDidUrl } from './did.ts'
import {
  type DidDocument,
  type DidVerificationMethod,
  idsUnder,
  type VerificationRelationship,
  verificationMethodsOf,
} from './did-document.ts'
import { DidError } from './error.ts'
import { isPublic } from './multikey-method.ts'
import { type ResolveDidOptions, resolveDid } from './resolver.ts'

/** What {@link dereference} takes beside the DID URL. */
export type DereferenceOptions = ResolveDidOptions

/**
 * What a DID URL stands for, as a JSON-LD document loader hands it out: the document of a DID without fragment; the
 * verification method of a DID with one, its id and controller absolute, with the document's `@context`.
 *
 * A method is given as the document has it, whatever kind of key it holds and whatever it may be used for;
 * {@link dereferenceVerificationMethod} asks both.
 *
 * @throws {DidError} `invalidDidUrl`, `notFound`, also for every path and query, and what `resolveDid` throws.
 * @see DID Core §7.2 DID URL Dereferencing
 */
export async function dereference(
  didUrl: unknown,
  { resolver }: DereferenceOptions,
): Promise<DidDocument | DidVerificationMethod> {
  const { did, fragment } = parseLocalDidUrl(didUrl)
  const document = await resolveDid(did, { resolver })
  if (fragment === undefined) return document
  const { '@context': context } = document
  const method = methodNamed(document, fragment)
  return context === undefined ? method : { '@context': context, ...method }
}

/** What {@link dereferenceVerificationMethod} takes beside the DID URL. */
export interface DereferenceVerificationMethodOptions extends ResolveDidOptions {
  /** What the key is wanted for: `assertionMethod` for the signature of a credential. */
  relationship: VerificationRelationship
}

/**
 * The public key of a DID URL, where its DID lets it be used for what it is wanted for.
 *
 * A method that names another DID as its controller is refused: it would speak for that DID, whose own document
 * does not say so. Whether the key is a point of its curve is for those to ask who use it.
 *
 * @returns The key with absolute id; its controller is the DID of the URL.
 * @throws {DidError} `relationshipMissing`; `invalidDidUrl`, also without fragment; `invalidDidDocument`, also for a
 * kind of key that `@unscored/core` does not read; `notFound`; and what `resolveDid` throws.
 * @see CID 1.0 §3.3 Retrieve Verification Method
 */
export async function dereferenceVerificationMethod(
  didUrl: unknown,
  { resolver, relationship }: DereferenceVerificationMethodOptions,
): Promise<VerificationMethod> {
  const { did, fragment } = parseLocalDidUrl(didUrl)
  if (fragment === undefined) throw new DidError('invalidDidUrl', 'the DID URL names no key')
  const document = await resolveDid(did, { resolver })
  const method = methodNamed(document, fragment)
  if (method.controller !== did || !idsUnder(document, relationship).includes(method.id)) {
    throw new DidError('relationshipMissing', `the DID does not list the key as ${relationship}`)
  }
  return parsePublicMethod(method)
}

/** Reads a DID URL that stands for a document or for something within it. */
function parseLocalDidUrl(didUrl: unknown): { did: Did; fragment: string | undefined } {
  const { did, path, query, fragment } = parseDidUrl(didUrl)
  if (path !== undefined || query !== undefined) {
    throw new DidError('notFound', 'the path or the query of the DID URL leads nowhere')
  }
  return { did, fragment }
}

function methodNamed(document: DidDocument, fragment: string): DidVerificationMethod {
  const id = `${document.id}#${fragment}`
  const method = verificationMethodsOf(document).find((candidate) => candidate.id === id)
  if (method === undefined) throw new DidError('notFound', 'the document has no such key')
  return method
}

function parsePublicMethod(value: DidVerificationMethod): VerificationMethod {
  const method = parseMethod(value)
  if (!isPublic(method.key)) throw new DidError('invalidDidDocument', 'the key is not a public one')
  return method
}

function parseMethod(value: DidVerificationMethod): VerificationMethod {
  try {
    return parseVerificationMethod(value)
  } catch (cause) {
    throw new DidError('invalidDidDocument', 'the key cannot be read', { cause })
  }
}
