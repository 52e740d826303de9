import { isJsonObject, type JsonObject } from '@unscored/core'
import { createMemoryStore, presentCredential, receiveCredential } from '@unscored/holder'
import { importDcc, issueCredential } from '@unscored/issuer'
import { resolvePointer, vaccinationPointers } from '@unscored/vc'
import { createNonceStore, createRequest, verifyPresentation } from '@unscored/verifier'
import { createDccSigner, createFictitiousDcc, fictitiousVaccination } from './fictitious-dcc.ts'
import { createFictitiousIssuer } from './fictitious-issuer.ts'

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
 * verifier learns from each.
 *
 * The comparison is made of what was imported and of what was verified. Whoever has the QR code has all of it: let
 * an issuer see it that has the record already, and no verifier.
 */
export async function dccToUnlinkable(): Promise<Comparison[]> {
  const now = new Date()
  const notBefore = new Date(now.getTime() - DAY)
  const signer = await createDccSigner({ notBefore, notAfter: new Date(now.getTime() + DAY) })
  const text = await createFictitiousDcc({ signer, now: notBefore })
  const { records } = await importDcc({ text, trusted: [signer.certificate], now })
  const [dose] = records
  if (dose === undefined) throw new Error('the certificate lists no dose')

  const { did, key, resolver } = await createFictitiousIssuer()
  const store = createMemoryStore()
  await receiveCredential(await issueCredential({ key, dose }), { store, resolver })

  const claims = [`${SUBJECT}product`, `${SUBJECT}doseNumber`]
  const visit = async (domain: string): Promise<Visit> => {
    const request = createRequest({ domain, credentials: [{ id: 'dose', claims }] })
    const presentation = await presentCredential(request, { store, domain, resolver })
    const nonces = createNonceStore()
    const options = { request, trustedIssuers: [did], resolver, nonces }
    const { dose: verified } = await verifyPresentation(presentation, options)
    return { presentation: JSON.stringify(presentation), shown: subjectOf(verified?.credential) }
  }
  const visits = [await visit('https://theatre.example'), await visit('https://ferry.example')]

  const shown = visits[0]?.shown ?? {}
  const members = vaccinationPointers.map(({ pointer, label }) => {
    const fromQrCode = String(resolvePointer({ credentialSubject: { ...dose } }, pointer))
    const fromPresentation = String(shown[pointer.slice(SUBJECT.length)] ?? 'hidden')
    return { what: label, fromQrCode, fromPresentation }
  })
  const presentations = new Set(visits.map(({ presentation }) => presentation))
  return [
    ...members,
    {
      what: 'Number of the certificate',
      fromQrCode: fictitiousVaccination.v.map(({ ci }) => ci).join(),
      fromPresentation: 'there is none',
    },
    {
      what: 'Octets at a second visit',
      fromQrCode: 'the same',
      fromPresentation: presentations.size === visits.length ? 'new ones' : 'the same',
    },
  ]
}

interface Visit {
  /** As it is sent. */
  readonly presentation: string
  readonly shown: JsonObject
}

function subjectOf(credential: JsonObject = {}): JsonObject {
  const { credentialSubject } = credential
  return isJsonObject(credentialSubject) ? credentialSubject : {}
}

function print(comparison: readonly Comparison[]): void {
  const row = (...cells: string[]) =>
    console.log(
      cells
        .map((cell) => cell.padEnd(30))
        .join('')
        .trimEnd(),
    )
  row('', 'QR code of the DCC', 'Presentation')
  for (const { what, fromQrCode, fromPresentation } of comparison)
    row(what, fromQrCode, fromPresentation)
}

if (process.argv[1] === import.meta.filename) print(await dccToUnlinkable())
