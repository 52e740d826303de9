import { createGenerators, createP1, MAX_MESSAGES } from '@unscored/bbs'
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

  test('are known ahead for the suite of bbs-2023 alone, and for no other interface', () => {
    const isKnown = folder === 'bls12-381-sha-256'
    expect(knownGenerators(suite)).toHaveLength(isKnown ? 32 : 0)
    expect(knownP1(suite) !== undefined).toBe(isKnown)
    expect(knownGenerators({ ...suite, apiId: `BLIND_${suite.apiId}` })).toEqual([])
  })
})
