import { createHash } from 'node:crypto'
import { deflateRawSync } from 'node:zlib'
import { encodeMultikey, type JsonObject, type JsonValue, withCodec } from '@unscored/core'
import { parseManifest } from '@unscored/did'
import { createVaccinationProfile, issueCredential } from '@unscored/issuer'
import {
  createVaccinationCredential,
  type Dose,
  deriveCredential,
  type SignCredentialOptions,
  type SuiteId,
  signCredential,
  vaccinationMandatoryPointers,
} from '@unscored/vc'
import {
  createDccSigner,
  createFictitiousDcc,
  fictitiousVaccination,
} from '../../examples/src/fictitious-dcc.ts'
import { fictitiousDose } from '../../examples/src/fictitious-dose.ts'
import { issuer, resolve } from '../vc/bbs-2023/issuing.ts'

/** A dose of the Italian table, of which 59,472 second ones were given that day. */
export const dose: Dose = { ...fictitiousDose, doseDate: '2021-04-10', country: 'IT' }

const now = () => new Date('2021-05-04T12:00:00Z')
const subject = (names: readonly (keyof Dose)[]) =>
  names.map((name) => `/credentialSubject/${name}`)

/** Octets in base64url. */
export const base64url = (octets: Uint8Array | string) => Buffer.from(octets).toString('base64url')

/** What a test of the BBS suites can change of a presentation. */
export interface ShowOptions extends Partial<SignCredentialOptions> {
  shown?: readonly (keyof Dose)[]
  nonce?: string
  /** Changes the credential before it is signed. */
  mark?: (credential: JsonObject) => JsonObject
}

/** Some members of a dose shown, by either suite, of a credential as issuers here make it unless it is marked. */
export async function show({
  suite = 'bbs-2023',
  shown = ['product', 'doseNumber'],
  nonce = 'a nonce of nobody',
  mark = (credential) => credential,
  ...options
}: ShowOptions = {}): Promise<JsonObject> {
  const plain = createVaccinationCredential({
    ...{ suite, issuer: issuer.did, dose },
    ...{ validFrom: now(), validUntil: new Date('2022-05-01') },
  })
  const credential = await signCredential({
    ...{ credential: mark(plain), key: issuer.key, suite, now },
    ...{ mandatoryPointers: vaccinationMandatoryPointers, labelsInDocumentOrder: true },
    ...options,
  })
  return deriveCredential({
    ...{ credential, pointers: subject(shown), dereference: resolve },
    presentationHeader: new TextEncoder().encode(nonce),
  })
}

/** The credential as its holder keeps it. */
export function keep(suite: SuiteId = 'bbs-2023'): Promise<JsonObject> {
  return issueCredential({ key: issuer.key, dose, suite, now })
}

/** The manifest of the issuer, with one profile of each suite. */
export async function createManifest(keys: readonly string[] = [issuer.key.id]) {
  const months = { validFrom: '2021-01-01T00:00:00Z', signsUntil: '2022-01-01T00:00:00Z' }
  const listed = keys.map((id) => ({
    ...months,
    id,
    publicKey: '',
    validUntil: '2023-01-01T00:00:00Z',
  }))
  const constants = { country: 'IT', certifier: dose.certifier }
  const profiles = await Promise.all(
    (['bbs-2023', 'BbsBlsSignature2020'] as const).map((suite) =>
      createVaccinationProfile({ keys: listed, suite, constants }),
    ),
  )
  return { issuer: issuer.did, profiles }
}

/** The manifest of the issuer as it is before it is signed, of `bbs-2023` alone. */
export async function createWholeManifest() {
  const { profiles } = await createManifest()
  const publicKey = encodeMultikey(withCodec('Bls12381G2-public', issuer.key.publicKey))
  return parseManifest({
    ...{ issuer: issuer.did, version: 1 },
    ...{ validFrom: '2021-01-01T00:00:00Z', validUntil: '2022-01-01T00:00:00Z' },
    profiles: profiles
      .filter(({ suite }) => suite === 'bbs-2023')
      .map((one) => ({ ...one, keys: one.keys.map((key) => ({ ...key, publicKey })) })),
  })
}

/** A JWS of which nobody checks the signature. */
export function token(payload: JsonValue | Uint8Array, header: JsonObject = {}): string {
  const octets = payload instanceof Uint8Array ? payload : JSON.stringify(payload)
  const head = JSON.stringify({ alg: 'ES256', kid: 'key-1', ...header })
  return [base64url(head), base64url(octets), base64url('a signature of nobody'.padEnd(64))].join(
    '.',
  )
}

/** A credential in a JWT, with more claims beside it. */
export function jwt(changes: JsonObject = {}, members: JsonObject = {}): string {
  const { product, doseNumber, doseDate } = dose
  return token({
    iss: issuer.did,
    vc: {
      '@context': ['https://www.w3.org/ns/credentials/v2'],
      type: ['VerifiableCredential'],
      credentialSubject: { product, doseNumber, doseDate },
      ...members,
    },
    ...changes,
  })
}

/** An SD-JWT of a dose, of which some members are disclosed. */
export function sdJwt(shown: readonly (keyof Dose)[], changes: JsonObject = {}): string {
  const disclosures = Object.entries(dose).map(([name, value]) => ({
    name,
    text: base64url(JSON.stringify([`salt of ${name}`, name, value])),
  }))
  const digests = disclosures.map(({ text }) =>
    createHash('sha256').update(text).digest('base64url'),
  )
  const payload = {
    iss: issuer.did,
    vct: 'https://types.example/dose',
    _sd_alg: 'sha-256',
    _sd: digests,
  }
  const told = disclosures.filter(({ name }) => shown.some((one) => one === name))
  const signed = token({ ...payload, ...changes }, { typ: 'dc+sd-jwt' })
  return [signed, ...told.map(({ text }) => text), ''].join('~')
}

/** The certificate of a dose as its QR code has it. */
export async function dcc(changes: JsonObject = {}): Promise<string> {
  const signer = await createDccSigner({
    notBefore: new Date('2021-05-03T00:00:00Z'),
    notAfter: new Date('2022-05-04T00:00:00Z'),
  })
  const [vaccination] = fictitiousVaccination.v
  const entry = { ...vaccination, dt: dose.doseDate, co: 'IT', ...changes }
  return createFictitiousDcc({
    signer,
    now: now(),
    payload: { ...fictitiousVaccination, v: [entry] },
  })
}

/** A SMART Health Card of a bundle, as a JWS. */
export function card(bundle: JsonObject, changes: JsonObject = {}): string {
  const payload = {
    iss: 'https://issuer.example',
    nbf: 1620000000,
    vc: { credentialSubject: { fhirVersion: '4.0.1', fhirBundle: bundle } },
    ...changes,
  }
  return token(new Uint8Array(deflateRawSync(JSON.stringify(payload))), { zip: 'DEF' })
}

/** The text of a card's QR code. */
export function cardText(jws: string): string {
  const digits = Array.from(jws, (one) => String(one.charCodeAt(0) - 45).padStart(2, '0'))
  return `shc:/${digits.join('')}`
}
