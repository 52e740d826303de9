import { generateKeyPair } from '@unscored/bbs'
import {
  CborTag,
  concatOctets,
  decodeCbor,
  encodeCbor,
  encodeMultibase,
  type JsonObject,
  type JsonValue,
  parseMultibase,
} from '@unscored/core'
import { createDidKeyResolver, createResolver, dereference, didKeyOf } from '@unscored/did'
import {
  createVaccinationCredential,
  deriveCredential,
  type SecuredCredential,
  signCredential,
  verifyBaseCredential,
  verifyDerivedCredential,
} from '@unscored/vc'
import { dose } from '../vaccination/doses.ts'

/** A moment at which all credentials made here are in force. */
export const now = new Date('2027-01-15T12:00:00Z')

/** The octets that presentations made here are bound to. */
export const presentationHeader = new TextEncoder().encode('a request of nobody')

/** An issuer that does not exist, by number. */
export async function createIssuer(number: number) {
  const keyMaterial = new Uint8Array(32).fill(number)
  const { secretKey, publicKey } = await generateKeyPair({ keyMaterial })
  const did = didKeyOf({ codec: 'Bls12381G2-public', octets: publicKey })
  return { did, key: { id: `${did}#${did.slice('did:key:'.length)}`, secretKey, publicKey } }
}

export const issuer = await createIssuer(1)
export const otherIssuer = await createIssuer(2)

const resolver = createResolver({ methods: createDidKeyResolver() })
export const resolve = (didUrl: string) => dereference(didUrl, { resolver })

const JOURNEY = 'https://context.example/journey/v1'
const OWN = 'https://vocabulary.example/'

/** Contexts beside the bundled ones. */
export const contexts: ReadonlyMap<string, JsonObject> = new Map([
  [
    JOURNEY,
    {
      '@context': {
        '@protected': true,
        id: '@id',
        type: '@type',
        ...Object.fromEntries(
          [
            'Journey',
            'Leg',
            'Port',
            'Remark',
            'captain',
            'flags',
            'knots',
            'legs',
            'port',
            'remark',
            'title',
          ].map((term) => [term, OWN + term]),
        ),
        map: { '@id': `${OWN}map`, '@type': '@id' },
        sailed: { '@id': `${OWN}sailed`, '@type': 'http://www.w3.org/2001/XMLSchema#date' },
      },
    },
  ],
])

const journey = {
  type: 'Journey',
  title: 'Round the island',
  captain: true,
  flags: ['red', 'white', 'blue'],
  legs: [
    { type: 'Leg', port: { type: 'Port', title: 'North' }, knots: 5.5, sailed: '2026-06-01' },
    { type: 'Leg', port: { type: 'Port', title: 'East' }, knots: 6.1, sailed: '2026-06-02' },
    { type: 'Leg', port: { type: 'Port', title: 'South' }, knots: 7, sailed: '2026-06-03' },
    { type: 'Leg', port: { type: 'Port', title: 'West' }, knots: 5.5, sailed: '2026-06-04' },
  ],
} satisfies JsonObject

/** A kind of credential: what is signed, what is always shown and what else is shown of it here. */
export interface Kind {
  name: string
  credential: JsonObject
  mandatory: readonly string[]
  shown: readonly string[]
}

export const vaccination = {
  name: 'a vaccination credential',
  credential: createVaccinationCredential({
    suite: 'bbs-2023',
    issuer: issuer.did,
    dose,
    validFrom: new Date('2027-01-01T00:00:00Z'),
    validUntil: new Date('2028-01-01T00:00:00Z'),
  }),
  mandatory: ['/issuer'],
  shown: ['product', 'doseNumber', 'doseDate'].map((member) => `/credentialSubject/${member}`),
} satisfies Kind

export const nested = {
  name: 'a nested credential with arrays',
  credential: {
    '@context': ['https://www.w3.org/ns/credentials/v2', JOURNEY],
    type: ['VerifiableCredential'],
    issuer: issuer.did,
    validUntil: '2028-01-01T00:00:00Z',
    credentialSubject: journey,
  },
  mandatory: ['/issuer', '/validUntil', '/credentialSubject/legs/0/port'],
  shown: [
    '/credentialSubject/title',
    '/credentialSubject/flags/0',
    '/credentialSubject/flags/2',
    '/credentialSubject/legs/1',
    '/credentialSubject/legs/3/knots',
  ],
} satisfies Kind

