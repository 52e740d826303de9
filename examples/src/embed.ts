import { generateKeyPair } from '@unscored/bbs'
import { createPinnedResolver, createResolver, didKeyOf, resolveDid } from '@unscored/did'
import { createMemoryStore, presentCredential, receiveCredential } from '@unscored/holder'
import { issueCredential } from '@unscored/issuer'
import { createNonceStore, createRequest, verifyPresentation } from '@unscored/verifier'

const person = { familyName: 'Fictitious', givenName: 'Éxample', birthDate: '1970-01-01' }
const vaccine = { disease: '840539006', prophylaxis: '1119349007', product: 'EU/1/20/1528' }
const series = { manufacturer: 'ORG-100030215', doseNumber: 2, totalDoses: 2 }
const event = { doseDate: '2021-06-01', country: 'XX', certifier: 'Fictitious Ministry of Health' }

/** Issues a credential, shows two of its twelve claims, and returns what the verifier learned. */
export async function embed() {
  // The issuer: here its identifier is its key.
  const keys = await generateKeyPair()
  const did = didKeyOf({ codec: 'Bls12381G2-public', octets: keys.publicKey })
  const key = { id: `${did}#${did.slice('did:key:'.length)}`, ...keys }
  const dose = { ...person, ...vaccine, ...series, ...event }
  const credential = await issueCredential({ key, dose })

  // Everybody resolves the issuer once, in advance. No visit is seen by the issuer.
  const resolver = createPinnedResolver([await resolveDid(did, { resolver: createResolver() })])
  const store = createMemoryStore()
  await receiveCredential(credential, { store, resolver })

  // The verifier asks, the holder answers. `domain` is where the holder's wallet was asked.
  const domain = 'https://theatre.example'
  const claims = ['/credentialSubject/product', '/credentialSubject/doseNumber']
  const request = createRequest({ domain, credentials: [{ id: 'dose', claims }] })
  const presentation = await presentCredential(request, { store, domain, resolver })

  // What is returned was proven; everything else throws an error with a code.
  const nonces = createNonceStore()
  const options = { request, trustedIssuers: [did], resolver, nonces }
  return verifyPresentation(presentation, options)
}

if (process.argv[1] === import.meta.filename) console.log((await embed()).dose?.credential)
