import { generateKeyPair } from '@unscored/bbs'
import {
  admitCredential,
  createMemoryIssuerStore,
  type IssuerStore,
  placesOf,
  publishEpoch,
  revoke,
} from '@unscored/issuer'
import { describe, expect, test } from 'vitest'

const key = await generateKeyPair()

async function publishOn(day: number, store: IssuerStore) {
  return publishEpoch({
    ...{ store, secretKey: key.secretKey, now: new Date(Date.UTC(2026, 10, day)) },
    revocation: { publicKey: key.publicKey, epochSeconds: 86_400, url: 'https://issuer.example/r' },
    publish: async () => {},
  })
}

const admit = (store: IssuerStore, person: string, registration: string) =>
  admitCredential({ store, person, registration })

describe('a registration value', () => {
  test('is the same for all credentials of a person', async () => {
    const store = createMemoryIssuerStore()
    const first = await admit(store, 'alice', 'A')
    const second = await admit(store, 'alice', 'A')
    expect(await placesOf({ store, person: 'alice' })).toEqual([first, second])
    const other = admit(store, 'alice', 'B')
    await expect(other).rejects.toMatchObject({ code: 'registrationChanged' })
    expect(await placesOf({ store, person: 'alice' })).toEqual([first, second])
  })

  test('of another person is refused, and nothing is remembered of it', async () => {
    const store = createMemoryIssuerStore()
    await admit(store, 'alice', 'A')
    await expect(admit(store, 'bob', 'A')).rejects.toMatchObject({ code: 'registrationTaken' })
    expect(await placesOf({ store, person: 'bob' })).toEqual([])
    await expect(admit(store, 'bob', 'B')).resolves.toBeDefined()
  })

  test('is replaced when all under it is revoked and that was published, not before', async () => {
    const store = createMemoryIssuerStore()
    const places = [await admit(store, 'alice', 'A'), await admit(store, 'alice', 'A')]
    const refused = { code: 'registrationChanged' }
    await publishOn(1, store)
    await revoke({ store, places: places.slice(0, 1) })
    await publishOn(2, store)
    await expect(admit(store, 'alice', 'B')).rejects.toMatchObject(refused)
    await revoke({ store, places })
    await expect(admit(store, 'alice', 'B')).rejects.toMatchObject(refused)
    await publishOn(3, store)
    const place = await admit(store, 'alice', 'B')
    expect(await placesOf({ store, person: 'alice' })).toEqual([place])
  })

  test('that was replaced is nobody else’s, and has to wait again to be hers', async () => {
    const store = createMemoryIssuerStore()
    await revoke({ store, places: [await admit(store, 'alice', 'A')] })
    await publishOn(1, store)
    await admit(store, 'alice', 'B')
    await expect(admit(store, 'bob', 'A')).rejects.toMatchObject({ code: 'registrationTaken' })
    await expect(admit(store, 'alice', 'A')).rejects.toMatchObject({ code: 'registrationChanged' })
  })

  test('is not in what is refused', async () => {
    const store = createMemoryIssuerStore()
    await admit(store, 'alice', 'u-value-A')
    for (const [person = '', value = ''] of [
      ['alice', 'u-value-B'],
      ['bob', 'u-value-A'],
    ]) {
      const refusal = String(await admit(store, person, value).catch((error: unknown) => error))
      expect(refusal).not.toMatch(/u-value|alice|bob/)
    }
  })
})

describe('a store in memory', () => {
  test('is written down as JSON and taken up again', async () => {
    const store = createMemoryIssuerStore()
    const place = await admit(store, 'alice', 'A')
    const again = createMemoryIssuerStore(JSON.parse(JSON.stringify(store.state())))
    expect(await placesOf({ store: again, person: 'alice' })).toEqual([place])
    await expect(admit(again, 'bob', 'A')).rejects.toMatchObject({ code: 'registrationTaken' })
    expect(again.state()).toEqual(store.state())
  })

  test('keeps nothing of work that ends with an error, and goes on after it', async () => {
    const store = createMemoryIssuerStore()
    const failing = store.transaction(async (records) => {
      await records.set('registration', 'A', 'alice')
      expect(await records.get('registration', 'A')).toBe('alice')
      throw new Error('no')
    })
    await expect(failing).rejects.toThrow('no')
    expect(store.state()).toEqual([])
    await expect(admit(store, 'bob', 'A')).resolves.toBeDefined()
  })
})
