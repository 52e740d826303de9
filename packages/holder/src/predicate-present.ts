import { isJsonObject, type JsonObject, type RandomSource, randomOctets } from '@unscored/core'
import {
  type AcceptanceRule,
  CredentialError,
  epochOf,
  isPredicateIssuance,
  type OpenedParameters,
  openPredicates,
  ownGap,
  ParameterError,
  type PredicateRequest,
  parsePredicateRequest,
  parseSecuredCredential,
  presentPredicates,
  type ValueSet,
} from '@unscored/vc'
import { type AuditOptions, assertAllowed, type DisclosureAudit } from './auditor.ts'
import { dayIn } from './disclosure-log.ts'
import { HolderError } from './error.ts'
import { leastAlternative } from './least-alternative.ts'
import { consentFor, type Hindrances, type PredicateConsent } from './predicate-consent.ts'
import { type Candidate, chooseCandidates } from './predicate-match.ts'
import { originsOf } from './predicate-rules.ts'
import { isOfSubject } from './present.ts'
import { secretsIn } from './secret-store.ts'
import type { HeldCredential, WalletStore } from './wallet-store.ts'

/** What {@link matchPredicateRequest} takes. */
export interface MatchPredicateRequestOptions {
  store: WalletStore
  /** Who asks, as the channel that the request came over says; a request that names another is refused. */
  domain: string
  /** What the issuers that the wallet has pinned publish for everybody; see `openParameters` of `@unscored/vc`. */
  parameters: OpenedParameters
  /** Rules that the wallet has pinned, by which it sees whether a request that names them asks what they ask; none by default. */
  rules?: readonly AcceptanceRule[]
  /** What people call codes, for the words of the consent, and what rules name. */
  valueSets?: ReadonlyMap<string, ValueSet>
  now?: () => Date
}

/**
 * What would be proven and shown to answer a request, for the holder to look at. It tells whether she can answer at all, and
 * so is for nobody else.
 *
 * @throws {CredentialError} `requestMalformed`.
 * @throws {HolderError} `issuanceWhilePresenting` where it is no request to present but an issuer's message; `domainMismatch`;
 *   `requestExpired`; `epochRefused` where it names an epoch that is more than one from that of the wallet's clock;
 *   `rulesMismatch` where it says that rules ask this, which the wallet has, and they do not.
 */
export async function matchPredicateRequest(
  value: unknown,
  options: MatchPredicateRequestOptions,
): Promise<PredicateConsent> {
  return (await matched(parseRequest(value), options)).consent
}

/** What {@link presentPredicateCredentials} takes. */
export interface PresentPredicateCredentialsOptions
  extends MatchPredicateRequestOptions,
    AuditOptions {
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
 * What was proven is written down before it is given out, so that the wallet can say what can be linked to it; unless `remember`
 * is `false`. Nothing can be asked of an issuer by this store meanwhile.
 *
 * An auditor judges the request, and nothing that is in the wallet but what it remembers: for whoever has the fewest beside her, so
 * that a refusal does not tell what is true of this holder.
 *
 * @throws {HolderError} `belowPolicy`, with what was `refused`, before she is asked; `declined`, and what {@link matchPredicateRequest} throws.
 * @throws {CredentialError} `requestMalformed`, also where the request makes no proof.
 */
export async function presentPredicateCredentials(
  value: unknown,
  { approve = () => true, random = randomOctets, ...options }: PresentPredicateCredentialsOptions,
): Promise<JsonObject> {
  // Read once: what is answered is what was approved, whatever becomes of the value meanwhile.
  const request = parseRequest(value)
  const { store, now = () => new Date() } = options
  const { digits, lists } = options.parameters
  const { [secretsIn]: secretStore } = store
  return secretStore.whilePresenting(async () => {
    const { consent, choice } = await matched(request, options)
    const audit = await audited(request, options)
    const isApproved = await approve({ ...consent, ...(audit && { audit }) })
    if (!isApproved || choice === undefined) throw declined()
    const secret = await secretStore.personSecret()
    const presentation = await presentPredicates({
      ...{ request, answers: choice, secret, digits, lists, random },
    }).catch((error: unknown) => {
      throw error instanceof CredentialError && error.code === 'cannotProve' ? declined() : error
    })
    if (options.remember ?? true) await secretStore.logAnswered({ at: now(), request })
    return presentation
  })
}

/** What an auditor says, where there is one, of what is not refused. */
async function audited(
  request: PredicateRequest,
  options: Omit<PresentPredicateCredentialsOptions, 'approve' | 'random'>,
): Promise<DisclosureAudit | undefined> {
  const { auditor, accepted, store, parameters, rules = [], valueSets = new Map() } = options
  if (auditor === undefined) return undefined
  const { now = () => new Date() } = options
  const time = now()
  const { codeLists } = parameters
  const history = await store[secretsIn].past()
  const audit = await auditor({ request, codeLists, history, day: dayIn(time) })
  const asked = request.credentials.flatMap(({ disclosures }) => disclosures.filter(isOfSubject))
  assertAllowed(audit, {
    accepted,
    alternative: () => leastAlternative(asked, { rules, valueSets, codeLists, now: time }),
  })
  return audit
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
    store,
    domain,
    parameters,
    rules = [],
    valueSets = new Map(),
    now = () => new Date(),
  }: MatchPredicateRequestOptions,
): Promise<{ consent: PredicateConsent; choice: readonly Candidate[] | undefined }> {
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
  assertEpoch(request, { parameters, time })
  const { lists, codeLists } = parameters
  const origins = originsOf(request, { rules, valueSets, codeLists, time })
  const found = await candidatesFor(request, { store, parameters, time })
  const { candidates, ...hindrances } = found
  const choice = chooseCandidates(request, { candidates, lists })
  const answered = await store[secretsIn].answered()
  return {
    choice,
    consent: consentFor(request, {
      ...{ choice, lists, codeLists, valueSets, answered, origins, ...hindrances },
    }),
  }
}

