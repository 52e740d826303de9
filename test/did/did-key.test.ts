import {
  encodeMultibase,
  encodeMultikey,
  equalOctets,
  type Multikey,
  multikeyOctets,
  parseMultibase,
  parseMultikey,
  parsePublicJwk,
  parseVerificationMethod,
  withCodec,
} from '@unscored/core'
import {
  createDidKeyDocument,
  createDidKeyResolver,
  createResolver,
  dereferenceVerificationMethod,
  didKeyOf,
  parseDidDocument,
  resolveDid,
  verificationRelationships,
} from '@unscored/did'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { describeWith, readSharedJson } from '../support/shared.ts'
import { seeded } from './arbitraries.ts'
import { ed25519Key, g2Key, p256Key, secretKey } from './fixtures.ts'

const resolver = createResolver({ methods: createDidKeyResolver() })

describe('did:key', () => {
  test.each([g2Key, ed25519Key, p256Key])(
    'has a document that serves all but key agreement: $codec',
    async (key) => {
      const did = didKeyOf(key)
      const text = did.slice('did:key:'.length)
      const method = `${did}#${text}`
      const document = await resolveDid(did, { resolver })
      expect(document).toEqual({
        '@context': ['https://www.w3.org/ns/did/v1', 'https://w3id.org/security/multikey/v1'],
        id: did,
        verificationMethod: [
          { id: method, type: 'Multikey', controller: did, publicKeyMultibase: text },
        ],
        authentication: [method],
        assertionMethod: [method],
        capabilityInvocation: [method],
        capabilityDelegation: [method],
      })
      expect(createDidKeyDocument(key)).toEqual(document)
      expect(parseDidDocument(document, did)).toBe(document)
    },
  )

  test.each([didKeyOf, createDidKeyDocument])('is never made of a secret key: %o', (create) => {
    expect(() => create(secretKey)).toThrow(TypeError)
  })

  test('is never made of a key of the wrong length', () => {
    expect(() => didKeyOf({ ...g2Key, octets: new Uint8Array(95) })).toThrow(
      expect.objectContaining({ code: 'invalidMultikey' }),
    )
  })

  const offCurve = Uint8Array.of(2, ...new Uint8Array(31), 7)
  const uncompressed = encodeMultibase(Uint8Array.of(0x80, 0x24, 4, ...new Uint8Array(64)), 'z')
  const g2Text = didKeyOf(g2Key).slice('did:key:'.length)
  test.each([
    { name: 'no multibase', id: 'abc' },
    { name: 'another multibase', id: `u${g2Text.slice(1)}` },
    { name: 'a character outside base58', id: `${g2Text}0` },
    { name: 'one character less', id: g2Text.slice(0, -1) },
    { name: 'one character more', id: `${g2Text}1` },
    { name: 'a version', id: `1.1:${g2Text}` },
    { name: 'a second part', id: `${g2Text}:x` },
    { name: 'a secret key', id: encodeMultikey(secretKey) },
    { name: 'no point of P-256', id: encodeMultikey({ ...p256Key, octets: offCurve }) },
    { name: 'a point of P-256 that is not compressed', id: uncompressed },
    { name: 'a thousand characters', id: `z${'2'.repeat(1000)}` },
  ])('is refused for $name', async ({ id }) => {
    const resolved = resolveDid(`did:key:${id}`, { resolver })
    await expect(resolved).rejects.toMatchObject({ name: 'DidError', code: 'invalidDid' })
  })

  test('is one text for each key, and one key for each text', async () => {
    const keys = fc.oneof(
      fc.uint8Array({ minLength: 96, maxLength: 96 }).map((o) => withCodec('Bls12381G2-public', o)),
      fc.uint8Array({ minLength: 32, maxLength: 32 }).map((o) => withCodec('Ed25519-public', o)),
    )
    await fc.assert(
      fc.asyncProperty(keys, async (key) => {
        expect(await keyOf(didKeyOf(key))).toEqual(key)
      }),
      { ...seeded, numRuns: 200 },
    )
  })

  test('with any one character changed gives another key or none', async () => {
    const did = didKeyOf(g2Key)
    const change = fc.tuple(
      fc.integer({ min: 8, max: did.length - 1 }),
      fc.constantFrom(...'12AZaz0lu.:'),
    )
    await fc.assert(
      fc.asyncProperty(change, async ([at, character]) => {
        fc.pre(did[at] !== character)
        const changed = did.slice(0, at) + character + did.slice(at + 1)
        const key = await keyOf(changed).catch((error: unknown) => error)
        expect(key).not.toEqual(g2Key)
        if (key instanceof Error)
          expect(key).toMatchObject({ name: 'DidError', code: 'invalidDid' })
      }),
      { ...seeded, numRuns: 500 },
    )
  })
})

