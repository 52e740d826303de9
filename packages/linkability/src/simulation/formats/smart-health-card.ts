import { utf8 } from '@unscored/core'
import { CompactSign, compactVerify } from 'jose'
import { createDraw } from '../draw.ts'
import type { SimulatedHolder } from '../holders.ts'
import { compress, decompress } from './deflate.ts'
import { drawEcdsaKeys, importPublicKey } from './ecdsa.ts'
import type { SimulatedFormat } from './format.ts'
import { readCard, writeCard } from './qr-text.ts'

const ISSUER = 'https://health.example'

/**
 * A bundle of FHIR resources, signed, in a QR code that is the same at every door.
 *
 * @see SMART Health Cards Framework 1.4 "Encoding Chunks as QR Codes"
 */
export const smartHealthCard: SimulatedFormat = {
  id: 'smart-health-card',
  label: 'SMART Health Card',
  use: 'A signed FHIR bundle in a QR code, shown whole at every door.',
  async open({ seed }) {
    const issuer = await drawEcdsaKeys(createDraw(seed, 'smart-health-card', 'issuer'))
    const publicKey = await importPublicKey(issuer)
    const kid = createDraw(seed, 'smart-health-card', 'kid').text(32)
    return {
      async issue(holder) {
        const payload = utf8(JSON.stringify(cardOf(holder)))
        const jws = await new CompactSign(await compress(payload, 'deflate-raw'))
          .setProtectedHeader({ alg: 'ES256', zip: 'DEF', kid })
          .sign(issuer.secret)
        const presentation = utf8(writeCard(jws))
        return {
          record: {
            parts: { person: utf8(JSON.stringify(holder.dose)), credential: utf8(jws) },
          },
          wallet: { present: async () => ({ request: new Uint8Array(), presentation }) },
        }
      },
      async verify({ presentation }) {
        const jws = readCard(new TextDecoder().decode(presentation)) ?? ''
        const { payload } = await compactVerify(jws, publicKey)
        const { iss } = JSON.parse(
          new TextDecoder().decode(await decompress(payload, 'deflate-raw')),
        )
        if (iss !== ISSUER) throw new TypeError('the card is of another issuer')
      },
    }
  },
}

/** The vaccine codes of CVX by products. */
const CVX: Readonly<Record<string, string>> = {
  'EU/1/20/1528': '208',
  'EU/1/20/1507': '207',
  'EU/1/21/1529': '210',
  'EU/1/20/1525': '212',
}

function cardOf({ dose, certifiedAt }: SimulatedHolder) {
  const patient = {
    resourceType: 'Patient',
    name: [{ family: dose.familyName, given: [dose.givenName] }],
    birthDate: dose.birthDate,
  }
  const immunization = {
    resourceType: 'Immunization',
    status: 'completed',
    vaccineCode: {
      coding: [{ system: 'http://hl7.org/fhir/sid/cvx', code: CVX[dose.product] ?? '213' }],
    },
    patient: { reference: 'resource:0' },
    occurrenceDateTime: dose.doseDate,
    performer: [{ actor: { display: dose.certifier } }],
  }
  return {
    iss: ISSUER,
    nbf: Math.floor(certifiedAt.getTime() / 1000),
    vc: {
      type: ['https://smarthealth.cards#health-card', 'https://smarthealth.cards#immunization'],
      credentialSubject: {
        fhirVersion: '4.0.1',
        fhirBundle: {
          resourceType: 'Bundle',
          type: 'collection',
          entry: [patient, immunization].map((resource, i) => ({
            fullUrl: `resource:${i}`,
            resource,
          })),
        },
      },
    },
  }
}
