import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { italianData, italianText, smallText } from '../linkability/population/tables.ts'
import { proveRule } from '../linkability/predicates.ts'
import { createWholeManifest, dcc, sdJwt, show } from '../linkability/samples.ts'
import { describeWith, readSharedOctets } from '../support/shared.ts'
import { runTsx } from '../support/tsx.ts'
import { createSession } from './session.ts'

const main = new URL('../../packages/cli/src/main.ts', import.meta.url)
const mapping = readFileSync(
  new URL('../../packages/linkability/tables/italy-doses.mapping.json', import.meta.url),
  'utf8',
)

describe('unscored audit', () => {
  test('says in words what a certificate gives away', async () => {
    const { run, write } = createSession()
    const { status, stdout, stderr } = await run(['audit', write('dcc.txt', await dcc())])
    expect([status, stderr]).toEqual([0, ''])
    expect(stdout).toMatch(
      /^Not private enough by the policy: fewer than 1,000 people could be meant\./,
    )
    expect(stdout).toContain('Whoever sees it knows which one person or certificate it is.')
    expect(stdout).toMatch(/certificateNumber +up to 24\.3 bits, shared by 1\n {4}\/v\/0\/ci\n/)
    expect(stdout).toContain('CC BY 4.0')
    expect(stdout).not.toContain('Fictitious')
  })

  test('gives the same as JSON, by a process of its own', async () => {
    const { path, write } = createSession()
    write('shown.json', JSON.stringify(await show()))
    write('table.txt', smallText())
    const words = [
      'audit',
      path('shown.json'),
      '--population',
      path('table.txt'),
      '--policy-k',
      '5',
    ]
    const ended = await runTsx(main, { args: [...words, '--trust-issuer', '--json'] })
    expect([ended.code, ended.stderr]).toEqual([0, ''])
    expect(JSON.parse(ended.stdout)).toMatchObject({
      formats: ['bbs-2023'],
      population: { title: 'Doses in Nowhere' },
      policy: { k: 5, trustIssuer: true },
    })
  })

  test('compares with a manifest', async () => {
    const { json, write } = createSession()
    const shown = write('shown.json', JSON.stringify(await show()))
    const alone = await json(['audit', shown])
    expect(alone.verdict).toBe('unknown')
    const trusting = await json(['audit', shown, '--trust-issuer'])
    expect(trusting.verdict).toBe('met')
    const manifest = write('manifest.json', JSON.stringify(await createWholeManifest()))
    expect((await json(['audit', shown, '--manifest', manifest])).verdict).toBe('met')
  })

  test('reads the request and the codes that a proof is about', async () => {
    const { json, write } = createSession()
    const { presentation, request } = await proveRule()
    const files = [
      write('presentation.json', JSON.stringify(presentation)),
      ...['--request', write('request.json', JSON.stringify(request)), '--trust-issuer'],
    ]
    const open = await json(['audit', ...files])
    const closed = await json(['audit', ...files, '--codes', 'approved=EU/1/20/1528,EU/1/20/1507'])
    expect(open.anonymity.worst.least).toBeLessThan(closed.anonymity.worst.least)
    expect(closed.verdict).toBe('met')
    // As a verifier keeps it.
    write('request.json', JSON.stringify({ request, compared: { dose: [] } }))
    expect(await json(['audit', ...files])).toEqual(open)
  })

  test('puts together what was shown before', async () => {
    const { json, write } = createSession()
    const [first, second] = [
      write('1.txt', sdJwt(['doseDate'])),
      write('2.txt', sdJwt(['product'])),
    ]
    const { sequence } = await json(['audit', second, '--history', first])
    expect(sequence).toMatchObject({ disclosures: 2, linked: 1, by: ['identifier'] })
  })

  test.each([
    { why: 'a file that is missing', words: ['FOLDER/none'], status: 2, code: 'fileMissing' },
    {
      why: 'a policy that is none',
      words: ['FOLDER/ok', '--policy-k', '0'],
      status: 2,
      code: 'usage',
    },
    { why: 'codes of no list', words: ['FOLDER/ok', '--codes', 'x'], status: 2, code: 'usage' },
    {
      why: 'a broken table',
      words: ['FOLDER/ok', '--population', 'FOLDER/ok'],
      status: 1,
      code: 'tableVersion',
    },
    {
      why: 'a manifest that is none',
      words: ['FOLDER/ok', '--manifest', 'FOLDER/empty.json'],
      status: 1,
      code: 'manifestMalformed',
    },
    {
      why: 'a request that is none',
      words: ['FOLDER/ok', '--request', 'FOLDER/empty.json'],
      status: 1,
      code: 'requestMalformed',
    },
    { why: 'an empty file', words: ['FOLDER/empty'], status: 1, code: 'disclosureMalformed' },
    { why: 'a broken certificate', words: ['HC1:abc'], status: 1, code: 'disclosureMalformed' },
  ])('refuses $why', async ({ words, status, code }) => {
    const { run, write, folder } = createSession()
    write('ok', 'XYZ:1')
    write('empty', ' ')
    write('empty.json', '{}')
    const filled = words.map((word) => word.replace('FOLDER', folder))
    const outcome = await run(['audit', ...filled])
    expect([outcome.status, outcome.stderr.split(':')[0]]).toEqual([status, code])
  })
})

describe('unscored population build', () => {
  describeWith('data', italianData, 'of the open data of Italy', () => {
    test('gives the table that comes with the package', async () => {
      const { json, write, read, path } = createSession()
      const file = `${italianData}somministrazioni-vaccini-latest-2021-05-04.csv.gz`
      const csv = write('doses.csv', gunzipSync(readSharedOctets('data', file)))
      const words = ['population', 'build', csv, '--mapping', write('map.json', mapping)]
      const report = await json([...words, '--out', path('doses.txt')])
      expect(report.cells).toBe(44358)
      expect(read('doses.txt')).toBe(italianText())
    })
  })

  const header =
    'data_somministrazione,fornitore,area,fascia_anagrafica,sesso_maschile,sesso_femminile,prima_dose,seconda_dose'
  const row = '2021-01-01,Moderna,ABR,20-29,1,0,1,0'
  test.each([
    { why: 'a row too short', csv: `${header}\n2021-01-01,Moderna`, status: 2, code: 'notCsv' },
    { why: 'a column that is missing', csv: `x,y\n1,2`, status: 1, code: 'sourceMalformed' },
    {
      why: 'a product that the mapping does not have',
      csv: `${header}\n${row.replace('Moderna', 'X')}`,
      status: 1,
      code: 'sourceMalformed',
    },
    {
      why: 'a day that is none',
      csv: `${header}\n${row.replace('2021-01-01', '2021')}`,
      status: 1,
      code: 'sourceMalformed',
    },
    {
      why: 'a count that is none',
      csv: `${header}\n${row.replace(',1,0,1,0', ',-1,0,1,0')}`,
      status: 1,
      code: 'sourceMalformed',
    },
    {
      why: 'a mapping that is none',
      csv: `${header}\n${row}`,
      map: '{"owner":1}',
      status: 1,
      code: 'mappingMalformed',
    },
    { why: 'a mapping of no JSON', csv: row, map: '{', status: 2, code: 'notJson' },
  ])('refuses $why', async ({ csv, map = mapping, status, code }) => {
    const { run, write, path } = createSession()
    const words = ['population', 'build', write('a.csv', csv), '--mapping', write('map.json', map)]
    const outcome = await run([...words, '--out', path('out.txt')])
    expect([outcome.status, outcome.stderr.split(':')[0]]).toEqual([status, code])
  })
})
