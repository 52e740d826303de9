import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { preferredMediaType } from '../../packages/did/src/accept.ts'
import { seeded } from './arbitraries.ts'

const profile = 'application/ld+json;profile="https://w3id.org/did-resolution"'
const offered = ['application/did-resolution', profile, 'application/did', 'text/uri-list'] as const

describe('the media type', () => {
  test.each([
    { accept: null, type: 'application/did-resolution' },
    { accept: '', type: 'application/did-resolution' },
    { accept: '*/*', type: 'application/did-resolution' },
    { accept: 'application/*', type: 'application/did-resolution' },
    { accept: 'application/did', type: 'application/did' },
    { accept: 'APPLICATION/DID ; charset=utf-8, application/did', type: 'application/did' },
    { accept: 'text/*', type: 'text/uri-list' },
    { accept: 'text/html, application/did;q=0.9, */*;q=0.1', type: 'application/did' },
    { accept: 'application/did;q=0.5, text/uri-list;q=0.6', type: 'text/uri-list' },
    { accept: '*/*, application/did-resolution;q=0', type: profile },
    { accept: 'application/*;q=0.2, text/uri-list;q=0.1', type: 'application/did-resolution' },
    { accept: 'application/ld+json', type: profile },
    { accept: profile, type: profile },
    { accept: 'application/ld+json; profile=https', type: undefined },
    { accept: profile.replace('"https', '"a,b;c https'), type: undefined },
    {
      accept: 'application/ld+json;profile="https://w3id.org/did-resolution";q=1.000',
      type: profile,
    },
    { accept: ', application/did ,,', type: 'application/did' },
    { accept: 'application/did;q=0', type: undefined },
    { accept: 'text/html', type: undefined },
    { accept: '*/did', type: undefined },
    { accept: 'application', type: undefined },
    { accept: 'application/did;q=2', type: undefined },
    { accept: 'application/did;q=0.5555', type: undefined },
    { accept: 'application/did;q', type: undefined },
    { accept: `application/did,${'a/b,'.repeat(1000)}`, type: undefined },
  ])('that $accept likes best is $type', ({ accept, type }) => {
    expect(preferredMediaType(accept, offered)).toBe(type)
  })

  test('of any header is one of those offered, or none, and soon found', () => {
    const parts = [
      'application',
      'did',
      '/',
      '*',
      ',',
      ';',
      '=',
      '"',
      'q',
      '0',
      '.5',
      ' ',
      '\t',
      '\\',
    ]
    const header = fc.array(fc.constantFrom(...parts, ...offered), { maxLength: 60 })
    let found = 0
    fc.assert(
      fc.property(header, (texts) => {
        const type = preferredMediaType(texts.join(''), offered)
        if (type === undefined) return
        expect(offered).toContain(type)
        found++
      }),
      seeded,
    )
    expect(found).toBeGreaterThan(50)
  })

  test.each([';'.repeat(2048), `a/b${' ;'.repeat(1000)}x`, `a/b${';\t '.repeat(600)}"`])(
    'is found in a header that could be read in many ways',
    (accept) => {
      expect(preferredMediaType(accept, offered)).toBeUndefined()
    },
  )
})
