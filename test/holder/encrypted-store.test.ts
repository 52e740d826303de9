import * as files from 'node:fs/promises'
import { join } from 'node:path'
import {
  createEncryptedStore,
  createFileStorage,
  type EncryptedStore,
  HolderError,
  requestCredential,
  type ScryptCost,
  type WalletStorage,
} from '@unscored/holder'
import { describe, expect, test } from 'vitest'
import {
  CIPHERTEXT_AT,
  COST_AT,
  decrypt,
  encrypt,
  NONCE_AT,
  SALT_AT,
  VERSION_AT,
} from './sealed.ts'
import { temporaryFolder } from './temporary-folder.ts'
import { addedAt, CHEAP, fictitious, octetsInMemory, outcome, PASSPHRASE } from './wallets.ts'

const BLOCK = 2 ** 16

function open(storage: WalletStorage, passphrase = PASSPHRASE): Promise<EncryptedStore> {
  return createEncryptedStore({ storage, passphrase, cost: CHEAP })
}

/** A wallet with one credential, and its octets. */
async function wallet() {
  const storage = octetsInMemory()
  const store = await open(storage)
  const id = await store.add({ credential: fictitious(), addedAt })
  return { storage, store, id, octets: octetsOf(storage) }
}

function octetsOf({ kept }: { kept: Uint8Array | undefined }): Uint8Array {
  if (kept === undefined) throw new Error('nothing is kept')
  return kept.slice()
}

describe('a wallet under a passphrase', () => {
  test('opens again with what was put in', async () => {
    const { storage, id } = await wallet()
    expect(await (await open(storage)).list()).toEqual([{ id, credential: fictitious(), addedAt }])
  })

  test('is there from the first opening', async () => {
    const storage = octetsInMemory()
    await open(storage)
    expect(await (await open(storage)).list()).toEqual([])
    expect(await outcome(open(storage, 'another'))).toBe('walletLocked')
  })

  test.each(['', 'x', `${PASSPHRASE} `, PASSPHRASE.toLowerCase()])(
    'does not open with %j',
    async (passphrase) => {
      const { storage, octets } = await wallet()
      const expected = passphrase === '' ? 'RangeError: the passphrase is empty' : 'walletLocked'
      expect(await outcome(open(storage, passphrase))).toBe(expected)
      expect(storage.kept).toEqual(octets)
    },
  )

  test('opens with the passphrase as another keyboard composes it', async () => {
    const storage = octetsInMemory()
    await open(storage, 'caf\u00e9 \ufb01lm')
    expect(await outcome(open(storage, 'cafe\u0301 film'))).toBe('done')
  })

  test('is not written where nothing changes', async () => {
    const { storage, store, id, octets } = await wallet()
    await store.list()
    await store.get(id)
    await outcome(store.remove('unknown'))
    await open(storage)
    expect(storage.kept).toEqual(octets)
  })

  test('is refused when there is another file in its place', async () => {
    const { storage, store } = await wallet()
    const other = await wallet()
    storage.kept = octetsOf(other.storage)
    expect(await outcome(store.list())).toBe('walletLocked')
    expect(await outcome(store.add({ credential: fictitious(), addedAt }))).toBe('walletLocked')
    expect(storage.kept).toEqual(other.octets)
  })

  test('is not begun anew when it is gone', async () => {
    const { storage, store } = await wallet()
    storage.kept = undefined
    expect(await outcome(store.list())).toBe('walletMissing')
    expect(await outcome(store.add({ credential: fictitious(), addedAt }))).toBe('walletMissing')
    expect(storage.kept).toBeUndefined()
  })

  test('holds what it held where a write fails', async () => {
    const { storage, store, id, octets } = await wallet()
    const { replace } = storage
    storage.replace = async () => {
      throw new HolderError('storageFailed', 'no room')
    }
    expect(await outcome(store.add({ credential: fictitious(2), addedAt }))).toBe('storageFailed')
    expect(await outcome(store.remove(id))).toBe('storageFailed')
    expect(await outcome(store.changePassphrase('new'))).toBe('storageFailed')
    expect(storage.kept).toEqual(octets)
    storage.replace = replace
    expect((await store.list()).map((held) => held.id)).toEqual([id])
    const added = await store.add({ credential: fictitious(2), addedAt })
    expect((await (await open(storage)).list()).map((held) => held.id)).toEqual([id, added])
  })

  test('takes up to 16 MiB and holds what it held beyond', async () => {
    const { storage, store } = await wallet()
    const large = { filler: 'x'.repeat(2 ** 20 - 100) }
    const fill = async () => {
      for (let count = 0; count < 20; count++) await store.add({ credential: large, addedAt })
    }
    expect(await outcome(fill())).toBe('tooLarge')
    expect(octetsOf(storage).length).toBeLessThanOrEqual(2 ** 24)
    expect(await store.list()).toHaveLength(1 + 15)
  })
})

