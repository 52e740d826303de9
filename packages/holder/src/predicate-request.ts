import { type RandomSource, randomOctets } from '@unscored/core'
import type { ManifestReference } from '@unscored/did'
import {
  CredentialError,
  formatPredicateBindingRequest,
  openPredicates,
  type PredicateBindingRequest,
  type PredicateProfile,
  parsePredicateOffer,
  parseSecuredCredential,
  requestPredicatesBinding,
} from '@unscored/vc'
import { commitmentUnknown, HolderError } from './error.ts'
import { secretsIn } from './secret-store.ts'
import type { WalletStore } from './wallet-store.ts'

/** What {@link requestPredicateCredential} takes. */
export interface RequestPredicateCredentialOptions {
  store: WalletStore
  /** Who offers, as the channel that the offer came over says: the DID of the issuer, authenticated. */
  channel: string
  /** What the wallet has pinned of that issuer, and what its manifest is known by. Nothing of it is taken from an offer. */
  profile: PredicateProfile
  manifest: Uint8Array
  random?: RandomSource
  now?: () => Date
}

/** A credential of which things will be proven, that was asked for. */
export interface RequestedPredicateCredential {
  /** The wallet's own name for it, as that of a `RequestedCredential`. */
  readonly id: string
  /** The message for the issuer, who answers with the credential. */
  readonly request: PredicateBindingRequest
}

/**
 * Answers an issuer's offer: asks for a credential that is bound to the secret of the person, of which there is one in the
 * wallet. It shows the issuer a registration value that is the same for all her credentials of it, so that she is one person
 * to it; verifiers never see it, and another issuer sees another.
 *
 * Only for an issuer that the person turned to herself, and never while something is presented.
 *
 * @throws {HolderError} `issuerMismatch` where the channel is another's, `issuanceWhilePresenting`, or as the store does.
 * @throws {CredentialError} `requestMalformed` where the offer is none.
 * @throws {FormatError} where the offer is no JSON or no multibase.
 */
export async function requestPredicateCredential(
  offer: unknown,
  {
    store,
    channel,
    profile,
    manifest,
    random = randomOctets,
    now = () => new Date(),
  }: RequestPredicateCredentialOptions,
): Promise<RequestedPredicateCredential> {
  const { [secretsIn]: secretStore } = store
  secretStore.assertNotPresenting()
  if (channel !== profile.issuer) {
    throw new HolderError('issuerMismatch', 'the offer came from another than the pinned issuer')
  }
  const nonce = parsePredicateOffer(offer)
  const { request, blinding } = await requestPredicatesBinding({
    ...{ profile, manifest, nonce, random },
    secret: await secretStore.personSecret(),
  })
  const secrets = { feature: 'predicates', proverBlind: blinding } as const
  const id = await secretStore.keep({ requestedAt: now(), secrets })
  return { id, request: formatPredicateBindingRequest(nonce, request) }
}

/** What {@link receivePredicateCredential} takes. */
export interface ReceivePredicateCredentialOptions {
  store: WalletStore
  /** What the wallet has pinned of the issuer. */
  profile: PredicateProfile
  /** What `requestPredicateCredential` called the request that the credential must answer; any, where it is left out. */
  requestId?: string
  /** The manifest that the profile is of, for the wallet to say with what it compared. */
  comparedWith?: ManifestReference
  now?: () => Date
}

/**
 * Verifies a credential that answers a request of the wallet, and puts it there. All that could tell its holder from others
 * is compared with what is pinned, whatever she will show.
 *
 * @returns The wallet's own id for it.
 * @throws {CredentialError} `notTheProfile`, `attributeInvalid`, or what parsing throws.
 * @throws {HolderError} `commitmentUnknown` where it answers no request that waits, or, as the cryptography cannot tell the two
 *   apart, was changed. The request still waits.
 */
export async function receivePredicateCredential(
  credential: unknown,
  {
    store,
    profile,
    requestId,
    comparedWith,
    now = () => new Date(),
  }: ReceivePredicateCredentialOptions,
): Promise<string> {
  const secured = parseSecuredCredential(credential)
  const { [secretsIn]: secretStore } = store
  const waiting = await secretStore.waitingPredicates()
  for (const { id, secrets } of waiting.filter((one) => (requestId ?? one.id) === one.id)) {
    const isAnswered = await openPredicates(secured, { profile, secrets }).then(
      () => true,
      (error: unknown) => {
        if (error instanceof CredentialError && error.code === 'proofInvalid') return false
        throw error
      },
    )
    if (!isAnswered) continue
    const entry = { credential: secured, addedAt: now(), ...(comparedWith && { comparedWith }) }
    return secretStore.finish(id, entry)
  }
  throw commitmentUnknown()
}
