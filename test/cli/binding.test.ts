import { statSync } from 'node:fs'
import { parseMultibase } from '@unscored/core'
import { describe, expect, test } from 'vitest'
import { decrypt } from '../holder/sealed.ts'
import { type Circumstances, PASSPHRASE, type Session } from './session.ts'
import { createIssuerSession, DOMAIN, presentWords, verifyWords } from './story.ts'

const wallet = (session: Session) => ['--wallet', session.path('wallet')]

/** Asks for a credential of a feature into `commitment.json`. */
function askFor(session: Session, feature: string) {
  const out = ['--out', session.path('commitment.json')]
  return session.json(['wallet', 'request', ...wallet(session), '--feature', feature, ...out])
}

function issueWords({ path }: Session): string[] {
  return [
    ...['issue', '--key', path('key.json'), '--dcc', path('dcc.txt')],
    ...['--certificate', path('signer.der'), '--commitment', path('commitment.json')],
  ]
}

function add(session: Session, circumstances?: Circumstances) {
  const words = ['wallet', 'add', session.path('credential.json'), ...wallet(session)]
  return session.json(words, circumstances)
}

/** A session with a bound credential in its wallet, and in `credential.json`. */
async function createBoundSession(feature: string) {
  const session = await createIssuerSession()
  await askFor(session, feature)
  session.write('credential.json', JSON.stringify(await session.json(issueWords(session))))
  return { ...session, added: await add(session) }
}

function request(session: Session, ...words: string[]) {
  return session.json([
    ...['request', '--domain', DOMAIN, '--ask', '/credentialSubject/product', ...words],
    ...['--out', session.path('request.json')],
  ])
}

describe.each([
  { feature: 'holderBinding', asking: ['--holder-binding'] },
  { feature: 'pseudonym', asking: ['--pseudonym', 'loans'] },
  { feature: 'holderBindingPseudonym', asking: ['--holder-binding', '--pseudonym', 'loans'] },
])('the story in files with $feature', ({ feature, asking }) => {
  const hasPseudonym = asking.includes('loans')

  test('a credential is asked for, issued, added, shown and verified', async () => {
    const session = await createIssuerSession()
    const { id, ...asked } = await askFor(session, feature)
    expect(asked).toEqual({ feature, commitment: session.path('commitment.json') })
    expect(await session.json(['wallet', 'list', ...wallet(session)])).toEqual({
      credentials: [],
      pending: [{ id, feature, requestedAt: '2021-07-01T12:00:00.000Z' }],
    })
    session.write('credential.json', JSON.stringify(await session.json(issueWords(session))))
    const added = await add(session)
    expect(added).toMatchObject({ feature })
    expect(await session.json(['wallet', 'list', ...wallet(session)])).toMatchObject({
      credentials: [{ id: added.id, feature }],
      pending: [],
    })

    const pseudonyms: unknown[] = []
    for (const _ of [1, 2]) {
      await request(session, ...asking)
      const { credentials } = await session.json([...presentWords(session), '--yes'])
      expect(credentials[0].pseudonym).toBe(hasPseudonym ? 'loans' : undefined)
      const { verified } = await session.json(verifyWords(session))
      expect(verified.vaccination.credential.credentialSubject.product).toBe('EU/1/20/1528')
      pseudonyms.push(verified.vaccination.pseudonym)
    }
    expect(new Set(pseudonyms).size).toBe(1)
    expect(pseudonyms[0] === undefined).toBe(!hasPseudonym)
  })

  test('inspect says what is bound, and how', async () => {
    const session = await createBoundSession(feature)
    await request(session, ...asking)
    await session.json([...presentWords(session), '--yes'])
    const inspect = (name: string) => session.json(['inspect', session.path(name)])
    expect(await inspect('commitment.json')).toEqual({ kind: 'commitment', feature })
    const { features } = await inspect('credential.json')
    expect(features).toContain(feature)
    const { credentials } = await inspect('presentation.json')
    expect(credentials[0].shows.features).toEqual([feature])
    // The members of the dose but for the one that is shown, as without a feature.
    expect(credentials[0].shows.counts.hiddenStatements).toBe(11)
    const asked = await inspect('request.json')
    expect(asked.pseudonym).toBe(hasPseudonym ? 'loans' : undefined)
    expect(asked.queries[0].holderBinding).toBe(asking.includes('--holder-binding'))
  })

  test('no secret is on any output or in any file but the wallet', async () => {
    const session = await createIssuerSession()
    const outputs: string[] = []
    const run = async (words: readonly string[], typed?: readonly string[]) => {
      const { stdout, stderr } = await session.run(words, typed ? { typed } : {})
      outputs.push(stdout, stderr)
    }
    await run(['wallet', 'request', ...wallet(session), '--feature', feature])
    await askFor(session, feature)
    const waiting = secretsOf(session)
    await run(['wallet', 'list', ...wallet(session)])
    await run([...issueWords(session), '--out', session.path('credential.json')])
    await run(['wallet', 'add', session.path('credential.json'), ...wallet(session)])
    await run(['wallet', 'add', session.path('credential.json'), ...wallet(session)])
    await request(session, ...asking)
    await run(presentWords(session), ['yes\n'])
    await run(verifyWords(session))
    const files = ['commitment.json', 'credential.json', 'request.json', 'presentation.json']
    for (const name of files) {
      await run(['inspect', session.path(name)])
      outputs.push(session.read(name), ...encodedIn(session.read(name)))
    }
    const secrets = [...waiting, ...secretsOf(session)]
    expect(secrets.length).toBeGreaterThanOrEqual(4)
    for (const secret of secrets) {
      const octets = Buffer.from(parseMultibase(secret, ['u']))
      const forms = [secret.slice(1), octets.toString('hex'), octets.toString('latin1')]
      for (const form of forms) expect(outputs.some((output) => output.includes(form))).toBe(false)
    }
  })
})

