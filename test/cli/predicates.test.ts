import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { layOutPublished } from '../support/published.ts'
import { runNode } from '../support/tsx.ts'
import { publishedRule } from '../vc/rules/oracle.ts'
import { expectAnOrderlyEnd, malformed } from './malformed.ts'
import { type Circumstances, createSession, PASSPHRASE, runCommand } from './session.ts'
import { DOMAIN } from './story.ts'

const DID = 'did:web:issuer.example'
const DAY = 24 * 60 * 60 * 1000
// Real processes have no other clock; all that is made here is of this day.
const today = new Date()
const day = (offset: number) => new Date(today.getTime() + offset * DAY)
const dateOf = (time: Date) => time.toISOString().slice(0, 10)
const at = (time: Date): Circumstances => ({ now: () => time })

const person = 'file-4711'
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
  doseDate: dateOf(day(-100)),
  country: 'XX',
  certifier: 'Fictitious Ministry of Health',
}
const entry = (member: string) => ({ var: `payload.v.0.${member}` })
const days = (date: object, count: number) => ({ plusTime: [date, count, 'day'] })
const rules = [
  publishedRule({
    ValidTo: '2099-01-01T00:00:00Z',
    Logic: {
      and: [
        { in: [entry('mp'), ['EU/1/20/1528', 'EU/1/20/1507']] },
        { '>=': [entry('dn'), 2] },
        {
          'not-after': [
            days(entry('dt'), 14),
            days({ var: 'external.validationClock' }, 0),
            days(entry('dt'), 270),
          ],
        },
      ],
    },
  }),
]

/** Words of commands, with the files of a folder. */
function wordsIn(folder: string) {
  const path = (name: string) => join(folder, name)
  const pinned = [
    ...['--manifest', path('site/unscored/manifest.json')],
    ...['--did-document', path('site/.well-known/did.json')],
  ]
  const wallet = ['--wallet', path('wallet')]
  const records = ['--records', path('records')]
  const parameters = ['--parameters', path('parameters')]
  return {
    path,
    create: [
      ...['did', 'create', 'web', '--domain', 'issuer.example', '--out', path('site')],
      ...['--predicates', '--list', `approved-products=${path('products.json')}`],
    ],
    offer: (to = person) => ['offer', ...records, '--person', to, '--out', path('offer.json')],
    answer: (name = 'wallet') => [
      ...['wallet', 'request', '--wallet', path(name), '--offer', path('offer.json')],
      ...['--issuer', DID, ...pinned, '--out', path('binding.json')],
    ],
    issue: (to = person, out = 'credential.json') => [
      ...['issue', '--suite', 'bbs-predicates-2026', '--key', path('site.keys/predicates-1.json')],
      ...['--manifest', path('site/unscored/manifest.json'), ...records, '--person', to],
      ...['--claims', path('dose.json'), '--commitment', path('binding.json'), '--out', path(out)],
    ],
    add: (out = 'credential.json') => ['wallet', 'add', path(out), ...wallet, ...pinned],
    publish: [
      ...['epoch', 'publish', ...records, '--key', path('site.keys/revocation-1.json')],
      ...['--manifest', path('site/unscored/manifest.json'), '--site', path('site')],
    ],
    fetch: ['epoch', 'fetch', ...parameters, ...pinned, '--from', path('site')],
    request: (out = 'request.json') => [
      ...['request', '--domain', DOMAIN, '--rule', path('rules.json'), ...parameters, ...pinned],
      ...['--trust', DID, '--lifetime', '1d', '--out', path(out)],
    ],
    present: (asked = 'request.json', out = 'presentation.json') => [
      ...['present', '--request', path(asked), ...wallet, '--domain', DOMAIN],
      ...[...parameters, ...pinned, '--out', path(out)],
    ],
    verify: (asked = 'request.json', out = 'presentation.json') => [
      ...['verify', '--request', path(asked), '--presentation', path(out), ...parameters],
      ...[...pinned, '--trust', DID, '--entries', path('entries')],
    ],
    revoke: ['revoke', ...records, '--person', person],
  }
}

