import {
  createDidWebDocument,
  dereferenceService,
  didWebUrl,
  manifestUrl,
  withManifestService,
} from '@unscored/did'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { didLike, seeded } from './arbitraries.ts'
import { g2Key, holding, nowhere, refusalOf } from './fixtures.ts'

describe('the manifest of a did:web', () => {
  test.each([
    ['did:web:issuer.example', 'https://issuer.example/unscored/manifest.json'],
    ['did:web:issuer.example%3A8443', 'https://issuer.example:8443/unscored/manifest.json'],
    ['did:web:issuer.example:health', 'https://issuer.example/health/unscored/manifest.json'],
    [
      'did:web:issuer.example:a:did.json',
      'https://issuer.example/a/did.json/unscored/manifest.json',
    ],
  ])('of %s is at %s', (did, url) => {
    expect(manifestUrl(did).href).toBe(url)
  })

  test.each([...nowhere.map(({ id }) => `did:web:${id}`), 'did:key:z6Mk', null])(
    'is nowhere for %s',
    (did) => {
      expect(refusalOf(() => manifestUrl(did))).toBe('invalidDid')
    },
  )

  test('is beside the document, whatever the DID', () => {
    let found = 0
    fc.assert(
      fc.property(didLike, (text) => {
        const refusal = refusalOf(() => manifestUrl(text))
        expect(refusal).toBe(refusalOf(() => didWebUrl(text)))
        if (refusal !== undefined) return
        found++
        const [manifest, document] = [manifestUrl(text), didWebUrl(text)]
        expect(manifest.origin).toBe(document.origin)
        const folder = manifest.pathname.replace(/\/unscored\/manifest\.json$/, '')
        expect(document.pathname).toBe(`${folder || '/.well-known'}/did.json`)
      }),
      seeded,
    )
    expect(found).toBeGreaterThan(100)
  })

  test('is found by the document, and what is beside it by a relative reference', async () => {
    const made = createDidWebDocument({ domain: 'issuer.example', keys: { 'bbs-1': g2Key } })
    const document = withManifestService(made)
    expect({ ...document, service: undefined }).toEqual({ ...made, service: undefined })
    const urls = async (query: string) =>
      (await dereferenceService(`${made.id}?${query}`, { resolver: holding(document) })).map(String)
    const manifest = 'https://issuer.example/unscored/manifest.json'
    expect(await urls('service=manifest')).toEqual([manifest])
    expect(await urls('serviceType=UnscoredManifest')).toEqual([manifest])
    expect(await urls('service=manifest&relativeRef=lists%2F1')).toEqual([
      'https://issuer.example/unscored/lists/1',
    ])
  })

  test('is named once in a document, beside other services', () => {
    const files = { id: '#files', type: 'Files', serviceEndpoint: 'https://issuer.example/files/' }
    const made = createDidWebDocument({ domain: 'issuer.example', keys: {} })
    const document = withManifestService({ ...made, service: [files] })
    expect(document.service).toHaveLength(2)
    expect(refusalOf(() => withManifestService(document))).toBe('invalidDidDocument')
  })
})
