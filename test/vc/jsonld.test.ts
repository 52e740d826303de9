import type { JsonObject, JsonValue } from '@unscored/core'
import { bundledDocumentLoader, createDocumentLoader } from '@unscored/vc'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  canonicalize,
  compact,
  expand,
  type Quad,
  type Term,
  toDataset,
  toNQuads,
} from '../../packages/vc/src/jsonld.ts'

const options = { documentLoader: bundledDocumentLoader }
const P = 'https://vocabulary.example/#'
const V2 = 'https://www.w3.org/ns/credentials/v2'

/** A document with members that are IRIs, so that no context needs to define them. */
const document = (members: JsonObject): JsonObject => ({
  '@context': V2,
  id: 'urn:example:1',
  ...members,
})

describe('canonical N-Quads', () => {
  test('are sorted, closed by newlines, and hold every kind of value', async () => {
    const nquads = await toNQuads(
      document({
        type: `${P}Thing`,
        [`${P}a`]: 'text "quoted"\n',
        [`${P}b`]: [2, 1.5, true],
        [`${P}c`]: { [`${P}d`]: '' },
        name: { '@value': 'Beispiel', '@language': 'de' },
      }),
      options,
    )
    expect(nquads).toEqual([
      '<urn:example:1> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://vocabulary.example/#Thing> .\n',
      '<urn:example:1> <https://schema.org/name> "Beispiel"@de .\n',
      '<urn:example:1> <https://vocabulary.example/#a> "text \\"quoted\\"\\n" .\n',
      '<urn:example:1> <https://vocabulary.example/#b> "1.5E0"^^<http://www.w3.org/2001/XMLSchema#double> .\n',
      '<urn:example:1> <https://vocabulary.example/#b> "2"^^<http://www.w3.org/2001/XMLSchema#integer> .\n',
      '<urn:example:1> <https://vocabulary.example/#b> "true"^^<http://www.w3.org/2001/XMLSchema#boolean> .\n',
      '<urn:example:1> <https://vocabulary.example/#c> _:c14n0 .\n',
      '_:c14n0 <https://vocabulary.example/#d> "" .\n',
    ])
  })

  test('differ wherever texts differ', async () => {
    const text = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom(...tricky))
    await fc.assert(
      fc.asyncProperty(text, text, async (a, b) => {
        const nquads = await Promise.all(
          [a, b].map((value) => toNQuads(document({ [`${P}a`]: value }), options)),
        )
        expect(nquads[0]).toHaveLength(1)
        expect(nquads[0]?.[0] === nquads[1]?.[0]).toBe(a === b)
      }),
      { numRuns: 300 },
    )
  })

  test('do not depend on what blank nodes are called or where they stand', async () => {
    const leaf = (value: number) => ({ [`${P}b`]: value })
    const one = await toNQuads(document({ [`${P}a`]: [leaf(1), leaf(2)] }), options)
    const other = await toNQuads(
      document({
        [`${P}a`]: [
          { id: '_:c14n1', ...leaf(2) },
          { id: '_:x', ...leaf(1) },
        ],
      }),
      options,
    )
    expect(other).toEqual(one)
  })

  test.each<{ name: string; members: JsonObject; code: string }>([
    { name: 'an undefined member', members: { surname: 'X' }, code: 'undefinedTerm' },
    { name: 'a member of all objects', members: { constructor: 'X' }, code: 'undefinedTerm' },
    { name: 'an undefined type', members: { type: 'Person' }, code: 'undefinedTerm' },
    { name: 'a member deep inside', members: { [`${P}a`]: [{ x: 1 }] }, code: 'undefinedTerm' },
    { name: 'a relative id', members: { id: 'me' }, code: 'malformed' },
    { name: 'a relative link', members: { [`${P}a`]: { id: '/me' } }, code: 'malformed' },
    { name: 'no members', members: { id: 'urn:x' }, code: 'malformed' },
    { name: 'an id that is a number', members: { id: 5 }, code: 'malformed' },
    { name: 'a type that is an object', members: { type: { a: 1 } }, code: 'malformed' },
    {
      name: 'a context not known',
      members: { '@context': 'https://unknown.example/v1' },
      code: 'unknownContext',
    },
    {
      name: 'a term that is protected',
      members: { '@context': [V2, { name: `${P}name` }] },
      code: 'malformed',
    },
    {
      name: 'text where a number belongs',
      members: { [`${P}a`]: { type: 'http://www.w3.org/2001/XMLSchema#integer', '@value': '2' } },
      code: 'malformed',
    },
  ])('are refused for $name: $code', async ({ members, code }) => {
    await expect(toNQuads(document(members), options)).rejects.toMatchObject({
      name: 'CredentialError',
      code,
    })
  })

  test.each<{ name: string; value: JsonValue }>([
    { name: 'of an undefined member', value: { undefined1: 'Xyzzy' } },
    { name: 'of a free-floating value', value: { '@list': [{ id: 'Xyzzy' }] } },
    { name: 'of a type that is none', value: { '@value': 'Xyzzy', '@type': 'no type' } },
    { name: 'of an @index that is none', value: { '@value': 'Xyzzy', '@index': ['Xyzzy'] } },
  ])('tell when refused no value $name', async ({ value }) => {
    const error: unknown = await toNQuads(document({ [`${P}a`]: value }), options).catch((e) => e)
    expect(error).toBeInstanceOf(Error)
    expect(everythingIn(error)).not.toContain('Xyzzy')
  })

  test('name the undefined member, cut short', async () => {
    await expect(toNQuads(document({ surname: 'X' }), options)).rejects.toThrow(
      'no context defines the member "surname"',
    )
    const long = toNQuads(document({ ['x'.repeat(1000)]: 'X' }), options)
    await expect(long).rejects.toThrow(/member "x{100}"$/)
  })

  test('let through what a document loader refuses, with its code', async () => {
    const refusal = toNQuads(document({ '@context': 'did:web:issuer.example' }), options)
    await expect(refusal).rejects.toMatchObject({ code: 'notLoadable' })
  })

  test('are refused where the document loader fails without a code', async () => {
    const documentLoader = createDocumentLoader({
      dereference: async () => {
        throw new TypeError('Xyzzy')
      },
    })
    const failing = toNQuads(document({ '@context': 'did:web:issuer.example' }), { documentLoader })
    await expect(failing).rejects.toMatchObject({ code: 'malformed' })
  })
})