let base: string

/** An issuer that has issued one dose to a wallet, and published the epoch of today, which was fetched. */
beforeAll(async () => {
  base = mkdtempSync(join(tmpdir(), 'unscored-'))
  const words = wordsIn(base)
  writeFileSync(words.path('dose.json'), JSON.stringify(dose))
  writeFileSync(words.path('products.json'), '["EU/1/20/1528", "EU/1/20/1507"]')
  writeFileSync(words.path('rules.json'), JSON.stringify(rules))
  const steps = [words.create, words.offer(), words.answer(), words.issue(), words.add()]
  for (const step of [...steps, words.publish, words.fetch]) {
    const { status, stderr } = await runCommand(step, at(today))
    expect({ step, status, stderr }).toEqual({ step, status: 0, stderr: '' })
  }
})

afterAll(() => rmSync(base, { recursive: true }))

/** A session that goes on from there, or from another folder. */
function session(from = base) {
  const made = createSession()
  cpSync(from, made.folder, { recursive: true })
  const words = wordsIn(made.folder)
  return {
    ...made,
    ...words,
    /** Runs a command that succeeds at a time. */
    done: (step: readonly string[], time = today) => made.json(step, at(time)),
    /** How a command is refused at a time. */
    refusal: async (step: readonly string[], circumstances: Circumstances = {}) => {
      const run = await made.run([...step, '--json'], { ...at(today), ...circumstances })
      const lines = run.stderr.trimEnd().split('\n')
      const { error } = JSON.parse(lines.at(-1) ?? '')
      return { status: run.status, code: error?.code, notices: lines.slice(0, -1).join('\n') }
    },
  }
}

describe('a rule that is proven', () => {
  test('tells the verifier what was asked, and nothing else', async () => {
    const { done, request, present, verify, read } = session()
    const asked = await done([...request(), '--event', 'premiere'])
    expect(asked).toMatchObject({
      rules: ['VR-XX-0001'],
      pseudonym: `entry:premiere/${dateOf(today)}`,
    })
    const shown = await done([...present(), '--yes'])
    expect(shown.credentials[0]).toMatchObject({ shown: [], proven: asked.asks })
    expect(shown.credentials[0].hidden).toContain('/credentialSubject/doseDate')
    for (const value of [dose.familyName, dose.product, dose.doseDate]) {
      expect(read('presentation.json')).not.toContain(value)
    }
    const verified = await done(verify())
    expect(verified).toMatchObject({
      verified: {
        vaccination: {
          issuer: DID,
          credential: { credentialSubject: { type: 'VaccinationDose' } },
          notRevokedIn: asked.epoch,
          proven: [
            { sentence: '/credentialSubject/product in approved-products-1: proven' },
            { sentence: '/credentialSubject/doseNumber between 2 and 99: proven' },
            { predicate: { kind: 'date', from: dateOf(day(-269)), until: dateOf(day(-14)) } },
          ],
        },
      },
      entered: { event: 'premiere', day: dateOf(today) },
    })
  })

  test('is put to the holder in plain words, who may decline', async () => {
    const { done, run, request, present } = session()
    await done([...request(), '--event', 'premiere'])
    const no = await run(present(), { ...at(today), typed: ['n\n'] })
    expect([no.status, no.stdout]).toEqual([1, ''])
    expect(no.stderr).toContain('Number of this dose: 2 or more')
    expect(no.stderr).toContain(`${DOMAIN} lets everybody enter premiere on`)
    expect(no.stderr).toContain('the holder does not prove this')
    const yes = await run(present(), { ...at(today), typed: ['y\n'] })
    expect(yes.status).toBe(0)
  })

  test('may be of the part of the request that holders are sent', async () => {
    const { done, request, present, verify, read, write, refusal } = session()
    await done(request())
    write('sent.json', JSON.stringify(JSON.parse(read('request.json')).request))
    await done([...present('sent.json'), '--yes'])
    expect(await refusal(verify('sent.json'))).toMatchObject({ status: 2, code: 'notRecognised' })
    await done(verify())
  })

  test('is compiled by the wallet as well, which refuses what its rules do not ask', async () => {
    const { done, refusal, request, present, read, write, path } = session()
    await done(request())
    const unknown = await done([...present('request.json', 'first.json'), '--yes'])
    expect(unknown.credentials[0]).toMatchObject({ from: 'verifier' })
    const own = [...present(), '--yes', '--rule', path('rules.json')]
    const known = await done(own)
    expect(known.credentials[0]).toMatchObject({ from: 'rules' })
    const asked = JSON.parse(read('request.json'))
    asked.request.credentials[0].predicates[1].from = 3
    write('request.json', JSON.stringify(asked))
    expect(await refusal(own)).toMatchObject({ status: 1, code: 'rulesMismatch' })
  })

  test('needs no list of revocations where it is not asked for', async () => {
    const { done, request, present, verify } = session()
    expect(await done([...request(), '--no-revocation'])).not.toHaveProperty('epoch')
    await done([...present(), '--yes'])
    expect((await done(verify())).verified.vaccination).not.toHaveProperty('notRevokedIn')
  })
})

