import { generateKeyPair } from '@unscored/bbs'
import { encodeMultikey } from '@unscored/core'
import type { Dereference, IssuerKey } from '@unscored/vc'
import { createDraw } from '../draw.ts'

/** Who issues credentials that BBS signs. */
export const BBS_ISSUER = 'did:web:health.example'

/** Keys of the issuer, and its DID document. */
export interface BbsIssuer {
  readonly keys: readonly IssuerKey[]
  readonly dereference: Dereference
}

/** An issuer with so many keys, which follow from a seed. */
export async function drawBbsIssuer(seed: string, count: number): Promise<BbsIssuer> {
  const keys = await Promise.all(
    Array.from({ length: count }, async (_, i) => {
      const keyMaterial = createDraw(seed, 'bbs', 'issuer', i).octets(32)
      return { id: `${BBS_ISSUER}#bbs-${i}`, ...(await generateKeyPair({ keyMaterial })) }
    }),
  )
  const methods = keys.map(({ id, publicKey }) => ({
    ...{ id, type: 'Multikey', controller: BBS_ISSUER },
    publicKeyMultibase: encodeMultikey({ codec: 'Bls12381G2-public', octets: publicKey }),
  }))
  const document = {
    '@context': ['https://www.w3.org/ns/did/v1', 'https://w3id.org/security/multikey/v1'],
    id: BBS_ISSUER,
    verificationMethod: methods,
    assertionMethod: methods.map(({ id }) => id),
  }
  return {
    keys,
    async dereference(url) {
      const method = methods.find(({ id }) => id === url)
      if (method) return { '@context': document['@context'], ...method }
      if (url === BBS_ISSUER) return document
      throw new TypeError('the issuer has no such key')
    },
  }
}
