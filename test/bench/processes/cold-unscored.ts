import { createPinnedResolver } from '@unscored/did'
import { createNonceStore, verifyPresentation } from '@unscored/verifier'
import { readInputs, type UnscoredInputs } from '../cold-inputs.ts'

const { presentation, request, document, issuer } = readInputs<UnscoredInputs>()
await verifyPresentation(presentation, {
  request,
  trustedIssuers: [issuer],
  resolver: createPinnedResolver([document]),
  nonces: createNonceStore(),
})
