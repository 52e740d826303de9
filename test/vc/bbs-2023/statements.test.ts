import { concatOctets, type JsonObject, utf8 } from '@unscored/core'
import { bundledDocumentLoader } from '@unscored/vc'
import { describe, expect, test } from 'vitest'
import {
  areInDocumentOrder,
  hashStatements,
  nameBlankNodes,
  relabel,
  select,
  selectStatements,
  shuffle,
  shuffledLabels,
  statementsOf,
} from '../../../packages/vc/src/bbs-2023/statements.ts'
import {
  canonicalize,
  expand,
  type Quad,
  type Term,
  toDataset,
  toNQuad,
} from '../../../packages/vc/src/jsonld.ts'

const options = { documentLoader: bundledDocumentLoader }
const P = 'https://vocabulary.example/#'

/** A document whose terms are IRIs of one vocabulary, but for those that are defined otherwise. */
const document = (members: JsonObject, terms: JsonObject = {}): JsonObject => ({
  '@context': { '@version': 1.1, '@vocab': P, id: '@id', type: '@type', ...terms },
  ...members,
})

const blank = (value: string): Term => ({ termType: 'BlankNode', value })
const iri = (value: string): Term => ({ termType: 'NamedNode', value })
const plain = (value: string): Term => ({
  termType: 'Literal',
  value,
  datatype: { termType: 'NamedNode', value: 'http://www.w3.org/2001/XMLSchema#string' },
})
const quad = (subject: Term, object: Term): Quad => ({
  subject,
  predicate: iri(`${P}is`),
  object,
  graph: { termType: 'DefaultGraph', value: '' },
})

/** The names that the nodes of a value bear, in the order in which they stand there. */
const namesIn = (value: unknown, prefix: string) =>
  JSON.stringify(value)
    .split(prefix)
    .slice(1)
    .map((rest) => rest.slice(0, rest.indexOf('"')))

