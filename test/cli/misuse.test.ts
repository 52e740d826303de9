import { PNG } from 'pngjs'
import { describe, expect, test } from 'vitest'
import { createSession } from './session.ts'
import { createHolderSession, DOMAIN, presentWords, verifyWords } from './story.ts'

describe('a command that is misused ends with 2 and one line of why', () => {
  const ask = ['--ask', '/credentialSubject/disease']
  const request = ['request', '--domain', DOMAIN]

  test.each([
    { why: 'no command', words: [], code: 'usage' },
    { why: 'an unknown command', words: ['revoke'], code: 'usage' },
    { why: 'a missing subcommand', words: ['wallet'], code: 'usage' },
    { why: 'an unknown option', words: ['keygen', '--force'], code: 'usage' },
    { why: 'a missing option', words: ['keygen'], code: 'usage' },
    { why: 'an argument too many', words: ['keygen', 'FOLDER', '--out', 'x'], code: 'usage' },
    { why: 'no method to create', words: ['did', 'create'], code: 'usage' },
    { why: 'no domain', words: ['did', 'create', 'web', '--out', 'FOLDER/site'], code: 'usage' },
    {
      why: 'a key that is to be retired and is not said how',
      words: ['did', 'retire', 'FOLDER/did.json', '--key', 'bbs-1'],
      code: 'usage',
    },
    {
      why: 'a key that is to be retired in two ways',
      words: [
        ...['did', 'retire', 'FOLDER/did.json', '--key', 'bbs-1'],
        ...['--revoke', '--until', '2022-01-01'],
      ],
      code: 'usage',
    },
    {
      why: 'a key that is rotated without an end',
      words: ['did', 'rotate', 'FOLDER/did.json', '--key', 'bbs-1'],
      code: 'usage',
    },
    {
      why: 'a key that is rotated until a day that no calendar has',
      words: [
        ...['did', 'rotate', 'FOLDER/did.json', '--key', 'bbs-1'],
        ...['--until', '2022-02-30'],
      ],
      code: 'usage',
    },
    {
      why: 'a DID document that is missing',
      words: ['did', 'retire', 'FOLDER/did.json', '--key', 'bbs-1', '--revoke'],
      code: 'fileMissing',
    },
    { why: 'no member asked for', words: request, code: 'usage' },
    { why: 'a member that is none', words: [...request, '--ask', '/batch'], code: 'usage' },
    {
      why: 'a count that is none',
      words: [...request, '--ask', '/credentialSubject/doseNumber=two'],
      code: 'usage',
    },
    { why: 'no time', words: [...request, ...ask, '--lifetime', 'soon'], code: 'usage' },
    { why: 'no time at all', words: [...request, ...ask, '--lifetime', '0s'], code: 'usage' },
    { why: 'an unknown suite', words: [...request, ...ask, '--suite', 'rsa'], code: 'usage' },
    {
      why: 'a day that no calendar has',
      words: ['issue', '--key', 'k', '--claims', 'c', '--valid-until', '2021-02-30'],
      code: 'usage',
    },
    { why: 'no source of claims', words: ['issue', '--key', 'k'], code: 'usage' },
    {
      why: 'two sources of claims',
      words: ['issue', '--key', 'k', '--claims', 'c', '--png', 'p'],
      code: 'usage',
    },
    {
      why: 'a commitment for a suite without',
      words: [
        ...['issue', '--key', 'k', '--claims', 'c', '--commitment', 'm'],
        ...['--suite', 'BbsBlsSignature2020'],
      ],
      code: 'usage',
    },
    {
      why: 'a feature without a commitment',
      words: ['wallet', 'request', '--wallet', 'FOLDER/w', '--feature', 'baseline'],
      code: 'usage',
    },
    { why: 'a file that is missing', words: ['inspect', 'FOLDER/none'], code: 'fileMissing' },
    { why: 'a folder for a file', words: ['inspect', 'FOLDER'], code: 'fileUnreadable' },
    {
      why: 'a wallet that is missing',
      words: ['wallet', 'list', '--wallet', 'FOLDER/none'],
      code: 'fileMissing',
    },
    {
      why: 'a folder for a wallet',
      words: ['wallet', 'add', 'FOLDER/empty.json', '--wallet', 'FOLDER/'],
      code: 'usage',
    },
    {
      why: 'a folder that is missing',
      words: [...request, ...ask, '--out', 'FOLDER/none/request.json'],
      code: 'fileNotWritten',
    },
    { why: 'what is no JSON', words: ['inspect', 'FOLDER/no.json'], code: 'notJson' },
    { why: 'what is no text', words: ['inspect', 'FOLDER/no.txt'], code: 'notText' },
    { why: 'JSON of another kind', words: ['inspect', 'FOLDER/empty.json'], code: 'notRecognised' },
    {
      why: 'a key that is none',
      words: ['issue', '--key', 'FOLDER/empty.json', '--claims', 'FOLDER/empty.json'],
      code: 'keyMalformed',
    },
    {
      why: 'an image that is none',
      words: ['issue', '--key', 'FOLDER/empty.json', '--png', 'FOLDER/empty.json'],
      code: 'imageUnreadable',
    },
    {
      why: 'two documents from one stdin',
      words: ['verify', '--request', '-', '--presentation', '-', '--trust', 'did:key:z'],
      code: 'usage',
    },
    {
      why: 'nowhere to remember a request from stdin',
      words: ['verify', '--request', '-', '--presentation', 'p', '--trust', 'did:key:z'],
      code: 'usage',
    },
    {
      why: 'nobody to agree',
      words: ['present', '--request', 'r', '--wallet', 'w', '--domain', DOMAIN],
      code: 'consentMissing',
    },
  ])('$why', async ({ words, code }) => {
    const session = createSession()
    session.write('empty.json', '{}')
    session.write('no.json', '{')
    session.write('no.txt', Uint8Array.of(0xff, 0xfe))
    const found = words.map((word) => word.replace('FOLDER', session.folder))
    const { status, stdout, stderr } = await session.run([...found, '--json'])
    expect(JSON.parse(stderr)).toEqual({ error: { code, message: expect.any(String) } })
    expect([status, stdout]).toEqual([2, ''])
    const text = await session.run(found)
    expect(text.status).toBe(2)
    expect(text.stderr.trimEnd().split('\n').at(-1)).toMatch(new RegExp(`^${code}: `))
  })
})

