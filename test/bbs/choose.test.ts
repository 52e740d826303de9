import { describe, expect, test } from 'vitest'
import { CHOSEN_BYTES, createChoose } from '../../packages/bbs/src/choose.ts'

describe('choosing an entry of a table', async () => {
  const memory = new WebAssembly.Memory({ initial: 1 })
  const choose = await createChoose(memory)
  const octets = new Uint8Array(memory.buffer)
  const [TABLE, TO] = [1024, 48 * 1024]
  const entry = (stride: number, index: number) =>
    octets.slice(TABLE + stride * index, TABLE + stride * index + CHOSEN_BYTES)

  /** Fills the memory with octets of which no two stretches are alike. */
  function fill() {
    let state = 1
    for (let i = 0; i < octets.length; i++) {
      state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
      octets[i] = state >>> 16
    }
  }

  test.each([
    [1, 96],
    [2, 96],
    [8, 96],
    [8, 144],
    [128, 96],
    [128, 192],
  ])('of %i, %i octets apart, copies it and changes nothing else', (count, stride) => {
    for (let index = 0; index < count; index++) {
      fill()
      const before = octets.slice()
      const chosen = entry(stride, index)
      choose(TO, TABLE, stride, count, index)
      expect(octets.slice(TO, TO + CHOSEN_BYTES)).toEqual(chosen)
      before.set(chosen, TO)
      expect(Buffer.compare(octets, before)).toBe(0)
    }
  })

  test.each([0, 1])('takes %i from a table into its first entry', (index) => {
    fill()
    const chosen = entry(CHOSEN_BYTES, index)
    choose(TABLE, TABLE, CHOSEN_BYTES, 2, index)
    expect(entry(CHOSEN_BYTES, 0)).toEqual(chosen)
  })

  test('goes on when the memory has grown', () => {
    fill()
    const chosen = entry(CHOSEN_BYTES, 3)
    memory.grow(1)
    choose(TO, TABLE, CHOSEN_BYTES, 8, 3)
    expect(new Uint8Array(memory.buffer, TO, CHOSEN_BYTES)).toEqual(chosen)
  })
})
