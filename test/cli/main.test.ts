import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { layOutPublished } from '../support/published.ts'
import { type RunOptions, runNode } from '../support/tsx.ts'
import { createSession, PASSPHRASE } from './session.ts'
import { DOMAIN, presentWords, requestWords, verifyWords } from './story.ts'

const folder = mkdtempSync(join(tmpdir(), 'unscored-published-'))
const main = join(folder, 'node_modules/@unscored/cli/dist/main.js')

beforeAll(() => layOutPublished(folder))
afterAll(() => rmSync(folder, { recursive: true }))

const dose = {
  familyName: 'Fictitious',
  givenName: 'Example',
  birthDate: '1970-01-01',
  disease: '840539006',
  prophylaxis: '1119349007',
  product: 'EU/1/20/1528',
  manufacturer: 'ORG-100030215',
  doseNumber: 2,
  totalDoses: 2,
  doseDate: '2021-06-01',
  country: 'XX',
  certifier: 'Fictitious Ministry of Health',
}

const unscored = (args: readonly string[], env: RunOptions['env'] = {}) =>
  runNode(main, { args, env: { UNSCORED_PASSPHRASE: PASSPHRASE, ...env } })

test('the command as it is installed tells the story, and of verifiers at once only one is answered', async () => {
  const session = createSession()
  const claims = session.write('dose.json', JSON.stringify(dose))
  const key = session.path('key.json')
  const made = await unscored(['keygen', '--out', key, '--json'])
  const { did } = JSON.parse(made.stdout)
  const steps = [
    ['issue', '--key', key, '--claims', claims, '--out', session.path('credential.json')],
    ['wallet', 'add', session.path('credential.json'), '--wallet', session.path('wallet')],
    requestWords(session),
    [...presentWords(session), '--yes'],
  ]
  for (const words of steps) {
    const { code, stderr } = await unscored(words)
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  }

  const verify = verifyWords({ ...session, did })
  const ended = await Promise.all([1, 2, 3].map(() => unscored(verify)))
  expect(ended.map(({ code }) => code).sort()).toEqual([0, 1, 1])
  for (const { code, stderr } of ended) {
    expect(stderr).toBe(code === 0 ? '' : 'replayed: the request was answered before\n')
  }
})

test('misuse ends with 2 and without a stack trace', async () => {
  const { code, stdout, stderr } = await unscored(['inspect', '/none'])
  expect({ code, stdout, stderr }).toEqual({
    code: 2,
    stdout: '',
    stderr: 'fileMissing: there is no file /none\n',
  })
})

test('present asks for consent, which a pipe cannot give', async () => {
  const words = ['present', '--request', 'r', '--wallet', 'w', '--domain', DOMAIN]
  const { code, stderr } = await unscored(words)
  expect([code, stderr.split(':')[0]]).toEqual([2, 'consentMissing'])
})

test('says the version of its package', async () => {
  const manifest = new URL('../../packages/cli/package.json', import.meta.url)
  const { version } = JSON.parse(readFileSync(manifest, 'utf8'))
  expect((await unscored(['--version'])).stdout).toBe(`${version}\n`)
})

test('is installed as a program of Node', () => {
  expect(readFileSync(main, 'utf8').split('\n')[0]).toBe('#!/usr/bin/env node')
})
