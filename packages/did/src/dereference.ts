import { parseVerificationMethod, type VerificationMethod } from '@unscored/core'
import { type Did, parseDidUrl } from './did.ts'
import {
  type DidDocument,
  type DidService,
  type DidVerificationMethod,
  idsUnder,
  servicesOf,
  type VerificationRelationship,
  verificationMethodsOf,
} from './did-document.ts'
import { DidError } from './error.ts'
import { assertKeyInUse } from './key-lapse.ts'
import { isPublic } from './multikey-method.ts'
import { type ResolveDidOptions, resolveDid } from './resolver.ts'
import {
  endpointUrls,
  parseServiceSelection,
  type ServiceSelection,
  withSelectedServices,
} from './service-selection.ts'

/** What {@link dereference} takes beside the DID URL. */
export type DereferenceOptions = ResolveDidOptions

/**
 * What a DID URL stands for, as a JSON-LD document loader hands it out: the document of a DID without fragment; the
 * verification method or the service of a DID with one, its id and controller absolute, with the document's `@context`.
 * With the parameters `service` or `serviceType` it is the document with only those services.
 *
 * A method is given as the document has it, whatever kind of key it holds, whatever it may be used for and until when;
 * {@link dereferenceVerificationMethod} asks all three.
 *
 * @throws {DidError} `invalidDidUrl`, `notFound`, also for every path and every other query, and what `resolveDid` throws.
 * @see DID Resolution 1.0 §5 DID URL Dereferencing
 */
export async function dereference(
  didUrl: unknown,
  { resolver }: DereferenceOptions,
): Promise<DidDocument | DidVerificationMethod | DidService> {
  const parsed = parseLocalDidUrl(didUrl)
  return within(await resolveDid(parsed.did, { resolver }), parsed)
}

/** What a DID URL stands for in the document of its DID; see {@link dereference}. */
export function within(
  resolved: DidDocument,
  { selection, fragment }: LocalDidUrl,
): DidDocument | DidVerificationMethod | DidService {
  const document = selection === undefined ? resolved : withSelectedServices(resolved, selection)
  if (fragment === undefined) return document
  const { '@context': context } = document
  const part = partNamed([...verificationMethodsOf(document), ...servicesOf(document)], {
    document,
    fragment,
  })
  return context === undefined ? part : { '@context': context, ...part }
}

/**
 * The addresses that a DID URL with the parameters `service` or `serviceType`, and `relativeRef` perhaps, stands for, in the
 * order of the document: `did:web:issuer.example?service=files&relativeRef=lists%2F1`.
 *
 * Nobody is asked but the resolver. Who goes there asks a server that whoever wrote the document has chosen.
 *
 * @throws {DidError} `notFound` where there are none, and for any other DID URL; `invalidDidUrl`, also where `relativeRef`
 *   leads away from the endpoint's host or climbs its path; `invalidDidDocument`; and what `resolveDid` throws.
 * @see DID Resolution 1.0 §5.4.1 Dereferencing the Resource
 */
export async function dereferenceService(
  didUrl: unknown,
  { resolver }: DereferenceOptions,
): Promise<URL[]> {
  const { did, selection, fragment } = parseLocalDidUrl(didUrl)
  if (selection === undefined) throw new DidError('notFound', 'the DID URL names no service')
  return endpointUrls(await resolveDid(did, { resolver }), { selection, fragment })
}

/** What {@link dereferenceVerificationMethod} takes beside the DID URL. */
export interface DereferenceVerificationMethodOptions extends ResolveDidOptions {
  /** What the key is wanted for: `assertionMethod` for the signature of a credential. */
  relationship: VerificationRelationship
  /** The clock, for keys that expire. */
  now?: () => Date
}

/**
 * The public key of a DID URL, where its DID lets it be used for what it is wanted for, now.
 *
 * A method that names another DID as its controller is refused: it would speak for that DID, whose own document
 * does not say so. A key of P-256 is a point of it; whether one of another curve is, is for those to ask who use it.
 *
 * @returns The key with absolute id; its controller is the DID of the URL.
 * @throws {DidError} `relationshipMissing`, `keyExpired`, `keyRevoked`; `invalidDidUrl`, also without fragment;
 * `invalidDidDocument`, also for a kind of key that `@unscored/core` does not read; `notFound`; and what `resolveDid` throws.
 * @see CID 1.0 §3.3 Retrieve Verification Method
 */
export async function dereferenceVerificationMethod(
  didUrl: unknown,
  { resolver, relationship, now = () => new Date() }: DereferenceVerificationMethodOptions,
): Promise<VerificationMethod> {
  const { did, selection, fragment } = parseLocalDidUrl(didUrl)
  if (selection !== undefined) throw new DidError('notFound', 'a service is no key')
  if (fragment === undefined) throw new DidError('invalidDidUrl', 'the DID URL names no key')
  const document = await resolveDid(did, { resolver })
  const method = partNamed(verificationMethodsOf(document), { document, fragment })
  if (method.controller !== did || !idsUnder(document, relationship).includes(method.id)) {
    throw new DidError('relationshipMissing', `the DID does not list the key as ${relationship}`)
  }
  assertKeyInUse(method, now())
  return parsePublicMethod(method)
}

/** A DID URL that stands for a document or for something within it. */
export interface LocalDidUrl {
  readonly did: Did
  readonly selection: ServiceSelection | undefined
  readonly fragment: string | undefined
}

/**
 * Reads a DID URL that stands for a document or for something within it.
 *
 * @throws {DidError} `invalidDidUrl`, or `notFound` for every path and every query that selects no services.
 */
export function parseLocalDidUrl(didUrl: unknown): LocalDidUrl {
  const { did, path, query, fragment } = parseDidUrl(didUrl)
  if (path !== undefined) throw new DidError('notFound', 'the path of the DID URL leads nowhere')
  const selection = query === undefined ? undefined : parseServiceSelection(query)
  return { did, selection, fragment }
}

interface PartNamedOptions {
  document: DidDocument
  fragment: string
}

function partNamed<Part extends { readonly id: string }>(
  parts: readonly Part[],
  { document, fragment }: PartNamedOptions,
): Part {
  const id = `${document.id}#${fragment}`
  const part = parts.find((candidate) => candidate.id === id)
  if (part === undefined) throw new DidError('notFound', 'the document has nothing of this name')
  return part
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
