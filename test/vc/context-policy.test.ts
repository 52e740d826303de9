import { MAX_JSON_DEPTH } from '@unscored/core'
import { assertContexts, CredentialError, VACCINATION_CONTEXT } from '@unscored/vc'
import { describe, expect, test } from 'vitest'
import { MAX_DOCUMENT_VALUES } from '../../packages/vc/src/context-policy.ts'
import { describeWith, readSharedJson, vectors } from '../support/shared.ts'
import { publishedContexts } from './w3c-loader.ts'

const V1 = 'https://www.w3.org/2018/credentials/v1'
const V2 = 'https://www.w3.org/ns/credentials/v2'
const UNDEFINED_TERMS = 'https://www.w3.org/ns/credentials/undefined-terms/v2'
const document = (members: object) => ({ '@context': [V2, VACCINATION_CONTEXT], ...members })
const subject = (members: object) => document({ credentialSubject: members })
const context = (value: unknown) => ({ '@context': value })
const vocab = { '@vocab': 'https://vocabulary.example/#' }
const inline = { name: 'https://vocabulary.example/#name' }

describe('a document that says what it means', () => {
  test.each([
    { name: 'one context', value: context(V2) },
    { name: 'several contexts', value: context([V1, VACCINATION_CONTEXT]) },
    { name: 'a known context further inside', value: subject(context(V2)) },
    { name: 'text in a language', value: document({ name: { '@value': 'Ä', '@language': 'de' } }) },
    {
      name: 'numbers that can be kept',
      value: document({ a: [0, -1, 5.5, 6.1, 0.1, 2 ** 53 - 1, 1e-5] }),
    },
    {
      name: 'text beyond the basic plane',
      value: document({ a: ['🩹', '', '\0', '_:b0', '@id'] }),
    },
    { name: 'objects that are alike', value: document({ a: [{ b: 1 }, { b: 1 }] }) },
    { name: 'booleans', value: document({ a: [true, false], b: true }) },
    { name: 'an object without members', value: document({ a: {} }) },
  ])('passes with $name', ({ value }) => {
    const before = structuredClone(value)
    expect(() => assertContexts(value)).not.toThrow()
    expect(value).toEqual(before)
  })

  test('passes with a context that the caller knows', () => {
    const url = 'https://vocabulary.example/v1'
    expect(() => assertContexts(context(url), { contexts: new Map([[url, {}]]) })).not.toThrow()
  })

  test.each([
    { name: 'contexts of its own', value: context([V2, vocab, inline, null]) },
    { name: 'contexts of its own further inside', value: subject(context(inline)) },
    {
      name: '@id and @type',
      value: document({ '@id': 'urn:example:1', '@type': 'urn:example:T' }),
    },
  ])('passes with $name where that is allowed', ({ value }) => {
    expect(() => assertContexts(value, { allowInline: true })).not.toThrow()
    expect(() => assertContexts(value)).toThrow(CredentialError)
  })
})

