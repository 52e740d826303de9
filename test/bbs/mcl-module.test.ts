import { createRequire } from 'node:module'
import { describe, expect, test } from 'vitest'
import { type CreateMcl, instantiateMcl } from '../../packages/bbs/src/mcl-module.ts'

const source = new URL('../../packages/bbs/src/mcl-module.ts', import.meta.url)
const createModule: CreateMcl = createRequire(source)('mcl-wasm/dist/mcl_c.js')

/** It has the text of the package's function and is not to be called. */
const textAlone: CreateMcl = Object.assign(
  () => {
    throw new Error('was called')
  },
  { toString: () => createModule.toString() },
)

const ways: readonly { name: string; create: CreateMcl }[] = [
  { name: 'read out of the text of the package', create: textAlone },
  { name: "through the package's function", create: (options) => createModule(options) },
]

const BLS12_381 = 5
const COMPILED_TIME_VAR = 46
const FP = 48
const G1 = 3 * FP

describe.each(ways)('mcl $name', ({ create }) => {
  test('maps a field element to the point that it is mapped to by the other way', async () => {
    const other = ways.find((way) => way.create !== create)
    expect(await pointOf(create)).toEqual(await pointOf(other?.create))
  })

  test('has a memory that no other instance has', async () => {
    const [one, other] = await Promise.all([instantiateMcl(create), instantiateMcl(create)])
    expect(one.wasmMemory).not.toBe(other.wasmMemory)
  })

  test('gives room on its stack, and none beyond', async () => {
    const { stackAlloc, stackSave, stackRestore } = await instantiateMcl(create)
    const top = stackSave()
    expect(top - stackAlloc(2 ** 19)).toBe(2 ** 19)
    for (const size of [2 ** 20, 2 ** 40, -1, Number.NaN]) expect(() => stackAlloc(size)).toThrow()
    stackRestore(top)
    expect(top - stackAlloc(2 ** 20)).toBe(2 ** 20)
  })
})

/** The point that the field element 7 is mapped to, as it lies in memory. */
async function pointOf(create: CreateMcl = createModule): Promise<number[]> {
  const mcl = await instantiateMcl(create)
  mcl._mclBn_init(BLS12_381, COMPILED_TIME_VAR)
  const point = mcl.stackAlloc(G1)
  const field = mcl.stackAlloc(FP)
  const octets = mcl.stackAlloc(1)
  new Uint8Array(mcl.wasmMemory.buffer)[octets] = 7
  expect(mcl._mclBnFp_setBigEndianMod(field, octets, 1)).toBe(0)
  expect(mcl._mclBnFp_mapToG1(point, field)).toBe(0)
  mcl._mclBnG1_normalize(point, point)
  return [...new Uint8Array(mcl.wasmMemory.buffer, point, G1)]
}
