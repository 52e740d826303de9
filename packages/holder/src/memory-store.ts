import { type RandomSource, randomOctets } from '@unscored/core'
import { createStore, type HeldCredential, type WalletStore } from './wallet-store.ts'

/** What {@link createMemoryStore} takes. */
export interface MemoryStoreOptions {
  /** Where ids come from. */
  random?: RandomSource
}

/** A wallet that lasts as long as the process. */
export function createMemoryStore({ random = randomOctets }: MemoryStoreOptions = {}): WalletStore {
  let kept: HeldCredential[] = []
  return createStore(async (step) => {
    const [next, result] = step(structuredClone(kept))
    kept = structuredClone(next)
    return result
  }, random)
}
