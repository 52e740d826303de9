import { assertJson, digestOf, isJsonObject, type JsonValue, parseMultikey } from '@unscored/core'
import {
  digest,
  integer,
  list,
  month,
  object,
  refused,
  type Shape,
  type Shaped,
  ShapeError,
  scalar,
  text,
  word,
} from './closed-shape.ts'
import { type Did, parseDid, parseDidUrl } from './did.ts'
import { ManifestError } from './manifest-error.ts'
import { isPublic } from './multikey-method.ts'

/** A key that signs credentials, and when. At any time a profile has one alone: by a second one, holders could be sorted. */
export type ManifestKey = Shaped<typeof key>

/** How long credentials of a profile are in force. */
export type ManifestValidity =
  /** They do not say. */
  | { readonly kind: 'absent' }
  /** The same for all; `validUntil` is absent from all where it is absent here. */
  | { readonly kind: 'fixed'; readonly validFrom: string; readonly validUntil?: string }
  /** From the month in which they are issued, for so many months; for ever where these are absent. */
  | { readonly kind: 'monthOfIssue'; readonly months?: number }

/** How the issuer says that a credential holds no more. */
export type ManifestRevocation = Shaped<typeof revocation>

/** Something signed once for all holders, such as a set of digits, by which they prove things about hidden values. */
export type ManifestParameter = Shaped<typeof parameter>

/** One kind of credential, signed in one way: everything that two of them have in common. */
export type ManifestProfile = Shaped<typeof profile>

/**
 * What an issuer tells everybody of its credentials: all by which it could otherwise tell one holder from another. Who has the
 * same manifest as others, and a credential that fits it, has nothing in it that others have not.
 *
 * Months are written `2026-11-01T00:00:00Z`; JSON pointers have an item of an array where the array stands; digests are those
 * of `digestOf`. Lists that have no order of their own are sorted by code unit.
 */
export type IssuerManifest = Shaped<typeof shape>

/** The most profiles of a manifest. */
export const MAX_PROFILES = 32

const URL_LENGTH = 2048
const name = text({ max: 128, pattern: /^[\w.:-]+$/ })
const term = text({ max: 256 })
const url = text({ max: URL_LENGTH, is: (value) => URL.canParse(value) })
const pointer = text({ max: 512, pattern: /^(?:\/(?:[^~/]|~[01])+)+$/ })
const publicKey = text({ max: 256, is: isPublicKey })
const hashed = object({ url, digest }, {})
const encoding = word(['date', 'midnight', 'lastDay', 'integer', 'octet', 'code', 'text'])
const pointers = list(pointer, { max: 256, unique: (one) => one, sorted: true })

const did: Shape<Did> = (value, at) => {
  try {
    return parseDid(value)
  } catch {
    throw refused(at, 'is no DID')
  }
}

const key = object(
  {
    /** A DID URL with a fragment. */
    id: text({ max: URL_LENGTH, is: isKeyId }),
    publicKey,
    /** The first month in which it signs. */
    validFrom: month,
    /** The first month in which it signs no more. */
    signsUntil: month,
    /** The first month in which nothing that it signed is accepted any more. */
    validUntil: month,
  },
  {},
)

const validity: Shape<ManifestValidity> = (value, at) => {
  const kind = validityKind(isJsonObject(value) ? value.kind : undefined, `${at}/kind`)
  return validityShapes[kind](value, at)
}

const validityKind = word(['absent', 'fixed', 'monthOfIssue'])

const validityShapes = {
  absent: object({ kind: word(['absent']) }, {}),
  fixed: object({ kind: word(['fixed']), validFrom: month }, { validUntil: month }),
  monthOfIssue: object(
    { kind: word(['monthOfIssue']) },
    { months: integer({ min: 1, max: 12 * 100 }) },
  ),
} as const satisfies Record<ManifestValidity['kind'], Shape<ManifestValidity>>

const parameter = object(
  {
    id: name,
    kind: word(['digits', 'list']),
    edition: integer({ min: 1, max: 2 ** 31 }),
    url,
    digest,
    publicKey,
  },
  {},
)

const revocation = object(
  {
    /** The lists that there are, by their addresses; none where it stays hidden which one a credential is in. */
    lists: list(text({ max: URL_LENGTH }), {
      max: 256,
      unique: (one) => one,
      sorted: true,
    }),
    publicKey,
    /** How long an epoch lasts. */
    epochSeconds: integer({ min: 60, max: 366 * 24 * 60 * 60 }),
    url,
  },
  {},
)

