import { encodeMultikey } from '@unscored/core'
import {
  createDidKeyDocument,
  createDidKeyResolver,
  createResolver,
  DidError,
  dereference,
  dereferenceVerificationMethod,
  didKeyOf,
  verificationRelationships,
} from '@unscored/did'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { didLike, seeded } from './arbitraries.ts'
import { ed25519Key, g2Key, holding, multikeyMethod, otherG2Key, secretKey } from './fixtures.ts'

const did = 'did:web:issuer.example'
const other = 'did:web:other.example'
const context = ['https://www.w3.org/ns/did/v1', 'https://w3id.org/security/multikey/v1']
const document = {
  '@context': context,
  id: did,
  verificationMethod: [
    multikeyMethod(`${did}#bbs`, did),
    multikeyMethod('#relative', '', otherG2Key),
    multikeyMethod('#unlisted', did),
    multikeyMethod(`${other}#bbs`, did),
    multikeyMethod('#others', other),
    multikeyMethod('#secret', did, secretKey),
    {
      id: '#p256',
      type: 'JsonWebKey2020',
      controller: did,
      publicKeyJwk: { kty: 'EC', crv: 'P-256' },
    },
    { ...multikeyMethod('#broken', did), publicKeyMultibase: 'zUC7' },
    { ...multikeyMethod('#revoked', did), revoked: '2020-01-01T00:00:00Z' },
    { ...multikeyMethod('#odd', did), revoked: false },
    { ...multikeyMethod('#expiring', did), expires: '2021-05-01T00:00:00+02:00' },
    { ...multikeyMethod('#zoneless', did), expires: '2099-05-01T00:00:00' },
    { ...multikeyMethod('#never', did), expires: 'never' },
    { ...multikeyMethod('#listless', did), expires: '2020-01-01T00:00:00Z' },
  ],
  assertionMethod: [
    ...[`${did}#bbs`, '#relative', `${other}#bbs`, '#others', '#secret', '#p256', '#broken'],
    ...['#missing', '#revoked', '#odd', '#expiring', '#zoneless', '#never'],
  ],
  authentication: [multikeyMethod('#embedded', '', ed25519Key)],
  service: [{ id: '#site', type: 'LinkedDomains', serviceEndpoint: 'https://issuer.example/' }],
}
const resolver = holding(document)