describe('a document is refused', () => {
  test.each([
    { name: 'a context not known', value: context('https://h.example/v1'), code: 'unknownContext' },
    { name: 'one such among others', value: context([V2, 'x']), code: 'unknownContext' },
    { name: 'one such further inside', value: subject(context('x')), code: 'unknownContext' },
    { name: 'a name of all objects', value: context('constructor'), code: 'unknownContext' },
    {
      name: 'the context of undefined terms',
      value: context([V2, UNDEFINED_TERMS]),
      code: 'unknownContext',
    },
    { name: 'a context of its own', value: context([V2, inline]), code: 'inlineContext' },
    { name: 'an empty one', value: context({}), code: 'inlineContext' },
    { name: 'no context inside', value: subject(context(null)), code: 'inlineContext' },
    { name: 'a list in a list', value: context([[V2]]), code: 'inlineContext' },
    { name: '@vocab', value: context([V2, vocab]), code: 'vocabContext' },
    {
      name: '@vocab inside a list',
      value: document({ a: [context(vocab)] }),
      code: 'vocabContext',
    },
    { name: '@base', value: context({ '@base': 'urn:x' }), code: 'vocabContext' },
    { name: '@import', value: context({ '@import': V2 }), code: 'vocabContext' },
    { name: '@propagate', value: context({ '@propagate': false }), code: 'vocabContext' },
    { name: '@language', value: context({ '@language': 'de' }), code: 'vocabContext' },
    { name: 'an empty list', value: context([]), code: 'malformed' },
    { name: 'no context', value: { id: 'urn:x' }, code: 'malformed' },
    { name: 'an array of documents', value: [context(V2)], code: 'malformed' },
    { name: 'text', value: V2, code: 'malformed' },
    { name: 'null', value: null, code: 'malformed' },
  ])('for $name as its context: $code', ({ value, code }) => {
    expect(() => assertContexts(value)).toThrow(expect.objectContaining({ code }))
  })

  test.each([
    '@graph',
    '@included',
    '@reverse',
    '@nest',
    '@list',
    '@set',
    '@index',
    '@json',
    '@none',
    '@id',
    '@type',
    '@import',
    '@base',
    '@vocab',
    '@explicit',
    '@unheardOf',
    '@',
  ])('for the member %s', (name) => {
    expect(() => assertContexts(subject({ [name]: ['a'] }))).toThrow(
      expect.objectContaining({ code: 'malformed' }),
    )
  })

  test.each(['@graph', '@included', '@reverse', '@nest', '@list', '@set', '@index'])(
    'for the member %s even where contexts of its own are allowed',
    (name) => {
      expect(() => assertContexts(subject({ [name]: ['a'] }), { allowInline: true })).toThrow(
        expect.objectContaining({ code: 'malformed' }),
      )
    },
  )

  test.each([
    { name: 'null', value: null, pointer: '/a' },
    { name: 'null in an array', value: ['x', null], pointer: '/a/1' },
    { name: 'an empty array', value: [], pointer: '/a' },
    { name: 'an array in an array', value: [['x']], pointer: '/a' },
    { name: 'a text twice', value: ['x', 'y', 'x'], pointer: '/a' },
    { name: 'a number twice', value: [1, 1], pointer: '/a' },
    { name: 'a node twice', value: [{ id: 'urn:x', b: 1 }, { id: 'urn:x' }], pointer: '/a' },
    { name: 'a node and its id', value: [{ id: 'urn:x', b: 1 }, 'urn:x'], pointer: '/a' },
    {
      name: 'a text twice in a language',
      value: [
        { '@value': 'x', '@language': 'de' },
        { '@language': 'de', '@value': 'x' },
      ],
      pointer: '/a',
    },
    { name: 'a language of nothing', value: { b: 'x', '@language': 'de' }, pointer: '/a' },
    { name: 'a direction of nothing', value: { b: 'x', '@direction': 'rtl' }, pointer: '/a' },
    { name: 'a text spelled out', value: { '@value': 'x' }, pointer: '/a' },
    { name: 'a number spelled out', value: { '@value': 1, '@language': 'de' }, pointer: '/a' },
    {
      name: 'a term spelled out',
      value: { 'https://vocabulary.example/b': 'x' },
      pointer: '/a/https:~1~1vocabulary.example~1b',
    },
    { name: 'a term spelled by a prefix', value: { 'v:b': 'x' }, pointer: '/a/v:b' },
    { name: 'a number too large', value: 2 ** 53, pointer: '/a' },
    { name: 'a number too small', value: 1e-7, pointer: '/a' },
    { name: 'a number too precise', value: 0.1 + 0.2, pointer: '/a' },
    { name: 'a label of a blank node', value: { id: '_:b0' }, pointer: '/a/id' },
    { name: 'such a label in an array', value: [{ id: ['_:b0'] }], pointer: '/a/0/id' },
    { name: 'half a surrogate pair', value: 'x\ud800', pointer: '/a' },
    { name: 'the other half', value: { b: '\udc00x' }, pointer: '/a/b' },
    { name: 'a prototype', value: JSON.parse('{"__proto__": {"b": 1}}'), pointer: '/a/__proto__' },
    { name: 'a slash in a name', value: { 'b/c~d': null }, pointer: '/a/b~1c~0d' },
  ])('for a value that a proof cannot cover: $name', ({ value, pointer }) => {
    const asserting = () => assertContexts(document({ a: value }))
    expect(asserting).toThrow(
      expect.objectContaining({ name: 'CredentialError', code: 'malformed' }),
    )
    expect(asserting).toThrow(new RegExp(`^${pointer} `))
  })

  test('for a value spelled out with its type, unless that is allowed', () => {
    const value = document({ a: { '@value': '2', type: 'T' } })
    expect(() => assertContexts(value)).toThrow(expect.objectContaining({ code: 'malformed' }))
    expect(() => assertContexts(value, { allowTypedValues: true })).not.toThrow()
  })

  test('for more values than a credential has', () => {
    const holding = (count: number) => document({ a: Array.from({ length: count }, (_, i) => i) })
    expect(() => assertContexts(holding(MAX_DOCUMENT_VALUES - 2))).not.toThrow()
    expect(() => assertContexts(holding(MAX_DOCUMENT_VALUES - 1))).toThrow('too many values')
    expect(() => assertContexts(holding(150_000))).toThrow('too many values')
  })

  test.each([
    { name: 'a depth without end', value: nested(MAX_JSON_DEPTH + 1), code: 'tooDeep' },
    { name: 'a size without end', value: document({ a: 'x'.repeat(2 ** 21) }), code: 'tooLarge' },
    { name: 'a date', value: document({ a: new Date(0) }), code: 'invalidJson' },
  ])('for $name: $code', ({ value, code }) => {
    expect(() => assertContexts(value)).toThrow(expect.objectContaining({ code }))
  })

  test('without telling any value', () => {
    for (const value of ['Xyzzy\ud800', ['Xyzzy', 'Xyzzy'], { id: '_:Xyzzy' }]) {
      expect(() => assertContexts(document({ a: value }))).toThrow(/^(?!.*Xyzzy)/)
    }
  })
})

describeWith('vectors', 'w3c-vc-di-bbs/TestVectors', 'documents of the W3C vectors pass', () => {
  const contexts = publishedContexts()
  const documents = ['', 'prc', 'HolderBinding', 'Pseudonym', 'PseudonymHB'].flatMap((folder) =>
    vectors<Record<string, unknown>>(`w3c-vc-di-bbs/TestVectors/${folder}`)
      .filter((vector) => vector['@context'] !== undefined)
      .map(({ file, ...vector }) => ({ file: `${folder}/${file}`, vector })),
  )

  test('of which there are some', () => {
    expect(documents.length).toBeGreaterThan(10)
  })

  test.each(documents)('$file', ({ vector }) => {
    expect(() => assertContexts(vector, { contexts, allowInline: true })).not.toThrow()
  })

  test('but not windsurfing with its own vocabulary, where that is not allowed', () => {
    const windsurfing = readSharedJson('vectors', 'w3c-vc-di-bbs/TestVectors/windDoc.json')
    expect(() => assertContexts(windsurfing, { contexts })).toThrow(
      expect.objectContaining({ code: 'vocabContext' }),
    )
  })
})

function nested(depth: number): object {
  return depth === 0 ? document({}) : { ...document({}), a: nested(depth - 1) }
}
