import { dccToUnlinkable } from '@unscored/examples/src/dcc-to-unlinkable.ts'
import { fictitiousVaccination } from '@unscored/examples/src/fictitious-dcc.ts'
import { describe, expect, test } from 'vitest'

describe("a certificate's QR code beside a presentation", async () => {
  const comparison = await dccToUnlinkable()
  const row = (what: string) => comparison.find((line) => line.what === what)

  test('the QR code shows all that the certificate says', () => {
    const { nam, dob, v } = fictitiousVaccination
    const said = [nam.fn, nam.gn, dob, ...v.flatMap((entry) => Object.values(entry))].map(String)
    const shown = comparison.map(({ fromQrCode }) => fromQrCode)
    for (const value of said) expect(shown).toContain(value)
  })

  test('the presentation shows product and number of the dose alone', () => {
    const hidden = comparison.filter(({ fromPresentation }) => fromPresentation === 'hidden')
    expect(hidden).toHaveLength(10)
    expect(row('Vaccine product')?.fromPresentation).toBe('EU/1/20/1528')
    expect(row('Number of this dose')?.fromPresentation).toBe('2')
  })

  test('the presentation tells the month and the issuer, and no second one repeats its proof', () => {
    expect(row('Issued')?.fromPresentation).toMatch(/^\d{4}-\d\d, the month$/)
    expect(row('Issuer')?.fromPresentation).toMatch(/^did:key:zUC7/)
    expect(row('What it is proven with')?.fromPresentation).toBe('a new proof each time')
  })
})
