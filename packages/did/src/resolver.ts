import { isJsonObject } from '@unscored/core'
import { type Resolvable, Resolver, type ResolverRegistry } from 'did-resolver'
import { type Did, parseDid } from './did.ts'
import { type DidDocument, parseDidDocument } from './did-document.ts'
import { createDidKeyResolver } from './did-key.ts'
import { createDidWebResolver } from './did-web.ts'
import { DidError, type DidErrorCode } from './error.ts'

/** What {@link createResolver} takes. */
export interface CreateResolverOptions {
  /**
   * What resolves each DID method, by the method's name; any `getResolver()` of the did-resolver family is such a
   * record. `key` and `web` by default; what is given replaces both.
   */
  methods?: ResolverRegistry
}

/**
 * A resolver over DID methods.
 *
 * ```ts
 * const offline = createResolver({ methods: createDidKeyResolver() })
 * const more = createResolver({ methods: { ...createDidKeyResolver(), ...createDidWebResolver(), ...another } })
 * ```
 */
export function createResolver({
  methods = { ...createDidKeyResolver(), ...createDidWebResolver() },
}: CreateResolverOptions = {}): Resolver {
  // did-resolver looks methods up by bare index. Without a prototype, `did:constructor:…` finds nothing there.
  return new Resolver(Object.assign(Object.create(null), methods))
}

/** What {@link resolveDid} takes beside the DID. */
export interface ResolveDidOptions {
  /** Who is asked: `createResolver`, or any other resolver of the did-resolver family. */
  resolver: Resolvable
}

/**
 * The document of a DID, checked.
 *
 * @throws {DidError} what the resolver answers, where that is one of the codes, and `notFound` for any other of its
 * errors and for a DID that was deactivated; `invalidDid`, `invalidDidDocument`.
 * @see DID Core §7.1 DID Resolution
 */
export async function resolveDid(
  did: unknown,
  { resolver }: ResolveDidOptions,
): Promise<DidDocument> {
  const asked = parseDid(did)
  const result = await ask(resolver, asked)
  const { didResolutionMetadata, didDocumentMetadata, didDocument } = result
  const error = isJsonObject(didResolutionMetadata) ? didResolutionMetadata.error : undefined
  if (error !== undefined && error !== null) {
    const code = errorCodes.get(error) ?? 'notFound'
    throw new DidError(code, 'the resolver has no document', { cause: didResolutionMetadata })
  }
  if (didDocument === undefined || didDocument === null) {
    throw new DidError('notFound', 'the resolver has no document')
  }
  if (isJsonObject(didDocumentMetadata) && didDocumentMetadata.deactivated === true) {
    throw new DidError('notFound', 'the DID was deactivated')
  }
  return parseDidDocument(didDocument, asked)
}

/** A resolver's answer, of which nothing is believed: its types are those of a library that it may not be. */
interface Answer {
  readonly didResolutionMetadata?: unknown
  readonly didDocumentMetadata?: unknown
  readonly didDocument?: unknown
}

async function ask(resolver: Resolvable, did: Did): Promise<Answer> {
  try {
    const answer: unknown = await resolver.resolve(did)
    return isJsonObject(answer) ? answer : {}
  } catch (cause) {
    if (cause instanceof DidError) throw cause
    throw new DidError('notFound', 'the resolver failed', { cause })
  }
}

/** What resolvers call their errors; did-resolver has a name of its own for one of them. */
const errorCodes: ReadonlyMap<unknown, DidErrorCode> = new Map<unknown, DidErrorCode>([
  ['invalidDid', 'invalidDid'],
  ['notFound', 'notFound'],
  ['representationNotSupported', 'representationNotSupported'],
  ['invalidDidDocument', 'invalidDidDocument'],
  ['methodNotSupported', 'methodNotSupported'],
  ['unsupportedDidMethod', 'methodNotSupported'],
])