describe('a change of passphrase', () => {
  test('lets the new one in and the old one no longer', async () => {
    const { storage, store, id } = await wallet()
    await store.changePassphrase('new')
    expect(await outcome(open(storage))).toBe('walletLocked')
    expect((await (await open(storage, 'new')).list()).map((held) => held.id)).toEqual([id])
  })

  test('leaves its own store open and shuts out those opened before', async () => {
    const { storage, store } = await wallet()
    const other = await open(storage)
    await store.changePassphrase('new')
    await store.add({ credential: fictitious(2), addedAt })
    expect(await store.list()).toHaveLength(2)
    expect(await outcome(other.list())).toBe('walletLocked')
    expect(await outcome(other.add({ credential: fictitious(3), addedAt }))).toBe('walletLocked')
    expect(await (await open(storage, 'new')).list()).toHaveLength(2)
  })

  test('changes the salt, even where the passphrase stays', async () => {
    const { storage, store, octets } = await wallet()
    await store.changePassphrase(PASSPHRASE)
    const salts = [octets, octetsOf(storage)].map((wallet) => wallet.slice(SALT_AT, NONCE_AT))
    expect(salts[0]).not.toEqual(salts[1])
    expect(await outcome(open(storage))).toBe('done')
  })

  test('to an empty one is refused', async () => {
    const { storage, store, octets } = await wallet()
    await expect(store.changePassphrase('')).rejects.toThrow(RangeError)
    expect(storage.kept).toEqual(octets)
  })

  test('leaves the store usable where the storage failed after it had replaced the wallet', async () => {
    const { storage, store, id } = await wallet()
    const { replace } = storage
    storage.replace = async (...parts) => {
      await replace(...parts)
      throw new HolderError('storageFailed', 'not synced')
    }
    expect(await outcome(store.changePassphrase('new'))).toBe('storageFailed')
    storage.replace = replace
    expect((await store.list()).map((held) => held.id)).toEqual([id])
    await store.add({ credential: fictitious(2), addedAt })
    expect(await (await open(storage, 'new')).list()).toHaveLength(2)
  })

  test('waits for the writes before it and comes before those after it', async () => {
    const { storage, store } = await wallet()
    await Promise.all([
      store.add({ credential: fictitious(2), addedAt }),
      store.changePassphrase('new'),
      store.add({ credential: fictitious(3), addedAt }),
    ])
    expect(await (await open(storage, 'new')).list()).toHaveLength(3)
  })
})

