import { encodeMultibase, type JsonObject, utf8 } from '@unscored/core'
import {
  createDidJwkResolver,
  createResolver,
  DidError,
  dereferenceVerificationMethod,
  didJwkOf,
  parseDid,
  parseDidDocument,
  resolveDid,
} from '@unscored/did'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { seeded } from './arbitraries.ts'

const resolver = createResolver({ methods: createDidJwkResolver() })
const didOf = (text: string) => `did:jwk:${encodeMultibase(utf8(text), 'u').slice(1)}`
const p256 = {
  ...{ crv: 'P-256', kty: 'EC' },
  x: 'acbIQiuMs3i8_uszEjJ2tpTtRM4EU3yz91PH6CdH2V0',
  y: '_KcyLj9vWMptnmKtm46GqDz8wf74I5LKgrl2GzH3nSE',
}
const x25519 = {
  ...{ kty: 'OKP', crv: 'X25519', use: 'enc' },
  x: '3p7bfXt9wbTTW2HC7OQ1Nz-DQ8hbeGdNrfx-FG-IK08',
}
const ed25519 = { kty: 'OKP', crv: 'Ed25519', x: 'A'.repeat(43) }

describe('did:jwk', () => {
  // The specification's examples. In the document of the first, a stray `$` stands in one id, which is not repeated here.
  test.each([
    {
      did: 'did:jwk:eyJjcnYiOiJQLTI1NiIsImt0eSI6IkVDIiwieCI6ImFjYklRaXVNczNpOF91c3pFakoydHBUdFJNNEVVM3l6OTFQSDZDZEgyVjAiLCJ5IjoiX0tjeUxqOXZXTXB0bm1LdG00NkdxRHo4d2Y3NEk1TEtncmwyR3pIM25TRSJ9',
      publicKeyJwk: p256,
      relationships: [
        'assertionMethod',
        'authentication',
        'capabilityInvocation',
        'capabilityDelegation',
        'keyAgreement',
      ],
    },
    {
      did: 'did:jwk:eyJrdHkiOiJPS1AiLCJjcnYiOiJYMjU1MTkiLCJ1c2UiOiJlbmMiLCJ4IjoiM3A3YmZYdDl3YlRUVzJIQzdPUTFOei1EUThoYmVHZE5yZngtRkctSUswOCJ9',
      publicKeyJwk: x25519,
      relationships: ['keyAgreement'],
    },
  ])('has the document of the specification: $publicKeyJwk.crv', async (example) => {
    const { did, publicKeyJwk, relationships } = example
    const id = `${did}#0`
    const document = await resolveDid(did, { resolver })
    expect(document).toEqual({
      '@context': ['https://www.w3.org/ns/did/v1', 'https://w3id.org/security/suites/jws-2020/v1'],
      id: did,
      verificationMethod: [{ id, type: 'JsonWebKey2020', controller: did, publicKeyJwk }],
      ...Object.fromEntries(relationships.map((relationship) => [relationship, [id]])),
    })
    expect(parseDidDocument(document, parseDid(did))).toBe(document)
    expect(didJwkOf(publicKeyJwk)).toBe(did)
  })

  test('has a key that signs, unless it is for encrypting', async () => {
    const options = { resolver, relationship: 'assertionMethod' } as const
    const keyOf = (jwk: JsonObject) =>
      dereferenceVerificationMethod(`${didJwkOf(jwk)}#0`, options).then(({ key }) => key.codec)
    expect(await keyOf(p256)).toBe('P256-public')
    expect(await keyOf({ ...ed25519, use: 'sig' })).toBe('Ed25519-public')
    await expect(keyOf({ ...p256, use: 'enc' })).rejects.toMatchObject({
      code: 'relationshipMissing',
    })
    const document = await resolveDid(didJwkOf({ ...p256, use: 'sig' }), { resolver })
    expect(document).not.toHaveProperty('keyAgreement')
  })

  test.each([
    { kty: 'RSA', n: 'AQAB', e: 'AQAB' },
    { kty: 'EC', crv: 'secp256k1', x: 'AA', y: 'AA' },
    { kty: 'OKP', crv: 'X25519', x: 'AA' },
  ])('may hold a key that is read by others: $kty $crv', async (jwk) => {
    const document = await resolveDid(didJwkOf(jwk), { resolver })
    expect(document.verificationMethod).toMatchObject([{ publicKeyJwk: jwk }])
    const key = dereferenceVerificationMethod(`${document.id}#0`, {
      ...{ resolver, relationship: 'assertionMethod' },
    })
    await expect(key).rejects.toMatchObject({ code: 'invalidDidDocument' })
  })

  const json = JSON.stringify
  test.each([
    { name: 'a secret key', text: json({ ...p256, d: 'AA' }) },
    { name: 'a secret key of another curve', text: json({ ...x25519, d: 'AA' }) },
    { name: 'a secret RSA key', text: json({ kty: 'RSA', n: 'AQAB', e: 'AQAB', dp: 'AA' }) },
    { name: 'a symmetric key', text: json({ kty: 'oct', k: 'AA' }) },
    { name: 'a secret that is null', text: json({ ...p256, d: null }) },
    { name: 'a point that is not of its curve', text: json({ ...p256, x: p256.y }) },
    { name: 'a curve that is not of its type', text: json({ ...p256, kty: 'OKP' }) },
    { name: 'a key of another length', text: json({ ...ed25519, x: 'AAAA' }) },
    { name: 'a key with its y missing', text: json({ ...p256, y: undefined }) },
    {
      name: 'a key of another curve with its y missing',
      text: json({ ...p256, crv: 'P-384', y: 1 }),
    },
    { name: 'an unknown type', text: json({ ...x25519, kty: 'constructor' }) },
    { name: 'no type', text: json({ ...x25519, kty: undefined }) },
    { name: 'an array', text: json([p256]) },
    { name: 'null', text: 'null' },
    { name: 'text', text: json(json(p256)) },
    { name: 'no JSON', text: '{' },
    { name: 'something after the JSON', text: `${json(p256)},` },
    { name: 'a byte order mark', text: `\ufeff${json(p256)}` },
    { name: 'nothing', text: '' },
  ])('is refused for $name', async ({ text }) => {
    await expect(resolveDid(didOf(text), { resolver })).rejects.toMatchObject({
      code: 'invalidDid',
    })
  })

  test.each([
    { name: 'padding', id: (text: string) => `${text}%3D` },
    { name: 'a second part', id: (text: string) => `${text}:x` },
    { name: 'a full stop', id: (text: string) => `${text.slice(0, 8)}.${text.slice(9)}` },
    { name: 'bits that are not zero', id: (text: string) => `${text.slice(0, -1)}R` },
    { name: 'octets that are no UTF-8', id: () => 'eyJrdHkiOiL_In0' },
  ])('is refused for $name', async ({ id }) => {
    const did = didJwkOf(p256)
    const changed = `did:jwk:${id(did.slice('did:jwk:'.length))}`
    expect(changed).not.toBe(did)
    await expect(resolveDid(changed, { resolver })).rejects.toMatchObject({ code: 'invalidDid' })
  })

  test('is never made of a secret key, or of what is none', () => {
    for (const value of [{ ...p256, d: 'AA' }, { kty: 'oct', k: 'AA' }, {}]) {
      expect(() => didJwkOf(value)).toThrow(TypeError)
    }
  })

  test('of any JSON gives a document with it and nothing secret, or a DidError', async () => {
    const member = fc.constantFrom('kty', 'crv', 'x', 'y', 'n', 'e', 'd', 'k', 'use', 'kid')
    const value = fc.oneof(
      fc.constantFrom(
        'EC',
        'OKP',
        'RSA',
        'P-256',
        'Ed25519',
        'X25519',
        'sig',
        'enc',
        p256.x,
        p256.y,
      ),
      fc.jsonValue({ maxDepth: 2 }),
    )
    const known = fc.constantFrom(p256, x25519, ed25519, {})
    const jwk = fc.tuple(known, fc.dictionary(member, value, { maxKeys: 3 }))
    await fc.assert(
      fc.asyncProperty(jwk, async ([base, change]) => {
        const text = json({ ...base, ...change })
        const outcome = await resolveDid(didOf(text), { resolver }).catch((error: unknown) => error)
        if (outcome instanceof DidError) return
        expect(change).not.toHaveProperty('d')
        expect(change).not.toHaveProperty('k')
        expect(outcome).toMatchObject({ verificationMethod: [{ publicKeyJwk: JSON.parse(text) }] })
      }),
      seeded,
    )
  })
})
