import { parseRules, parseValueSet, rulesInForce } from '@unscored/vc'
import { describe, expect, test } from 'vitest'
import { publishedRule } from './oracle.ts'

describe('a rule is read', () => {
  test('alone or in a list', () => {
    expect(parseRules(publishedRule())).toEqual(parseRules([publishedRule()]))
    expect(parseRules(publishedRule())).toEqual([
      {
        identifier: 'VR-XX-0001',
        version: '1.0.0',
        certificateType: 'Vaccination',
        validFrom: new Date('2021-06-01T00:00:00Z'),
        validTo: new Date('2030-06-01T00:00:00Z'),
        descriptions: new Map([['en', 'A fictitious rule.']]),
        logic: true,
      },
    ])
  })

  test.each([
    { name: 'no object', rule: 'VR-XX-0001', code: 'ruleMalformed', says: 'Identifier' },
    { name: 'another identifier', members: { Identifier: 'x' }, says: 'Identifier' },
    { name: 'no version', members: { Version: '1' }, says: 'Version' },
    { name: 'no type of certificate', members: { CertificateType: 1 }, says: 'CertificateType' },
    { name: 'no beginning', members: { ValidFrom: '2021-06-01' }, says: 'ValidFrom' },
    { name: 'an end in no zone', members: { ValidTo: '2030-06-01T00:00:00' }, says: 'ValidTo' },
    { name: 'no list of descriptions', members: { Description: {} }, says: 'Description' },
    { name: 'a description in no language', members: { Description: [{}] }, says: 'Description' },
    { name: 'no logic', members: { Logic: undefined }, says: 'Logic' },
    { name: 'another engine', members: { Engine: 'JSONLOGIC' }, code: 'ruleEngine' },
    { name: 'a later engine', members: { EngineVersion: '2.0.0' }, code: 'ruleEngine' },
    { name: 'invalidation', members: { Type: 'Invalidation' }, code: 'ruleType' },
  ])('but not with $name', ({ rule, members = {}, code = 'ruleMalformed', says = '' }) => {
    const published: unknown = JSON.parse(JSON.stringify(rule ?? publishedRule(members)))
    expect(() => parseRules(published)).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(says) }),
    )
  })
})

test('of rules in force, the highest version is taken', () => {
  const versions = ['1.9.0', '1.10.0', '1.2.0', '2.0.0'].map((Version) =>
    publishedRule({
      Version,
      ...(Version === '2.0.0' && { ValidFrom: '2023-01-01T00:00:00Z' }),
    }),
  )
  const other = publishedRule({ Identifier: 'VR-XX-0002', ValidTo: '2021-12-31T00:00:00Z' })
  const inForce = (now: string) =>
    rulesInForce(parseRules([...versions, other]), { now: new Date(now) }).map(
      ({ identifier, version }) => `${identifier} ${version}`,
    )
  expect(inForce('2021-05-31')).toEqual([])
  expect(inForce('2021-07-01')).toEqual(['VR-XX-0001 1.10.0', 'VR-XX-0002 1.0.0'])
  expect(inForce('2023-01-01')).toEqual(['VR-XX-0001 2.0.0'])
})

describe('a value set', () => {
  test('is read with the names of its codes', () => {
    const valueSetValues = { A: { display: 'Avax' }, B: {}, C: null }
    expect(parseValueSet({ valueSetId: 'x', valueSetValues })).toEqual([
      'x',
      new Map([
        ['A', 'Avax'],
        ['B', 'B'],
        ['C', 'C'],
      ]),
    ])
  })

  test.each([[], {}, { valueSetId: 'x' }, { valueSetValues: {} }].map((set) => [set]))(
    'is not %j',
    (set) => {
      expect(() => parseValueSet(set)).toThrow(expect.objectContaining({ code: 'ruleValueSet' }))
    },
  )
})
