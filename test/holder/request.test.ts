import * as files from 'node:fs/promises'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { encodeMultibase, type JsonObject, parseMultibase } from '@unscored/core'
import {
  createEncryptedStore,
  createFileStorage,
  createMemoryStore,
  HolderError,
  matchRequest,
  requestCredential,
  type WalletStore,
} from '@unscored/holder'
import { describe, expect, test } from 'vitest'
import {
  answer,
  ask,
  askFor,
  check,
  committedFeatures,
  DOMAIN,
  issueTo,
  present,
  receive,
} from '../flows/exchange.ts'
import { runTsx } from '../support/tsx.ts'
import { now, otherIssuer } from '../vc/bbs-2023/issuing.ts'
import { decrypt } from './sealed.ts'
import { temporaryFolder } from './temporary-folder.ts'
import { CHEAP, type OctetsInMemory, octetsInMemory, PASSPHRASE } from './wallets.ts'

const open = (storage: OctetsInMemory, random?: (length: number) => Uint8Array) =>
  createEncryptedStore({ storage, passphrase: PASSPHRASE, cost: CHEAP, ...(random && { random }) })

/** What a wallet holds, which nobody reads but a test that has its passphrase. */
function contentOf({ kept }: OctetsInMemory): Content {
  return JSON.parse(decrypt(kept ?? new Uint8Array()).toString())
}

interface Content {
  holderSecret?: string
  credentials: { secrets?: Secrets }[]
  commitments: { secrets: Secrets }[]
}

interface Secrets {
  proverBlind: string
  proverNym?: string
}

/** All secrets of a wallet as octets. */
function secretsOf({ holderSecret, credentials, commitments }: Content): Uint8Array[] {
  const own = [...credentials, ...commitments].flatMap(({ secrets }) =>
    secrets ? [secrets.proverBlind, secrets.proverNym] : [],
  )
  return [holderSecret, ...own].flatMap((text) => (text ? [parseMultibase(text, ['u'])] : []))
}

