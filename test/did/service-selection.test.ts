import { DidError, dereference, dereferenceService } from '@unscored/did'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { seeded } from './arbitraries.ts'
import { holding } from './fixtures.ts'

const did = 'did:web:issuer.example'
const services = [
  { id: '#files', type: 'Files', serviceEndpoint: 'https://files.example/issuer/' },
  {
    id: `${did}#many`,
    type: ['Files', 'Lists'],
    serviceEndpoint: [
      'https://a.example/x',
      { uri: 'https://hidden.example/' },
      'https://b.example',
    ],
  },
  { id: '#object', type: 'Other', serviceEndpoint: { uri: 'https://hidden.example/' } },
  { id: '#did', type: 'Other', serviceEndpoint: 'did:web:other.example' },
  { id: '#fragment', type: 'Other', serviceEndpoint: 'https://c.example/#part' },
  { id: '#broken', type: 'Other', serviceEndpoint: 'c.example' },
  { id: 'https://other.example/service', type: 'Far', serviceEndpoint: 'https://d.example/' },
]
const document = { '@context': ['https://www.w3.org/ns/did/v1'], id: did, service: services }
const resolver = holding(document)

async function urlsOf(didUrl: string): Promise<string[]> {
  return (await dereferenceService(did + didUrl, { resolver })).map(({ href }) => href)
}

