import { isJsonObject, type JsonObject } from '@unscored/core'
import {
  CredentialError,
  type HiddenPredicate,
  type PredicateRequest,
  parsePredicateRequest,
} from '@unscored/vc'
import { corrupt } from './error.ts'

/** A request that something was proven for. */
export interface AnsweredRequest {
  readonly at: Date
  readonly request: PredicateRequest
}

/** The most requests that a wallet remembers; the oldest are forgotten. */
const MAX_ANSWERED = 2000

/** What was answered, with one more. */
export function withAnswered(
  answered: readonly AnsweredRequest[],
  request: AnsweredRequest,
): readonly AnsweredRequest[] {
  return [...answered, request].slice(-MAX_ANSWERED)
}

/**
 * Reads an entry of the log.
 *
 * @throws {HolderError} `walletCorrupt`.
 */
export function parseAnsweredRequest({ at, request }: JsonObject): AnsweredRequest {
  if (typeof at !== 'string' || Number.isNaN(Date.parse(at)) || !isJsonObject(request)) {
    throw corrupt('has an answered request that is none')
  }
  try {
    return { at: new Date(at), request: parsePredicateRequest(request) }
  } catch (cause) {
    if (cause instanceof CredentialError) throw corrupt('has an answered request that is none')
    throw cause
  }
}

/** Whether a pseudonym was shown before for what a request asks one for: by it the two can be linked. */
export function isLinkable(
  answered: readonly AnsweredRequest[],
  { domain, pseudonym }: PredicateRequest,
): boolean {
  return answered.some(
    ({ request }) =>
      pseudonym !== undefined &&
      request.domain === domain &&
      request.pseudonym?.context === pseudonym.context,
  )
}

/** Whether something else was proven before, to the same verifier, of a member that a predicate is about. */
export function wasAskedOtherwise(
  answered: readonly AnsweredRequest[],
  { domain, predicate }: { domain: string; predicate: HiddenPredicate },
): boolean {
  return answered
    .filter(({ request }) => request.domain === domain)
    .flatMap(({ request }) => request.credentials.flatMap(({ predicates }) => predicates))
    .some(
      (other) =>
        other.pointer === predicate.pointer &&
        other.kind === predicate.kind &&
        JSON.stringify(other) !== JSON.stringify(predicate),
    )
}