describe('the octets of a wallet', () => {
  test('are what their layout says, as other cryptography reads it', async () => {
    const { octets, id } = await wallet()
    expect(octets.subarray(0, SALT_AT)).toEqual(
      Uint8Array.of(...Buffer.from('unscored-wallet'), 1, 1, 1, 1),
    )
    const json = decrypt(octets).toString()
    expect(JSON.parse(json)).toEqual({
      version: 5,
      credentials: [{ id, credential: fictitious(), addedAt: addedAt.toISOString() }],
      commitments: [],
      answered: [],
      shown: [],
    })
  })

  test('cost by default what a passphrase needs', async () => {
    const storage = octetsInMemory()
    await createEncryptedStore({ storage, passphrase: PASSPHRASE })
    const [logN, r, p] = octetsOf(storage).subarray(COST_AT)
    expect({ logN, r, p }).toEqual({ logN: 17, r: 8, p: 1 })
    expect(decrypt(octetsOf(storage)).toString()).toContain('"credentials":[]')
  })

  test('keep the cost that they were made with until the passphrase changes', async () => {
    const { storage } = await wallet()
    const cost = { N: 8, r: 2, p: 3 }
    const store = await createEncryptedStore({ storage, passphrase: PASSPHRASE, cost })
    await store.add({ credential: fictitious(2), addedAt })
    expect([...octetsOf(storage).subarray(COST_AT, SALT_AT)]).toEqual([1, 1, 1])
    await store.changePassphrase(PASSPHRASE)
    expect([...octetsOf(storage).subarray(COST_AT, SALT_AT)]).toEqual([3, 2, 3])
    expect(await (await open(storage)).list()).toHaveLength(2)
  })

  test('show nothing of the content and change everywhere with every write', async () => {
    const path = join(temporaryFolder(), 'wallet')
    const store = await open(createFileStorage({ files, path }))
    const contents: Buffer[] = []
    for (let number = 0; number < 3; number++) {
      await store.add({ credential: fictitious(number), addedAt })
      contents.push(await files.readFile(path))
    }
    const secrets = [PASSPHRASE, 'Fictus', 'credential', 'bbs-2023', addedAt.toISOString()]
    const ids = (await store.list()).map(({ id }) => id)
    for (const content of contents) {
      for (const secret of [...secrets, ...ids]) expect(content.includes(secret)).toBe(false)
    }
    const nonces = contents.map((content) =>
      content.subarray(NONCE_AT, CIPHERTEXT_AT).toString('hex'),
    )
    expect(new Set(nonces).size).toBe(3)
    const starts = contents.map((content) => content.subarray(CIPHERTEXT_AT, CIPHERTEXT_AT + 16))
    expect(new Set(starts.map((start) => start.toString('hex'))).size).toBe(3)
  })

  test('are as many with several credentials as with none, and then a block more', async () => {
    const storage = octetsInMemory()
    const store = await open(storage)
    const empty = octetsOf(storage).length
    for (let number = 0; number < 5; number++) {
      await store.add({ credential: { ...fictitious(number), filler: 'x'.repeat(8000) }, addedAt })
    }
    expect(octetsOf(storage).length).toBe(empty)
    expect(empty).toBe(CIPHERTEXT_AT + BLOCK + 16)
    await store.add({ credential: { filler: 'x'.repeat(50_000) }, addedAt })
    expect(octetsOf(storage).length).toBe(empty + BLOCK)
  })

  test('with any one changed do not open', async () => {
    const { octets } = await wallet()
    const outcomes = new Map<string, Set<string>>()
    for (let at = 0; at < octets.length; at += at < CIPHERTEXT_AT + 64 ? 1 : 61) {
      const result = await outcome(open(octetsInMemory(flip(octets, at, 1 << (at % 8)))))
      outcomes.set(part(at), (outcomes.get(part(at)) ?? new Set()).add(result))
    }
    for (let at = octets.length - 16; at < octets.length; at++) {
      expect(await outcome(open(octetsInMemory(flip(octets, at, 0x80))))).toBe('walletLocked')
    }
    expect(Object.fromEntries(outcomes)).toEqual({
      magic: new Set(['walletCorrupt']),
      version: new Set(['walletVersion']),
      cost: new Set(['walletCorrupt', 'walletLocked']),
      'salt, nonce, ciphertext': new Set(['walletLocked']),
    })
  })

  test.each([0, 1, 14, 15, 18, 34, 46, 47, 62, 63, 1000, BLOCK, BLOCK + 62])(
    'cut to %i do not open and are left alone',
    async (length) => {
      const { octets } = await wallet()
      const storage = octetsInMemory(octets.slice(0, length))
      expect(await outcome(open(storage))).toBe(length < 63 ? 'walletCorrupt' : 'walletLocked')
      expect(storage.kept).toEqual(octets.slice(0, length))
    },
  )

  test('with another after them do not open', async () => {
    const { octets } = await wallet()
    expect(await outcome(open(octetsInMemory(Uint8Array.of(...octets, 0))))).toBe('walletLocked')
  })

  test('beyond 16 MiB are not looked at', async () => {
    const octets = new Uint8Array(2 ** 24 + 1)
    octets.set((await wallet()).octets)
    expect(await outcome(open(octetsInMemory(octets)))).toBe('tooLarge')
  })

  test.each<[string, number, number, number]>([
    ['N of 1', 0, 1, 1],
    ['no r', 10, 0, 1],
    ['no p', 10, 8, 0],
    ['more than 256 MiB by N', 22, 1, 1],
    ['more than 256 MiB by N and r', 18, 9, 1],
    ['more than 256 MiB by r', 14, 255, 1],
    ['too much work by p', 10, 8, 5],
    ['everything', 255, 255, 255],
    ['N of 2 to the 32', 32, 1, 1],
  ])('that ask scrypt for %s are refused before anything is derived', async (_, ...cost) => {
    const { octets } = await wallet()
    octets.set(cost, COST_AT)
    expect(await outcome(open(octetsInMemory(octets)))).toBe('walletCorrupt')
  })

  test.each<ScryptCost>([
    { N: 1, r: 8, p: 1 },
    { N: 3, r: 8, p: 1 },
    { N: 0, r: 8, p: 1 },
    { N: Number.NaN, r: 8, p: 1 },
    { N: 2, r: 0, p: 1 },
    { N: 2, r: 1.5, p: 1 },
    { N: 2, r: 256, p: 1 },
    { N: 2, r: 1, p: 5 },
    { N: 2 ** 19, r: 8, p: 1 },
  ])('are not made with a cost that could not be read again: $N, $r, $p', async (cost) => {
    const storage = octetsInMemory()
    const opening = createEncryptedStore({ storage, passphrase: PASSPHRASE, cost })
    await expect(opening).rejects.toThrow(RangeError)
    expect(storage.kept).toBeUndefined()
  })

  test.each([
    ['no JSON', 'Nemo Fictus, {', 'walletCorrupt'],
    ['no UTF-8', Buffer.from([0xff, 0xfe]), 'walletCorrupt'],
    ['nothing', '', 'walletCorrupt'],
    ['null', 'null', 'walletCorrupt'],
    ['an array', '[]', 'walletCorrupt'],
    ['no version', '{"credentials":[]}', 'walletVersion'],
    ['a later version', '{"version":6,"credentials":[],"commitments":[]}', 'walletVersion'],
    ['a version as text', '{"version":"2","credentials":[],"commitments":[]}', 'walletVersion'],
    ['no list', '{"version":2,"commitments":[]}', 'walletCorrupt'],
    ['no list in version 1', '{"version":1}', 'walletCorrupt'],
    ['no list of commitments', '{"version":2,"credentials":[]}', 'walletCorrupt'],
    ['another list', '{"version":2,"credentials":{},"commitments":[]}', 'walletCorrupt'],
    [
      'a credential that is none',
      '{"version":2,"credentials":[null],"commitments":[]}',
      'walletCorrupt',
    ],
    ['nothing remembered', held({}, { shown: undefined }), 'walletCorrupt'],
    ['a record that is none', held({}, { shown: ['x'] }), 'walletCorrupt'],
    ['a record without day', held({}, { shown: [{ ...record, day: undefined }] }), 'walletCorrupt'],
    ['a record of an hour', held({}, { shown: [{ ...record, day: addedAt }] }), 'walletCorrupt'],
    ['a record of nobody', held({}, { shown: [{ ...record, domain: 7 }] }), 'walletCorrupt'],
    ['a record of no context', held({}, { shown: [{ ...record, context: 7 }] }), 'walletCorrupt'],
    [
      'a record of no credentials',
      held({}, { shown: [{ ...record, credentials: {} }] }),
      'walletCorrupt',
    ],
    [
      'a record of a credential without id',
      held({}, { shown: [{ ...record, credentials: [{ pointers: [] }] }] }),
      'walletCorrupt',
    ],
    [
      'a record of pointers that are none',
      held({}, { shown: [{ ...record, credentials: [{ credentialId: 'uAA', pointers: [7] }] }] }),
      'walletCorrupt',
    ],
    ['no id', held({ id: undefined }), 'walletCorrupt'],
    ['no credential', held({ credential: undefined }), 'walletCorrupt'],
    ['a credential that is text', held({ credential: 'Nemo Fictus' }), 'walletCorrupt'],
    ['no time', held({ addedAt: undefined }), 'walletCorrupt'],
    ['a time that is none', held({ addedAt: 'Nemo Fictus' }), 'walletCorrupt'],
    ['a manifest that is none', held({ comparedWith: 'x' }), 'walletCorrupt'],
    ['a manifest without version', held({ comparedWith: { hash } }), 'walletCorrupt'],
    ['a manifest of no hash', held({ comparedWith: { version: 1, hash: 'x' } }), 'walletCorrupt'],
    ['secrets that are none', held({ secrets: 'Nemo Fictus' }), 'walletCorrupt'],
    ['secrets of no feature', held({ secrets: { ...secrets, feature: 'x' } }), 'walletCorrupt'],
    [
      'secrets of what every object has',
      held({ secrets: { ...secrets, feature: 'constructor' } }),
      'walletCorrupt',
    ],
    [
      'secrets of a feature without',
      held({ secrets: { ...secrets, feature: 'baseline' } }),
      'walletCorrupt',
    ],
    ['no blind', held({ secrets: { ...secrets, proverBlind: undefined } }), 'walletCorrupt'],
    ['a short blind', held({ secrets: { ...secrets, proverBlind: 'uAA' } }), 'walletCorrupt'],
    [
      'a blind that is text',
      held({ secrets: { ...secrets, proverBlind: 'Nemo Fictus' } }),
      'walletCorrupt',
    ],
    ['no nym', held({ secrets: { ...secrets, proverNym: undefined } }), 'walletCorrupt'],
    [
      'secrets of a holder without',
      held({ secrets }, { holderSecret: undefined }),
      'walletCorrupt',
    ],
    [
      'predicates without a secret of the person',
      held({ secrets: predicateSecrets }),
      'walletCorrupt',
    ],
    [
      'a short secret of the person',
      held({ secrets: predicateSecrets }, { personSecret: 'uAA' }),
      'walletCorrupt',
    ],
    ['no list of answered requests', held({}, { answered: undefined }), 'walletCorrupt'],
    ['an answer without time', held({}, { answered: [{ request: answered }] }), 'walletCorrupt'],
    [
      'an answer at a time that is none',
      held({}, { answered: [{ at: 'Nemo Fictus', request: answered }] }),
      'walletCorrupt',
    ],
    ['an answer to nothing', held({}, { answered: [{ at: addedAt }] }), 'walletCorrupt'],
    [
      'an answer to what is no request',
      held({}, { answered: [{ at: addedAt, request: { ...answered, domain: '' } }] }),
      'walletCorrupt',
    ],
    ['a short secret of the holder', held({ secrets }, { holderSecret: 'uAA' }), 'walletCorrupt'],
    ['a commitment that is none', held({}, { commitments: [null] }), 'walletCorrupt'],
    [
      'a commitment without secrets',
      held({}, { commitments: [{ id: 'uBB', requestedAt: addedAt }] }),
      'walletCorrupt',
    ],
    [
      'a commitment without time',
      held({}, { commitments: [{ id: 'uBB', secrets }] }),
      'walletCorrupt',
    ],
    [
      'a commitment of a holder without secret',
      held(
        {},
        { commitments: [{ id: 'uBB', requestedAt: addedAt, secrets }], holderSecret: undefined },
      ),
      'walletCorrupt',
    ],
  ])('that hold %s under the right passphrase are refused', async (_, content, code) => {
    const storage = octetsInMemory(encrypt(content))
    const error: unknown = await open(storage).catch((refusal: unknown) => refusal)
    expect(error).toMatchObject({ code })
    expect(everything(error)).not.toMatch(/Nemo|Fictus/)
    expect(storage.kept).toBeDefined()
  })

  test('that other cryptography wrote open', async () => {
    const store = await open(octetsInMemory(encrypt(held({}))))
    expect(await store.list()).toEqual([{ id: 'uAA', credential: fictitious(), addedAt }])
  })

  test('that hold secrets open, and what a store says of them is the feature alone', async () => {
    const commitments = [{ id: 'uBB', requestedAt: addedAt, secrets }]
    const store = await open(octetsInMemory(encrypt(held({ secrets }, { commitments }))))
    const { feature } = secrets
    expect(await store.list()).toEqual([{ id: 'uAA', credential: fictitious(), addedAt, feature }])
    expect(await store.get('uAA')).toEqual({
      id: 'uAA',
      credential: fictitious(),
      addedAt,
      feature,
    })
    expect(await store.listPending()).toEqual([{ id: 'uBB', feature, requestedAt: addedAt }])
    await store.dropPending('uBB')
    expect(await store.listPending()).toEqual([])
    await expect(store.dropPending('uBB')).rejects.toMatchObject({ code: 'commitmentUnknown' })
  })
})

