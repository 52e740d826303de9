import { compareAuthorities } from '@unscored/examples/src/scoring-authority.ts'
import { expect, test } from 'vitest'
import { runTsx } from '../support/tsx.ts'

test('a file has all visits of a person by a code with a number, and none by a proof', async () => {
  const { settings, person, pass, proof } = await compareAuthorities({ people: 30 })
  const { visits, firstDay } = settings
  expect(person.dose.familyName).toMatch(/^Fictitious-/)
  expect(pass.file).toHaveLength(visits)
  expect(pass.file.every(({ isHers, equalValues }) => isHers && equalValues > 0)).toBe(true)
  expect(new Set(pass.file.map(({ time }) => time.getTime())).size).toBe(visits)
  const week = Date.parse(firstDay) + 7 * 24 * 60 * 60 * 1000
  expect(pass.file.every(({ time }) => time.getTime() < week)).toBe(true)
  expect(pass).toMatchObject({ visits: 150, filed: 150, filedRightly: 150, linked: { value: 1 } })
  expect(pass.shown).toHaveLength(12)
  expect(pass.knownAgain.value).toBe(1)

  expect(proof).toMatchObject({ file: [], shown: [], visits: 150, filed: 0 })
  // It was read, and not passed over.
  expect(proof.compared).toBeGreaterThan(10 * proof.visits)
  for (const { low, high } of [proof.linked, proof.knownAgain]) {
    expect(low).toBeLessThanOrEqual(1 / 30)
    expect(high).toBeLessThan(0.3)
  }
  expect(proof.guessing).toBeCloseTo(1 / 30)
})

test.each([1, Number.NaN, 2.5])('of %s people there is no authority', async (people) => {
  await expect(compareAuthorities({ people })).rejects.toThrow(RangeError)
})

test('the example says so', async () => {
  const script = new URL('../../examples/src/scoring-authority.ts', import.meta.url)
  const { code, stdout } = await runTsx(script, { args: ['--people', '12'] })
  expect(code).toBe(0)
  expect(stdout).toContain(
    '12 people who do not exist go out 5 times each in the 7 days from 2021-05-04 on,',
  )
  expect(stdout.match(/values that no other record has\)\n/g)).toHaveLength(5)
  expect(stdout).toContain('What the places were shown of the above: all of it.\n')
  expect(stdout).toContain('What the places were shown of the above: nothing.\n')
  expect(stdout).toContain("Visits in this person's file: 0, of 5 that were made.\n")
  expect(stdout).toContain(
    "0 of 60 visits are in somebody's file, 0 in that of the person who came.",
  )
})