describe('blank nodes linked to poison canonicalization', () => {
  const node = (i: number) => ({ id: `_:n${i}` })
  const clique = (size: number) =>
    Array.from({ length: size }, (_, i) => ({
      ...node(i),
      [`${P}knows`]: Array.from({ length: size }, (_, j) => node(j)).filter((_, j) => j !== i),
    }))
  const ring = (size: number) =>
    Array.from({ length: size }, (_, i) => ({ ...node(i), [`${P}next`]: node((i + 1) % size) }))
  const tree = (depth: number): JsonObject =>
    depth === 0 ? { [`${P}a`]: 1 } : { [`${P}a`]: [tree(depth - 1), tree(depth - 1)] }

  test.each([
    { name: 'a clique of 12', graph: clique(12) },
    { name: 'a clique of 40', graph: clique(40) },
    { name: 'two cliques', graph: [...clique(8), { [`${P}a`]: clique(8) }] },
    { name: 'a ring of 60', graph: ring(60) },
    { name: 'a tree of equal branches', graph: [tree(8)] },
  ])('are refused: $name', async ({ graph }) => {
    await expect(toNQuads(document({ [`${P}a`]: graph }), options)).rejects.toMatchObject({
      code: 'malformed',
    })
  })

  test('are told from many that are merely alike', async () => {
    const alike = Array.from({ length: 200 }, () => ({ [`${P}b`]: 1 }))
    expect(await toNQuads(document({ [`${P}a`]: alike }), options)).toHaveLength(400)
  })
})

describe('a dataset', () => {
  test('holds each statement once, though the document makes it twice', async () => {
    const double = { type: 'http://www.w3.org/2001/XMLSchema#double' }
    const twice = await expand(
      document({ [`${P}a`]: [1.5, { ...double, '@value': 1.5 }, { ...double, '@value': 1 }] }),
      options,
    )
    expect(await toDataset(twice, options)).toHaveLength(2)
  })

  test('leaves the expanded document as it was', async () => {
    const expanded = await expand(document({ [`${P}a`]: { '@list': [1, 2, 3] } }), options)
    const before = structuredClone(expanded)
    await toDataset(expanded, options)
    expect(expanded).toEqual(before)
  })

  test('is canonicalized with the canonical label of each of its own', async () => {
    const expanded = await expand(document({ [`${P}a`]: { [`${P}b`]: { [`${P}c`]: 1 } } }), options)
    const dataset = await toDataset(expanded, options)
    const { labels } = await canonicalize(dataset)
    const own = dataset.flatMap(({ subject, object }) => [subject, object]).filter(isBlank)
    expect([...labels.keys()].sort()).toEqual([...new Set(own.map(({ value }) => value))].sort())
    expect([...labels.values()].sort()).toEqual(['c14n0', 'c14n1'])
  })

  test('with a label of the canonical form is refused', async () => {
    const blank: Term = { termType: 'BlankNode', value: 'c14n0' }
    const quad: Quad = {
      subject: blank,
      predicate: { termType: 'NamedNode', value: `${P}a` },
      object: blank,
      graph: { termType: 'DefaultGraph', value: '' },
    }
    await expect(canonicalize([quad])).rejects.toMatchObject({ code: 'malformed' })
  })
})

test('compaction gives back what was expanded', async () => {
  const original = document({ [`${P}a`]: [2, 'x', { [`${P}b`]: true }], name: 'A' })
  expect(await compact(await expand(original, options), V2, options)).toEqual(original)
})

const tricky = [
  '_:b0',
  '_:c14n0',
  '<urn:bnid:x>',
  '"',
  '\\',
  '\\n',
  '\n',
  '\r\n',
  '\u2028',
  '@id',
  '\0',
]

function isBlank({ termType }: Term): boolean {
  return termType === 'BlankNode'
}

/** All that a log could hold of an error, with its causes. */
function everythingIn(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error.message + JSON.stringify({ ...error }) + everythingIn(error.cause)
}
