import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type Row,
  reduceRelations,
  solveRelations,
} from '../../../packages/bbs/src/composite/relations.ts'
import { mod, r } from '../../../packages/bbs/src/scalars.ts'

const row = (coefficients: Record<number, bigint>, constant = 0n): Row => ({
  coefficients: new Map(Object.entries(coefficients).map(([column, c]) => [Number(column), c])),
  constant,
})

const COLUMNS = 6

/** Relations at random, of few and small coefficients, so that some depend on one another. */
const systems = fc.array(
  fc.record({
    coefficients: fc.dictionary(
      fc.integer({ min: 0, max: COLUMNS - 1 }).map(String),
      fc.oneof(fc.bigInt(-3n, 3n), fc.bigInt(0n, r - 1n)),
      { minKeys: 1 },
    ),
    constant: fc.bigInt(-5n, 5n),
  }),
  { minLength: 1, maxLength: 4 },
)

const rowsOf = (system: { coefficients: Record<string, bigint>; constant: bigint }[]) =>
  system.map(({ coefficients, constant }) => row(coefficients, constant))

/** What becomes of relations: their reduced form, or the code of the refusal. */
function outcome(rows: readonly Row[]) {
  try {
    return reduceRelations(rows, COLUMNS)
  } catch (error) {
    return (error as { code: string }).code
  }
}

const times = ({ coefficients }: Row, values: readonly bigint[]) =>
  mod([...coefficients].reduce((sum, [column, c]) => sum + c * (values[column] ?? 0n), 0n))

/** The rank by another way than the one that is tested: from the last column on, and without an inverse. */
function rankOf(rows: readonly Row[]): number {
  const matrix = rows.map(({ coefficients }) =>
    Array.from({ length: COLUMNS }, (_, column) => mod(coefficients.get(column) ?? 0n)),
  )
  let rank = 0
  for (let column = COLUMNS - 1; column >= 0; column--) {
    const at = matrix.findIndex((line, i) => i >= rank && line[column] !== 0n)
    const pivot = matrix[at]
    if (pivot === undefined) continue
    ;[matrix[at], matrix[rank]] = [matrix[rank] ?? [], pivot]
    for (const line of matrix.slice(rank + 1)) {
      const factor = line[column] ?? 0n
      // Multiplied crosswise, so that nothing is inverted.
      for (let i = 0; i < COLUMNS; i++) {
        line[i] = mod((line[i] ?? 0n) * (pivot[column] ?? 0n) - (pivot[i] ?? 0n) * factor)
      }
    }
    rank++
  }
  return rank
}