interface KeyVector {
  did: string
  /** The public key's own octets. */
  octets: Uint8Array
}

const P256 = /^did:key:zDn/

describeWith('vectors', 'did-key-bls12381', 'did:key vectors', () => {
  const folder = 'did-key-bls12381'
  const bls = keyVectors(`${folder}/test-vectors/bls12381.json`, 'did:key:zUC7')
  const ed25519 = keyVectors(`${folder}/test-vectors/ed25519-x25519.json`, 'did:key:z6Mk')
  const mattr = suiteVectors(
    `${folder}/did-core-test-suite/did-key-mattr.json`,
    /^did:key:z(?:UC7|6Mk)/,
  )
  const transmute = suiteVectors(
    `${folder}/did-core-test-suite/did-key-transmute.json`,
    /^did:key:z6Mk/,
  )

  const nist = readSharedJson<PublishedP256Keys>(
    'vectors',
    `${folder}/test-vectors/nist-curves.json`,
  )
  const p256 = Object.entries(nist)
    .filter(([did]) => P256.test(did))
    .map(([did, { verificationMethod }]) => ({ did, octets: octetsOfP256(verificationMethod) }))

  test('are as many as were published', () => {
    const lengths = [bls, ed25519, mattr, transmute, p256].map(({ length }) => length)
    expect(lengths).toEqual([5, 5, 2, 1, 3])
  })

  test.each([...bls, ...ed25519, ...mattr, ...transmute, ...p256])(
    '$did is its key',
    async ({ did, octets }) => {
      const key = await keyOf(did)
      expect(equalOctets(key.octets, octets)).toBe(true)
      expect(didKeyOf(withCodec(key.codec, octets))).toBe(did)
    },
  )

  const documents = ['bls12381', 'ed25519-x25519', 'nist-curves'].map((file) =>
    readSharedJson<PublishedKeys>('vectors', `${folder}/test-vectors/${file}.json`),
  )

  test.each([...bls, ...ed25519, ...p256])(
    '$did serves what the vector says, key agreement aside',
    async ({ did }) => {
      const published = Object.assign({}, ...documents)[did].didDocument
      const document = await resolveDid(did, { resolver })
      expect(document.id).toBe(published.id)
      for (const relationship of verificationRelationships) {
        if (relationship === 'keyAgreement') continue
        expect(document[relationship]).toEqual(published[relationship])
      }
    },
  )

  const foreign = ['nist-curves', 'rsa', 'secp256k1']
    .flatMap((file) =>
      Object.keys(readSharedJson<object>('vectors', `${folder}/test-vectors/${file}.json`)),
    )
    .filter((did) => !P256.test(did))
  const g1g2 = Object.keys(
    readSharedJson<object>('vectors', `${folder}/test-vectors/bls12381.json`),
  ).filter((did) => did.startsWith('did:key:z5Tc'))
  const { didDocument: x25519 } = readSharedJson<{ didDocument: object }>(
    'vectors',
    `${folder}/test-vectors/x25519.json`,
  )

  test.each([...foreign, ...g1g2, ...Object.keys(x25519)])(
    '%s is a key of another kind, and refused',
    async (did) => {
      await expect(resolveDid(did, { resolver })).rejects.toMatchObject({ code: 'invalidDid' })
    },
  )
})