test('credentials of a key and of its successor are proven, each by its own', async () => {
  const { done, request, present, verify, publish, fetch, path, ...words } = session()
  const next = new Date(Date.UTC(today.getUTCFullYear(), today.getUTCMonth() + 1, 2))
  const until = `${next.getUTCFullYear() + 3}-01-01`
  const document = path('site/.well-known/did.json')
  await done(['did', 'rotate', document, '--key', 'predicates-1', '--until', until])
  const manifest = path('site/unscored/manifest.json')
  await done([
    ...['manifest', 'create', '--suite', 'bbs-predicates-2026', '--key', 'predicates-2'],
    ...['--did-document', document, '--after', manifest, '--out', path('next.json')],
  ])
  const key = path('site.keys/ed25519-1.json')
  await done(['manifest', 'sign', path('next.json'), '--key', key, '--out', manifest])
  await done(words.offer(), next)
  await done(words.answer(), next)
  const issue = words.issue(person, 'second.json')
  const later = issue.map((word) => word.replace('predicates-1.json', 'predicates-2.json'))
  await done(later, next)
  await done(words.add('second.json'), next)
  await done(publish, next)
  await done(fetch, next)
  await done(request(), next)
  // The second is in the wallet beside the first, which goes before it.
  await done([...present(), '--yes'], next)
  await done(verify(), next)
  const { credentials } = await done(['wallet', 'list', '--wallet', path('wallet')], next)
  await done(['wallet', 'remove', credentials[0].id, '--wallet', path('wallet')], next)
  await done(request('again.json'), next)
  await done([...present('again.json', 'again-answer.json'), '--yes'], next)
  await done(verify('again.json', 'again-answer.json'), next)
  const keyOf = (name: string) => JSON.parse(readFileSync(path(name), 'utf8')).verifiableCredential
  expect([...keyOf('presentation.json'), ...keyOf('again-answer.json')]).toMatchObject([
    { proof: { verificationMethod: `${DID}#predicates-1` } },
    { proof: { verificationMethod: `${DID}#predicates-2` } },
  ])
})

test('the next edition of a list is another list, by which alone a rule is proven from then on', async () => {
  const { done, refusal, request, present, verify, fetch, path, write } = session()
  await done(request())
  await done([...present(), '--yes'])
  const products = [...['EU/1/20/1528', 'EU/1/20/1507', 'EU/1/21/1529']]
  write('products.json', JSON.stringify(products))
  const manifest = path('site/unscored/manifest.json')
  const create = [
    ...['manifest', 'create', '--suite', 'bbs-predicates-2026', '--key', 'predicates-1'],
    ...['--did-document', path('site/.well-known/did.json'), '--after', manifest],
    ...['--list', `approved-products=${path('products.json')}`, '--out', path('next.json')],
  ]
  expect(await refusal(create)).toMatchObject({ status: 2, code: 'usage' })
  await done([...create, '--site', path('site')])
  expect(await refusal([...create, '--site', path('site')])).toMatchObject({ code: 'fileExists' })
  const key = path('site.keys/ed25519-1.json')
  await done(['manifest', 'sign', path('next.json'), '--key', key, '--out', manifest])
  expect(await refusal(verify())).toMatchObject({ status: 1, code: 'fileUnavailable' })
  await done(fetch)
  expect(await refusal(verify())).toMatchObject({ status: 1, code: 'requestMalformed' })
  expect(await refusal(request())).toMatchObject({ status: 2, code: 'listUnpublished' })
  const Logic = { in: [entry('mp'), products] }
  write('rules.json', JSON.stringify([publishedRule({ Logic, ValidTo: '2099-01-01T00:00:00Z' })]))
  await done(request())
  await done([...present(), '--yes'])
  const { verified } = await done(verify())
  expect(verified.vaccination.proven).toMatchObject([
    { predicate: { list: 'approved-products-2' } },
  ])
})

