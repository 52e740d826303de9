import { fictitiousVaccination } from '@unscored/examples/src/fictitious-dcc.ts'
import { secondDoses, showThreeWays } from '@unscored/examples/src/three-ways.ts'
import { describe, expect, test } from 'vitest'

describe('a visit shown three ways', async () => {
  const ways = await showThreeWays()
  const [certificate, claims, rule] = ways
  const all = Math.log2(secondDoses.all)

  test('the certificate tells who she is, and the same at every door', () => {
    const { nam, dob, v } = fictitiousVaccination
    const told = [...(certificate?.told.values() ?? [])]
    expect(told).toEqual(expect.arrayContaining([nam.fn, nam.gn, dob, v[0]?.ci]))
    expect(certificate?.sameAtEveryDoor).toBe(true)
    expect(certificate?.identifierBits).toBe(all)
  })

  test('chosen claims tell the three that the rule is about, with their values', () => {
    expect([...(claims?.told ?? [])]).toEqual([
      ['Vaccine product', 'EU/1/20/1528'],
      ['Number of this dose', '2'],
      ['Date of vaccination', '2021-04-10'],
    ])
    expect(claims?.sameAtEveryDoor).toBe(false)
    expect(claims?.identifierBits).toBe(0)
  })

  test('a proof of the rule tells no value of hers', () => {
    const values = new Set(certificate?.told.values())
    expect([...(rule?.told.values() ?? [])].filter((value) => values.has(value))).toEqual([])
    expect([...(rule?.told.keys() ?? [])]).toEqual([
      'Date of vaccination',
      'Vaccine product',
      'Number of this dose',
      'Revoked',
      'Pseudonym',
    ])
    expect(rule?.sameAtEveryDoor).toBe(false)
  })

  test('a value that is proven to be in a range gives less away than one that is shown', () => {
    const bits = ways.map(({ valueBits, identifierBits }) => valueBits + identifierBits)
    expect(bits[0]).toBeGreaterThanOrEqual(all)
    expect(claims?.valueBits).toBeCloseTo(6.72, 2)
    expect(rule?.valueBits).toBeCloseTo(0.42, 2)
    expect(rule?.identifierBits).toBe(0)
  })
})