describeWith(
  'vectors',
  'did-key-bls12381/mattr-bls12381-key-pair',
  'keys of bls12381-key-pair',
  () => {
    const fixtures = 'did-key-bls12381/mattr-bls12381-key-pair/__tests__/__fixtures__'
    const base58 = readSharedJson<Base58Key>('vectors', `${fixtures}/exampleBls12381G2KeyPair.json`)
    const jwk = readSharedJson<object>('vectors', `${fixtures}/exampleBls12381G2JwkKeyPair.json`)

    test.each([
      { name: 'Bls12381G2Key2020', method: { ...base58, type: 'Bls12381G2Key2020' } },
      { name: 'JsonWebKey2020', method: { ...jwk, type: 'JsonWebKey2020' } },
    ])('$name has a did:key that gives it back', async ({ method }) => {
      const { key } = parseVerificationMethod(method)
      expect(didKeyOf(key)).toMatch(/^did:key:zUC7/)
      expect(await keyOf(didKeyOf(key))).toEqual(key)
    })

    test('base58 is the octets of the did:key after its codec', () => {
      const octets = parseMultibase(`z${base58.publicKeyBase58}`)
      const did = didKeyOf(withCodec('Bls12381G2-public', octets))
      const text = parseMultikey(did.slice('did:key:'.length))
      expect(multikeyOctets(text)).toEqual(Uint8Array.of(0xeb, 0x01, ...octets))
    })
  },
)

async function keyOf(did: string): Promise<Multikey> {
  const didUrl = `${did}#${did.slice('did:key:'.length)}`
  const relationship = 'assertionMethod'
  const method = await dereferenceVerificationMethod(didUrl, { resolver, relationship })
  return method.key
}

interface Base58Key {
  publicKeyBase58: string
}

interface PublishedMethod extends Partial<Base58Key> {
  id: string
  publicKeyJwk?: { x: string }
}

type PublishedKeys = Record<
  string,
  { verificationKeyPair?: PublishedMethod; didDocument?: Record<string, unknown> } | undefined
>

type PublishedP256Keys = Record<
  string,
  { verificationMethod: { publicKeyJwk?: object; publicKeyBase58?: string } }
>

function octetsOfP256({
  publicKeyJwk,
  publicKeyBase58,
}: PublishedP256Keys[string]['verificationMethod']): Uint8Array {
  if (publicKeyBase58 !== undefined) return parseMultibase(`z${publicKeyBase58}`)
  return parsePublicJwk(publicKeyJwk).octets
}

function keyVectors(path: string, prefix: string): KeyVector[] {
  const vectors = Object.entries(readSharedJson<PublishedKeys>('vectors', path))
  return vectors
    .filter(([did]) => did.startsWith(prefix))
    .map(([did, vector]) => ({ did, octets: octetsOf(vector?.verificationKeyPair) }))
}

interface PublishedSuite {
  dids: string[]
  [did: string]: unknown
}

interface PublishedModel {
  didDocumentDataModel: {
    properties: { publicKey?: PublishedMethod[]; verificationMethod?: PublishedMethod[] }
  }
}

function suiteVectors(path: string, kinds: RegExp): KeyVector[] {
  const suite = readSharedJson<PublishedSuite>('vectors', path)
  return suite.dids
    .filter((did) => kinds.test(did))
    .map((did) => {
      // The suite's format: beside `dids` each DID is a member.
      const { properties } = (suite[did] as PublishedModel).didDocumentDataModel
      const methods = properties.verificationMethod ?? properties.publicKey
      return { did, octets: octetsOf(methods?.find(({ id }) => id === `${did}#${did.slice(8)}`)) }
    })
}

function octetsOf({ publicKeyBase58, publicKeyJwk }: Partial<PublishedMethod> = {}): Uint8Array {
  if (publicKeyBase58 !== undefined) return parseMultibase(`z${publicKeyBase58}`)
  return new Uint8Array(Buffer.from(publicKeyJwk?.x ?? '', 'base64url'))
}
