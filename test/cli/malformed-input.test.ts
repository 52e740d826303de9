import { rmSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, onTestFinished, test } from 'vitest'
import { publishedRule } from '../vc/rules/oracle.ts'
import { expectAnOrderlyEnd, malformed } from './malformed.ts'
import { createSession, type Session } from './session.ts'
import { createHolderSession, DOMAIN, presentWords, qrCodePng } from './story.ts'

/** Each input of each command: the words, with `INPUT` for the file, and a valid one to begin from. */
const inputs = [
  { words: ['inspect', 'INPUT'], valid: 'credential.json' },
  { words: ['inspect', 'INPUT'], valid: 'presentation.json' },
  { words: ['inspect', 'INPUT'], valid: 'request.json' },
  { words: ['inspect', 'INPUT'], valid: 'commitment.json' },
  { words: ['inspect', 'INPUT'], valid: 'key.json' },
  { words: ['inspect', 'INPUT'], valid: 'dcc.txt' },
  { words: ['inspect', 'INPUT'], valid: 'qr.png' },
  { words: ['inspect', 'dcc.txt', '--certificate', 'INPUT'], valid: 'signer.der' },
  { words: ['issue', '--key', 'INPUT', '--claims', 'dose.json'], valid: 'key.json' },
  { words: ['issue', '--key', 'key.json', '--claims', 'INPUT'], valid: 'dose.json' },
  { words: ['issue', '--key', 'key.json', '--dcc', 'INPUT'], valid: 'dcc.txt' },
  { words: ['issue', '--key', 'key.json', '--png', 'INPUT'], valid: 'qr.png' },
  {
    words: ['issue', '--key', 'key.json', '--dcc', 'dcc.txt', '--certificate', 'INPUT'],
    valid: 'signer.der',
  },
  {
    words: ['issue', '--key', 'key.json', '--claims', 'dose.json', '--commitment', 'INPUT'],
    valid: 'commitment.json',
  },
  { words: ['wallet', 'add', 'INPUT', '--wallet', 'other-wallet'], valid: 'credential.json' },
  { words: ['wallet', 'add', 'INPUT', '--wallet', 'wallet'], valid: 'bound.json' },
  { words: ['wallet', 'request', '--wallet', 'INPUT'], valid: 'wallet' },
  {
    words: [
      ...['wallet', 'add', 'credential.json', '--wallet', 'other-wallet'],
      ...['--did-document', 'INPUT'],
    ],
    valid: 'did.json',
  },
  { words: ['wallet', 'list', '--wallet', 'INPUT'], valid: 'wallet' },
  {
    words: ['wallet', 'list', '--wallet', 'wallet', '--passphrase-file', 'INPUT'],
    valid: 'passphrase.txt',
  },
  {
    words: [
      ...['present', '--request', 'INPUT', '--wallet', 'wallet', '--domain', DOMAIN],
      ...['--out', 'other.json', '--yes'],
    ],
    valid: 'request.json',
  },
  {
    words: [
      ...['verify', '--request', 'INPUT', '--presentation', 'presentation.json'],
      ...['--nonces', 'answered', '--trust', 'DID'],
    ],
    valid: 'request.json',
  },
  {
    words: [
      ...['verify', '--request', 'request.json', '--presentation', 'INPUT'],
      ...['--nonces', 'answered', '--trust', 'DID'],
    ],
    valid: 'presentation.json',
  },
  {
    words: [
      ...['verify', '--request', 'request.json', '--presentation', 'presentation.json'],
      ...['--nonces', 'INPUT', '--trust', 'DID'],
    ],
    valid: 'nonces',
  },
  { words: ['rule', 'explain', 'INPUT', '--value-set', 'products.json'], valid: 'rules.json' },
  { words: ['rule', 'explain', 'rules.json', '--value-set', 'INPUT'], valid: 'products.json' },
].map(({ words, valid }) => ({ words, valid, name: `${words.join(' ')}, from ${valid}` }))

describe.each(['bbs-2023', 'BbsBlsSignature2020'])('whatever a file holds, %s', (suite) => {
  let made: ReturnType<typeof validFiles> | undefined

  test.each(inputs)('$name', async ({ words, valid }) => {
    made ??= validFiles(suite)
    const { files, did } = await made
    const session = createSession()
    const original = files.get(valid) ?? Buffer.alloc(0)
    for (const [name, content] of files) session.write(name, content)
    await fc.assert(
      fc.asyncProperty(malformed(original), async (content) => {
        session.write('INPUT', content)
        session.write('answered', '')
        expectAnOrderlyEnd(await session.run(inFolder(words, { session, did })))
      }),
      { numRuns: 25, seed: 20210701 },
    )
  })
})