describe("the wallet's secret", () => {
  test('is not there before it is needed, and then there is one for good', async () => {
    const storage = octetsInMemory()
    const store = await open(storage)
    expect(contentOf(storage)).toEqual({
      version: 5,
      credentials: [],
      commitments: [],
      answered: [],
      shown: [],
    })
    await issueTo(store, 'pseudonym')
    expect(contentOf(storage).holderSecret).toBeUndefined()
    await askFor('holderBinding', store)
    const { holderSecret } = contentOf(storage)
    expect(parseMultibase(holderSecret, ['u'])).toHaveLength(32)
    await issueTo(store, 'holderBinding')
    await askFor('holderBindingPseudonym', await open(storage))
    expect(contentOf(storage).holderSecret).toBe(holderSecret)
  })

  test('is one where several credentials are asked for at once', async () => {
    const storage = octetsInMemory()
    const store = await open(storage)
    const asked = await Promise.all(Array.from({ length: 5 }, () => askFor('holderBinding', store)))
    for (const { message } of asked) await receive(await answer(message), store)
    expect(await store.list()).toHaveLength(5)
  })

  test('is another in another wallet', async () => {
    const storages = [octetsInMemory(), octetsInMemory()]
    for (const storage of storages) await askFor('holderBinding', await open(storage))
    const [a, b] = storages.map((storage) => contentOf(storage).holderSecret)
    expect(a).not.toBe(b)
  })

  test('is not made where the random source fails, and nothing is kept', async () => {
    const storage = octetsInMemory()
    const store = await open(storage)
    const broken = await open(storage, (length) => new Uint8Array(length))
    await expect(requestCredential({ store: broken })).rejects.toThrow(RangeError)
    expect(contentOf(storage)).toEqual({
      version: 5,
      credentials: [],
      commitments: [],
      answered: [],
      shown: [],
    })
    const random = (length: number) => new Uint8Array(length)
    await expect(requestCredential({ store, random })).rejects.toThrow(RangeError)
    expect(await store.listPending()).toEqual([])
  })

  test('goes nowhere: no message, listing, presentation, error or log has it, nor the other secrets', async () => {
    const storage = octetsInMemory()
    const store = await open(storage)
    const seen: unknown[] = []
    const secrets: Uint8Array[] = []
    const look = async () => {
      secrets.push(...secretsOf(contentOf(storage)))
      seen.push(await store.list(), await store.listPending(), store)
    }
    const refusal = (work: Promise<unknown>) =>
      work.then(
        () => expect.unreachable('it was to be refused'),
        (error: unknown) => seen.push(error),
      )
    for (const feature of committedFeatures) {
      const asked = await askFor(feature, store)
      await look()
      const credential = await answer(asked.message)
      seen.push(asked, credential)
      await refusal(receive({ ...credential, issuer: otherIssuer.did }, store))
      await refusal(
        receive(await answer((await askFor(feature, createMemoryStore())).message), store),
      )
      const id = await receive(credential, store)
      seen.push(id, await store.get(id))
      await look()
      await refusal(receive(credential, store))
      const request = ask(feature === 'holderBinding' ? {} : { pseudonym: { context: 'visits' } })
      const matching = { store, domain: DOMAIN, now: () => now }
      seen.push(await matchRequest(request, matching))
      const presentation = await present(request, store, {
        approve: (shown) => seen.push(shown) > 0,
      })
      seen.push(presentation, await check(presentation, request))
      await refusal(
        present({ ...request, domain: 'https://evil.example' }, store, { domain: DOMAIN }),
      )
      await store.remove(id)
      await refusal(present(request, store))
      await refusal(store.dropPending(id))
    }
    // One holder's secret, and for each feature a blind; for two of them a nym.
    expect(new Set(secrets.map(String)).size).toBe(1 + 3 + 2)
    const haystack = seen.flatMap(textsOf)
    expect(haystack.join('').length).toBeGreaterThan(20_000)
    for (const secret of secrets) {
      for (const needle of formsOf(secret)) {
        // No message shows the secret, should this ever fail.
        expect(haystack.some((text) => text.includes(needle))).toBe(false)
      }
    }
  })

  test('would be found if it went anywhere', () => {
    const secret = Uint8Array.from({ length: 32 }, (_, i) => (i * 41 + 7) % 256)
    const within = Buffer.concat([Buffer.from([1, 2]), secret, Buffer.from([3])])
    const leaks: unknown[] = [
      secret,
      { a: [secret] },
      new Error(Buffer.from(secret).toString('hex')),
      new Error('x', { cause: new Error(Buffer.from(secret).toString('base64')) }),
      { proof: { proofValue: `u${within.toString('base64url')}` } },
      encodeMultibase(secret, 'z'),
      BigInt(`0x${Buffer.from(secret).toString('hex')}`),
    ]
    for (const leak of leaks) {
      const texts = textsOf(leak)
      expect(formsOf(secret).some((form) => texts.some((text) => text.includes(form)))).toBe(true)
    }
  })
})

/** A value as logs and messages would show it, and the octets of all base64 in it. */
function textsOf(value: unknown): string[] {
  const options = { depth: Infinity, showHidden: true, compact: true, maxArrayLength: null }
  const shown = inspect(value, { ...options, maxStringLength: null, breakLength: Infinity })
  const json = typeof value === 'bigint' ? '' : (JSON.stringify(value) ?? '')
  const encoded = `${shown} ${json}`.match(/[\w+/-]{24,}/g) ?? []
  const octets = encoded.flatMap((text) =>
    // With the prefix of multibase, and without.
    [text, text.slice(1)].map((each) => Buffer.from(each, 'base64').toString('latin1')),
  )
  return [shown, json, ...octets]
}

/** How octets can be written. */
function formsOf(octets: Uint8Array): string[] {
  const buffer = Buffer.from(octets)
  const hex = buffer.toString('hex')
  return [
    hex,
    hex.toUpperCase(),
    buffer.toString('base64'),
    buffer.toString('base64url'),
    encodeMultibase(octets, 'z').slice(1),
    buffer.toString('latin1'),
    BigInt(`0x${hex}`).toString(),
    [...octets].join(','),
    [...octets].join(', '),
  ]
}

