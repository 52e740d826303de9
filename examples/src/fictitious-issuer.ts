import { generateKeyPair } from '@unscored/bbs'
import {
  createDidKeyDocument,
  createPinnedResolver,
  didKeyOf,
  type Resolvable,
} from '@unscored/did'
import type { IssuerKey } from '@unscored/vc'

/** An issuer that does not exist. */
export interface FictitiousIssuer {
  readonly did: string
  readonly key: IssuerKey
  /** Knows this issuer and asks nobody. */
  readonly resolver: Resolvable
}

/** Makes an issuer whose identifier is its key, `did:key`, so that nothing has to be served. */
export async function createFictitiousIssuer(): Promise<FictitiousIssuer> {
  const { secretKey, publicKey } = await generateKeyPair()
  const multikey = { codec: 'Bls12381G2-public', octets: publicKey } as const
  const did = didKeyOf(multikey)
  const key = { id: `${did}#${did.slice('did:key:'.length)}`, secretKey, publicKey }
  return { did, key, resolver: createPinnedResolver([createDidKeyDocument(multikey)]) }
}
