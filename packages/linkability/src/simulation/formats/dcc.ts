import { CborTag, decodeCbor, encodeBase45, encodeCbor, sha256, utf8 } from '@unscored/core'
import { createDraw } from '../draw.ts'
import type { SimulatedHolder } from '../holders.ts'
import { compress } from './deflate.ts'
import { base64Url, drawEcdsaKeys, importPublicKey, verifyEcdsa } from './ecdsa.ts'
import type { SimulatedFormat } from './format.ts'
import { DCC, openDcc } from './qr-text.ts'

/**
 * An EU Digital COVID Certificate, in a QR code that is the same at every door.
 *
 * @see Electronic Health Certificate Specification 1.3
 */
export const dcc: SimulatedFormat = {
  id: 'dcc',
  label: 'EU Digital COVID Certificate',
  use: 'A signed certificate with a number of its own in a QR code, shown whole at every door.',
  async open({ seed }) {
    const issuer = await drawEcdsaKeys(createDraw(seed, 'dcc', 'issuer'))
    const publicKey = await importPublicKey(issuer)
    const kid = sha256(utf8(JSON.stringify(issuer.publicJwk))).subarray(0, 8)
    const header = encodeCbor(
      new Map<number, unknown>([
        [1, -7],
        [4, kid],
      ]),
    )
    return {
      async issue(holder) {
        const number = createDraw(seed, 'dcc', 'holder', holder.index).octets(12)
        const payload = encodeCbor(claimsOf(holder, `URN:UVCI:01:XX:${hex(number)}`))
        const signature = issuer.signAlike(toBeSigned(header, payload))
        const message = encodeCbor(new CborTag(COSE_SIGN1, [header, new Map(), payload, signature]))
        const text = `${DCC}${encodeBase45(await compress(message, 'deflate'))}`
        return {
          record: { parts: { person: utf8(JSON.stringify(holder.dose)), credential: utf8(text) } },
          wallet: {
            present: async () => ({ request: new Uint8Array(), presentation: utf8(text) }),
          },
        }
      },
      async verify({ presentation }) {
        const message = await openDcc(new TextDecoder().decode(presentation))
        const parts = decodeCbor(message.subarray(1))
        const [protectedHeader, , payload, signature] = Array.isArray(parts) ? parts : []
        const octets = toBeSigned(protectedHeader, payload)
        if (!(await verifyEcdsa(publicKey, { octets, signature }))) {
          throw new TypeError(`the signature by ${base64Url(kid)} does not hold`)
        }
      },
    }
  },
}

const COSE_SIGN1 = 18

function toBeSigned(header: Uint8Array, payload: Uint8Array): Uint8Array {
  return encodeCbor(['Signature1', header, new Uint8Array(), payload])
}

function claimsOf({ dose, certifiedAt }: SimulatedHolder, uvci: string): Map<number, unknown> {
  const issuedAt = Math.floor(certifiedAt.getTime() / 1000)
  const upper = (text: string) => text.toUpperCase().replace(/[^A-Z]/g, '<')
  const certificate = {
    ver: '1.3.0',
    nam: {
      fn: dose.familyName,
      gn: dose.givenName,
      fnt: upper(dose.familyName),
      gnt: upper(dose.givenName),
    },
    dob: dose.birthDate,
    v: [
      {
        ...{ tg: dose.disease, vp: dose.prophylaxis, mp: dose.product, ma: dose.manufacturer },
        ...{ dn: dose.doseNumber, sd: dose.totalDoses, dt: dose.doseDate },
        ...{ co: dose.country, is: dose.certifier, ci: uvci },
      },
    ],
  }
  return new Map<number, unknown>([
    [1, dose.country],
    [4, issuedAt + YEAR],
    [6, issuedAt],
    [-260, new Map([[1, certificate]])],
  ])
}

const YEAR = 365 * 24 * 60 * 60

function hex(octets: Uint8Array): string {
  return Array.from(octets, (octet) => octet.toString(16).padStart(2, '0'))
    .join('')
    .toUpperCase()
}