test('whatever the document of a did:web holds, its keys are changed in order or not at all', async () => {
  const session = createSession()
  await session.json([
    ...['did', 'create', 'web', '--domain', 'issuer.example', '--out', session.path('site')],
  ])
  const name = 'site/.well-known/did.json'
  const original = session.octets(name)
  let changed = 0
  const commands = fc.constantFrom(
    ['rotate', '--until', '2022-07-01'],
    ['retire', '--until', '2022-07-01'],
    ['retire', '--revoke'],
  )
  await fc.assert(
    fc.asyncProperty(malformed(original), commands, async (content, [command = '', ...words]) => {
      session.write(name, content)
      const written = session.octets(name)
      const outcome = await session.run([
        ...['did', command, session.path(name), '--key', 'bbs-1', ...words],
      ])
      expectAnOrderlyEnd(outcome)
      const left = session.octets(name)
      expect(left.equals(written)).toBe(outcome.status !== 0)
      if (outcome.status !== 0) return
      expect(JSON.parse(left.toString()).id).toBe('did:web:issuer.example')
      changed++
      // For the next one to be made.
      rmSync(session.path('site.keys'), { recursive: true, force: true })
    }),
    { numRuns: 150, seed: 20210701 },
  )
  expect(changed).toBeGreaterThan(5)
})

describe('whatever the words are', () => {
  const words = fc.array(
    fc.oneof(
      fc.constantFrom(
        ...['keygen', 'issue', 'inspect', 'wallet', 'add', 'list', 'remove', 'request'],
        ...[
          'present',
          'verify',
          'did',
          'resolve',
          'create',
          'web',
          'help',
          '--help',
          '--json',
          '--yes',
          '--',
        ],
        ...['--wallet', '--request', '--trust', '--ask', '--lifetime', '--domain', '-', ''],
        ...['did:web:a', 'did:key:z', '/credentialSubject/doseNumber=2', 'HC1:'],
      ),
      fc.string({ unit: 'binary' }),
    ),
    { maxLength: 8 },
  )

  test('a command ends in order', async () => {
    const session = createSession()
    // Some words make files.
    const before = process.cwd()
    onTestFinished(() => process.chdir(before))
    process.chdir(session.folder)
    await fc.assert(
      fc.asyncProperty(words, async (called) => {
        // Whatever is a path here is one that does not exist.
        const safe = called.map((word) => word.replaceAll(/[./\\]/g, '_'))
        expectAnOrderlyEnd(await session.run(safe.filter((word) => word !== '--out')))
      }),
      { numRuns: 200, seed: 20210701 },
    )
  })

  test.each(['did:web:', 'did:key:', 'did:', ''])('DIDs that begin with %j', async (prefix) => {
    const session = createSession()
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), async (rest) => {
        const { status, stderr } = await session.run(['did', 'resolve', '--', prefix + rest])
        expect(status).not.toBe(0)
        expect(stderr).not.toContain('unexpected')
      }),
      { numRuns: 50, seed: 20210701 },
    )
  })
})

const products = {
  valueSetId: 'vaccines-covid-19-names',
  valueSetValues: { A: { display: 'Avax' }, B: { display: 'Bvax' } },
}
const ONE_OF_THE_PRODUCTS = {
  in: [{ var: 'payload.v.0.mp' }, { var: 'external.valueSets.vaccines-covid-19-names' }],
}

/** A file of each kind that a command reads, by name. */
async function validFiles(suite: string): Promise<{ files: Map<string, Buffer>; did: string }> {
  const session = await createHolderSession(suite)
  await session.json([...presentWords(session), '--yes'])
  const { credentialSubject } = JSON.parse(session.read('credential.json'))
  const { type: _, id: __, ...dose } = credentialSubject
  session.write('dose.json', JSON.stringify(dose))
  session.write('qr.png', qrCodePng(session.read('dcc.txt').trimEnd()))
  session.write('did.json', JSON.stringify(await session.json(['did', 'resolve', session.did])))
  session.write('passphrase.txt', 'fictitious-passphrase\n')
  session.write('nonces', 'nonce entry 2021-07-01T12:00:00.000Z\n')
  session.write('rules.json', JSON.stringify([publishedRule({ Logic: ONE_OF_THE_PRODUCTS })]))
  session.write('products.json', JSON.stringify(products))
  await session.json([
    ...['wallet', 'request', '--wallet', session.path('wallet')],
    ...['--feature', 'holderBindingPseudonym', '--out', session.path('commitment.json')],
  ])
  await session.json([
    ...['issue', '--key', session.path('key.json'), '--claims', session.path('dose.json')],
    ...['--commitment', session.path('commitment.json'), '--out', session.path('bound.json')],
  ])
  const names = [
    ...['credential.json', 'presentation.json', 'request.json', 'key.json', 'dcc.txt', 'wallet'],
    ...['commitment.json', 'bound.json', 'rules.json', 'products.json'],
    ...['qr.png', 'signer.der', 'dose.json', 'did.json', 'passphrase.txt', 'nonces'],
  ]
  return { files: new Map(names.map((name) => [name, session.octets(name)])), did: session.did }
}

function inFolder(
  words: readonly string[],
  { session, did }: { session: Session; did: string },
): string[] {
  return words.map((word, i) => {
    if (word === 'DID') return did
    const isFile = word === 'INPUT' || /\.(?:json|txt|der|png)$/.test(word) || isPath(words[i - 1])
    return isFile ? session.path(word) : word
  })
}

function isPath(option: string | undefined): boolean {
  return ['--wallet', '--nonces'].includes(option ?? '')
}
