import {
  type CodeList,
  eventDayOf,
  findPointer,
  type HiddenPredicate,
  type ParameterError,
  type PredicateQuery,
  type PredicateRequest,
  statementOf,
  type ValueSet,
} from '@unscored/vc'
import type { DisclosureAudit } from './auditor.ts'
import { type AnsweredRequest, isLinkable, wasAskedOtherwise } from './predicate-log.ts'
import { boundsOf, type Candidate, type OpenedLists } from './predicate-match.ts'

/** Why a proof tells about as much as if the value were shown. */
export type DisclosingProof =
  /** Few days, or one number, are left for the value. */
  | 'narrowRange'
  /** The list has one element. */
  | 'singleElement'
  /** The same verifier was proven something else of it before: together the two tell more. */
  | 'askedOtherwise'

/** What would be proven. */
export interface ProposedProof {
  readonly predicate: HiddenPredicate
  /** In plain words; those that tell about as much as the value say so. */
  readonly statement: string
  /** Where it counts as disclosure. */
  readonly disclosing?: DisclosingProof
}

/** Where what is asked comes from, for the holder to judge it by. */
export interface AskedOrigin {
  /** Rules that the wallet has, which ask just that; or the verifier alone, whatever it says. */
  readonly from: 'rules' | 'verifier'
  /** In plain words. */
  readonly statement: string
}

/** What would be proven and shown for one query. */
export interface ProposedAnswer {
  readonly queryId: string
  /** The wallet's id of the credential; absent where the wallet has none that will do. */
  readonly credentialId?: string
  readonly proven: readonly ProposedProof[]
  /** JSON pointers to what would be shown. */
  readonly shown: readonly string[]
  /** Where what is asked comes from. */
  readonly origin: AskedOrigin
  /** JSON pointers to what stays hidden, and would be known if the credential were shown instead. */
  readonly hidden: readonly string[]
}

/** Why something cannot be proven that may be true. */
export interface Hindrances {
  /** Files that are missing or wrong, each with its address as `file`. */
  readonly faults: readonly ParameterError[]
  /** The wallet's ids of credentials that were revoked in the epoch that is asked for. */
  readonly revoked: readonly string[]
}

/** What somebody asks, for the holder to decide by. It is for her alone: who asks must not learn what she could not prove. */
export interface PredicateConsent extends Hindrances {
  /** Whether all of it is true of what is in the wallet. Where it is not, the answer looks like that of one who declines. */
  readonly answerable: boolean
  /** Who asks. */
  readonly domain: string
  readonly answers: readonly ProposedAnswer[]
  /** What an auditor says of it, where there is one. */
  readonly audit?: DisclosureAudit
  /** What else would be proven, in plain words. */
  readonly besides: readonly string[]
  /** Where the holder would be recognised. */
  readonly pseudonym?: {
    readonly context: string
    /** What it allows who asks, in plain words. */
    readonly statement: string
    /** Whether it was shown before, so that the two visits can be linked. */
    readonly linkable: boolean
  }
}

/** What {@link consentFor} takes. */
export interface ConsentForOptions extends Hindrances {
  choice: readonly Candidate[] | undefined
  lists: OpenedLists
  /** What the wallet knows of the lists' elements, and the names of codes. */
  codeLists: readonly CodeList[]
  valueSets: ReadonlyMap<string, ValueSet>
  answered: readonly AnsweredRequest[]
  /** In the order of the queries. */
  origins: readonly AskedOrigin[]
}

/** What a request means, for its holder. */
export function consentFor(
  request: PredicateRequest,
  { choice, answered, origins, faults, revoked, ...words }: ConsentForOptions,
): PredicateConsent {
  const { domain, credentials, pseudonym } = request
  return {
    answerable: choice !== undefined,
    domain,
    answers: credentials.map((query, i) => {
      const candidate = choice?.[i]
      return {
        queryId: query.id,
        ...(candidate && { credentialId: candidate.credentialId }),
        proven: query.predicates.map((predicate) =>
          proposed(predicate, { query, domain, answered, ...words }),
        ),
        shown: query.disclosures,
        // There is one for each query.
        origin: origins[i] as AskedOrigin,
        hidden: candidate ? hiddenOf(candidate, query) : [],
      }
    }),
    besides: besidesOf(request),
    ...{ faults, revoked },
    ...(pseudonym && {
      pseudonym: pseudonymOf({ domain, ...pseudonym, linkable: isLinkable(answered, request) }),
    }),
  }
}

