import { equalOctets, type RandomSource, randomOctets } from '@unscored/core'
import { HolderError } from './error.ts'
import {
  createDerivation,
  DEFAULT_SCRYPT_COST,
  deriveKey,
  parseDerivation,
  type ScryptCost,
  seal,
  unseal,
  type WalletKey,
} from './sealed-wallet.ts'
import { EMPTY_WALLET, encodeContent, parseContent, type WalletContent } from './wallet-content.ts'
import { createStore, type WalletStore } from './wallet-store.ts'

/** What keeps the octets of one wallet. */
export interface WalletStorage {
  /** The octets kept; `undefined` where nothing was ever kept. */
  read(): Promise<Uint8Array | undefined>

  /**
   * Keeps `next` in place of `previous`, at once: whenever the process or the machine stops, one of the two is
   * there, whole.
   *
   * @param previous What {@link read} gave; `undefined` where there was nothing.
   * @throws {HolderError} `walletBusy` where something else than `previous` is kept by now, so that nobody's change
   *   is lost.
   */
  replace(next: Uint8Array, previous: Uint8Array | undefined): Promise<void>
}

/** What {@link createEncryptedStore} takes. */
export interface EncryptedStoreOptions {
  storage: WalletStorage
  passphrase: string
  /** Where ids, salts, nonces and the holder's secret come from. */
  random?: RandomSource
  /** For a new wallet and a new passphrase; a wallet that exists keeps its own. */
  cost?: ScryptCost
}

/** A wallet whose content only a passphrase opens. */
export interface EncryptedStore extends WalletStore {
  /**
   * Encrypts the wallet under another passphrase. A copy of the file from before still opens with the old one.
   *
   * @throws {HolderError} as the other calls of {@link createEncryptedStore}'s store.
   */
  changePassphrase(passphrase: string): Promise<void>
}

/**
 * Opens the wallet that a storage keeps, or begins one where it keeps nothing.
 *
 * Every call reads the storage anew and keeps no content in memory, so that several stores, also in several
 * processes, see one another's changes. What it cannot notice is an old copy of the whole file put back.
 *
 * @throws {HolderError} from here and from every call of the store: `walletLocked` where the passphrase is another or
 *   the wallet was changed, which cannot be told apart; `walletCorrupt` where it is no wallet; `walletVersion` where
 *   a later program wrote it; `walletMissing` where it was there before and is gone; `walletBusy` where another
 *   process was writing, so that nothing was changed and the call can be repeated; `tooLarge`; and what the storage
 *   throws.
 */
export async function createEncryptedStore({
  storage,
  passphrase,
  random = randomOctets,
  cost = DEFAULT_SCRYPT_COST,
}: EncryptedStoreOptions): Promise<EncryptedStore> {
  const inTurn = createQueue()
  // The newest first. An older one stays, for the storage may have failed after or before the wallet was replaced.
  let keys = [await openOrBegin()]

  const store = createStore(
    (step) =>
      inTurn(async () => {
        const { wallet, content, key } = await load()
        const [next, result] = step(content)
        if (next !== content) await save(next, key, wallet)
        return result
      }),
    random,
  )
  return { ...store, changePassphrase: (next) => inTurn(() => changePassphrase(next)) }

  async function openOrBegin(): Promise<WalletKey> {
    const wallet = await storage.read()
    const derivation =
      wallet === undefined ? createDerivation(cost, random) : parseDerivation(wallet)
    const key = await deriveKey(passphrase, derivation)
    if (wallet === undefined) await save(EMPTY_WALLET, key, undefined)
    else await open(wallet, key)
    return key
  }

  async function changePassphrase(next: string): Promise<void> {
    const { wallet, content } = await load()
    const key = await deriveKey(next, createDerivation(cost, random))
    keys = [key, ...keys]
    await save(content, key, wallet)
  }

  async function load(): Promise<{ wallet: Uint8Array; content: WalletContent; key: WalletKey }> {
    const wallet = await storage.read()
    if (wallet === undefined) throw new HolderError('walletMissing', 'the wallet is gone')
    const { salt } = parseDerivation(wallet)
    const key = keys.find((candidate) => equalOctets(candidate.salt, salt))
    if (key === undefined) {
      throw new HolderError('walletLocked', 'the wallet has been given another passphrase')
    }
    return { wallet, content: await open(wallet, key), key }
  }

  async function save(
    content: WalletContent,
    key: WalletKey,
    previous: Uint8Array | undefined,
  ): Promise<void> {
    await storage.replace(await seal(encodeContent(content), key, random), previous)
  }
}

async function open(wallet: Uint8Array, key: WalletKey): Promise<WalletContent> {
  return parseContent(await unseal(wallet, key))
}

/** Runs each piece of work after the one before has ended, well or badly. */
function createQueue(): <Result>(work: () => Promise<Result>) => Promise<Result> {
  let last: Promise<unknown> = Promise.resolve()
  return (work) => {
    const result = last.then(work)
    last = result.catch(() => {})
    return result
  }
}
