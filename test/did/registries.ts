import type { JsonObject } from '@unscored/core'
import {
  buildRegistry,
  createManifestDocument,
  type IssuerManifest,
  type OpenRegistryOptions,
  openRegistry,
  parseManifest,
  type RegistryEntry,
} from '@unscored/did'
import { signDocument, verifyDocument } from '@unscored/vc'
import { createDocumentKey } from '../vc/documents.ts'
import { issuer, manifestJson, now } from './manifests.ts'

/** Who makes the registries of these tests, and somebody else. */
export const signer = await createDocumentKey(50)
export const stranger = await createDocumentKey(51)
/** An issuer that is known by its key, with which it signs its manifests. */
export const issuing = await createDocumentKey(1)

export const DOSE = 'https://types.example/dose'

/** The manifest of {@link issuing}, with changes. */
export function manifestOf(changes: object = {}): IssuerManifest {
  const own = JSON.parse(JSON.stringify(manifestJson).replaceAll(issuer, issuing.did))
  return parseManifest({ ...own, ...changes })
}

export const signManifest = (manifest: IssuerManifest, { key } = issuing) =>
  signDocument({ document: createManifestDocument(manifest), key, now: () => now })

export const sign = (document: JsonObject) =>
  signDocument({ document, key: signer.key, now: () => now })

export const signedManifest = await signManifest(manifestOf())

/** An issuer with a document, a manifest, and something that it may issue. */
export const entry: RegistryEntry = {
  id: issuing.did,
  name: 'Fictitious Ministry of Health',
  document: issuing.document,
  manifest: signedManifest,
  grants: [{ type: DOSE, jurisdiction: 'XX' }],
}

/** One without a manifest, that may issue anything anywhere. */
export const anything: RegistryEntry = {
  id: stranger.did,
  document: stranger.document,
  grants: [{ type: '*', jurisdiction: '*' }],
}

/** The first version of a registry. */
export const build = (entries: Iterable<RegistryEntry>) =>
  buildRegistry({
    ...{ entries, sign, verifyDocument, now: () => now },
    validUntil: new Date('2027-01-01'),
  })

/** Opens a registry of {@link signer}. */
export const open = (octets: Uint8Array, options: Partial<OpenRegistryOptions> = {}) =>
  openRegistry({ octets, signer: signer.did, verifyDocument, now: () => now, ...options })
