import { encodeMultikey } from '@unscored/core'
import { createDidWebDocument, didWebUrl } from '@unscored/did'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { didLike, seeded } from './arbitraries.ts'
import { ed25519Key, g2Key, refusalOf, secretKey } from './fixtures.ts'

describe('a document for did:web', () => {
  test('names each key by its fragment, for the signing of credentials', () => {
    const keys = { 'bbs-1': g2Key, 'ed-1': ed25519Key }
    const did = 'did:web:issuer.example%3A8443:health:vaccination'
    expect(
      createDidWebDocument({ domain: 'issuer.example:8443', path: 'health/vaccination', keys }),
    ).toEqual({
      '@context': ['https://www.w3.org/ns/did/v1', 'https://w3id.org/security/multikey/v1'],
      id: did,
      verificationMethod: [
        {
          id: `${did}#bbs-1`,
          type: 'Multikey',
          controller: did,
          publicKeyMultibase: encodeMultikey(g2Key),
        },
        {
          id: `${did}#ed-1`,
          type: 'Multikey',
          controller: did,
          publicKeyMultibase: encodeMultikey(ed25519Key),
        },
      ],
      assertionMethod: [`${did}#bbs-1`, `${did}#ed-1`],
    })
  })

  test('keeps a colon of the path within its segment', () => {
    const { id } = createDidWebDocument({ domain: 'issuer.example', path: 'a:b/c', keys: {} })
    expect(didWebUrl(id).href).toBe('https://issuer.example/a:b/c/did.json')
  })

  test('needs no path and no port', () => {
    expect(createDidWebDocument({ domain: 'issuer.example', keys: {} }).id).toBe(
      'did:web:issuer.example',
    )
  })

  test.each([
    { name: 'an IP address', domain: '127.0.0.1' },
    { name: 'an IPv6 address', domain: '[::1]' },
    { name: 'a web address', domain: 'https://issuer.example' },
    { name: 'a path in the domain', domain: 'issuer.example/health' },
    { name: 'two ports', domain: 'issuer.example:80:81' },
    { name: 'port 65536', domain: 'issuer.example:65536' },
    { name: 'an empty domain', domain: '' },
    { name: 'a path from the root', path: '/health' },
    { name: 'a slash at the end', path: 'health/' },
    { name: 'an empty path', path: '' },
    { name: 'a path upwards', path: '../health' },
    { name: 'a query', path: 'health?x' },
    { name: 'a fragment', path: 'health#x' },
    { name: 'a space', path: 'health office' },
    { name: 'half a character', path: '\ud800' },
  ])('is refused for $name', ({ domain = 'issuer.example', path = 'health' }) => {
    expect(refusalOf(() => createDidWebDocument({ domain, path, keys: { 'key-1': g2Key } }))).toBe(
      'invalidDid',
    )
  })

  test.each(['key 1', 'key#1', 'ключ'])('is refused for the fragment %s', (fragment) => {
    const keys = { [fragment]: g2Key }
    const create = () => createDidWebDocument({ domain: 'issuer.example', keys })
    expect(refusalOf(create)).toBe('invalidDidDocument')
  })

  test('of any domain and path is served where they say, or refused', () => {
    const domains = fc.oneof(fc.domain(), didLike)
    const paths = fc.oneof(fc.stringMatching(/^[\w:%./-]{1,12}$/), didLike)
    let created = 0
    fc.assert(
      fc.property(domains, paths, (domain, path) => {
        const create = () => createDidWebDocument({ domain, path, keys: { 'key-1': g2Key } })
        const refusal = refusalOf(create)
        if (refusal !== undefined) {
          expect(refusal).toBe('invalidDid')
          return
        }
        created++
        const { hostname, pathname } = didWebUrl(create().id)
        expect(hostname).toBe(domain.split(/:|%3A/i)[0]?.toLowerCase())
        expect(pathname.split('/')).toHaveLength(path.split('/').length + 2)
      }),
      seeded,
    )
    expect(created).toBeGreaterThan(100)
  })

  test('never holds a secret key', () => {
    const create = () =>
      createDidWebDocument({ domain: 'issuer.example', keys: { 'key-1': secretKey } })
    expect(create).toThrow(TypeError)
  })
})
