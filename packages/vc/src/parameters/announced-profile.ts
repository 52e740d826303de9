import { digitElements, hashElements } from '@unscored/bbs'
import { type JsonObject, type JsonValue, parseMultikey } from '@unscored/core'
import type { AttributeTable } from '../bbs-predicates/attribute-table.ts'
import { BBS_PREDICATES_2026 } from '../bbs-predicates/header.ts'
import type { PredicateProfile } from '../bbs-predicates/statements.ts'
import { CredentialError } from '../error.ts'
import { parsePointer } from '../pointer.ts'
import type { SetReference } from './set-file.ts'

/** What a pinned manifest says of credentials of this suite: a profile of `@unscored/did`'s `IssuerManifest` is one. */
export interface AnnouncedProfile {
  readonly suite: string
  readonly types: readonly string[]
  readonly contexts: readonly { readonly url: string }[]
  readonly keys: readonly AnnouncedKey[]
  readonly constants: readonly { readonly pointer: string; readonly value: JsonValue }[]
  readonly validity:
    | {
        readonly kind: 'absent' | 'monthOfIssue'
        readonly validFrom?: undefined
        readonly validUntil?: undefined
      }
    | { readonly kind: 'fixed'; readonly validFrom: string; readonly validUntil?: string }
  readonly attributes: AttributeTable
  readonly parameters: readonly SetReference[]
  readonly revocation?: AnnouncedRevocation
}

/** Where an {@link AnnouncedProfile} says that it is said what was revoked. */
export interface AnnouncedRevocation {
  /** Multikey. */
  readonly publicKey: string
  readonly epochSeconds: number
  /** What the files of all epochs are below. */
  readonly url: string
}

/** A key of an {@link AnnouncedProfile}. */
export interface AnnouncedKey {
  /** A DID URL. */
  readonly id: string
  /** Multikey. */
  readonly publicKey: string
  /** When what it signs begins to be accepted, as a date and time. */
  readonly validFrom: string
  /** When it no longer is. */
  readonly validUntil: string
}

/** What {@link predicateProfilesOf} takes. */
export interface PredicateProfilesOptions {
  /** The issuer whose manifest it is. */
  issuer: string
  profile: AnnouncedProfile
  now: Date
}

/**
 * What a holder proves by and a verifier verifies by, from what a manifest says: one for each key of which credentials are
 * accepted, in the order of the manifest. Both get the same from the same manifest. No file is needed for it: what the
 * elements of the set of digits are is known.
 *
 * @throws {CredentialError} `notTheProfile` where the manifest says of no such credentials, or leaves out what they need.
 * @throws {FormatError} `invalidMultikey` where a key is none, or of another kind.
 */
export function predicateProfilesOf({
  issuer,
  profile,
  now,
}: PredicateProfilesOptions): PredicateProfile[] {
  const { suite, attributes, keys, parameters, revocation } = profile
  if (suite !== BBS_PREDICATES_2026) throw notTheProfile(`it is not of ${BBS_PREDICATES_2026}`)
  const [digits, ...others] = parameters.filter(({ kind }) => kind === 'digits')
  if (digits === undefined || others.length > 0) throw notTheProfile('it has not one set of digits')
  const common = {
    issuer,
    mandatory: mandatoryMembers(issuer, profile),
    table: attributes.map(({ pointer, encoding }) => ({ pointer, encoding })),
    digits: { publicKey: keyOctets(digits.publicKey), elementsHash: hashElements(digitElements) },
    ...(revocation && { revocationKey: keyOctets(revocation.publicKey) }),
  }
  return keys
    .filter(({ validFrom, validUntil }) => new Date(validFrom) <= now && now < new Date(validUntil))
    .map(({ id, publicKey }) => ({
      ...common,
      verificationMethod: id,
      publicKey: keyOctets(publicKey),
    }))
}

/** All that a credential says besides its attributes; objects that hold nothing else are there, too. */
function mandatoryMembers(
  issuer: string,
  { types, contexts, constants, validity, attributes }: AnnouncedProfile,
): JsonObject {
  const hidden = new Set(attributes.map(({ pointer }) => pointer))
  const dates = ['/validFrom', '/validUntil'].filter((pointer) => !hidden.has(pointer))
  if (validity.kind === 'monthOfIssue' && dates.length > 0) {
    throw notTheProfile('its dates of validity are shown, and not the same for all')
  }
  const { validFrom, validUntil } = validity
  const said: (readonly [string, JsonValue | undefined])[] = [
    ['/@context', contexts.map(({ url }) => url)],
    ['/type', [...types]],
    ['/validFrom', validFrom],
    ['/validUntil', validUntil],
    ...constants.map(({ pointer, value }) => [pointer, value] as const),
    ['/issuer', issuer],
  ]
  const document = new Map<string, JsonValue | Members>()
  for (const pointer of hidden) objectAt(document, parsePointer(pointer).slice(0, -1))
  for (const [pointer, value] of said) {
    if (value === undefined || hidden.has(pointer)) continue
    const path = parsePointer(pointer)
    objectAt(document, path.slice(0, -1)).set(String(path.at(-1)), value)
  }
  return plain(document)
}

/** Members by name, whatever the name is. */
type Members = Map<string, JsonValue | Members>

function objectAt(document: Members, path: readonly string[]): Members {
  let object = document
  for (const name of path) {
    const inner = object.get(name) ?? new Map()
    if (!(inner instanceof Map)) throw notTheProfile('a member of it is in what is no object')
    object.set(name, inner)
    object = inner
  }
  return object
}

function plain(members: Members): JsonObject {
  return Object.fromEntries(
    [...members].map(([name, value]) => [name, value instanceof Map ? plain(value) : value]),
  )
}

function keyOctets(multikey: string): Uint8Array {
  return parseMultikey(multikey, 'Bls12381G2-public').octets
}

function notTheProfile(why: string): CredentialError {
  return new CredentialError('notTheProfile', `the profile of the manifest is of no use: ${why}`)
}