interface ProposedOptions extends Omit<ConsentForOptions, 'choice' | 'origins' | keyof Hindrances> {
  query: PredicateQuery
  domain: string
}

function proposed(predicate: HiddenPredicate, options: ProposedOptions): ProposedProof {
  const { codeLists, valueSets } = options
  const statement = statementOf(predicate, { lists: codeLists, valueSets })
  const disclosing = disclosingOf(predicate, options)
  if (disclosing === undefined) return { predicate, statement }
  return { predicate, statement: `${statement} (${warnings[disclosing]})`, disclosing }
}

const warnings: Readonly<Record<DisclosingProof, string>> = {
  narrowRange: 'so narrow that it tells about as much as the value',
  singleElement: 'which tells the value',
  askedOtherwise: 'which tells more, together with what you proved there before',
}

function disclosingOf(
  predicate: HiddenPredicate,
  { query, domain, lists, answered }: ProposedOptions,
): DisclosingProof | undefined {
  const isSingle = predicate.kind === 'code' && lists.get(predicate.list)?.points.size === 1
  if (isSingle) return 'singleElement'
  if (isNarrow(predicate, query)) return 'narrowRange'
  return wasAskedOtherwise(answered, { domain, predicate }) ? 'askedOtherwise' : undefined
}

/** The fewest days, and the fewest numbers, that a range may leave without counting as disclosure. */
const FEWEST = { date: 28, integer: 2 } as const

/** Whether all ranges of a member together leave few values. */
function isNarrow(predicate: HiddenPredicate, { predicates }: PredicateQuery): boolean {
  if (predicate.kind !== 'date' && predicate.kind !== 'integer') return false
  const ranges = predicates.flatMap((other) =>
    (other.kind === 'date' || other.kind === 'integer') && other.pointer === predicate.pointer
      ? [boundsOf(other)]
      : [],
  )
  const from = Math.max(...ranges.map(([low]) => Number(low)))
  const until = Math.min(...ranges.map(([, high]) => Number(high)))
  return until - from + 1 < FEWEST[predicate.kind]
}

/** What a full disclosure would have shown besides. */
function hiddenOf(
  { held, profile }: Candidate,
  { disclosures }: PredicateQuery,
): readonly string[] {
  const pointers = [...new Set(profile.table.map(({ pointer }) => pointer))]
  return pointers.filter(
    (pointer) =>
      findPointer(held.document, pointer) !== undefined && !disclosures.includes(pointer),
  )
}

function besidesOf({ credentials, equal = [], epoch }: PredicateRequest): readonly string[] {
  const isRevocationAsked = credentials.some(({ notRevoked }) => notRevoked)
  return [
    ...(isRevocationAsked ? [`Not revoked as of the list of epoch ${epoch}`] : []),
    ...(credentials.length > 1 ? ['All of them are credentials of one person'] : []),
    ...equal.map((members) => {
      const places = members.map(({ credential, pointer }) => `${pointer} of ${credential}`)
      return `The same: ${places.join(' and ')}`
    }),
  ]
}

interface PseudonymOfOptions {
  domain: string
  context: string
  linkable: boolean
}

function pseudonymOf({ domain, context, linkable }: PseudonymOfOptions) {
  const event = eventDayOf(context)
  const purpose = event
    ? `${domain} lets everybody enter ${event.event} on ${event.day} once. It recognises you if you come again for that, with any of your credentials, and can then refuse you. No other day, event or place can be linked to it.`
    : `${domain} recognises you whenever you come for ${context}, with any of your credentials, and can link all that you show there. What you show elsewhere, or for something else, cannot be linked to it.`
  const before = ' You have been recognised for this before: the two visits can be linked.'
  return { context, statement: `${purpose}${linkable ? before : ''}`, linkable }
}
