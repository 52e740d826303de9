import {
  bls12381Shake256,
  createGenerators,
  createP1,
  createProof,
  generateKeyPair,
  loadCurve,
  MAX_MESSAGES,
  precomputeGenerators,
  sign,
  verifyProof,
} from '@unscored/bbs'
import { describe, expect, test } from 'vitest'
import { createMclCurve } from '../../packages/bbs/src/curve-mcl.ts'
import { createNobleCurve } from '../../packages/bbs/src/curve-noble.ts'
import { seededRandom } from './random-sources.ts'

const keyMaterial = new Uint8Array(32).fill(1)
const messages = ['zero', 'one', 'two', 'three'].map((m) => new TextEncoder().encode(m))

// Curves of their own: whatever else was computed with the shared ones has tables there already.
describe.each([
  ['mcl', createMclCurve],
  ['noble', async () => createNobleCurve()],
] as const)('generators computed ahead for, on %s,', (_, createCurve) => {
  test('sign and prove the same as others', async () => {
    const suite = bls12381Shake256
    const { secretKey, publicKey } = await generateKeyPair({ keyMaterial, suite })
    const made = async (curve: Awaited<ReturnType<typeof createCurve>>) => {
      const signature = await sign({ secretKey, messages, suite, curve })
      const random = seededRandom(1)
      const inputs = { publicKey, signature, messages, disclosed: [1], suite, curve }
      return { signature, proof: await createProof({ ...inputs, random }) }
    }
    const curve = await createCurve()
    await precomputeGenerators({ count: messages.length, suite, curve })
    const ahead = await made(curve)
    expect(ahead).toEqual(await made(await createCurve()))
    const disclosed = new Map([...messages.entries()].filter(([i]) => i === 1))
    const inputs = { publicKey, proof: ahead.proof, disclosed, suite }
    expect(await verifyProof({ ...inputs, curve })).toBe(true)
  })

  test('are the P1, Q1 and one for each message of the suite', async () => {
    const curve = await createCurve()
    const asked: unknown[] = []
    const recording = {
      ...curve,
      precompute: (points: Parameters<typeof curve.precompute>[0]) => {
        asked.push(...points)
        curve.precompute(points)
      },
    }
    await precomputeGenerators({ count: 3, suite: bls12381Shake256, curve: recording })
    const { Q1, H } = createGenerators(recording, bls12381Shake256, 3)
    expect(asked).toEqual([createP1(recording, bls12381Shake256), Q1, ...H])
  })
})

test('generators are not computed for more messages than can be signed', async () => {
  const curve = await loadCurve('noble')
  await expect(precomputeGenerators({ count: MAX_MESSAGES + 1, curve })).rejects.toThrow(RangeError)
})
