import { type RandomSource, randomOctets } from '@unscored/core'
import { EMPTY_WALLET } from './wallet-content.ts'
import { createStore, type WalletStore } from './wallet-store.ts'

/** What {@link createMemoryStore} takes. */
export interface MemoryStoreOptions {
  /** Where ids and the holder's secret come from. */
  random?: RandomSource
}

/** A wallet that lasts as long as the process. */
export function createMemoryStore({ random = randomOctets }: MemoryStoreOptions = {}): WalletStore {
  let wallet = EMPTY_WALLET
  return createStore(async (step) => {
    const [next, result] = step(structuredClone(wallet))
    wallet = structuredClone(next)
    return result
  }, random)
}
