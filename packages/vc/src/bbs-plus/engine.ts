import type { Engine } from '@mattrglobal/bbs-signatures/lib/wasm.js'

/** The engine is no use here, or failed at what it was not given wrong: whatever it was to sign or show is not at fault. */
export class EngineError extends Error {
  override readonly name = 'EngineError'
}

/**
 * Loads the WebAssembly of `@mattrglobal/bbs-signatures`, once and only when it is asked for, and sees to its
 * randomness.
 *
 * It is always the WebAssembly: the package's main module would take a native addon where one is installed. And it is
 * the WebAssembly alone: the wrapper around it asks for Node's `crypto`, which no bundler for browsers finds.
 *
 * @throws {EngineError} where the runtime has no WebAssembly or does not allow it, and where others in the process have
 *   used the same engine before, without randomness.
 */
export function loadEngine(): Promise<Engine> {
  loading ??= startEngine().catch((cause: unknown) => {
    throw cause instanceof EngineError
      ? cause
      : new EngineError('the BBS+ engine cannot be started', { cause })
  })
  return loading
}

let loading: Promise<Engine> | undefined

async function startEngine(): Promise<Engine> {
  const { default: called, ...named } = await import('@mattrglobal/bbs-signatures/lib/wasm.js')
  // To most loaders the default of a CommonJS module is that module, to some what the module itself calls so.
  const engine = 'blsSign' in called ? called : { ...named, default: called }
  await start(engine)
  await seed(engine)
  return engine
}

/** The engine reads its own octets with Node's Buffer, before it waits for anything. */
function start(engine: Engine): Promise<unknown> {
  if ('Buffer' in globalThis) return engine.default()
  const from = (base64: string) => Uint8Array.from(atob(base64), (char) => char.charCodeAt(0))
  const remove = addGlobal('Buffer', { from })
  try {
    return engine.default()
  } finally {
    remove()
  }
}

/**
 * Has the engine draw its first secret, with which it looks for randomness, for good. It takes that of browsers and
 * finds it by `self`. Node has no `self`, and what the package was built with in its place gives nothing but zeros:
 * every process would blind its proofs with the same numbers, and who knows them reads all that is hidden.
 */
async function seed(engine: Engine): Promise<void> {
  if ('self' in globalThis) return
  let seeded = false
  const getRandomValues = (octets: Uint8Array<ArrayBuffer>) => {
    seeded = true
    return crypto.getRandomValues(octets)
  }
  const remove = addGlobal('self', { self: { crypto: { getRandomValues } } })
  try {
    await engine.generateBls12381G2KeyPair()
  } finally {
    remove()
  }
  if (!seeded) throw new EngineError('the BBS+ engine was used before and has no randomness')
}

/** Adds what the engine looks for, and gives back how to remove it. */
function addGlobal(name: string, value: unknown): () => void {
  Object.defineProperty(globalThis, name, { value, configurable: true })
  return () => Reflect.deleteProperty(globalThis, name)
}