test('inspect says of each document what it holds, without a value', async () => {
  const { done, request, present, path, run } = session()
  await done([...request(), '--event', 'premiere'])
  await done([...present(), '--yes'])
  const inspect = (name: string) => done(['inspect', path(name)])
  expect(await inspect('offer.json')).toMatchObject({ kind: 'offer' })
  expect(await inspect('binding.json')).toMatchObject({ kind: 'commitment' })
  const credential = await inspect('credential.json')
  expect(credential).toMatchObject({ kind: 'credential', alwaysShown: ['/issuer'] })
  expect(credential.canBeHidden).toContain('/credentialSubject/doseDate')
  expect(await inspect('request.json')).toMatchObject({
    ...{ kind: 'request', domain: DOMAIN, pseudonym: `entry:premiere/${dateOf(today)}` },
    queries: [
      {
        proofs: [
          'Vaccine product: in the list approved-products-1',
          'Number of this dose: 2 or more',
          `Date of vaccination: ${dateOf(day(-269))} to ${dateOf(day(-14))}`,
        ],
        rules: ['VR-XX-0001 1.0.0'],
      },
    ],
  })
  expect(await inspect('presentation.json')).toMatchObject({
    credentials: [{ key: `${DID}#predicates-1`, shown: ['/issuer'] }],
  })
  for (const name of ['offer', 'binding', 'credential', 'request', 'presentation']) {
    const { status, stdout } = await run(['inspect', path(`${name}.json`)])
    expect(status).toBe(0)
    for (const value of [dose.familyName, dose.product, dose.doseDate]) {
      expect(stdout).not.toContain(value)
    }
  }
})

test('a request is measured alike whole and by the part that holders are sent', async () => {
  const { done, request, path } = session()
  const { request: sent } = await done(request()).then(() =>
    JSON.parse(readFileSync(path('request.json'), 'utf8')),
  )
  writeFileSync(path('sent.json'), JSON.stringify(sent))
  const whole = await done(['audit', path('request.json')])
  expect(whole).toEqual(await done(['audit', path('sent.json')]))
  const pointers = whole.findings.flatMap(({ pointers }: { pointers: string[] }) => pointers)
  expect(pointers).toContain('/credentialSubject/doseDate')
})

