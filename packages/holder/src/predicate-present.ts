import { type JsonObject, type RandomSource, randomOctets } from '@unscored/core'
import {
  type CodeList,
  CredentialError,
  epochOf,
  isPredicateIssuance,
  openPredicates,
  type PredicateAnswer,
  type PredicateProfile,
  type PredicateRequest,
  type PresentPredicatesOptions,
  parsePredicateRequest,
  parseSecuredCredential,
  presentPredicates,
  type ValueSet,
} from '@unscored/vc'
import { HolderError } from './error.ts'
import { consentFor, type PredicateConsent } from './predicate-consent.ts'
import { type Candidate, chooseCandidates, type OpenedLists } from './predicate-match.ts'
import { secretsIn } from './secret-store.ts'
import type { HeldCredential, WalletStore } from './wallet-store.ts'

/** Where a credential stands among those that may be revoked. It is for looking it up in what the wallet has, and goes nowhere. */
export interface RevocationPlace {
  /** The DID of the issuer. */
  readonly issuer: string
  readonly epoch: number
  readonly list: number
  readonly id: number
}

/** What {@link matchPredicateRequest} takes. */
export interface MatchPredicateRequestOptions {
  store: WalletStore
  /** Who asks, as the channel that the request came over says; a request that names another is refused. */
  domain: string
  /** What the wallet has pinned of each issuer, by DID. */
  profiles: ReadonlyMap<string, PredicateProfile>
  /** The signed lists that predicates name, by their ids, each checked as a whole. */
  lists: OpenedLists
  /**
   * The gap that a number lies in, of exactly this epoch, from a list that was fetched whole and checked as a whole;
   * `undefined` where the number is revoked or the wallet has no such list.
   */
  gapFor: (
    place: RevocationPlace,
  ) => PredicateAnswer['gap'] | undefined | Promise<PredicateAnswer['gap'] | undefined>
  /** How long an epoch lasts, as the issuers' manifests have it. */
  epochSeconds: number
  /** What lists hold and what people call codes, for the words of the consent. */
  codeLists?: readonly CodeList[]
  valueSets?: ReadonlyMap<string, ValueSet>
  now?: () => Date
}

/**
 * What would be proven and shown to answer a request, for the holder to look at. It tells whether she can answer at all, and
 * so is for nobody else.
 *
 * @throws {CredentialError} `requestMalformed`.
 * @throws {HolderError} `issuanceWhilePresenting` where it is no request to present but an issuer's message; `domainMismatch`;
 *   `requestExpired`; `epochRefused` where it names an epoch that is more than one from that of the wallet's clock.
 */
export async function matchPredicateRequest(
  value: unknown,
  options: MatchPredicateRequestOptions,
): Promise<PredicateConsent> {
  return (await matched(parseRequest(value), options)).consent
}

/** What {@link presentPredicateCredentials} takes. */
export interface PresentPredicateCredentialsOptions extends MatchPredicateRequestOptions {
  /** The digits of each issuer, checked as a whole. */
  digits: PresentPredicatesOptions['digits']
  /** Asks the holder, also where she can only decline; everything that can be answered is, where it is left out. */
  approve?: (consent: PredicateConsent) => boolean | Promise<boolean>
  random?: RandomSource
}

/**
 * Answers a request: proves what it asks without showing it, of credentials of one person.
 *
 * Whether what is asked is not true of her credentials, or she does not want to prove it, looks alike: she is asked in both
 * cases, the code is the same, and until she has answered the same is done, on every credential in the wallet. What it takes
 * to compare numbers is not made equal, nor how long she thinks: a screen that tells her that she cannot, and a person who
 * then answers faster, can tell it. That she proves nothing is seen in any case.
 *
 * What was proven is written down before it is given out, so that the wallet can say what can be linked to it. Nothing can be
 * asked of an issuer by this store meanwhile.
 *
 * @throws {HolderError} `declined`, and what {@link matchPredicateRequest} throws.
 * @throws {CredentialError} `requestMalformed`, also where the request makes no proof.
 */
