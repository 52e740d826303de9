import type { CredentialTraits, HashedDocument } from '@unscored/core'
import {
  assertManifestInForce,
  type IssuerManifest,
  type ManifestKey,
  type ManifestProfile,
  type ManifestValidity,
} from './manifest.ts'
import { ManifestError, type ManifestErrorCode } from './manifest-error.ts'
import { MONTH, monthOf, monthsAfter } from './month.ts'

/** Where manifests are looked up: a trust registry, or {@link createPinnedManifests}. */
export interface Manifests {
  /** None where there is none of this issuer. */
  manifestOf(did: string): IssuerManifest | undefined
}

/** Manifests that were verified beforehand, one of an issuer, the last one where there are several. */
export function createPinnedManifests(manifests: Iterable<IssuerManifest>): Manifests {
  const pinned = new Map([...manifests].map((manifest) => [manifest.issuer as string, manifest]))
  return { manifestOf: (did) => pinned.get(did) }
}

/**
 * The manifest of an issuer.
 *
 * @throws {ManifestError} `manifestMissing`.
 */
export function manifestFor(issuer: string, manifests: Manifests): IssuerManifest {
  const manifest = manifests.manifestOf(issuer)
  if (manifest === undefined) {
    throw new ManifestError(
      'manifestMissing',
      'nobody says what all credentials of this issuer have in common, so that a mark on this one would not be noticed',
    )
  }
  return manifest
}

/** What {@link assertInManifest} takes beside the traits and the manifest. */
export interface AssertInManifestOptions {
  now: Date
  /** How long ago a whole credential may have been issued, in days; 31 by default. The longer, the more months it can be of. */
  collectedWithin?: number
}

/**
 * Checks that a credential has nothing by which its issuer could tell its holder from others who have the same manifest. Of a
 * whole credential that is everything but what it claims of its subject; of what is shown, as much as is seen.
 *
 * @throws {ManifestError} with the first reason found to refuse it: one that ends in `NotInManifest`, or
 *   `manifestNotYetValid` or `manifestExpired`.
 */
export function assertInManifest(
  traits: CredentialTraits,
  manifest: IssuerManifest,
  { now, collectedWithin = 31 }: AssertInManifestOptions,
): void {
  assertManifestInForce(manifest, now)
  if (traits.issuer !== manifest.issuer) throw marked('issuerNotInManifest')
  const profile = profileOf(traits, manifest)
  const key = keyOf(traits, profile)
  if (!areSame(traits.contexts, profile.contexts)) throw marked('contextNotInManifest')
  if (!isSame(traits.schema, profile.schema)) throw marked('schemaNotInManifest')
  if (!traits.features.some((feature) => profile.features.includes(feature))) {
    throw marked('featureNotInManifest')
  }
  if (traits.messageCount !== profile.messageCount) throw marked('messageCountNotInManifest')
  assertMandatory(traits, profile)
  assertMembers(traits, profile)
  assertConstants(traits, profile)
  assertParameters(traits, profile)
  assertValidity(traits, { profile, key, now, collectedWithin })
}

/** Why, for people. */
const marks = {
  issuerNotInManifest: 'the manifest is of another issuer',
  profileNotInManifest: 'this issuer gave you a kind of credential that it does not announce',
  keyNotInManifest: 'this issuer gave you a key that nobody else has',
  contextNotInManifest: 'this issuer gave you contexts that nobody else has',
  schemaNotInManifest: 'this issuer gave you a schema that nobody else has',
  featureNotInManifest: 'this credential is bound in a way that this issuer does not announce',
  messageCountNotInManifest: 'this credential has a number of statements that no other has',
  mandatoryPointersNotInManifest: 'this credential always shows what others of this issuer do not',
  membersNotInManifest: 'this credential has members that others of this issuer have not',
  constantNotInManifest: 'this credential says what all say alike in words of its own',
  statusListNotInManifest: 'this issuer put you on a list that nobody else is on',
  parameterNotInManifest: 'this issuer gave you parameters that nobody else has',
  validityNotInManifest: 'this credential holds from or until a time that no other does',
} as const satisfies Partial<Record<ManifestErrorCode, string>>

function marked(code: keyof typeof marks, detail?: string): ManifestError {
  return new ManifestError(code, detail ? `${marks[code]}: ${detail}` : marks[code])
}

function profileOf({ suite, types, part }: CredentialTraits, manifest: IssuerManifest) {
  // What others' wallets show may list types in another order, which is nothing that anybody signed.
  const listed = (list: readonly string[]) =>
    JSON.stringify(part === 'whole' ? list : [...list].sort())
  const profile = manifest.profiles.find(
    (one) => one.suite === suite && listed(one.types) === listed(types),
  )
  if (profile === undefined) throw marked('profileNotInManifest')
  return profile
}

function keyOf(
  { verificationMethod, publicKey }: CredentialTraits,
  { keys }: ManifestProfile,
): ManifestKey {
  const key = keys.find((one) => one.id === verificationMethod && one.publicKey === publicKey)
  if (key === undefined) throw marked('keyNotInManifest')
  return key
}

function areSame(found: readonly HashedDocument[], listed: readonly HashedDocument[]): boolean {
  return found.length === listed.length && found.every((one, i) => isSame(one, listed[i]))
}

function isSame(one: HashedDocument | undefined, other: HashedDocument | undefined): boolean {
  return one?.url === other?.url && one?.digest === other?.digest
}

