import {
  createManifestDocument,
  createPinnedResolver,
  type IssuerManifest,
  parseManifest,
  verifyManifest,
} from '@unscored/did'
import { signDocument, verifyDocument } from '@unscored/vc'
import { describe, expect, test } from 'vitest'
import { createDocumentKey } from '../vc/documents.ts'
import { issuer, manifestJson, now } from './manifests.ts'

const { did, key, document } = await createDocumentKey(1)
const stranger = await createDocumentKey(2)
const resolver = createPinnedResolver([document, stranger.document])

/** A manifest of an issuer that is known by its key. */
const manifest: IssuerManifest = parseManifest(
  JSON.parse(JSON.stringify(manifestJson).replaceAll(issuer, did)),
)
const sign = (changed: IssuerManifest, by = key) =>
  signDocument({ document: createManifestDocument(changed), key: by, now: () => now })
const signed = await sign(manifest)
const verify = (value: unknown) =>
  verifyManifest(value, { verifyDocument, resolver, now: () => now })

describe('a signed manifest', () => {
  test('is what its issuer signed', async () => {
    expect(await verify(signed)).toEqual(manifest)
    expect(Object.isFrozen(await verify(signed))).toBe(true)
  })

  test.each([
    {
      name: 'somebody else signed it',
      value: () => sign(manifest, stranger.key),
      code: 'issuerMismatch',
    },
    {
      name: 'it was changed since',
      value: () => ({ ...signed, content: { ...manifest, validUntil: '2029-01-01T00:00:00Z' } }),
      code: 'proofInvalid',
    },
    {
      name: 'it was put under another issuer',
      value: () => JSON.parse(JSON.stringify(signed).replaceAll(did, stranger.did)),
      code: 'notFound',
    },
    {
      name: 'nobody signed it',
      value: () => createManifestDocument(manifest),
      code: 'proofMissing',
    },
    {
      name: 'it was signed as something else',
      value: async () =>
        signDocument({
          document: { ...createManifestDocument(manifest), type: 'TrustRegistry' },
          key,
          now: () => now,
        }),
      code: 'manifestMalformed',
    },
    { name: 'it is none', value: () => 'manifest', code: 'manifestMalformed' },
  ])('is refused where $name: $code', async ({ value, code }) => {
    await expect(verify(await value())).rejects.toMatchObject({ code })
  })

  test('is read from what was verified, not from what was given', async () => {
    const given = { ...signed }
    const reading = verifyManifest(given, {
      verifyDocument: async (value, options) => {
        const verified = await verifyDocument(value, options)
        Object.assign(given, { content: { ...manifest, version: 7 } })
        return verified
      },
      resolver,
      now: () => now,
    })
    expect((await reading).version).toBe(1)
  })
})
