import { describe, expect, test } from 'vitest'
import { createSession, PASSPHRASE, type Session } from './session.ts'
import { createHolderSession, presentWords, requestWords, verifyWords } from './story.ts'

describe('present at a terminal', () => {
  test.each(['y\n', 'yes\n', ' Yes \n'])('shows after %j', async (answer) => {
    const session = await createHolderSession('bbs-2023')
    const { status, stderr } = await session.run(presentWords(session), { typed: [answer] })
    expect(status).toBe(0)
    expect(stderr).toContain('Show this? [y/N] ')
    expect((await session.run(verifyWords(session))).status).toBe(0)
  })

  test.each(['n\n', '\n', 'yesterday\n', ''])('shows nothing after %j', async (answer) => {
    const session = await createHolderSession('bbs-2023')
    const typed = answer === '' ? [] : [answer]
    const { status, stdout, stderr } = await session.run(presentWords(session), {
      typed,
      env: { UNSCORED_PASSPHRASE: PASSPHRASE, NO_COLOR: '1' },
    })
    expect([status, stdout]).toEqual([1, ''])
    expect(stderr).toMatch(/\sdeclined: nothing was shown\n$/)
    expect(() => session.read('presentation.json')).toThrow('ENOENT')
  })

  test('says before it asks what is shown, with values, and what stays hidden, without', async () => {
    const session = await createHolderSession('bbs-2023')
    const { stderr } = await session.run(presentWords(session), { typed: ['n\n'] })
    const question = stderr.slice(0, stderr.indexOf('Show this?'))
    expect(question).toMatch(/Vaccine product +Comirnaty \(EU\/1\/20\/1528\)/)
    expect(question).toMatch(/^Hidden \(10\)\n {2}Family name$/m)
  })
})

test('a credential cannot command the terminal at which it is shown', async () => {
  const session = await createHolderSession('bbs-2023')
  const { credentialSubject } = JSON.parse(session.read('credential.json'))
  const { type: _, ...dose } = credentialSubject
  const claims = { ...dose, doseNumber: 3, product: 'EU\u001b[2J\u009b2J\u202e' }
  session.write('dose.json', JSON.stringify(claims))
  await session.json([
    ...['issue', '--key', session.path('key.json'), '--claims', session.path('dose.json')],
    ...['--out', session.path('hostile.json')],
  ])
  await session.json([
    ...['wallet', 'add', session.path('hostile.json'), '--wallet', session.path('wallet')],
  ])
  const third = requestWords(session).map((word) => word.replace('=2,3', '=3'))
  await session.json(third)
  const asked = await session.run(presentWords(session), { typed: ['y\n'] })
  expect(asked.stderr).toContain('EU\\u{1b}[2J\\u{9b}2J\\u{202e}')
  const outputs = [asked.stdout, asked.stderr]
  for (const json of [[], ['--json']]) {
    const verified = await session.run([...verifyWords(session), ...json, ...nonces(session, json)])
    expect(verified.status).toBe(0)
    outputs.push(verified.stdout)
    if (json.length > 0) expect(verified.stdout).toContain('EU\\u001b[2J\\u009b2J\\u202e')
  }
  expect(outputs.join('')).not.toMatch(/[^\P{Cc}\n]|\u202e/u)
})

describe('a passphrase asked for at a terminal', () => {
  const env = { NO_COLOR: '1' }

  test('opens the wallet and is never repeated', async () => {
    const session = await createHolderSession('bbs-2023')
    const words = ['wallet', 'list', '--wallet', session.path('wallet')]
    const outcome = await session.run(words, { env, typed: [`${PASSPHRASE}\n`] })
    expect(outcome.status).toBe(0)
    expect(outcome.stdout + outcome.stderr).not.toContain(PASSPHRASE)
  })

  test('is asked for before the holder is asked whether to show', async () => {
    const session = await createHolderSession('bbs-2023')
    const typed = [`${PASSPHRASE}\n`, 'y\n']
    const { status, stderr } = await session.run(presentWords(session), { env, typed })
    expect(status).toBe(0)
    expect(stderr.indexOf('Passphrase')).toBeLessThan(stderr.indexOf('Show this?'))
  })

  test.each([
    { name: 'a new one is asked for twice', typed: ['new\n', 'new\n'], status: 0 },
    { name: 'a new one that differs makes no wallet', typed: ['new\n', 'mew\n'], status: 2 },
    { name: 'an empty one makes no wallet', typed: ['\n', '\n'], status: 2 },
    { name: 'none makes no wallet', typed: [], status: 2 },
    { name: 'an interrupted one makes no wallet', typed: ['ne\u0003'], status: 2 },
  ])('$name', async ({ typed, status }) => {
    const session = await createHolderSession('bbs-2023')
    const words = ['wallet', 'add', session.path('credential.json'), '--wallet']
    const outcome = await session.run([...words, session.path('new')], { env, typed })
    expect(outcome.status).toBe(status)
    if (status !== 0) {
      expect(outcome.stderr).toMatch(/^passphraseMissing: /m)
      expect(() => session.read('new')).toThrow('ENOENT')
    }
  })

  test('cannot be asked for where there is no terminal', async () => {
    const session = createSession()
    session.write('wallet', 'something')
    const words = ['wallet', 'list', '--wallet', session.path('wallet')]
    const { status, stderr } = await session.run(words, { env, stdin: `${PASSPHRASE}\n` })
    expect([status, stderr.split(':')[0]]).toEqual([2, 'passphraseMissing'])
  })
})

/** A file of its own for each way of verifying, so that none comes too late. */
function nonces({ path }: Session, json: readonly string[]): string[] {
  return ['--nonces', path(`answered${json.length}`)]
}
