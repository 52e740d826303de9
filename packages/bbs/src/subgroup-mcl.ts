import type { MclModule } from 'mcl-wasm/dist/mcl_c.js'
import { FP, G1, type GroupG1 } from './groups-mcl.ts'
import type { MclMemory } from './memory-mcl.ts'

/** The parameter of the curve is −z; its bits, the most significant first. */
const Z_BITS = 0xd201000000010000n.toString(2)

/** What {@link createSubgroupTest} takes. */
export interface CreateSubgroupTestOptions {
  mcl: MclModule
  memory: MclMemory
  group: GroupG1
}

/**
 * A function that tells whether a point of the curve is one of the subgroup G1; in a fifth less time than mcl takes. The
 * point is given by its address, its third coordinate is 1. Where it is, the answer is what the test comes by: z·P.
 *
 * The test is z²·P = −φ(P), where φ(x, y) = (β·x, y). For every point of the curve φ² + φ + 1 = 0, so that for one that
 * passes (z⁴ − z² + 1)·P = 0, and z⁴ − z² + 1 is r.
 *
 * @see Scott, A note on group membership tests for G1, G2 and GT on BLS pairing-friendly curves, 2021
 */
export function createSubgroupTest({
  mcl,
  memory,
  group: { add, double, timesZ2 },
}: CreateSubgroupTestOptions): (point: number) => Uint8Array | undefined {
  return (point) =>
    memory.within(() => {
      const once = mcl.stackAlloc(G1)
      const [multiple, expected] = [mcl.stackAlloc(G1), mcl.stackAlloc(G1)]
      timesZ(once, point)
      timesZ(expected, once)
      timesZ2(multiple, point)
      memory.heap().copyWithin(multiple + 2 * FP, point + 2 * FP, point + G1)
      const isEqual = mcl._mclBnG1_isEqual(multiple, expected) === 1
      return isEqual ? memory.heap().slice(once, once + G1) : undefined
    })

  function timesZ(out: number, point: number): void {
    memory.heap().copyWithin(out, point, point + G1)
    for (const bit of Z_BITS.slice(1)) {
      double(out, out)
      if (bit === '1') add(out, out, point)
    }
  }
}
