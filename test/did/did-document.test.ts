import { encodeMultikey, type JsonObject, MAX_JSON_BYTES, MAX_JSON_DEPTH } from '@unscored/core'
import {
  type Did,
  DidError,
  dereference,
  dereferenceService,
  dereferenceVerificationMethod,
  parseDidDocument,
  verificationRelationships,
} from '@unscored/did'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { describeWith, readSharedJson } from '../support/shared.ts'
import { seeded } from './arbitraries.ts'
import { holding, multikeyMethod, otherG2Key, refusalOf } from './fixtures.ts'

const did: Did = 'did:web:issuer.example'
const method = multikeyMethod(`${did}#key-1`, did)
const document = {
  '@context': ['https://www.w3.org/ns/did/v1', 'https://w3id.org/security/multikey/v1'],
  id: did,
  alsoKnownAs: ['https://issuer.example/'],
  controller: did,
  verificationMethod: [method],
  assertionMethod: [`${did}#key-1`, multikeyMethod('#key-2', '', otherG2Key)],
  service: [{ id: '#site', type: 'LinkedDomains', serviceEndpoint: 'https://issuer.example/' }],
  note: { anything: ['else'] },
}

describe('a DID document', () => {
  test('passes whole, with members that nobody here reads', () => {
    expect(parseDidDocument(structuredClone(document), did)).toEqual(document)
  })

  test('needs nothing but its id', () => {
    expect(parseDidDocument({ id: did }, did)).toEqual({ id: did })
  })

  test('may hold kinds of key that this toolkit does not read', () => {
    const foreign = { id: '#p256', type: 'JsonWebKey2020', controller: did, publicKeyJwk: {} }
    const mixed = { ...document, verificationMethod: [method, foreign] }
    expect(parseDidDocument(mixed, did).verificationMethod).toHaveLength(2)
  })

  test.each([
    { name: 'another id', change: { id: 'did:web:other.example' } },
    { name: 'an id in another case', change: { id: 'did:web:Issuer.example' } },
    { name: 'its DID in an array as id', change: { id: [did] } },
    { name: 'methods that are no array', change: { verificationMethod: method } },
    { name: 'a method that is text', change: { verificationMethod: [`${did}#key-1`] } },
    { name: 'a method that is null', change: { verificationMethod: [null] } },
    { name: 'a method without id', change: { verificationMethod: [{ ...method, id: 1 }] } },
    { name: 'a method without type', change: { verificationMethod: [{ ...method, type: [] }] } },
    {
      name: 'a controller that is no text',
      change: { verificationMethod: [{ ...method, controller: [did] }] },
    },
    {
      name: 'a controller that is no DID',
      change: { verificationMethod: [{ ...method, controller: 'issuer' }] },
    },
    {
      name: 'a controller with a fragment',
      change: { verificationMethod: [{ ...method, controller: '#key-1' }] },
    },
    {
      name: 'a method id that is no DID URL',
      change: { verificationMethod: [{ ...method, id: 'key-1' }] },
    },
    {
      name: 'a fragment with a space',
      change: { verificationMethod: [{ ...method, id: '#key 1' }] },
    },
    { name: 'a method twice', change: { verificationMethod: [method, method] } },
    {
      name: 'an id twice, once relative',
      change: { verificationMethod: [method, { ...method, id: '#key-1' }] },
    },
    {
      name: 'the id of a method in place',
      change: { authentication: [{ ...method, id: '#key-1' }] },
    },
    {
      name: 'a method in place twice',
      change: { authentication: [multikeyMethod('#key-2', did)] },
    },
    {
      name: 'the id of a service',
      change: { service: [{ ...document.service[0], id: '#key-1' }] },
    },
    { name: 'services that are no array', change: { service: {} } },
    { name: 'a service that is text', change: { service: ['https://issuer.example/'] } },
    {
      name: 'a service without id',
      change: { service: [{ type: 'T', serviceEndpoint: 'https://issuer.example/' }] },
    },
    {
      name: 'a service without type',
      change: { service: [{ id: '#site', serviceEndpoint: 'https://issuer.example/' }] },
    },
    {
      name: 'an endpoint that is a number',
      change: { service: [{ ...document.service[0], serviceEndpoint: 7 }] },
    },
    {
      name: 'an endpoint that is null',
      change: {
        service: [{ ...document.service[0], serviceEndpoint: ['https://a.example', null] }],
      },
    },
    {
      name: 'a service twice, once relative',
      change: { service: [document.service[0], { ...document.service[0], id: `${did}#site` }] },
    },
    {
      name: 'a method in place under two relationships',
      change: {
        authentication: [multikeyMethod('#key-3', did)],
        keyAgreement: [multikeyMethod(`${did}#key-3`, '')],
      },
    },
    { name: 'a service without endpoint', change: { service: [{ id: '#site', type: 'T' }] } },
    { name: 'names that are no array', change: { alsoKnownAs: 'https://issuer.example/' } },
    { name: 'a name that is no text', change: { alsoKnownAs: [1] } },
    { name: 'a document controller that is no text', change: { controller: {} } },
    { name: 'what JSON cannot express', change: { note: () => 1 } },
    { name: 'too many octets', change: { note: 'a'.repeat(MAX_JSON_BYTES) } },
    { name: 'too deep a nesting', change: { note: nested(MAX_JSON_DEPTH) } },
  ])('is refused for $name', ({ change }) => {
    expect(refusalOf(() => parseDidDocument({ ...document, ...change }, did))).toBe(
      'invalidDidDocument',
    )
  })

  test.each(verificationRelationships)('is refused for what is no key under %s', (relationship) => {
    for (const list of ['#key-1', {}, [1], [null], ['key-1'], [{ id: '#key-3' }]]) {
      const changed = { ...document, [relationship]: list }
      expect(refusalOf(() => parseDidDocument(changed, did))).toBe('invalidDidDocument')
    }
  })

  test.each([undefined, null, 'text', 7, [], [document]])('is never %j', (value) => {
    expect(refusalOf(() => parseDidDocument(value, did))).toBe('invalidDidDocument')
  })

  test('is refused without a word about its content', () => {
    const text = encodeMultikey(otherG2Key)
    const changed = { ...document, verificationMethod: [{ ...method, id: text }] }
    expect(() => parseDidDocument(changed, did)).toThrow(/^((?!zUC).)*$/)
  })
})

