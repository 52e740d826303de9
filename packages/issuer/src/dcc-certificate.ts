import { AsnConvert } from '@peculiar/asn1-schema'
import {
  AlgorithmIdentifier,
  Certificate,
  ExtendedKeyUsage,
  id_ce_extKeyUsage,
  SubjectPublicKeyInfo,
} from '@peculiar/asn1-x509'
import { IssuerError } from './error.ts'

/** What is asked of the certificate of a document signer. */
export interface SignerCertificate {
  readonly notBefore: Date
  readonly notAfter: Date
  /** The OIDs of the extended key usage; none where there is no such extension. */
  readonly keyUsages: readonly string[]
  /** The public key as a DER SubjectPublicKeyInfo that WebCrypto imports. */
  readonly publicKey: ArrayBuffer
}

const RSA_ENCRYPTION = '1.2.840.113549.1.1.1'
const RSASSA_PSS = '1.2.840.113549.1.1.10'

/**
 * Reads the X.509 certificate of a document signer, DER. Who signed it is not asked: the caller trusts the
 * certificate itself.
 *
 * @throws {IssuerError} `dccCertificate`.
 * @see RFC 5280 §4.1
 */
export function parseSignerCertificate(der: Uint8Array): SignerCertificate {
  try {
    return readSignerCertificate(der)
  } catch (cause) {
    throw unreadableCertificate(cause)
  }
}

function readSignerCertificate(der: Uint8Array): SignerCertificate {
  const { tbsCertificate } = AsnConvert.parse(der, Certificate)
  return {
    notBefore: tbsCertificate.validity.notBefore.getTime(),
    notAfter: tbsCertificate.validity.notAfter.getTime(),
    keyUsages: keyUsagesOf(tbsCertificate.extensions ?? []),
    publicKey: AsnConvert.serialize(importable(tbsCertificate.subjectPublicKeyInfo)),
  }
}

/** The refusal of a trusted certificate that cannot be read. */
export function unreadableCertificate(cause: unknown): IssuerError {
  return new IssuerError('dccCertificate', 'a trusted certificate is no X.509 certificate', {
    cause,
  })
}

function keyUsagesOf(extensions: readonly { extnID: string; extnValue: BufferSource }[]): string[] {
  const usage = extensions.find(({ extnID }) => extnID === id_ce_extKeyUsage)
  return usage === undefined ? [] : [...AsnConvert.parse(usage.extnValue, ExtendedKeyUsage)]
}

/** WebCrypto imports an RSA key under its general OID alone, not where it is marked as one for PSS. */
function importable(publicKey: SubjectPublicKeyInfo): SubjectPublicKeyInfo {
  if (publicKey.algorithm.algorithm !== RSASSA_PSS) return publicKey
  return new SubjectPublicKeyInfo({
    algorithm: new AlgorithmIdentifier({ algorithm: RSA_ENCRYPTION, parameters: null }),
    subjectPublicKey: publicKey.subjectPublicKey,
  })
}
