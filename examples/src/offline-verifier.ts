import { openRegistry } from '@unscored/did'
import { createMemoryStore, presentCredential, receiveCredential } from '@unscored/holder'
import { issueCredential } from '@unscored/issuer'
import { VACCINATION_CREDENTIAL_IRI, verifyDocument } from '@unscored/vc'
import { createNonceStore, createRequest, verifyPresentation } from '@unscored/verifier'
import { fictitiousDose } from './fictitious-dose.ts'
import { createPinnedIssuer } from './pinned-issuer.ts'

/** A gate that knows whom to trust from one signed file, and asks nobody: neither issuers nor who signed the file. */
export async function verifyOffline(jurisdiction: string) {
  const { key, registry: octets, signer } = await createPinnedIssuer()
  const registry = await openRegistry({ octets, signer, verifyDocument })
  const { resolver } = registry

  // A wallet has the same file. It refuses what its issuer gives to nobody else.
  const store = createMemoryStore()
  const credential = await issueCredential({ key, dose: fictitiousDose })
  await receiveCredential(credential, { store, resolver, manifests: registry })

  const domain = 'https://gate.example'
  const claims = ['/credentialSubject/product', '/credentialSubject/doseNumber']
  const request = createRequest({ domain, credentials: [{ id: 'dose', claims }] })
  const presentation = await presentCredential(request, { store, domain, resolver })

  const type = VACCINATION_CREDENTIAL_IRI
  return verifyPresentation(presentation, {
    request,
    trustedIssuers: registry.issuersOf({ type, jurisdiction }),
    resolver,
    manifests: registry,
    nonces: createNonceStore(),
  })
}

/** `npx tsx examples/src/offline-verifier.ts`: nothing leaves this machine. */
async function main(): Promise<void> {
  const { dose } = await verifyOffline('XX')
  console.log('Verified, and nobody was asked:', dose?.credential.credentialSubject)
  const elsewhere = await verifyOffline('YY').catch(({ code }) => code)
  console.log('Where the issuer may issue nothing:', elsewhere)
}

if (process.argv[1] === import.meta.filename) await main()