describe('any change to a DID document', () => {
  const paths = pathsIn(document)
  const value = fc.oneof(
    fc.jsonValue({ maxDepth: 2 }),
    fc.constantFrom<unknown>(did, '#key-1', '#key-2', '', '#', 'did:', document, undefined, 1n),
  )

  test('leaves one, or is refused with a DidError; and its DID URLs likewise', async () => {
    let passed = 0
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...paths), value, async (path, change) => {
        const changed = withChange(document, { path, change })
        const refusal = refusalOf(() => parseDidDocument(changed, did))
        if (refusal !== undefined) expect(refusal).toBe('invalidDidDocument')
        else passed++
        for (const reference of [
          '',
          '#key-1',
          '#key-2',
          '#site',
          '?service=site',
          '?serviceType=T',
        ]) {
          const outcomes = await Promise.allSettled([
            dereference(did + reference, { resolver: holding(changed) }),
            dereferenceService(did + reference, { resolver: holding(changed) }),
            dereferenceVerificationMethod(did + reference, {
              ...{ resolver: holding(changed), relationship: 'assertionMethod' },
            }),
          ])
          for (const outcome of outcomes) {
            if (outcome.status === 'rejected') expect(outcome.reason).toBeInstanceOf(DidError)
          }
        }
      }),
      { ...seeded, numRuns: 1000 },
    )
    expect(passed).toBeGreaterThan(100)
  })
})

describeWith('vectors', 'did-key-bls12381', 'DID documents of others', () => {
  const folder = 'did-key-bls12381'
  const files = ['bls12381', 'ed25519-x25519', 'nist-curves', 'rsa', 'secp256k1', 'x25519']
  const ofMethod = files.flatMap((file) =>
    documentsIn(readSharedJson('vectors', `${folder}/test-vectors/${file}.json`)),
  )
  const ofSuite = ['mattr', 'transmute'].flatMap((name) =>
    documentsIn(readSharedJson('vectors', `${folder}/did-core-test-suite/did-key-${name}.json`)),
  )

  test.each([...ofMethod, ...ofSuite])('pass: $id', (published) => {
    // A DID document's id is a DID; the assertion fails where it is not.
    expect(parseDidDocument(published, published.id as Did)).toEqual(published)
  })
})

/** Every object within a JSON value that has verification methods and an id of its own. */
function documentsIn(value: unknown): (JsonObject & { id: string })[] {
  if (typeof value !== 'object' || value === null) return []
  const isDocument = 'id' in value && ('assertionMethod' in value || 'keyAgreement' in value)
  // Read from JSON; the members asked for are there.
  if (isDocument) return [value as JsonObject & { id: string }]
  return Object.values(value).flatMap(documentsIn)
}

function nested(depth: number): unknown[] {
  return depth === 0 ? [] : [nested(depth - 1)]
}

type Path = readonly (string | number)[]

/** The path of every value within a JSON value. */
function pathsIn(value: unknown): Path[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, member]) => [
    [name],
    ...pathsIn(member).map((path) => [name, ...path]),
  ])
}

function withChange(value: unknown, { path, change }: { path: Path; change: unknown }): unknown {
  const [name, ...rest] = path
  if (name === undefined) return change
  // A path leads through objects and arrays alone.
  const copy: Record<string, unknown> = Array.isArray(value) ? [...value] : { ...Object(value) }
  copy[name] = withChange(copy[name], { path: rest, change })
  return copy
}