test('a value behind the name of an option that does not exist is not repeated', async () => {
  const session = createSession()
  const { status, stderr } = await session.run([
    'wallet',
    'list',
    '--wallet',
    'w',
    '--passphrase=fictitious',
  ])
  expect(status).toBe(2)
  expect(stderr).toContain('--passphrase')
  expect(stderr).not.toContain('fictitious')
})

test('a slip of the pen is answered with what was meant, on one line', async () => {
  const { stderr } = await createSession().run(['keygen', '--out', 'k', '--uot', 'a'])
  expect(stderr).toBe("usage: unknown option '--uot' (Did you mean --out?)\n")
})

describe('an image', () => {
  test.each([
    { why: 'of nothing', change: {}, code: 'imageWithoutCode' },
    { why: 'that is interlaced', change: { 28: 1 }, code: 'imageUnreadable' },
    { why: 'that claims to be huge', change: { 16: 0x7f, 20: 0x7f }, code: 'imageUnreadable' },
    { why: 'with a wrong checksum', change: { 29: 0xff, 30: 0xff }, code: 'imageUnreadable' },
  ])('$why is not read', async ({ change, code }) => {
    const session = createSession()
    const png = new PNG({ width: 100, height: 100 })
    const image = Uint8Array.from(PNG.sync.write(png))
    for (const [at, octet] of Object.entries(change)) image[Number(at)] = octet
    const { status, stderr } = await session.run(['inspect', session.write('image.png', image)])
    expect([status, stderr.split(':')[0]]).toEqual([2, code])
  })
})

test('a file larger than any document is not read to its end', async () => {
  const session = createSession()
  const { status, stderr } = await session.run(['inspect', '/dev/zero'])
  expect([status, stderr.split(':')[0]]).toEqual([2, 'fileTooLarge'])
})

test('a presentation is not verified where its request cannot be remembered', async () => {
  const session = await createHolderSession('bbs-2023')
  await session.json([...presentWords(session), '--yes'])
  const nonces = ['--nonces', session.path('none/answered')]
  const { status, stdout, stderr } = await session.run([...verifyWords(session), ...nonces])
  expect([status, stdout, stderr.split(':')[0]]).toEqual([2, '', 'fileNotWritten'])
})

test('what would command a terminal is written as its code', async () => {
  const session = createSession()
  const { stderr } = await session.run(['inspect', '/none/\u001b[2J\u202efile'])
  expect(stderr).toBe('fileMissing: there is no file /none/\\u{1b}[2J\\u{202e}file\n')
})