const profile = object(
  {
    /** The manifest's own name for it. */
    id: name,
    /** In the order in which credentials list them. */
    types: list(term, { min: 1, max: 16, unique: (one) => one }),
    suite: name,
    /** The features of the suite that a credential may be of. */
    features: list(name, { min: 1, max: 8, unique: (one) => one, sorted: true }),
    /** In the order of time. */
    keys: list(key, { min: 1, max: 64, unique: (one) => one.id }),
    /** In the order in which credentials list them. */
    contexts: list(hashed, { min: 1, max: 16, unique: (one) => one.url }),
    /** How many statements a holder can hide or show. */
    messageCount: integer({ min: 1, max: 4096 }),
    /** How many statements are always shown. */
    mandatoryCount: integer({ min: 0, max: 4096 }),
    /** In the order in which credentials list them. */
    mandatoryPointers: list(pointer, { max: 64, unique: (one) => one }),
    /** What every credential says, all of it. */
    members: pointers,
    /** Members that say the same in all credentials. All ids are among them, and all that is not said of the subject. */
    constants: list(object({ pointer, value: scalar }, {}), {
      max: 256,
      unique: (one) => one.pointer,
      sorted: true,
    }),
    validity,
    /** The order and the encodings of what is proven without being shown; empty where nothing is. A member may have several. */
    attributes: list(object({ pointer, encoding }, {}), {
      max: 256,
      unique: ({ pointer, encoding }) => `${encoding} ${pointer}`,
    }),
    parameters: list(parameter, { max: 64, unique: (one) => one.id, sorted: true }),
  },
  { schema: hashed, revocation },
)

const shape = object(
  {
    issuer: did,
    /** 1 for the first. */
    version: integer({ min: 1, max: 2 ** 31 }),
    /** The first month in which it is the issuer's. */
    validFrom: month,
    /** The first month in which it is outdated, unless a later version takes its place. */
    validUntil: month,
    profiles: list(profile, {
      min: 1,
      max: MAX_PROFILES,
      unique: (one) => one.id,
      sorted: true,
    }),
  },
  {
    /** The digest of the version before; in all but the first. */
    previous: digest,
  },
)

/**
 * A manifest, immutable. What it says is checked, not that its issuer says it: see `verifyManifest`.
 *
 * @throws {ManifestError} `manifestMalformed`, naming the member at fault, or `keyInTwoRoles`.
 */
export function parseManifest(value: unknown): IssuerManifest {
  const manifest = shaped(value)
  assertFirst(manifest)
  if (manifest.validFrom >= manifest.validUntil)
    throw malformed('/validUntil is not after validFrom')
  const { profiles } = manifest
  const kinds = profiles.map(({ suite, types }) => JSON.stringify([suite, ...[...types].sort()]))
  if (new Set(kinds).size < kinds.length) throw malformed('two profiles are of one type and suite')
  for (const [i, one] of profiles.entries()) assertProfile(one, `/profiles/${i}`)
  assertOneRole(manifest)
  for (const { id } of profiles.flatMap(({ keys }) => keys)) {
    if (parseDidUrl(id).did !== manifest.issuer) throw malformed('a key is of another DID')
  }
  return manifest
}

/** The digest by which manifests are compared: of the canonical form of the manifest, without a signature. */
export async function manifestHash(manifest: IssuerManifest): Promise<string> {
  // What was parsed is JSON, whose type has an index signature that these have not.
  return digestOf(manifest as unknown as JsonValue)
}

/**
 * Checks that a manifest follows on another: of the same issuer, one version later, with the hash of what it follows on; and
 * that in months before it begins no other key signs than those that the other names.
 *
 * @throws {ManifestError} `notASuccessor`.
 */
export async function assertSuccessor(
  previous: IssuerManifest,
  next: IssuerManifest,
): Promise<void> {
  if (next.issuer !== previous.issuer) throw notASuccessor('it is of another issuer')
  if (next.version !== previous.version + 1) throw notASuccessor('its version is not one more')
  if (next.previous !== (await manifestHash(previous))) {
    throw notASuccessor('it does not name the hash of the version before')
  }
  if (next.validFrom < previous.validFrom)
    throw notASuccessor('it begins before the version before')
  if (deniesPast(previous, next)) {
    throw notASuccessor('in months that are past another key signs than before')
  }
}

/**
 * Whether a manifest says of months before it began that another key signed in them than the one before says. An issuer that
 * may do that gives each holder a version of her own, with a key of her own, each of which follows on the other.
 */
export function deniesPast(previous: IssuerManifest, next: IssuerManifest): boolean {
  return next.profiles.some(({ id, keys }) => {
    const before = previous.profiles.find((profile) => profile.id === id)?.keys ?? []
    return keys.some((key) => {
      const [until = next.validFrom] = [key.signsUntil, next.validFrom].sort()
      const isOfPast = key.validFrom < until
      return isOfPast && !before.some((old) => isSameKey(old, key) && covers(old, key, until))
    })
  })
}

