import { generateKeyPair } from '@unscored/bbs'
import { encodeMultikey, withCodec } from '@unscored/core'
import {
  createGapsFile,
  createParameterFiles,
  createSetFile,
  type ParameterStore,
} from '@unscored/vc'
import { describe, expect, test } from 'vitest'

const list = await createSetFile({
  ...{ id: 'products', edition: 1, codes: ['a', 'b'] },
  url: 'https://issuer.example/products-1',
})
const key = await generateKeyPair()
const epoch = 7
const gaps = await createGapsFile({ ...key, epoch, lists: [{ list: 0, revoked: [5] }] })
const revocation = {
  url: 'https://issuer.example/revoked',
  publicKey: encodeMultikey(withCodec('Bls12381G2-public', key.publicKey)),
}
const published: ReadonlyMap<string, Uint8Array> = new Map([
  [list.reference.url, list.octets],
  ['https://issuer.example/revoked/7', gaps],
])

/** A site, and the addresses that it was asked for. */
function site(files = published) {
  const asked: string[] = []
  const fetch = async (url: string) => {
    asked.push(url)
    const octets = files.get(url)
    if (octets === undefined) throw new Error('HTTP 404')
    return octets
  }
  return { asked, fetch }
}

function memoryStore() {
  const files = new Map<string, Uint8Array>()
  const store: ParameterStore = {
    read: async (name) => files.get(name),
    write: async (name, octets) => void files.set(name, octets),
  }
  return { files, store }
}

describe('files of parameters', () => {
  test('are fetched once, by addresses that are the same for everybody', async () => {
    const { asked, fetch } = site()
    const files = createParameterFiles({ fetch })
    const [first, second] = await Promise.all([
      files.set(list.reference),
      files.set(list.reference),
    ])
    expect(second).toBe(first)
    const all = await files.gaps(revocation, epoch)
    expect(await files.gaps(revocation, epoch)).toBe(all)
    expect(asked).toEqual([list.reference.url, 'https://issuer.example/revoked/7'])
  })

  test('are not fetched again by who has stored them', async () => {
    const { store, files: stored } = memoryStore()
    const first = createParameterFiles({ ...site(), store })
    await first.set(list.reference)
    await first.gaps(revocation, epoch)
    const { asked, fetch } = site()
    const later = createParameterFiles({ fetch, store })
    expect((await later.set(list.reference)).codes).toEqual(['a', 'b'])
    expect((await later.gaps(revocation, epoch)).reference.epoch).toBe(epoch)
    expect(asked).toEqual([])
    for (const name of stored.keys()) expect(name).toMatch(/^[\w-]{1,128}$/)
  })

  test('are fetched again where what was stored is damaged', async () => {
    const { store, files: stored } = memoryStore()
    stored.set(list.reference.digest, list.octets.slice(1))
    const { asked, fetch } = site()
    await createParameterFiles({ fetch, store }).set(list.reference)
    expect(asked).toEqual([list.reference.url])
    expect(stored.get(list.reference.digest)).toEqual(list.octets)
  })

  test('are neither kept nor stored where they are not what the manifest names', async () => {
    const { store, files: stored } = memoryStore()
    const forAlice = new Map([[list.reference.url, gaps]])
    const { asked, fetch } = site(forAlice)
    const files = createParameterFiles({ fetch, store })
    const refused = { code: 'fileDigest', file: list.reference.url }
    await expect(files.set(list.reference)).rejects.toMatchObject(refused)
    await expect(files.set(list.reference)).rejects.toMatchObject(refused)
    expect(asked.length).toBe(2)
    expect(stored.size).toBe(0)
  })

  test('of one digest are checked for each name that a manifest gives them', async () => {
    const files = createParameterFiles(site())
    await files.set(list.reference)
    const refusal = files.set({ ...list.reference, edition: 2 })
    await expect(refusal).rejects.toMatchObject({ code: 'fileMismatch' })
  })

  test('that cannot be fetched are named', async () => {
    const files = createParameterFiles(site(new Map()))
    await expect(files.gaps(revocation, 8)).rejects.toMatchObject({
      ...{ code: 'fileUnavailable', file: 'https://issuer.example/revoked/8' },
      message: expect.not.stringContaining('404'),
    })
  })

  test('are at hand once they were fetched, and nothing is fetched that is only to be at hand', async () => {
    const { asked, fetch } = site()
    const files = createParameterFiles({ fetch })
    const missing = { code: 'fileUnavailable', file: list.reference.url }
    const early = files.atHand.set(list.reference)
    const [refused, opened] = await Promise.allSettled([early, files.set(list.reference)])
    expect(refused).toMatchObject({ status: 'rejected', reason: missing })
    expect(opened.status).toBe('fulfilled')
    expect((await files.atHand.set(list.reference)).codes).toEqual(['a', 'b'])
    await expect(files.atHand.gaps(revocation, epoch)).rejects.toMatchObject({
      ...{ code: 'fileUnavailable', file: 'https://issuer.example/revoked/7' },
    })
    expect(asked).toEqual([list.reference.url])
  })

  test('that are at hand are checked as they are when they are fetched', async () => {
    const { store, files: stored } = memoryStore()
    await createParameterFiles({ ...site(), store }).gaps(revocation, epoch)
    const [name = ''] = stored.keys()
    const { atHand } = createParameterFiles({ store })
    expect((await atHand.gaps(revocation, epoch)).reference.epoch).toBe(epoch)
    stored.set(name, gaps.slice(1))
    const file = 'https://issuer.example/revoked/7'
    const later = createParameterFiles({ store })
    for (const files of [later, later.atHand]) {
      const refused = { code: 'fileMalformed', file }
      await expect(files.gaps(revocation, epoch)).rejects.toMatchObject(refused)
    }
  })

  test('of a store that fails are not fetched as if there were none', async () => {
    const { asked, fetch } = site()
    const broken = { read: () => Promise.reject(new Error('disk')), write: async () => {} }
    await expect(
      createParameterFiles({ fetch, store: broken }).set(list.reference),
    ).rejects.toThrow('disk')
    expect(asked).toEqual([])
  })
})