describe('a credential that was asked for', () => {
  test('is waited for until it comes or is dropped', async () => {
    const store = createMemoryStore()
    const later = new Date(now.getTime() + 1000)
    const first = await askFor('holderBinding', store)
    const second = await requestCredential({ store, feature: 'pseudonym', now: () => later })
    expect(await store.listPending()).toEqual([
      { id: first.id, feature: 'holderBinding', requestedAt: now },
      { id: second.id, feature: 'pseudonym', requestedAt: later },
    ])
    await store.dropPending(first.id)
    expect((await store.listPending()).map(({ id }) => id)).toEqual([second.id])
    for (const id of [first.id, '', '__proto__']) {
      await expect(store.dropPending(id)).rejects.toMatchObject({ code: 'commitmentUnknown' })
    }
    await expect(store.get(second.id)).rejects.toMatchObject({ code: 'credentialUnknown' })
    await expect(store.remove(second.id)).rejects.toMatchObject({ code: 'credentialUnknown' })
  })

  test('is bound to the holder by default', async () => {
    const store = createMemoryStore()
    expect((await requestCredential({ store })).request.feature).toBe('holderBinding')
  })

  test.each([
    {
      name: 'at a time that is none',
      change: { now: () => new Date(Number.NaN) },
      error: RangeError,
    },
    // What a caller without types can ask for.
    { name: 'by nothing', change: { feature: 'baseline' as 'pseudonym' }, error: TypeError },
    { name: 'by what nobody knows', change: { feature: 'x' as 'pseudonym' }, error: TypeError },
  ])('$name is not waited for, and the wallet can be read', async ({ change, error }) => {
    const storage = octetsInMemory()
    const store = await open(storage)
    await expect(requestCredential({ store, ...change })).rejects.toThrow(error)
    expect(await (await open(storage)).listPending()).toEqual([])
  })

  test('is not changed through what was received', async () => {
    const store = createMemoryStore()
    const credential = await answer((await askFor('holderBinding', store)).message)
    await receive(credential, store)
    Object.assign(credential.credentialSubject ?? {}, { product: 'changed' })
    const [held] = await store.list()
    expect(held?.credential.credentialSubject).not.toMatchObject({ product: 'changed' })
  })

  test('leaves no secret behind when it is removed', async () => {
    const storage = octetsInMemory()
    const store = await open(storage)
    const id = await issueTo(store, 'holderBindingPseudonym')
    expect(secretsOf(contentOf(storage))).toHaveLength(3)
    await store.remove(id)
    expect(secretsOf(contentOf(storage))).toHaveLength(1)
  })

  test('is not given out as asked for where the wallet cannot be written', async () => {
    const storage = octetsInMemory()
    const store = await open(storage)
    await askFor('holderBinding', store)
    storage.replace = async () => {
      throw new HolderError('storageFailed', 'no room')
    }
    await expect(requestCredential({ store })).rejects.toMatchObject({ code: 'storageFailed' })
    expect(await store.listPending()).toHaveLength(1)
  })

  test('is still waited for where the wallet could not be written when it came', async () => {
    const storage = octetsInMemory()
    const store = await open(storage)
    const credential = await answer((await askFor('holderBinding', store)).message)
    const { replace } = storage
    storage.replace = async () => {
      throw new HolderError('storageFailed', 'no room')
    }
    await expect(receive(credential, store)).rejects.toMatchObject({ code: 'storageFailed' })
    storage.replace = replace
    expect(await store.listPending()).toHaveLength(1)
    await receive(credential, store)
    expect(await store.listPending()).toEqual([])
  })

  test.each(committedFeatures)(
    'with %s by a process that was killed comes to the next, and is shown by another',
    async (feature) => {
      const path = join(temporaryFolder(), 'wallet')
      const openFile = () =>
        createEncryptedStore({
          storage: createFileStorage({ files, path }),
          passphrase: PASSPHRASE,
          cost: CHEAP,
        })
      const script = new URL('requester.ts', import.meta.url)
      const { code, stdout } = await runTsx(script, { args: [path, feature] })
      expect(code).not.toBe(0)
      const message: JsonObject = JSON.parse(stdout)
      expect(message).toMatchObject({ type: 'CommitmentRequest', feature })
      const store = await openFile()
      expect(await store.listPending()).toMatchObject([{ feature }])
      await receive(await answer(message), store)
      const request = ask(feature === 'holderBinding' ? {} : { pseudonym: { context: 'visits' } })
      const verified = await check(await present(request, await openFile()), request)
      expect(verified.pseudonym === undefined).toBe(feature === 'holderBinding')
    },
  )

  test('survives a change of the passphrase', async () => {
    const storage = octetsInMemory()
    const store = await open(storage)
    const { message } = await askFor('holderBinding', store)
    await store.changePassphrase('new')
    const reopened: WalletStore = await createEncryptedStore({
      ...{ storage, passphrase: 'new', cost: CHEAP },
    })
    await receive(await answer(message), reopened)
    expect(await reopened.list()).toHaveLength(1)
  })
})