describe('dereferencing', () => {
  test('a DID gives its document', async () => {
    expect(await dereference(did, { resolver })).toEqual(document)
  })

  test('a DID URL gives the verification method, with the context of its document', async () => {
    expect(await dereference(`${did}#bbs`, { resolver })).toEqual({
      '@context': context,
      ...multikeyMethod(`${did}#bbs`, did),
    })
  })

  test.each([
    { fragment: 'relative', key: otherG2Key },
    { fragment: 'embedded', key: ed25519Key },
  ])('makes the id and the controller of #$fragment absolute', async ({ fragment, key }) => {
    const id = `${did}#${fragment}`
    const method = multikeyMethod(id, did, key)
    expect(await dereference(id, { resolver })).toEqual({ '@context': context, ...method })
  })

  test('a DID URL gives the service, with the context of its document', async () => {
    const [service] = document.service
    const expected = { '@context': context, ...service, id: `${did}#site` }
    expect(await dereference(`${did}#site`, { resolver })).toEqual(expected)
  })

  test('adds no context to a method of a document without one', async () => {
    const plain = { id: did, verificationMethod: [multikeyMethod('#bbs', did)] }
    const method = await dereference(`${did}#bbs`, { resolver: holding(plain) })
    expect(method).toEqual(multikeyMethod(`${did}#bbs`, did))
  })

  test('leaves the document as it was', async () => {
    const before = structuredClone(document)
    await dereference(`${did}#relative`, { resolver })
    expect(document).toEqual(before)
  })

  test.each([
    { name: 'a fragment that is not there', didUrl: `${did}#nothing`, code: 'notFound' },
    { name: 'an id listed without a method', didUrl: `${did}#missing`, code: 'notFound' },
    { name: 'an empty fragment', didUrl: `${did}#`, code: 'notFound' },
    { name: 'a fragment in another case', didUrl: `${did}#BBS`, code: 'notFound' },
    { name: 'a path', didUrl: `${did}/path#bbs`, code: 'notFound' },
    { name: 'a query', didUrl: `${did}?versionId=1#bbs`, code: 'notFound' },
    { name: 'an empty query', didUrl: `${did}?#bbs`, code: 'notFound' },
    { name: 'the key of another DID', didUrl: `${other}#bbs`, code: 'invalidDidDocument' },
    { name: 'two fragments', didUrl: `${did}#bbs#bbs`, code: 'invalidDidUrl' },
    { name: 'a web address', didUrl: 'https://issuer.example/#bbs', code: 'invalidDidUrl' },
    { name: 'no text', didUrl: { id: did }, code: 'invalidDidUrl' },
  ])('refuses $name', async ({ didUrl, code }) => {
    const refusal = { name: 'DidError', code }
    await expect(dereference(didUrl, { resolver })).rejects.toMatchObject(refusal)
    const method = dereferenceVerificationMethod(didUrl, {
      resolver,
      relationship: 'assertionMethod',
    })
    await expect(method).rejects.toMatchObject(refusal)
  })

  test('any text gives JSON of that id, or a DidError', async () => {
    const methods = { ...createDidKeyResolver(), web: resolver.resolve }
    const known = createResolver({ methods })
    await fc.assert(
      fc.asyncProperty(didLike, async (text) => {
        const outcome = await dereference(text, { resolver: known }).catch(
          (error: unknown) => error,
        )
        if (!(outcome instanceof DidError)) expect(outcome).toHaveProperty('id', text)
      }),
      seeded,
    )
  })
})

