import type { MclModule } from 'mcl-wasm/dist/mcl_c.js'
import type { Curve, PointG1, PointG2, PreparedG2 } from './curve.ts'
import { G1_BYTES, G2_BYTES, isCompressedPoint } from './curve.ts'
import { instantiateMcl } from './mcl-module.ts'
import { MULTIPLES, oddWindows, WINDOW_BITS, WINDOWS } from './recoding.ts'
import { integer, r, SCALAR_BYTES, scalarOctets } from './scalars.ts'

// Sizes and flags of mcl's C interface, mcl/include/mcl/bn.h and curve_type.h.
const BLS12_381 = 5
const COMPILED_TIME_VAR = 46
const FP = 48
const FR = 32
const G1 = 3 * FP
const G2 = 6 * FP
const GT = 12 * FP
const HASH_TO_CURVE_07 = 5

// How many points are summed at once. The stack of the module holds 1 MiB; below it lie the constants of the curve, and
// nothing stops mcl's own functions from writing over them.
const SECRET_PRODUCTS_AT_ONCE = 64
const PUBLIC_PRODUCTS_AT_ONCE = 1024

/** Octets below the top of the stack that mcl's own functions may leave secrets in; those used here leave under 7,000. */
const FRAMES = 16_384

/**
 * BLS12-381 in WebAssembly, by mcl.
 *
 * The module is an instance of our own: `mcl-wasm` itself keeps one for the whole process, and whoever initializes
 * it again changes the serialization under everybody's feet.
 *
 * @throws {Error} where the runtime has no WebAssembly or does not allow it.
 */
export async function createMclCurve(): Promise<Curve> {
  const mcl = await instantiateMcl()
  if (mcl._mclBn_init(BLS12_381, COMPILED_TIME_VAR) !== 0) throw new Error('mcl does not start')
  mcl._mclBn_setETHserialization(1)
  mcl._mclBn_setMapToMode(HASH_TO_CURVE_07)
  // Subgroups are checked here, once for each point that comes from outside.
  mcl._mclBn_verifyOrderG1(1)
  mcl._mclBn_verifyOrderG2(1)
  return curveOver(mcl)
}

// The opaque types of the interface are, for this curve and nowhere else, copies of mcl's memory.
const g1 = (point: PointG1) => point as unknown as Uint8Array
const g2 = (point: PointG2) => point as unknown as Uint8Array
const coefficients = (point: PreparedG2) => point as unknown as Uint8Array
const ofG1 = (octets: Uint8Array) => octets as unknown as PointG1
const ofG2 = (octets: Uint8Array) => octets as unknown as PointG2
const ofPrepared = (octets: Uint8Array) => octets as unknown as PreparedG2

