import { describe, expect, test } from 'vitest'
import {
  type LeastAlternativeOptions,
  leastAlternative,
} from '../../packages/holder/src/least-alternative.ts'
import { ruleOf } from '../vc/rules/oracle.ts'

const DOSE = '/credentialSubject/doseNumber'
const DAY = '/credentialSubject/doseDate'
const NAME = '/credentialSubject/familyName'
const secondDose = ruleOf({ '>=': [{ var: 'payload.v.0.dn' }, 2] })

const least = (asked: readonly string[], options: Partial<LeastAlternativeOptions> = {}) =>
  leastAlternative(asked, {
    ...{ rules: [], valueSets: new Map(), codeLists: [], now: new Date('2022-02-01T10:00:00Z') },
    ...options,
  })

describe('the least that would do', () => {
  test('is what a rule needs that looks at what is asked', () => {
    expect(least([DOSE, DAY, NAME], { rules: secondDose })).toEqual({
      ...{ asked: 3, needed: [], rules: ['VR-XX-0001'] },
      statement: 'The verifier asks for 3 fields, its rule needs 0.',
    })
  })

  test('is of several rules what they need together', () => {
    const rules = [...secondDose, ...secondDose]
    expect(least([DOSE], { rules }).statement).toBe(
      'The verifier asks for 1 field, its rules need 0.',
    )
  })

  test('is without a rule what nothing can be proven of', () => {
    expect(least([DOSE, DAY, NAME])).toEqual({
      ...{ asked: 3, needed: [NAME], rules: [] },
      statement: 'The verifier asks for 3 fields, a proof that its rule is met needs 1.',
    })
  })

  const set = { var: 'external.valueSets.vaccines-covid-19-names' }
  test.each([
    { name: 'looks at what is not asked', asked: [DAY], rules: secondDose },
    { name: 'is in force no longer', now: new Date('2099-01-01'), rules: secondDose },
    { name: 'is not yet in force', now: new Date('1999-01-01'), rules: secondDose },
    { name: 'nothing fulfils', rules: ruleOf({ '>': [{ var: 'payload.v.0.dn' }, 1000] }) },
    {
      name: 'names what the wallet lacks',
      asked: ['/credentialSubject/product'],
      rules: ruleOf({ in: [{ var: 'payload.v.0.mp' }, set] }),
    },
  ])('takes no rule for the verifier’s that $name', ({ name: _, asked = [DOSE], ...options }) => {
    expect(least(asked, options).rules).toEqual([])
  })
})
