import type { Dose } from '@unscored/vc'

/** The second dose of somebody who does not exist. */
export const fictitiousDose: Dose = {
  familyName: 'Fictitious',
  givenName: 'Éxample',
  birthDate: '1970-01-01',
  disease: '840539006',
  prophylaxis: '1119349007',
  product: 'EU/1/20/1528',
  manufacturer: 'ORG-100030215',
  doseNumber: 2,
  totalDoses: 2,
  doseDate: '2021-06-01',
  country: 'XX',
  certifier: 'Fictitious Ministry of Health',
}
