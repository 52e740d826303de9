/** The C interface of mcl as its WebAssembly module exports it: numbers are addresses in the module's memory. */
declare module 'mcl-wasm/dist/mcl_c.js' {
  export interface MclModule {
    readonly wasmMemory: WebAssembly.Memory
    stackSave(): number
    stackAlloc(size: number): number
    stackRestore(top: number): void
    _malloc(size: number): number
    _free(at: number): void
    _mclBn_init(curve: number, compiledTimeVar: number): number
    _mclBn_setETHserialization(on: number): void
    _mclBn_setMapToMode(mode: number): number
    _mclBn_verifyOrderG1(on: number): void
    _mclBn_verifyOrderG2(on: number): void
    _mclBn_getUint64NumToPrecompute(): number
    _mclBnFp_setBigEndianMod(out: number, octets: number, length: number): number
    _mclBnFp_setInt32(out: number, value: number): void
    _mclBnFp_isZero(a: number): number
    _mclBnFp_add(out: number, a: number, b: number): void
    _mclBnFp_sub(out: number, a: number, b: number): void
    _mclBnFp_mul(out: number, a: number, b: number): void
    _mclBnFp_sqr(out: number, a: number): void
    _mclBnFp_neg(out: number, a: number): void
    _mclBnFp_inv(out: number, a: number): void
    _mclBnFp2_clear(out: number): void
    _mclBnFp2_isZero(a: number): number
    _mclBnFp2_add(out: number, a: number, b: number): void
    _mclBnFp2_sub(out: number, a: number, b: number): void
    _mclBnFp2_mul(out: number, a: number, b: number): void
    _mclBnFp2_sqr(out: number, a: number): void
    _mclBnFp2_neg(out: number, a: number): void
    _mclBnFp2_inv(out: number, a: number): void
    _mclBnFp_mapToG1(out: number, field: number): number
    _mclBnFr_setLittleEndian(out: number, octets: number, length: number): number
    _mclBnFr_getLittleEndian(out: number, length: number, scalar: number): number
    _mclBnFr_powArray(out: number, base: number, exponent: number, length: number): number
    _mclBnG1_clear(out: number): void
    _mclBnG1_deserialize(out: number, octets: number, length: number): number
    _mclBnG1_serialize(out: number, length: number, point: number): number
    _mclBnG1_isEqual(a: number, b: number): number
    _mclBnG1_isZero(point: number): number
    _mclBnG1_neg(out: number, point: number): void
    _mclBnG1_dbl(out: number, point: number): void
    _mclBnG1_add(out: number, a: number, b: number): void
    _mclBnG1_sub(out: number, a: number, b: number): void
    _mclBnG1_normalize(out: number, point: number): void
    _mclBnG1_normalizeVec(out: number, points: number, count: number): void
    _mclBnG1_mulVec(out: number, points: number, scalars: number, count: number): void
    _mclBnG2_deserialize(out: number, octets: number, length: number): number
    _mclBnG2_serialize(out: number, length: number, point: number): number
    _mclBnG2_isZero(point: number): number
    _mclBnG2_clear(out: number): void
    _mclBnG2_dbl(out: number, point: number): void
    _mclBnG2_add(out: number, a: number, b: number): void
    _mclBnG2_sub(out: number, a: number, b: number): void
    _mclBnG2_normalizeVec(out: number, points: number, count: number): void
    _mclBnG2_mulVec(out: number, points: number, scalars: number, count: number): void
    _mclBnGT_setInt32(out: number, value: number): void
    _mclBnGT_isOne(value: number): number
    _mclBnGT_mul(out: number, a: number, b: number): void
    _mclBn_precomputeG2(out: number, point: number): void
    _mclBn_precomputedMillerLoop(out: number, point: number, prepared: number): void
    _mclBn_precomputedMillerLoop2(
      out: number,
      point1: number,
      prepared1: number,
      point2: number,
      prepared2: number,
    ): void
    _mclBn_finalExp(out: number, value: number): void
  }

  export default function createModule(options: object): Promise<MclModule>
}
