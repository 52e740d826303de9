import type { JsonObject } from '@unscored/core'
import type { Resolvable } from 'did-resolver'
import { preferredMediaType } from './accept.ts'
import { parseLocalDidUrl, within } from './dereference.ts'
import { parseDid } from './did.ts'
import { withAbsoluteIds } from './did-document.ts'
import {
  OptionError,
  type ProblemName,
  problemDetails,
  problemOf,
  problems,
} from './resolution-problem.ts'
import { resolution } from './resolver.ts'
import { endpointUrls } from './service-selection.ts'

/** What {@link createResolutionHandler} takes. */
export interface CreateResolutionHandlerOptions {
  /** Who is asked. One that asks the network does so for whoever can reach the handler. */
  resolver: Resolvable
  /** Where the handler is mounted, with a slash at both ends; `/1.0/identifiers/` by default. */
  path?: string
}

/** Answers a request as `fetch` sends it; most servers can be given one, or an adapter for it. */
export type ResolutionHandler = (request: Request) => Promise<Response>

/**
 * A resolution service: `GET /1.0/identifiers/{did}` gives what is known of a DID, or what a DID URL stands for, as `Accept`
 * asks for it.
 *
 * A DID or DID URL stands there as it is, the query of the request being its own; or percent-encoded as a whole, which a
 * fragment needs, and then the query of the request holds options, of which `expandRelativeUrls` is known.
 *
 * It keeps nothing and logs nothing, and says with every answer that nobody on the way is to keep it. What whoever runs it
 * learns all the same, the README tells. It never rejects: where the resolver fails the status is 500, and nothing of what
 * the resolver has to say is passed on.
 *
 * @see DID Resolution 1.0 §12.1 HTTP(S) Binding
 */
export function createResolutionHandler({
  resolver,
  path = '/1.0/identifiers/',
}: CreateResolutionHandlerOptions): ResolutionHandler {
  return async ({ url, method, headers }) => {
    const { pathname, search } = new URL(url)
    if (!pathname.startsWith(path)) return respond(404)
    if (method !== 'GET' && method !== 'HEAD') return respond(405, { allow: 'GET, HEAD' })
    const asked = readIdentifier(pathname.slice(path.length), search)
    const found = await find(asked, resolver)
    const answer = represent(found, { accept: headers.get('accept'), isUrl: asked.isUrl })
    return method === 'HEAD' ? new Response(null, answer) : answer
  }
}

/** What a request asks for. */
interface Asked {
  /** As it was sent, whatever it is. */
  readonly identifier: string
  /** Whether it has a path, a query or a fragment. */
  readonly isUrl: boolean
  readonly options: URLSearchParams
}

