import {
  createDidJwkResolver,
  createResolver,
  type DidDocument,
  type Resolvable,
  resolveDid,
} from '@unscored/did'
import { getResolver as getEthrResolver } from 'ethr-did-resolver'
import { getResolver as getKeyResolver } from 'key-did-resolver'
import { getResolver as getWebResolver } from 'web-did-resolver'

/** Where did:ethr looks DIDs up. Whoever runs it sees which are asked for. */
interface EthereumNetwork {
  name: string
  chainId: number
  rpcUrl: string
}

/**
 * A resolver over DID methods of others: each package of the did-resolver family is one line.
 *
 * What such a package answers is checked as everything else: the document of another DID, or a malformed one, is refused.
 * Who else learns that a DID was asked for, and for how long it may take, is between you and that package.
 */
export function createResolverOfOthers(network: EthereumNetwork) {
  return createResolver({
    methods: {
      ...createDidJwkResolver(),
      ...getKeyResolver(),
      ...getWebResolver(),
      ...getEthrResolver({ networks: [network] }),
    },
  })
}

/** A key of secp256k1, which the `did:key` of `@unscored/did` does not know. */
export function resolveForeignKey(resolver: Resolvable): Promise<DidDocument> {
  return resolveDid('did:key:zQ3shokFTS3brHcDQrn82RUDfCZESWL1ZdCEJwekUDPQiYBme', { resolver })
}

if (process.argv[1] === import.meta.filename) {
  const network = { name: 'mainnet', chainId: 1, rpcUrl: 'https://ethereum.example/' }
  console.log(await resolveForeignKey(createResolverOfOthers(network)))
}
