import {
  createCompositeProof,
  createSecretPseudonym,
  gapScalars,
  type HeldSignature,
  type OpenedSet,
  type SignedGap,
  type SignedSetKey,
  verifyCompositeProof,
} from '@unscored/bbs'
import type { JsonObject, RandomSource } from '@unscored/core'
import { CredentialError } from '../error.ts'
import { presentationHeaderFor, pseudonymContextFor } from '../presentation-request.ts'
import type { HeldPredicates, PredicateSecrets } from './base-proof.ts'
import { parsePresentation, presentationOf, shownMembers } from './form.ts'
import { type HiddenPredicate, type PredicateRequest, parsePredicateRequest } from './request.ts'
import { cannotProve, coded, compilePredicates, type PredicateProfile } from './statements.ts'

/** A credential with which a holder answers a query, and what proves that it was not revoked. */
export interface PredicateAnswer {
  readonly held: HeldPredicates
  readonly profile: PredicateProfile
  /** The gap of its list that its number lies in, of the epoch of the request; see `verifyGap`. */
  readonly gap?: SignedGap
}

/** What {@link presentPredicates} takes. */
export interface PresentPredicatesOptions {
  request: PredicateRequest
  /** For each query, in the order of the request. */
  answers: readonly PredicateAnswer[]
  /** The holder's secret, which all of them are bound to. */
  secret: PredicateSecrets['secret']
  /** Every set that is needed, checked as a whole: the digits of each issuer, and lists by the ids that predicates name. */
  digits: readonly OpenedSet[]
  lists: ReadonlyMap<string, OpenedSet>
  random?: RandomSource
}

/**
 * Answers a request: shows what it asks to be shown, and proves the rest without showing it.
 *
 * @throws {CredentialError} `requestMalformed` where nothing can answer it, or `cannotProve`, which does not tell why.
 * @throws {RangeError} where the random source fails.
 */
export async function presentPredicates({
  request: asked,
  answers,
  secret,
  digits,
  lists,
  random,
}: PresentPredicatesOptions): Promise<JsonObject> {
  const request = parsePredicateRequest(asked)
  if (answers.length !== request.credentials.length) {
    throw cannotProve()
  }
  const shown = request.credentials.map((query, i) =>
    shownMembers(query, (answers[i] as PredicateAnswer).held.document),
  )
  const profiles = answers.map(({ profile }) => profile)
  const context = pseudonymContextFor(request)
  const pseudonym = context && (await createSecretPseudonym({ secret, context }))
  const statements = await compilePredicates({
    ...{ request, profiles, lists, shown },
    ...(context && pseudonym && { pseudonym: { context, pseudonym } }),
  })
  const signatures = request.credentials.flatMap(({ notRevoked }, i): HeldSignature[] => {
    const { held, gap } = answers[i] as PredicateAnswer
    if (!notRevoked) return [held]
    if (gap === undefined) throw cannotProve()
    return [held, { signature: gap.signature, scalars: gapScalars(gap) }]
  })
  const proving = createCompositeProof({
    ...{ statements, signatures, sets: [...digits, ...lists.values()] },
    presentationHeader: presentationHeaderFor(request),
    ...(random && { random }),
  })
  const proof = await coded(proving)
  return presentationOf({ profiles, shown, proof, ...(pseudonym && { pseudonym }) })
}

/** What {@link verifyPredicates} takes beside the presentation. */
export interface VerifyPredicatesOptions {
  /** The verifier's own copy of what it asked; nothing of it is read from the presentation. */
  request: PredicateRequest
  /** Of the keys of the issuers that are trusted, each key once; see `predicateProfilesOf`. */
  profiles: Iterable<PredicateProfile>
  /** The lists that the request names, by their ids: from a registry, never from a holder. */
  lists: ReadonlyMap<string, SignedSetKey>
  /** Gives the weights by which all pairings are checked as one. */
  random?: RandomSource
}

/** A credential of which something was proven. */
export interface ProvenCredential {
  /** What was shown of it, each member signed by the issuer. */
  readonly credential: JsonObject
  readonly issuer: string
  /** What was proven of what it does not show. */
  readonly proven: readonly HiddenPredicate[]
  /** The epoch in which it had not been revoked, where that was asked. */
  readonly notRevokedIn?: number
}

/** What a verifier learns. */
export interface ProvenPresentation {
  /** By the ids of the queries. */
  readonly credentials: Readonly<Record<string, ProvenCredential>>
  /** Members that were proven to be the same, where that was asked. */
  readonly equal?: NonNullable<PredicateRequest['equal']>
  /** 48 octets, where one was asked for: the same whenever this holder comes for the same. */
  readonly pseudonym?: Uint8Array
}

/**
 * Verifies an answer to a request, and gives what it shows and proves, which is all that the request asks.
 *
 * The nonce is for the caller to spend, and the time for the caller to look at.
 *
 * @param presentation As it came over the wire, parsed as JSON and nothing more.
 * @throws {CredentialError} `malformed`, `issuerNotTrusted`, `notTheProfile` where it shows anything else than what was asked,
 *   `attributeInvalid` where what it shows has no scalar, `featureMismatch` where a pseudonym is missing or was not asked for,
 *   `requestMalformed`, `proofInvalid`, or what parsing throws.
 */
export async function verifyPredicates(
  presentation: unknown,
  { request: asked, profiles: trusted, lists, random }: VerifyPredicatesOptions,
): Promise<ProvenPresentation> {
  const request = parsePredicateRequest(asked)
  const { documents, profiles, shown, proof, pseudonym } = parsePresentation(presentation, {
    ...{ request, profiles: trusted },
  })
  const context = pseudonymContextFor(request)
  if ((context === undefined) !== (pseudonym === undefined)) {
    throw new CredentialError('featureMismatch', 'a pseudonym is missing, or was not asked for')
  }
  const statements = await compilePredicates({
    ...{ request, profiles, lists, shown },
    ...(context && pseudonym && { pseudonym: { context, pseudonym } }),
  })
  const valid = await coded(
    verifyCompositeProof({
      ...{ statements, proof, presentationHeader: presentationHeaderFor(request) },
      ...(random && { random }),
    }),
  )
  if (!valid) throw new CredentialError('proofInvalid', 'the proof does not show what was asked')
  const credentials = request.credentials.map(({ id, predicates, notRevoked }, i) => [
    id,
    {
      credential: documents[i] as JsonObject,
      issuer: (profiles[i] as PredicateProfile).issuer,
      proven: predicates,
      ...(notRevoked && request.epoch !== undefined && { notRevokedIn: request.epoch }),
    },
  ])
  return {
    credentials: Object.fromEntries(credentials),
    ...(request.equal && { equal: request.equal }),
    ...(pseudonym && { pseudonym }),
  }
}
