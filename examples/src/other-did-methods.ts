import { createDidJwkResolver, createResolver, type DidDocument, resolveDid } from '@unscored/did'
import { getResolver as getKeyResolver } from 'key-did-resolver'
import { getResolver as getWebResolver } from 'web-did-resolver'

/**
 * A resolver over DID methods of others: each package of the did-resolver family is one line. For did:ethr that would be
 * `...getEthrResolver({ infuraProjectId })` of ethr-did-resolver.
 *
 * What such a package answers is checked as everything else: the document of another DID, or a malformed one, is refused.
 * Who else learns that a DID was asked for, and for how long it may take, is between you and that package.
 */
export const resolver = createResolver({
  methods: {
    ...createDidJwkResolver(),
    ...getKeyResolver(),
    ...getWebResolver(),
  },
})

/** A key of secp256k1, which the `did:key` of `@unscored/did` does not know. */
export function resolveForeignKey(): Promise<DidDocument> {
  return resolveDid('did:key:zQ3shokFTS3brHcDQrn82RUDfCZESWL1ZdCEJwekUDPQiYBme', { resolver })
}

if (process.argv[1] === import.meta.filename) console.log(await resolveForeignKey())
