import { encodeMultibase, type JsonObject } from '@unscored/core'
import {
  type EventDay,
  eventDayOf,
  findPointer,
  type HiddenPredicate,
  type PredicateRequest,
  type ProvenCredential,
  type ShownPredicate,
  type VerifyPredicatesOptions,
  verifyPredicates,
} from '@unscored/vc'
import { acceptedEpochs, type EpochPolicy } from './epoch.ts'
import { VerifierError } from './error.ts'
import type { EntryStore } from './event-entries.ts'
import type { NonceStore } from './nonce-store.ts'
import { type AskedPredicates, endOf } from './predicate-request.ts'
import { assertInTime } from './request-lifetime.ts'

/** What {@link verifyPredicatePresentation} takes. */
export interface VerifyPredicatePresentationOptions
  extends Pick<VerifyPredicatesOptions, 'profiles' | 'lists' | 'random'> {
  /** What `createPredicateRequest` gave; nothing of it is read from the presentation. */
  asked: AskedPredicates
  /** Which requests were answered. */
  nonces: NonceStore
  /** Which epochs are taken; needed where the request names one. */
  epochs?: EpochPolicy
  /** Who entered; needed where the request lets everybody enter once, and only there. */
  entries?: EntryStore
  now?: () => Date
}

/** Something that was proven of what stays hidden. */
export interface ProvenStatement {
  readonly predicate: HiddenPredicate
  /** For people, such as `/credentialSubject/doseDate between 2026-02-26 and 2026-11-09: proven`. */
  readonly sentence: string
}

/** What was proven and shown of one credential. */
export interface VerifiedPredicates extends Omit<ProvenCredential, 'proven'> {
  readonly proven: readonly ProvenStatement[]
}

/** All that a verifier learns. */
export interface VerifiedPredicatePresentation {
  /** By the ids of the queries. All are of one person. */
  readonly credentials: Readonly<Record<string, VerifiedPredicates>>
  /** What the request compared between credentials, for people. */
  readonly equal: readonly string[]
  /** What the person entered, where the request lets everybody enter once: this was her first time. */
  readonly entered?: EventDay
}

/**
 * Verifies an answer to a request for proofs, and returns what it proves and shows, which is all that was asked.
 *
 * Checks go from cheap to dear: time and epoch, form, issuer, the proof, and what was shown; then the nonce is spent, and last
 * the person enters. Profiles and lists are what the verifier has pinned, from a registry that wallets have too.
 *
 * @param presentation As it came over the wire, parsed as JSON and nothing more.
 * @throws {VerifierError} `requestExpired`; `epochNotAccepted` where the epoch of the request has become too old;
 *   `queryNotSatisfied` where what is shown is not as asked; `replayed`; `alreadyEntered`.
 * @throws {CredentialError} with the first reason found to refuse the presentation.
 * @throws {TypeError} where the store of entries or the policy of epochs is missing that the request needs.
 */
export async function verifyPredicatePresentation(
  presentation: unknown,
  {
    asked: { request, compared },
    nonces,
    epochs,
    entries,
    now = () => new Date(),
    ...options
  }: VerifyPredicatePresentationOptions,
): Promise<VerifiedPredicatePresentation> {
  const event = request.pseudonym && eventDayOf(request.pseudonym.context)
  if ((event === undefined) !== (entries === undefined)) {
    throw new TypeError('a store of entries goes with a request that lets everybody enter once')
  }
  assertAccepted(request, { epochs, time: now() })
  const { credentials, pseudonym } = await verifyPredicates(presentation, { request, ...options })
  for (const [id, { credential }] of Object.entries(credentials)) {
    for (const predicate of compared[id] ?? []) assertAsShown(credential, predicate)
  }
  // Verifying takes time, and after the end nobody remembers which nonces were spent.
  assertAccepted(request, { epochs, time: now() })
  if (!(await nonces.spend(request.nonce, new Date(request.expires)))) {
    throw new VerifierError('replayed', 'the request was answered before')
  }
  if (event && entries && pseudonym) {
    const entry = { event: entryKeyOf(request), pseudonym: encodeMultibase(pseudonym, 'u') }
    if (!(await entries.enter(entry, endOf(event)))) {
      throw new VerifierError('alreadyEntered', 'the person has entered before')
    }
  }
  return {
    credentials: Object.fromEntries(
      Object.entries(credentials).map(([id, { proven, ...credential }]) => [
        id,
        { ...credential, proven: proven.map(statementOf) },
      ]),
    ),
    equal: (request.equal ?? []).map(
      (members) =>
        `${members.map(({ credential, pointer }) => `${pointer} of ${credential}`).join(' the same as ')}: proven`,
    ),
    ...(event && { entered: event }),
  }
}

interface AssertAcceptedOptions {
  epochs: EpochPolicy | undefined
  time: Date
}

function assertAccepted(
  { expires, epoch }: PredicateRequest,
  { epochs, time }: AssertAcceptedOptions,
): void {
  assertInTime(new Date(expires), time)
  if (epoch === undefined) return
  if (epochs === undefined) throw new TypeError('which epochs are taken is not said')
  if (!acceptedEpochs(time, epochs).includes(epoch)) {
    throw new VerifierError('epochNotAccepted', 'the epoch of the request is no longer taken')
  }
}

function assertAsShown(credential: JsonObject, { pointer, values, among }: ShownPredicate): void {
  const value = findPointer(credential, pointer)
  if (typeof value !== 'string' || values.includes(value) !== among) {
    throw new VerifierError('queryNotSatisfied', `${pointer} is not as was asked`)
  }
}

/** An event is that of its verifier: stores may be shared by several. */
function entryKeyOf({ domain, pseudonym }: PredicateRequest): string {
  return JSON.stringify([domain, pseudonym?.context])
}

function statementOf(predicate: HiddenPredicate): ProvenStatement {
  return { predicate, sentence: `${sentenceOf(predicate)}: proven` }
}

function sentenceOf(predicate: HiddenPredicate): string {
  const { pointer } = predicate
  switch (predicate.kind) {
    case 'date':
    case 'integer':
      return `${pointer} between ${predicate.from} and ${predicate.until}`
    case 'code':
      return `${pointer} in ${predicate.list}`
    case 'difference':
      return `${pointer} less ${predicate.minus} between ${predicate.from} and ${predicate.until}`
  }
}
