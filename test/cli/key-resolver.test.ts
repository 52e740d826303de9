import { describe, expect, test } from 'vitest'
import type { Json, Session } from './session.ts'
import {
  createHolderSession,
  createIssuerSession,
  presentWords,
  requestWords,
  verifyWords,
} from './story.ts'

/** A holder with the credential of a did:web issuer, whose document is in `did.json`, and who is counted asking. */
async function createWebSession(suite: string) {
  const session = await createIssuerSession()
  const asked: string[] = []
  const made = await session.json([
    ...['did', 'create', 'web', '--domain', 'issuer.example', '--path', 'health'],
    ...['--out', session.path('site')],
  ])
  session.write('did.json', session.read('site/health/did.json'))
  const document = JSON.parse(session.read('did.json'))
  const { did } = made
  const didMethods = { web: answering(document, asked) }
  await session.json([
    ...['issue', '--key', session.path('site.keys/bbs-1.json'), '--dcc', session.path('dcc.txt')],
    ...['--certificate', session.path('signer.der'), '--suite', suite],
    ...['--out', session.path('credential.json')],
  ])
  return { ...session, did, document, didMethods, asked }
}

function answering(didDocument: Json, asked: string[]) {
  return async (did: string) => {
    asked.push(did)
    return { didResolutionMetadata: {}, didDocument, didDocumentMetadata: {} }
  }
}

const addWords = ({ path }: Session) => [
  ...['wallet', 'add', path('credential.json'), '--wallet', path('wallet')],
]

const pinned = ({ path }: Session) => ['--did-document', path('did.json')]

describe.each(['bbs-2023', 'BbsBlsSignature2020'])('an issuer on the web, %s', (suite) => {
  test('is asked by nobody who has its document', async () => {
    const session = await createWebSession(suite)
    const { didMethods, asked } = session
    await session.json([...addWords(session), ...pinned(session)], { didMethods })
    await session.json(requestWords(session), { didMethods })
    await session.json([...presentWords(session), '--yes', ...pinned(session)], { didMethods })
    const words = [...verifyWords(session), ...pinned(session)]
    const { status, stderr } = await session.run(words, { didMethods })
    expect([status, stderr]).toEqual([0, ''])
    expect(asked).toEqual([])
  })

  test('is asked by a verifier without it, who is told that the issuer sees this', async () => {
    const session = await createWebSession(suite)
    const { didMethods, asked } = session
    await session.json([...addWords(session), ...pinned(session)])
    await session.json(requestWords(session))
    await session.json([...presentWords(session), '--yes', ...pinned(session)])
    const { status, stderr } = await session.run(verifyWords(session), { didMethods })
    expect(status).toBe(0)
    expect(stderr).toContain(`Asking the network for ${session.did}: its issuer sees`)
    expect(asked).toEqual([session.did])
  })
})

test('present never asks the network, even where it can do no more without', async () => {
  const session = await createWebSession('BbsBlsSignature2020')
  const { didMethods, asked } = session
  await session.json([...addWords(session), ...pinned(session)])
  await session.json(requestWords(session))
  const { status, stderr } = await session.run([...presentWords(session), '--yes'], { didMethods })
  expect(status).toBe(1)
  expect(stderr).toContain(`${session.did} is in no --did-document, and nobody else is asked`)
  expect(stderr).toMatch(/^notLoadable: /m)
  expect(asked).toEqual([])
})

test('a file cannot give a did:key another key', async () => {
  const session = await createHolderSession('bbs-2023')
  await session.json([...presentWords(session), '--yes'])
  const { did } = await session.json([
    ...['did', 'create', 'web', '--domain', 'issuer.example', '--out', session.path('site')],
  ])
  const forged = session.read('site/.well-known/did.json').replaceAll(did, session.did)
  session.write('did.json', forged)
  expect((await session.run([...verifyWords(session), ...pinned(session)])).status).toBe(0)
})

describe('did resolve', () => {
  test('gives the document of a did:key and asks nobody', async () => {
    const session = await createIssuerSession()
    const { status, stdout, stderr } = await session.run(['did', 'resolve', session.did])
    expect([status, stderr]).toEqual([0, ''])
    expect(JSON.parse(stdout)).toMatchObject({ id: session.did })
  })

  test('gives the document of a did:web as --did-document takes it', async () => {
    const session = await createWebSession('bbs-2023')
    const { didMethods, document, did } = session
    const { stdout } = await session.run(['did', 'resolve', did], { didMethods })
    expect(JSON.parse(stdout)).toEqual(document)
    session.write('did.json', stdout)
    expect((await session.run([...addWords(session), ...pinned(session)])).status).toBe(0)
  })

  test.each([
    { did: 'did:unknown:a', code: 'methodNotSupported' },
    { did: 'did:web:issuer.example', code: 'invalidDidDocument' },
    { did: 'issuer.example', code: 'invalidDid' },
  ])('refuses $did', async ({ did, code }) => {
    const session = await createWebSession('bbs-2023')
    const { didMethods } = session
    const { status, stderr } = await session.run(['did', 'resolve', did, '--json'], { didMethods })
    const said = stderr
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect([status, said.at(-1).error.code]).toEqual([1, code])
  })
})
