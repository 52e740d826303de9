import {
  encodeMultibase,
  encodeMultikey,
  keyLapse,
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
// The base point of P-256 (SP 800-186 §3.2.1.3).
const [pX, pY] = [
  '6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296',
  '4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5',
].map((hex) => Uint8Array.from(Buffer.from(hex, 'hex')))
const pKey: Multikey = { codec: 'P256-public', octets: Uint8Array.of(3, ...(pX ?? [])) }
const blsSecret: Multikey = { codec: 'Bls12381-secret', octets: new Uint8Array(32).fill(5) }
const edSecret: Multikey = { codec: 'Ed25519-secret', octets: new Uint8Array(32).fill(5) }

const base58 = (octets: Uint8Array) => encodeMultibase(octets, 'z').slice(1)
const base64url = (octets: Uint8Array) => encodeMultibase(octets, 'u').slice(1)
const jwk = (crv: string, key: Multikey) => ({ kty: 'OKP', crv, x: base64url(key.octets) })
const pJwk = {
  ...{ kty: 'EC', crv: 'P-256' },
  ...{ x: base64url(pX ?? new Uint8Array()), y: base64url(pY ?? new Uint8Array()) },
}

describe('a verification method is read from', () => {
  test.each([
    { type: 'Multikey', publicKeyMultibase: encodeMultikey(blsKey), key: blsKey },
    { type: 'Multikey', publicKeyMultibase: encodeMultikey(edKey), key: edKey },
    { type: 'JsonWebKey', publicKeyJwk: jwk('BLS12381_G2', blsKey), key: blsKey },
    { type: 'JsonWebKey2020', publicKeyJwk: jwk('Bls12381G2', blsKey), key: blsKey },
    { type: 'JsonWebKey2020', publicKeyJwk: jwk('Ed25519', edKey), key: edKey },
    { type: 'JsonWebKey', publicKeyJwk: { ...jwk('Bls12381G2', blsKey), kty: 'EC' }, key: blsKey },
    { type: 'Multikey', publicKeyMultibase: encodeMultikey(pKey), key: pKey },
    { type: 'JsonWebKey', publicKeyJwk: pJwk, key: pKey },
    { type: 'JsonWebKey2020', publicKeyJwk: { ...pJwk, use: 'sig', kid: 'a' }, key: pKey },
    { type: 'Bls12381G2Key2020', publicKeyBase58: base58(blsKey.octets), key: blsKey },
    { type: 'Bls12381G2Key2020', publicKeyMultibase: encodeMultikey(blsKey), key: blsKey },
    { type: 'Ed25519VerificationKey2020', publicKeyMultibase: encodeMultikey(edKey), key: edKey },
  ])('$type, $key.codec', ({ key, ...method }) => {
    expect(parseVerificationMethod({ id, controller, ...method })).toEqual({ id, controller, key })
  })
})

test('what one reader does to the octets of a key, no other sees', () => {
  const method = { type: 'Multikey', publicKeyMultibase: encodeMultikey(blsKey) }
  parseVerificationMethod({ id, controller, ...method }).key.octets.fill(0)
  expect(parseVerificationMethod({ id, controller, ...method }).key).toEqual(blsKey)
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
    ...['p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'].map((member) => ({
      name: `a JWK with the secret member ${member}`,
      method: { type: 'JsonWebKey', publicKeyJwk: { ...blsJwk, [member]: 'AA' } },
      code: 'invalidVerificationMethod',
    })),
    {
      name: 'a P-256 key as Ed25519',
      method: { type: 'Ed25519VerificationKey2020', publicKeyMultibase: encodeMultikey(pKey) },
      code: 'invalidMultikey',
    },
    {
      name: 'a P-256 key that is no point',
      method: multikey(
        encodeMultikey({ ...pKey, octets: Uint8Array.of(2, ...new Uint8Array(31), 7) }),
      ),
      code: 'invalidMultikey',
    },
    ...[
      { name: 'of P-256 without y', change: { y: undefined } },
      { name: 'of P-256 with its coordinates exchanged', change: { x: pJwk.y, y: pJwk.x } },
      { name: 'of P-256 with a short x', change: { x: pJwk.x.slice(0, 42) } },
      { name: 'of P-256 under the type of other curves', change: { kty: 'OKP' } },
      { name: 'of P-256 without a type', change: { kty: undefined } },
      { name: 'of P-256 named in small letters', change: { crv: 'p-256' } },
      { name: 'of P-384 with coordinates of P-256', change: { crv: 'P-384' } },
      { name: 'of Ed25519 with a y', change: { kty: 'OKP', crv: 'Ed25519' } },
    ].map(({ name, change }) => ({
      name: `a JWK ${name}`,
      method: { type: 'JsonWebKey', publicKeyJwk: { ...pJwk, ...change } },
      code: 'invalidVerificationMethod',
    })),
    {
      name: 'an Ed25519 JWK under the type of P-256',
      method: { type: 'JsonWebKey', publicKeyJwk: { ...jwk('Ed25519', edKey), kty: 'EC' } },
      code: 'invalidVerificationMethod',
    },
    {
      name: 'a key in two forms',
      method: { ...multikey(encodeMultikey(pKey)), publicKeyJwk: pJwk },
      code: 'invalidVerificationMethod',
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

describe('a key', () => {
  const at = new Date('2021-05-01T00:00:00Z')

  test.each([
    { members: {}, lapse: undefined },
    { members: { expires: '2021-05-01T00:00:01Z' }, lapse: undefined },
    { members: { expires: '2021-05-01T02:00:01+02:00' }, lapse: undefined },
    { members: { expires: '2021-05-01T00:00:00Z' }, lapse: 'expired' },
    { members: { expires: '2021-05-01T02:00:00+02:00' }, lapse: 'expired' },
    { members: { expires: '2099-05-01T00:00:00' }, lapse: 'expired' },
    { members: { expires: '2099-05-01' }, lapse: 'expired' },
    { members: { expires: null }, lapse: 'expired' },
    { members: { revoked: '2099-05-01T00:00:00Z' }, lapse: 'revoked' },
    { members: { revoked: false }, lapse: 'revoked' },
    { members: { revoked: null, expires: '2099-05-01T00:00:00Z' }, lapse: 'revoked' },
  ])('that says $members is $lapse', ({ members, lapse }) => {
    expect(keyLapse(members, at)).toBe(lapse)
    expect(keyLapse(members)).toBe(lapse === 'revoked' ? 'revoked' : undefined)
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
