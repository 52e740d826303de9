import { type RandomSource, randomOctets } from '@unscored/core'
import { IssuerError } from './error.ts'
import type { IssuerStore, IssuerTransaction, RevocationPlace } from './issuer-store.ts'
import { allocatePlace, listRecord } from './revocation.ts'

/** What {@link admitCredential} takes. */
export interface AdmitCredentialOptions {
  store: IssuerStore
  /** What the issuer knows the person by, whom it has before it. */
  person: string
  /** What `registrationOf` of `@unscored/vc` found in her request. */
  registration: string
  random?: RandomSource
}

/**
 * Before a credential is signed: takes note of whose secret it is bound to, and gives the place where it can be revoked. A
 * person has one secret, so that no two people can answer together as one, nor one as two; she gets another when everything
 * under the old one was revoked, and an epoch says so.
 *
 * @throws {IssuerError} `registrationTaken` where the value is, or was, another person's; `registrationChanged` where the
 *   person has another, under which something is not yet revoked for everybody to see.
 * @throws {RangeError} where the random source fails.
 */
export async function admitCredential({
  store,
  person,
  registration,
  random = randomOctets,
}: AdmitCredentialOptions): Promise<RevocationPlace> {
  return store.transaction(async (records) => {
    const owner = await records.get('registration', registration)
    if (owner !== undefined && owner !== person) {
      throw new IssuerError('registrationTaken', 'the registration value is another person’s')
    }
    const known = await records.get('person', person)
    const isSame = known?.registration === registration
    if (known && !isSame && !(await areRevoked(records, known.credentials))) {
      throw new IssuerError(
        'registrationChanged',
        'the person has another registration value, and credentials under it that are in force',
      )
    }
    const place = await allocatePlace(records, random)
    const before = known && isSame ? known.credentials : []
    await records.set('registration', registration, person)
    await records.set('person', person, { registration, credentials: [...before, place] })
    return place
  })
}

/** Whether an epoch was published in which none of the credentials was in force. */
async function areRevoked(
  records: IssuerTransaction,
  credentials: readonly RevocationPlace[],
): Promise<boolean> {
  for (const { list, id } of credentials) {
    const { published } = await listRecord(records, list)
    if (!published.includes(id)) return false
  }
  return true
}
