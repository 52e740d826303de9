import type { CredentialMember } from '@unscored/core'
import type {
  ManifestKey,
  ManifestParameter,
  ManifestProfile,
  ManifestRevocation,
} from '@unscored/did'
import {
  BBS_PREDICATES_2026,
  type BbsFeature,
  createVaccinationCredential,
  type Dose,
  type SuiteId,
  traitsBefore,
  vaccinationAttributes,
  vaccinationMandatoryPointers,
} from '@unscored/vc'

/** What {@link createVaccinationProfile} takes. */
export interface CreateVaccinationProfileOptions {
  /** The keys that sign, one at a time, in the order of time. */
  keys: readonly ManifestKey[]
  /** `bbs-2023` by default. */
  suite?: SuiteId
  /** What credentials may be bound by; by default nothing, or the holder's wallet where the suite can do that. */
  features?: readonly BbsFeature[]
  /** What all doses have in common, such as `country` and `certifier`: nobody can be marked by that then. */
  constants?: Partial<Dose>
}

/**
 * The part of an issuer's manifest that is about vaccination credentials, as `issueCredential` makes them by default: in force
 * from the month in which they are issued, for a year. `parseManifest` checks it with the rest.
 *
 * @throws {CredentialError} `schemaViolation` where no dose can be as `constants` has it.
 */
export async function createVaccinationProfile({
  keys,
  suite = 'bbs-2023',
  features = usual[suite].features,
  constants = {},
}: CreateVaccinationProfileOptions): Promise<ManifestProfile> {
  const { mandatoryPointers } = usual[suite]
  const sample = createVaccinationCredential({
    ...{ suite, issuer: 'did:example:nobody', dose: { ...silentDose, ...constants } },
    validFrom: new Date('2000-01-01'),
    validUntil: new Date('2001-01-01'),
  })
  const { members, ...traits } = await traitsBefore(sample, { suite, mandatoryPointers })
  const named = new Set(Object.keys(constants).map((name) => `/credentialSubject/${name}`))
  return {
    ...traits,
    id: `dose-${suite}`,
    suite,
    features: [...features].sort(),
    keys,
    mandatoryPointers,
    members: members.map(({ pointer }) => pointer).sort(),
    constants: members.filter((member) => isConstant(member, named)).sort(byPointer),
    validity: { kind: 'monthOfIssue', months: 12 },
    attributes: [],
    parameters: [],
  }
}

/** What {@link createPredicatesProfile} takes. */
export interface CreatePredicatesProfileOptions
  extends Pick<CreateVaccinationProfileOptions, 'keys' | 'constants'> {
  /** The set of digits, and lists, also those that a health authority published. */
  parameters: readonly ManifestParameter[]
  /** Left out where nothing can be revoked. */
  revocation?: Omit<ManifestRevocation, 'lists'>
}

/**
 * The part of an issuer's manifest that is about vaccination credentials of `bbs-predicates-2026`, of which everything but what
 * they are and who issued them stays hidden. `parseManifest` checks it with the rest.
 *
 * @throws {CredentialError} `schemaViolation` where no dose can be as `constants` has it.
 */
export async function createPredicatesProfile({
  keys,
  constants = {},
  parameters,
  revocation,
}: CreatePredicatesProfileOptions): Promise<ManifestProfile> {
  return {
    ...(await createVaccinationProfile({ keys, constants, features: ['holderBinding'] })),
    id: `dose-${BBS_PREDICATES_2026}`,
    suite: BBS_PREDICATES_2026,
    messageCount: vaccinationAttributes.length + HIDDEN_COUNT,
    mandatoryCount: 0,
    mandatoryPointers: [],
    attributes: vaccinationAttributes,
    parameters: [...parameters].sort((a, b) => (a.id < b.id ? -1 : 1)),
    ...(revocation && { revocation: { ...revocation, lists: [] } }),
  }
}

/** The list, the number in it, the blinding and the holder's secret, which are signed behind the attributes. */
const HIDDEN_COUNT = 4

/** What a suite can do, and what credentials of it always show. */
const usual = {
  'bbs-2023': {
    features: ['baseline', 'holderBinding'],
    mandatoryPointers: vaccinationMandatoryPointers,
  },
  BbsBlsSignature2020: { features: ['baseline'], mandatoryPointers: [] },
} as const satisfies Record<
  SuiteId,
  { features: readonly BbsFeature[]; mandatoryPointers: readonly string[] }
>

/** Ids and types are the same for all, whoever is the subject. */
function isConstant({ pointer }: CredentialMember, named: ReadonlySet<string>): boolean {
  return named.has(pointer) || /\/(?:id|type)$/.test(pointer)
}

function byPointer(a: CredentialMember, b: CredentialMember): number {
  return a.pointer < b.pointer ? -1 : 1
}

/** A dose of nobody. */
const silentDose: Dose = {
  familyName: '',
  givenName: '',
  birthDate: '',
  disease: '',
  prophylaxis: '',
  product: '',
  manufacturer: '',
  doseNumber: 1,
  totalDoses: 1,
  doseDate: '2000-01-01',
  country: '',
  certifier: '',
}
