// A process of its own: opens a registry, verifies a presentation as often as it is told to, and prints what of the network
// it made use of, before and after it asks for something on purpose.
import { openRegistry } from '@unscored/did'
import { VACCINATION_CREDENTIAL_IRI, verifyDocument } from '@unscored/vc'
import { createNonceStore, verifyPresentation } from '@unscored/verifier'
import { watchNetwork } from '../support/network-use.ts'
import type { OfflineInputs } from './offline.test.ts'

const {
  registry: text,
  signer,
  presentation,
  request,
  jurisdiction,
  ...given
}: OfflineInputs = JSON.parse(process.argv[2] ?? '')
const now = () => new Date(given.now)
const network = watchNetwork()
const registry = await openRegistry({
  ...{ octets: new TextEncoder().encode(text), signer, verifyDocument, now },
})
let verified = 0
while (verified < given.times) {
  const { dose } = await verifyPresentation(presentation, {
    request,
    trustedIssuers: registry.issuersOf({ type: VACCINATION_CREDENTIAL_IRI, jurisdiction }),
    resolver: registry.resolver,
    manifests: registry,
    nonces: createNonceStore({ now }),
    now,
  })
  if (dose !== undefined) verified++
}
const offline = [...network.used]
await fetch('http://localhost:49151/').catch(() => {})
process.stdout.write(JSON.stringify({ verified, offline, after: network.used }))
