import { type CodedMember, describeDose } from '@unscored/issuer'
import type { Dose } from '@unscored/vc'
import { describe, expect, test } from 'vitest'
import { describeWith, readSharedJson } from '../support/shared.ts'

interface ValueSet {
  valueSetValues: Record<string, { display: string }>
}

const record: Dose = {
  familyName: 'Fictitious',
  givenName: 'Example',
  birthDate: '1970',
  disease: '840539006',
  prophylaxis: '1119349007',
  product: 'EU/1/20/1528',
  manufacturer: 'ORG-100030215',
  doseNumber: 1,
  totalDoses: 2,
  doseDate: '2021-06-01',
  country: 'AT',
  certifier: '',
}

const valueSet = (file: string) =>
  readSharedJson<ValueSet>('data', `eu-dcc-valuesets/${file}.json`).valueSetValues

describeWith('data', 'eu-dcc-valuesets', 'the EU value sets', () => {
  test.each<[CodedMember, string]>([
    ['disease', 'disease-agent-targeted'],
    ['prophylaxis', 'vaccine-prophylaxis'],
    ['product', 'vaccine-medicinal-product'],
    ['manufacturer', 'vaccine-mah-manf'],
  ])('every code of %s is known by the name it has there', (member, file) => {
    const codes = Object.entries(valueSet(file))
    expect(codes.length).toBeGreaterThan(0)
    for (const [code, { display }] of codes) {
      expect(describeDose({ ...record, [member]: code })[member]).toEqual({
        code,
        known: true,
        display: display.replace(' (deprecated)', ''),
      })
    }
  })

  test('every country is known and has a name', () => {
    const codes = Object.keys(valueSet('country-2-codes'))
    expect(codes).toContain('XK')
    for (const code of codes) {
      const { known, display } = describeDose({ ...record, country: code }).country
      expect({ code, known }).toEqual({ code, known: true })
      expect(display).not.toBe(code)
    }
  })
})

describe('describeDose', () => {
  test('tells what the codes of a record stand for', () => {
    expect(describeDose(record)).toEqual({
      disease: { code: '840539006', known: true, display: 'COVID-19' },
      prophylaxis: { code: '1119349007', known: true, display: 'SARS-CoV-2 mRNA vaccine' },
      product: { code: 'EU/1/20/1528', known: true, display: 'Comirnaty' },
      manufacturer: {
        code: 'ORG-100030215',
        known: true,
        display: 'Biontech Manufacturing GmbH',
      },
      country: { code: 'AT', known: true, display: 'Austria' },
    })
  })

  test.each(['', 'COVID-19 Vaccine Moderna', 'constructor', 'eu/1/20/1528', 'EU'])(
    'guesses no meaning of %o',
    (code) => {
      const codes = { disease: code, prophylaxis: code, product: code, manufacturer: code }
      const meanings = Object.values(describeDose({ ...record, ...codes, country: code }))
      expect(meanings).toEqual(Array(5).fill({ code, known: false, display: undefined }))
    },
  )
})
