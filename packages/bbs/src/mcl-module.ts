import createModule, { type MclModule } from 'mcl-wasm/dist/mcl_c.js'

/** What makes an instance of mcl. */
export type CreateMcl = typeof createModule

/**
 * An instance of mcl's WebAssembly that nobody else in the process has.
 *
 * The package keeps the module as base64 within its own `createModule`, and decodes that by a call for each octet: ten
 * times the work of compiling them. So it is read out of that function; where it is not found there, the function runs.
 *
 * @throws {Error} where the runtime has no WebAssembly or does not allow it.
 */
export async function instantiateMcl(create: CreateMcl = createModule): Promise<MclModule> {
  const wasm = wasmWithin(create.toString())
  if (wasm === undefined) return create({})
  const wasmMemory = new WebAssembly.Memory({ initial: INITIAL_PAGES })
  const { instance } = await WebAssembly.instantiate(wasm, { env: { memory: wasmMemory } })
  // The version is pinned, and the tests of the curve call what is declared.
  const exports = instance.exports as unknown as WasmExports
  exports.__wasm_call_ctors()
  const bottom = exports.stackSave() - STACK_BYTES
  return {
    ...Object.fromEntries(Object.entries(exports).map(([name, value]) => [`_${name}`, value])),
    wasmMemory,
    stackSave: exports.stackSave,
    stackRestore: exports.stackRestore,
    // Nothing else keeps the stack from growing over the constants of the curve, which lie below it.
    stackAlloc: (size: number) => {
      const isRoom = size >= 0 && size <= exports.stackSave() - bottom
      if (!isRoom) throw new Error('the stack of mcl is full')
      return exports.stackAlloc(size)
    },
  } as MclModule
}

interface WasmExports extends Pick<MclModule, 'stackSave' | 'stackAlloc' | 'stackRestore'> {
  __wasm_call_ctors(): void
}

// As the package has them.
const INITIAL_PAGES = 32
const STACK_BYTES = 2 ** 20

/** `\0asm`, by which every module starts. */
const WASM_BASE64 = 'AGFzb'

/** The octets of the module that a script holds as a text in quotes. */
function wasmWithin(script: string): Uint8Array<ArrayBuffer> | undefined {
  const start = script.indexOf(WASM_BASE64)
  if (start < 1) return undefined
  const text = atob(script.slice(start, script.indexOf(script.charAt(start - 1), start)))
  const octets = new Uint8Array(text.length)
  for (let i = 0; i < text.length; i++) octets[i] = text.charCodeAt(i)
  return octets
}