describe('a wallet of version 1, which knew no secrets,', () => {
  const old = JSON.stringify({
    version: 1,
    credentials: [{ id: 'uAA', credential: fictitious(), addedAt }],
  })

  test('is read, and left as it is until something is written', async () => {
    const storage = octetsInMemory(encrypt(old))
    const before = octetsOf(storage)
    const store = await open(storage)
    expect(await store.list()).toEqual([{ id: 'uAA', credential: fictitious(), addedAt }])
    expect(await store.listPending()).toEqual([])
    expect(storage.kept).toEqual(before)
  })

  test.each<{ name: string; write: (store: EncryptedStore) => Promise<unknown> }>([
    { name: 'a credential is added', write: (store) => store.add({ credential: {}, addedAt }) },
    { name: 'one is removed', write: (store) => store.remove('uAA') },
    { name: 'a credential is asked for', write: (store) => requestCredential({ store }) },
    { name: 'the passphrase changes', write: (store) => store.changePassphrase(PASSPHRASE) },
  ])('becomes one of version 5 when $name', async ({ write }) => {
    const storage = octetsInMemory(encrypt(old))
    await write(await open(storage))
    expect(JSON.parse(decrypt(octetsOf(storage)).toString())).toMatchObject({ version: 5 })
    expect(await outcome(open(storage))).toBe('done')
  })
})

