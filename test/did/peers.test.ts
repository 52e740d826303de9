import * as Bls12381Multikey from '@digitalbazaar/bls12-381-multikey'
import { driver as createJwkDriver } from '@digitalbazaar/did-method-jwk'
import { driver as createKeyDriver } from '@digitalbazaar/did-method-key'
import * as EcdsaMultikey from '@digitalbazaar/ecdsa-multikey'
import * as Ed25519Multikey from '@digitalbazaar/ed25519-multikey'
import { bls12_381 } from '@noble/curves/bls12-381.js'
import { ed25519 } from '@noble/curves/ed25519.js'
import { p256 } from '@noble/curves/nist.js'
import {
  encodeMultibase,
  encodeMultikey,
  type JsonObject,
  type Multikey,
  withCodec,
} from '@unscored/core'
import {
  createDidKeyDocument,
  createResolver,
  dereferenceVerificationMethod,
  didJwkOf,
  didKeyOf,
  resolveDid,
  verificationRelationships,
} from '@unscored/did'
import { Resolver } from 'did-resolver'
import fc from 'fast-check'
import { getResolver } from 'key-did-resolver'
import { describe, expect, test } from 'vitest'

const resolver = createResolver()
const ceramic = new Resolver(getResolver())
const digitalBazaar = createKeyDriver()
digitalBazaar.use({ multibaseMultikeyHeader: 'z6Mk', fromMultibase: Ed25519Multikey.from })
digitalBazaar.use({ multibaseMultikeyHeader: 'zDna', fromMultibase: EcdsaMultikey.from })
digitalBazaar.use({ multibaseMultikeyHeader: 'zUC7', fromMultibase: Bls12381Multikey.from })

const secret = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((octets) => {
  octets[0] = 1
  return octets
})
const keys: { name: string; key: fc.Arbitrary<Multikey> }[] = [
  {
    name: 'Ed25519',
    key: secret.map((octets) => withCodec('Ed25519-public', ed25519.getPublicKey(octets))),
  },
  {
    name: 'P-256',
    key: secret.map((octets) => withCodec('P256-public', p256.getPublicKey(octets, true))),
  },
  {
    name: 'BLS12-381 G2',
    key: secret.map((octets) =>
      withCodec('Bls12381G2-public', bls12_381.shortSignatures.getPublicKey(octets).toBytes()),
    ),
  },
]

describe('the did:key of @digitalbazaar/did-method-key', () => {
  test.each(keys)(
    'has the same document, but for the order of its members: $name',
    async ({ key }) => {
      await fc.assert(
        fc.asyncProperty(key, async (publicKey) => {
          const did = didKeyOf(publicKey)
          const theirs = await digitalBazaar.get({ did })
          expect(await resolveDid(did, { resolver })).toEqual(theirs)
        }),
        { seed: 20210501, numRuns: 20 },
      )
    },
  )

  test('gives the same key for a DID URL', async () => {
    const key = withCodec('P256-public', p256.Point.BASE.toBytes(true))
    const didUrl = `${didKeyOf(key)}#${encodeMultikey(key)}`
    const { '@context': _, ...theirs } = await digitalBazaar.get({ did: didUrl })
    const [ours] = createDidKeyDocument(key).verificationMethod ?? []
    expect(theirs).toEqual(ours)
  })
})

describe('the did:key of key-did-resolver', () => {
  test.each(keys.slice(0, 2))('serves the same with the same key: $name', async ({ key }) => {
    await fc.assert(
      fc.asyncProperty(key, async (publicKey) => {
        const did = didKeyOf(publicKey)
        const [ours, { didDocument: theirs }] = [
          await resolveDid(did, { resolver }),
          await ceramic.resolve(did),
        ]
        for (const relationship of verificationRelationships) {
          if (relationship === 'keyAgreement') continue
          expect(theirs?.[relationship]).toEqual(ours[relationship])
        }
        const [method] = theirs?.verificationMethod ?? []
        if (method?.publicKeyJwk === undefined) return
        const relationship = 'assertionMethod'
        const read = await dereferenceVerificationMethod(method.id, {
          resolver: ceramic,
          relationship,
        })
        expect(read.key).toEqual(publicKey)
      }),
      { seed: 20210501, numRuns: 20 },
    )
  })

  test('gives a key of P-256 a second DID, which is refused here', async () => {
    const point = p256.Point.BASE.toBytes(false)
    const did = `did:key:${encodeMultibase(Uint8Array.of(0x80, 0x24, ...point), 'z')}`
    expect((await ceramic.resolve(did)).didDocument).not.toBeNull()
    await expect(resolveDid(did, { resolver })).rejects.toMatchObject({ code: 'invalidDid' })
  })
})

describe('the did:jwk of @digitalbazaar/did-method-jwk', () => {
  const jwk = {
    kty: 'EC',
    crv: 'P-256',
    x: 'axfR8uEsQkf4vOblY6RA8ncDfYEt6zOg9KE5RdiYwpY',
    y: 'T-NC4v4af5uO5-tKfA-eFivOM1drMV7Oy7ZAaDe_UfU',
  }
  const driver = createJwkDriver()
  const theirsOf = (did: string) => driver.get({ did, verificationMethodType: 'JsonWebKey2020' })

  test.each([
    { ...jwk, use: 'sig' },
    { ...jwk, use: 'enc' },
    { kty: 'OKP', crv: 'Ed25519', use: 'sig', x: 'A'.repeat(43) },
    { kty: 'OKP', crv: 'X25519', use: 'enc', x: 'A'.repeat(43) },
  ])('has the same document where the key says its use: $crv $use', async (key: JsonObject) => {
    const did = didJwkOf(key)
    expect(await resolveDid(did, { resolver })).toEqual(await theirsOf(did))
  })

  test('leaves out what the curve is not for where the key does not say; the specification does not', async () => {
    const did = didJwkOf(jwk)
    const ours = await resolveDid(did, { resolver })
    const theirs = await theirsOf(did)
    expect(theirs).toEqual({ ...ours, keyAgreement: undefined })
    expect(ours).toHaveProperty('keyAgreement')
  })

  test('gives the secret of a secret key to everybody, which is refused here', async () => {
    const text = Buffer.from(JSON.stringify({ ...jwk, d: 'AAAA' })).toString('base64url')
    expect(JSON.stringify(await theirsOf(`did:jwk:${text}`))).toContain('"d":"AAAA"')
    await expect(resolveDid(`did:jwk:${text}`, { resolver })).rejects.toMatchObject({
      code: 'invalidDid',
    })
  })
})
