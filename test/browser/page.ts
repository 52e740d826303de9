/** A page as somebody else might write it: the issuer, the holder and the verifier in one browser. */

import { generateKeyPair, loadCurve } from '@unscored/bbs'
import { createPinnedResolver, createResolver, didKeyOf, resolveDid } from '@unscored/did'
import { createMemoryStore, presentCredential, receiveCredential } from '@unscored/holder'
import { issueCredential } from '@unscored/issuer'
import { createNonceStore, createRequest, verifyPresentation } from '@unscored/verifier'

/** What the page says in its `output`, as JSON. */
export interface Said {
  curve: string
  /** What was verified of the credential's subject. */
  shown: unknown
  /** The code with which a changed presentation is refused. */
  refusal: unknown
}

const dose = {
  familyName: 'Fictitious',
  givenName: 'Éxample',
  birthDate: '1970-01-01',
  disease: '840539006',
  prophylaxis: '1119349007',
  product: 'EU/1/20/1528',
  manufacturer: 'ORG-100030215',
  doseNumber: 2,
  totalDoses: 2,
  doseDate: '2021-06-01',
  country: 'XX',
  certifier: 'Fictitious Ministry of Health',
}

async function story(): Promise<Said> {
  const suite = location.hash === '#BbsBlsSignature2020' ? 'BbsBlsSignature2020' : 'bbs-2023'
  const keys = await generateKeyPair()
  const did = didKeyOf({ codec: 'Bls12381G2-public', octets: keys.publicKey })
  const key = { id: `${did}#${did.slice('did:key:'.length)}`, ...keys }
  const credential = await issueCredential({ key, dose, suite })

  const resolver = createPinnedResolver([await resolveDid(did, { resolver: createResolver() })])
  const store = createMemoryStore()
  await receiveCredential(credential, { store, resolver })

  const domain = location.origin
  const claims = ['/credentialSubject/product', '/credentialSubject/doseNumber']
  const request = createRequest({ domain, credentials: [{ id: 'dose', claims }] })
  const presentation = await presentCredential(request, { store, domain, resolver })

  const verify = (shown: unknown) =>
    verifyPresentation(shown, {
      request,
      trustedIssuers: [did],
      resolver,
      nonces: createNonceStore(),
    })
  const text = JSON.stringify(presentation)
  const changed: unknown = JSON.parse(text.replace(dose.product, 'EU/1/21/1529'))
  const refusal: unknown = await verify(changed).catch((error: { code: unknown }) => error.code)
  const verified = await verify(presentation)
  const { name: curve } = await loadCurve()
  return { curve, shown: verified.dose?.credential.credentialSubject, refusal }
}

const output = document.querySelector('output')
const said = await story().catch((error: unknown) => ({ error: String(error) }))
if (output !== null) output.textContent = JSON.stringify(said)