describe('a document whose blank nodes were named', () => {
  const cases: readonly { name: string; nodes: number; original: JsonObject }[] = [
    { name: 'one node', nodes: 1, original: document({ title: 'x' }) },
    { name: 'a node with an id', nodes: 0, original: document({ id: 'urn:a:b', title: 'x' }) },
    {
      name: 'nodes within nodes, some with ids',
      nodes: 3,
      original: document({
        type: 'Journey',
        legs: [{ port: { title: 'North' } }, { id: 'urn:a:b', port: { id: 'urn:a:c' } }],
      }),
    },
    {
      name: 'numbers and texts of a language',
      nodes: 1,
      original: document({ a: [1, true, 2.5], b: { '@value': 'x', '@language': 'en' } }),
    },
    {
      name: 'a list of nodes',
      nodes: 3,
      original: document(
        { items: [{ title: 'a' }, { title: 'b' }] },
        { items: { '@id': `${P}items`, '@container': '@list' } },
      ),
    },
    {
      name: 'JSON, whose objects are no nodes',
      nodes: 1,
      original: document(
        { data: { a: { b: 1 } } },
        { data: { '@id': `${P}data`, '@type': '@json' } },
      ),
    },
    {
      name: 'JSON in one of two nodes, and a list of nodes',
      nodes: 5,
      original: document(
        {
          legs: [{ type: 'Leg', title: 'a' }, { data: { a: 1 } }],
          items: [{ title: 'b' }, { id: 'urn:a:b', title: ['c', 'd'] }, { title: 'e' }, 'f'],
        },
        {
          data: { '@id': `${P}data`, '@type': '@json' },
          items: { '@id': `${P}items`, '@container': '@list' },
        },
      ),
    },
    {
      name: 'a map of languages, which is no node',
      nodes: 1,
      original: document(
        { title: { de: 'Reise', en: 'journey' } },
        { title: { '@id': `${P}title`, '@container': '@language' } },
      ),
    },
    {
      name: 'a map of nodes by what they are called, which is no node',
      nodes: 3,
      original: document(
        { ports: { north: { title: 'North' }, south: { title: 'South' } } },
        { ports: { '@id': `${P}ports`, '@container': '@index' } },
      ),
    },
    {
      name: 'a map of nodes by id',
      nodes: 1,
      original: document(
        { ports: { 'urn:a:b': { title: 'North' } } },
        { ports: { '@id': `${P}ports`, '@container': '@id' } },
      ),
    },
    {
      name: 'members that are grouped, in what is no node',
      nodes: 1,
      original: document({ labels: { title: 'x' } }, { labels: '@nest' }),
    },
    {
      name: 'a set of nodes that is spelled out',
      nodes: 2,
      original: document({ legs: { '@set': [{ title: 'a' }] } }),
    },
    {
      name: 'labels of its own, one of them twice',
      nodes: 4,
      original: document({
        id: '_:x',
        legs: [{ id: '_:y', to: { id: '_:x' } }, { title: 'b' }],
      }),
    },
  ]

  test.each(cases)('says what it said: $name', async ({ original, nodes }) => {
    const named = await nameBlankNodes(original, options)
    expect(named.prefix).toMatch(/^urn:bnid:[\da-f-]{36}:$/)
    expect(namesIn(named.expanded, named.prefix)).toHaveLength(nodes)
    expect(new Set(namesIn(named.compact, named.prefix))).toEqual(
      new Set(namesIn(named.expanded, named.prefix)),
    )
    const expected = await toDataset(await expand(original, options), options)
    const { nquads } = await canonicalize(await statementsOf(named, options))
    expect(nquads).toEqual((await canonicalize(expected)).nquads)
    // Whatever is selected from it is a part of the same.
    const parts = await selectStatements(named, pointersWithin(named.compact), options)
    expect((await canonicalize(parts)).nquads).toEqual(nquads)
  })

  test('has names in the order of its members, parents first', async () => {
    const original = document({
      z: { title: 'last' },
      b: [{ title: 'second' }, { a: { title: 'fourth' }, id: 'urn:a:b' }, { title: 'fifth' }],
      title: 'first',
    })
    const named = await nameBlankNodes(original, options)
    const { compact, prefix } = named
    const labels = await shuffledLabels(await statementsOf(named, options), new Uint8Array(32))
    expect([...labels.keys()].sort()).toEqual(['n0', 'n1', 'n2', 'n3', 'n4'])
    expect(compact).toMatchObject({
      id: `${prefix}n0`,
      b: [{ id: `${prefix}n1` }, { a: { id: `${prefix}n2` } }, { id: `${prefix}n3` }],
      z: { id: `${prefix}n4` },
    })
  })

  test('is written as it was, where a name changes nothing else', async () => {
    const terms = { items: { '@id': `${P}items`, '@container': '@list' } }
    const port = { title: ['one title in a list'], type: ['Port'] }
    const members = {
      a: [{ '@value': 'x', '@language': 'en' }, 5, true, 2.5],
      items: [{ title: 'in a list' }, 'x'],
      legs: [{ id: 'urn:a:b', port }],
      type: ['Journey'],
    }
    const { compact, prefix } = await nameBlankNodes(document(members, terms), options)
    expect(compact).toEqual({
      ...document(members, terms),
      id: `${prefix}n0`,
      items: [{ id: `${prefix}n1`, title: 'in a list' }, 'x'],
      legs: [{ id: 'urn:a:b', port: { id: `${prefix}n2`, ...port } }],
    })
  })

  test('has other names each time', async () => {
    const [one, other] = [
      await nameBlankNodes(document({ title: 'x' }), options),
      await nameBlankNodes(document({ title: 'x' }), options),
    ]
    expect(one.prefix).not.toBe(other.prefix)
  })

  test('is refused where it was refused without names', async () => {
    const original = { '@context': {}, title: 'of no context' }
    await expect(nameBlankNodes(original, options)).rejects.toMatchObject({ code: 'undefinedTerm' })
  })

  /** Pointers to all members but the context. */
  function pointersWithin(value: JsonObject): string[] {
    return Object.keys(value)
      .filter((name) => name !== '@context')
      .map((name) => `/${name}`)
  }
})

