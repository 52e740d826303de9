/** Remembers a number of values and forgets the one that was not asked for the longest. */
export interface Cache<Value> {
  get(key: string): Value | undefined
  set(key: string, value: Value): void
  /** Has no effect where there is nothing. */
  delete(key: string): void
  /** How many values are remembered. */
  readonly size: number
}

/** A cache of at most so many values. */
export function createCache<Value>(capacity: number): Cache<Value> {
  const values = new Map<string, Value>()
  return {
    get: (key) => {
      const value = values.get(key)
      // A map keeps the order in which keys were set.
      if (value !== undefined && values.delete(key)) values.set(key, value)
      return value
    },
    set: (key, value) => {
      values.delete(key)
      values.set(key, value)
      const [oldest] = values.keys()
      if (values.size > capacity && oldest !== undefined) values.delete(oldest)
    },
    delete: (key) => void values.delete(key),
    get size() {
      return values.size
    },
  }
}
