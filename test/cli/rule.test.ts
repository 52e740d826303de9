import { describe, expect, test } from 'vitest'
import { publishedRule } from '../vc/rules/oracle.ts'
import { createSession } from './session.ts'

const products = {
  valueSetId: 'vaccines-covid-19-names',
  valueSetValues: { A: { display: 'Avax' }, B: { display: 'B\u001b[2Jvax' } },
}
const onlyA = { '===': [{ var: 'payload.v.0.mp' }, 'A'] }
const notA = { '!': [onlyA] }
const entry = (member: string) => ({ var: `payload.v.0.${member}` })

function session() {
  const made = createSession()
  const rules = [
    publishedRule({ Logic: onlyA }),
    publishedRule({ Identifier: 'VR-XX-0002', Logic: { '>=': [entry('dn'), 2] } }),
    publishedRule({ Identifier: 'VR-XX-0003', Logic: false, ValidFrom: '2022-01-01T00:00:00Z' }),
    publishedRule({ Identifier: 'VR-YY-0001', Logic: { '===': [entry('ci'), 'X'] } }),
    publishedRule({ Identifier: 'VR-YY-0002', Logic: notA }),
  ]
  return {
    ...made,
    rules: made.write('rules.json', JSON.stringify(rules)),
    products: made.write('products.json', JSON.stringify(products)),
  }
}

describe('unscored rule compile', () => {
  test('prints what is to be proven for the rules that are named', async () => {
    const { json, rules } = session()
    const words = ['rule', 'compile', rules, '--rule', 'VR-XX-0002', 'VR-XX-0001']
    const compiled = await json(words)
    expect(compiled).toMatchObject({
      rules: ['VR-XX-0002', 'VR-XX-0001'],
      at: '2021-07-01T12:00:00.000Z',
      plans: [
        {
          predicates: [
            { kind: 'code', pointer: '/credentialSubject/product', list: compiled.lists[0].id },
            { kind: 'integer', pointer: '/credentialSubject/doseNumber', from: 2, until: 99 },
          ],
          disclosures: [],
        },
      ],
      lists: [{ elements: ['A'] }],
      members: ['/credentialSubject/product', '/credentialSubject/doseNumber'],
    })
  })

  test('writes it to a file, and says how many ways there are', async () => {
    const { run, read, path, rules, products } = session()
    const { status, stdout } = await run([
      ...['rule', 'compile', rules, '--rule', 'VR-YY-0002', '--value-set', products],
      ...['--out', path('compiled.json')],
    ])
    expect([status, stdout]).toEqual([0, 'Compiled\n  Rules  VR-YY-0002\n  Ways   2\n'])
    expect(JSON.parse(read('compiled.json'))).toMatchObject({ lists: [{ elements: ['B'] }] })
  })

  test('looks at the moment that it is given', async () => {
    const { json, rules } = session()
    const words = ['rule', 'compile', rules, '--rule', 'VR-XX-0003']
    const compiled = await json([...words, '--at', '2022-01-01T01:00:00+01:00'])
    expect(compiled).toMatchObject({ at: '2022-01-01T00:00:00.000Z', plans: [] })
  })

  test.each([
    {
      why: 'a rule that asks for what no proof shows',
      words: ['RULES', '--rule', 'VR-YY-0001'],
      ...{ status: 1, code: 'ruleMember', says: 'VR-YY-0001: no credential tells payload.v.0.ci' },
    },
    {
      why: 'a rule that is not in force',
      words: ['RULES', '--rule', 'VR-XX-0003'],
      ...{ status: 2, code: 'notRecognised', says: 'VR-XX-0003' },
    },
    {
      why: 'a moment at which no rule is in force',
      words: ['RULES', '--at', '2020-01-01T00:00:00Z'],
      ...{ status: 2, code: 'notRecognised', says: 'no rule in force' },
    },
    {
      why: 'a moment in no zone',
      words: ['RULES', '--at', '2020-01-01T00:00:00'],
      ...{ status: 2, code: 'usage', says: 'zone' },
    },
    {
      why: 'a value set that is none',
      words: ['RULES', '--rule', 'VR-XX-0001', '--value-set', 'RULES'],
      ...{ status: 1, code: 'ruleValueSet', says: 'valueSetId' },
    },
    {
      why: 'a file that holds no rules',
      words: ['PRODUCTS'],
      ...{ status: 1, code: 'ruleMalformed', says: 'Identifier' },
    },
  ])('refuses $why', async ({ words, status, code, says }) => {
    const { run, rules, products } = session()
    const files = new Map([
      ['RULES', rules],
      ['PRODUCTS', products],
    ])
    const called = ['rule', 'compile', ...words.map((word) => files.get(word) ?? word), '--json']
    const ended = await run(called)
    expect([ended.status, ended.stdout]).toEqual([status, ''])
    expect(JSON.parse(ended.stderr)).toMatchObject({
      error: { code, message: expect.stringContaining(says) },
    })
  })
})

describe('unscored rule explain', () => {
  test('tells people, and lets no name of a code command their terminal', async () => {
    const { run, rules, products } = session()
    const words = ['rule', 'explain', rules, '--rule', 'VR-YY-0002', '--value-set', products]
    const { status, stdout } = await run(words)
    expect(status).toBe(0)
    expect(stdout.split('\n').slice(0, 8)).toEqual([
      'VR-YY-0002, at 2021-07-01T12:00:00.000Z',
      '',
      'Any one of 2 ways will do.',
      '',
      '1. Proven: a valid credential, and of it',
      '   - Vaccine product: B\\u{1b}[2Jvax',
      '   Shown: nothing',
      expect.stringMatching(/^ {3}Hidden: Family name, /),
    ])
  })

  test('tells programs the same, with what was compiled', async () => {
    const { json, rules } = session()
    const explained = await json(['rule', 'explain', rules, '--rule', 'VR-XX-0002'])
    expect(explained).toMatchObject({
      rules: ['VR-XX-0002'],
      explanation: expect.stringContaining('Number of this dose: 2 or more'),
    })
  })
})
