import * as files from 'node:fs/promises'
import { admitCredential, placesOf } from '@unscored/issuer'
import { expect, test } from 'vitest'
import { openIssuerRecords } from '../../packages/cli/src/issuer-records.ts'
import { createSession, NOW } from './session.ts'

function records(path: string, others: object = {}) {
  const environment = { files: { ...files, ...others }, now: () => NOW }
  return openIssuerRecords(path, environment)
}

test('records are there for the next command, for their owner alone', async () => {
  const { path } = createSession()
  const { store, offers } = records(path('records'))
  const place = await admitCredential({ store, person: 'file-1', registration: 'uOne' })
  const expires = new Date(NOW.getTime() + 1)
  await offers.keep('nonce', { person: 'file-1', expires })
  const later = records(path('records'))
  expect(await placesOf({ store: later.store, person: 'file-1' })).toEqual([place])
  expect(await later.offers.take('nonce')).toEqual({ person: 'file-1', expires })
  expect(await offers.take('nonce')).toBeUndefined()
  expect((await files.stat(path('records'))).mode & 0o777).toBe(0o600)
})

test('an offer that is over is forgotten with the next', async () => {
  const { path, read } = createSession()
  const { offers } = records(path('records'))
  await offers.keep('old', { person: 'file-1', expires: new Date(NOW.getTime() - 1) })
  expect(read('records')).toContain('old')
  await offers.keep('new', { person: 'file-2', expires: NOW })
  expect(read('records')).not.toContain('old')
})

test('of two commands that change them at once, none undoes what the other has kept', async () => {
  const { path } = createSession()
  const people = ['file-1', 'file-2', 'file-3']
  const admitting = people.map((person) =>
    admitCredential({ ...records(path('records')), person, registration: `u${person}` }),
  )
  const ended = await Promise.allSettled(admitting)
  const refused = ended.filter((end) => end.status === 'rejected')
  for (const { reason } of refused) expect(reason).toMatchObject({ code: 'fileBusy' })
  for (const [i, end] of ended.entries()) {
    const places = await placesOf({ ...records(path('records')), person: people[i] ?? '' })
    expect(places).toEqual(end.status === 'fulfilled' ? [end.value] : [])
  }
})

test('a change that was made meanwhile is not overwritten', async () => {
  const { path } = createSession()
  const { store } = records(path('records'))
  await admitCredential({ store, person: 'file-1', registration: 'uOne' })
  const changing = store.transaction(async (transaction) => {
    await admitCredential({ store, person: 'file-2', registration: 'uTwo' })
    await transaction.set('registration', 'uThree', 'file-3')
  })
  await expect(changing).rejects.toMatchObject({ code: 'fileBusy' })
  expect(await placesOf({ store, person: 'file-2' })).toHaveLength(1)
})

test('what cannot be read is not taken for nothing', async () => {
  const { path } = createSession()
  const open = async () => {
    throw Object.assign(new Error('disk'), { code: 'EIO' })
  }
  const { store } = records(path('records'), { open })
  const admitting = admitCredential({ store, person: 'file-1', registration: 'uOne' })
  await expect(admitting).rejects.toMatchObject({ code: 'fileUnreadable' })
})

test('records that are larger than they may be are refused', async () => {
  const { write } = createSession()
  const { store } = records(write('records', new Uint8Array(2 ** 24 + 1)))
  const admitting = admitCredential({ store, person: 'file-1', registration: 'uOne' })
  await expect(admitting).rejects.toMatchObject({ code: 'fileTooLarge' })
})