/** The secrets in a wallet, as its content has them. */
function secretsOf(session: Session): string[] {
  const content = decrypt(session.octets('wallet'), PASSPHRASE).toString()
  return [...content.matchAll(/"(?:holderSecret|proverBlind|proverNym)":"(u[\w-]{43})"/g)].map(
    ([, secret = '']) => secret,
  )
}

/** The octets of what is encoded in a text. */
function encodedIn(text: string): string[] {
  const encoded = text.match(/"u[\w-]{40,}"/g) ?? []
  return encoded.map((each) => Buffer.from(each.slice(2, -1), 'base64url').toString('latin1'))
}

test('a pseudonym is given to nobody before its holder has read that she will be recognised', async () => {
  const session = await createBoundSession('pseudonym')
  await request(session, '--pseudonym', 'loans')
  const declined = await session.run(presentWords(session), { typed: ['no\n'] })
  expect([declined.status, declined.stdout]).toEqual([1, ''])
  expect(declined.stderr).toContain(
    'for loans: your visits there with this credential can be linked',
  )
  await request(session)
  const { status, stderr } = await session.run([...presentWords(session), '--yes'])
  expect([status, stderr.split(':')[0]]).toEqual([1, 'noCredentialMatches'])
})

test('a copy of a bound credential is of no use in another wallet', async () => {
  const session = await createBoundSession('holderBinding')
  const other = ['--wallet', session.path('other')]
  const words = ['wallet', 'add', session.path('credential.json'), ...other]
  const { status, stderr } = await session.run(words)
  expect([status, stderr.split(':')[0]]).toEqual([1, 'commitmentUnknown'])
})

test('a changed commitment is refused', async () => {
  const session = await createIssuerSession()
  await askFor(session, 'holderBinding')
  const message = session.read('commitment.json').replace('holderBinding', 'pseudonym')
  session.write('commitment.json', message)
  const { status, stderr } = await session.run(issueWords(session))
  expect([status, stderr.split(':')[0]]).toEqual([1, 'commitmentInvalid'])
})

test('what was asked for in vain is forgotten', async () => {
  const session = await createIssuerSession()
  const { id } = await askFor(session, 'holderBinding')
  const { stdout } = await session.run(['wallet', 'list', ...wallet(session)])
  expect(stdout).toMatch(/Asked for +2021-07-01T12:00:00\.000Z\n +Bound +to its wallet's secret/)
  expect(await session.json(['wallet', 'remove', id, ...wallet(session)])).toEqual({ id })
  expect(await session.json(['wallet', 'list', ...wallet(session)])).toEqual({
    credentials: [],
    pending: [],
  })
  session.write('credential.json', JSON.stringify(await session.json(issueWords(session))))
  const words = ['wallet', 'add', session.path('credential.json'), ...wallet(session)]
  expect((await session.run(words)).stderr).toMatch(/^commitmentUnknown: /)
})

test('the message for the issuer goes to stdout where no file is named, and is for its receiver alone', async () => {
  const session = await createIssuerSession()
  await askFor(session, 'holderBinding')
  expect(statSync(session.path('commitment.json')).mode & 0o777).toBe(0o600)
  const words = ['wallet', 'request', ...wallet(session)]
  const message = await session.json(words)
  expect(Object.keys(message)).toEqual(['type', 'feature', 'commitment'])
  const issuing = issueWords(session).with(-1, '-')
  const { status } = await session.run(issuing, { stdin: JSON.stringify(message) })
  expect(status).toBe(0)
})
