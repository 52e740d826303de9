import type { MclModule } from 'mcl-wasm/dist/mcl_c.js'

/** Octets below the top of the stack that mcl's own functions may leave secrets in; those used here leave under 7,000. */
const FRAMES = 16_384

/** The memory of mcl's module, lent for as long as a computation takes and wiped after it. */
export interface MclMemory {
  /** All of it; growing it makes a new buffer, so it is asked for anew each time. */
  heap(): Uint8Array
  /** Runs `compute` and wipes from the module's stack whatever it left there: scalars may be secret. */
  within<T>(compute: () => T): T
  /** A copy of `size` octets that `write` leaves in memory. */
  make(size: number, write: (out: number) => unknown): Uint8Array
  /** Where a copy of octets lies until the end of the computation. */
  input(octets: Uint8Array): number
}

export function memoryOf(mcl: MclModule): MclMemory {
  const memory: MclMemory = {
    heap: () => new Uint8Array(mcl.wasmMemory.buffer),
    within: (compute) => {
      const top = mcl.stackSave()
      try {
        return compute()
      } finally {
        memory.heap().fill(0, mcl.stackSave() - FRAMES, top)
        mcl.stackRestore(top)
      }
    },
    make: (size, write) =>
      memory.within(() => {
        const out = mcl.stackAlloc(size)
        write(out)
        return memory.heap().slice(out, out + size)
      }),
    input: (octets) => {
      const at = mcl.stackAlloc(octets.length)
      memory.heap().set(octets, at)
      return at
    },
  }
  return memory
}