/** Each input of the commands by which rules are proven, by the name of a valid one. */
const inputs: readonly [valid: string, words: (words: ReturnType<typeof wordsIn>) => string[]][] = [
  ['dose.json', ({ issue }) => issue(person, 'other.json')],
  ['binding.json', ({ issue }) => issue(person, 'other.json')],
  ['records', ({ issue }) => issue(person, 'other.json')],
  ['records', ({ offer }) => offer().slice(0, -2)],
  ['records', ({ revoke }) => revoke],
  ['records', ({ publish }) => publish],
  ['site.keys/revocation-1.json', ({ publish }) => publish],
  ['site.keys/predicates-1.json', ({ issue }) => issue(person, 'other.json')],
  ['site/unscored/manifest.json', ({ publish }) => publish],
  ['site/unscored/manifest.json', ({ fetch }) => fetch],
  ['site/unscored/manifest.json', ({ present }) => [...present(), '--yes']],
  ['site/.well-known/did.json', ({ verify }) => verify()],
  ['site/unscored/parameters/digits-1', ({ fetch }) => fetch],
  ['offer.json', ({ answer }) => answer('other-wallet').slice(0, -2)],
  ['credential.json', ({ add }) => add()],
  ['rules.json', ({ request }) => request('other.json')],
  ['rules.json', ({ present, path }) => [...present(), '--yes', '--rule', path('rules.json')]],
  ['request.json', ({ present }) => [...present(), '--yes']],
  ['request.json', ({ verify }) => verify()],
  ['request.json', ({ path }) => ['inspect', path('request.json')]],
  ['request.json', ({ path }) => ['audit', path('request.json')]],
  ['presentation.json', ({ verify }) => verify()],
  ['presentation.json', ({ path }) => ['inspect', path('presentation.json')]],
  [
    'presentation.json',
    ({ path }) => ['audit', path('presentation.json'), '--request', path('request.json')],
  ],
  ['credential.json', ({ path }) => ['inspect', path('credential.json')]],
  ['entries', ({ verify }) => verify()],
]

describe('whatever a file holds, the command that reads it ends in order and tells nobody’s values:', () => {
  let shown: string

  beforeAll(async () => {
    shown = mkdtempSync(join(tmpdir(), 'unscored-'))
    cpSync(base, shown, { recursive: true })
    const { request, present, path } = wordsIn(shown)
    for (const step of [
      [...request(), '--event', 'premiere'],
      [...present(), '--yes'],
    ]) {
      expect(await runCommand(step, at(today))).toMatchObject({ status: 0 })
    }
    writeFileSync(path('entries'), '')
  })

  afterAll(() => rmSync(shown, { recursive: true }))

  test.each(inputs)('%s, row %#', async (valid, words) => {
    const prepared = session(shown)
    const { run, path } = prepared
    const original = readFileSync(path(valid))
    const step = words(prepared)
    await fc.assert(
      fc.asyncProperty(malformed(original), async (content) => {
        writeFileSync(path(valid), content)
        for (const made of [
          'other.json',
          'other-wallet',
          'presentation.json',
          'request.json.answered',
        ]) {
          if (made !== 'presentation.json' || step[0] === 'present')
            rmSync(path(made), { force: true })
        }
        const outcome = await run(step, at(today))
        expectAnOrderlyEnd(outcome)
        for (const value of [dose.familyName, dose.doseDate]) {
          expect(outcome.stderr).not.toContain(value)
        }
      }),
      { numRuns: 6, seed: 20210701 },
    )
  })
})

