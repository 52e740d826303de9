import { generateKeyPair } from '@unscored/bbs'
import { encodeMultikey, withCodec } from '@unscored/core'
import {
  admitCredential,
  createMemoryIssuerStore,
  type IssuerStore,
  type ListRecord,
  type PublishedFile,
  placesOf,
  publishEpoch,
  type RevocationPlace,
  revoke,
} from '@unscored/issuer'
import { openGapsFile, ownGap } from '@unscored/vc'
import { describe, expect, test } from 'vitest'

const key = await generateKeyPair()
const revocation = {
  publicKey: key.publicKey,
  epochSeconds: 86_400,
  url: 'https://issuer.example/revoked',
}
const now = new Date('2026-11-26T12:00:00Z')
const tomorrow = new Date('2026-11-27T12:00:00Z')

/** A site that files are published on. */
function site() {
  const files: PublishedFile[] = []
  return { files, publish: async (file: PublishedFile) => void files.push(file) }
}

async function publishAt(time: Date, store: IssuerStore, publish = site().publish) {
  return publishEpoch({ store, revocation, secretKey: key.secretKey, now: time, publish })
}

async function isInForce(file: PublishedFile & { epoch: number }, place: RevocationPlace) {
  const publicKey = encodeMultikey(withCodec('Bls12381G2-public', key.publicKey))
  const reference = { url: file.url, epoch: file.epoch, publicKey }
  const opened = await openGapsFile(file.octets, { reference })
  return (await ownGap(opened, { ...place, publicKey: key.publicKey })) !== undefined
}

/** Octets that count upwards, two at a time. */
function counting(from: number) {
  let next = from
  return () => Uint8Array.of(next >> 8, next++ & 0xff)
}

/** A store whose one list has so many credentials. */
function storeWith(count: number) {
  const issued = Array.from({ length: count }, (_, i) => i + 1)
  const list: ListRecord = { issued, revoked: [], published: [] }
  return createMemoryIssuerStore([
    ['head', 'head', { lists: 1 }],
    ['list', '0', list],
  ])
}

describe('the places of credentials', () => {
  test('are never given twice, nor those that no credential may have', async () => {
    const store = createMemoryIssuerStore()
    const numbers = [0, 65_535, 7, 7, 7, 9]
    const random = () => {
      const number = numbers.shift() ?? 0
      return Uint8Array.of(number >> 8, number & 0xff)
    }
    const places = []
    for (const i of [1, 2]) {
      places.push(await admitCredential({ store, person: `p${i}`, registration: `N${i}`, random }))
    }
    expect(places).toEqual([
      { list: 0, id: 7 },
      { list: 0, id: 9 },
    ])
  })

  test('are random', async () => {
    const store = createMemoryIssuerStore()
    const ids = []
    for (let i = 0; i < 20; i++) {
      ids.push((await admitCredential({ store, person: 'p', registration: 'N' })).id)
    }
    expect(new Set(ids).size).toBe(20)
    expect(ids).not.toEqual([...ids].sort((a, b) => a - b))
  })

  test('are in another list when one is half full', async () => {
    const store = storeWith(32_766)
    const admit = (random: () => Uint8Array) =>
      admitCredential({ store, person: 'p', registration: 'N', random })
    expect(await admit(counting(40_000))).toEqual({ list: 0, id: 40_000 })
    expect(await admit(counting(40_000))).toEqual({ list: 1, id: 40_000 })
    expect(await admit(counting(50_000))).toEqual({ list: 1, id: 50_000 })
  })

  test('are not given by a random source that is stuck', async () => {
    const store = createMemoryIssuerStore()
    const admit = () =>
      admitCredential({ store, person: 'p', registration: 'N', random: () => Uint8Array.of(0, 5) })
    await admit()
    await expect(admit()).rejects.toBeInstanceOf(RangeError)
    expect(await placesOf({ store, person: 'p' })).toHaveLength(1)
  })

  test('are different ones for people who come at the same time', async () => {
    const store = createMemoryIssuerStore()
    const all = await Promise.all(
      Array.from({ length: 30 }, (_, i) =>
        admitCredential({ store, person: `p${i}`, registration: `N${i}` }),
      ),
    )
    expect(new Set(all.map(({ id }) => id)).size).toBe(30)
  })
})

describe('revoking', () => {
  test('holds from the next epoch on, and for nobody else', async () => {
    const store = createMemoryIssuerStore()
    const alice = await admitCredential({ store, person: 'alice', registration: 'A' })
    const bob = await admitCredential({ store, person: 'bob', registration: 'B' })
    const first = await publishAt(now, store)
    expect(await isInForce(first, alice)).toBe(true)
    await revoke({ store, places: await placesOf({ store, person: 'alice' }) })
    expect(await isInForce(first, alice)).toBe(true)
    const second = await publishAt(tomorrow, store)
    expect(second.epoch).toBe(first.epoch + 1)
    expect(await isInForce(second, alice)).toBe(false)
    expect(await isInForce(second, bob)).toBe(true)
  })

  test('stays, and may be done twice', async () => {
    const store = createMemoryIssuerStore()
    const place = await admitCredential({ store, person: 'alice', registration: 'A' })
    await revoke({ store, places: [place, place] })
    await revoke({ store, places: [place] })
    await revoke({ store, places: [] })
    expect(await isInForce(await publishAt(now, store), place)).toBe(false)
  })

  test('what was never issued revokes nothing', async () => {
    const store = createMemoryIssuerStore()
    const place = await admitCredential({
      store,
      person: 'a',
      registration: 'A',
      random: counting(5),
    })
    const places = [place, { list: 0, id: 6 }]
    await expect(revoke({ store, places })).rejects.toMatchObject({ code: 'neverIssued' })
    expect(await isInForce(await publishAt(now, store), place)).toBe(true)
    const elsewhere = [place, { list: 9, id: 5 }]
    await expect(revoke({ store, places: elsewhere })).rejects.toMatchObject({
      code: 'neverIssued',
    })
    expect(await isInForce(await publishAt(tomorrow, store), place)).toBe(true)
  })

  test('nobody is known before anything was issued', async () => {
    expect(await placesOf({ store: createMemoryIssuerStore(), person: 'alice' })).toEqual([])
  })
})

describe('an epoch', () => {
  test('is published at its own address', async () => {
    const { files, publish } = site()
    const { url, octets, epoch } = await publishAt(now, createMemoryIssuerStore(), publish)
    expect(epoch).toBe(20_783)
    expect(files).toEqual([{ url: 'https://issuer.example/revoked/20783', octets }])
    expect(url).toBe(files[0]?.url)
  })

  test.each([
    { name: 'again', time: now },
    { name: 'after a later one', time: new Date('2026-11-25T12:00:00Z') },
  ])('is not published $name', async ({ time }) => {
    const store = createMemoryIssuerStore()
    await publishAt(now, store)
    const { files, publish } = site()
    await expect(publishAt(time, store, publish)).rejects.toMatchObject({ code: 'epochPublished' })
    expect(files).toEqual([])
  })

  test('that could not be put on a site was not published', async () => {
    const store = createMemoryIssuerStore()
    const failing = () => Promise.reject(new Error('disk'))
    await expect(publishAt(now, store, failing)).rejects.toThrow('disk')
    await expect(publishAt(now, store)).resolves.toBeDefined()
  })

  test('is not said to have been published by two at a time', async () => {
    const store = createMemoryIssuerStore()
    const both = await Promise.allSettled([publishAt(now, store), publishAt(now, store)])
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  })
})
