/** Octets that {@link Choose} copies. */
export const CHOSEN_BYTES = 96

/**
 * Copies the first 96 octets of entry `index` of a table to `to`, an address like `table`. The entries are `stride`
 * octets apart, there are `count` of them, and all are read alike, so that neither time nor cache tells which it was.
 */
export type Choose = (
  to: number,
  table: number,
  stride: number,
  count: number,
  index: number,
) => void

/**
 * Makes {@link Choose} for a memory, in WebAssembly of our own: JavaScript takes ten times as long for it, and its
 * compiler promises nothing about what it makes of a mask.
 *
 * @throws {Error} where the runtime has no WebAssembly with vectors or does not allow it.
 */
export async function createChoose(memory: WebAssembly.Memory): Promise<Choose> {
  const { instance } = await WebAssembly.instantiate(moduleOctets, { env: { memory } })
  // The module below exports this one function.
  return instance.exports.choose as Choose
}

// Opcodes and types of the WebAssembly Core Specification 2.0, §5.3 to §5.5.
const I32 = 0x7f
const V128 = 0x7b
const LOOP = 0x03
const NO_RESULT = 0x40
const END = 0x0b
const BRANCH_IF = 0x0d
const GET = 0x20
const SET = 0x21
const TEE = 0x22
const I32_CONST = 0x41
const I32_ADD = 0x6a
const I32_SUB = 0x6b
const VECTOR = 0xfd
const LOAD = [VECTOR, 0x00]
const STORE = [VECTOR, 0x0b]
const SPLAT = [VECTOR, 0x11]
const EQUAL = [VECTOR, 0x37]
const AND = [VECTOR, 0x4e]
const OR = [VECTOR, 0x50]

/** An offset of 16·i octets, at no particular alignment. */
const at = (i: number) => [0x00, 16 * i]

// The locals: first the parameters, then vectors, which start as zeros.
const [TO, ENTRY, STRIDE, COUNT, INDEX, ZERO, MASK, CHOSEN] = [0, 1, 2, 3, 4, 5, 6, 7]
const VECTORS = [...Array(CHOSEN_BYTES / 16).keys()]

const body = [
  ...[1, 2 + VECTORS.length, V128],
  ...[LOOP, NO_RESULT],
  // All ones where this entry is the one looked for, all zeros elsewhere.
  ...[GET, INDEX, ...SPLAT, GET, ZERO, ...EQUAL, SET, MASK],
  ...VECTORS.flatMap((i) => [
    ...[GET, ENTRY, ...LOAD, ...at(i), GET, MASK, ...AND],
    ...[GET, CHOSEN + i, ...OR, SET, CHOSEN + i],
  ]),
  ...[GET, ENTRY, GET, STRIDE, I32_ADD, SET, ENTRY],
  ...[GET, INDEX, I32_CONST, 1, I32_SUB, SET, INDEX],
  ...[GET, COUNT, I32_CONST, 1, I32_SUB, TEE, COUNT, BRANCH_IF, 0],
  END,
  ...VECTORS.flatMap((i) => [GET, TO, GET, CHOSEN + i, ...STORE, ...at(i)]),
  END,
]

const text = (characters: string) => sized([...characters].map((c) => c.charCodeAt(0)))

const moduleOctets = Uint8Array.from([
  ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
  // One type of function; the memory that is imported; one function of that type; its export; its body.
  ...section(1, [0x60, ...sized([I32, I32, I32, I32, I32]), ...sized([])]),
  ...section(2, [...text('env'), ...text('memory'), 0x02, 0x00, 0x00]),
  ...section(3, [0x00]),
  ...section(7, [...text('choose'), 0x00, 0x00]),
  ...section(10, sized(body)),
])

/** A section of one item. */
function section(id: number, item: readonly number[]): number[] {
  return [id, ...sized([1, ...item])]
}

/** Octets after their number, which takes two octets from 128 on (LEB128). */
function sized(octets: readonly number[]): number[] {
  const { length } = octets
  return [...(length < 128 ? [length] : [(length % 128) + 128, length >> 7]), ...octets]
}