describe('a wallet of version 2, which kept no manifests,', () => {
  const old = held({ secrets }, { version: 2 })

  test('is read, and becomes one of version 5 when something is written', async () => {
    const storage = octetsInMemory(encrypt(old))
    const store = await open(storage)
    const [before] = await store.list()
    expect(before).toMatchObject({ id: 'uAA', feature: secrets.feature })
    expect(before?.comparedWith).toBeUndefined()
    const comparedWith = { version: 7, hash }
    const id = await store.add({ credential: fictitious(1), addedAt, comparedWith })
    expect(JSON.parse(decrypt(octetsOf(storage)).toString())).toMatchObject({ version: 5 })
    expect((await (await open(storage)).get(id)).comparedWith).toEqual(comparedWith)
  })
})

describe('a wallet of version 3, of whose credentials nothing was proven,', () => {
  const old = held({ secrets }, { version: 3, answered: undefined })

  test('is read, and becomes one of version 5 when something is written', async () => {
    const storage = octetsInMemory(encrypt(old))
    const store = await open(storage)
    expect(await store.list()).toMatchObject([{ id: 'uAA', feature: secrets.feature }])
    await store.add({ credential: fictitious(1), addedAt })
    expect(JSON.parse(decrypt(octetsOf(storage)).toString())).toMatchObject({
      version: 5,
      answered: [],
      shown: [],
    })
    expect(await (await open(storage)).list()).toHaveLength(2)
  })
})

