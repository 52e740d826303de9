import type { Dose } from '@unscored/vc'
import { assertDccInForce, parseDccClaims } from './dcc-claims.ts'
import { parseCoseSign1 } from './dcc-cose.ts'
import { verifyDccSigner } from './dcc-signer.ts'
import { parseDccText } from './dcc-text.ts'
import { parseVaccination } from './dcc-vaccination.ts'
import { IssuerError } from './error.ts'

/** What {@link importDcc} takes. */
export interface ImportDccOptions {
  /** What the QR code says: `HC1:` and base45. */
  text: string
  /** The certificates of document signers that are trusted: X.509, DER octets or their base64. */
  trusted: readonly (Uint8Array | string)[]
  now?: Date
  /**
   * Takes the certificate's word also where nobody trusted has signed it. Never by default: such a certificate
   * anyone can write. The result then says `signed: false`.
   */
  acceptUnverifiedSignature?: boolean
}

/** What an EU Digital COVID Certificate of a vaccination says. Its identifiers are left behind. */
export interface ImportedDcc {
  /** One record for each dose that the certificate lists, in its order; at least one. */
  readonly records: readonly Dose[]
  /** The issuing country as the certificate has it, mostly ISO 3166-1 alpha-2; empty where it has none. */
  readonly issuer: string
  readonly issuedAt: Date | undefined
  readonly expiresAt: Date
  /** Whether a trusted signer's signature was verified. */
  readonly signed: boolean
}

/**
 * Imports the doses from an EU Digital COVID Certificate.
 *
 * The form is read, then what the certificate says is checked, and last who says it: a certificate is returned only
 * after all of that.
 *
 * @throws {IssuerError} with the first reason found to refuse it.
 * @see Electronic Health Certificate Specification 1.3
 */
export async function importDcc(options: ImportDccOptions): Promise<ImportedDcc> {
  const { text, trusted, now = new Date(), acceptUnverifiedSignature = false } = options
  const message = parseCoseSign1(await parseDccText(text))
  const claims = parseDccClaims(message.payload)
  assertDccInForce(claims, now)
  const records = parseVaccination(claims.payload, now)
  const signed = await verifyDccSigner({ message, trusted, now }).then(
    () => true,
    (refusal: unknown) => {
      if (acceptUnverifiedSignature && refusal instanceof IssuerError) return false
      throw refusal
    },
  )
  const { issuer, issuedAt, expiresAt } = claims
  return { records, issuer, issuedAt, expiresAt, signed }
}