interface AboutNow {
  parameters: OpenedParameters
  time: Date
}

/** Who could name any epoch would learn by the refusals since when a number is revoked. */
function assertEpoch(
  { epoch }: PredicateRequest,
  { parameters: { revocations }, time }: AboutNow,
): void {
  const isKnown = [...revocations.values()].some((one) => isAboutNow(epoch, epochOf(time, one)))
  if (epoch !== undefined && !isKnown) {
    throw new HolderError('epochRefused', 'the epoch of the request is not about now')
  }
}

/** Whether an epoch is at most one from another. */
function isAboutNow(epoch: number | undefined, own: number): epoch is number {
  return epoch !== undefined && Math.abs(epoch - own) <= 1
}

interface CandidatesForOptions extends AboutNow {
  store: WalletStore
}

/** What can be answered with, and why something cannot. */
interface FoundCandidates extends Hindrances {
  /** Every credential of the wallet of which things can be proven, opened. */
  readonly candidates: readonly Candidate[]
}

async function candidatesFor(
  { epoch }: PredicateRequest,
  { store, ...about }: CandidatesForOptions,
): Promise<FoundCandidates> {
  const candidates: Candidate[] = []
  const revoked: string[] = []
  const faults: ParameterError[] = []
  for (const entry of await store.list()) {
    const opened = await open(entry, { store, ...about })
    if (opened === undefined) continue
    const found = await gapOf(opened, { epoch, ...about })
    if (found instanceof ParameterError) faults.push(found)
    if (found === 'revoked') revoked.push(opened.credentialId)
    const isGap = found !== 'revoked' && !(found instanceof ParameterError)
    candidates.push({ ...opened, ...(isGap && found && { gap: found }) })
  }
  return { candidates, revoked, faults }
}

/** The gap of a credential in an epoch; `undefined` where none is asked for, or its issuer has none for then. */
async function gapOf(
  { held: { list, id }, profile }: Candidate,
  { epoch, parameters, time }: AboutNow & { epoch: number | undefined },
): Promise<Candidate['gap'] | 'revoked' | ParameterError> {
  const revocation = parameters.revocations.get(profile.verificationMethod)
  const { revocationKey: publicKey } = profile
  if (revocation === undefined || publicKey === undefined) return undefined
  if (!isAboutNow(epoch, epochOf(time, revocation))) return undefined
  try {
    const file = await revocation.gaps(epoch)
    if (file.reference.epoch !== epoch) throw new RangeError('the gaps are those of another epoch')
    return (await ownGap(file, { list, id, publicKey })) ?? 'revoked'
  } catch (error) {
    if (error instanceof ParameterError) return error
    throw error
  }
}

/** `undefined` for one of another kind, of a key that is not pinned, or that is not of the pinned profile any longer. */
async function open(
  { id: credentialId, credential, feature }: HeldCredential,
  { store, parameters: { profiles } }: CandidatesForOptions,
): Promise<Candidate | undefined> {
  if (feature !== 'predicates') return undefined
  const { proof } = credential
  const key = isJsonObject(proof) ? proof.verificationMethod : undefined
  const profile = profiles.find((one) => one.verificationMethod === key)
  const secrets = await store[secretsIn].predicateSecretsOf(credentialId)
  if (profile === undefined || secrets === undefined) return undefined
  const opening = openPredicates(parseSecuredCredential(credential), { profile, secrets })
  const held = await opening.catch((error: unknown) => {
    if (error instanceof CredentialError) return undefined
    throw error
  })
  return held && { credentialId, held, profile }
}