function curveOver(mcl: MclModule): Curve {
  const preparedBytes = 8 * mcl._mclBn_getUint64NumToPrecompute()
  const BP1 = make(G1, (out) => mcl._mclBnG1_deserialize(out, input(BASE_G1), G1_BYTES))
  const BP2 = make(G2, (out) => mcl._mclBnG2_deserialize(out, input(BASE_G2), G2_BYTES))
  const rMinus2 = scalarOctets(r - 2n).reverse()
  const tables = new WeakMap<Uint8Array, Uint8Array>()
  const inG1: Group = {
    size: G1,
    clear: mcl._mclBnG1_clear,
    add: mcl._mclBnG1_add,
    double: mcl._mclBnG1_dbl,
    negate: mcl._mclBnG1_neg,
    normalizeAll: mcl._mclBnG1_normalizeVec,
  }
  const inG2: Group = {
    size: G2,
    clear: mcl._mclBnG2_clear,
    add: mcl._mclBnG2_add,
    double: mcl._mclBnG2_dbl,
    negate: mcl._mclBnG2_neg,
    normalizeAll: mcl._mclBnG2_normalizeVec,
  }

  const curve: Curve = {
    name: 'mcl',
    BP1: ofG1(BP1),
    BP2: prepare(ofG2(BP2)),
    readG1: (octets) =>
      isCompressedPoint(octets, G1_BYTES)
        ? deserialize(G1, mcl._mclBnG1_deserialize, octets, ofG1)
        : undefined,
    readG2: (octets) =>
      isCompressedPoint(octets, G2_BYTES)
        ? deserialize(G2, mcl._mclBnG2_deserialize, octets, ofG2)
        : undefined,
    g1Octets: (point) =>
      make(G1_BYTES, (out) => mcl._mclBnG1_serialize(out, G1_BYTES, input(g1(point)))),
    g2Octets: (point) =>
      make(G2_BYTES, (out) => mcl._mclBnG2_serialize(out, G2_BYTES, input(g2(point)))),
    mapToG1: (uniform) =>
      ofG1(
        make(G1, (out) => {
          const u = mcl.stackAlloc(FP)
          const second = mcl.stackAlloc(G1)
          mcl._mclBnFp_setBigEndianMod(u, input(uniform.subarray(0, 64)), 64)
          mcl._mclBnFp_mapToG1(out, u)
          mcl._mclBnFp_setBigEndianMod(u, input(uniform.subarray(64)), 64)
          mcl._mclBnFp_mapToG1(second, u)
          mcl._mclBnG1_add(out, out, second)
          mcl._mclBnG1_normalize(out, out)
        }),
      ),
    isIdentity: (point) => within(() => mcl._mclBnG1_isZero(input(g1(point))) === 1),
    negate: (point) => ofG1(make(G1, (out) => mcl._mclBnG1_neg(out, input(g1(point))))),
    add: (a, b) => ofG1(make(G1, (out) => mcl._mclBnG1_add(out, input(g1(a)), input(g1(b))))),
    subtract: (a, b) => ofG1(make(G1, (out) => mcl._mclBnG1_sub(out, input(g1(a)), input(g1(b))))),
    multiply: (point, scalar) => ofG1(sumOfProducts(inG1, [g1(point)], [scalar])),
    multiplyBP2: (scalar) => ofG2(sumOfProducts(inG2, [BP2], [scalar])),
    sumOfProducts: (points, scalars) => ofG1(sumOfProducts(inG1, points.map(g1), scalars)),
    sumOfPublicProducts: (points, scalars) =>
      ofG1(
        make(G1, (out) => {
          mcl._mclBnG1_clear(out)
          for (let from = 0; from < points.length; from += PUBLIC_PRODUCTS_AT_ONCE) {
            const to = from + PUBLIC_PRODUCTS_AT_ONCE
            addPublicProducts(out, points.slice(from, to).map(g1), scalars.slice(from, to))
          }
        }),
      ),
    invert: (scalar) => {
      const octets = make(SCALAR_BYTES, (out) => {
        const power = mcl.stackAlloc(FR)
        mcl._mclBnFr_powArray(power, scalarInput(scalar), input(rMinus2), SCALAR_BYTES)
        mcl._mclBnFr_getLittleEndian(out, SCALAR_BYTES, power)
      })
      return integer(octets.reverse())
    },
    prepare,
    pairingsCancel: (pairs) =>
      within(() => {
        const product = mcl.stackAlloc(GT)
        mcl._mclBnGT_setInt32(product, 1)
        for (const [P, Q] of pairs) multiplyByMillerLoop(product, P, Q)
        mcl._mclBn_finalExp(product, product)
        return mcl._mclBnGT_isOne(product) === 1
      }),
  }
  return curve

  function prepare(point: PointG2): PreparedG2 {
    return ofPrepared(make(preparedBytes, (out) => mcl._mclBn_precomputeG2(out, input(g2(point)))))
  }

  function deserialize<P>(
    size: number,
    read: (out: number, octets: number, length: number) => number,
    octets: Uint8Array,
    brand: (memory: Uint8Array) => P,
  ): P | undefined {
    return within(() => {
      const out = mcl.stackAlloc(size)
      // mcl answers how many octets it read, 0 where they are no point of the subgroup.
      return read(out, input(octets), octets.length) === octets.length
        ? brand(heap().slice(out, out + size))
        : undefined
    })
  }

  /**
   * points[0]·scalars[0] + … by steps that are the same whatever the scalars are: mcl's own multiplications, `mulCT`
   * too, take as long as a scalar has digits that are not 0.
   */
  function sumOfProducts(
    group: Group,
    points: readonly Uint8Array[],
    scalars: readonly bigint[],
  ): Uint8Array {
    return make(group.size, (out) => {
      group.clear(out)
      for (let from = 0; from < points.length; from += SECRET_PRODUCTS_AT_ONCE) {
        const to = from + SECRET_PRODUCTS_AT_ONCE
        addProducts(group, out, points.slice(from, to), scalars.slice(from, to))
      }
    })
  }

  function addProducts(
    group: Group,
    out: number,
    points: readonly Uint8Array[],
    scalars: readonly bigint[],
  ): void {
    within(() => {
      const factors = points.map((point, i) => ({
        table: input(oddMultiples(group, point)),
        windows: oddWindows(scalars[i] as bigint),
      }))
      const sum = mcl.stackAlloc(group.size)
      const multiple = mcl.stackAlloc(group.size)
      const negative = mcl.stackAlloc(group.size)
      // Nothing below asks for memory, so that the view stays valid.
      const words = new Uint32Array(mcl.wasmMemory.buffer)
      group.clear(sum)
      for (let window = 0; window < WINDOWS; window++) {
        for (let bit = 0; bit < WINDOW_BITS; bit++) group.double(sum, sum)
        for (const { table, windows } of factors) {
          const index = windows[window] as number
          // All ones where the multiple is a negative one, all zeros elsewhere.
          const sign = (index - POSITIVE) >> 31
          choose(words, { to: multiple, table, size: group.size, index: (index - POSITIVE) ^ sign })
          group.negate(negative, multiple)
          blend(words, { to: multiple, from: negative, size: group.size, mask: sign })
          group.add(sum, sum, multiple)
        }
      }
      group.add(out, out, sum)
    })
  }

  /**
   * A table of 1, 3, … 15 times a point, all normalized: adding a point that is takes less time. It is kept as long as
   * the point is, which for generators is forever.
   */
  function oddMultiples(group: Group, point: Uint8Array): Uint8Array {
    const known = tables.get(point)
    if (known !== undefined) return known
    const { size, add, double, normalizeAll } = group
    const made = make(POSITIVE * size, (table) => {
      const twice = mcl.stackAlloc(size)
      heap().set(point, table)
      double(twice, table)
      for (let i = 1; i < POSITIVE; i++) add(table + i * size, table + (i - 1) * size, twice)
      normalizeAll(table, table, POSITIVE)
    })
    tables.set(point, made)
    return made
  }

  function multiplyByMillerLoop(out: number, P: PointG1, Q: PreparedG2): void {
    within(() => {
      const factor = mcl.stackAlloc(GT)
      mcl._mclBn_precomputedMillerLoop(factor, input(g1(P)), input(coefficients(Q)))
      mcl._mclBnGT_mul(out, out, factor)
    })
  }

  function addPublicProducts(
    out: number,
    points: readonly Uint8Array[],
    scalars: readonly bigint[],
  ): void {
    within(() => {
      const factors = mcl.stackAlloc(G1 * points.length)
      const multipliers = mcl.stackAlloc(FR * points.length)
      points.forEach((point, i) => {
        heap().set(point, factors + G1 * i)
        setScalar(multipliers + FR * i, scalars[i] as bigint)
      })
      const sum = mcl.stackAlloc(G1)
      mcl._mclBnG1_mulVec(sum, factors, multipliers, points.length)
      mcl._mclBnG1_add(out, out, sum)
    })
  }

  /** A copy of `size` octets that `write` leaves in memory. */
  function make(size: number, write: (out: number) => unknown): Uint8Array {
    return within(() => {
      const out = mcl.stackAlloc(size)
      write(out)
      return heap().slice(out, out + size)
    })
  }

  /** Runs `compute` and wipes from the module's stack whatever it left there: scalars may be secret. */
  function within<T>(compute: () => T): T {
    const top = mcl.stackSave()
    try {
      return compute()
    } finally {
      heap().fill(0, mcl.stackSave() - FRAMES, top)
      mcl.stackRestore(top)
    }
  }

  function input(octets: Uint8Array): number {
    const at = mcl.stackAlloc(octets.length)
    heap().set(octets, at)
    return at
  }

  function scalarInput(scalar: bigint): number {
    const at = mcl.stackAlloc(FR)
    setScalar(at, scalar)
    return at
  }

  function setScalar(at: number, scalar: bigint): void {
    mcl._mclBnFr_setLittleEndian(at, input(scalarOctets(scalar).reverse()), SCALAR_BYTES)
  }

  /** The module's memory; growing it makes a new buffer, so it is asked for anew each time. */
  function heap(): Uint8Array {
    return new Uint8Array(mcl.wasmMemory.buffer)
  }
}

