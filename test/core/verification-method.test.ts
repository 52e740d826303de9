import {
  encodeMultibase,
  encodeMultikey,
  type Multikey,
  parseMultikey,
  parseVerificationMethod,
} from '@unscored/core'
import { describe, expect, test } from 'vitest'
import { describeWith, readSharedJson } from '../support/shared.ts'

const id = 'did:example:issuer#key'
const controller = 'did:example:issuer'
const blsKey: Multikey = { codec: 'Bls12381G2-public', octets: new Uint8Array(96).fill(7) }
const edKey: Multikey = { codec: 'Ed25519-public', octets: new Uint8Array(32).fill(9) }
const blsSecret: Multikey = { codec: 'Bls12381-secret', octets: new Uint8Array(32).fill(5) }
const edSecret: Multikey = { codec: 'Ed25519-secret', octets: new Uint8Array(32).fill(5) }

const base58 = (octets: Uint8Array) => encodeMultibase(octets, 'z').slice(1)
const base64url = (octets: Uint8Array) => encodeMultibase(octets, 'u').slice(1)
const jwk = (crv: string, key: Multikey) => ({ kty: 'OKP', crv, x: base64url(key.octets) })

describe('a verification method is read from', () => {
  test.each([
    { type: 'Multikey', publicKeyMultibase: encodeMultikey(blsKey), key: blsKey },
    { type: 'Multikey', publicKeyMultibase: encodeMultikey(edKey), key: edKey },
    { type: 'JsonWebKey', publicKeyJwk: jwk('BLS12381_G2', blsKey), key: blsKey },
    { type: 'JsonWebKey2020', publicKeyJwk: jwk('Bls12381G2', blsKey), key: blsKey },
    { type: 'JsonWebKey2020', publicKeyJwk: jwk('Ed25519', edKey), key: edKey },
    { type: 'Bls12381G2Key2020', publicKeyBase58: base58(blsKey.octets), key: blsKey },
    { type: 'Bls12381G2Key2020', publicKeyMultibase: encodeMultikey(blsKey), key: blsKey },
    { type: 'Ed25519VerificationKey2020', publicKeyMultibase: encodeMultikey(edKey), key: edKey },
  ])('$type, $key.codec', ({ key, ...method }) => {
    expect(parseVerificationMethod({ id, controller, ...method })).toEqual({ id, controller, key })
  })
})

