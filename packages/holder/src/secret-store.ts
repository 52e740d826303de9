import type { RandomSource } from '@unscored/core'
import {
  type CommittedFeature,
  generateHolderSecret,
  type HolderSecrets,
  type PredicateSecrets,
} from '@unscored/vc'
import {
  dayIn,
  type PastDisclosure,
  type ShownRecord,
  shownOf,
  withShown,
} from './disclosure-log.ts'
import { commitmentUnknown, HolderError } from './error.ts'
import { type AnsweredRequest, withAnswered } from './predicate-log.ts'
import { bindsHolder, type WalletContent } from './wallet-content.ts'
import { assertDate, newId, ownCopy, type WalletBinding, type WalletEntry } from './wallet-entry.ts'
import type { Transact } from './wallet-store.ts'

/** The secrets of one commitment. What binds it to the wallet is kept once, beside them all. */
export interface CommitmentSecrets extends Omit<HolderSecrets, 'holderSecret'> {
  readonly feature: WalletBinding
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

/** A credential that was asked for, of which things will be proven, with what it takes to open it. */
export interface WaitingPredicates {
  readonly id: string
  readonly secrets: PredicateSecrets
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

  /** The secret of the person, which is drawn when it is asked for first. */
  personSecret(): Promise<Uint8Array>

  /** The credentials that wait to be opened with the secret of the person, oldest first. */
  waitingPredicates(): Promise<WaitingPredicates[]>

  /** What a credential is opened with; `undefined` where it is none of which things are proven, or gone. */
  predicateSecretsOf(credentialId: string): Promise<PredicateSecrets | undefined>

  /** What was proven to whom, oldest first. */
  answered(): Promise<readonly AnsweredRequest[]>

  /** Writes down what is about to be proven. */
  logAnswered(request: AnsweredRequest): Promise<void>

  /** What was shown and proven to whom, by days, with values as far as their credentials are still there. */
  past(): Promise<readonly PastDisclosure[]>

  /** Writes down what is about to be shown. */
  logShown(record: ShownRecord): Promise<void>

  /**
   * Runs what presents something, during which nothing may be asked for by {@link assertNotPresenting}. It holds for this
   * store, not for another that was opened over the same wallet.
   */
  whilePresenting<Result>(work: () => Promise<Result>): Promise<Result>

  /**
   * @throws {HolderError} `issuanceWhilePresenting`: what an issuer is sent names the person to it, and whoever gets her to
   *   send it in the middle of a presentation would learn who is presenting.
   */
  assertNotPresenting(): void
}

/** The secrets of the wallet that a transaction is about. */
export function createSecretStore(transact: Transact, random: RandomSource): SecretStore {
  let presenting = 0
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
        wallet.commitments.flatMap(({ id, secrets }) => {
          const { feature } = secrets
          return feature === 'predicates'
            ? []
            : [{ id, feature, secrets: withHolder(wallet, secrets) }]
        }),
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
        const isOther = secrets === undefined || secrets.feature === 'predicates'
        return [wallet, isOther ? undefined : withHolder(wallet, secrets)]
      }),
    personSecret: () =>
      transact((wallet) => {
        const { personSecret = generateHolderSecret(random) } = wallet
        return [wallet.personSecret ? wallet : { ...wallet, personSecret }, personSecret]
      }),
    waitingPredicates: () =>
      transact((wallet) => [
        wallet,
        wallet.commitments.flatMap(({ id, secrets }) => {
          const own = predicateSecrets(wallet, secrets)
          return own ? [{ id, secrets: own }] : []
        }),
      ]),
    predicateSecretsOf: (credentialId) =>
      transact((wallet) => {
        const secrets = wallet.credentials.find(({ id }) => id === credentialId)?.secrets
        return [wallet, secrets && predicateSecrets(wallet, secrets)]
      }),
    answered: () => transact((wallet) => [wallet, wallet.answered]),
    logAnswered: (request) => {
      assertDate(request.at)
      return transact((wallet) => [
        { ...wallet, answered: withAnswered(wallet.answered, request) },
        undefined,
      ])
    },
    past: () => transact((wallet) => [wallet, pastOf(wallet)]),
    logShown: (record) =>
      transact((wallet) => [{ ...wallet, shown: withShown(wallet.shown, record) }, undefined]),
    whilePresenting: async (work) => {
      presenting++
      return work().finally(() => presenting--)
    },
    assertNotPresenting: () => {
      if (presenting === 0) return
      throw new HolderError('issuanceWhilePresenting', 'something is being presented')
    },
  }
}

/** Whatever a wallet remembers, oldest first. */
export function pastOf({ shown, answered, credentials }: WalletContent): readonly PastDisclosure[] {
  const documents = new Map(credentials.map(({ id, credential }) => [id, credential]))
  const past = [
    ...shown.map(({ credentials: told, ...record }) => ({
      ...record,
      shown: told.map(({ credentialId, pointers }) => {
        const document = documents.get(credentialId)
        return { pointers, ...(document && { document: shownOf(document, pointers) }) }
      }),
    })),
    ...answered.map(({ at, request }) => ({
      ...{ day: dayIn(at), domain: request.domain, proven: request },
      ...(request.pseudonym && { context: request.pseudonym.context }),
      shown: request.credentials.map(({ disclosures: pointers }) => ({ pointers })),
    })),
  ]
  return past.sort((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : 0))
}

function withHolder(
  { holderSecret }: WalletContent,
  { feature, ...secrets }: CommitmentSecrets,
): HolderSecrets {
  return { ...secrets, ...(bindsHolder(feature) && holderSecret && { holderSecret }) }
}

function predicateSecrets(
  { personSecret: secret }: WalletContent,
  { feature, proverBlind: blinding }: CommitmentSecrets,
): PredicateSecrets | undefined {
  if (feature !== 'predicates' || secret === undefined || blinding === undefined) return undefined
  return { blinding, secret }
}
