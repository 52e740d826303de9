import { readFileSync } from 'node:fs'
import { embed } from '@unscored/examples/src/embed.ts'
import { describe, expect, test } from 'vitest'

const file = new URL('../../examples/src/embed.ts', import.meta.url)

describe('the example of all three roles', () => {
  test('shows product and number of the dose, and nothing else of the person', async () => {
    const { dose } = await embed()
    expect(dose?.credential.credentialSubject).toEqual({
      type: 'VaccinationDose',
      product: 'EU/1/20/1528',
      doseNumber: 2,
    })
    expect(JSON.stringify(dose)).not.toMatch(/Fictitious|Éxample|1970|2021/)
  })

  test('has at most 40 lines', () => {
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n')
    expect(lines.length).toBeLessThanOrEqual(40)
  })
})
