import { isJsonObject, type JsonObject } from '@unscored/core'
import { dereference } from '@unscored/did'
import { issueCredential } from '@unscored/issuer'
import {
  createBbsPlusDiscloseSuite,
  createDocumentLoader,
  type DocumentLoader,
  presentationHeaderFor,
  type SecuredCredential,
  vaccinationContexts,
} from '@unscored/vc'
import {
  createNonceStore,
  createRequest,
  type VerifiedCredential,
  verifyPresentation,
} from '@unscored/verifier'
import { fictitiousDose } from './fictitious-dose.ts'
import { createFictitiousIssuer } from './fictitious-issuer.ts'

/** What a wallet of 2020 is asked for: it knows frames and nonces, and nothing of requests. */
export interface OldWalletInputs {
  /** With its `BbsBlsSignature2020`. */
  credential: SecuredCredential
  /** A JSON-LD frame that selects what to show. */
  frame: JsonObject
  /** Octets that the verifier chose. */
  nonce: Uint8Array
  documentLoader: DocumentLoader
}

/** Shows a part of a credential with a `BbsBlsSignatureProof2020`. */
export type OldWallet = (inputs: OldWalletInputs) => Promise<JsonObject>

/**
 * Accepts what a wallet shows that speaks `BbsBlsSignature2020` alone.
 *
 * The verifier gives such a wallet a frame, and for a nonce the octets that its own request comes to. The answer is
 * then verified like any other: request, issuer, proof and replay.
 *
 * @param wallet One made of the suite of `@unscored/vc`; a wallet over any other library does as well.
 */
export async function acceptOldBbsPlus(
  wallet: OldWallet = showByFrame,
): Promise<VerifiedCredential | undefined> {
  const { did, key, resolver } = await createFictitiousIssuer()
  const suite = 'BbsBlsSignature2020'
  const credential = await issueCredential({ key, dose: fictitiousDose, suite })

  const request = createRequest({
    domain: 'https://theatre.example',
    credentials: [
      { id: 'dose', claims: ['/credentialSubject/product', '/credentialSubject/doseNumber'] },
    ],
  })
  const documentLoader = createDocumentLoader({
    dereference: (didUrl) => dereference(didUrl, { resolver }),
  })
  const nonce = presentationHeaderFor(request)
  const shown = respelled(await wallet({ credential, frame, nonce, documentLoader }))

  const presentation = { vp_token: { dose: [{ verifiableCredential: [shown] }] } }
  const nonces = createNonceStore()
  const options = { request, trustedIssuers: [did], resolver, nonces }
  return (await verifyPresentation(presentation, options)).dose
}

/** Product, number of the dose and validity. `@explicit` keeps back every member that is not named. */
const frame: JsonObject = {
  '@context': [...vaccinationContexts['1.1']],
  '@explicit': true,
  type: ['VerifiableCredential', 'VaccinationDoseCredential'],
  issuer: {},
  issuanceDate: {},
  expirationDate: {},
  credentialSubject: {
    '@explicit': true,
    type: 'VaccinationDose',
    product: {},
    doseNumber: {},
  },
}

/**
 * Libraries of 2020 sort the types and write numbers as text. It makes the same statements, and these are what is
 * proven, but whoever reads the credential expects one spelling.
 */
function respelled({ credentialSubject, ...shown }: JsonObject): JsonObject {
  if (!isJsonObject(credentialSubject)) return { ...shown }
  const { doseNumber, ...members } = credentialSubject
  const number = doseNumber === undefined ? {} : { doseNumber: Number(doseNumber) }
  return { ...shown, type: frame.type ?? null, credentialSubject: { ...members, ...number } }
}

function showByFrame({
  credential: { proof, ...document },
  documentLoader,
  ...selection
}: OldWalletInputs): Promise<JsonObject> {
  const suite = createBbsPlusDiscloseSuite(selection)
  return suite.derive({ document, proofSet: [proof], documentLoader })
}

if (process.argv[1] === import.meta.filename) console.log(await acceptOldBbsPlus())
