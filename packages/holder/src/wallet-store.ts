import {
  assertJson,
  encodeMultibase,
  isJsonObject,
  type JsonObject,
  type RandomSource,
} from '@unscored/core'
import { HolderError } from './error.ts'

/** What is put into a wallet. */
export interface WalletEntry {
  /** The credential as it was issued, with its base proof or proofs. */
  readonly credential: JsonObject
  /** When it was put into the wallet. Shown to nobody but the holder. */
  readonly addedAt: Date
}

/** A credential in a wallet. */
export interface HeldCredential extends WalletEntry {
  /**
   * The wallet's own name for it: 16 random octets in base64url multibase. It tells nothing of the credential
   * and never leaves the wallet.
   */
  readonly id: string
}

/**
 * Where a holder's credentials are kept.
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
   * Forgets a credential.
   *
   * @throws {HolderError} `credentialUnknown`.
   */
  remove(id: string): Promise<void>
}

/**
 * Runs one step on the credentials held, after all steps before it: what the step makes of them is what is held
 * from then on, and its result is the answer. A step that returns the list it was given changes nothing.
 */
export type Transact = <Result>(
  step: (held: HeldCredential[]) => readonly [next: HeldCredential[], result: Result],
) => Promise<Result>

/** A wallet store over whatever keeps the list of credentials. */
export function createStore(transact: Transact, random: RandomSource): WalletStore {
  return {
    list: () => transact((held) => [held, held]),
    get: (id) => transact((held) => [held, find(held, id)]),
    add: async (entry) => {
      const added = { id: encodeMultibase(random(ID_BYTES), 'u'), ...ownCopy(entry) }
      return transact((held) => [[...held, added], added.id])
    },
    remove: (id) =>
      transact((held) => {
        const removed = find(held, id)
        return [held.filter((other) => other !== removed), undefined]
      }),
  }
}

const ID_BYTES = 16

/** An entry that the caller can no longer change. What is let in here every store must be able to read again. */
function ownCopy({ credential, addedAt }: WalletEntry): WalletEntry {
  assertJson(credential)
  if (!isJsonObject(credential)) throw new TypeError('the credential is no JSON object')
  if (Number.isNaN(addedAt.getTime())) throw new RangeError('addedAt is no date')
  return structuredClone({ credential, addedAt })
}

function find(held: readonly HeldCredential[], id: string): HeldCredential {
  const found = held.find((credential) => credential.id === id)
  if (found === undefined) throw new HolderError('credentialUnknown', 'no credential has this id')
  return found
}