function isSameKey(one: ManifestKey, other: ManifestKey): boolean {
  return one.id === other.id && one.publicKey === other.publicKey
}

/** Whether a key signed in all months from the first of another's until some month. */
function covers(old: ManifestKey, { validFrom }: ManifestKey, until: string): boolean {
  return old.validFrom <= validFrom && until <= old.signsUntil
}

/** Of a manifest, which of its issuer's it is. */
export interface ManifestReference {
  readonly version: number
  /** As {@link manifestHash} gives it. */
  readonly hash: string
}

/** Which of its issuer's manifests one is. */
export async function referenceTo(manifest: IssuerManifest): Promise<ManifestReference> {
  return { version: manifest.version, hash: await manifestHash(manifest) }
}

/**
 * The version of a manifest after another, with changes.
 *
 * @throws {ManifestError} as {@link parseManifest}, and `notASuccessor`.
 */
export async function createSuccessor(
  previous: IssuerManifest,
  changes: Partial<Pick<IssuerManifest, 'validFrom' | 'validUntil' | 'profiles'>>,
): Promise<IssuerManifest> {
  const { version, hash } = await referenceTo(previous)
  const next = parseManifest({ ...previous, ...changes, version: version + 1, previous: hash })
  await assertSuccessor(previous, next)
  return next
}

/**
 * Checks that a manifest is that of a time.
 *
 * @throws {ManifestError} `manifestNotYetValid` or `manifestExpired`.
 */
export function assertManifestInForce({ validFrom, validUntil }: IssuerManifest, now: Date): void {
  if (now < new Date(validFrom)) {
    throw new ManifestError('manifestNotYetValid', 'the manifest is of a time to come')
  }
  if (now >= new Date(validUntil)) {
    throw new ManifestError('manifestExpired', 'the manifest is outdated: get the current one')
  }
}

function shaped(value: unknown): IssuerManifest {
  try {
    assertJson(value)
    return shape(value, '')
  } catch (cause) {
    if (cause instanceof ShapeError) throw malformed(cause.message)
    throw malformed('it is no JSON of bounded size and depth', { cause })
  }
}

function assertFirst({ version, previous }: IssuerManifest): void {
  if ((version === 1) !== (previous === undefined)) {
    throw malformed('/previous is absent from version 1 and from no other')
  }
}

function assertProfile(one: ManifestProfile, at: string): void {
  for (const { validFrom, signsUntil, validUntil } of one.keys) {
    if (!(validFrom < signsUntil && signsUntil <= validUntil)) {
      throw malformed(`${at}/keys has one that ends before it begins`)
    }
  }
  const overlap = one.keys.some((next, i) => next.validFrom < (one.keys[i - 1]?.signsUntil ?? ''))
  if (overlap) throw malformed(`${at}/keys has two that sign at a time, or not in order`)
  const members = new Set(one.members)
  const named = [...one.constants, ...one.attributes].map((entry) => entry.pointer)
  if (!named.every((entry) => members.has(entry))) {
    throw malformed(`${at}/members lacks one that is named elsewhere`)
  }
  const { validity: dates } = one
  if (dates.kind === 'fixed' && (dates.validUntil ?? '9') <= dates.validFrom) {
    throw malformed(`${at}/validity ends before it begins`)
  }
}

/** Several profiles may share a key where they sign in the same way; nothing else may share one, nor its name. */
function assertOneRole({ profiles }: IssuerManifest): void {
  const roles = new Map<string, string>()
  for (const { suite, keys, parameters, revocation: revoking } of profiles) {
    const uses = [
      ...keys.map((one) => [one.publicKey, `${suite} ${one.id}`]),
      ...keys.map((one) => [one.id, `${suite} ${one.publicKey}`]),
      ...parameters.map((one) => [one.publicKey, `parameter ${JSON.stringify(one)}`]),
      ...(revoking ? [[revoking.publicKey, 'revocation']] : []),
    ]
    for (const [entry = '', role = ''] of uses) {
      if ((roles.get(entry) ?? role) !== role) {
        throw new ManifestError('keyInTwoRoles', 'a key is used for two purposes')
      }
      roles.set(entry, role)
    }
  }
}

function isPublicKey(value: string): boolean {
  try {
    return isPublic(parseMultikey(value))
  } catch {
    return false
  }
}

function isKeyId(value: string): boolean {
  try {
    const { did: subject, fragment } = parseDidUrl(value)
    return value === `${subject}#${fragment}`
  } catch {
    return false
  }
}

function malformed(why: string, options?: ErrorOptions): ManifestError {
  return new ManifestError('manifestMalformed', `no manifest: ${why}`, options)
}

function notASuccessor(why: string): ManifestError {
  return new ManifestError('notASuccessor', `the manifest does not follow on the other: ${why}`)
}
