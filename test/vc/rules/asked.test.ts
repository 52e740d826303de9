import { askedRulesOf, compileRules, isAskedByRules, type Plan } from '@unscored/vc'
import { expect, test } from 'vitest'
import { ruleOf } from './oracle.ts'

const now = new Date('2022-02-01T10:00:00Z')
const entry = (member: string) => ({ var: `payload.v.0.${member}` })
const rules = ruleOf({
  and: [
    { '>=': [entry('dn'), 2] },
    { in: [entry('mp'), ['b', 'a']] },
    { '!': [{ in: [entry('ma'), ['c']] }] },
  ],
})
const lists = [{ id: 'products-1', elements: ['a', 'b'] }]
const [plan] = compileRules({ rules, now, lists }).plans as readonly [Plan]
const hidden: Plan = {
  predicates: plan.predicates.filter(({ kind }) => kind !== 'shown'),
  disclosures: plan.disclosures,
}

test('what rules are compiled to is what they ask, in whatever order and by whatever name its lists go', () => {
  const others = [{ id: 'others-7', elements: ['b', 'a'] }, ...lists]
  const renamed = hidden.predicates.map((one) =>
    one.kind === 'code' ? { ...one, list: 'others-7' } : one,
  )
  expect(hidden.disclosures).toEqual(['/credentialSubject/manufacturer'])
  for (const predicates of [hidden.predicates, [...renamed].reverse()]) {
    expect(isAskedByRules({ ...hidden, predicates }, { rules, now, lists: others })).toBe(true)
  }
})

test.each<{ name: string; asked: Plan }>([
  {
    name: 'narrower bounds',
    asked: {
      ...hidden,
      predicates: hidden.predicates.map((one) =>
        one.kind === 'integer' ? { ...one, until: 2 } : one,
      ),
    },
  },
  { name: 'a predicate less', asked: { ...hidden, predicates: hidden.predicates.slice(1) } },
  {
    name: 'a predicate more',
    asked: {
      ...hidden,
      predicates: [
        ...hidden.predicates,
        { kind: 'integer', pointer: '/credentialSubject/totalDoses', from: 1, until: 3 },
      ],
    },
  },
  {
    name: 'a member more to show',
    asked: { ...hidden, disclosures: [...hidden.disclosures, '/credentialSubject/familyName'] },
  },
  {
    name: 'another list',
    asked: {
      ...hidden,
      predicates: hidden.predicates.map((one) =>
        one.kind === 'code' ? { ...one, list: 'unknown' } : one,
      ),
    },
  },
])('$name is not what the rules ask', ({ asked }) => {
  expect(isAskedByRules(asked, { rules, now, lists })).toBe(false)
})

test('a request says which rules it is from, in which version and when', () => {
  expect(askedRulesOf({ rules, now })).toEqual({
    at: '2022-02-01T10:00:00.000Z',
    rules: [{ identifier: 'VR-XX-0001', version: '1.0.0' }],
  })
})
