/**
 * Loads something when it is first asked for, and once: a module that is imported again is looked up again, which takes
 * a good part of a millisecond. What failed is tried anew.
 */
export function once<T>(load: () => Promise<T>): () => Promise<T> {
  let loading: Promise<T> | undefined
  return () => {
    loading ??= load().catch((error: unknown) => {
      loading = undefined
      throw error
    })
    return loading
  }
}
