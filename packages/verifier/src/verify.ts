import {
  assertJson,
  encodeMultibase,
  isJsonObject,
  type JsonObject,
  type JsonValue,
} from '@unscored/core'
import {
  assertInManifest,
  dereference,
  type Manifests,
  manifestFor,
  type Resolvable,
} from '@unscored/did'
import {
  assertShownVaccinationCredential,
  bundledDocumentLoader,
  type CredentialOptions,
  headerDifference,
  isVaccinationCredential,
  matchCredential,
  type PresentationRequest,
  parsePresentationRequest,
  parseSecuredCredential,
  presentationHeaderFor,
  presentationHeaderOf,
  pseudonymContextFor,
  type Query,
  queryFor,
  type SecuredCredential,
  type ShownBinding,
  type SuiteId,
  suiteOf,
  traitsOf,
  vaccinationContexts,
  verifyShownCredential,
} from '@unscored/vc'
import { VerifierError } from './error.ts'
import type { NonceStore } from './nonce-store.ts'
import { assertInTime } from './request-lifetime.ts'

/** Whose credentials are accepted, by DID. */
export type TrustedIssuers = Iterable<string> | { has(issuer: string): boolean }

/** What {@link verifyPresentation} takes. */
export interface VerifyPresentationOptions {
  /** The verifier's own copy of what it asked; nothing of it is read from the presentation. */
  request: PresentationRequest
  /** The DIDs whose credentials are accepted: a list, or what says of each, as `issuersOf` of a trust registry does. */
  trustedIssuers: TrustedIssuers
  /** Resolves issuers' DIDs. One that asks the issuer at this moment tells it where its credentials are used. */
  resolver: Resolvable
  /** Which nonces were answered. */
  nonces: NonceStore
  /**
   * The lists of contexts that a credential may have, in this order: another list can rename members. Those of the
   * vaccination profile by default.
   */
  contexts?: readonly (readonly string[])[]
  /**
   * What issuers say that all their credentials have in common, as a trust registry has it. A credential that differs is
   * refused: who accepts it helps its issuer to follow its holder. Left out, nobody compares.
   */
  manifests?: Manifests
  /** Where proofs of `bbs-2023` are checked, such as a pool of workers at a gate with many presentations. */
  bbs?: CredentialOptions['bbs']
  now?: () => Date
}

/** A credential that was verified, as far as it was shown. */
export interface VerifiedCredential {
  /** What was shown, each member signed by the issuer. */
  readonly credential: JsonObject
  readonly issuer: string
  readonly suite: SuiteId
  /**
   * What the holder goes by in the context that the request names, in base64url multibase: where it was asked for. It is
   * the same whenever the same credential is shown for the same domain and context; two credentials of one holder have two.
   */
  readonly pseudonym?: string
}

/**
 * Verifies what a holder sent and returns the credentials as far as they were shown, by the ids of the queries.
 *
 * There is no way to the claims but through this return value, so no caller can forget to look at a flag. Checks go
 * from cheap to dear: form, what it was made for, issuer, then the proof; last the nonce is spent.
 *
 * Holder binding, where the request requires it, proves that whoever answered knows the secret of the wallet that each
 * credential was issued to, so that a copy of the credential alone does not do. That several credentials are bound to the
 * same wallet it does not prove, nor who holds the wallet: it can be lent.
 *
 * @param presentation As it came over the wire, parsed as JSON and nothing more.
 * @throws {VerifierError} and {@link CredentialError} with the first reason found to refuse it; a pool's `PoolError`.
 * @throws {ManifestError} where a credential has something that others of its issuer have not.
 */
export async function verifyPresentation(
  presentation: unknown,
  { request: asked, now = () => new Date(), ...options }: VerifyPresentationOptions,
): Promise<Readonly<Record<string, VerifiedCredential>>> {
  const request = parsePresentationRequest(asked)
  const expires = new Date(request.expires)
  assertInTime(expires, now())
  const accepted = { ...options, trustedIssuers: isTrustedBy(options.trustedIssuers) }
  const answers = parsePresentation(presentation, request)
  const presentationHeader = presentationHeaderFor(request)
  const verified: [string, VerifiedCredential][] = []
  for (const [queryId, credential] of answers) {
    verified.push([
      queryId,
      await verifyAnswer(credential, {
        ...accepted,
        request,
        queryId,
        presentationHeader,
        now: now(),
      }),
    ])
  }
  // Verifying takes time, and after the end nobody remembers which nonces were spent.
  assertInTime(expires, now())
  if (!(await options.nonces.spend(request.nonce, expires))) {
    throw new VerifierError('replayed', 'the request was answered before')
  }
  return Object.fromEntries(verified)
}

function isTrustedBy(issuers: TrustedIssuers): (issuer: string) => boolean {
  const listed = isLookUp(issuers) ? issuers : new Set(issuers)
  return (issuer) => listed.has(issuer)
}

function isLookUp(issuers: TrustedIssuers): issuers is { has(issuer: string): boolean } {
  return 'has' in issuers && typeof issuers.has === 'function'
}

interface VerifyAnswerOptions extends Omit<VerifyPresentationOptions, 'now' | 'trustedIssuers'> {
  trustedIssuers: (issuer: string) => boolean
  queryId: string
  presentationHeader: Uint8Array
  now: Date
}

