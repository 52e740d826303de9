import * as files from 'node:fs/promises'
import { join } from 'node:path'
import { isJsonObject, type JsonObject } from '@unscored/core'
import {
  createEncryptedStore,
  createFileStorage,
  createMemoryStore,
  type HeldCredential,
  type WalletEntry,
  type WalletStore,
} from '@unscored/holder'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { temporaryFolder } from './temporary-folder.ts'
import { addedAt, CHEAP, fictitious, octetsInMemory, PASSPHRASE } from './wallets.ts'

const encrypted = { passphrase: PASSPHRASE, cost: CHEAP }

const stores: { name: string; create: () => Promise<WalletStore> }[] = [
  { name: 'a store in memory', create: async () => createMemoryStore() },
  {
    name: 'an encrypted store',
    create: () => createEncryptedStore({ ...encrypted, storage: octetsInMemory() }),
  },
  {
    name: 'an encrypted store in a file',
    create: () => {
      const storage = createFileStorage({ files, path: join(temporaryFolder(), 'wallet') })
      return createEncryptedStore({ ...encrypted, storage })
    },
  },
]

describe.each(stores)('$name', ({ create }) => {
  test('holds nothing at first', async () => {
    expect(await (await create()).list()).toEqual([])
  })

  test('gives back what was added, in the order it was added', async () => {
    const store = await create()
    const first = await store.add({ credential: fictitious(1), addedAt })
    const second = await store.add({ credential: fictitious(2), addedAt })
    expect(await store.list()).toEqual([
      { id: first, credential: fictitious(1), addedAt },
      { id: second, credential: fictitious(2), addedAt },
    ])
    expect(await store.get(second)).toEqual({ id: second, credential: fictitious(2), addedAt })
  })

  test('forgets what is removed and nothing else', async () => {
    const store = await create()
    const ids = [
      await store.add({ credential: fictitious(1), addedAt }),
      await store.add({ credential: fictitious(1), addedAt }),
      await store.add({ credential: fictitious(3), addedAt }),
    ] as const
    await store.remove(ids[1])
    expect((await store.list()).map(({ id }) => id)).toEqual([ids[0], ids[2]])
    await expect(store.get(ids[1])).rejects.toMatchObject({ code: 'credentialUnknown' })
    await expect(store.remove(ids[1])).rejects.toMatchObject({ code: 'credentialUnknown' })
    expect(await store.list()).toHaveLength(2)
  })

  test.each(['', 'u', '0', '__proto__', 'uAAAAAAAAAAAAAAAAAAAAAA'])(
    'knows no credential %j',
    async (id) => {
      const store = await create()
      await store.add({ credential: fictitious(), addedAt })
      await expect(store.get(id)).rejects.toMatchObject({ code: 'credentialUnknown' })
      await expect(store.remove(id)).rejects.toMatchObject({ code: 'credentialUnknown' })
      expect(await store.list()).toHaveLength(1)
    },
  )

  test('is not changed through what was put in or given out', async () => {
    const store = await create()
    const credential = { type: ['VerifiableCredential'] }
    const when = new Date(addedAt)
    const adding = store.add({ credential, addedAt: when })
    credential.type.push('Changed')
    when.setFullYear(1999)
    const id = await adding
    const [listed] = await store.list()
    Object.assign(listed?.credential ?? {}, { type: 'Changed' })
    Object.assign(await store.get(id), { addedAt: 'changed' })
    expect(await store.list()).toEqual([
      { id, credential: { type: ['VerifiableCredential'] }, addedAt },
    ])
  })

  test('keeps every one of many credentials that are added at once', async () => {
    const store = await create()
    const numbers = Array.from({ length: 20 }, (_, i) => i)
    const ids = await Promise.all(
      numbers.map((number) => store.add({ credential: fictitious(number), addedAt })),
    )
    expect(new Set(ids).size).toBe(20)
    const held = await store.list()
    expect(held.map(({ id }) => id)).toEqual(ids)
    expect(held.map(({ credential }) => credential)).toEqual(numbers.map(fictitious))
  })

  test.each<{ name: string; entry: WalletEntry; error: object }>([
    {
      name: 'a credential of more than 1 MiB',
      entry: { credential: { name: 'x'.repeat(2 ** 20) }, addedAt },
      error: { name: 'FormatError', code: 'tooLarge' },
    },
    {
      name: 'a credential nested too deep',
      entry: { credential: nested(70), addedAt },
      error: { name: 'FormatError', code: 'tooDeep' },
    },
    {
      name: 'a credential that JSON cannot express',
      // What a caller without types can pass.
      entry: { credential: { issued: new Date() } as unknown as JsonObject, addedAt },
      error: { name: 'FormatError', code: 'invalidJson' },
    },
    {
      name: 'a credential that is no object',
      entry: { credential: ['VerifiableCredential'] as unknown as JsonObject, addedAt },
      error: { name: 'TypeError' },
    },
    {
      name: 'a time that is none',
      entry: { credential: fictitious(), addedAt: new Date(Number.NaN) },
      error: { name: 'RangeError' },
    },
  ])('refuses $name and holds what it held', async ({ entry, error }) => {
    const store = await create()
    await store.add({ credential: fictitious(), addedAt })
    await expect(store.add(entry)).rejects.toMatchObject(error)
    expect(await store.list()).toHaveLength(1)
  })

  test('does what a map does, whatever is done to it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(operation, { maxLength: 25 }), async (operations) => {
        const store = await create()
        const model = new Map<string, HeldCredential>()
        for (const { kind, credential, time, choice } of operations) {
          const id = [...model.keys()][choice % (model.size + 1)] ?? 'unknown'
          if (kind === 'add') {
            const added = await store.add({ credential, addedAt: time })
            model.set(added, { id: added, credential, addedAt: time })
          } else if (kind === 'remove') {
            expect(
              await store.remove(id).then(
                () => true,
                () => false,
              ),
            ).toBe(model.delete(id))
          } else {
            expect(await store.get(id).catch(() => undefined)).toEqual(model.get(id))
          }
          expect(await store.list()).toEqual([...model.values()])
        }
      }),
      { numRuns: 30, seed: 1 },
    )
  })
})

