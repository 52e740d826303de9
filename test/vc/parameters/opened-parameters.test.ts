import { generateKeyPair } from '@unscored/bbs'
import { encodeMultikey, withCodec } from '@unscored/core'
import { parseManifest } from '@unscored/did'
import { createParameters, createPredicatesProfile } from '@unscored/issuer'
import {
  createGapsFile,
  createParameterFiles,
  fetchParameters,
  listNameOf,
  openParameters,
} from '@unscored/vc'
import { describe, expect, test } from 'vitest'

const now = new Date('2026-11-26T10:00:00Z')
const multikey = ({ publicKey }: { publicKey: Uint8Array }) =>
  encodeMultikey(withCodec('Bls12381G2-public', publicKey))
const products = await createParameters({
  url: 'https://authority.example',
  lists: [{ id: 'products', edition: 12, codes: ['a', 'b'] }],
})
const epochSeconds = 86_400
const epoch = Math.floor(now.getTime() / 1000 / epochSeconds)

/** A ministry at a domain, its manifest, and what it has published. */
async function ministry(domain: string, lists = products.parameters) {
  const revoking = await generateKeyPair()
  const digits = await createParameters({ url: `https://${domain}`, digits: { edition: 1 } })
  const issuer = `did:web:${domain}`
  const keys = [
    ['predicates-1', '2026-01-01T00:00:00Z', '2026-11-01T00:00:00Z'],
    ['predicates-2', '2026-11-01T00:00:00Z', '2027-11-01T00:00:00Z'],
  ] as const
  const profile = await createPredicatesProfile({
    keys: await Promise.all(
      keys.map(async ([name, validFrom, signsUntil]) => ({
        ...{ id: `${issuer}#${name}`, publicKey: multikey(await generateKeyPair()) },
        ...{ validFrom, signsUntil, validUntil: '2028-01-01T00:00:00Z' },
      })),
    ),
    parameters: [...digits.parameters, ...lists],
    revocation: {
      ...{ publicKey: multikey(revoking), epochSeconds, url: `https://${domain}/revoked` },
    },
  })
  const gaps = await createGapsFile({ ...revoking, epoch, lists: [{ list: 0, revoked: [5] }] })
  return {
    files: [
      ...[...digits.files, ...products.files].map(({ url, octets }) => [url, octets] as const),
      [`https://${domain}/revoked/${epoch}`, gaps] as const,
    ],
    manifest: parseManifest({
      ...{ issuer, version: 1, profiles: [profile] },
      ...{ validFrom: '2026-01-01T00:00:00Z', validUntil: '2028-01-01T00:00:00Z' },
    }),
  }
}

const [one, two] = [await ministry('one.example'), await ministry('two.example')]
const published: ReadonlyMap<string, Uint8Array> = new Map([...one.files, ...two.files])

function wallet(files = published) {
  const asked: string[] = []
  const fetch = async (url: string) => {
    asked.push(url)
    const octets = files.get(url)
    if (octets === undefined) throw new Error('HTTP 404')
    return octets
  }
  return { asked, files: createParameterFiles({ fetch }) }
}

describe('the parameters of two issuers', () => {
  const manifests = [one.manifest, two.manifest]

  test('are fetched whole, each file once, and opened without asking anybody', async () => {
    const { asked, files } = wallet()
    const fetched = await fetchParameters({ manifests, files, now })
    expect(new Set(fetched)).toEqual(new Set(published.keys()))
    expect([...asked].sort()).toEqual([...published.keys()].sort())
    asked.splice(0)
    const opened = await openParameters({ manifests, files, now })
    expect(opened.profiles.map(({ verificationMethod }) => verificationMethod)).toEqual([
      'did:web:one.example#predicates-1',
      'did:web:one.example#predicates-2',
      'did:web:two.example#predicates-1',
      'did:web:two.example#predicates-2',
    ])
    expect(opened.digits).toHaveLength(2)
    expect([...opened.lists.keys()]).toEqual(['products-12'])
    expect(opened.codeLists).toEqual([{ id: 'products-12', elements: ['a', 'b'] }])
    const revocation = opened.revocations.get('did:web:two.example#predicates-1')
    expect(revocation?.epochSeconds).toBe(epochSeconds)
    const gaps = await revocation?.gaps(epoch)
    expect(gaps?.reference.url).toBe(`https://two.example/revoked/${epoch}`)
    const file = `https://two.example/revoked/${epoch + 1}`
    await expect(revocation?.gaps(epoch + 1)).rejects.toMatchObject({
      ...{ code: 'fileUnavailable', file },
    })
    expect(asked).toEqual([])
  })

  test('are not opened before they were fetched, naming what is missing', async () => {
    const { asked, files } = wallet()
    await expect(openParameters({ manifests, files, now })).rejects.toMatchObject({
      ...{ code: 'fileUnavailable', file: 'https://one.example/digits-1' },
    })
    expect(asked).toEqual([])
  })

  const gapsUrl = `https://two.example/revoked/${epoch}`
  test.each([
    { name: 'digits of her own', url: 'https://two.example/digits-1', code: 'fileDigest' },
    { name: 'a list of her own', url: 'https://authority.example/products-12', code: 'fileDigest' },
    { name: 'no gaps', url: gapsUrl, code: 'fileMalformed' },
  ])('are refused of who is given $name, naming the file', async ({ url, code }) => {
    const forHer = new Map(published).set(url, new Uint8Array(3))
    const fetching = fetchParameters({ manifests, files: wallet(forHer).files, now })
    await expect(fetching).rejects.toMatchObject({ code, file: url })
  })

  test('are refused where they call two lists by one name', async () => {
    const others = await createParameters({
      url: 'https://other-authority.example',
      lists: [{ id: 'products', edition: 12, codes: ['a', 'c'] }],
    })
    const three = await ministry('three.example', others.parameters)
    const all = new Map([...published, ...three.files])
    for (const { url, octets } of others.files) all.set(url, octets)
    const { files } = wallet(all)
    const both = { manifests: [one.manifest, three.manifest], files, now }
    await fetchParameters(both)
    await expect(openParameters(both)).rejects.toMatchObject({
      ...{ code: 'fileMismatch', file: 'https://other-authority.example/products-12' },
    })
  })

  test('are none of those of other suites', async () => {
    const [profile] = one.manifest.profiles
    const other = {
      issuer: 'did:web:four.example',
      profiles: profile ? [{ ...profile, suite: 'x' }] : [],
    }
    const { asked, files } = wallet()
    expect(await fetchParameters({ manifests: [other], files, now })).toEqual([])
    const opened = await openParameters({ manifests: [other], files, now })
    expect([opened.profiles, opened.digits, opened.lists.size, asked]).toEqual([[], [], 0, []])
  })
})

test('a list is called by its id and its edition', () => {
  expect(listNameOf({ id: 'approved-products', edition: 12 })).toBe('approved-products-12')
})
