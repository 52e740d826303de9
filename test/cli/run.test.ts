import { readFileSync, statSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { createSession, PASSPHRASE } from './session.ts'
import {
  createHolderSession,
  createIssuerSession,
  DOMAIN,
  HIDDEN_CLAIMS,
  presentWords,
  qrCodePng,
  requestWords,
  verifyWords,
} from './story.ts'

describe.each(['bbs-2023', 'BbsBlsSignature2020'])('the story in files, %s', (suite) => {
  test('a presentation is verified, and only once', async () => {
    const session = await createHolderSession(suite)
    await session.json([...presentWords(session), '--yes'])
    const { verified } = await session.json(verifyWords(session))
    expect(verified.vaccination).toMatchObject({ issuer: session.did, suite })
    expect(verified.vaccination.credential.credentialSubject).toMatchObject({
      doseNumber: 2,
      product: 'EU/1/20/1528',
    })

    const again = await session.run([...verifyWords(session), '--json'])
    expect(again.status).toBe(1)
    expect(JSON.parse(again.stderr)).toMatchObject({ error: { code: 'replayed' } })
    expect(again.stdout).toBe('')
  })

  test('a presentation that shows something else than was signed is refused', async () => {
    const session = await createHolderSession(suite)
    await session.json([...presentWords(session), '--yes'])
    const tampered = session.read('presentation.json').replaceAll('EU/1/20/1528', 'EU/1/20/1507')
    session.write('presentation.json', tampered)
    const { status, stderr, stdout } = await session.run(verifyWords(session))
    expect([status, stdout]).toEqual([1, ''])
    expect(stderr).toMatch(/^proofInvalid: /)
    // The refusal has not used the request up.
    session.write('presentation.json', tampered.replaceAll('EU/1/20/1507', 'EU/1/20/1528'))
    expect((await session.run(verifyWords(session))).status).toBe(0)
  })

  test('what nobody asked for appears on no output of present, verify and inspect', async () => {
    const session = await createHolderSession(suite)
    const { secretKeyMultibase } = JSON.parse(session.read('key.json'))
    const outputs: string[] = []
    const inspect = ['key.json', 'credential.json', 'request.json', 'presentation.json', 'dcc.txt']
    for (const json of [[], ['--json']]) {
      await session.json(requestWords(session))
      const commands = [
        [...presentWords(session), '--yes'],
        verifyWords(session),
        verifyWords(session),
        ...inspect.map((name) => ['inspect', session.path(name)]),
      ]
      for (const words of commands) {
        const { stdout, stderr } = await session.run([...words, ...json])
        outputs.push(stdout, stderr)
      }
      const asked = await session.run([...presentWords(session), ...json], { typed: ['yes\n'] })
      outputs.push(asked.stdout, asked.stderr)
    }
    const secrets = [secretKeyMultibase, PASSPHRASE, ...HIDDEN_CLAIMS]
    const found = secrets.filter((secret) => outputs.some((output) => output.includes(secret)))
    expect(secrets).not.toContain('')
    expect(found).toEqual([])
    // So that silence does not pass for secrecy.
    expect(outputs.join('')).toContain('EU/1/20/1528')
    expect(session.read('presentation.json')).not.toContain(HIDDEN_CLAIMS[0])
  })

  test('inspect says what a credential lets its holder hide, and what was hidden', async () => {
    const session = await createHolderSession(suite)
    await session.json([...presentWords(session), '--yes'])
    const base = await session.json(['inspect', session.path('credential.json')])
    expect(base).toMatchObject({ kind: 'credential', proof: 'base', suite, counts: { signed: 15 } })
    expect(base.alwaysShown).toContain('/issuer')
    expect(base.canBeHidden).toContain('/credentialSubject/familyName')
    expect(base.counts.alwaysShown + base.counts.canBeHidden).toBe(15)

    const { kind, credentials } = await session.json([
      ...['inspect', session.path('presentation.json')],
    ])
    expect(kind).toBe('presentation')
    expect(credentials).toHaveLength(1)
    expect(credentials[0]).toMatchObject({ id: 'vaccination', shows: { proof: 'derived', suite } })
    expect(credentials[0].shows.shown).toContain('/credentialSubject/product')
    expect(credentials[0].shows.shown).not.toContain('/credentialSubject/familyName')
  })

  test('present reports what it shows and what it hides, which together is all', async () => {
    const session = await createHolderSession(suite)
    const { credentials } = await session.json([...presentWords(session), '--yes'])
    const [{ shown, hidden }] = credentials
    expect(shown).toHaveLength(5)
    expect(hidden).toHaveLength(10)
    expect(new Set([...shown, ...hidden]).size).toBe(15)
  })
})

test('a request that names another domain than the holder talks to is not answered', async () => {
  const session = await createHolderSession('bbs-2023')
  const words = presentWords(session).map((word) => word.replace(DOMAIN, 'https://other.example'))
  const { status, stderr } = await session.run([...words, '--yes', '--json'])
  expect(status).toBe(1)
  expect(JSON.parse(stderr)).toMatchObject({ error: { code: 'domainMismatch' } })
})

test('a presentation for another request is refused', async () => {
  const session = await createHolderSession('bbs-2023')
  await session.json([...presentWords(session), '--yes'])
  await session.json(requestWords(session))
  const { status, stderr } = await session.run([...verifyWords(session), '--json'])
  expect(status).toBe(1)
  expect(JSON.parse(stderr)).toMatchObject({ error: { code: 'nonceMismatch' } })
})

test('an issuer who is not trusted is refused', async () => {
  const session = await createHolderSession('bbs-2023')
  await session.json([...presentWords(session), '--yes'])
  const { status, stderr } = await session.run([
    ...verifyWords({ ...session, did: 'did:web:issuer.example' }),
  ])
  expect([status, stderr.split(':')[0]]).toEqual([1, 'issuerNotTrusted'])
})

test('documents go to stdout where no file is named', async () => {
  const session = await createHolderSession('bbs-2023')
  const request = await session.json(requestWords(session).filter(unlessOut))
  const requestPath = session.write('request.json', JSON.stringify(request))
  const presentation = await session.json([...presentWords(session).filter(unlessOut), '--yes'])
  session.write('presentation.json', JSON.stringify(presentation))
  const { status } = await session.run(verifyWords(session))
  expect(status).toBe(0)
  expect(session.read('request.json.answered')).toContain(request.nonce)
  expect(requestPath).toContain(session.folder)
})

test('documents come from stdin under the name -', async () => {
  const session = await createHolderSession('bbs-2023')
  await session.json([...presentWords(session), '--yes'])
  const words = verifyWords(session).map((word) =>
    word === session.path('presentation.json') ? '-' : word,
  )
  const { status } = await session.run(words, { stdin: session.read('presentation.json') })
  expect(status).toBe(0)
})

test('keys and credentials are for their owner alone and never overwritten; presentations for their owner', async () => {
  const session = await createHolderSession('bbs-2023')
  for (const name of ['key.json', 'credential.json', 'wallet']) {
    expect(statSync(session.path(name)).mode & 0o777).toBe(0o600)
  }
  await session.json([...presentWords(session), '--yes'])
  expect(statSync(session.path('presentation.json')).mode & 0o777).toBe(0o600)
  const key = session.read('key.json')
  const again = await session.run(['keygen', '--out', session.path('key.json')])
  expect([again.status, again.stderr.split(':')[0]]).toEqual([2, 'fileExists'])
  expect(session.read('key.json')).toBe(key)
})

describe('issue', () => {
  test.each(['white', 'transparent'] as const)(
    'reads the QR code of an EU certificate on a %s background',
    async (background) => {
      const session = await createIssuerSession()
      const code = qrCodePng(session.read('dcc.txt').trimEnd(), background)
      const credential = await session.json([
        ...['issue', '--key', session.path('key.json'), '--png', session.write('qr.png', code)],
        ...['--certificate', session.path('signer.der')],
      ])
      expect(credential.credentialSubject).toMatchObject({
        doseNumber: 2,
        familyName: 'Fictitious',
      })
    },
  )

  test('takes trusted certificates as PEM, several in a file', async () => {
    const session = await createIssuerSession()
    const other = await createIssuerSession()
    const pem = [other, session].map(({ path }) =>
      [
        '-----BEGIN CERTIFICATE-----',
        ...(readFileSync(path('signer.der'))
          .toString('base64')
          .match(/.{1,64}/g) ?? []),
        '-----END CERTIFICATE-----\n',
      ].join('\n'),
    )
    const words = ['issue', '--key', session.path('key.json'), '--dcc', session.path('dcc.txt')]
    const trusting = [...words, '--certificate', session.write('trusted.pem', pem.join(''))]
    expect((await session.json(trusting)).issuer).toBe(session.did)
    const distrusting = [...words, '--certificate', session.write('other.pem', pem[0] ?? '')]
    const { status, stderr } = await session.run(distrusting)
    expect([status, stderr.split(':')[0]]).toEqual([1, 'dccSignature'])
  })

  test('needs a trusted signer, or word that none is needed', async () => {
    const session = await createIssuerSession()
    const words = ['issue', '--key', session.path('key.json'), '--dcc', session.path('dcc.txt')]
    const refused = await session.run(words)
    expect([refused.status, refused.stderr.split(':')[0]]).toEqual([1, 'dccKeyUnknown'])
    const { status, stderr } = await session.run([...words, '--accept-unverified-signature'])
    expect(status).toBe(0)
    expect(stderr).toBe("The certificate's signature was not verified.\n")
  })

  test('takes the text of a certificate in place of its file', async () => {
    const session = await createIssuerSession()
    const { issuer } = await session.json([
      ...['issue', '--key', session.path('key.json'), '--dcc', session.read('dcc.txt')],
      ...['--certificate', session.path('signer.der')],
    ])
    expect(issuer).toBe(session.did)
  })

  test('takes claims, whose members the schema asks for, and an end of validity', async () => {
    const session = await createIssuerSession()
    const { credentialSubject } = await session.json([
      ...['issue', '--key', session.path('key.json'), '--dcc', session.path('dcc.txt')],
      ...['--certificate', session.path('signer.der')],
    ])
    const { type: _, ...dose } = credentialSubject
    const claims = session.write('dose.json', JSON.stringify(dose))
    const words = ['issue', '--key', session.path('key.json'), '--claims', claims]
    const credential = await session.json([...words, '--valid-until', '2021-12-24'])
    expect(credential).toMatchObject({ credentialSubject, validUntil: '2021-12-01T00:00:00Z' })
    session.write('dose.json', JSON.stringify({ ...dose, batch: 'FICTITIOUS-1' }))
    const { status, stderr } = await session.run(words)
    expect([status, stderr.split(':')[0]]).toEqual([1, 'schemaViolation'])
    expect(stderr).not.toContain('FICTITIOUS-1')
  })
})

test('a wallet lists what tells credentials apart, and forgets one', async () => {
  const session = await createHolderSession('bbs-2023')
  const words = ['--wallet', session.path('wallet')]
  const { credentials } = await session.json(['wallet', 'list', ...words])
  expect(credentials).toMatchObject([
    { issuer: session.did, disease: '840539006', doseNumber: 2, doseDate: '2021-06-01' },
  ])
  const { stdout } = await session.run(['wallet', 'list', ...words])
  expect(stdout).toContain('COVID-19 (840539006)')
  expect(await session.json(['wallet', 'remove', credentials[0].id, ...words])).toEqual({
    id: credentials[0].id,
  })
  expect(await session.json(['wallet', 'list', ...words])).toEqual({ credentials: [], pending: [] })
})

test.each([
  { how: 'of another passphrase', env: { UNSCORED_PASSPHRASE: 'another' }, code: 'walletLocked' },
  { how: 'without any', env: {}, code: 'passphraseMissing' },
])('a wallet $how stays shut', async ({ env, code }) => {
  const session = await createHolderSession('bbs-2023')
  const words = ['wallet', 'list', '--wallet', session.path('wallet')]
  const { status, stderr } = await session.run(words, { env })
  expect([status, stderr.split(':')[0]]).toEqual([code === 'walletLocked' ? 1 : 2, code])
})

test('a passphrase may stand in a file', async () => {
  const session = await createHolderSession('bbs-2023')
  const file = session.write('passphrase.txt', `${PASSPHRASE}\n`)
  const words = ['wallet', 'list', '--wallet', session.path('wallet'), '--passphrase-file', file]
  expect((await session.json(words, { env: {} })).credentials).toHaveLength(1)
})

test('colours are for terminals, and not with NO_COLOR', async () => {
  const session = createSession()
  const escapeCode = String.fromCharCode(27)
  const coloured = await session.run(['keygen'], { typed: [] })
  expect(coloured.stderr).toContain(escapeCode)
  for (const circumstances of [{}, { typed: [], env: { NO_COLOR: '1' } }]) {
    expect((await session.run(['keygen'], circumstances)).stderr).not.toContain(escapeCode)
  }
})

function unlessOut(word: string, i: number, words: readonly string[]): boolean {
  return word !== '--out' && words[i - 1] !== '--out'
}
