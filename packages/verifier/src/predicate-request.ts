import { type RandomSource, randomOctets } from '@unscored/core'
import {
  type AskedMember,
  type AskedRules,
  type EventDay,
  eventContextOf,
  type HiddenPredicate,
  type Plan,
  type Predicate,
  type PredicateQuery,
  type PredicateRequest,
  parsePredicateRequest,
  type ShownPredicate,
} from '@unscored/vc'
import { acceptedEpochs, type EpochPolicy } from './epoch.ts'
import { onceUntil } from './request-lifetime.ts'

/** What a verifier asks to be proven of one credential. */
export interface PredicateCredentialRequest extends Partial<Plan> {
  /** The verifier's name for it; letters, digits, `_` and `-`. */
  readonly id: string
  /** Whether it must not have been revoked in the epoch of the request; asked by default. */
  readonly notRevoked?: boolean
  /** The rules that it was compiled from, if it was, so that wallets which have them can see that nothing else is asked. */
  readonly rules?: AskedRules
}

/** A request with what the verifier keeps beside it: JSON, so that it can be stored. */
export interface AskedPredicates {
  /** What goes to the holder. */
  readonly request: PredicateRequest
  /** What is compared with members that are shown, by the ids of the queries: no proof can say it. */
  readonly compared: Readonly<Record<string, readonly ShownPredicate[]>>
}

/** What {@link createPredicateRequest} takes. */
export interface CreatePredicateRequestOptions {
  /** Who asks: the origin or DID under which the holder reaches the verifier. */
  domain: string
  /** What must hold: predicates and disclosures, such as those of a plan that rules were compiled to. */
  credentials: readonly PredicateCredentialRequest[]
  /** Members that are the same in several credentials. */
  equal?: readonly (readonly AskedMember[])[]
  /** Which epochs are taken; needed where something must not have been revoked. */
  epochs?: EpochPolicy
  /**
   * Asks for the epoch before, of a wallet that has not been able to fetch the present one: refused, but in the grace. The
   * present one by default.
   */
  epoch?: 'present' | 'previous'
  /** Lets everybody enter once: see `verifyPredicatePresentation`. Nobody is recognised by default. */
  event?: EventDay
  /** How long an answer is accepted, in milliseconds, at most a day; five minutes by default. */
  lifetime?: number
  random?: RandomSource
  now?: () => Date
}

/**
 * Makes a request with a nonce of its own. Keep all of it until the answer is verified, and send the request.
 *
 * @throws {CredentialError} `requestMalformed` or `invalidPointer`.
 * @throws {RangeError} where the event has no proper name or is not about now, the previous epoch is asked for outside the
 *   grace, the policy of epochs is missing or malformed, or the lifetime is none.
 */
export function createPredicateRequest({
  domain,
  credentials,
  equal,
  epochs,
  epoch = 'present',
  event,
  lifetime = 5 * 60 * 1000,
  random = randomOctets,
  now = () => new Date(),
}: CreatePredicateRequestOptions): AskedPredicates {
  const time = now()
  if (!(lifetime > 0 && lifetime <= DAY)) throw new RangeError('a lifetime is a day or less')
  if (event !== undefined) assertAboutNow(event, time)
  const queries = credentials.map(queryOf)
  const asksEpoch = queries.some(({ notRevoked }) => notRevoked)
  const request = parsePredicateRequest({
    domain,
    ...onceUntil({ random, time, lifetime }),
    credentials: queries,
    ...(equal && { equal }),
    ...(asksEpoch && { epoch: epochFor(epoch, { epochs, time }) }),
    ...(event && { pseudonym: { context: eventContextOf(event) } }),
  })
  const compared = credentials.map(({ id, predicates = [] }) => [id, predicates.filter(isShown)])
  return { request, compared: Object.fromEntries(compared) }
}

/** When all requests for an event have expired, and its entries may be forgotten: three days after its day began. */
export function endOf({ day }: EventDay): Date {
  return new Date(Date.parse(day) + 3 * DAY)
}

const DAY = 24 * 60 * 60 * 1000

/** Wherever the event is, its day ends within two days of when it began in UTC; and entries are not remembered for ever. */
function assertAboutNow(event: EventDay, time: Date): void {
  const begin = Date.parse(event.day)
  if (!(time.getTime() >= begin - DAY && time.getTime() < begin + 2 * DAY)) {
    throw new RangeError('the day of the event is not about now')
  }
}

function queryOf({
  id,
  predicates = [],
  disclosures = [],
  notRevoked = true,
  rules,
}: PredicateCredentialRequest): PredicateQuery {
  const compared = predicates.filter(isShown).map(({ pointer }) => pointer)
  return {
    id,
    predicates: predicates.filter(isHidden),
    disclosures: [...new Set([...disclosures, ...compared])],
    notRevoked,
    ...(rules && { rules }),
  }
}

function isHidden(predicate: Predicate): predicate is HiddenPredicate {
  return !isShown(predicate)
}

function isShown(predicate: Predicate): predicate is ShownPredicate {
  return predicate.kind === 'shown'
}

function epochFor(
  epoch: 'present' | 'previous',
  { epochs, time }: { epochs: EpochPolicy | undefined; time: Date },
): number {
  if (epochs === undefined) throw new RangeError('which epochs are taken is not said')
  const [present, previous] = acceptedEpochs(time, epochs)
  const asked = epoch === 'present' ? present : previous
  if (asked === undefined) throw new RangeError('the epoch before is no longer taken')
  return asked
}
