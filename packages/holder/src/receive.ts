import { dereference, type Resolvable } from '@unscored/did'
import {
  assertVaccinationCredential,
  CredentialError,
  isVaccinationCredential,
  mandatoryPointersOf,
  parseSecuredCredential,
  type SecuredCredential,
  suiteOf,
  vaccinationMandatoryPointers,
  verifyBaseCredential,
} from '@unscored/vc'
import type { WalletStore } from './wallet-store.ts'

/** What {@link receiveCredential} takes. */
export interface ReceiveCredentialOptions {
  store: WalletStore
  /** Resolves the issuer's DID. */
  resolver: Resolvable
  now?: () => Date
}

/**
 * Verifies a credential that an issuer hands over and puts it into the wallet.
 *
 * A credential of the vaccination profile must keep to it in everything by which an issuer could mark holders: its
 * members, what is always shown of it and of its proof, and the labels that its statements are signed under.
 *
 * @returns The wallet's own id for it.
 * @throws {CredentialError} with the first reason found to refuse it.
 */
export async function receiveCredential(
  credential: unknown,
  { store, resolver, now = () => new Date() }: ReceiveCredentialOptions,
): Promise<string> {
  const secured = parseSecuredCredential(credential)
  const isVaccination = isVaccinationCredential(secured)
  if (isVaccination) {
    assertVaccinationCredential(secured)
    assertUnmarked(secured)
  }
  await verifyBaseCredential(secured, {
    dereference: (didUrl) => dereference(didUrl, { resolver }),
    now: now(),
    labelsInDocumentOrder: isVaccination,
  })
  return store.add({ credential: secured, addedAt: now() })
}

/** Whatever is shown without being asked for is what all credentials of a month show. */
function assertUnmarked(credential: SecuredCredential): void {
  const { created } = credential.proof
  if (created !== undefined && !(typeof created === 'string' && MONTH.test(created))) {
    throw new CredentialError('notTheProfile', '/proof/created is not the beginning of a month')
  }
  const expected = suiteOf(credential.proof).id === 'bbs-2023' ? vaccinationMandatoryPointers : []
  if (JSON.stringify(mandatoryPointersOf(credential)) !== JSON.stringify(expected)) {
    throw new CredentialError('notTheProfile', 'the proof makes other members mandatory')
  }
}

const MONTH = /^\d{4}-\d\d-01T00:00:00Z$/
