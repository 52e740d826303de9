import {
  createDidKeyDocument,
  createDidKeyResolver,
  createResolver,
  DidError,
  didKeyOf,
  type ResolveDidOptions,
  resolveDid,
} from '@unscored/did'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { didLike, seeded } from './arbitraries.ts'
import { answering, g2Key, holding } from './fixtures.ts'

const did = 'did:example:123'
const document = { id: did }
const offline = createResolver({ methods: createDidKeyResolver() })

describe('a resolver', () => {
  test('knows key and web by itself', async () => {
    const resolver = createResolver()
    expect(await resolveDid(didKeyOf(g2Key), { resolver })).toEqual(createDidKeyDocument(g2Key))
    // Refused by the method, so the method is there; and nothing was requested.
    await expect(resolveDid('did:web:127.0.0.1', { resolver })).rejects.toMatchObject({
      code: 'invalidDid',
    })
  })

  test('knows no more methods than it was given', async () => {
    const resolved = resolveDid('did:web:issuer.example', { resolver: offline })
    await expect(resolved).rejects.toMatchObject({ code: 'methodNotSupported' })
  })

  test('takes a method of the did-resolver family in one line', async () => {
    const { resolve } = holding(document)
    const resolver = createResolver({ methods: { ...createDidKeyResolver(), example: resolve } })
    expect(await resolveDid(did, { resolver })).toEqual(document)
    expect((await resolveDid(didKeyOf(g2Key), { resolver })).id).toBe(didKeyOf(g2Key))
  })

  test.each([
    'constructor',
    'valueof',
    'tostring',
    'hasownproperty',
    '__proto__',
    'toString',
    'then',
  ])('finds no method %s that nobody registered', async (method) => {
    const code = /^[a-z]+$/.test(method) ? 'methodNotSupported' : 'invalidDid'
    const resolved = resolveDid(`did:${method}:x`, { resolver: offline })
    await expect(resolved).rejects.toMatchObject({ name: 'DidError', code })
  })

  test('answers others of the family as did-resolver does', async () => {
    const answer = await offline.resolve('did:constructor:x')
    expect(answer).toMatchObject({
      didDocument: null,
      didResolutionMetadata: { error: 'unsupportedDidMethod' },
    })
  })
})

describe('resolving a DID', () => {
  test('gives the document the resolver has', async () => {
    expect(await resolveDid(did, { resolver: holding(document) })).toEqual(document)
  })

  test('asks for the DID and nothing else', async () => {
    const asked: unknown[] = []
    const resolver: ResolveDidOptions['resolver'] = {
      resolve: (...given) => {
        asked.push(given)
        return holding(document).resolve(did)
      },
    }
    await resolveDid(did, { resolver })
    expect(asked).toEqual([[did]])
  })

  test.each([`${did}#key-1`, `${did}/path`, `${did}?query`, 'example:123', '', undefined])(
    'asks nobody for %j',
    async (text) => {
      const resolver = { resolve: () => Promise.reject(new Error('must not be asked')) }
      await expect(resolveDid(text, { resolver })).rejects.toMatchObject({ code: 'invalidDid' })
    },
  )

  test.each([
    ['invalidDid', 'invalidDid'],
    ['notFound', 'notFound'],
    ['methodNotSupported', 'methodNotSupported'],
    ['unsupportedDidMethod', 'methodNotSupported'],
    ['representationNotSupported', 'representationNotSupported'],
    ['invalidDidDocument', 'invalidDidDocument'],
    ['internalError', 'notFound'],
    ['constructor', 'notFound'],
    ['', 'notFound'],
    [{ type: 'https://www.w3.org/ns/did#INTERNAL_ERROR' }, 'notFound'],
  ])('says of the error %j: %s', async (error, code) => {
    const didResolutionMetadata = { error, message: 'for the log' }
    const resolver = answering({ didDocument: document, didResolutionMetadata })
    const resolved = resolveDid(did, { resolver })
    await expect(resolved).rejects.toMatchObject({ code, cause: didResolutionMetadata })
  })

  test.each([
    {
      name: 'no document',
      answer: { didResolutionMetadata: {}, didDocument: null },
      code: 'notFound',
    },
    { name: 'an empty answer', answer: {}, code: 'notFound' },
    { name: 'no answer', answer: undefined, code: 'notFound' },
    { name: 'text', answer: 'did:example:123', code: 'notFound' },
    {
      name: 'the document of a deactivated DID',
      answer: { didDocument: document, didDocumentMetadata: { deactivated: true } },
      code: 'notFound',
    },
    {
      name: 'the document of another DID',
      answer: { didDocument: { id: 'did:example:456' } },
      code: 'invalidDidDocument',
    },
    {
      name: 'a document that is text',
      answer: { didDocument: 'text' },
      code: 'invalidDidDocument',
    },
  ])('refuses $name', async ({ answer, code }) => {
    const resolved = resolveDid(did, { resolver: answering(answer) })
    await expect(resolved).rejects.toMatchObject({ name: 'DidError', code })
  })

  test('turns what a resolver throws into notFound, and keeps the cause', async () => {
    const cause = new URIError('broken')
    const throwing = { resolve: () => Promise.reject(cause) }
    const throwingAtOnce = {
      resolve: () => {
        throw cause
      },
    }
    for (const resolver of [throwing, throwingAtOnce]) {
      await expect(resolveDid(did, { resolver })).rejects.toMatchObject({ code: 'notFound', cause })
    }
  })

  test('lets a DidError of the resolver through', async () => {
    const error = new DidError('representationNotSupported', 'of its own')
    const resolver = { resolve: () => Promise.reject(error) }
    await expect(resolveDid(did, { resolver })).rejects.toBe(error)
  })

  test('of any text gives its document or a DidError', async () => {
    const methods = { ...createDidKeyResolver(), example: holding(document).resolve }
    const resolver = createResolver({ methods })
    await fc.assert(
      fc.asyncProperty(didLike, async (text) => {
        const outcome = await resolveDid(text, { resolver }).catch((error: unknown) => error)
        if (outcome instanceof DidError) return
        expect(outcome).toHaveProperty('id', text)
      }),
      seeded,
    )
  })
})
