import type { RandomSource } from '@unscored/core'
import { dayIn, type PastDisclosure } from './disclosure-log.ts'
import { commitmentUnknown, HolderError } from './error.ts'
import { createSecretStore, pastOf, type SecretStore, secretsIn } from './secret-store.ts'
import type { KeptCredential, WalletContent } from './wallet-content.ts'
import { assertDate, newId, ownCopy, type WalletBinding, type WalletEntry } from './wallet-entry.ts'

/** A credential in a wallet. */
export interface HeldCredential extends WalletEntry {
  /**
   * The wallet's own name for it: 16 random octets in base64url multibase. It tells nothing of the credential
   * and never leaves the wallet.
   */
  readonly id: string
  /** By what it is bound to this wallet; absent where it is bound to nobody, so that whoever has a copy can show it. */
  readonly feature?: WalletBinding
}

/** A credential that was asked for and has not come. */
export interface PendingCommitment {
  /** The wallet's own name for it, as a credential has one. */
  readonly id: string
  readonly feature: WalletBinding
  readonly requestedAt: Date
}

/**
 * Where a holder's credentials are kept, and the secrets that some of them are bound to: those have no name here, and
 * nothing that a store answers holds them.
 *
 * Stores are made by `createMemoryStore` and `createEncryptedStore`; who keeps wallets elsewhere gives the latter a
 * `WalletStorage`, which is handed octets that it cannot read.
 *
 * Calls may overlap; each sees the wallet as another left it. One that fails changes nothing, unless its error says
 * otherwise. What is returned is the caller's own: changing it does not change the wallet.
 */
export interface WalletStore {
  /** All credentials, in the order they were added. */
  list(): Promise<HeldCredential[]>

  /**
   * One credential.
   *
   * @throws {HolderError} `credentialUnknown`.
   */
  get(id: string): Promise<HeldCredential>

  /**
   * Keeps a credential and gives its new id.
   *
   * @throws {FormatError} where the credential is no JSON, or larger or deeper than documents may be.
   */
  add(entry: WalletEntry): Promise<string>

  /**
   * Forgets a credential, and what it was bound by.
   *
   * @throws {HolderError} `credentialUnknown`.
   */
  remove(id: string): Promise<void>

  /** The credentials that were asked for and have not come, oldest first. */
  listPending(): Promise<PendingCommitment[]>

  /**
   * Forgets that a credential was asked for: should it come, it is of no use.
   *
   * @throws {HolderError} `commitmentUnknown`.
   */
  dropPending(id: string): Promise<void>

  /**
   * What the wallet remembers of what was shown and proven to whom, oldest first: what was proven; and of what was shown, what can
   * be put together with something that is shown later. Whoever opens the wallet can read it. It never leaves the wallet.
   */
  listDisclosures(): Promise<readonly PastDisclosure[]>

  /**
   * Forgets disclosures: what comes next is no longer judged together with them, nor is it said that it can be linked to them.
   * Whoever was shown something remembers it all the same.
   *
   * @param before Those of earlier days, in UTC; all of them where it is left out.
   * @returns How many were forgotten.
   */
  forgetDisclosures(before?: Date): Promise<number>

  /** For this package alone. */
  readonly [secretsIn]: SecretStore
}

/**
 * Runs one step on the wallet, after all steps before it: what the step makes of it is the wallet from then on, and its
 * result is the answer. A step that returns the wallet it was given changes nothing.
 */
export type Transact = <Result>(
  step: (wallet: WalletContent) => readonly [next: WalletContent, result: Result],
) => Promise<Result>

/** A wallet store over whatever keeps the content of a wallet. */
export function createStore(transact: Transact, random: RandomSource): WalletStore {
  return {
    list: () => transact((wallet) => [wallet, wallet.credentials.map(held)]),
    get: (id) => transact((wallet) => [wallet, held(find(wallet.credentials, id))]),
    add: async (entry) => {
      const added = { id: newId(random), ...ownCopy(entry) }
      return transact((wallet) => [
        { ...wallet, credentials: [...wallet.credentials, added] },
        added.id,
      ])
    },
    remove: (id) =>
      transact((wallet) => {
        const removed = find(wallet.credentials, id)
        const credentials = wallet.credentials.filter((other) => other !== removed)
        return [{ ...wallet, credentials }, undefined]
      }),
    listPending: () =>
      transact((wallet) => [
        wallet,
        wallet.commitments.map(({ id, requestedAt, secrets: { feature } }) => ({
          ...{ id, feature, requestedAt },
        })),
      ]),
    dropPending: (id) =>
      transact((wallet) => {
        const commitments = wallet.commitments.filter((other) => other.id !== id)
        if (commitments.length === wallet.commitments.length) throw commitmentUnknown()
        return [{ ...wallet, commitments }, undefined]
      }),
    listDisclosures: () => transact((wallet) => [wallet, pastOf(wallet)]),
    forgetDisclosures: async (before) => {
      if (before !== undefined) assertDate(before)
      return transact((wallet) => {
        const isKept = (day: string) => before !== undefined && day >= dayIn(before)
        const shown = wallet.shown.filter(({ day }) => isKept(day))
        const answered = wallet.answered.filter(({ at }) => isKept(dayIn(at)))
        const all = wallet.shown.length + wallet.answered.length
        const forgotten = all - shown.length - answered.length
        return [forgotten === 0 ? wallet : { ...wallet, shown, answered }, forgotten]
      })
    },
    [secretsIn]: createSecretStore(transact, random),
  }
}

/** A credential without its secrets. */
function held({ secrets, ...entry }: KeptCredential): HeldCredential {
  return { ...entry, ...(secrets && { feature: secrets.feature }) }
}

function find(credentials: readonly KeptCredential[], id: string): KeptCredential {
  const found = credentials.find((credential) => credential.id === id)
  if (found === undefined) throw new HolderError('credentialUnknown', 'no credential has this id')
  return found
}
