import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import * as files from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  createDidWebCache,
  createFileDocumentStore,
  createResolver,
  type FileDocumentStoreOptions,
} from '@unscored/did'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { documentText } from './did-web-pages.ts'

const did = 'did:web:issuer.example'
const entry = { document: JSON.parse(documentText(did)), retrieved: 1, lifetime: 2 }

describe('a store in files', () => {
  const root = mkdtempSync(join(tmpdir(), 'unscored-did-store-'))
  let folder = ''
  beforeEach(() => {
    folder = mkdtempSync(join(root, 'documents-'))
  })
  afterAll(() => rmSync(root, { recursive: true }))

  const open = (options: Partial<FileDocumentStoreOptions> = {}) =>
    createFileDocumentStore({ files, folder, ...options })
  const paths = () => readdirSync(folder).map((name) => join(folder, name))

  /** The one file there is. */
  function onlyPath(): string {
    expect(paths()).toHaveLength(1)
    return paths()[0] ?? ''
  }

  test('gives what was written, until it is written again or deleted', async () => {
    const store = open()
    expect(await store.read(did)).toBeUndefined()
    await store.write(did, entry)
    expect(await store.read(did)).toEqual(entry)
    await open().write(did, { ...entry, lifetime: 3 })
    expect(await store.read(did)).toEqual({ ...entry, lifetime: 3 })
    await store.delete(did)
    expect(await store.read(did)).toBeUndefined()
    expect(paths()).toEqual([])
  })

  test('deletes what is not there without complaint', async () => {
    await open().delete(did)
    expect(paths()).toEqual([])
  })

  test('keeps documents apart by their DIDs, whatever is in those', async () => {
    const dids = [
      did,
      'did:web:ISSUER.example',
      `${did}:..%2F..%2Fa`,
      `${did}:${'a'.repeat(4_000)}`,
      '../a',
    ]
    const store = open()
    for (const [lifetime, name] of dids.entries()) await store.write(name, { ...entry, lifetime })
    for (const [lifetime, name] of dids.entries()) {
      expect(await store.read(name)).toMatchObject({ lifetime })
    }
    expect(paths()).toHaveLength(dids.length)
    expect(readdirSync(root)).toContain(folder.slice(root.length + 1))
  })

  test('keeps them from everybody but their owner, under names that do not say whose they are', async () => {
    await open().write(did, entry)
    expect(statSync(onlyPath()).mode & 0o777).toBe(0o600)
    expect(onlyPath()).not.toContain('issuer')
  })

  test.each<{ what: string; damage: (octets: Buffer) => Uint8Array | string }>([
    { what: 'empty', damage: () => '' },
    { what: 'cut short', damage: (octets) => octets.subarray(0, -1) },
    { what: 'no JSON', damage: () => 'no JSON' },
    { what: 'no UTF-8', damage: (octets) => Buffer.concat([octets, Buffer.of(0xff)]) },
    { what: 'too deep', damage: () => '['.repeat(100) + ']'.repeat(100) },
    { what: 'too large', damage: (octets) => octets.toString().padEnd(2 ** 20 + 1) },
  ])('takes a file that is $what for none, and writes it again', async ({ damage }) => {
    const store = open()
    await store.write(did, entry)
    writeFileSync(onlyPath(), damage(readFileSync(onlyPath())))
    expect(await store.read(did)).toBeUndefined()
    await store.write(did, entry)
    expect(await store.read(did)).toEqual(entry)
  })

  test('reads no more of a file than it may have', async () => {
    const store = open()
    await store.write(did, entry)
    writeFileSync(onlyPath(), readFileSync(onlyPath(), 'utf8').padEnd(2 ** 20))
    expect(await store.read(did)).toEqual(entry)
    let reads = 0
    const counting: FileDocumentStoreOptions['files'] = {
      ...files,
      open: async (...given) => {
        const file = await files.open(...given)
        return {
          stat: () => file.stat(),
          writeFile: (octets) => file.writeFile(octets),
          close: () => file.close(),
          readFile: () => {
            reads++
            return file.readFile()
          },
        }
      },
    }
    writeFileSync(onlyPath(), ' '.repeat(2 ** 20 + 1))
    expect(await open({ files: counting }).read(did)).toBeUndefined()
    expect(reads).toBe(0)
  })

  test('keeps so many documents, and those that were written last', async () => {
    const store = open({ size: 3 })
    const dids = Array.from({ length: 6 }, (_, i) => `did:web:${i}.example`)
    for (const [i, name] of dids.entries()) {
      const before = new Set(paths())
      await store.write(name, entry)
      const added = paths().find((path) => !before.has(path)) ?? ''
      utimesSync(added, i, i)
    }
    const kept = await Promise.all(dids.map(async (name) => (await store.read(name)) !== undefined))
    expect(kept).toEqual([false, false, false, true, true, true])
    expect(paths()).toHaveLength(3)
  })

  test('makes room also of what a process left behind, and of nothing that is not its own', async () => {
    const left = `u${'a'.repeat(43)}.json.u${'b'.repeat(22)}.new`
    for (const name of [left, 'notes.txt', `${'a'.repeat(44)}.json`]) {
      writeFileSync(join(folder, name), '')
      utimesSync(join(folder, name), 1, 1)
    }
    await open({ size: 1 }).write(did, entry)
    expect(readdirSync(folder)).toHaveLength(3)
    expect(readdirSync(folder)).not.toContain(left)
  })

  test('replaces a file as a whole: who reads meanwhile has the old one or the new one', async () => {
    const store = open()
    await store.write(did, entry)
    const large = { ...entry, document: { ...entry.document, note: 'a'.repeat(50_000) } }
    const seen = new Set<number>()
    const writing = (async () => {
      for (let i = 0; i < 40; i++) await store.write(did, i % 2 === 0 ? large : entry)
    })()
    for (let i = 0; i < 200; i++) seen.add(JSON.stringify(await store.read(did)).length)
    await writing
    const lengths = [entry, large].map((value) => JSON.stringify(value).length)
    expect(lengths).toEqual(expect.arrayContaining([...seen]))
    expect(paths()).toHaveLength(1)
  })

  test('is written by many at once, and whole in the end', async () => {
    await Promise.all(
      Array.from({ length: 20 }, (_, lifetime) => open().write(did, { ...entry, lifetime })),
    )
    expect(await open().read(did)).toMatchObject({ document: entry.document })
    expect(paths()).toHaveLength(1)
  })

  test('tells of what it could not do', async () => {
    const missing = open({ folder: join(folder, 'missing') })
    await expect(missing.write(did, entry)).rejects.toMatchObject({ code: 'ENOENT' })
    expect(await missing.read(did)).toBeUndefined()
    const closed = createFileDocumentStore({
      files: {
        ...files,
        open: () => Promise.reject(Object.assign(new Error(), { code: 'EACCES' })),
      },
      folder,
    })
    await expect(closed.read(did)).rejects.toMatchObject({ code: 'EACCES' })
  })

  test('serves a cache from one process to the next', async () => {
    let asked = 0
    const fetch = async () => {
      asked++
      return new Response(documentText(did), { headers: { 'content-type': 'application/json' } })
    }
    const resolve = (store = open()) => {
      const { methods } = createDidWebCache({ fetch, store })
      return createResolver({ methods }).resolve(did)
    }
    const first = await resolve()
    expect(await resolve()).toEqual(first)
    expect(asked).toBe(1)
    writeFileSync(onlyPath(), readFileSync(onlyPath(), 'utf8').replaceAll('issuer', 'unsure'))
    expect(await resolve()).toMatchObject({ didDocument: { id: did } })
    expect(asked).toBe(2)
  })
})