async function verifyAnswer(
  secured: SecuredCredential,
  {
    request,
    queryId,
    presentationHeader,
    trustedIssuers,
    resolver,
    contexts = Object.values(vaccinationContexts),
    manifests,
    bbs,
    now,
  }: VerifyAnswerOptions,
): Promise<VerifiedCredential> {
  const { id: suite } = suiteOf(secured.proof)
  if (!request.suites.includes(suite)) {
    throw new VerifierError('suiteNotAccepted', 'the request did not ask for this suite')
  }
  assertContextList(secured, contexts)
  const issuer = issuerOf(secured)
  if (!trustedIssuers(issuer)) {
    throw new VerifierError('issuerNotTrusted', 'the issuer is not trusted')
  }
  const difference = headerDifference(presentationHeaderOf(secured), presentationHeader)
  if (difference !== undefined) {
    throw new VerifierError(difference, 'the presentation was made for another request')
  }
  const query = queryFor(request.dcql_query, queryId)
  const claimed = suiteOf(secured.proof).shownBindingOf(secured.proof)
  assertAsked(claimed, { request, query })
  const pseudonymContext = pseudonymContextFor(request)
  const dereferencing = (didUrl: string) => dereference(didUrl, { resolver })
  if (manifests) {
    // What this looks at is as true as the proof, which is verified next and costs more.
    const traits = await traitsOf(secured, { part: 'shown', dereference: dereferencing })
    assertInManifest(traits, manifestFor(issuer, manifests), { now })
  }
  const { credential, isHolderBound, pseudonym } = await verifyShownCredential(secured, {
    presentationHeader,
    requireHolderBinding: claimed.isHolderBound,
    ...(pseudonymContext && { pseudonymContext }),
    ...(bbs && { bbs }),
    dereference: dereferencing,
    now,
  })
  if (isVaccinationCredential(credential)) assertShownVaccinationCredential(credential)
  const matching = { documentLoader: bundledDocumentLoader, bindsHolder: isHolderBound }
  if ((await matchCredential(query, credential, matching)) === undefined) {
    throw new VerifierError('queryNotSatisfied', 'the credential does not show what was asked for')
  }
  return {
    ...{ credential, issuer, suite },
    ...(pseudonym && { pseudonym: encodeMultibase(pseudonym.value, 'u') }),
  }
}

/** What the request asks to learn of the holder is what the proof claims to show, which is verified next. */
function assertAsked(
  { isHolderBound, pseudonym }: ShownBinding,
  { request, query }: { request: PresentationRequest; query: Query },
): void {
  const required = query.credentials.some((one) => one.require_cryptographic_holder_binding)
  if (required && !isHolderBound) {
    throw new VerifierError('bindingMissing', 'the credential is not bound to its holder')
  }
  if (request.pseudonym !== undefined && pseudonym === undefined) {
    throw new VerifierError('pseudonymMissing', 'the presentation has no pseudonym')
  }
  if (request.pseudonym === undefined && pseudonym !== undefined) {
    throw new VerifierError('pseudonymNotAsked', 'the presentation has a pseudonym')
  }
}

/** The one credential of each answer, by the id of the query. */
function parsePresentation(
  value: unknown,
  { dcql_query: { credentials } }: PresentationRequest,
): [string, SecuredCredential][] {
  assertJson(value)
  const answers = isJsonObject(value) ? value.vp_token : undefined
  if (!isJsonObject(answers)) throw malformed('/vp_token is no object')
  const [unasked] = Object.keys(answers).filter(
    (id) => !credentials.some((query) => query.id === id),
  )
  if (unasked !== undefined) throw malformed('/vp_token answers what was not asked')
  return credentials.map(({ id }) => {
    if (!Object.hasOwn(answers, id)) {
      throw new VerifierError('answerMissing', `/vp_token lacks an answer to ${id}`)
    }
    const presentation = only(answers[id], `/vp_token/${id}`)
    const credential = only(
      presentation.verifiableCredential,
      `/vp_token/${id}/0/verifiableCredential`,
    )
    return [id, parseSecuredCredential(credential)]
  })
}

function only(value: unknown, pointer: string): JsonObject {
  const [item, ...others] = Array.isArray(value) ? value : []
  if (!isJsonObject(item) || others.length > 0)
    throw malformed(`${pointer} is no list of one object`)
  return item
}

function malformed(why: string): VerifierError {
  return new VerifierError('presentationMalformed', why)
}

/** A context further in could rename what stands there, so that there is none. */
function assertContextList(
  { '@context': found, ...members }: JsonObject,
  accepted: readonly (readonly string[])[],
): void {
  const list = [found].flat()
  const isAccepted = accepted.some(
    (contexts) => contexts.length === list.length && contexts.every((url, i) => url === list[i]),
  )
  if (!isAccepted || bringsContext(members)) {
    throw new VerifierError('contextNotAccepted', '/@context is not one of those accepted')
  }
}

function bringsContext(value: JsonValue): boolean {
  if (Array.isArray(value)) return value.some(bringsContext)
  return isJsonObject(value) && ('@context' in value || Object.values(value).some(bringsContext))
}

function issuerOf({ issuer }: JsonObject): string {
  const id = isJsonObject(issuer) ? issuer.id : issuer
  if (typeof id !== 'string') throw malformed('/issuer names nobody')
  return id
}