describe('a service', () => {
  test.each([
    { didUrl: '?service=files', urls: ['https://files.example/issuer/'] },
    { didUrl: '?service=%23files', urls: ['https://files.example/issuer/'] },
    { didUrl: '?service=did:web:issuer.example%23files', urls: ['https://files.example/issuer/'] },
    { didUrl: '?service=https://other.example/service', urls: ['https://d.example/'] },
    { didUrl: '?serviceType=Lists', urls: ['https://a.example/x', 'https://b.example/'] },
    {
      didUrl: '?serviceType=Files',
      urls: ['https://files.example/issuer/', 'https://a.example/x', 'https://b.example/'],
    },
    { didUrl: '?service=files&serviceType=Files', urls: ['https://files.example/issuer/'] },
    { didUrl: '?service=did', urls: ['did:web:other.example'] },
    { didUrl: '?service=files#top', urls: ['https://files.example/issuer/#top'] },
    { didUrl: '?service=fragment', urls: ['https://c.example/#part'] },
    {
      didUrl: '?service=files&relativeRef=lists%2F1',
      urls: ['https://files.example/issuer/lists/1'],
    },
    // RFC 3986 §5.4 for a path that begins at the root; the example of DID Resolution 1.0 §5.5.2 appends it instead.
    {
      didUrl: '?service=files&relativeRef=/resume.pdf',
      urls: ['https://files.example/resume.pdf'],
    },
    {
      didUrl: '?relativeRef=%2Fmyresume%2Fdoc%3Fversion%3Dlatest&service=files#intro',
      urls: ['https://files.example/myresume/doc?version=latest#intro'],
    },
    { didUrl: '?service=files&relativeRef=', urls: ['https://files.example/issuer/'] },
    { didUrl: '?service=files&relativeRef=%3Fa=b', urls: ['https://files.example/issuer/?a=b'] },
    { didUrl: '?service=files&relativeRef=a%2520b', urls: ['https://files.example/issuer/a%20b'] },
    { didUrl: '?service=files&relativeRef=...', urls: ['https://files.example/issuer/...'] },
    {
      didUrl: '?serviceType=Lists&relativeRef=y',
      urls: ['https://a.example/y', 'https://b.example/y'],
    },
  ])('is found by $didUrl', async ({ didUrl, urls }) => {
    expect(await urlsOf(didUrl)).toEqual(urls)
  })

  test.each([
    { name: 'another name', didUrl: '?service=Files', code: 'notFound' },
    {
      name: 'a type that no service of the name has',
      didUrl: '?service=files&serviceType=Lists',
      code: 'notFound',
    },
    { name: 'an endpoint without address', didUrl: '?service=object', code: 'notFound' },
    { name: 'no parameter', didUrl: '', code: 'notFound' },
    { name: 'an empty query', didUrl: '?', code: 'notFound' },
    { name: 'a fragment alone', didUrl: '#files', code: 'notFound' },
    { name: 'a path', didUrl: '/files?service=files', code: 'notFound' },
    { name: 'a relative reference to nothing', didUrl: '?relativeRef=a', code: 'notFound' },
    { name: 'a version besides', didUrl: '?service=files&versionId=1', code: 'notFound' },
    { name: 'a name of Object', didUrl: '?service=files&__proto__=x', code: 'notFound' },
    { name: 'a name in another case', didUrl: '?Service=files', code: 'notFound' },
    { name: 'two names', didUrl: '?service=files&service=many', code: 'invalidDidUrl' },
    {
      name: 'one name twice, once encoded',
      didUrl: '?service=files&servic%65=many',
      code: 'invalidDidUrl',
    },
    { name: 'octets that are no UTF-8', didUrl: '?service=%FF', code: 'invalidDidUrl' },
    { name: 'two fragments', didUrl: '?service=fragment#other', code: 'invalidDidUrl' },
    {
      name: 'a fragment in the reference and another',
      didUrl: '?service=files&relativeRef=%23a#b',
      code: 'invalidDidUrl',
    },
    { name: 'an endpoint that is no URL', didUrl: '?service=broken', code: 'invalidDidDocument' },
    {
      name: 'a reference that a DID cannot be the base of',
      didUrl: '?service=did&relativeRef=a',
      code: 'invalidDidUrl',
    },
  ])('is not found by $name', async ({ didUrl, code }) => {
    await expect(urlsOf(didUrl)).rejects.toMatchObject({ name: 'DidError', code })
  })

  test.each([
    'https://evil.example/',
    'javascript:alert(1)',
    '//evil.example/',
    '///evil.example/',
    '/%2Fevil.example/',
    '%2F%2Fevil.example/',
    '\\\\evil.example/',
    '/\\evil.example/',
    '%5C%5Cevil.example',
    '\t//evil.example/',
    '\n/a',
    '..',
    '../other',
    'a/../../other',
    '%2e%2E/other',
    '%252e%252e%252fother',
    '%25252e./other',
    '/a/../../b',
    '..\\other',
  ])('is not left by the reference %j', async (reference) => {
    const didUrl = `?service=files&relativeRef=${encodeURIComponent(reference)}`
    await expect(urlsOf(didUrl)).rejects.toMatchObject({ code: 'invalidDidUrl' })
  })

  test('is left by no reference at all', async () => {
    const characters = ['.', '..', '/', '//', '\\', '%2e', '%2f', '%5c', '%25', ':', '?', '#', '@']
    const reference = fc.array(fc.constantFrom(...characters, 'a', 'https', ' ', '\t', 'é'), {
      maxLength: 8,
    })
    let found = 0
    await fc.assert(
      fc.asyncProperty(reference, async (parts) => {
        const query = `service=files&relativeRef=${encodeURIComponent(parts.join(''))}`
        const outcome = await dereferenceService(`${did}?${query}`, { resolver }).catch(
          (error: unknown) => error,
        )
        if (outcome instanceof DidError) return
        expect(outcome).toMatchObject([{ origin: 'https://files.example', username: '' }])
        found++
      }),
      seeded,
    )
    expect(found).toBeGreaterThan(300)
  })

  test('gives the document with it alone, where that is asked for', async () => {
    const filtered = await dereference(`${did}?service=files&relativeRef=a`, { resolver })
    expect(filtered).toEqual({ ...document, service: [{ ...services[0], id: `${did}#files` }] })
    expect(await dereference(`${did}?service=files#files`, { resolver })).toMatchObject({
      id: `${did}#files`,
    })
    await expect(dereference(`${did}?service=files#many`, { resolver })).rejects.toMatchObject({
      code: 'notFound',
    })
  })
})