const operation = fc.record({
  kind: fc.constantFrom('add', 'add', 'get', 'remove'),
  // As JSON can give it back, which knows no negative zero.
  credential: fc
    .dictionary(fc.string({ unit: 'binary' }), fc.jsonValue({ maxDepth: 3 }))
    .map((value): unknown => JSON.parse(JSON.stringify(value)))
    .filter(isJsonObject),
  time: fc.date({ noInvalidDate: true }),
  choice: fc.nat(100),
})

function nested(depth: number): JsonObject {
  return depth === 0 ? {} : { inner: nested(depth - 1) }
}

describe('the id of a credential', () => {
  test('is 16 random octets', async () => {
    const asked: number[] = []
    const random = (length: number) => {
      asked.push(length)
      return new Uint8Array(length).fill(0xff)
    }
    const id = await createMemoryStore({ random }).add({ credential: fictitious(), addedAt })
    expect(asked).toEqual([16])
    expect(id).toBe(`u${Buffer.alloc(16, 0xff).toString('base64url')}`)
  })

  test('is the same for another credential under the same randomness', async () => {
    const random = (length: number) => new Uint8Array(length).fill(7)
    const ids = [
      await createMemoryStore({ random }).add({ credential: fictitious(1), addedAt }),
      await createMemoryStore({ random }).add({ credential: fictitious(2), addedAt: new Date(0) }),
    ]
    expect(ids[0]).toBe(ids[1])
  })

  test('is another for the same credential each time', async () => {
    const store = createMemoryStore()
    const ids = await Promise.all(
      Array.from({ length: 50 }, () => store.add({ credential: fictitious(), addedAt })),
    )
    expect(new Set(ids).size).toBe(50)
  })
})