describe('a wallet of version 4, which remembered nothing that was shown,', () => {
  const old = held(
    { secrets },
    { version: 4, answered: [{ at: addedAt, request: answered }], shown: undefined },
  )

  test('is read, and becomes one of version 5 when something is forgotten', async () => {
    const storage = octetsInMemory(encrypt(old))
    const store = await open(storage)
    const day = addedAt.toISOString().slice(0, 10)
    expect(await store.listDisclosures()).toEqual([
      { day, domain: answered.domain, proven: answered, shown: [{ pointers: [] }] },
    ])
    expect(await store.forgetDisclosures(addedAt)).toBe(0)
    expect(JSON.parse(decrypt(octetsOf(storage)).toString())).toMatchObject({ version: 4 })
    expect(await store.forgetDisclosures(new Date(addedAt.getTime() + 86_400_000))).toBe(1)
    expect(JSON.parse(decrypt(octetsOf(storage)).toString())).toMatchObject({
      version: 5,
      answered: [],
      shown: [],
    })
    expect(await store.listDisclosures()).toEqual([])
  })
})

test('what was shown is remembered by days and places, without a value', async () => {
  const pointers = ['/type', '/credentialSubject']
  const { type, credentialSubject } = fictitious()
  const { credentials: _, ...of } = { ...record, context: 'loans' }
  const shown = [
    { ...of, credentials: [{ credentialId: 'uAA', pointers }] },
    { ...of, day: '2026-11-25', credentials: [{ credentialId: 'uGone', pointers }] },
  ]
  const store = await open(octetsInMemory(encrypt(held({ secrets }, { shown }))))
  expect(await store.listDisclosures()).toEqual([
    { ...of, day: '2026-11-25', shown: [{ pointers }] },
    { ...of, shown: [{ pointers, document: { type, credentialSubject } }] },
  ])
  await expect(store.forgetDisclosures(new Date('never'))).rejects.toThrow(RangeError)
  expect(await store.forgetDisclosures(new Date('2026-11-26T23:00:00Z'))).toBe(1)
  expect(await store.listDisclosures()).toMatchObject([{ day: '2026-11-26' }])
})

