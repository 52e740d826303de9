import { generateKeyPair } from '@unscored/bbs'
import { encodeMultikey, withCodec } from '@unscored/core'
import {
  buildRegistry,
  createDidWebDocument,
  createManifestDocument,
  type DidDocument,
  type IssuerManifest,
  type ManifestKey,
  openRegistry,
  parseManifest,
} from '@unscored/did'
import { createVaccinationProfile } from '@unscored/issuer'
import {
  type DocumentKey,
  documentPublicKeyOf,
  type IssuerKey,
  signDocument,
  VACCINATION_CREDENTIAL_IRI,
  verifyDocument,
} from '@unscored/vc'
import { now } from '../vc/bbs-2023/issuing.ts'
import { createDocumentKey } from '../vc/documents.ts'
import { dose } from '../vc/vaccination/doses.ts'

/** A ministry that does not exist: its keys, its document, and what it says that all its credentials have in common. */
export interface HealthIssuer {
  readonly document: DidDocument
  readonly manifestKey: DocumentKey
  /** The key that signs with `bbs-2023`, and the one that signs as of 2020. */
  readonly keys: { readonly 'bbs-2023': IssuerKey; readonly BbsBlsSignature2020: IssuerKey }
  readonly manifest: IssuerManifest
}

const bbsKey = async (id: string, octet: number): Promise<IssuerKey> => ({
  id,
  ...(await generateKeyPair({ keyMaterial: new Uint8Array(32).fill(octet) })),
})

/** The ministry at a domain, whose credentials of both suites say where they are from. */
export async function createHealthIssuer(domain = 'health.example'): Promise<HealthIssuer> {
  const did = `did:web:${domain}`
  const keys = {
    'bbs-2023': await bbsKey(`${did}#bbs-1`, 61),
    BbsBlsSignature2020: await bbsKey(`${did}#old-1`, 62),
  }
  const secretKey = new Uint8Array(32).fill(63)
  const publicKey = await documentPublicKeyOf(secretKey)
  const document = createDidWebDocument({
    domain,
    keys: {
      'bbs-1': g2(keys['bbs-2023']),
      'old-1': g2(keys.BbsBlsSignature2020),
      'ed25519-1': withCodec('Ed25519-public', publicKey),
    },
  })
  const constants = { country: dose.country, certifier: dose.certifier }
  const profiles = [
    await createVaccinationProfile({
      suite: 'BbsBlsSignature2020',
      keys: [inForce(keys.BbsBlsSignature2020)],
      constants,
    }),
    await createVaccinationProfile({ keys: [inForce(keys['bbs-2023'])], constants }),
  ]
  return {
    document,
    manifestKey: { id: `${did}#ed25519-1`, secretKey, publicKey },
    keys,
    manifest: parseManifest({
      ...{ issuer: document.id, version: 1, profiles },
      validFrom: '2027-01-01T00:00:00Z',
      validUntil: '2029-01-01T00:00:00Z',
    }),
  }
}

/** A key as a manifest has it, of the year in which these tests take place. */
export function inForce({ id, publicKey }: Pick<IssuerKey, 'id' | 'publicKey'>): ManifestKey {
  return {
    id,
    publicKey: encodeMultikey(withCodec('Bls12381G2-public', publicKey)),
    validFrom: '2027-01-01T00:00:00Z',
    signsUntil: '2028-01-01T00:00:00Z',
    validUntil: '2029-02-01T00:00:00Z',
  }
}

export function g2({ publicKey }: Pick<IssuerKey, 'publicKey'>) {
  return withCodec('Bls12381G2-public', publicKey)
}

/** The octets of a registry in which a ministry may issue doses, and the DID of who signed it. */
export async function registryOf({ document, manifest, manifestKey }: HealthIssuer) {
  const { did: signer, key } = await createDocumentKey(64)
  const octets = await buildRegistry({
    entries: [
      {
        id: document.id,
        document,
        manifest: await signDocument({
          document: createManifestDocument(manifest),
          key: manifestKey,
          now: () => now,
        }),
        grants: [{ type: VACCINATION_CREDENTIAL_IRI, jurisdiction: dose.country }],
      },
    ],
    sign: (unsigned) => signDocument({ document: unsigned, key, now: () => now }),
    verifyDocument,
    validUntil: new Date('2028-01-01'),
    now: () => now,
  })
  return { octets, signer }
}

/** That registry, opened. */
export async function openRegistryOf(issuer: HealthIssuer) {
  return openRegistry({ ...(await registryOf(issuer)), verifyDocument, now: () => now })
}