export const oldModel = {
  name: 'a credential of data model 1.1',
  credential: {
    '@context': [
      'https://www.w3.org/2018/credentials/v1',
      JOURNEY,
      'https://w3id.org/security/data-integrity/v2',
    ],
    id: 'urn:uuid:9f6b9a5c-5e0a-4a5e-8a53-9d6a7a2f4f10',
    type: ['VerifiableCredential'],
    issuer: { id: issuer.did },
    issuanceDate: '2027-01-01T00:00:00Z',
    expirationDate: '2028-01-01T00:00:00Z',
    credentialSubject: { ...journey, id: 'urn:example:journey', map: 'urn:example:map' },
  },
  mandatory: ['/issuer', '/issuanceDate', '/expirationDate'],
  shown: ['/credentialSubject/title', '/credentialSubject/map', '/credentialSubject/legs/2'],
} satisfies Kind

export const kinds: readonly Kind[] = [vaccination, nested, oldModel]

/** Signs as an issuer does. */
export function issue(
  { credential, mandatory }: Pick<Kind, 'credential' | 'mandatory'>,
  { key } = issuer,
): Promise<SecuredCredential> {
  return signCredential({
    credential,
    key,
    contexts,
    mandatoryPointers: mandatory,
    // The HMAC key alone, so that statements have the same labels in every run.
    random: (length) => new Uint8Array(length).fill(5),
    now: () => now,
  })
}

/** Shows parts of a credential as its holder does. */
export function derive(
  credential: SecuredCredential,
  pointers: readonly string[],
): Promise<SecuredCredential> {
  return deriveCredential({
    credential,
    pointers,
    presentationHeader,
    contexts,
    dereference: resolve,
  })
}

/** Verifies what is shown. */
export function verify(credential: unknown): Promise<JsonObject> {
  return verifyDerivedCredential(credential, {
    presentationHeader,
    contexts,
    dereference: resolve,
    now,
  })
}

/** Verifies what is received. */
export function receive(credential: unknown): Promise<JsonObject> {
  return verifyBaseCredential(credential, { contexts, dereference: resolve, now })
}

/** The code that something is refused with; `accepted` where it is not. */
export async function codeOf(verifying: Promise<unknown>): Promise<unknown> {
  return verifying.then(
    () => 'accepted',
    (error: unknown) =>
      error instanceof Error && 'code' in error ? error.code : `no code: ${String(error)}`,
  )
}

/** The header of a proof value and the elements after it. */
export interface OpenedProofValue {
  header: Uint8Array
  elements: unknown[]
}

export function openProofValue(text: unknown): OpenedProofValue {
  const octets = parseMultibase(text)
  const elements = decodeCbor(octets.subarray(3), { tags: { 2: CborTag.decoder(2) } })
  if (!Array.isArray(elements)) throw new TypeError('no list')
  return { header: octets.slice(0, 3), elements }
}

export function closeProofValue({ header, elements }: OpenedProofValue): string {
  return encodeMultibase(concatOctets(header, encodeCbor(elements)), 'u')
}

/** A proof value with another element. */
export function withElement(text: unknown, index: number, element: unknown): string {
  const { header, elements } = openProofValue(text)
  return closeProofValue({ header, elements: elements.with(index, element) })
}

/** A credential with other members of its proof; `undefined` leaves one out. */
export function withProof(
  credential: SecuredCredential,
  members: Record<string, unknown>,
): unknown {
  const proof = Object.entries({ ...credential.proof, ...members })
  return {
    ...credential,
    proof: Object.fromEntries(proof.filter(([, member]) => member !== undefined)),
  }
}

/** A copy with another value at a path; `undefined` takes the member away. */
export function changed<Value extends JsonValue>(
  value: Value,
  path: readonly (string | number)[],
  to: unknown,
): Value {
  const copy = structuredClone(value)
  const [last = ''] = path.slice(-1)
  // Paths of tests lead through objects and arrays alone.
  const parent = path
    .slice(0, -1)
    .reduce<Record<string, unknown>>(
      (within, name) => within[name] as Record<string, unknown>,
      copy as unknown as Record<string, unknown>,
    )
  if (to === undefined) delete parent[last]
  else parent[last] = to
  return copy
}
