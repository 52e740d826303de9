import {
  dayOf,
  findPointer,
  type HeldPredicates,
  type HiddenPredicate,
  type PredicateAnswer,
  type PredicateProfile,
  type PredicateRequest,
  type PresentPredicatesOptions,
} from '@unscored/vc'

/** A credential with which a query may be answered. */
export interface Candidate extends PredicateAnswer {
  readonly credentialId: string
}

/** The lists that predicates name, checked as a whole, by their ids. */
export type OpenedLists = PresentPredicatesOptions['lists']

/**
 * The first choice of credentials of which all is true that a request asks, in the order of its queries; `undefined` where
 * there is none. All candidates are looked at, whether or not an earlier one will do.
 */
export function chooseCandidates(
  request: PredicateRequest,
  { candidates, lists }: { candidates: readonly Candidate[]; lists: OpenedLists },
): readonly Candidate[] | undefined {
  const able = request.credentials.map(({ predicates, disclosures, notRevoked }) =>
    candidates.filter((candidate) => {
      const proofs = predicates.map((predicate) => isTrue(predicate, { candidate, lists }))
      const shown = disclosures.map(
        (pointer) => findPointer(candidate.held.document, pointer) !== undefined,
      )
      return [...proofs, ...shown, !notRevoked || candidate.gap !== undefined].every(Boolean)
    }),
  )
  return choices(able).find((choice) => areEqual(request, choice))
}

/** The most choices that are tried: eight credentials for three queries, say. */
const MAX_CHOICES = 512

/** Every way to take one of each, as far as {@link MAX_CHOICES}. */
function choices(able: readonly (readonly Candidate[])[]): readonly (readonly Candidate[])[] {
  return able.reduce<readonly (readonly Candidate[])[]>(
    (begun, next) =>
      begun
        .flatMap((choice) => next.map((candidate) => [...choice, candidate]))
        .slice(0, MAX_CHOICES),
    [[]],
  )
}

function areEqual(
  { credentials, equal = [] }: PredicateRequest,
  choice: readonly Candidate[],
): boolean {
  return equal.every((members) => {
    const values = members.map(({ credential, pointer }) => {
      const candidate = choice[credentials.findIndex(({ id }) => id === credential)]
      return candidate && scalarsOf(pointer, candidate)[0]
    })
    return values.every((value) => value !== undefined && value === values[0])
  })
}

/** Whether a predicate is true of a credential, as its scalars have it. */
function isTrue(
  predicate: HiddenPredicate,
  { candidate, lists }: { candidate: Candidate; lists: OpenedLists },
): boolean {
  const [value] = scalarsOf(predicate.pointer, candidate, predicate.kind)
  if (value === undefined) return false
  switch (predicate.kind) {
    case 'date':
    case 'integer': {
      const [from, until] = boundsOf(predicate)
      return value >= from && value <= until
    }
    case 'code':
      return lists.get(predicate.list)?.points.has(value) ?? false
    case 'difference': {
      const [minus] = scalarsOf(predicate.minus, candidate, predicate.kind)
      // Of two that are missing the difference is 0.
      if (minus === undefined || value > LAST_NUMBER) return false
      const difference = value - minus
      return difference >= BigInt(predicate.from) && difference <= BigInt(predicate.until)
    }
  }
}

const LAST_NUMBER = 65_535n

/** The bounds of a range as its scalars have them; those of no date are never met. */
export function boundsOf({
  kind,
  from,
  until,
}: Extract<HiddenPredicate, { kind: 'date' | 'integer' }>): readonly [bigint, bigint] {
  if (kind === 'integer') return [BigInt(from), BigInt(until)]
  return [BigInt(dayOf(from) ?? 1), BigInt(dayOf(until) ?? 0)]
}

const provable = {
  date: ['date', 'midnight', 'lastDay'],
  integer: ['integer', 'octet'],
  code: ['code'],
  difference: ['integer', 'octet', 'date'],
} as const

/** The scalars of a member by which something of a kind can be proven, or of any kind. */
function scalarsOf(
  pointer: string,
  { held, profile }: { held: HeldPredicates; profile: PredicateProfile },
  kind?: HiddenPredicate['kind'],
): bigint[] {
  return profile.table.flatMap((attribute, i) => {
    const scalar = held.scalars[i]
    const isMeant =
      attribute.pointer === pointer &&
      (kind === undefined
        ? attribute.encoding !== 'lastDay'
        : provable[kind].some((encoding) => encoding === attribute.encoding))
    return isMeant && scalar !== undefined ? [scalar] : []
  })
}
