import { type Curve, createGenerators, createP1, MAX_MESSAGES } from '@unscored/bbs'
import { describe, expect, test } from 'vitest'
import { generatorSeeds } from '../../packages/bbs/src/generators.ts'
import { knownGenerators, knownP1 } from '../../packages/bbs/src/known-generators.ts'
import { toHex } from '../support/hex.ts'
import { engines } from './engines.ts'

const COUNT = 40

describe.each(engines)('generators of $folder on $name', ({ suite, curve: loading, folder }) => {
  test('are those that seeds map to, also where they were computed ahead', async () => {
    const curve = await loading
    const seeds = generatorSeeds(suite, 'MESSAGE_GENERATOR_SEED')
    const mapped = Array.from({ length: COUNT + 1 }, () => curve.mapToG1(seeds.next().value))
    const { Q1, H, octets } = createGenerators(curve, suite, COUNT)
    const expected = mapped.map((point) => toHex(curve.g1Octets(point)))
    expect([Q1, ...H].map((point) => toHex(curve.g1Octets(point)))).toEqual(expected)
    expect(toHex(octets)).toBe(expected.join(''))
    for (const [i, point] of [Q1, ...H].entries()) {
      const difference = curve.subtract(point, mapped[i] ?? point)
      expect(curve.isIdentity(difference)).toBe(true)
    }
  })

  test('start from the P1 that its seed maps to', async () => {
    const curve = await loading
    const api = { ...suite, apiId: `${suite.id}H2G_HM2S_` }
    const { value: seed } = generatorSeeds(api, 'BP_MESSAGE_GENERATOR_SEED').next()
    expect(toHex(curve.g1Octets(createP1(curve, suite)))).toBe(
      toHex(curve.g1Octets(curve.mapToG1(seed))),
    )
  })

  test.each([-1, -3, 0.5, Number.NaN, MAX_MESSAGES + 1])('are never %d', async (count) => {
    const curve = await loading
    expect(() => createGenerators(curve, suite, count)).toThrow(RangeError)
  })

  test('are computed once, and only where they are not known ahead', async () => {
    const loaded = await loading
    let mapped = 0
    const mapToG1: Curve['mapToG1'] = (uniform) => {
      mapped++
      return loaded.mapToG1(uniform)
    }
    const curve = { ...loaded, mapToG1 }
    const { Q1, H } = createGenerators(curve, suite, 34)
    expect(createGenerators(curve, suite, 3)).toMatchObject({ Q1, H: H.slice(0, 3) })
    expect(createGenerators(curve, suite, 3).H[2]).toBe(H[2])
    expect(createP1(curve, suite)).toBe(createP1(curve, suite))
    expect(mapped).toBe(folder === 'bls12-381-sha-256' ? 35 - 32 : 35 + 1)
  })

  test('are made for as many messages as can be signed', async () => {
    const loaded = await loading
    // What they are mapped to takes longer than all else and is no matter of their number.
    const curve = { ...loaded, mapToG1: () => loaded.BP1, g1Octets: () => new Uint8Array(48) }
    expect(createGenerators(curve, suite, MAX_MESSAGES).H).toHaveLength(MAX_MESSAGES)
  })

  test('are known ahead for the suite of bbs-2023 alone, and for no other interface', () => {
    const isKnown = folder === 'bls12-381-sha-256'
    expect(knownGenerators(suite)).toHaveLength(isKnown ? 32 : 0)
    expect(knownP1(suite) !== undefined).toBe(isKnown)
    expect(knownGenerators({ ...suite, apiId: `BLIND_${suite.apiId}` })).toEqual([])
  })
})