describe('a verification method is refused with', () => {
  const multikey = (publicKeyMultibase: unknown) => ({ type: 'Multikey', publicKeyMultibase })
  const x = base64url(blsKey.octets)
  const blsJwk = jwk('Bls12381G2', blsKey)

  test.each<{ name: string; method: unknown; code: string }>([
    { name: 'no members', method: {}, code: 'invalidVerificationMethod' },
    { name: 'a type alone', method: { type: 'Multikey' }, code: 'invalidMultibase' },
    { name: 'an unknown type', method: { type: 'RsaKey' }, code: 'invalidVerificationMethod' },
    {
      name: 'a type of Object',
      method: { type: 'constructor' },
      code: 'invalidVerificationMethod',
    },
    { name: 'several types', method: { type: ['Multikey'] }, code: 'invalidVerificationMethod' },
    { name: 'an id that is no string', method: { id: 1 }, code: 'invalidVerificationMethod' },
    { name: 'no controller', method: { controller: null }, code: 'invalidVerificationMethod' },
    {
      name: 'a secret BLS key',
      method: multikey(encodeMultikey(blsSecret)),
      code: 'invalidVerificationMethod',
    },
    {
      name: 'a secret Ed25519 key',
      method: multikey(encodeMultikey(edSecret)),
      code: 'invalidVerificationMethod',
    },
    {
      name: 'a key in base64url',
      method: multikey(encodeMultibase(new Uint8Array(34), 'u')),
      code: 'invalidMultibase',
    },
    { name: 'a key that is a number', method: multikey(7), code: 'invalidMultibase' },
    {
      name: 'a key without codec',
      method: multikey(`z${base58(edKey.octets)}`),
      code: 'invalidMultikey',
    },
    {
      name: 'an Ed25519 key as BLS',
      method: { type: 'Bls12381G2Key2020', publicKeyMultibase: encodeMultikey(edKey) },
      code: 'invalidMultikey',
    },
    {
      name: 'a BLS key as Ed25519',
      method: { type: 'Ed25519VerificationKey2020', publicKeyMultibase: encodeMultikey(blsKey) },
      code: 'invalidMultikey',
    },
    {
      name: 'base58 cut short',
      method: { type: 'Bls12381G2Key2020', publicKeyBase58: base58(new Uint8Array(95).fill(1)) },
      code: 'invalidMultikey',
    },
    {
      name: 'base58 with a zero',
      method: { type: 'Bls12381G2Key2020', publicKeyBase58: '0' },
      code: 'invalidVerificationMethod',
    },
    {
      name: 'base58 of a number',
      method: { type: 'Bls12381G2Key2020', publicKeyBase58: 7 },
      code: 'invalidVerificationMethod',
    },
    { name: 'no JWK', method: { type: 'JsonWebKey' }, code: 'invalidVerificationMethod' },
    {
      name: 'a secret JWK',
      method: { type: 'JsonWebKey', publicKeyJwk: { ...blsJwk, d: 'AA' } },
      code: 'invalidVerificationMethod',
    },
    {
      name: 'a JWK of another curve',
      method: { type: 'JsonWebKey', publicKeyJwk: { ...blsJwk, crv: 'P-256' } },
      code: 'invalidVerificationMethod',
    },
    {
      name: 'a JWK of another length',
      method: { type: 'JsonWebKey', publicKeyJwk: { ...blsJwk, crv: 'Ed25519' } },
      code: 'invalidMultikey',
    },
    {
      name: 'a JWK with padding',
      method: { type: 'JsonWebKey', publicKeyJwk: { ...blsJwk, x: `${x}=` } },
      code: 'invalidVerificationMethod',
    },
    {
      name: 'a JWK in base64',
      method: { type: 'JsonWebKey', publicKeyJwk: { ...blsJwk, x: `+/${x.slice(2)}` } },
      code: 'invalidVerificationMethod',
    },
    {
      name: 'a JWK with white space',
      method: { type: 'JsonWebKey', publicKeyJwk: { ...blsJwk, x: `${x} ` } },
      code: 'invalidVerificationMethod',
    },
    {
      name: 'a JWK without x',
      method: { type: 'JsonWebKey', publicKeyJwk: { crv: 'Ed25519' } },
      code: 'invalidVerificationMethod',
    },
    {
      name: 'a JWK that is text',
      method: { type: 'JsonWebKey', publicKeyJwk: '{}' },
      code: 'invalidVerificationMethod',
    },
  ])('$name', ({ method, code }) => {
    const value = { id, controller, ...Object(method) }
    expect(() => parseVerificationMethod(value)).toThrow(expect.objectContaining({ code }))
  })

  test.each([null, undefined, 'did:example:issuer#key', 7, []])('%o in its place', (value) => {
    expect(() => parseVerificationMethod(value)).toThrow(
      expect.objectContaining({ code: 'invalidVerificationMethod' }),
    )
  })

  test('a message that quotes no secret', () => {
    const text = encodeMultikey(blsSecret)
    const parse = () => parseVerificationMethod({ id, controller, ...multikey(text) })
    expect(parse).not.toThrow(text)
    expect(parse).toThrow('holds a secret key')
  })
})

interface DidKeyVector {
  didDocument: { verificationMethod: { id: string; type: string }[] }
}

describeWith('vectors', 'did-key-bls12381', 'published verification methods', () => {
  const documents = readSharedJson<Record<string, DidKeyVector>>(
    'vectors',
    'did-key-bls12381/test-vectors/bls12381.json',
  )
  const methods = Object.values(documents).flatMap((v) => v.didDocument.verificationMethod)

  test.each(methods.filter(({ type }) => type === 'Bls12381G2Key2020'))(
    'hold the key that their did:key names: $id',
    (method) => {
      const { key } = parseVerificationMethod(method)
      expect(key).toEqual(parseMultikey(method.id.split('#')[1], 'Bls12381G2-public'))
    },
  )

  test.each(methods.filter(({ type }) => type === 'JsonWebKey2020'))(
    'on G1 are not known: $id',
    (method) => {
      expect(() => parseVerificationMethod(method)).toThrow('its curve is not known')
    },
  )

  test('as JWK are read, and refused with the private members', () => {
    const pair = readSharedJson<{ publicKeyJwk: object; privateKeyJwk: object }>(
      'vectors',
      'did-key-bls12381/mattr-bls12381-key-pair/__tests__/__fixtures__/exampleBls12381G2JwkKeyPair.json',
    )
    const method = { id, controller, type: 'JsonWebKey2020' }
    const read = parseVerificationMethod({ ...method, publicKeyJwk: pair.publicKeyJwk })
    expect(pair.publicKeyJwk).toMatchObject({ x: base64url(read.key.octets) })
    expect(() => parseVerificationMethod({ ...method, publicKeyJwk: pair.privateKeyJwk })).toThrow(
      expect.objectContaining({ code: 'invalidVerificationMethod' }),
    )
  })
})
