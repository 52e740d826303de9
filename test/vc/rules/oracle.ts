import type { JsonValue } from '@unscored/core'
import { type AcceptanceRule, type Dose, parseRules } from '@unscored/vc'
import { type CertLogicExpression, evaluate } from 'certlogic-js'

/** What a rule is given besides the certificate. */
export interface Circumstances {
  /** `validationClock`, in any form that CertLogic reads. */
  clock: string
  valueSets?: ReadonlyMap<string, ReadonlyMap<string, string>>
}

/** Whether CertLogic says `true` to the certificate that a dose comes from; where it ends with an error, it does not. */
export function isAccepted(
  logic: JsonValue,
  payload: unknown,
  { clock, valueSets = new Map() }: Circumstances,
): boolean {
  const sets = [...valueSets].map(([id, codes]) => [id, [...codes.keys()]])
  const external = { validationClock: clock, valueSets: Object.fromEntries(sets) }
  try {
    return evaluate(logic as CertLogicExpression, { payload, external }) === true
  } catch {
    return false
  }
}

/** The payload of a certificate of one dose. */
export function payloadOf(dose: Dose) {
  return {
    ver: '1.3.0',
    nam: { fn: dose.familyName, fnt: 'FICTITIOUS', gn: dose.givenName, gnt: 'EXAMPLE' },
    dob: dose.birthDate,
    v: [
      {
        ...{ tg: dose.disease, vp: dose.prophylaxis, mp: dose.product, ma: dose.manufacturer },
        ...{ dn: dose.doseNumber, sd: dose.totalDoses, dt: dose.doseDate, co: dose.country },
        ...{ is: dose.certifier, ci: 'URN:UVCI:01:XX:FICTITIOUS#0' },
      },
    ],
  }
}

/** A fictitious dose. */
export const dose: Dose = {
  familyName: 'Fictitious',
  givenName: 'Example',
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

/** A rule as it is published, with members that differ. */
export function publishedRule(members: object = {}) {
  return {
    Identifier: 'VR-XX-0001',
    Type: 'Acceptance',
    Country: 'XX',
    Version: '1.0.0',
    SchemaVersion: '1.0.0',
    Engine: 'CERTLOGIC',
    EngineVersion: '1.2.2',
    CertificateType: 'Vaccination',
    Description: [{ lang: 'en', desc: 'A fictitious rule.' }],
    ValidFrom: '2021-06-01T00:00:00Z',
    ValidTo: '2030-06-01T00:00:00Z',
    AffectedFields: [],
    Logic: true,
    ...members,
  }
}

/** A rule of its own with some logic. */
export function ruleOf(logic: unknown): readonly AcceptanceRule[] {
  return parseRules(JSON.parse(JSON.stringify(publishedRule({ Logic: logic }))))
}
