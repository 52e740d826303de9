import { createDidKeyDocument, createPinnedResolver, dereference } from '@unscored/did'
import { issueCredential } from '@unscored/issuer'
import {
  type Dose,
  deriveCredential,
  parseSecuredCredential,
  verifyDerivedCredential,
} from '@unscored/vc'
import { type Issuer, keyIdOf, type Stack, shownPointers } from './stack.ts'

/** What {@link createUnscored} takes. */
export interface CreateUnscoredOptions {
  issuer: Issuer
  dose: Dose
  validFrom: Date
  validUntil: Date
  presentationHeader: Uint8Array
}

export function createUnscored({
  issuer: { did, secretKey, publicKey },
  presentationHeader,
  ...claims
}: CreateUnscoredOptions): Stack {
  const document = createDidKeyDocument({ codec: 'Bls12381G2-public', octets: publicKey })
  const resolver = createPinnedResolver([document])
  const key = { id: keyIdOf(did), secretKey, publicKey }
  const options = {
    presentationHeader,
    dereference: async (url: string) => ({ ...(await dereference(url, { resolver })) }),
  }
  return {
    issue: () => issueCredential({ key, ...claims }),
    derive: (credential) =>
      deriveCredential({
        credential: parseSecuredCredential(credential),
        pointers: shownPointers,
        ...options,
      }),
    verify: async (derived) => {
      await verifyDerivedCredential(derived, options)
    },
  }
}