export async function presentPredicateCredentials(
  value: unknown,
  {
    digits,
    approve = () => true,
    random = randomOctets,
    ...options
  }: PresentPredicateCredentialsOptions,
): Promise<JsonObject> {
  // Read once: what is answered is what was approved, whatever becomes of the value meanwhile.
  const request = parseRequest(value)
  const { store, lists, now = () => new Date() } = options
  const { [secretsIn]: secretStore } = store
  return secretStore.whilePresenting(async () => {
    const { consent, choice } = await matched(request, options)
    const isApproved = await approve(consent)
    if (!isApproved || choice === undefined) throw declined()
    const secret = await secretStore.personSecret()
    const presentation = await presentPredicates({
      ...{ request, answers: choice, secret, digits, lists, random },
    }).catch((error: unknown) => {
      throw error instanceof CredentialError && error.code === 'cannotProve' ? declined() : error
    })
    await secretStore.logAnswered({ at: now(), request })
    return presentation
  })
}

function declined(): HolderError {
  return new HolderError('declined', 'the holder does not prove this')
}

function parseRequest(value: unknown): PredicateRequest {
  if (isPredicateIssuance(value)) {
    throw new HolderError('issuanceWhilePresenting', 'an issuer’s message is no request to present')
  }
  return parsePredicateRequest(value)
}

async function matched(
  request: PredicateRequest,
  {
    codeLists = [],
    valueSets = new Map(),
    now = () => new Date(),
    ...options
  }: MatchPredicateRequestOptions,
): Promise<{ consent: PredicateConsent; choice: readonly Candidate[] | undefined }> {
  const { store, domain, lists, epochSeconds } = options
  if (request.domain !== domain) {
    throw new HolderError(
      'domainMismatch',
      'the request names another domain than the one it came from',
    )
  }
  const time = now()
  if (time > new Date(request.expires)) {
    throw new HolderError('requestExpired', 'the request has expired')
  }
  assertEpoch(request, epochOf(time, { epochSeconds }))
  const candidates = await candidatesFor(request, options)
  const choice = chooseCandidates(request, { candidates, lists })
  const answered = await store[secretsIn].answered()
  return { choice, consent: consentFor(request, { choice, lists, codeLists, valueSets, answered }) }
}

/** Who could name any epoch would learn by the refusals since when a number is revoked. */
function assertEpoch({ epoch }: PredicateRequest, own: number): void {
  if (epoch !== undefined && Math.abs(epoch - own) > 1) {
    throw new HolderError('epochRefused', 'the epoch of the request is not about now')
  }
}

/** Every credential of the wallet of which things can be proven, opened. */
async function candidatesFor(
  { epoch }: PredicateRequest,
  { store, profiles, gapFor }: MatchPredicateRequestOptions,
): Promise<readonly Candidate[]> {
  const candidates: Candidate[] = []
  for (const entry of await store.list()) {
    const opened = await open(entry, { store, profiles })
    if (opened === undefined) continue
    const { list, id } = opened.held
    const { issuer } = opened.profile
    const gap = epoch === undefined ? undefined : await gapFor({ issuer, epoch, list, id })
    candidates.push({ ...opened, ...(gap && { gap }) })
  }
  return candidates
}

/** `undefined` for one of another kind, of an issuer that is not pinned, or that is not of the pinned profile any longer. */
async function open(
  { id: credentialId, credential, feature }: HeldCredential,
  { store, profiles }: Pick<MatchPredicateRequestOptions, 'store' | 'profiles'>,
): Promise<Candidate | undefined> {
  if (feature !== 'predicates') return undefined
  const profile =
    typeof credential.issuer === 'string' ? profiles.get(credential.issuer) : undefined
  const secrets = await store[secretsIn].predicateSecretsOf(credentialId)
  if (profile === undefined || secrets === undefined) return undefined
  const opening = openPredicates(parseSecuredCredential(credential), { profile, secrets })
  const held = await opening.catch((error: unknown) => {
    if (error instanceof CredentialError) return undefined
    throw error
  })
  return held && { credentialId, held, profile }
}