describe('what is refused', () => {
  test('a second entry of one event, with its code', async () => {
    const { done, refusal, request, present, verify } = session()
    for (const name of ['one', 'two']) {
      await done([...request(`${name}.json`), '--event', 'premiere'])
      await done([...present(`${name}.json`, `${name}-answer.json`), '--yes'])
    }
    await done(verify('one.json', 'one-answer.json'))
    const again = await refusal(verify('two.json', 'two-answer.json'))
    expect(again).toMatchObject({ status: 1, code: 'alreadyEntered' })
    await done([...request('other.json'), '--event', 'finale'])
    await done([...present('other.json', 'other-answer.json'), '--yes'])
    await done(verify('other.json', 'other-answer.json'))
  })

  test('an answer twice', async () => {
    const { done, refusal, request, present, verify } = session()
    await done(request())
    await done([...present(), '--yes'])
    await done(verify())
    expect(await refusal(verify())).toMatchObject({ status: 1, code: 'replayed' })
  })

  test('a revoked credential, from the next epoch on, and its holder is told why', async () => {
    const { done, refusal, request, present, verify, revoke, publish, fetch } = session()
    await done(revoke)
    await done(request())
    await done([...present(), '--yes'])
    await done(verify())
    const tomorrow = day(1)
    await done(publish, tomorrow)
    await done(fetch, tomorrow)
    await done(request(), tomorrow)
    const refused = await refusal([...present(), '--yes'], at(tomorrow))
    expect(refused).toMatchObject({ status: 1, code: 'declined' })
    expect(refused.notices).toContain('was revoked')
  })

  test('an old epoch, by verifier and wallet, each with its code', async () => {
    const { done, refusal, request, present, verify, read, write } = session()
    await done(request())
    await done([...present(), '--yes'])
    const nextEpoch = new Date((Math.floor(today.getTime() / DAY) + 1) * DAY)
    const late = await refusal(verify(), at(nextEpoch))
    expect(late).toMatchObject({ status: 1, code: 'epochNotAccepted' })
    const inGrace = await refusal([...verify(), '--grace', '25h'], at(nextEpoch))
    expect(inGrace).toMatchObject({ status: 2, code: 'usage' })
    const asked = JSON.parse(read('request.json'))
    const old = { ...asked.request, epoch: asked.request.epoch - 2 }
    write('request.json', JSON.stringify({ ...asked, request: old }))
    const curious = await refusal([...present(), '--yes'])
    expect(curious).toMatchObject({ status: 1, code: 'epochRefused' })
  })

  test('an epoch that was not fetched: its holder is told which file lacks, and the last one does in the grace', async () => {
    const { done, refusal, request, present, verify } = session()
    const nextEpoch = new Date((Math.floor(today.getTime() / DAY) + 1) * DAY)
    await done(request(), nextEpoch)
    const refused = await refusal([...present(), '--yes'], at(nextEpoch))
    expect(refused).toMatchObject({ status: 1, code: 'declined' })
    const file = `https://issuer.example/unscored/lists/${nextEpoch.getTime() / DAY}`
    expect(refused.notices).toContain(file)
    const grace = ['--grace', '2h']
    await done([...request(), ...grace, '--previous-epoch'], nextEpoch)
    await done([...present(), '--yes'], nextEpoch)
    await done([...verify(), ...grace], nextEpoch)
    const late = await refusal([...request(), '--previous-epoch'], at(nextEpoch))
    expect(late).toMatchObject({ status: 2, code: 'usage' })
  })

  test.each([
    { name: 'a dose that is too recent', change: { doseDate: dateOf(day(-13)) } },
    { name: 'a product that is not approved', change: { product: 'EU/1/21/1529' } },
    { name: 'a first dose', change: { doseNumber: 1 } },
  ])('$name', async ({ change }) => {
    const { done, refusal, write, ...words } = session()
    write('dose.json', JSON.stringify({ ...dose, ...change }))
    const { path } = words
    rmSync(path('wallet'))
    const other = 'file-4712'
    for (const step of [words.offer(other), words.answer(), words.issue(other, 'other.json')]) {
      await done(step)
    }
    await done(words.add('other.json'))
    await done(words.request())
    const refused = await refusal([...words.present(), '--yes'])
    expect(refused).toMatchObject({ status: 1, code: 'declined' })
    expect(refused.notices).toContain('fulfils')
  })

  test('a file that is another than everybody has, naming it', async () => {
    const { refusal, fetch, request, path } = session()
    const [name = ''] = readdirSync(path('site/unscored/parameters'))
    writeFileSync(path(`site/unscored/parameters/${name}`), 'for Alice')
    rmSync(path('parameters'), { recursive: true })
    const url = `https://issuer.example/unscored/parameters/${name}`
    const { run } = createSession()
    const { status, stderr } = await run(fetch, at(today))
    expect([status, stderr]).toEqual([
      1,
      `fileDigest: ${url}: it is not the file that the manifest names\n`,
    ])
    expect(await refusal(request())).toMatchObject({ status: 1, code: 'fileUnavailable' })
  })

  test('a manifest that its issuer did not sign', async () => {
    const { refusal, request, path } = session()
    const manifest = path('site/unscored/manifest.json')
    writeFileSync(manifest, readFileSync(manifest, 'utf8').replace('"edition": 1', '"edition": 2'))
    expect(await refusal(request())).toMatchObject({ status: 1, code: 'proofInvalid' })
  })

  test('a rule whose list nobody has signed', async () => {
    const { refusal, request, write } = session()
    const Logic = { in: [entry('mp'), ['EU/1/20/1528']] }
    write('rules.json', JSON.stringify([publishedRule({ Logic, ValidTo: '2099-01-01T00:00:00Z' })]))
    expect(await refusal(request())).toMatchObject({ status: 2, code: 'listUnpublished' })
  })

  test('a holder who has no credential of an issuer that is pinned', async () => {
    const { done, refusal, request, present, run, path } = session()
    await done(request())
    rmSync(path('wallet'))
    await run(['wallet', 'request', '--wallet', path('wallet'), '--out', path('x.json')])
    // Of no issuer there are epochs.
    const refused = await refusal([...present(), '--yes'])
    expect(refused).toMatchObject({ status: 1, code: 'epochRefused' })
  })
})

