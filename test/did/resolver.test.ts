import {
  createDidKeyDocument,
  createDidKeyResolver,
  createResolver,
  DidError,
  didJwkOf,
  didKeyOf,
  type ResolveDidOptions,
  resolveDid,
} from '@unscored/did'
import { Resolver } from 'did-resolver'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { didLike, seeded } from './arbitraries.ts'
import { answering, g2Key, holding } from './fixtures.ts'

const did = 'did:example:123'
const document = { id: did }
const offline = createResolver({ methods: createDidKeyResolver() })

describe('a resolver', () => {
  test('knows key, jwk and web by itself', async () => {
    const resolver = createResolver()
    const jwk = didJwkOf({ kty: 'OKP', crv: 'Ed25519', x: 'A'.repeat(43) })
    expect((await resolveDid(jwk, { resolver })).id).toBe(jwk)
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

  test('is the Resolver of did-resolver', () => {
    expect(offline).toBeInstanceOf(Resolver)
  })

  test.each([
    { name: 'what is no DID', did: 'example', error: 'invalidDid' },
    { name: 'a DID that its method refuses', did: 'did:key:z6Mk', error: 'invalidDid' },
    { name: 'text of any length', did: `did:key:${'a:'.repeat(5_000_000)}`, error: 'invalidDid' },
    { name: 'an unknown method', did: 'did:constructor:x', error: 'methodNotSupported' },
    { name: 'a method that throws', did: 'did:throwing:x', error: 'internalError' },
    { name: 'a method that throws a DidError', did: 'did:coded:x', error: 'notFound' },
    { name: 'an error with a document', did: 'did:mixed:x', error: 'invalidDidDocument' },
    { name: 'an error of the newer edition', did: 'did:newer:x', error: 'notFound' },
    { name: 'an error that nobody knows', did: 'did:odd:x', error: 'internalError' },
  ])('answers $name with $error and nothing else', async ({ did, error }) => {
    const failing = (cause: Error) => () => Promise.reject(cause)
    const saying = (problem: unknown) =>
      answering({ didDocument: document, didResolutionMetadata: { error: problem } }).resolve
    const methods = {
      ...createDidKeyResolver(),
      throwing: failing(new URIError('broken')),
      coded: failing(new DidError('notFound', 'of its own')),
      mixed: saying('invalidDidDocument'),
      newer: saying({ type: 'https://www.w3.org/ns/did#NOT_FOUND', title: 'none' }),
      odd: saying('outOfPaper'),
    }
    expect(await createResolver({ methods }).resolve(did)).toEqual({
      didDocument: null,
      didDocumentMetadata: {},
      didResolutionMetadata: { error },
    })
  })

  test('answers a DID URL with the document of its DID', async () => {
    const did = didKeyOf(g2Key)
    const { didDocument } = await offline.resolve(`${did}?versionId=1#key-1`)
    expect(didDocument).toEqual(createDidKeyDocument(g2Key))
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
    ['INVALID_DID', 'invalidDid'],
    [{ type: 'https://www.w3.org/ns/did#INVALID_DID' }, 'invalidDid'],
    [{ type: 'https://www.w3.org/ns/did#NOT_FOUND' }, 'notFound'],
    [{ type: 'https://www.w3.org/ns/did#METHOD_NOT_SUPPORTED' }, 'methodNotSupported'],
    [{ type: 'https://www.w3.org/ns/did#INVALID_DID_DOCUMENT' }, 'invalidDidDocument'],
    [
      { type: 'https://www.w3.org/ns/did#REPRESENTATION_NOT_SUPPORTED' },
      'representationNotSupported',
    ],
    [{ type: 'https://www.w3.org/ns/did#INTERNAL_ERROR' }, 'internalError'],
    [{ type: 'https://other.example/#NOT_FOUND' }, 'internalError'],
    [{ title: 'notFound' }, 'internalError'],
    ['internalError', 'internalError'],
    ['relationshipMissing', 'internalError'],
    ['constructor', 'internalError'],
    ['', 'internalError'],
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

  test.each([
    { reason: 'certificateRefused', said: ': certificateRefused' },
    { reason: 'host.internal:8080', said: '' },
    { reason: 'a'.repeat(41), said: '' },
    { reason: ['absent'], said: '' },
    { reason: undefined, said: '' },
  ])(
    'says the reason that a resolver has, where it is a word: $reason',
    async ({ reason, said }) => {
      const resolver = answering({ didResolutionMetadata: { error: 'notFound', reason } })
      await expect(resolveDid(did, { resolver })).rejects.toMatchObject({
        code: 'notFound',
        message: `the resolver has no document${said}`,
      })
    },
  )

  test('turns what a resolver throws into internalError, and keeps the cause', async () => {
    const cause = new URIError('broken')
    const throwing = { resolve: () => Promise.reject(cause) }
    const throwingAtOnce = {
      resolve: () => {
        throw cause
      },
    }
    for (const resolver of [throwing, throwingAtOnce]) {
      await expect(resolveDid(did, { resolver })).rejects.toMatchObject({
        code: 'internalError',
        cause,
      })
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
