import {
  createDidKeyDocument,
  createPinnedResolver,
  didKeyOf,
  parseDidDocument,
  resolveDid,
} from '@unscored/did'
import { describe, expect, test } from 'vitest'
import { refusalOf } from './fixtures.ts'

const key = { codec: 'Ed25519-public', octets: new Uint8Array(32).fill(7) } as const
const document = createDidKeyDocument(key)
const service = { id: '#site', type: 'LinkedDomains', serviceEndpoint: 'https://issuer.example/' }
const resolver = createPinnedResolver([document])

describe('a pinned resolver', () => {
  test('answers with the document that was pinned', async () => {
    await expect(resolveDid(didKeyOf(key), { resolver })).resolves.toEqual(document)
  })

  test('hands out what nobody can change', async () => {
    const given = structuredClone(document)
    const pinned = createPinnedResolver([given])
    const first = await resolveDid(given.id, { resolver: pinned })
    Object.assign(given, { assertionMethod: [] })
    expect(() => Object.assign(first, { assertionMethod: [] })).toThrow(TypeError)
    expect(() => Object.assign(first.verificationMethod ?? [], { 0: {} })).toThrow(TypeError)
    await expect(resolveDid(document.id, { resolver: pinned })).resolves.toEqual(document)
  })

  test('is not made of what is no DID document', () => {
    const twice = { ...document, service: [service, service] }
    expect(refusalOf(() => createPinnedResolver([twice]))).toBe('invalidDidDocument')
    // From a caller who is not held to the types.
    const cyclic = Object.assign({ id: document.id }, { note: {} as object })
    cyclic.note = cyclic
    expect(refusalOf(() => createPinnedResolver([cyclic as never]))).toBe('invalidDidDocument')
  })

  test('lets no document of one DID stand for another', async () => {
    const fixed = await resolveDid(document.id, { resolver })
    expect(refusalOf(() => parseDidDocument(fixed, 'did:web:example.com'))).toBe(
      'invalidDidDocument',
    )
    expect(parseDidDocument(fixed, didKeyOf(key))).toBe(fixed)
  })

  test('answers as a resolver of the family does', async () => {
    expect(await resolver.resolve('did:web:example.com')).toEqual({
      didDocument: null,
      didDocumentMetadata: {},
      didResolutionMetadata: { error: 'notFound' },
    })
  })

  test.each(['did:key:z6MkpTHR8VNsBxYAAWHut2Geadd9jSwuBV8xRoAnwWsdvktH', 'did:web:example.com'])(
    'knows no other DID, not even where its method needs no network: %s',
    async (did) => {
      await expect(resolveDid(did, { resolver })).rejects.toMatchObject({ code: 'notFound' })
    },
  )
})
