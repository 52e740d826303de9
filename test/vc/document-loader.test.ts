import type { JsonObject } from '@unscored/core'
import { bundledDocumentLoader, createDocumentLoader } from '@unscored/vc'
import { describe, expect, test } from 'vitest'
import { bundledContexts } from '../../packages/vc/src/contexts/bundled.ts'
import { toNQuads } from '../../packages/vc/src/jsonld.ts'

const EXTRA = 'https://vocabulary.example/v1'
const extra = { '@context': [{ colour: 'https://vocabulary.example/#colour' }] }
const did = 'did:web:issuer.example'

describe('a document loader', () => {
  test.each([...bundledContexts.keys()])('knows %s', async (url) => {
    expect(await bundledDocumentLoader(url)).toMatchObject({
      contextUrl: null,
      documentUrl: url,
      document: await bundledContexts.get(url)?.(),
    })
  })

  test.each([
    { url: 'https://vocabulary.example/v1', code: 'unknownContext' },
    { url: 'http://www.w3.org/ns/credentials/v2', code: 'unknownContext' },
    { url: 'HTTPS://www.w3.org/ns/credentials/v2', code: 'unknownContext' },
    { url: 'https://www.w3.org/ns/credentials/v2/', code: 'unknownContext' },
    { url: 'https://www.w3.org/ns/credentials/v2?v=2', code: 'unknownContext' },
    { url: 'https://www.w3.org/ns/credentials/undefined-terms/v2', code: 'unknownContext' },
    { url: 'did:web:issuer.example', code: 'notLoadable' },
    { url: 'urn:uuid:0', code: 'notLoadable' },
    { url: 'file:///etc/passwd', code: 'notLoadable' },
    { url: 'data:application/json,{}', code: 'notLoadable' },
    { url: 'constructor', code: 'notLoadable' },
    { url: '', code: 'notLoadable' },
  ])('refuses "$url": $code', async ({ url, code }) => {
    await expect(bundledDocumentLoader(url)).rejects.toMatchObject({
      name: 'CredentialError',
      code,
    })
  })

  test('names in a refusal the address without its query, and not all of a long one', async () => {
    const refusal = bundledDocumentLoader(`https://h.example/${'a'.repeat(500)}?token=secret#part`)
    await expect(refusal).rejects.toThrow(/^the context https:\/\/h\.example\/a{82} is not known$/)
    await expect(bundledDocumentLoader('https://h.example/c?token=secret')).rejects.toThrow(
      'the context https://h.example/c is not known',
    )
  })

  test('knows the contexts that its maker brings, and hands out copies of them', async () => {
    const documentLoader = createDocumentLoader({ contexts: new Map([[EXTRA, extra]]) })
    const { document } = await documentLoader(EXTRA)
    expect(document).toEqual(extra)
    expect(document).not.toBe(extra)
    expect(document['@context']).not.toBe(extra['@context'])
  })

  test('cannot be made to replace a bundled context', () => {
    const [url = ''] = bundledContexts.keys()
    expect(() => createDocumentLoader({ contexts: new Map([[url, extra]]) })).toThrow(TypeError)
  })

  test('answers DID URLs with what dereferencing gives, and hands out copies of it', async () => {
    const asked: string[] = []
    const document = { id: did, note: ['a'] }
    const documentLoader = createDocumentLoader({
      dereference: async (didUrl) => {
        asked.push(didUrl)
        return document
      },
    })
    const loaded = await documentLoader(`${did}#key-1`)
    expect(asked).toEqual([`${did}#key-1`])
    expect(loaded).toEqual({ contextUrl: null, documentUrl: `${did}#key-1`, document })
    expect(loaded.document).not.toBe(document)
  })

  test('asks nobody but for DID URLs', async () => {
    const documentLoader = createDocumentLoader({
      dereference: async () => {
        throw new Error('was asked')
      },
    })
    await expect(documentLoader('https://h.example/')).rejects.toMatchObject({
      code: 'unknownContext',
    })
    await expect(documentLoader('urn:uuid:0')).rejects.toMatchObject({ code: 'notLoadable' })
  })

  test('passes on why a DID URL has no answer', async () => {
    const reason = new Error('no such DID')
    const documentLoader = createDocumentLoader({
      dereference: async () => {
        throw reason
      },
    })
    await expect(documentLoader(did)).rejects.toBe(reason)
  })
})

describe('a context, with jsonld', () => {
  const credential = (url: string, members: JsonObject) => ({
    '@context': ['https://www.w3.org/ns/credentials/v2', url],
    id: 'urn:example:1',
    ...members,
  })

  test('of the same address may differ from loader to loader where it is not bundled', async () => {
    const nquads = (iri: string) =>
      toNQuads(credential(EXTRA, { colour: 'red' }), {
        documentLoader: createDocumentLoader({
          contexts: new Map([[EXTRA, { '@context': { colour: iri } }]]),
        }),
      })
    expect(await nquads('https://a.example/#c')).toEqual([
      '<urn:example:1> <https://a.example/#c> "red" .\n',
    ])
    expect(await nquads('https://b.example/#c')).toEqual([
      '<urn:example:1> <https://b.example/#c> "red" .\n',
    ])
  })

  test('may name another one within a list, which jsonld writes into', async () => {
    const nested = { '@context': ['https://w3id.org/security/multikey/v1', extra['@context'][0]] }
    const frozen = Object.freeze({ '@context': Object.freeze(nested['@context']) })
    const documentLoader = createDocumentLoader({
      contexts: new Map<string, JsonObject>([[EXTRA, frozen as JsonObject]]),
    })
    await expect(
      toNQuads(credential(EXTRA, { colour: 'red' }), { documentLoader }),
    ).resolves.toHaveLength(1)
  })
})
