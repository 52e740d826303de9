import { expect, test } from 'vitest'
import { runTsx } from '../support/tsx.ts'
import { PASSPHRASE } from './session.ts'
import { createHolderSession, DOMAIN, presentWords } from './story.ts'

const main = new URL('../../packages/cli/src/main.ts', import.meta.url)

/** In which 3 people had the product that is asked for, and 60,000 the other. */
const table = `unscored population 1
title: Doses in Nowhere
source: made up
licence: none
counts: persons
absent: zero
same: doseNumber 2
dimension: product code EU/1/20/1528 EU/1/20/1507
dimension: region code NORTH SOUTH
---
EU/1/20/1528 2 1
EU/1/20/1507 30000 30000
`

/** A holder whose verifier asks to recognise her or not, and the words that answer with a table. */
async function holder() {
  const session = await createHolderSession('bbs-2023')
  const judged = ['--population', session.write('table.txt', table), '--trust-issuer']
  return { ...session, words: [...presentWords(session), ...judged] }
}

test('present refuses what leaves its holder among too few, and says what would do, by a process of its own', async () => {
  const { words, path, json } = await holder()
  // A process has the real time, at which the request of the story is over.
  const asking = ['request', '--domain', DOMAIN, '--ask', '/credentialSubject/product']
  await json([...asking, '--out', path('now.json')], { now: () => new Date() })
  const now = words.map((word) => (word === path('request.json') ? path('now.json') : word))
  const env = { UNSCORED_PASSPHRASE: PASSPHRASE }
  const refused = await runTsx(main, { args: [...now, '--yes', '--json'], env })
  expect([refused.code, refused.stdout]).toEqual([1, ''])
  const lines = refused.stderr
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(lines.at(-1)).toMatchObject({ error: { code: 'belowPolicy' } })
  expect(lines.at(-1).error.message).toContain(
    'The verifier asks for 1 field, a proof that its rule is met needs 0.',
  )
  const { notice } = lines.at(-2)
  expect(notice).toMatch(/^To show it all the same: --accept \//)
  expect(refused.stderr).not.toContain('EU/1/20/1528')

  const accepted = notice.replace('To show it all the same: ', '').split(' ')
  const shown = await runTsx(main, { args: [...now, '--yes', '--json', ...accepted], env })
  expect([shown.code, shown.stderr]).toEqual([0, ''])
  expect(JSON.parse(shown.stdout)).toMatchObject({
    privacy: expect.stringMatching(/^Not private enough by the policy/),
  })
})

test('present says how private it is before it asks, and shows nothing to who is answered no', async () => {
  const { words, run, path } = await holder()
  const enough = [...words, '--policy-k', '2']
  const declined = await run(enough, { typed: ['no\n'] })
  expect(declined.status).toBe(1)
  expect(declined.stderr).toMatch(/Privacy +Private enough by the policy: at least 2 people/)
  expect(declined.stderr).toContain('declined')
  const shown = await run(enough, { typed: ['yes\n'] })
  expect(shown.status).toBe(0)
  expect(shown.stdout).toContain(path('presentation.json'))
  // It is asked once.
  expect(shown.stderr.match(/Show this\?/g)).toHaveLength(1)
})

test('present accepts nothing where nothing is judged', async () => {
  const session = await createHolderSession('bbs-2023')
  const words = [...presentWords(session), '--yes', '--accept', '/issuer']
  const { status, stderr } = await session.run(words)
  expect([status, stderr]).toEqual([2, expect.stringMatching(/^usage: give --population/)])
})

test('the wallet remembers by days what can be linked, and forgets it', async () => {
  const session = await createHolderSession('bbs-2023')
  const { json, path, run } = session
  const wallet = ['--wallet', path('wallet')]
  expect(await json(['wallet', 'history', ...wallet])).toEqual({ disclosures: [] })
  expect((await run(['wallet', 'history', ...wallet])).stdout).toContain('remembers nothing')
  await json(['wallet', 'request', ...wallet, '--feature', 'pseudonym', '--out', path('ask.json')])
  await json([
    ...['issue', '--key', path('key.json'), '--dcc', path('dcc.txt')],
    ...['--certificate', path('signer.der'), '--commitment', path('ask.json')],
    ...['--out', path('known.json')],
  ])
  await json(['wallet', 'add', path('known.json'), ...wallet])
  await json([
    ...['request', '--domain', DOMAIN, '--ask', '/credentialSubject/product'],
    ...['--pseudonym', 'loans', '--out', path('loans.json')],
  ])
  const words = [
    ...['present', '--request', path('loans.json'), ...wallet, '--domain', DOMAIN, '--yes'],
    ...['--population', session.write('table.txt', table), '--trust-issuer', '--policy-k', '2'],
  ]
  await json([...words, '--no-remember', '--out', path('first.json')])
  expect(await json(['wallet', 'history', ...wallet])).toEqual({ disclosures: [] })
  await json([...words, '--out', path('second.json')])
  const { disclosures } = await json(['wallet', 'history', ...wallet])
  expect(disclosures).toMatchObject([
    { day: '2021-07-01', domain: DOMAIN, pseudonym: 'loans', proven: [] },
  ])
  expect(disclosures[0].shown).toContain('/credentialSubject/product')
  const { stdout } = await run(['wallet', 'history', ...wallet])
  expect(stdout).toContain('Vaccine product')
  expect(stdout).not.toContain('EU/1/20/1528')
  const early = ['wallet', 'forget', ...wallet, '--before', '2021-07-01']
  expect(await json(early)).toEqual({ forgotten: 0 })
  expect(await json(['wallet', 'forget', ...wallet])).toEqual({ forgotten: 1 })
})