test('a wallet that holds what predicates take opens, and says of it the binding alone', async () => {
  const personSecret = `u${Buffer.alloc(32, 4).toString('base64url')}`
  const commitments = [{ id: 'uBB', requestedAt: addedAt, secrets: predicateSecrets }]
  const content = held(
    { secrets: predicateSecrets },
    { personSecret, commitments, answered: [{ at: addedAt, request: answered }] },
  )
  const store = await open(octetsInMemory(encrypt(content)))
  const feature = 'predicates'
  expect(await store.list()).toEqual([{ id: 'uAA', credential: fictitious(), addedAt, feature }])
  expect(await store.listPending()).toEqual([{ id: 'uBB', feature, requestedAt: addedAt }])
  await store.dropPending('uBB')
  expect(await store.listPending()).toEqual([])
})

test('no refusal tells a passphrase or what is held', async () => {
  const { storage, store, octets } = await wallet()
  const secret = 'Nemo Fictus'
  const refusals: unknown[] = await Promise.all(
    [
      open(storage, secret),
      open(octetsInMemory(flip(octets, 100, 1)), secret),
      open(octetsInMemory(octets.slice(0, 20)), secret),
      store.get(secret),
      store.remove(secret),
      store.add({ credential: { name: secret.repeat(2 ** 18) }, addedAt }),
      store.add({
        credential: JSON.parse(`${'{"x":'.repeat(80)}"${secret}"${'}'.repeat(80)}`),
        addedAt,
      }),
    ].map((work) =>
      work.then(
        () => 'done',
        (error: unknown) => error,
      ),
    ),
  )
  for (const refusal of refusals) {
    expect(refusal).toMatchObject({ code: expect.any(String) })
    expect(everything(refusal)).not.toMatch(/Nemo|Fictus|lanterns/)
  }
})

/** An error with its stack and its causes, as a log would print it. */
function everything(error: unknown): string {
  return error instanceof Error
    ? `${error.stack} ${JSON.stringify(error)} ${everything(error.cause)}`
    : ''
}

function flip(octets: Uint8Array, at: number, bits: number): Uint8Array {
  return octets.map((octet, index) => (index === at ? octet ^ bits : octet))
}

function part(at: number): string {
  if (at < VERSION_AT) return 'magic'
  if (at < COST_AT) return 'version'
  return at < SALT_AT ? 'cost' : 'salt, nonce, ciphertext'
}

/** What a pseudonym and a holder's secret take, all of the same octets. */
const secrets = {
  feature: 'holderBindingPseudonym',
  proverBlind: `u${Buffer.alloc(32, 1).toString('base64url')}`,
  proverNym: `u${Buffer.alloc(32, 2).toString('base64url')}`,
}

/** What a credential takes of which things are proven. */
const predicateSecrets = { feature: 'predicates', proverBlind: secrets.proverBlind }

/** A request that was answered. */
const answered = {
  domain: 'https://gate.example',
  nonce: 'Zm9yIHRoZSB0ZXN0cyBvbmx5IQ',
  expires: '2026-11-26T12:00:00Z',
  credentials: [{ id: 'dose', predicates: [], disclosures: [], notRevoked: false }],
}

/** What is remembered of something that was shown. */
const record = { day: '2026-11-26', domain: 'https://gate.example', credentials: [] }

/** Of a manifest. */
const hash = 'uEiDjsMRCmPwcFJr79MiZb7kkJ65B5GSbk0yklZkbeFK4VQ'

/** The content of a wallet with one credential. */
function held(change: object, others: object = {}): string {
  const credential = { id: 'uAA', credential: fictitious(), addedAt, ...change }
  const holderSecret = `u${Buffer.alloc(32, 3).toString('base64url')}`
  const lists = { credentials: [credential], commitments: [], answered: [], shown: [] }
  return JSON.stringify({ version: 5, holderSecret, ...lists, ...others })
}
