import 'reflect-metadata'
import { deflateSync } from 'node:zlib'
import {
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  X509CertificateGenerator,
} from '@peculiar/x509'
import { encodeBase45, encodeCbor, type JsonObject, sha256 } from '@unscored/core'

/** Who signs the certificates of a country that does not exist. */
export interface DccSigner {
  /** X.509, DER. */
  readonly certificate: Uint8Array<ArrayBuffer>
  /** `alg` in COSE. */
  readonly algorithm: number
  readonly sign: (octets: Uint8Array<ArrayBuffer>) => Promise<Uint8Array<ArrayBuffer>>
}

/** What {@link createDccSigner} takes. */
export interface CreateDccSignerOptions {
  notBefore: Date
  notAfter: Date
  /** ES256 by default. */
  algorithm?: keyof typeof algorithms
  /** OIDs of the extended key usage; those of tests, vaccinations and recoveries by default, no extension if empty. */
  keyUsages?: readonly string[]
}

const algorithms = {
  ES256: {
    cose: -7,
    key: { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' },
    signature: { name: 'ECDSA', hash: 'SHA-256' },
  },
  PS256: {
    cose: -37,
    key: {
      name: 'RSA-PSS',
      modulusLength: 2048,
      publicExponent: Uint8Array.of(1, 0, 1),
      hash: 'SHA-256',
    },
    signature: { name: 'RSA-PSS', saltLength: 32, hash: 'SHA-256' },
  },
} as const

const DCC_KEY_USAGES = [1, 2, 3].map((kind) => `1.3.6.1.4.1.1847.2021.1.${kind}`)

/** Makes a key and a certificate of its own signature, as nobody's health ministry has them. */
export async function createDccSigner(options: CreateDccSignerOptions): Promise<DccSigner> {
  const { notBefore, notAfter, algorithm = 'ES256', keyUsages = DCC_KEY_USAGES } = options
  const { cose, key, signature } = algorithms[algorithm]
  const keys = await crypto.subtle.generateKey(key, false, ['sign', 'verify'])
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: 'C=XX, O=Fictitious Ministry of Health, CN=Fictitious Document Signer',
    notBefore,
    notAfter,
    keys,
    signingAlgorithm: signature,
    extensions: [
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      ...(keyUsages.length > 0 ? [new ExtendedKeyUsageExtension([...keyUsages])] : []),
    ],
  })
  return {
    certificate: new Uint8Array(certificate.rawData),
    algorithm: cose,
    sign: async (octets) =>
      new Uint8Array(await crypto.subtle.sign(signature, keys.privateKey, octets)),
  }
}

/** What {@link createFictitiousDcc} takes. */
export interface CreateFictitiousDccOptions {
  signer: DccSigner
  /** When it is issued; it holds for a year. */
  now: Date
  /** What it says; {@link fictitiousVaccination} by default. */
  payload?: JsonObject
}

/** Issues an EU Digital COVID Certificate to somebody who does not exist: the text of its QR code. */
export async function createFictitiousDcc(options: CreateFictitiousDccOptions): Promise<string> {
  const { signer, now, payload = fictitiousVaccination } = options
  const seconds = Math.floor(now.getTime() / 1000)
  const claims = new Map<number, unknown>([
    [1, 'XX'],
    [4, seconds + 365 * 24 * 60 * 60],
    [6, seconds],
    [-260, new Map([[1, payload]])],
  ])
  return dccText(await signMessage({ signer, payload: encodeCbor(claims) }))
}

/** The second of two doses, as the payload of a certificate tells it. */
export const fictitiousVaccination = {
  ver: '1.3.0',
  nam: { fn: 'Fictitious', fnt: 'FICTITIOUS', gn: 'Éxample', gnt: 'EXAMPLE' },
  dob: '1970-01-01',
  v: [
    {
      tg: '840539006',
      vp: '1119349007',
      mp: 'EU/1/20/1528',
      ma: 'ORG-100030215',
      dn: 2,
      sd: 2,
      dt: '2021-06-01',
      co: 'XX',
      is: 'Fictitious Ministry of Health',
      ci: 'URN:UVCI:01:XX:FICTITIOUS',
    },
  ],
} satisfies JsonObject

/** What {@link signMessage} takes. */
export interface SignMessageOptions {
  signer: DccSigner
  payload: Uint8Array
  /** `alg` and `kid` by default. */
  protectedHeader?: ReadonlyMap<number, unknown>
  /** Empty by default. */
  unprotectedHeader?: ReadonlyMap<number, unknown>
}

/** Signs a payload as a tagged COSE_Sign1 message. */
export async function signMessage(options: SignMessageOptions): Promise<Uint8Array<ArrayBuffer>> {
  const { signer, payload, unprotectedHeader = new Map() } = options
  const {
    protectedHeader = new Map<number, unknown>([[1, signer.algorithm]]).set(4, await keyId(signer)),
  } = options
  const header = encodeCbor(protectedHeader)
  const signature = await signer.sign(encodeCbor(['Signature1', header, new Uint8Array(), payload]))
  const message = encodeCbor([header, unprotectedHeader, payload, signature])
  return Uint8Array.of(TAG_COSE_SIGN1, ...message)
}

const TAG_COSE_SIGN1 = 0xd2

/** How a signer's certificate is named in what it signs: the first 8 octets of its SHA-256. */
export async function keyId({ certificate }: DccSigner): Promise<Uint8Array> {
  return sha256(certificate).subarray(0, 8)
}

/** Compresses a message and writes it with the characters that QR codes hold best. */
export function dccText(message: Uint8Array): string {
  return `HC1:${encodeBase45(deflateSync(message))}`
}
