import type { Dose } from '@unscored/vc'

/** Others with the same product and number of dose, in whose records everything else is another's. */
export function others(dose: Dose): Dose[] {
  return Array.from({ length: 6 }, (_, i) => ({
    ...dose,
    familyName: `Fictitious the ${i + 2}.`,
    givenName: `Sample ${i}`,
    birthDate: `19${60 + i}-02-0${i + 1}`,
    totalDoses: 3,
    doseDate: `2021-0${i + 1}-10`,
    country: 'XY',
    certifier: `Fictitious clinic ${i}`,
  }))
}

/** Somebody with another product and another number of dose besides. */
export function somebodyElse(dose: Dose): Dose {
  const [other = dose] = others(dose)
  return {
    ...other,
    prophylaxis: '29061000087103',
    product: 'EU/1/21/1529',
    manufacturer: 'ORG-100001699',
    doseNumber: 1,
  }
}
