import {
  createSuccessor,
  type IssuerManifest,
  type ManifestKey,
  parseManifest,
} from '@unscored/did'
import { createVaccinationProfile } from '@unscored/issuer'
import type { Dose, SuiteId } from '@unscored/vc'
import { InvalidArgumentError } from 'commander'
import { monthsAfter } from './month.ts'

/** What {@link createVaccinationManifest} takes. Months are as `parseMonth` has them. */
export interface CreateVaccinationManifestOptions {
  issuer: string
  /** The key that signs credentials. */
  key: Pick<ManifestKey, 'id' | 'publicKey'>
  suite: SuiteId
  /** What all doses say alike, by the names of their members. */
  constants: Readonly<Record<string, string>>
  /** The first month in which the key signs; that of `now` by default. */
  from?: string | undefined
  /** The first month in which it signs no more; a year later by default. */
  until?: string | undefined
  /** What it follows on, whose other profiles are kept. */
  previous?: IssuerManifest | undefined
  now: Date
}

/**
 * The manifest of an issuer of vaccination credentials that hold for a year.
 *
 * @throws {ManifestError} as `parseManifest` and `createSuccessor`.
 */
export async function createVaccinationManifest({
  issuer,
  suite,
  constants,
  previous,
  now,
  from = monthsAfter(now, 0),
  until = monthsAfter(new Date(from), 12),
  ...options
}: CreateVaccinationManifestOptions): Promise<IssuerManifest> {
  const key = {
    ...options.key,
    ...{ validFrom: from, signsUntil: until },
    // What it signs last holds for a year.
    validUntil: monthsAfter(new Date(until), 12),
  }
  const earlier = previous?.profiles.find((profile) => profile.id === `dose-${suite}`)?.keys ?? []
  const isSame = ({ id, publicKey }: ManifestKey) => id === key.id && publicKey === key.publicKey
  const [same] = earlier.filter(isSame)
  const others = earlier.filter((old) => !isSame(old)).map((old) => endedBy(old, from))
  const profile = await createVaccinationProfile({
    suite,
    // One that goes on signing has done so since it began.
    keys: [...others, same ? { ...key, validFrom: same.validFrom } : key],
    constants: constants as Partial<Dose>,
  })
  const kept = previous?.profiles.filter(({ id }) => id !== profile.id) ?? []
  const profiles = [...kept, profile].sort((a, b) => (a.id < b.id ? -1 : 1))
  const content = { validFrom: from, validUntil: until, profiles }
  return previous === undefined
    ? parseManifest({ issuer, version: 1, ...content })
    : createSuccessor(previous, content)
}

/** A key that signs no longer than until its successor does. */
function endedBy(key: ManifestKey, from: string): ManifestKey {
  return key.signsUntil <= from ? key : { ...key, signsUntil: from }
}

/** Adds what an option says, as `name=value`, to what those before it said. */
export function collectConstant(text: string, constants: Readonly<Record<string, string>>) {
  const [, name, value] = /^(\w+)=(.*)$/.exec(text) ?? []
  if (name === undefined || value === undefined) throw new InvalidArgumentError('Write name=value.')
  return { ...constants, [name]: value }
}
