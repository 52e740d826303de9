import type { Dose } from '@unscored/vc'
import fc from 'fast-check'

const DAY = 86_400_000

/** The day that was a number of days before a moment, `YYYY-MM-DD`. */
export function daysBefore(days: number, moment: number): string {
  return new Date(moment - days * DAY).toISOString().slice(0, 10)
}

/** Days that rules ask about, and those beside them. */
const ages = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .tuple(
        fc.constantFrom(0, 7, 10, 14, 15, 22, 28, 30, 90, 270, 365, 366),
        fc.constantFrom(-1, 0, 1),
      )
      .map(([days, beside]) => days + beside),
  },
  { weight: 1, arbitrary: fc.integer({ min: -400, max: 4000 }) },
)

/** Moments in milliseconds: the first and the last of a day, and others. */
export const clocks = fc
  .tuple(
    fc.date({ min: new Date('2019-01-01'), max: new Date('2032-01-01'), noInvalidDate: true }),
    fc.constantFrom(0, 1, DAY / 2, DAY - 1),
  )
  .map(([date, time]) => Math.floor(date.getTime() / DAY) * DAY + time)

const counts = fc.oneof(fc.integer({ min: 1, max: 4 }), fc.constantFrom(9, 99))

/** Doses that are near the bounds of rules at a moment, with certain codes, an unknown one and none. */
export function dosesAt(now: number, codes: readonly string[]): fc.Arbitrary<Dose> {
  const code = fc.oneof(
    { weight: 9, arbitrary: fc.constantFrom(...codes) },
    { weight: 1, arbitrary: fc.constantFrom('Fictivax', '') },
  )
  const coming = new Date(now)
  const ofAge = coming.setUTCFullYear(coming.getUTCFullYear() - 18)
  const birthDate = fc.oneof(
    fc.integer({ min: -2, max: 2 }).map((days) => daysBefore(days, ofAge)),
    fc.integer({ min: -62, max: 62 }).map((days) => daysBefore(days, ofAge).slice(0, 7)),
    fc.integer({ min: 1900, max: 2032 }).map(String),
    fc.constantFrom('', '1900-01-01', '2000-02-29'),
  )
  return fc.record({
    familyName: fc.constant('Fictitious'),
    givenName: fc.constant('Example'),
    birthDate,
    disease: code,
    prophylaxis: code,
    product: code,
    manufacturer: code,
    doseNumber: counts,
    totalDoses: counts,
    doseDate: ages.map((days) => daysBefore(days, now)),
    country: code,
    certifier: code,
  })
}

/** A moment, and doses near the bounds of rules at that moment. */
export function visitsOf(codes: readonly string[]) {
  return clocks.chain((now) =>
    fc.record({
      now: fc.constant(now),
      doses: fc.array(dosesAt(now, codes), { minLength: 20, maxLength: 20 }),
    }),
  )
}