describe('relations', () => {
  test('have a reduced form that does not depend on their order or on how each is written', () => {
    fc.assert(
      fc.property(systems, fc.bigInt(1n, r - 1n), (system, factor) => {
        const rows = rowsOf(system)
        const form = outcome(rows)
        if (typeof form === 'string') return
        expect(outcome(rows.toReversed())).toEqual(form)
        const scaled = rows.map(({ coefficients, constant }) => ({
          coefficients: new Map([...coefficients].map(([column, c]) => [column, c * factor])),
          constant: constant * factor,
        }))
        expect(outcome(scaled)).toEqual(form)
        const [head, ...tail] = rows
        if (head === undefined) return
        const sum = tail.map(({ coefficients, constant }) => ({
          coefficients: new Map(
            Array.from({ length: COLUMNS }, (_, column) => [
              column,
              (coefficients.get(column) ?? 0n) + (head.coefficients.get(column) ?? 0n),
            ]),
          ),
          constant: constant + head.constant,
        }))
        expect(outcome([head, ...sum])).toEqual(form)
      }),
      { seed: 1 },
    )
  })

  test('have as many pivots as their rank, each the first of its row and in no other', () => {
    fc.assert(
      fc.property(systems, (system) => {
        const rows = rowsOf(system)
        const form = outcome(rows)
        if (typeof form === 'string') return
        const { pivots, free } = form
        expect(pivots).toHaveLength(rankOf(rows))
        expect(free).toHaveLength(COLUMNS - rankOf(rows))
        const columns = pivots.map(({ column }) => column)
        expect(columns).toEqual(columns.toSorted((a, b) => a - b))
        expect([...columns, ...free].toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5])
        for (const { column, terms } of pivots) {
          for (const [other, c] of terms) {
            expect(other).toBeGreaterThan(column)
            expect(columns).not.toContain(other)
            expect(c > 0n && c < r).toBe(true)
          }
        }
      }),
      { seed: 2 },
    )
  })

  const values = fc.array(fc.bigInt(0n, r - 1n), { minLength: COLUMNS, maxLength: COLUMNS })

  test('hold for what is solved from any free values, and blinds of them are in the kernel', () => {
    fc.assert(
      fc.property(systems, values, (system, some) => {
        const rows = rowsOf(system)
        const form = outcome(rows)
        if (typeof form === 'string') return
        const solved = solveRelations(form, some.slice(0, form.free.length), 1n)
        const blinds = solveRelations(form, some.slice(0, form.free.length), 0n)
        for (const one of rows) {
          expect(times(one, solved)).toBe(mod(one.constant))
          expect(times(one, blinds)).toBe(0n)
        }
      }),
      { seed: 3 },
    )
  })

  test('give a verifier the responses of all values from those that are free', () => {
    fc.assert(
      fc.property(systems, values, values, fc.bigInt(1n, r - 1n), (system, z, blinds, c) => {
        const form = outcome(rowsOf(system))
        if (typeof form === 'string') return
        const count = form.free.length
        const secrets = solveRelations(form, z.slice(0, count), 1n)
        const blinding = solveRelations(form, blinds.slice(0, count), 0n)
        const responses = secrets.map((secret, i) => mod((blinding[i] ?? 0n) + c * secret))
        const sent = form.free.map((column) => responses[column] ?? 0n)
        expect(solveRelations(form, sent, c)).toEqual(responses)
      }),
      { seed: 4 },
    )
  })

  test.each([
    ['one twice', [row({ 0: 1n, 1: 1n }), row({ 0: 1n, 1: 1n })], 'redundantRelation'],
    [
      'one and its multiple',
      [row({ 0: 1n, 1: 1n }, 1n), row({ 0: 2n, 1: 2n }, 2n)],
      'redundantRelation',
    ],
    ['one modulo r', [row({ 0: 1n, 1: 1n }), row({ 0: r + 1n, 1: 1n - r })], 'redundantRelation'],
    [
      'the sum of two',
      [row({ 0: 1n, 1: 1n }), row({ 2: 1n, 3: 1n }), row({ 0: 1n, 1: 1n, 2: 1n, 3: 1n })],
      'redundantRelation',
    ],
    ['one of nothing', [row({ 0: 0n })], 'redundantRelation'],
    ['one of multiples of r', [row({ 0: r, 1: -r })], 'redundantRelation'],
    [
      'two constants of one sum',
      [row({ 0: 1n, 1: 1n }, 1n), row({ 0: 1n, 1: 1n }, 2n)],
      'contradiction',
    ],
    ['that nothing is something', [row({ 0: r }, 1n)], 'contradiction'],
    ['a single value', [row({ 0: 1n }, 7n)], 'determinedValue'],
    [
      'sum and difference of two',
      [row({ 0: 1n, 1: 1n }), row({ 0: 1n, 1: -1n })],
      'determinedValue',
    ],
    [
      'one value after another',
      [row({ 0: 1n, 1: 1n, 2: 1n }), row({ 1: 1n, 2: 1n })],
      'determinedValue',
    ],
  ])('are refused where they are %s: %#', (_, rows, code) => {
    expect(outcome(rows)).toBe(code)
    expect(outcome(rows.toReversed())).toBe(code)
  })
})
