import { type RandomSource, randomOctets } from '@unscored/core'
import {
  bbsFeatures,
  type CommitmentRequest,
  type CommittedFeature,
  createBinding,
  formatCommitmentRequest,
  isCommittedFeature,
} from '@unscored/vc'
import { secretsIn } from './secret-store.ts'
import type { WalletStore } from './wallet-store.ts'

/** What {@link requestCredential} takes. */
export interface RequestCredentialOptions {
  store: WalletStore
  /**
   * What the credential is to be bound by: the wallet's secret, a pseudonym for each context in which the holder wants to
   * be recognised, or both; the wallet's secret by default.
   */
  feature?: CommittedFeature
  random?: RandomSource
  now?: () => Date
}

/** A credential that was asked for. */
export interface RequestedCredential {
  /** The wallet's own name for it, to drop it by or to insist on it; not for the issuer. */
  readonly id: string
  /** The message for the issuer, who answers with the credential. */
  readonly request: CommitmentRequest
}

/**
 * Asks an issuer for a credential that only this wallet can show: the first of two messages, the second of which is the
 * credential.
 *
 * The message tells the issuer which feature is wanted and nothing of the secrets. Two messages of one wallet have no
 * octets in common but those that all messages have, so that they tell nobody that they are of one. What the channel tells
 * of who sent them they do not hide. One who steals the message gets by it a credential that he cannot show.
 *
 * What it takes to finish is in the wallet before the message is given out, so that a later process can do it.
 *
 * @throws {HolderError} as the store does.
 * @see VC-DI-BBS §4.1 "Anonymous Holder Binding", §4.2 "Credential Bound Pseudonyms"
 */
export async function requestCredential({
  store,
  feature = 'holderBinding',
  random = randomOctets,
  now = () => new Date(),
}: RequestCredentialOptions): Promise<RequestedCredential> {
  // What has no types to say so would leave a wallet that nobody can read.
  if (!isCommittedFeature(feature)) throw new TypeError('the feature has no commitment')
  const { [secretsIn]: secretStore } = store
  const bound = bbsFeatures[feature].bindsHolder
    ? { holderSecret: await secretStore.holderSecret() }
    : {}
  const { binding, secrets } = await createBinding({ feature, random, ...bound })
  const { holderSecret: _, ...own } = secrets
  const id = await secretStore.keep({ requestedAt: now(), secrets: { feature, ...own } })
  return { id, request: formatCommitmentRequest(binding) }
}