describe('issuing', () => {
  test('is refused where the offer is answered twice, or was another’s', async () => {
    const { refusal, done, offer, answer, issue } = session()
    const twice = await refusal(issue(person, 'again.json'))
    expect(twice).toMatchObject({ status: 1, code: 'offerUnknown' })
    await done(offer())
    await done(answer())
    const hers = await refusal(issue('file-4712', 'again.json'))
    expect(hers).toMatchObject({ status: 1, code: 'offerUnknown' })
  })

  test('is refused after ten minutes', async () => {
    const { refusal, done, offer, answer, issue } = session()
    await done(offer())
    await done(answer())
    const later = new Date(today.getTime() + 10 * 60 * 1000 + 1)
    const late = await refusal(issue(person, 'again.json'), at(later))
    expect(late).toMatchObject({ status: 1, code: 'offerExpired' })
  })

  test('is refused where two people come with one wallet, or one person with two', async () => {
    const { refusal, done, offer, answer, issue } = session()
    await done(offer('file-4712'))
    await done(answer())
    const lent = await refusal(issue('file-4712', 'again.json'))
    expect(lent).toMatchObject({ status: 1, code: 'registrationTaken' })
    await done(offer())
    await done(answer('other-wallet'))
    const second = await refusal(issue(person, 'again.json'))
    expect(second).toMatchObject({ status: 1, code: 'registrationChanged' })
  })

  test('takes no offer for nothing: where the credential has no place it stays open', async () => {
    const { refusal, done, offer, answer, issue } = session()
    await done(offer())
    await done(answer())
    expect(await refusal(issue())).toMatchObject({ status: 2, code: 'fileExists' })
    const { place } = await done(issue(person, 'again.json'))
    expect(place).toMatch(/^0\/\d{1,5}$/)
  })

  test('is refused where a word is missing', async () => {
    const { refusal, issue, answer } = session()
    const without = (words: readonly string[], option: string) => {
      const i = words.indexOf(option)
      return [...words.slice(0, i), ...words.slice(i + 2)]
    }
    for (const option of ['--person', '--records', '--manifest', '--commitment']) {
      const refused = await refusal(without(issue(), option))
      expect(refused).toMatchObject({ status: 2, code: 'usage' })
    }
    const refused = await refusal(without(answer(), '--issuer'))
    expect(refused).toMatchObject({ status: 2, code: 'usage' })
  })

  test('asks the wallet for the manifest that its issuer is pinned by', async () => {
    const { refusal, answer, add, path } = session()
    const other = answer().map((word) => (word === DID ? 'did:web:other.example' : word))
    expect(await refusal(other)).toMatchObject({ status: 1, code: 'manifestMissing' })
    const unpinned = add().slice(0, -4)
    expect(await refusal(unpinned)).toMatchObject({ status: 2, code: 'usage' })
    const credential = JSON.parse(readFileSync(path('credential.json'), 'utf8'))
    credential.proof.verificationMethod = `${DID}#predicates-9`
    writeFileSync(path('credential.json'), JSON.stringify(credential))
    expect(await refusal(add())).toMatchObject({ status: 1, code: 'keyNotInManifest' })
  })
})

