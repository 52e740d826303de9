import { equalOctets, sha256 } from '@unscored/core'
import {
  parseSignerCertificate,
  type SignerCertificate,
  unreadableCertificate,
} from './dcc-certificate.ts'
import type { CoseSign1 } from './dcc-cose.ts'
import { IssuerError } from './error.ts'

/** What {@link verifyDccSigner} takes. */
export interface VerifyDccSignerOptions {
  message: CoseSign1
  /** The certificates of document signers that are trusted: X.509, DER octets or their base64. */
  trusted: readonly (Uint8Array | string)[]
  now: Date
}

/**
 * Verifies that a document signer whom the caller trusts, and who may sign vaccinations, signed a message.
 *
 * The message's key identifier only says where to look first. Some countries put another one there than the
 * specification's, so where it is none of a trusted certificate, all of them are tried.
 *
 * @throws {IssuerError} `dccAlgorithm`, `dccCertificate`, `dccKeyUnknown` where no trusted certificate has a key for
 * the algorithm, `dccSignature`, `dccCertificateNotYetValid`, `dccCertificateExpired` or `dccKeyUsage`.
 * @see Electronic Health Certificate Specification 1.3 §3.3.2; RFC 9052 §4.4
 */
export async function verifyDccSigner(options: VerifyDccSignerOptions): Promise<void> {
  const signer = await findSigner(options)
  assertCertificateInForce(signer, options.now)
  assertMaySignVaccinations(signer)
}

interface SignatureAlgorithm {
  readonly key: EcKeyImportParams | RsaHashedImportParams
  readonly verification: EcdsaParams | RsaPssParams
}

/** The algorithms that the specification allows, by their COSE number: ES256 and PS256. */
const algorithms: ReadonlyMap<unknown, SignatureAlgorithm> = new Map([
  [
    -7,
    {
      key: { name: 'ECDSA', namedCurve: 'P-256' },
      verification: { name: 'ECDSA', hash: 'SHA-256' },
    },
  ],
  [
    -37,
    {
      key: { name: 'RSA-PSS', hash: 'SHA-256' },
      verification: { name: 'RSA-PSS', saltLength: 32 },
    },
  ],
])

async function findSigner({
  message,
  trusted,
}: VerifyDccSignerOptions): Promise<SignerCertificate> {
  const algorithm = algorithms.get(message.algorithm)
  if (algorithm === undefined) throw new IssuerError('dccAlgorithm', 'neither ES256 nor PS256')
  let keys = 0
  for (const der of candidates(message.keyId, trusted.map(derOctets))) {
    const certificate = parseSignerCertificate(der)
    const key = await importKey(certificate, algorithm)
    if (key === undefined) continue
    keys++
    if (await isSignedBy(message, key, algorithm)) return certificate
  }
  if (keys === 0) throw new IssuerError('dccKeyUnknown', 'no trusted key for the algorithm')
  throw new IssuerError('dccSignature', 'no trusted key verifies the signature')
}

function derOctets(certificate: Uint8Array | string): Uint8Array {
  if (typeof certificate !== 'string') return certificate
  try {
    return Uint8Array.from(atob(certificate), (character) => character.charCodeAt(0))
  } catch (cause) {
    throw unreadableCertificate(cause)
  }
}

/** The certificates that a key identifier names, which is how their SHA-256 begins; all where it names none. */
function candidates(
  keyId: Uint8Array | undefined,
  trusted: readonly Uint8Array[],
): readonly Uint8Array[] {
  if (keyId === undefined) return trusted
  const named = trusted.filter((der) => equalOctets(sha256(der).subarray(0, 8), keyId))
  return named.length > 0 ? named : trusted
}

/** The key of a certificate, or `undefined` where it is of another kind than the algorithm's. */
async function importKey(
  { publicKey }: SignerCertificate,
  { key }: SignatureAlgorithm,
): Promise<CryptoKey | undefined> {
  try {
    return await crypto.subtle.importKey('spki', publicKey, key, false, ['verify'])
  } catch {
    return undefined
  }
}

function isSignedBy(
  { signature, signedOctets }: CoseSign1,
  key: CryptoKey,
  { verification }: SignatureAlgorithm,
): Promise<boolean> {
  return crypto.subtle.verify(verification, key, new Uint8Array(signature), signedOctets)
}

/** Asked about today: countries date certificates back to before their signer's, but none uses an expired signer. */
function assertCertificateInForce({ notBefore, notAfter }: SignerCertificate, now: Date): void {
  if (now < notBefore) {
    throw new IssuerError('dccCertificateNotYetValid', "the signer's certificate is not valid yet")
  }
  if (now > notAfter) {
    throw new IssuerError('dccCertificateExpired', "the signer's certificate has expired")
  }
}

/** The OIDs of tests (1), vaccinations (2) and recoveries (3), of which two roots are in use. */
const KEY_USAGE = /^1\.3\.6\.1\.4\.1\.(?:0\.)?1847\.2021\.1\.(?<kind>[123])$/

/** A certificate that says for what it signs must name vaccinations; one that does not may sign anything. */
function assertMaySignVaccinations({ keyUsages }: SignerCertificate): void {
  const kinds = keyUsages.flatMap((oid) => KEY_USAGE.exec(oid)?.groups?.kind ?? [])
  if (kinds.length > 0 && !kinds.includes('2')) {
    throw new IssuerError('dccKeyUsage', "the signer's certificate is not for vaccinations")
  }
}
