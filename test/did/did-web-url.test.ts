import { didWebUrl } from '@unscored/did'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { didLike, seeded } from './arbitraries.ts'
import { nowhere, refusalOf } from './fixtures.ts'

describe('the address of a did:web', () => {
  test.each([
    ['did:web:issuer.example', 'https://issuer.example/.well-known/did.json'],
    ['did:web:issuer.example:health:clinic-1', 'https://issuer.example/health/clinic-1/did.json'],
    ['did:web:issuer.example%3A8443', 'https://issuer.example:8443/.well-known/did.json'],
    ['did:web:issuer.example%3a8443:health', 'https://issuer.example:8443/health/did.json'],
    ['did:web:issuer.example%3A443', 'https://issuer.example/.well-known/did.json'],
    ['did:web:issuer.example:%7Eclinic', 'https://issuer.example/~clinic/did.json'],
    ['did:web:localhost%3A8443', 'https://localhost:8443/.well-known/did.json'],
    ['did:web:xn--bcher-kva.example', 'https://xn--bcher-kva.example/.well-known/did.json'],
  ])('%s is %s', (did, url) => {
    expect(didWebUrl(did).href).toBe(url)
  })

  test.each(nowhere)('is refused for $name', ({ id }) => {
    expect(refusalOf(() => didWebUrl(`did:web:${id}`))).toBe('invalidDid')
  })

  test.each([
    'did:key:z6Mk',
    'did:web',
    'did:web:',
    'did:web:issuer.example#key-1',
    'web:issuer.example',
    null,
  ])('is refused for %s', (did) => {
    expect(refusalOf(() => didWebUrl(did))).toBe('invalidDid')
  })

  test('of any text is a did.json at the host and port it names, or it is refused', () => {
    let read = 0
    fc.assert(
      fc.property(didLike, (text) => {
        const refusal = refusalOf(() => didWebUrl(text))
        if (refusal !== undefined) {
          expect(refusal).toBe('invalidDid')
          return
        }
        read++
        const url = didWebUrl(text)
        const [host = '', port = '443'] = text.split(':')[2]?.toLowerCase().split('%3a') ?? []
        expect([url.protocol, url.username, url.search, url.hash]).toEqual(['https:', '', '', ''])
        expect([url.hostname, url.port || '443']).toEqual([host, port])
        const folders = Math.max(text.split(':').length - 3, 1)
        expect(url.pathname.split('/')).toHaveLength(folders + 2)
        expect(url.pathname).toMatch(/[^/]\/did\.json$/)
      }),
      seeded,
    )
    expect(read).toBeGreaterThan(100)
  })
})
