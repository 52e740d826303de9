import v8 from 'node:v8'
import vm from 'node:vm'
import {
  bls12381Sha256,
  type Curve,
  combineNyms,
  commit,
  createProof,
  createPseudonym,
  generateKeyPair,
  generateNym,
  loadCurve,
  messagesToScalars,
  publicKeyOf,
  sign,
  verify,
  verifyProof,
} from '@unscored/bbs'
import { beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { pseudonymInterface } from '../../packages/bbs/src/ciphersuite.ts'
import { LARGE_COMB } from '../../packages/bbs/src/recoding.ts'
import { integer, mod, r, randomScalars, scalarOctets } from '../../packages/bbs/src/scalars.ts'
import { BLINDS_AT_ONCE } from '../../packages/bbs/src/sums-mcl.ts'
import { toHex } from '../support/hex.ts'
import { seededRandom } from './random-sources.ts'
import { record } from './recording.ts'

const keyMaterial = new Uint8Array(32).fill(1)
const messages = ['zero', 'one', 'two', 'three'].map((m) => new TextEncoder().encode(m))
const disclosed = [1]
const hidden = [0, 2, 3]
const scalars = messagesToScalars(bls12381Sha256, messages)

describe.each(['mcl', 'noble'] as const)('on %s', async (name) => {
  const curve = await loadCurve(name)
  const { secretKey, publicKey } = await generateKeyPair({ keyMaterial, curve })
  const signature = await sign({ secretKey, publicKey, messages, curve })
  const [x, e] = [integer(secretKey), integer(signature.subarray(48))]

  test('every function that takes scalars is recorded here', () => {
    const recorded = record(curve).curve
    const replaced = Object.entries(curve).filter(
      ([key, value]) => Reflect.get(recorded, key) !== value,
    )
    expect(replaced.map(([key]) => key).sort()).toEqual([
      'invert',
      'multiply',
      'multiplyBP2',
      'sumOfProducts',
      'sumOfPublicProducts',
    ])
    const others = Object.keys(curve).filter((key) => /multipl|product|invert|power/i.test(key))
    expect(others.sort()).toEqual(replaced.map(([key]) => key).sort())
  })

  test('making keys and signing give no function named …Public anything', async () => {
    const recording = record(curve)
    await generateKeyPair({ keyMaterial, curve: recording.curve })
    await publicKeyOf(secretKey, { curve: recording.curve })
    expect(await sign({ secretKey, messages, curve: recording.curve })).toEqual(signature)
    expect(recording.public).toEqual(new Set())
    const exponent = curve.invert(mod(x + e))
    for (const secret of [x, mod(x + e), exponent, ...scalars.map((m) => mod(m * exponent))]) {
      expect(recording.guarded).toContain(secret)
    }
  })

  test('a holder who verifies a signature keeps it and the messages to herself', async () => {
    const recording = record(curve)
    expect(await verify({ publicKey, signature, messages, curve: recording.curve })).toBe(true)
    expect(recording.public).toEqual(new Set())
    const A = toHex(signature.subarray(0, 48))
    for (const secret of [e, A, ...scalars.map((m) => mod(-m))]) {
      expect(recording.guarded).toContain(secret)
    }
  })

  test('making a proof gives no function named …Public anything', async () => {
    const recording = record(curve)
    const inputs = { publicKey, signature, messages, disclosed }
    await createProof({ ...inputs, random: seededRandom(1), curve: recording.curve })
    expect(recording.public).toEqual(new Set())
    const blinds = randomScalars(5 + hidden.length, seededRandom(1)) as [
      bigint,
      bigint,
      bigint,
      ...bigint[],
    ]
    const [r1, r2, eBlind, ...others] = blinds
    const r12 = mod(r1 * r2)
    for (const secret of [r12, r1, r2, mod(-e * r12), mod(eBlind * r12), ...others]) {
      expect(recording.guarded).toContain(secret)
    }
    for (const message of scalars) expect(recording.guarded).toContain(mod(message * r2))
  })

  test('verifying a proof gives them what is in the proof, and no others', async () => {
    const proof = await createProof({
      publicKey,
      signature,
      messages,
      disclosed,
      random: seededRandom(1),
      curve,
    })
    const recording = record(curve)
    const shown = new Map(disclosed.map((i) => [i, messages[i] ?? keyMaterial]))
    expect(await verifyProof({ publicKey, proof, disclosed: shown, curve: recording.curve })).toBe(
      true,
    )
    expect(recording.public).toContain(integer(proof.subarray(-32)))
    expect(recording.public).toContain(toHex(proof.subarray(0, 48)))
    expect(recording.guarded).toEqual(new Set())
    const [r1, r2, ...blinds] = randomScalars(5 + hidden.length, seededRandom(1)) as [
      bigint,
      bigint,
      ...bigint[],
    ]
    const secrets = [x, e, mod(-e), r1, r2, ...blinds, ...hidden.map((i) => scalars[i])]
    for (const secret of secrets) expect(recording.public).not.toContain(secret)
  })
})

describe.each(['mcl', 'noble'] as const)('blind and with pseudonyms, on %s', async (name) => {
  const curve = await loadCurve(name)
  const { secretKey, publicKey } = await generateKeyPair({ keyMaterial, curve })
  const x = integer(secretKey)
  const committed = ['key', 'salt'].map((m) => new TextEncoder().encode(m))
  const context = new TextEncoder().encode('verifier')
  const [proverNym, signerNymEntropy] = [1, 2].map((seed) => generateNym(seededRandom(seed))) as [
    Uint8Array,
    Uint8Array,
  ]
  const nymSecret = combineNyms(proverNym, signerNymEntropy)
  const api = pseudonymInterface(bls12381Sha256)
  const [own, hers] = [messages, committed].map((list) => messagesToScalars(api, list)) as [
    bigint[],
    bigint[],
  ]
  const [blindScalar, ...commitBlinds] = randomScalars(5, seededRandom(3)) as [bigint, ...bigint[]]
  const request = { messages: committed, proverNym, random: seededRandom(3), curve }
  const { commitment, proverBlind } = await commit(request)
  const order = { secretKey, publicKey, messages, blind: { commitment, signerNymEntropy } }
  const signature = await sign({ ...order, curve })
  const e = integer(signature.subarray(48))
  const all = [...own, blindScalar, ...hers, integer(nymSecret)]
  const held = { messages: committed, proverBlind }
  const proofInputs = {
    publicKey,
    signature,
    messages,
    disclosed,
    blind: { ...held, disclosed: [1], pseudonym: { nymSecret, context } },
  }

  test('committing gives no function named …Public anything', async () => {
    const recording = record(curve)
    const made = await commit({ ...request, random: seededRandom(3), curve: recording.curve })
    expect(made.commitment).toEqual(commitment)
    expect(recording.public).toEqual(new Set())
    for (const secret of [blindScalar, ...commitBlinds, ...hers, integer(proverNym)]) {
      expect(recording.guarded).toContain(secret)
    }
  })

  test('signing blind gives them what is in the commitment, and no others', async () => {
    const recording = record(curve)
    expect(await sign({ ...order, curve: recording.curve })).toEqual(signature)
    const responses = [0, 1, 2, 3].map((i) =>
      integer(commitment.subarray(48 + 32 * i, 80 + 32 * i)),
    )
    const scalarsGiven = [...recording.public].filter((given) => typeof given === 'bigint')
    const c = integer(commitment.subarray(-32))
    expect(new Set(scalarsGiven)).toEqual(new Set([...responses, mod(-c)]))
    const exponent = curve.invert(mod(x + e))
    for (const secret of [mod(x + e), exponent, integer(signerNymEntropy), ...own]) {
      expect(recording.guarded).toContain(secret)
    }
  })

  test('verifying and proving a signature and making a pseudonym give them nothing', async () => {
    const recording = record(curve)
    const blind = { ...held, nymSecret }
    const valid = await verify({ publicKey, signature, messages, blind, curve: recording.curve })
    expect(valid).toBe(true)
    await createPseudonym({ nymSecret, context, curve: recording.curve })
    await createProof({ ...proofInputs, random: seededRandom(4), curve: recording.curve })
    expect(recording.public).toEqual(new Set())
    // Shown are one message of four and one of two committed; there are a blind and a nym secret besides.
    const [r1, r2, eBlind, ...blinds] = randomScalars(5 + 6, seededRandom(4)) as [
      bigint,
      bigint,
      bigint,
      ...bigint[],
    ]
    const ofSignature = [-e, eBlind].map((scalar) => mod(scalar * r1 * r2))
    for (const secret of [r1, r2, ...blinds, ...ofSignature, integer(nymSecret)]) {
      expect(recording.guarded).toContain(secret)
    }
    for (const scalar of all) {
      expect(recording.guarded).toContain(mod(-scalar))
      expect(recording.guarded).toContain(mod(scalar * r2))
    }
  })

  test('verifying a proof gives them what is in it, and no others', async () => {
    const proof = await createProof({ ...proofInputs, random: seededRandom(4), curve })
    const pseudonym = await createPseudonym({ nymSecret, context, curve })
    const recording = record(curve)
    const valid = await verifyProof({
      publicKey,
      proof,
      disclosed: new Map(disclosed.map((i) => [i, messages[i] ?? keyMaterial])),
      blind: {
        messageCount: 4,
        disclosed: new Map([[1, committed[1] ?? keyMaterial]]),
        pseudonym: { pseudonym, context },
      },
      curve: recording.curve,
    })
    expect(valid).toBe(true)
    expect(recording.public).toContain(toHex(pseudonym))
    expect(recording.guarded).toEqual(new Set())
    const secrets = [x, e, mod(-e), ...randomScalars(5 + 6, seededRandom(4)), ...all]
    for (const secret of secrets) expect(recording.public).not.toContain(secret)
  })
})

/** Resolves when other tasks had their turn, those that follow the collection of garbage too. */
const settled = () => new Promise<void>((resolve) => setImmediate(resolve))

describe('the memory of the WebAssembly module', () => {
  let memory: WebAssembly.Memory
  let curve: Curve

  beforeAll(async () => {
    const { Memory } = WebAssembly
    WebAssembly.Memory = class extends Memory {
      constructor(descriptor: WebAssembly.MemoryDescriptor) {
        super(descriptor)
        memory = this
      }
    }
    const { createMclCurve } = await import('../../packages/bbs/src/curve-mcl.ts')
    curve = await createMclCurve()
    WebAssembly.Memory = Memory
  })

  /** How a scalar may lie in memory: either way round, in Montgomery form, and half of it. */
  function forms(scalar: bigint): Record<string, Buffer> {
    const bigEndian = Buffer.from(scalarOctets(scalar))
    const littleEndian = Buffer.from(bigEndian).reverse()
    const montgomery = Buffer.from(scalarOctets((scalar << 256n) % r)).reverse()
    return {
      bigEndian,
      littleEndian,
      montgomery,
      'half of it': littleEndian.subarray(0, 16),
      'the other half': littleEndian.subarray(16),
      'half of the Montgomery form': montgomery.subarray(0, 16),
      'the other half of it': montgomery.subarray(16),
    }
  }

  const found = (octets: Record<string, Uint8Array>) => {
    const all = Buffer.from(memory.buffer)
    return Object.entries(octets).flatMap(([form, bytes]) =>
      all.includes(Buffer.from(bytes)) ? [form] : [],
    )
  }

  /** What of these octets lay in memory when it was about to be wiped, during a computation. */
  function foundDuring(octets: () => Record<string, Uint8Array>, compute: () => unknown): string[] {
    const { fill } = Uint8Array.prototype
    const seen = new Set<string>()
    Uint8Array.prototype.fill = function (this: Uint8Array<ArrayBuffer>, ...given) {
      if (this.buffer === memory.buffer) for (const form of found(octets())) seen.add(form)
      return fill.apply(this, given)
    }
    try {
      compute()
    } finally {
      Uint8Array.prototype.fill = fill
    }
    return [...seen]
  }

  const secret = integer(seededRandom(5)(32)) % r
  /** For this curve a point is a copy of the memory that it was computed in. */
  const octetsOf = (point: unknown) => ({ x: (point as Uint8Array).subarray(0, 48) })

  /** Has a point that is computed again come out in the same coordinates, which are random otherwise. */
  function repeatCoordinates() {
    const spy = vi.spyOn(crypto, 'getRandomValues').mockImplementation((octets) => {
      if (octets instanceof Uint8Array) octets.fill(3)
      return octets
    })
    onTestFinished(() => spy.mockRestore())
    // What was drawn ahead is used up.
    for (let i = 0; i < BLINDS_AT_ONCE; i++) curve.multiply(curve.BP1, 1n)
  }

  test('holds a scalar while its inverse is computed, and neither of them after that', () => {
    const inverse = curve.invert(secret)
    expect(
      foundDuring(
        () => forms(secret),
        () => curve.invert(secret),
      ),
    ).toContain('littleEndian')
    expect(
      foundDuring(
        () => forms(inverse),
        () => curve.invert(secret),
      ),
    ).toContain('littleEndian')
    expect(found(forms(secret))).toEqual([])
    expect(found(forms(inverse))).toEqual([])
  })

  test('never holds a scalar that a point is multiplied by', () => {
    const compute = () => {
      curve.multiply(curve.BP1, secret)
      curve.multiplyBP2(secret)
      curve.sumOfProducts([curve.BP1, curve.BP1, curve.BP1], [secret, secret, secret])
    }
    expect(foundDuring(() => forms(secret), compute)).toEqual([])
    expect(found(forms(secret))).toEqual([])
  })

  test('holds a point while it is computed, and not after that', () => {
    repeatCoordinates()
    const point = curve.multiply(curve.BP1, secret)
    const opposite = curve.negate(point)
    for (const compute of [
      () => curve.multiply(curve.BP1, secret),
      () => curve.sumOfProducts([curve.BP1], [secret]),
      () => curve.add(point, opposite),
      () => curve.subtract(point, curve.BP1),
      () => curve.g1Octets(point),
      () => curve.pairingsCancel([[point, curve.BP2]]),
    ]) {
      expect(foundDuring(() => octetsOf(point), compute)).toEqual(['x'])
      expect(found(octetsOf(point))).toEqual([])
    }
  })

  test('holds nothing of a key pair, a signature and a proof after they were made', async () => {
    const { secretKey, publicKey } = await generateKeyPair({ keyMaterial, curve })
    const signature = await sign({ secretKey, messages, curve })
    await verify({ publicKey, signature, messages, curve })
    await createProof({ publicKey, signature, messages, disclosed, random: seededRandom(1), curve })
    const [x, e] = [integer(secretKey), integer(signature.subarray(48))]
    const blinds = randomScalars(5 + hidden.length, seededRandom(1))
    const exponent = mod(x + e)
    const all = [x, exponent, curve.invert(exponent), e, mod(-e), ...blinds, ...scalars]
    for (const scalar of all) expect(found(forms(scalar))).toEqual([])
    expect(found({ A: signature.subarray(0, 48) })).toEqual([])
  })

  test('holds nothing of a blind signature and a pseudonym after they were made', async () => {
    const { secretKey, publicKey } = await generateKeyPair({ keyMaterial, curve })
    const [proverNym, signerNymEntropy] = [1, 2].map((seed) => generateNym(seededRandom(seed))) as [
      Uint8Array,
      Uint8Array,
    ]
    const nymSecret = combineNyms(proverNym, signerNymEntropy)
    const { commitment, proverBlind } = await commit({ messages, proverNym, curve })
    const blind = { commitment, signerNymEntropy }
    const signature = await sign({ secretKey, messages, blind, curve })
    const pseudonym = { nymSecret, context: keyMaterial }
    await createProof({
      publicKey,
      signature,
      messages,
      disclosed,
      blind: { messages, proverBlind, pseudonym },
      curve,
    })
    const secrets = [secretKey, proverNym, signerNymEntropy, nymSecret, proverBlind]
    const committed = messagesToScalars(pseudonymInterface(bls12381Sha256), messages)
    for (const scalar of [...secrets.map(integer), ...committed]) {
      expect(found(forms(scalar))).toEqual([])
    }
    expect(found({ A: signature.subarray(0, 48) })).toEqual([])
  })

  test('holds neither scalars nor sums of points that it computed ahead for', () => {
    repeatCoordinates()
    const points = [3n, 5n, 7n].map((k) => curve.multiply(curve.BP1, k))
    curve.precompute(points)
    const scalars = randomScalars(3, seededRandom(7))
    const sum = curve.sumOfProducts(points, scalars)
    const compute = () => curve.sumOfProducts(points, scalars)
    for (const scalar of scalars) expect(foundDuring(() => forms(scalar), compute)).toEqual([])
    expect(foundDuring(() => octetsOf(sum), compute)).toEqual(['x'])
    expect(found(octetsOf(sum))).toEqual([])
  })

  test('holds what was computed ahead for a point as long as somebody holds the point', async () => {
    v8.setFlagsFromString('--expose-gc')
    const collectGarbage: () => void = vm.runInNewContext('gc')
    const octets = curve.g1Octets(curve.multiply(curve.BP1, 99n))
    // The entry whose signs are all plus; a point that was read is normalized, as those of tables are.
    const { bits, columns } = LARGE_COMB
    const all = Array.from({ length: bits }, (_, i) => 1n << BigInt(columns * i))
    const entry = curve.multiply(
      curve.readG1(octets) ?? curve.BP1,
      all.reduce((a, b) => a + b),
    )
    const inTable = octetsOf(curve.readG1(curve.g1Octets(entry)))
    let held = curve.readG1(octets)
    if (held === undefined) throw new Error('refused')
    expect(found(inTable)).toEqual([])
    curve.precompute([held])
    collectGarbage()
    await settled()
    expect(found(inTable)).toEqual(['x'])
    expect(curve.g1Octets(held)).toEqual(octets)
    held = undefined
    for (let round = 0; round < 20 && found(inTable).length > 0; round++) {
      collectGarbage()
      await settled()
    }
    expect(found(inTable)).toEqual([])
  })

  test('holds nothing after a computation that threw', () => {
    const point = curve.readG1(curve.g1Octets(curve.multiply(curve.BP1, secret))) ?? curve.BP1
    const compute = () => {
      expect(() => curve.sumOfProducts([point, point], [secret])).toThrow()
    }
    expect(foundDuring(() => octetsOf(point), compute)).toEqual(['x'])
    expect(found(octetsOf(point))).toEqual([])
  })
})
