import { createKnownLoader, type PeerInputs, readInputs } from '../cold-inputs.ts'
import { verifyWithDigitalBazaar } from '../stacks/digital-bazaar.ts'

const inputs = readInputs<PeerInputs>()
await verifyWithDigitalBazaar(inputs.derived, {
  presentationHeader: Uint8Array.from(inputs.presentationHeader),
  documentLoader: createKnownLoader(inputs),
})
