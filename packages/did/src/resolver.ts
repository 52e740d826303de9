import { isJsonObject, type JsonObject } from '@unscored/core'
import {
  type DIDResolutionOptions,
  type DIDResolutionResult,
  type Resolvable,
  Resolver,
  type ResolverRegistry,
} from 'did-resolver'
import { type Did, MAX_DID_URL_LENGTH, parseDid } from './did.ts'
import { type DidDocument, parseDidDocument } from './did-document.ts'
import { createDidJwkResolver } from './did-jwk.ts'
import { createDidKeyResolver } from './did-key.ts'
import { unresolved } from './did-resolution.ts'
import { createDidWebResolver } from './did-web.ts'
import { DidError, type DidErrorCode } from './error.ts'

/** What {@link createResolver} takes. */
export interface CreateResolverOptions {
  /**
   * What resolves each DID method, by the method's name; any `getResolver()` of the did-resolver family is such a
   * record. `key`, `jwk` and `web` by default; what is given replaces all three.
   */
  methods?: ResolverRegistry
}

/**
 * A resolver over DID methods.
 *
 * What it answers is the result of a DID resolution: a document, or `error` in `didResolutionMetadata` with a code of
 * {@link DidErrorCode} and no document. It never rejects: where a method throws something else than a `DidError`, the answer
 * is `internalError`.
 *
 * ```ts
 * const offline = createResolver({ methods: { ...createDidKeyResolver(), ...createDidJwkResolver() } })
 * const more = createResolver({ methods: { ...createDidKeyResolver(), ...createDidWebResolver(), ...ethr.getResolver() } })
 * ```
 *
 * @see DID Resolution 1.0 §4 DID Resolution
 */
export function createResolver({
  methods = { ...createDidKeyResolver(), ...createDidJwkResolver(), ...createDidWebResolver() },
}: CreateResolverOptions = {}): Resolver {
  // did-resolver looks methods up by bare index. Without a prototype, `did:constructor:…` finds nothing there.
  return new MethodResolver(Object.assign(Object.create(null), methods))
}

/** did-resolver's own, with the specification's names for what goes wrong, and no document beside an error. */
class MethodResolver extends Resolver {
  override async resolve(
    didUrl: string,
    options?: DIDResolutionOptions,
  ): Promise<DIDResolutionResult> {
    // The library's grammar is a regular expression: text of any length could exhaust its stack.
    if (typeof didUrl !== 'string' || didUrl.length > MAX_DID_URL_LENGTH) {
      return unresolved('invalidDid')
    }
    try {
      return standardResult(await super.resolve(didUrl, options))
    } catch (cause) {
      return unresolved(cause instanceof DidError ? cause.code : 'internalError')
    }
  }
}

/** Methods are typed, and need not keep to it. */
function standardResult(result: Partial<DIDResolutionResult>): DIDResolutionResult {
  const { didDocument = null, didDocumentMetadata = {}, didResolutionMetadata = {} } = result
  const code = codeOf(didResolutionMetadata.error)
  if (code !== undefined) return unresolved(code, didResolutionMetadata)
  return { ...result, didDocument, didDocumentMetadata, didResolutionMetadata }
}

/** What {@link resolveDid} takes beside the DID. */
export interface ResolveDidOptions {
  /** Who is asked: `createResolver`, or any other resolver of the did-resolver family. */
  resolver: Resolvable
}

/**
 * The document of a DID, checked.
 *
 * @throws {DidError} what the resolver answers, where that is one of the codes, and `internalError` for any other of its
 * errors; `notFound` also for a DID that was deactivated; `invalidDid`, `invalidDidDocument`.
 * @see DID Resolution 1.0 §4 DID Resolution
 */
export async function resolveDid(
  did: unknown,
  { resolver }: ResolveDidOptions,
): Promise<DidDocument> {
  const { document } = await resolution(parseDid(did), { resolver })
  if (document === undefined) throw new DidError('notFound', 'the DID was deactivated')
  return document
}

/** What is known of a DID. */
export interface Resolution {
  /** None where the DID was deactivated. */
  readonly document?: DidDocument
  /** As the resolver gives it, and unchecked. */
  readonly documentMetadata: JsonObject
  /** As the resolver gives it, and unchecked. */
  readonly resolutionMetadata: JsonObject
}

/**
 * What a resolver answers, checked.
 *
 * @throws {DidError} as {@link resolveDid}, but for a DID that was deactivated.
 */
export async function resolution(did: Did, { resolver }: ResolveDidOptions): Promise<Resolution> {
  const { didResolutionMetadata, didDocumentMetadata, didDocument } = await ask(resolver, did)
  const metadata = {
    documentMetadata: isJsonObject(didDocumentMetadata) ? didDocumentMetadata : {},
    resolutionMetadata: isJsonObject(didResolutionMetadata) ? didResolutionMetadata : {},
  }
  const code = codeOf(metadata.resolutionMetadata.error)
  if (code !== undefined) {
    const why = reasonIn(metadata.resolutionMetadata)
    throw new DidError(code, `the resolver has no document${why}`, { cause: didResolutionMetadata })
  }
  if (metadata.documentMetadata.deactivated === true) return metadata
  if (didDocument === undefined || didDocument === null) {
    throw new DidError('notFound', 'the resolver has no document')
  }
  return { ...metadata, document: parseDidDocument(didDocument, did) }
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
    throw new DidError('internalError', 'the resolver failed', { cause })
  }
}

/** What did:web says of it, or another method: of what may be anybody's, no more than a word. */
function reasonIn({ reason }: JsonObject): string {
  return typeof reason === 'string' && /^[a-z]{1,40}$/i.test(reason) ? `: ${reason}` : ''
}

/** What a resolver's error is called here; `undefined` where there was none. */
function codeOf(error: unknown): DidErrorCode | undefined {
  if (error === undefined || error === null) return undefined
  const name = isJsonObject(error) ? error.type : error
  return errorCodes.get(name) ?? 'internalError'
}

const ERROR_TYPE = 'https://www.w3.org/ns/did#'

/** Codes that are the result of a resolution, by what resolvers call them. */
const resolutionErrors = {
  INVALID_DID: 'invalidDid',
  NOT_FOUND: 'notFound',
  REPRESENTATION_NOT_SUPPORTED: 'representationNotSupported',
  INVALID_DID_DOCUMENT: 'invalidDidDocument',
  METHOD_NOT_SUPPORTED: 'methodNotSupported',
} as const satisfies Record<string, DidErrorCode>

const errorCodes: ReadonlyMap<unknown, DidErrorCode> = new Map<unknown, DidErrorCode>([
  ...Object.entries(resolutionErrors).flatMap(
    ([name, code]) =>
      [
        [name, code],
        [ERROR_TYPE + name, code],
        [code, code],
      ] as const,
  ),
  // did-resolver's own name.
  ['unsupportedDidMethod', 'methodNotSupported'],
])