describe('dereferencing a verification method', () => {
  test.each([
    { fragment: 'bbs', relationship: 'assertionMethod', key: g2Key },
    { fragment: 'relative', relationship: 'assertionMethod', key: otherG2Key },
    { fragment: 'embedded', relationship: 'authentication', key: ed25519Key },
  ] as const)(
    'gives the key of #$fragment for $relationship',
    async ({ fragment, relationship, key }) => {
      const id = `${did}#${fragment}`
      const method = await dereferenceVerificationMethod(id, { resolver, relationship })
      expect(method).toEqual({ id, controller: did, key })
    },
  )

  test.each([
    { name: 'a key that no relationship lists', fragment: 'unlisted', code: 'relationshipMissing' },
    {
      name: 'a key in place for something else',
      fragment: 'embedded',
      code: 'relationshipMissing',
    },
    { name: 'a key that another DID controls', fragment: 'others', code: 'relationshipMissing' },
    { name: 'a secret key', fragment: 'secret', code: 'invalidDidDocument' },
    { name: 'a kind of key that is not read', fragment: 'p256', code: 'invalidDidDocument' },
    { name: 'a key cut short', fragment: 'broken', code: 'invalidDidDocument' },
    { name: 'no key', fragment: 'missing', code: 'notFound' },
    { name: 'a service', fragment: 'site', code: 'notFound' },
    { name: 'a revoked key', fragment: 'revoked', code: 'keyRevoked' },
    { name: 'a key that says anything about being revoked', fragment: 'odd', code: 'keyRevoked' },
    { name: 'a key whose time is over', fragment: 'expiring', code: 'keyExpired' },
    { name: 'a key whose time has no zone', fragment: 'zoneless', code: 'keyExpired' },
    { name: 'a key whose time is none', fragment: 'never', code: 'keyExpired' },
    {
      name: 'an expired key that no relationship lists, as such',
      fragment: 'listless',
      code: 'relationshipMissing',
    },
  ])('refuses $name', async ({ fragment, code }) => {
    const options = { resolver, relationship: 'assertionMethod' } as const
    const method = dereferenceVerificationMethod(`${did}#${fragment}`, options)
    await expect(method).rejects.toMatchObject({ name: 'DidError', code })
  })

  test.each([
    { when: 'a second before', now: '2021-04-30T21:59:59Z', code: 'accepted' },
    { when: 'at', now: '2021-04-30T22:00:00Z', code: 'keyExpired' },
    { when: 'a second after', now: '2021-04-30T22:00:01Z', code: 'keyExpired' },
  ])('of a key that expires, $when that time: $code', async ({ now, code }) => {
    const method = dereferenceVerificationMethod(`${did}#expiring`, {
      ...{ resolver, relationship: 'assertionMethod' },
      now: () => new Date(now),
    })
    const outcome = await method.then(
      () => 'accepted',
      (error: unknown) => (error instanceof DidError ? error.code : error),
    )
    expect(outcome).toBe(code)
  })

  test('reads keys of P-256 in both forms, and refuses what is no point of it', async () => {
    // The base point (SP 800-186 §3.2.1.3).
    const jwk = {
      ...{ kty: 'EC', crv: 'P-256' },
      x: 'axfR8uEsQkf4vOblY6RA8ncDfYEt6zOg9KE5RdiYwpY',
      y: 'T-NC4v4af5uO5-tKfA-eFivOM1drMV7Oy7ZAaDe_UfU',
    }
    const publicKeyMultibase = 'zDnaerx9CtbPJ1q36T5Ln5wYt3MQYeGRG5ehnPAmxcf5mDZpv'
    const multikey = { id: '#multikey', type: 'Multikey', controller: did, publicKeyMultibase }
    const asJwk = (id: string, change: object) => ({
      ...{ id, type: 'JsonWebKey', controller: did, publicKeyJwk: { ...jwk, ...change } },
    })
    const methods = [
      multikey,
      asJwk('#jwk', {}),
      asJwk('#off', { y: jwk.x }),
      asJwk('#other', { crv: 'P-384' }),
      asJwk('#wrong', { kty: 'OKP' }),
      { ...multikey, id: '#text', publicKeyMultibase: publicKeyMultibase.replace('erx9', 'erx8') },
      { ...multikey, id: '#type', type: 'Ed25519VerificationKey2020' },
      { ...multikey, id: '#both', publicKeyJwk: jwk },
    ]
    const keys = holding({ id: did, assertionMethod: methods })
    const codecs = methods.map(({ id }) =>
      dereferenceVerificationMethod(did + id, { resolver: keys, relationship: 'assertionMethod' })
        .then(({ key }) => key.codec)
        .catch((error: unknown) => (error instanceof DidError ? error.code : error)),
    )
    expect(await Promise.all(codecs)).toEqual([
      ...['P256-public', 'P256-public'],
      ...Array.from({ length: 6 }, () => 'invalidDidDocument'),
    ])
  })

  test('refuses a DID without fragment, and asks nobody', async () => {
    const asking = { resolve: () => Promise.reject(new Error('must not be asked')) }
    const options = { resolver: asking, relationship: 'assertionMethod' } as const
    const method = dereferenceVerificationMethod(did, options)
    await expect(method).rejects.toMatchObject({ code: 'invalidDidUrl' })
  })

  test.each(verificationRelationships)('asks for %s and for nothing else', async (asked) => {
    const key = didKeyOf(g2Key)
    const didUrl = `${key}#${encodeMultikey(g2Key)}`
    for (const listed of verificationRelationships) {
      const only = { id: key, verificationMethod: createDidKeyDocument(g2Key).verificationMethod }
      const answers = holding({ ...only, [listed]: [didUrl] })
      const method = dereferenceVerificationMethod(didUrl, {
        resolver: answers,
        relationship: asked,
      })
      if (listed === asked) expect((await method).key).toEqual(g2Key)
      else await expect(method).rejects.toMatchObject({ code: 'relationshipMissing' })
    }
  })
})
