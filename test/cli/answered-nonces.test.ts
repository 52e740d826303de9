import * as files from 'node:fs/promises'
import { expect, test } from 'vitest'
import { createAnsweredNonces } from '../../packages/cli/src/answered-nonces.ts'
import { createSession, NOW } from './session.ts'

const nonce = 'a'.repeat(43)

test('a nonce is spent once, whoever shares the file', async () => {
  const session = createSession()
  const stores = [1, 2, 3].map(() => openStore(session.path('answered')))
  const attempts = stores.flatMap((store) => [1, 2, 3].map(() => store.spend(nonce, NOW)))
  const spent = await Promise.all(attempts)
  expect(spent.filter((first) => first)).toHaveLength(1)
  expect(await openStore(session.path('answered')).spend(nonce, NOW)).toBe(false)
})

test('nonces do not hinder one another, also where one begins as another', async () => {
  const store = openStore(createSession().path('answered'))
  expect(await store.spend(`${nonce}b`, NOW)).toBe(true)
  expect(await store.spend(nonce, NOW)).toBe(true)
})

test('half a line that a crash left does not hide the next', async () => {
  const session = createSession()
  session.write('answered', `\n${'b'.repeat(43)} uhalf`)
  const store = openStore(session.path('answered'))
  expect(await store.spend(nonce, NOW)).toBe(true)
  expect(await store.spend(nonce, NOW)).toBe(false)
})

test('each line says when it may be deleted', async () => {
  const session = createSession()
  await openStore(session.path('answered')).spend(nonce, NOW)
  expect(session.read('answered')).toMatch(/^\na{43} u[\w-]{22} 2021-07-01T12:00:00.000Z\n$/)
})

function openStore(path: string) {
  return createAnsweredNonces(path, files)
}
