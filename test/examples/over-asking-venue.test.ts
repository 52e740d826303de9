import { visitVenue } from '@unscored/examples/src/over-asking-venue.ts'
import { expect, test } from 'vitest'
import { runTsx } from '../support/tsx.ts'

test('a wallet that is asked for nine fields refuses, and she may show them or prove the rule', async () => {
  const { refused, shown, proven } = await visitVenue()
  expect(refused.audit).toMatchObject({ verdict: 'notMet', anonymity: { most: 1 } })
  expect(refused.audit.leaks.map(({ source }) => source)).toContain('name')
  expect(refused.alternative).toEqual({
    ...{ asked: 9, needed: [], rules: ['VR-XX-0001'] },
    statement: 'The verifier asks for 9 fields, its rule needs 0.',
  })
  expect(shown).toHaveLength(9)
  expect(proven.shown).toEqual([])
  expect(proven.within).toEqual(['Number of this dose', 'Date of vaccination'])
  expect(proven.audit.verdict).toBe('met')
  expect(proven.audit.anonymity.least).toBeGreaterThan(1_000_000)
})

test('the example says so', async () => {
  const script = new URL('../../examples/src/over-asking-venue.ts', import.meta.url)
  const { code, stdout } = await runTsx(script)
  expect(code).toBe(0)
  expect(stdout).toContain('  The verifier asks for 9 fields, its rule needs 0.\n')
  expect(stdout).toContain('If she proves what its rule needs, it is shown: nothing.\n')
})
