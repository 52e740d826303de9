/**
 * Remembers which nonces were answered. One that several processes share must decide atomically.
 */
export interface NonceStore {
  /**
   * Marks a nonce as answered.
   *
   * @param expires When it may be forgotten.
   * @returns Whether it was not answered before.
   */
  spend(nonce: string, expires: Date): Promise<boolean>
}

/** What {@link createNonceStore} takes. */
export interface CreateNonceStoreOptions {
  now?: () => Date
}

/** A nonce store in the memory of one process. */
export function createNonceStore({
  now = () => new Date(),
}: CreateNonceStoreOptions = {}): NonceStore {
  const spent = new Map<string, Date>()
  return {
    spend: async (nonce, expires) => {
      for (const [known, until] of spent) if (until < now()) spent.delete(known)
      if (spent.has(nonce)) return false
      spent.set(nonce, expires)
      return true
    },
  }
}
