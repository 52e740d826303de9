import type { JsonObject } from '@unscored/core'
import {
  type HiddenPredicate,
  type PredicateQuery,
  type PredicateRequest,
  type PresentationRequest,
  parsePredicateRequest,
  parsePresentationRequest,
  pointerTo,
} from '@unscored/vc'
import type { Claim, DisclosedCredential, Disclosure, Identifier } from './disclosure.ts'
import { memberNamed } from './vocabulary.ts'

/** The codes of lists that requests name, by their ids. */
export type CodesOfLists = ReadonlyMap<string, readonly string[]>

/** What a request asks for, as far as it decides what is told. */
export function readRequest(
  request: PresentationRequest | PredicateRequest,
  lists: CodesOfLists = new Map(),
): Disclosure {
  const { domain } = request
  const credentials =
    'credentials' in request
      ? request.credentials.map((query) => readPredicateQuery(query, lists))
      : request.dcql_query.credentials.map(({ claims = [] }) =>
          asked(
            'bbs-2023',
            claims.map(({ path, values }) =>
              claimAsked(
                pointerTo(...path),
                values ? { oneOf: values.map(plain) } : { shown: 'day' },
              ),
            ),
          ),
        )
  return {
    ...{ side: 'request', domain, credentials, unknown: [] },
    identifiers: askedIdentifiers(request),
  }
}

/** Whether a value looks like a request of either kind; whether it is one, parsing says. */
export function isRequest(value: JsonObject): boolean {
  return 'nonce' in value && 'expires' in value && ('dcql_query' in value || 'credentials' in value)
}

/**
 * Reads a request of either kind.
 *
 * @throws {CredentialError} `requestMalformed`.
 */
export function parseRequest(value: JsonObject): PresentationRequest | PredicateRequest {
  return 'credentials' in value ? parsePredicateRequest(value) : parsePresentationRequest(value)
}

/** What is told of a credential by a query for proofs: values that are shown, and what is proven of others. */
export function readPredicateQuery(
  { predicates, disclosures }: PredicateQuery,
  lists: CodesOfLists,
): DisclosedCredential {
  return asked('bbs-predicates-2026', [
    ...disclosures.map((pointer) => claimAsked(pointer, { shown: 'day' })),
    ...provenClaims(predicates, lists),
  ])
}

/** What is known of values that stay hidden. */
export function provenClaims(
  predicates: readonly HiddenPredicate[],
  lists: CodesOfLists,
): readonly Claim[] {
  return predicates.flatMap((predicate) => claimsProven(predicate, lists))
}

function claimsProven(predicate: HiddenPredicate, lists: CodesOfLists): Claim[] {
  const { pointer } = predicate
  switch (predicate.kind) {
    case 'date':
    case 'integer':
      return [claimAsked(pointer, { from: predicate.from, until: predicate.until })]
    case 'code': {
      const codes = lists.get(predicate.list)
      // Which codes are in it is not known: it may be as good as showing the code.
      return [claimAsked(pointer, codes ? { oneOf: codes } : { shown: 'day' })]
    }
    case 'difference':
      return [claimAsked(pointer, { shown: 'day' }), claimAsked(predicate.minus, { shown: 'day' })]
  }
}

/** What a holder is recognised by where she answers. */
export function askedIdentifiers({
  domain,
  nonce,
  pseudonym,
}: Pick<PresentationRequest, 'domain' | 'nonce' | 'pseudonym'>): Identifier[] {
  const asked: Identifier[] = [{ kind: 'nonce', pointer: '/nonce', value: nonce }]
  if (pseudonym === undefined) return asked
  return [...asked, pseudonymAsked(domain, pseudonym.context)]
}

/** A pseudonym is its holder's alone, and the same for one domain and context. */
export function pseudonymAsked(domain: string, context: string): Identifier {
  return { kind: 'pseudonym', pointer: '/pseudonym', value: `${domain} ${context}` }
}

/** What is known of a member that a pointer names. */
export function claimAsked(pointer: string, known: Claim['known']): Claim {
  const name = pointer.slice(pointer.lastIndexOf('/') + 1)
  const member = pointer.startsWith('/credentialSubject/') ? memberNamed(name) : undefined
  return { pointer, ...(member !== undefined && { member }), known }
}

function plain(value: string | number | boolean): string | number {
  return typeof value === 'boolean' ? String(value) : value
}

/** Times of validity, which the profile has in whole months. */
const TIMES: ReadonlySet<string> = new Set(
  ['validFrom', 'validUntil', 'issuanceDate', 'expirationDate'].map((name) => `/${name}`),
)

function asked(
  format: DisclosedCredential['format'],
  claims: readonly Claim[],
): DisclosedCredential {
  const isTime = ({ pointer }: Claim) => TIMES.has(pointer)
  return {
    ...{ format, identifiers: [], status: [], proofs: 1, unknown: [] },
    claims: claims.filter((claim) => !isTime(claim) && claim.pointer !== '/issuer'),
    // It is not told yet.
    times: claims
      .filter(isTime)
      .map(({ pointer }) => ({ kind: 'validity', pointer, value: '', precision: 'month' })),
  }
}
