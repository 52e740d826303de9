import type { RandomSource } from '@unscored/core'
import {
  bbsFeatures,
  type CommittedFeature,
  generateHolderSecret,
  type HolderSecrets,
} from '@unscored/vc'
import { commitmentUnknown } from './error.ts'
import type { WalletContent } from './wallet-content.ts'
import { assertDate, newId, ownCopy, type WalletEntry } from './wallet-entry.ts'
import type { Transact } from './wallet-store.ts'

/** The secrets of one commitment. What binds it to the wallet is kept once, beside them all. */
export interface CommitmentSecrets extends Omit<HolderSecrets, 'holderSecret'> {
  readonly feature: CommittedFeature
}

/** A commitment that an issuer was asked to sign. */
export interface KeptCommitment {
  readonly id: string
  readonly requestedAt: Date
  readonly secrets: CommitmentSecrets
}

/**
 * The member of a wallet store by which this package reaches secrets. It is not exported, so that nobody else comes
 * upon them by the names that a store has.
 */
export const secretsIn: unique symbol = Symbol('secrets')

/** A commitment that waits for a credential, with all that it takes to verify one. */
export interface WaitingCommitment {
  readonly id: string
  readonly feature: CommittedFeature
  readonly secrets: HolderSecrets
}

/** Where a wallet keeps what nobody is told. */
export interface SecretStore {
  /** The secret of the wallet, which is drawn when it is asked for first. */
  holderSecret(): Promise<Uint8Array>

  /** Keeps what finishes a commitment, and gives its new id. */
  keep(commitment: Omit<KeptCommitment, 'id'>): Promise<string>

  /** The commitments that wait for a credential, oldest first. */
  waiting(): Promise<WaitingCommitment[]>

  /**
   * Keeps a credential in the place of the commitment that it was signed over.
   *
   * @returns The credential's new id.
   * @throws {HolderError} `commitmentUnknown` where it no longer waits for one.
   */
  finish(commitmentId: string, entry: WalletEntry): Promise<string>

  /** What a credential was bound by; `undefined` where it is bound to nobody, or gone. */
  secretsOf(credentialId: string): Promise<HolderSecrets | undefined>
}

/** The secrets of the wallet that a transaction is about. */
export function createSecretStore(transact: Transact, random: RandomSource): SecretStore {
  return {
    holderSecret: () =>
      transact((wallet) => {
        const { holderSecret = generateHolderSecret(random) } = wallet
        return [wallet.holderSecret ? wallet : { ...wallet, holderSecret }, holderSecret]
      }),
    keep: async (commitment) => {
      assertDate(commitment.requestedAt)
      const kept = { id: newId(random), ...commitment }
      return transact((wallet) => [
        { ...wallet, commitments: [...wallet.commitments, kept] },
        kept.id,
      ])
    },
    waiting: () =>
      transact((wallet) => [
        wallet,
        wallet.commitments.map(({ id, secrets }) => ({
          ...{ id, feature: secrets.feature, secrets: withHolder(wallet, secrets) },
        })),
      ]),
    finish: async (commitmentId, entry) => {
      const added = { id: newId(random), ...ownCopy(entry) }
      return transact((wallet) => {
        const commitment = wallet.commitments.find((other) => other.id === commitmentId)
        if (commitment === undefined) throw commitmentUnknown()
        const next = {
          ...wallet,
          credentials: [...wallet.credentials, { ...added, secrets: commitment.secrets }],
          commitments: wallet.commitments.filter((other) => other !== commitment),
        }
        return [next, added.id]
      })
    },
    secretsOf: (credentialId) =>
      transact((wallet) => {
        const secrets = wallet.credentials.find(({ id }) => id === credentialId)?.secrets
        return [wallet, secrets && withHolder(wallet, secrets)]
      }),
  }
}

function withHolder(
  { holderSecret }: WalletContent,
  { feature, ...secrets }: CommitmentSecrets,
): HolderSecrets {
  return { ...secrets, ...(bbsFeatures[feature].bindsHolder && holderSecret && { holderSecret }) }
}
