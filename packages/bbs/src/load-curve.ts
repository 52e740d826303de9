import type { Curve } from './curve.ts'

/** `mcl` is WebAssembly, `noble` is JavaScript alone, `auto` takes the first that runs. */
export type CurveChoice = 'auto' | 'mcl' | 'noble'

/**
 * Loads an implementation of the curve. Each is loaded once and only when it is asked for.
 *
 * @throws {Error} for `mcl` where the runtime has no WebAssembly or does not allow it.
 */
export function loadCurve(choice: CurveChoice = 'auto'): Promise<Curve> {
  const known = loaded.get(choice)
  if (known !== undefined) return known
  const loading = loaders[choice]()
  loaded.set(choice, loading)
  return loading
}

const loaded = new Map<CurveChoice, Promise<Curve>>()

const loaders: Record<CurveChoice, () => Promise<Curve>> = {
  mcl: async () => (await import('./curve-mcl.ts')).createMclCurve(),
  noble: async () => (await import('./curve-noble.ts')).createNobleCurve(),
  // Whatever keeps WebAssembly from starting, the other implementation computes the same.
  auto: () => loadCurve('mcl').catch(() => loadCurve('noble')),
}