describe('statements under other labels', () => {
  const labels = new Map([
    ['x', 'b1'],
    ['y', 'b0'],
  ])

  test('have them in the place of every label of their own', () => {
    const quads = [{ ...quad(blank('x'), blank('y')), graph: blank('x') }]
    expect(relabel(quads, labels)).toEqual([`_:b1 <${P}is> _:b0 _:b1 .\n`])
  })

  test('are told once each', () => {
    const twice = [quad(blank('x'), plain('a')), quad(blank('x'), plain('a'))]
    expect(relabel(twice, labels)).toHaveLength(1)
  })

  test('ascend by code points, which code units do not', () => {
    const texts = [
      'a',
      'aa',
      'b',
      '\ud7ff',
      '\ue000',
      '\uffff',
      '\u{10000}',
      '\u{10001}',
      '\u{10400}',
    ]
    const shuffled = [8, 4, 6, 1, 0, 7, 2, 5, 3].map((i) => quad(blank('x'), plain(texts[i] ?? '')))
    const sorted = relabel(shuffled, labels).map((nquad) => nquad.split('"')[1])
    expect(sorted).toEqual(texts)
  })

  test('that are a beginning of others come first', () => {
    const quads = ['urn:a:bc', 'urn:a:b'].map((id) => quad(iri(id), plain('a')))
    expect(relabel(quads, labels).map((nquad) => nquad.slice(0, 10))).toEqual([
      '<urn:a:b> ',
      '<urn:a:bc>',
    ])
  })

  test('are none where one has no label', () => {
    const refused = () => relabel([quad(blank('z'), plain('a'))], labels)
    expect(refused).toThrow(expect.objectContaining({ code: 'invalidLabelMap' }))
  })
})

describe('labels by a keyed hash', () => {
  const canonical = new Map(Array.from({ length: 12 }, (_, i) => [`own${i}`, `c14n${i}`]))
  const shuffled = shuffle(canonical, new Uint8Array(32).fill(5))

  test('are b0, b1 and so on, each once', () => {
    expect([...shuffled.keys()].sort()).toEqual([...canonical.keys()].sort())
    expect([...shuffled.values()]).toEqual(Array.from({ length: 12 }, (_, i) => `b${i}`))
  })

  test('depend on the key and on canonical labels, not on their own or where they stand', () => {
    const reversed = new Map([...canonical].reverse())
    expect(shuffle(reversed, new Uint8Array(32).fill(5))).toEqual(shuffled)
    const other = shuffle(canonical, new Uint8Array(32).fill(6))
    expect([...other.keys()]).not.toEqual([...shuffled.keys()])
  })

  test('are given to the nodes of statements by what is said of them', async () => {
    const quads = ['x', 'y'].map((label) => quad(blank(label), plain(label)))
    const { labels } = await canonicalize(quads)
    const key = new Uint8Array(32).fill(5)
    expect(await shuffledLabels(quads, key)).toEqual(shuffle(labels, key))
  })
})

test.each([
  { labels: [['n0', 'b0']], inOrder: true },
  {
    labels: [
      ['n1', 'b1'],
      ['n0', 'b0'],
    ],
    inOrder: true,
  },
  {
    labels: [
      ['n0', 'b1'],
      ['n1', 'b0'],
    ],
    inOrder: false,
  },
  {
    labels: [
      ['n0', 'b0'],
      ['n1', 'b2'],
    ],
    inOrder: false,
  },
  { labels: [], inOrder: true },
] as const)('labels $labels are in the order of the document: $inOrder', ({ labels, inOrder }) => {
  expect(areInDocumentOrder(new Map(labels as readonly (readonly [string, string])[]))).toBe(
    inOrder,
  )
})

describe('a selection', () => {
  const original = document({
    id: 'urn:a:b',
    type: 'Journey',
    title: 'x',
    legs: [{ type: 'Leg', knots: 5 }, { knots: 6 }],
  })

  test('holds what pointers name, with types and ids on the way', async () => {
    expect(await select(original, ['/legs/0/knots'])).toEqual({
      '@context': original['@context'],
      id: 'urn:a:b',
      type: 'Journey',
      legs: [{ type: 'Leg', knots: 5 }],
    })
  })

  test('by no pointer is none, and makes no statement', async () => {
    expect(await select(original, [])).toBeUndefined()
    const named = await nameBlankNodes(original, options)
    expect(await selectStatements(named, [], options)).toEqual([])
  })

  test.each(['/legs/2', '/legs/0abc', '/constructor', '/title/length', 'title'])(
    'by the pointer %s is refused',
    async (pointer) => {
      const refused = { code: 'invalidPointer' }
      await expect(select(original, ['/title', pointer])).rejects.toMatchObject(refused)
      const named = await nameBlankNodes(original, options)
      await expect(selectStatements(named, ['/title', pointer], options)).rejects.toMatchObject(
        refused,
      )
    },
  )
})

test('statements are hashed one after the other', async () => {
  const nquads = ['a', 'ü'].map((text) => toNQuad(quad(blank('b0'), plain(text))))
  const octets = concatOctets(...nquads.map(utf8))
  const digest = await crypto.subtle.digest('SHA-256', octets)
  expect(hashStatements(nquads)).toEqual(new Uint8Array(digest))
})