/** Half of the multiples that a window chooses from; the others are their negatives. */
const POSITIVE = MULTIPLES / 2

interface ChooseOptions {
  to: number
  table: number
  size: number
  index: number
}

/**
 * Copies the entry of this index, reading all of them alike so that the cache does not tell which it was. Of the three
 * coordinates the last is the same for all entries, since they are normalized.
 */
function choose(words: Uint32Array, { to, table, size, index }: ChooseOptions): void {
  const length = size / 4
  const [target, first] = [to / 4, table / 4]
  for (let word = 0; word < (2 * length) / 3; word++) {
    let chosen = 0
    for (let entry = 0, at = first + word; entry < POSITIVE; entry++, at += length) {
      // All ones where the entry is the one looked for, all zeros elsewhere.
      chosen |= (words[at] as number) & (((entry ^ index) - 1) >> 31)
    }
    words[target + word] = chosen
  }
  words.copyWithin(target + (2 * length) / 3, first + (2 * length) / 3, first + length)
}

interface BlendOptions {
  to: number
  from: number
  size: number
  mask: number
}

/** Takes the second coordinate of another point where the mask is all ones. */
function blend(words: Uint32Array, { to, from, size, mask }: BlendOptions): void {
  const length = size / 12
  for (let word = length; word < 2 * length; word++) {
    const [target, source] = [to / 4 + word, from / 4 + word]
    words[target] = ((words[target] as number) & ~mask) | ((words[source] as number) & mask)
  }
}

/** What a sum of products is made of, for either group: numbers are addresses in the module's memory. */
interface Group {
  readonly size: number
  clear(out: number): void
  add(out: number, a: number, b: number): void
  double(out: number, a: number): void
  negate(out: number, a: number): void
  normalizeAll(out: number, points: number, count: number): void
}

const BASE_G1 = fromHex(
  '97f1d3a73197d7942695638c4fa9ac0fc3688c4f9774b905a14e3a3f171bac586c55e83ff97a1aeffb3af00adb22c6bb',
)
const BASE_G2 = fromHex(
  '93e02b6052719f607dacd3a088274f65596bd0d09920b61ab5da61bbdc7f5049334cf11213945d57e5ac7d055d042b7e' +
    '024aa2b2f08f0a91260805272dc51051c6e47ad4fa403b02b4510b647ae3d1770bac0326a805bbefd48056c8c121bdb8',
)

function fromHex(hex: string): Uint8Array {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
}
