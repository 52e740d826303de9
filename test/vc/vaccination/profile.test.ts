import {
  floorToMonth,
  resolvePointer,
  vaccinationMandatoryPointers,
  vaccinationPointers,
} from '@unscored/vc'
import { describe, expect, test } from 'vitest'
import { credentialOf, suites } from './doses.ts'

describe('what a holder can select', () => {
  test.each(suites)('is in every credential for %s', (suite) => {
    const credential = credentialOf(suite)
    for (const pointer of vaccinationMandatoryPointers) {
      expect(resolvePointer(credential, pointer)).toBeTypeOf('string')
    }
    for (const { pointer } of vaccinationPointers) {
      expect(resolvePointer(credential, pointer)).not.toBeTypeOf('object')
    }
  })

  test('is each member of the subject but its type, once, in words of its own', () => {
    const { type: _, ...members } = credentialOf('bbs-2023').credentialSubject
    expect(vaccinationPointers.map(({ pointer }) => pointer)).toEqual(
      Object.keys(members).map((name) => `/credentialSubject/${name}`),
    )
    expect(new Set(vaccinationPointers.map(({ label }) => label)).size).toBe(
      vaccinationPointers.length,
    )
  })
})

test.each([
  ['2026-11-30T23:59:59.999Z', '2026-11-01T00:00:00.000Z'],
  ['2026-11-01T00:00:00.000Z', '2026-11-01T00:00:00.000Z'],
  ['2026-12-01T00:30:00+01:00', '2026-11-01T00:00:00.000Z'],
  ['2024-02-29T12:00:00Z', '2024-02-01T00:00:00.000Z'],
])('%s is in the month that begins at %s', (date, month) => {
  expect(floorToMonth(new Date(date)).toISOString()).toBe(month)
})
