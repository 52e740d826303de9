import { compareAuthorities } from '@unscored/examples/src/scoring-authority.ts'
import { expect, test } from 'vitest'
import { runTsx } from '../support/tsx.ts'

test('a file has all visits of a person by a code with a number, and none by a proof', async () => {
  const { person, visits, pass, proof } = await compareAuthorities({ people: 30 })
  expect(person.dose.familyName).toMatch(/^Fictitious-/)
  expect(pass.file).toHaveLength(visits)
  expect(pass.file.every(({ isHers, equalValues }) => isHers && equalValues > 0)).toBe(true)
  expect(new Set(pass.file.map(({ time }) => time.getTime())).size).toBe(visits)
  expect(pass).toMatchObject({ visits: 150, filed: 150, linked: { value: 1 } })
  expect(pass.knownAgain.value).toBe(1)

  expect(proof).toMatchObject({ file: [], visits: 150, filed: 0 })
  // It was read, and not passed over.
  expect(proof.compared).toBeGreaterThan(10 * proof.visits)
  for (const { low, high } of [proof.linked, proof.knownAgain]) {
    expect(low).toBeLessThanOrEqual(1 / 30)
    expect(high).toBeLessThan(0.3)
  }
  expect(proof.guessing).toBeCloseTo(1 / 30)
}, 120_000)

test.each([1, Number.NaN, 2.5])('of %s people there is no authority', async (people) => {
  await expect(compareAuthorities({ people })).rejects.toThrow(RangeError)
})

test('the example says so', async () => {
  const script = new URL('../../examples/src/scoring-authority.ts', import.meta.url)
  const { code, stdout } = await runTsx(script, { args: ['--people', '12'] })
  expect(code).toBe(0)
  expect(stdout).toContain('12 people who do not exist go out 5 times each within four weeks.\n')
  expect(stdout).toMatch(/values that only her record has\n/)
  expect(stdout).toContain('Her file has of her visits:\n  none\n')
  expect(stdout).toContain("In anybody's file: 0 of 60 visits,")
}, 120_000)
