import {
  createSuccessor,
  type IssuerManifest,
  type ManifestKey,
  type ManifestProfile,
  parseManifest,
} from '@unscored/did'
import {
  type CreatePredicatesProfileOptions,
  createPredicatesProfile,
  createVaccinationProfile,
} from '@unscored/issuer'
import { BBS_PREDICATES_2026, type Dose, type SuiteId, suiteNames } from '@unscored/vc'
import { InvalidArgumentError } from 'commander'
import { CliError } from './error.ts'
import { monthsAfter } from './month.ts'

/** How an issuer may sign, as options name it. */
export type ManifestSuite = SuiteId | typeof BBS_PREDICATES_2026

/** See {@link ManifestSuite}. */
export const manifestSuites: readonly ManifestSuite[] = [...suiteNames, BBS_PREDICATES_2026]

/** What {@link createVaccinationManifest} takes. Months are as `parseMonth` has them. */
export interface CreateVaccinationManifestOptions {
  issuer: string
  /** The key that signs credentials. */
  key: Pick<ManifestKey, 'id' | 'publicKey'>
  suite: ManifestSuite
  /** What is published by which things are proven; by default as in the manifest that this one follows on. */
  published?: Published
  /** What all doses say alike, by the names of their members; beside what they did in the manifest that this one follows on. */
  constants: Readonly<Record<string, string>>
  /** The first month in which the key signs; by default that of `now`, or the next where another key signs in that. */
  from?: string | undefined
  /** The first month in which it signs no more; a year later by default. */
  until?: string | undefined
  /** What it follows on, whose other profiles are kept. */
  previous?: IssuerManifest | undefined
  now: Date
}

/** What is published by which things are proven. */
export type Published = Pick<CreatePredicatesProfileOptions, 'parameters' | 'revocation'>

/**
 * The manifest of an issuer of vaccination credentials that hold for a year.
 *
 * @throws {ManifestError} as `parseManifest` and `createSuccessor`.
 * @throws {CliError} `usage` where things are to be proven, and nobody says by what.
 */
export async function createVaccinationManifest({
  issuer,
  suite,
  constants,
  previous,
  published,
  now,
  ...options
}: CreateVaccinationManifestOptions): Promise<IssuerManifest> {
  const before = previous?.profiles.find((profile) => profile.id === `dose-${suite}`)
  const isSame = ({ id, publicKey }: ManifestKey) =>
    id === options.key.id && publicKey === options.key.publicKey
  const same = before?.keys.find(isSame)
  const others = before?.keys.filter((key) => !isSame(key)) ?? []
  const { from = same ? goesOn(same, now) : begins(others, now) } = options
  const { until = monthsAfter(new Date(from), 12) } = options
  const key = {
    ...options.key,
    // One that goes on signing has done so since it began.
    ...{ validFrom: same?.validFrom ?? from, signsUntil: until },
    // What it signs last holds for a year.
    validUntil: monthsAfter(new Date(until), 12),
  }
  const common = {
    keys: [...others.map((old) => endedBy(old, from)), key],
    constants: { ...constantsOf(before), ...constants } as Partial<Dose>,
  }
  const profile =
    suite === BBS_PREDICATES_2026
      ? await createPredicatesProfile({ ...common, ...publishedOf(published ?? before) })
      : await createVaccinationProfile({ ...common, suite })
  if (previous === undefined) {
    const content = { validFrom: from, validUntil: until, profiles: [profile] }
    return parseManifest({ issuer, version: 1, ...content })
  }
  const kept = previous.profiles.filter(({ id }) => id !== profile.id)
  return createSuccessor(previous, {
    // Wallets have it before the key signs.
    validFrom: earlierOf(from, monthsAfter(now, 0)),
    validUntil: until,
    profiles: [...kept, profile].sort((a, b) => (a.id < b.id ? -1 : 1)),
  })
}

function publishedOf(published: Published | undefined): Published {
  if (published === undefined) {
    throw new CliError('usage', `did create web --predicates begins with ${BBS_PREDICATES_2026}`)
  }
  const { parameters, revocation } = published
  return { parameters, ...(revocation && { revocation }) }
}

/** From when on a key is renewed: this month, or that in which it begins. */
function goesOn({ validFrom }: ManifestKey, now: Date): string {
  const thisMonth = monthsAfter(now, 0)
  return validFrom < thisMonth ? thisMonth : validFrom
}

/** The first month for a new key. In this one, another may have signed already, and what it signed is to hold. */
function begins(others: readonly ManifestKey[], now: Date): string {
  const thisMonth = monthsAfter(now, 0)
  const isTaken = others.some(({ signsUntil }) => thisMonth < signsUntil)
  return isTaken ? monthsAfter(now, 1) : thisMonth
}

/** A key that signs no longer than until its successor does. */
function endedBy(key: ManifestKey, from: string): ManifestKey {
  return { ...key, signsUntil: earlierOf(key.signsUntil, from) }
}

function earlierOf(one: string, other: string): string {
  return one < other ? one : other
}

/** What all doses say alike, by the names of their members. */
function constantsOf(profile: ManifestProfile | undefined): Record<string, unknown> {
  const named = profile?.constants.flatMap(({ pointer, value }) => {
    const [, name = 'type'] = /^\/credentialSubject\/(\w+)$/.exec(pointer) ?? []
    return name === 'type' ? [] : [[name, value] as const]
  })
  return Object.fromEntries(named ?? [])
}

/** Adds what an option says, as `name=value`, to what those before it said. */
export function collectConstant(text: string, constants: Readonly<Record<string, string>>) {
  const [, name, value] = /^(\w+)=(.*)$/.exec(text) ?? []
  if (name === undefined || value === undefined) throw new InvalidArgumentError('Write name=value.')
  return { ...constants, [name]: value }
}
