/** Who enters, and at what. */
export interface Entry {
  /** What the pseudonym is for: the same for all entries to one day of one event. */
  readonly event: string
  /** The pseudonym, in base64url multibase: of a person for that event alone. */
  readonly pseudonym: string
}

/**
 * Remembers who entered, so that everybody enters once. One that several processes share must decide atomically.
 *
 * It holds pseudonyms, which tell nobody else anything, and may be forgotten when the event is over.
 */
export interface EntryStore {
  /**
   * Marks an entry.
   *
   * @param until When it may be forgotten: nothing is asked for the event any longer.
   * @returns Whether the person had not entered before.
   */
  enter(entry: Entry, until: Date): Promise<boolean>
}

/** What {@link createEntryStore} takes. */
export interface CreateEntryStoreOptions {
  now?: () => Date
}

/** An entry store in the memory of one process. */
export function createEntryStore({
  now = () => new Date(),
}: CreateEntryStoreOptions = {}): EntryStore {
  const events = new Map<string, { until: Date; entered: Set<string> }>()
  return {
    enter: async ({ event, pseudonym }, until) => {
      for (const [known, { until: end }] of events) if (end < now()) events.delete(known)
      const { entered } = events.get(event) ?? { entered: new Set<string>() }
      if (entered.has(pseudonym)) return false
      events.set(event, { until, entered: entered.add(pseudonym) })
      return true
    },
  }
}
