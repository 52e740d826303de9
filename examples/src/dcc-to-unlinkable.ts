import { isJsonObject, type JsonObject } from '@unscored/core'
import {
  createMemoryStore,
  presentCredential,
  receiveCredential,
  type WalletStore,
} from '@unscored/holder'
import { type ImportedDcc, importDcc, issueCredential } from '@unscored/issuer'
import { type Dose, resolvePointer, vaccinationPointers } from '@unscored/vc'
import { createNonceStore, createRequest, verifyPresentation } from '@unscored/verifier'
import { createDccSigner, createFictitiousDcc, fictitiousVaccination } from './fictitious-dcc.ts'
import { createFictitiousIssuer, type FictitiousIssuer } from './fictitious-issuer.ts'

/** What a verifier learns of one thing, by either way of showing it. */
export interface Comparison {
  readonly what: string
  /** From the QR code of the EU Digital COVID Certificate. */
  readonly fromQrCode: string
  /** From the presentation of the credential that was made of it. */
  readonly fromPresentation: string
}

const SUBJECT = '/credentialSubject/'

const DAY = 24 * 60 * 60 * 1000

/**
 * Turns an EU Digital COVID Certificate into a credential whose presentations cannot be linked, and compares what a
 * verifier learns from each: of the one what was imported, of the other what was verified.
 */
export async function dccToUnlinkable(): Promise<Comparison[]> {
  const certificate = await importFictitiousDcc()
  const [dose] = certificate.records
  if (dose === undefined) throw new Error('the certificate lists no dose')

  const issuer = await createFictitiousIssuer()
  const { key, resolver } = issuer
  const store = createMemoryStore()
  await receiveCredential(await issueCredential({ key, dose }), { store, resolver })

  const atTheatre = await visit('https://theatre.example', { store, issuer })
  const atFerry = await visit('https://ferry.example', { store, issuer })
  return [
    ...compareMembers(dose, atTheatre.credential),
    {
      what: 'Issuer',
      fromQrCode: certificate.issuer,
      fromPresentation: `${atTheatre.issuer.slice(0, 20)}…`,
    },
    {
      what: 'Issued',
      fromQrCode: certificate.issuedAt?.toISOString() ?? '',
      fromPresentation: `${String(atTheatre.credential.validFrom).slice(0, 7)}, the month`,
    },
    {
      what: 'Number of the certificate',
      fromQrCode: fictitiousVaccination.v.map(({ ci }) => ci).join(),
      fromPresentation: 'there is none',
    },
    {
      what: 'What it is proven with',
      fromQrCode: 'a signature, always the same',
      fromPresentation:
        atTheatre.proof === atFerry.proof ? 'always the same' : 'a new proof each time',
    },
  ]
}

async function importFictitiousDcc(): Promise<ImportedDcc> {
  const now = new Date()
  const yesterday = new Date(now.getTime() - DAY)
  const tomorrow = new Date(now.getTime() + DAY)
  const signer = await createDccSigner({ notBefore: yesterday, notAfter: tomorrow })
  const text = await createFictitiousDcc({ signer, now: yesterday })
  return importDcc({ text, trusted: [signer.certificate], now })
}

interface VisitOptions {
  store: WalletStore
  issuer: FictitiousIssuer
}

interface Visit {
  /** What was verified. */
  readonly credential: JsonObject
  readonly issuer: string
  /** What it was verified with. */
  readonly proof: unknown
}

async function visit(
  domain: string,
  { store, issuer: { did, resolver } }: VisitOptions,
): Promise<Visit> {
  const claims = [`${SUBJECT}product`, `${SUBJECT}doseNumber`]
  const request = createRequest({ domain, credentials: [{ id: 'dose', claims }] })
  const presentation = await presentCredential(request, { store, domain, resolver })
  const nonces = createNonceStore()
  const options = { request, trustedIssuers: [did], resolver, nonces }
  const { dose } = await verifyPresentation(presentation, options)
  if (dose === undefined) throw new Error('nothing was verified')
  const sent = { ...presentation }
  return {
    ...dose,
    proof: resolvePointer(sent, '/vp_token/dose/0/verifiableCredential/0/proof/proofValue'),
  }
}

function compareMembers(dose: Dose, { credentialSubject }: JsonObject): Comparison[] {
  const shown = isJsonObject(credentialSubject) ? credentialSubject : {}
  return vaccinationPointers.map(({ pointer, label }) => ({
    what: label,
    fromQrCode: String(resolvePointer({ credentialSubject: { ...dose } }, pointer)),
    fromPresentation: String(shown[pointer.slice(SUBJECT.length)] ?? 'hidden'),
  }))
}

function print(comparison: readonly Comparison[]): void {
  const row = (...cells: readonly string[]) =>
    console.log(
      cells
        .map((cell) => cell.padEnd(32))
        .join('')
        .trimEnd(),
    )
  row('', 'QR code of the certificate', 'Presentation')
  for (const { what, fromQrCode, fromPresentation } of comparison) {
    row(what, fromQrCode, fromPresentation)
  }
  console.log(
    '\nWhat follows from a value shown is known with it: the manufacturer from the product.',
  )
}

if (process.argv[1] === import.meta.filename) print(await dccToUnlinkable())
