import { generateKeyPair } from '@unscored/bbs'
import { encodeMultikey, type Multikey, withCodec } from '@unscored/core'
import {
  buildRegistry,
  createDidWebDocument,
  createManifestDocument,
  type Did,
  type DidDocument,
  didKeyOf,
  parseManifest,
} from '@unscored/did'
import { createVaccinationProfile } from '@unscored/issuer'
import {
  type DocumentKeyPair,
  generateDocumentKeyPair,
  type IssuerKey,
  signDocument,
  VACCINATION_CREDENTIAL_IRI,
  verifyDocument,
} from '@unscored/vc'
import { fictitiousDose } from './fictitious-dose.ts'

/** An issuer that does not exist, and a registry in which its document and its manifest are pinned. */
export interface PinnedIssuer {
  readonly document: DidDocument
  /** With which it signs credentials. */
  readonly key: IssuerKey
  /** A file that wallets and verifiers carry. */
  readonly registry: Uint8Array
  /** Who signed that file. */
  readonly signer: Did
}

/** Makes an issuer at a domain, and a registry that lets it issue vaccination credentials in one country. */
export async function createPinnedIssuer(domain = 'health.example'): Promise<PinnedIssuer> {
  const [keys, ownKeys] = [await generateKeyPair(), await generateDocumentKeyPair()]
  const publicKey = withCodec('Bls12381G2-public', keys.publicKey)
  const document = createDidWebDocument({
    domain,
    keys: { 'bbs-1': publicKey, 'ed25519-1': ed25519(ownKeys) },
  })
  const key = { id: `${document.id}#bbs-1`, ...keys }
  // What all its credentials have in common, signed with a key of its own.
  const { country, certifier } = fictitiousDose
  const profile = await createVaccinationProfile({
    keys: [{ id: key.id, publicKey: encodeMultikey(publicKey), ...months }],
    constants: { country, certifier },
  })
  const manifest = parseManifest({
    ...{ issuer: document.id, version: 1, profiles: [profile] },
    ...{ validFrom: months.validFrom, validUntil: months.validUntil },
  })
  const signedManifest = await signDocument({
    document: createManifestDocument(manifest),
    key: { id: `${document.id}#ed25519-1`, ...ownKeys },
  })
  // Somebody whom wallets and verifiers trust puts both into a registry.
  const registrar = await generateDocumentKeyPair()
  const signer = didKeyOf(ed25519(registrar))
  const id = `${signer}#${signer.slice('did:key:'.length)}`
  const registry = await buildRegistry({
    entries: [
      {
        ...{ id: document.id, document, manifest: signedManifest },
        grants: [{ type: VACCINATION_CREDENTIAL_IRI, jurisdiction: country }],
      },
    ],
    sign: (unsigned) => signDocument({ document: unsigned, key: { id, ...registrar } }),
    verifyDocument,
    validUntil: new Date(months.validUntil),
  })
  return { document, key, registry, signer }
}

/** The year that begins with this month, in which the key signs, and the next, in which that is accepted. */
const months = {
  validFrom: monthsFromNow(0),
  signsUntil: monthsFromNow(12),
  validUntil: monthsFromNow(24),
}

function monthsFromNow(count: number): string {
  const now = new Date()
  const first = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + count, 1))
  return `${first.toISOString().slice(0, 10)}T00:00:00Z`
}

function ed25519({ publicKey }: DocumentKeyPair): Multikey {
  return withCodec('Ed25519-public', publicKey)
}
