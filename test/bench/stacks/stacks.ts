import { generateKeyPair } from '@unscored/bbs'
import { encodeMultibase, type JsonObject } from '@unscored/core'
import { createDidKeyDocument, createPinnedResolver, dereference, didKeyOf } from '@unscored/did'
import { createDocumentLoader, createVaccinationCredential, type SuiteId } from '@unscored/vc'
import { fictitiousDose } from '../../../examples/src/fictitious-dose.ts'
import { OURS } from '../row.ts'
import { createDigitalBazaar } from './digital-bazaar.ts'
import { createMattr, mattrDocuments, mattrIssuer } from './mattr.ts'
import type { Issuer, Loader, Stack } from './stack.ts'
import { createUnscored } from './unscored.ts'

/** Ours and its peers by name, with one key, one dose and one nonce. */
export interface Stacks {
  stacks: ReadonlyMap<string, Stack>
  issuer: Issuer
  presentationHeader: Uint8Array
  /** Knows whatever the peers load. */
  documentLoader: Loader
}

export const DIGITAL_BAZAAR = '@digitalbazaar/bbs-2023-cryptosuite'
export const MATTR = '@mattrglobal/jsonld-signatures-bbs'

export async function createStacks(): Promise<Stacks> {
  const keyPair = await generateKeyPair()
  const publicKey = { codec: 'Bls12381G2-public', octets: keyPair.publicKey } as const
  const issuer = { did: didKeyOf(publicKey), ...keyPair }
  const presentationHeader = new Uint8Array(32).fill(1)
  const documentLoader = createLoader(issuer)
  const stacks = new Map([
    [OURS, createUnscored({ issuer, presentationHeader, ...claims })],
    [
      DIGITAL_BAZAAR,
      await createDigitalBazaar({
        issuer,
        presentationHeader,
        documentLoader,
        unsigned: () => unsigned(issuer.did, 'bbs-2023'),
      }),
    ],
    [
      MATTR,
      await createMattr({
        keys: { secretKey: base58(issuer.secretKey), publicKey: base58(issuer.publicKey) },
        nonce: presentationHeader,
        documentLoader,
        unsigned: () => unsigned(mattrIssuer, 'BbsBlsSignature2020'),
      }),
    ],
  ])
  return { stacks, issuer, presentationHeader, documentLoader }
}

const unsigned = (issuer: string, suite: SuiteId): JsonObject =>
  createVaccinationCredential({ suite, issuer, ...claims })

const claims = {
  dose: fictitiousDose,
  validFrom: new Date('2026-01-01'),
  validUntil: new Date('2099-01-01'),
}

/** Knows the contexts, the issuer by its `did:key`, and by the name that MATTR's library understands. */
function createLoader({ publicKey }: Issuer): Loader {
  const document = createDidKeyDocument({ codec: 'Bls12381G2-public', octets: publicKey })
  const resolver = createPinnedResolver([document])
  const known = mattrDocuments(base58(publicKey))
  const loader = createDocumentLoader({
    // The library names this context when it loads a key; nothing of it concerns a key of this type.
    contexts: new Map([['https://w3id.org/security/suites/jws-2020/v1', { '@context': {} }]]),
    dereference: async (url) => known.get(url) ?? { ...(await dereference(url, { resolver })) },
  })
  // The older jsonld adds to what it is given.
  return async (url) => ({ ...(await loader(url)) })
}

const base58 = (octets: Uint8Array) => encodeMultibase(octets, 'z').slice(1)