/** Options can only be told from the query of a DID URL where that is encoded (§12.1, step 4). */
function readIdentifier(text: string, search: string): Asked {
  const isPlain = text.startsWith('did:')
  const identifier = isPlain ? text + search : percentDecoded(text)
  const options = new URLSearchParams(isPlain ? '' : search)
  return { identifier, isUrl: /[/?#]/.test(identifier), options }
}

/** What is not well encoded is no DID either. */
function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** What there is for an identifier, before it is given a form. */
interface Found {
  /** Of the resolution, and then of what was found. */
  readonly metadata: JsonObject
  readonly contentMetadata: JsonObject
  /** None where the DID was deactivated, and of an error. */
  readonly content?: JsonObject
  /** The addresses of services, where the DID URL selects some; it throws where they have none. */
  readonly urls?: () => URL[]
  readonly problem?: ProblemName
}

async function find(asked: Asked, resolver: Resolvable): Promise<Found> {
  try {
    return await findOrThrow(asked, resolver)
  } catch (error) {
    return { metadata: {}, contentMetadata: {}, problem: problemOf(error) }
  }
}

async function findOrThrow(
  { identifier, isUrl, options }: Asked,
  resolver: Resolvable,
): Promise<Found> {
  const url = isUrl
    ? parseLocalDidUrl(identifier)
    : { did: parseDid(identifier), selection: undefined, fragment: undefined }
  const expandsRelativeUrls = parseOptions(options)
  const { document, resolutionMetadata, documentMetadata } = await resolution(url.did, { resolver })
  const metadata = plainJson(resolutionMetadata)
  const contentMetadata = plainJson(documentMetadata)
  if (document === undefined) return { metadata, contentMetadata }
  const { selection, fragment } = url
  return {
    metadata,
    contentMetadata: fragment === undefined ? contentMetadata : {},
    content: within(expandsRelativeUrls ? withAbsoluteIds(document) : document, url),
    ...(selection && { urls: () => endpointUrls(document, { selection, fragment }) }),
  }
}

/** The value of `expandRelativeUrls` (§4.1). */
function parseOptions(options: URLSearchParams): boolean {
  if ([...options.keys()].some((name) => name !== 'expandRelativeUrls')) {
    throw new OptionError('FEATURE_NOT_SUPPORTED')
  }
  const [value = 'false', ...others] = options.getAll('expandRelativeUrls')
  if (others.length > 0 || (value !== 'true' && value !== 'false')) {
    throw new OptionError('INVALID_OPTIONS')
  }
  return value === 'true'
}

/** Resolvers may put anything into their metadata; what JSON cannot express throws. */
function plainJson(metadata: JsonObject): JsonObject {
  return JSON.parse(JSON.stringify(metadata))
}

/** The media types of a document or a part of one; the first is that of DIDs 1.1, the others of DID Core 1.0. */
const documentTypes = [
  'application/did',
  'application/did+ld+json',
  'application/did+json',
] as const
const RESOLUTION = 'application/did-resolution'
const DEREFERENCING = 'application/did-url-dereferencing'
/** A resolution's result before it had a media type of its own, when errors were a word. */
const OLD_RESOLUTION = 'application/ld+json;profile="https://w3id.org/did-resolution"'
const ADDRESSES = 'text/uri-list'

interface RepresentOptions {
  accept: string | null
  isUrl: boolean
}

function represent(found: Found, { accept, isUrl }: RepresentOptions): Response {
  const { content, urls, problem } = found
  const isFailure = problem !== undefined
  const isJsonLd = content === undefined || Object.hasOwn(content, '@context')
  const type = preferredMediaType(accept, [
    ...(isUrl ? [DEREFERENCING] : [RESOLUTION, OLD_RESOLUTION, DEREFERENCING]),
    ...documentTypes.filter((name) => isJsonLd || name !== 'application/did+ld+json'),
    ...(isFailure || urls !== undefined ? [ADDRESSES] : []),
  ])
  switch (type) {
    case undefined:
      return respondProblem('REPRESENTATION_NOT_SUPPORTED')
    case RESOLUTION:
    case OLD_RESOLUTION:
    case DEREFERENCING:
      return respondJson(statusOf(found), type, resultOf(found, type))
    default:
      if (isFailure) return respondProblem(problem)
      if (type === ADDRESSES && urls !== undefined) return respondAddress(urls)
      if (content === undefined) return respond(statusOf(found))
      return respondJson(statusOf(found), type, content)
  }
}

/** §9, §10. */
function resultOf({ content, problem, ...found }: Found, type: string): JsonObject {
  const isOld = type === OLD_RESOLUTION
  const metadata = {
    ...found.metadata,
    ...(content && { contentType: documentTypes[0] }),
    ...(problem && { error: isOld ? problems[problem].code : problemDetails(problem) }),
  }
  const { contentMetadata } = found
  if (type === DEREFERENCING) {
    return { content: content ?? null, dereferencingMetadata: metadata, contentMetadata }
  }
  return {
    ...(isOld && { '@context': 'https://w3id.org/did-resolution/v1' }),
    didDocument: content ?? null,
    didResolutionMetadata: metadata,
    didDocumentMetadata: contentMetadata,
  }
}

/** §12.1, steps 7 to 9. */
function statusOf({ content, problem }: Found): number {
  if (problem !== undefined) return problems[problem].status
  return content === undefined ? 410 : 200
}

/** §12.1, step 10: the client is sent to the first of the addresses. */
function respondAddress(urls: () => URL[]): Response {
  try {
    const [url] = urls()
    return respond(303, url && { location: url.href })
  } catch (error) {
    return respondProblem(problemOf(error))
  }
}

function respondProblem(name: ProblemName): Response {
  const { status } = problems[name]
  return respondJson(status, 'application/problem+json', { ...problemDetails(name), status })
}

function respondJson(status: number, type: string, value: JsonObject): Response {
  return respond(status, { 'content-type': type }, JSON.stringify(value))
}

function respond(status: number, headers: Record<string, string> = {}, body?: string): Response {
  const always = {
    'cache-control': 'no-store',
    vary: 'accept',
    'x-content-type-options': 'nosniff',
  }
  return new Response(body ?? null, { status, headers: { ...always, ...headers } })
}
