import { DidError, MAX_DID_URL_LENGTH, parseDid, parseDidUrl } from '@unscored/did'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { didLike, seeded } from './arbitraries.ts'
import { refusalOf } from './fixtures.ts'

describe('a DID', () => {
  test.each([
    'did:example:123',
    'did:web:issuer.example%3A8443:health',
    'did:key:z6Mk',
    'did:a:b:::c',
    'did:constructor:x',
  ])('is read: %s', (did) => {
    expect(parseDid(did)).toBe(did)
  })

  test.each([
    { name: 'empty text', text: '' },
    { name: 'another scheme', text: 'https://issuer.example' },
    { name: 'no method', text: 'did::123' },
    { name: 'a method in capitals', text: 'did:WEB:issuer.example' },
    { name: 'no identifier', text: 'did:example:' },
    { name: 'a colon at the end', text: 'did:example:123:' },
    { name: 'a broken percent encoding', text: 'did:example:%3' },
    { name: 'a space', text: 'did:example:1 2' },
    { name: 'a line break at the end', text: 'did:example:123\n' },
    { name: 'characters beyond ASCII', text: 'did:example:é' },
    { name: 'a path', text: 'did:example:123/path' },
    { name: 'a query', text: 'did:example:123?query' },
    { name: 'a fragment', text: 'did:example:123#key-1' },
    { name: 'an empty fragment', text: 'did:example:123#' },
    { name: 'too many characters', text: `did:example:${'a'.repeat(MAX_DID_URL_LENGTH)}` },
    { name: 'millions of colons', text: `did:example:${'a:'.repeat(5_000_000)}` },
    { name: 'a number', text: 7 },
    { name: 'nothing', text: undefined },
    { name: 'an object that prints as a DID', text: { toString: () => 'did:example:123' } },
  ])('is refused for $name', ({ text }) => {
    expect(refusalOf(() => parseDid(text))).toBe('invalidDid')
  })

  test('is never named in the error', () => {
    expect(() => parseDid('did:example:secret value')).toThrow(/^((?!secret).)*$/)
  })
})

describe('a DID URL', () => {
  test('falls into its parts', () => {
    expect(parseDidUrl('did:example:123/a/b?c=d&e#f/g?h')).toEqual({
      did: 'did:example:123',
      path: '/a/b',
      query: 'c=d&e',
      fragment: 'f/g?h',
    })
  })

  test('tells an empty fragment from none', () => {
    expect(parseDidUrl('did:example:123#').fragment).toBe('')
    expect(parseDidUrl('did:example:123').fragment).toBeUndefined()
  })

  test.each([
    ['two fragments', 'did:example:123#a#b'],
    ['a relative reference', '#key-1'],
    ['a space in the fragment', 'did:example:123#key 1'],
    ['no text', null],
  ])('is refused for %s', (_, text) => {
    expect(refusalOf(() => parseDidUrl(text))).toBe('invalidDidUrl')
  })
})

describe('text of full length', () => {
  const units = [
    'a:',
    '%3A',
    '%',
    ':',
    '/',
    '?',
    '#',
    ';a=b',
    '_',
    '.',
    'A%',
    '?::%3A',
    '//',
    '\u{1f600}',
  ]

  test.each(units)('is soon read, or refused: did:a:b%s…', (unit) => {
    for (const start of ['did:', 'did:a:', 'did:a:b', 'did:a:b/', 'did:a:b?', 'did:a:b#']) {
      for (const end of ['', '!', ':', '%', '\n']) {
        const text =
          (start + unit.repeat(MAX_DID_URL_LENGTH)).slice(0, MAX_DID_URL_LENGTH - 1) + end
        const refusal = refusalOf(() => parseDidUrl(text))
        if (refusal !== undefined) expect(refusal).toBe('invalidDidUrl')
      }
    }
  })
})

describe('any text', () => {
  test('is read as a DID URL of exactly its parts, or refused with a DidError', () => {
    let read = 0
    fc.assert(
      fc.property(didLike, (text) => {
        const refusal = refusalOf(() => parseDidUrl(text))
        if (refusal !== undefined) {
          expect(refusal).toBe('invalidDidUrl')
          return
        }
        read++
        const { did, path = '', query, fragment } = parseDidUrl(text)
        const rest = (mark: string, part?: string) => (part === undefined ? '' : mark + part)
        expect(did + path + rest('?', query) + rest('#', fragment)).toBe(text)
        expect(parseDid(did)).toBe(did)
      }),
      seeded,
    )
    expect(read).toBeGreaterThan(100)
  })

  test('that is no DID gives an error of the class DidError, with its name', () => {
    expect(() => parseDid('did')).toThrow(DidError)
    expect(() => parseDid('did')).toThrow(expect.objectContaining({ name: 'DidError' }))
  })
})
