import type { JsonValue } from '@unscored/core'
import {
  assertInManifest,
  dereference,
  type ManifestReference,
  type Manifests,
  manifestFor,
  type Resolvable,
  referenceTo,
} from '@unscored/did'
import {
  assertVaccinationCredential,
  type BbsFeature,
  CredentialError,
  type HolderSecrets,
  isVaccinationCredential,
  mandatoryPointersOf,
  parseBaseProofValue,
  parseSecuredCredential,
  type SecuredCredential,
  type SuiteId,
  suiteOf,
  traitsOf,
  vaccinationMandatoryPointers,
  verifyBaseCredential,
} from '@unscored/vc'
import { commitmentUnknown } from './error.ts'
import { secretsIn, type WaitingCommitment } from './secret-store.ts'
import type { WalletStore } from './wallet-store.ts'

/** What {@link receiveCredential} takes. */
export interface ReceiveCredentialOptions {
  store: WalletStore
  /** Resolves the issuer's DID. */
  resolver: Resolvable
  /**
   * What `requestCredential` called the request that the credential must answer. Left out, it may answer any, or be bound
   * to nobody: an issuer that ignored the commitment is then not noticed but by the entry's missing `feature`.
   */
  requestId?: string
  /**
   * What issuers say that all their credentials have in common, from a trust registry that others have too. A credential that
   * differs is refused, and so is one of an issuer that says nothing. Left out, nobody compares, and the entry's missing
   * `comparedWith` says so: an issuer could have given its holder a key, or a month, that nobody else has.
   */
  manifests?: Manifests
  /** How many days ago a credential may have been issued that is compared; 31 by default. */
  collectedWithin?: number
  now?: () => Date
}

/**
 * Verifies a credential that an issuer hands over and puts it into the wallet.
 *
 * A credential of the vaccination profile must keep to it in everything by which an issuer could mark holders: its
 * members, what is always shown of it and of its proof, and the labels that its statements are signed under.
 *
 * A credential that is bound to a commitment of this wallet takes the place of what was kept for it, so that no commitment is
 * answered twice. Which one it answers is found by trying: nothing in the credential names it.
 *
 * @returns The wallet's own id for it.
 * @throws {CredentialError} with the first reason found to refuse it.
 * @throws {ManifestError} where it has something that others of its issuer have not. The wallet is as it was before: a
 *   commitment still waits for a credential.
 * @throws {HolderError} `commitmentUnknown` where it is bound to no commitment that waits for a credential, or, as the
 *   cryptography cannot tell the two apart, was changed.
 */
export async function receiveCredential(
  credential: unknown,
  {
    store,
    resolver,
    requestId,
    manifests,
    collectedWithin,
    now = () => new Date(),
  }: ReceiveCredentialOptions,
): Promise<string> {
  const secured = parseSecuredCredential(credential)
  const isVaccination = isVaccinationCredential(secured)
  if (isVaccination) {
    assertVaccinationCredential(secured)
    assertUnmarked(secured)
  }
  const verify = (secrets?: HolderSecrets) =>
    verifyBaseCredential(secured, {
      ...(secrets && { secrets }),
      dereference: (didUrl) => dereference(didUrl, { resolver }),
      now: now(),
      labelsInDocumentOrder: isVaccination || manifests !== undefined,
    })
  const entry = async () => {
    const comparison = { resolver, now: now(), ...(collectedWithin && { collectedWithin }) }
    const comparedWith = manifests && (await compare(secured, { manifests, ...comparison }))
    return { credential: secured, addedAt: now(), ...(comparedWith && { comparedWith }) }
  }
  const features = featuresOf(secured)
  if (features.includes('baseline')) {
    if (requestId !== undefined) throw commitmentUnknown()
    await verify()
    return store.add(await entry())
  }
  const waiting = await store[secretsIn].waiting()
  const candidates = waiting.filter(
    ({ id, feature }) => features.includes(feature) && (requestId ?? id) === id,
  )
  const { id } = await firstAnswered(candidates, verify)
  return store[secretsIn].finish(id, await entry())
}

interface CompareOptions {
  manifests: Manifests
  resolver: Resolvable
  now: Date
  collectedWithin?: number
}

/** Compares a credential that was verified with what its issuer says that all have. */
async function compare(
  credential: SecuredCredential,
  { manifests, resolver, ...options }: CompareOptions,
): Promise<ManifestReference> {
  const traits = await traitsOf(credential, {
    part: 'whole',
    dereference: (didUrl) => dereference(didUrl, { resolver }),
  })
  const manifest = manifestFor(traits.issuer, manifests)
  assertInManifest(traits, manifest, options)
  return referenceTo(manifest)
}

/** The first commitment that a credential is bound to. */
async function firstAnswered(
  candidates: readonly WaitingCommitment[],
  verify: (secrets: HolderSecrets) => Promise<unknown>,
): Promise<WaitingCommitment> {
  for (const candidate of candidates) {
    const refusal: unknown = await verify(candidate.secrets).then(
      () => undefined,
      (error: unknown) => error,
    )
    if (refusal === undefined) return candidate
    const isOfAnother = refusal instanceof CredentialError && refusal.code === 'proofInvalid'
    if (!isOfAnother) throw refusal
  }
  throw commitmentUnknown()
}

/** The features that a base proof may be of. */
function featuresOf({ proof }: SecuredCredential): readonly BbsFeature[] {
  if (suiteOf(proof).id !== 'bbs-2023') return ['baseline']
  return parseBaseProofValue(proof.proofValue).features
}

/** Whatever is shown without being asked for is what all credentials of a month show. */
function assertUnmarked(credential: SecuredCredential): void {
  const { created } = credential.proof
  const { isDated, mandatoryPointers } = unasked[suiteOf(credential.proof).id]
  if (isDated ? !isMonth(created) : created !== undefined) {
    throw new CredentialError('notTheProfile', '/proof/created tells when it was signed')
  }
  if (JSON.stringify(mandatoryPointersOf(credential)) !== JSON.stringify(mandatoryPointers)) {
    throw new CredentialError('notTheProfile', 'the proof makes other members mandatory')
  }
}

/** What every presentation shows of a credential of the profile, by its suite. Proofs of 2020 cannot do without a date. */
const unasked = {
  'bbs-2023': { isDated: false, mandatoryPointers: vaccinationMandatoryPointers },
  BbsBlsSignature2020: { isDated: true, mandatoryPointers: [] },
} as const satisfies Record<SuiteId, object>

function isMonth(value: JsonValue | undefined): boolean {
  return typeof value === 'string' && MONTH.test(value)
}

const MONTH = /^\d{4}-\d\d-01T00:00:00Z$/
