import type { MclModule } from 'mcl-wasm/dist/mcl_c.js'
import { type Choose, createChoose } from './choose.ts'
import type { Curve, PointG1, PointG2, PreparedG2 } from './curve.ts'
import { G1_BYTES, G2_BYTES, isCompressedPoint } from './curve.ts'
import { FP, FR, G1, G2, groupG1, groupG2 } from './groups-mcl.ts'
import { instantiateMcl } from './mcl-module.ts'
import { memoryOf } from './memory-mcl.ts'
import { integer, r, SCALAR_BYTES, scalarOctets } from './scalars.ts'
import { createSubgroupTest } from './subgroup-mcl.ts'
import { createSums } from './sums-mcl.ts'

// Sizes and flags of mcl's C interface, mcl/include/mcl/bn.h and curve_type.h.
const BLS12_381 = 5
const COMPILED_TIME_VAR = 46
const GT = 12 * FP
const HASH_TO_CURVE_07 = 5

/**
 * BLS12-381 in WebAssembly, by mcl.
 *
 * The module is an instance of our own: `mcl-wasm` itself keeps one for the whole process, and whoever initializes
 * it again changes the serialization under everybody's feet.
 *
 * @throws {Error} where the runtime has no WebAssembly, with vectors, or does not allow it.
 */
export async function createMclCurve(): Promise<Curve> {
  const mcl = await instantiateMcl()
  if (mcl._mclBn_init(BLS12_381, COMPILED_TIME_VAR) !== 0) throw new Error('mcl does not start')
  mcl._mclBn_setETHserialization(1)
  mcl._mclBn_setMapToMode(HASH_TO_CURVE_07)
  // Subgroups are checked once for each point that comes from outside; that of G1 by the function of our own.
  mcl._mclBn_verifyOrderG1(0)
  mcl._mclBn_verifyOrderG2(1)
  return curveOver(mcl, await createChoose(mcl.wasmMemory))
}

// The opaque types of the interface are, for this curve and nowhere else, copies of mcl's memory.
const g1 = (point: PointG1) => point as unknown as Uint8Array
const g2 = (point: PointG2) => point as unknown as Uint8Array
const coefficients = (point: PreparedG2) => point as unknown as Uint8Array
const ofG1 = (octets: Uint8Array) => octets as unknown as PointG1
const ofG2 = (octets: Uint8Array) => octets as unknown as PointG2
const ofPrepared = (octets: Uint8Array) => octets as unknown as PreparedG2

type Pair = readonly [PointG1, PreparedG2]

function curveOver(mcl: MclModule, choose: Choose): Curve {
  const memory = memoryOf(mcl)
  const { heap, input, make, within } = memory
  const preparedBytes = 8 * mcl._mclBn_getUint64NumToPrecompute()
  const BP1 = make(G1, (out) => mcl._mclBnG1_deserialize(out, input(BASE_G1), G1_BYTES))
  const BP2 = make(G2, (out) => mcl._mclBnG2_deserialize(out, input(BASE_G2), G2_BYTES))
  const rMinus2 = scalarOctets(r - 2n).reverse()
  const group = groupG1(mcl)
  const testSubgroup = createSubgroupTest({ mcl, memory, group })
  const inG1 = createSums({ mcl, memory, choose, group })
  const inG2 = createSums({ mcl, memory, choose, group: groupG2(mcl) })

  const curve: Curve = {
    name: 'mcl',
    BP1: ofG1(BP1),
    BP2: prepare(ofG2(BP2)),
    readG1: (octets) =>
      isCompressedPoint(octets, G1_BYTES)
        ? within(() => {
            const point = deserialize(G1, mcl._mclBnG1_deserialize, octets)
            if (point === undefined) return undefined
            const timesZ = testSubgroup(input(point))
            if (timesZ === undefined) return undefined
            inG1.know(point, timesZ)
            return ofG1(point)
          })
        : undefined,
    readG2: (octets) => {
      const point = isCompressedPoint(octets, G2_BYTES)
        ? deserialize(G2, mcl._mclBnG2_deserialize, octets)
        : undefined
      return point && ofG2(point)
    },
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
    g1OfKnown: (coordinates) =>
      ofG1(
        make(G1, (out) => {
          mcl._mclBnFp_setBigEndianMod(out, input(coordinates.subarray(0, FP)), FP)
          mcl._mclBnFp_setBigEndianMod(out + FP, input(coordinates.subarray(FP)), FP)
          mcl._mclBnFp_setInt32(out + 2 * FP, 1)
        }),
      ),
    isIdentity: (point) => within(() => mcl._mclBnG1_isZero(input(g1(point))) === 1),
    negate: (point) => ofG1(make(G1, (out) => mcl._mclBnG1_neg(out, input(g1(point))))),
    add: (a, b) => ofG1(make(G1, (out) => mcl._mclBnG1_add(out, input(g1(a)), input(g1(b))))),
    subtract: (a, b) => ofG1(make(G1, (out) => mcl._mclBnG1_sub(out, input(g1(a)), input(g1(b))))),
    multiply: (point, scalar) => ofG1(inG1.secret([g1(point)], [scalar])),
    multiplyBP2: (scalar) => ofG2(inG2.secret([BP2], [scalar])),
    sumOfProducts: (points, scalars) => ofG1(inG1.secret(points.map(g1), scalars)),
    sumOfPublicProducts: (points, scalars) => ofG1(inG1.public(points.map(g1), scalars)),
    precompute: (points) => inG1.precompute(points.map(g1)),
    copyForReuse: (point) => ofG1(inG1.copyForReuse(g1(point))),
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
        for (let i = 0; i < pairs.length; i += 2) {
          multiplyByMillerLoops(product, pairs[i] as Pair, pairs[i + 1])
        }
        mcl._mclBn_finalExp(product, product)
        return mcl._mclBnGT_isOne(product) === 1
      }),
  }
  return curve

  function prepare(point: PointG2): PreparedG2 {
    return ofPrepared(make(preparedBytes, (out) => mcl._mclBn_precomputeG2(out, input(g2(point)))))
  }

  function deserialize(
    size: number,
    read: (out: number, octets: number, length: number) => number,
    octets: Uint8Array,
  ): Uint8Array | undefined {
    return within(() => {
      const out = mcl.stackAlloc(size)
      // mcl answers how many octets it read, 0 where they are no point.
      return read(out, input(octets), octets.length) === octets.length
        ? heap().slice(out, out + size)
        : undefined
    })
  }

  /** Two pairs at once share their squarings. */
  function multiplyByMillerLoops(out: number, first: Pair, second: Pair | undefined): void {
    within(() => {
      const factor = mcl.stackAlloc(GT)
      const [P1, Q1] = inputs(first)
      if (second === undefined) mcl._mclBn_precomputedMillerLoop(factor, P1, Q1)
      else mcl._mclBn_precomputedMillerLoop2(factor, P1, Q1, ...inputs(second))
      mcl._mclBnGT_mul(out, out, factor)
    })
  }

  function inputs([P, Q]: Pair): [number, number] {
    return [input(g1(P)), input(coefficients(Q))]
  }

  function scalarInput(scalar: bigint): number {
    const at = mcl.stackAlloc(FR)
    setScalar(at, scalar)
    return at
  }

  function setScalar(at: number, scalar: bigint): void {
    mcl._mclBnFr_setLittleEndian(at, input(scalarOctets(scalar).reverse()), SCALAR_BYTES)
  }
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