function assertMandatory(
  { mandatoryCount, mandatoryPointers: pointers }: CredentialTraits,
  profile: ManifestProfile,
): void {
  const isListed =
    pointers === undefined ||
    (pointers.length === profile.mandatoryPointers.length &&
      pointers.every((pointer, i) => pointer === profile.mandatoryPointers[i]))
  if (!isListed || mandatoryCount !== profile.mandatoryCount) {
    throw marked('mandatoryPointersNotInManifest')
  }
}

function assertMembers({ members, part }: CredentialTraits, profile: ManifestProfile): void {
  const listed = new Set(profile.members)
  const found = new Set<string>()
  for (const { pointer } of members) {
    if (!listed.has(pointer)) throw marked('membersNotInManifest', pointer.slice(0, 100))
    found.add(pointer)
  }
  if (part === 'whole' && found.size < listed.size) throw marked('membersNotInManifest')
}

const validityMembers: ReadonlySet<string> = new Set([
  '/validFrom',
  '/validUntil',
  '/issuanceDate',
  '/expirationDate',
])

function assertConstants({ members, issuer }: CredentialTraits, profile: ManifestProfile): void {
  const constants = new Map(profile.constants.map(({ pointer, value }) => [pointer, value]))
  const lists = new Set(profile.revocation?.lists)
  for (const { pointer, value } of members) {
    const constant = constants.get(pointer)
    if (constant === value || validityMembers.has(pointer)) continue
    if (pointer === '/issuer' || pointer === '/issuer/id') {
      if (value !== issuer) throw marked('issuerNotInManifest')
    } else if (pointer === '/credentialStatus/statusListCredential') {
      if (!lists.has(String(value))) throw marked('statusListNotInManifest')
    } else if (constant !== undefined || !isClaim(pointer)) {
      throw marked(codeOf(pointer), pointer.slice(0, 100))
    }
  }
}

function codeOf(pointer: string): keyof typeof marks {
  if (pointer.startsWith('/credentialStatus')) return 'statusListNotInManifest'
  return pointer.startsWith('/credentialSchema') ? 'schemaNotInManifest' : 'constantNotInManifest'
}

/** Whether a member is for the issuer to say of each subject: no name, no type, and nothing beside the subject. */
function isClaim(pointer: string): boolean {
  const isOfSubject = pointer.startsWith('/credentialSubject/')
  // The number in a list is the holder's own, and hidden.
  if (!isOfSubject) return pointer === '/credentialStatus/statusListIndex'
  return !/\/@?(?:id|type)$/.test(pointer)
}

function assertParameters({ parameters }: CredentialTraits, profile: ManifestProfile): void {
  for (const { url, digest } of parameters) {
    const isListed = profile.parameters.some((one) => one.url === url && one.digest === digest)
    if (!isListed) throw marked('parameterNotInManifest')
  }
}

interface AssertValidityOptions {
  profile: ManifestProfile
  key: ManifestKey
  now: Date
  collectedWithin: number
}

function assertValidity(
  { members, part, created }: CredentialTraits,
  { profile: { validity }, key, now, collectedWithin }: AssertValidityOptions,
): void {
  const dateOf = (...pointers: string[]) =>
    members.find(({ pointer }) => pointers.includes(pointer))?.value
  const from = dateOf('/validFrom', '/issuanceDate')
  const until = dateOf('/validUntil', '/expirationDate')
  const isWhole = part === 'whole'
  const earliest = monthOf(new Date(now.getTime() - collectedWithin * DAY))
  const latest = monthOf(new Date(now.getTime() + DAY))

  /** Whether a month is one in which the credential can have been signed: with its key, and lately if it is new. */
  const isOfIssue = (month: unknown): boolean =>
    isMonth(month) &&
    key.validFrom <= month &&
    month < key.signsUntil &&
    (!isWhole || (earliest <= month && month <= latest))

  const isOfKey =
    monthOf(now) < key.validUntil &&
    (!isWhole || (key.validFrom <= latest && earliest < key.signsUntil))
  const isCreatedWell = created === undefined || isOfIssue(created)
  const isFromCreated =
    created === undefined ||
    from === undefined ||
    validity.kind !== 'monthOfIssue' ||
    created === from
  const holds = holdsAsListed({ from, until }, { validity, isWhole, isOfIssue })
  if (!isOfKey || !isCreatedWell || !isFromCreated || !holds) throw marked('validityNotInManifest')
}

const DAY = 24 * 60 * 60 * 1000

/** Dates as a credential has them. */
interface Dates {
  from: unknown
  until: unknown
}

interface HoldsAsListedOptions {
  validity: ManifestValidity
  isWhole: boolean
  isOfIssue: (month: unknown) => boolean
}

function holdsAsListed(
  { from, until }: Dates,
  { validity, isWhole, isOfIssue }: HoldsAsListedOptions,
): boolean {
  const fits = (found: unknown, listed: string | undefined) =>
    found === listed || (found === undefined && !isWhole)
  if (validity.kind === 'absent') return from === undefined && until === undefined
  if (validity.kind === 'fixed') {
    return fits(from, validity.validFrom) && fits(until, validity.validUntil)
  }
  const { months } = validity
  if (isMonth(from)) {
    return isOfIssue(from) && fits(until, months === undefined ? months : monthsAfter(from, months))
  }
  if (from !== undefined || isWhole) return false
  if (until === undefined || months === undefined) return until === undefined
  return isMonth(until) && isOfIssue(monthsAfter(until, -months))
}

function isMonth(value: unknown): value is string {
  return typeof value === 'string' && MONTH.test(value)
}