describe('an issuer’s records', () => {
  test('let a credential be revoked by its place, once it was issued', async () => {
    const { refusal, done, path } = session()
    const words = ['revoke', '--records', path('records')]
    expect(await refusal([...words, '--place', '1/1'])).toMatchObject({ code: 'neverIssued' })
    expect(await refusal([...words, '--place', '1'])).toMatchObject({ status: 2, code: 'usage' })
    expect(await refusal(words)).toMatchObject({ status: 2, code: 'usage' })
    const nobody = await refusal([...words, '--person', 'nobody'])
    expect(nobody).toMatchObject({ status: 2, code: 'notRecognised' })
    const records = JSON.parse(readFileSync(path('records'), 'utf8')).records
    const [, , list] = records.find(([kind]: [string]) => kind === 'list')
    const place = `0/${list.issued[0]}`
    expect(await done([...words, '--place', place])).toEqual({ revoked: [place] })
  })

  test('publish each epoch once, with the key that the manifest names', async () => {
    const { refusal, publish } = session()
    expect(await refusal(publish)).toMatchObject({ status: 1, code: 'epochPublished' })
    const other = publish.map((word) => word.replace('revocation-1', 'predicates-1'))
    expect(await refusal(other, at(day(1)))).toMatchObject({ status: 1, code: 'keyMismatch' })
  })

  test.each([
    ['no JSON', '{'],
    ['no records', '{"version":1}'],
    ['an offer that is none', '{"version":1,"offers":[{}],"records":[]}'],
    ['a record of no kind', '{"version":1,"offers":[],"records":[["x","y",{}]]}'],
    ['a list that is none', '{"version":1,"offers":[],"records":[["list","0",{}]]}'],
    ['a person that is none', '{"version":1,"offers":[],"records":[["person","0",{}]]}'],
    ['a number that is none', '{"version":1,"offers":[],"records":[["head","head",{"lists":-1}]]}'],
    ['a version to come', '{"version":2,"offers":[],"records":[]}'],
  ])('are refused where the file holds %s', async (name, text) => {
    const { refusal, write, revoke } = session()
    write('records', text)
    const code = name === 'no JSON' ? 'notJson' : 'notRecognised'
    expect(await refusal(revoke)).toMatchObject({ status: 2, code })
  })
})

test('in processes at once, one person enters once, and a revoked one not at all', async () => {
  const { done, request, present, verify, revoke, publish, fetch, path } = session()
  await layOutPublished(path('installed'))
  const main = path('installed/node_modules/@unscored/cli/dist/main.js')
  const env = { UNSCORED_PASSPHRASE: PASSPHRASE }
  const unscored = (args: readonly string[]) => runNode(main, { args, env })
  const names = ['one', 'two']
  for (const name of names) {
    await done([...request(`${name}.json`), '--event', 'premiere'])
    const shown = await unscored([...present(`${name}.json`, `${name}-answer.json`), '--yes'])
    expect([shown.code, shown.stderr]).toEqual([0, ''])
  }
  const verifying = names.map((name) => unscored(verify(`${name}.json`, `${name}-answer.json`)))
  const ended = await Promise.all(verifying)
  expect(ended.map(({ code }) => code).sort()).toEqual([0, 1])
  expect(ended.map(({ stderr }) => stderr).join('')).toBe(
    'alreadyEntered: the person has entered before\n',
  )
  // As if it had been revoked yesterday, and nobody had published today.
  const records = JSON.parse(readFileSync(path('records'), 'utf8'))
  const unpublished = records.records.map(([kind, key, record]: [string, string, object]) =>
    kind === 'head' ? [kind, key, { ...record, epoch: 0 }] : [kind, key, record],
  )
  writeFileSync(path('records'), JSON.stringify({ ...records, records: unpublished }))
  await done(revoke)
  await done(publish)
  rmSync(path('parameters'), { recursive: true })
  await done(fetch)
  await done(request('three.json'))
  const refused = await unscored([...present('three.json', 'three-answer.json'), '--yes'])
  expect([refused.code, refused.stdout]).toEqual([1, ''])
  expect(refused.stderr.split('\n')).toEqual([
    'A credential in this wallet was revoked.',
    'declined: the holder does not prove this',
    '',
  ])
})
