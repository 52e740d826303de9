import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Rows } from '../../../../packages/linkability/src/simulation/adversary/corpus.ts'
import {
  createScorer,
  type Model,
} from '../../../../packages/linkability/src/simulation/adversary/model.ts'

const PATHS = ['mark', 'place', 'hour'] as const

/** Rows of holders of their own, with small numbers at each path. */
const rows = fc
  .array(fc.tuple(fc.nat(3), fc.nat(3), fc.nat(3)), { minLength: 2, maxLength: 20 })
  .map((values): Rows => {
    const columns = PATHS.map(
      (path, i) => [path, Float64Array.from(values, (row) => row[i] as number)] as const,
    )
    return {
      length: values.length,
      holders: new Int32Array(values.keys()),
      columns: new Map(columns),
    }
  })

const feature = (path: string, stability: number) => {
  return { left: path, right: path, stability, chance: 0.25 }
}

const model = (fingerprint: readonly string[]): Model => ({
  fingerprint: fingerprint.map((path) => feature(path, 1)),
  stability: 0.99,
  habits: [feature('place', 0.7), feature('hour', 0.4)],
  calibration: { offset: -0.5, slope: 0.8 },
})

describe.each([[[]], [['mark']]])(
  'rows that are compared, with the fingerprint %o',
  (fingerprint) => {
    test('have the score that their likelihoods have', () => {
      fc.assert(
        fc.property(rows, rows, (left, right) => {
          const { habits, stability, calibration } = model(fingerprint)
          const scorer = createScorer(model(fingerprint), { left, right })
          const rights = [...right.holders.keys()].reverse()
          const features = [...fingerprint.map((path) => feature(path, stability)), ...habits]
          for (const l of left.holders.keys()) {
            const expected = rights.map((r) => {
              const evidence = features.map(({ left: path, stability: kept }) => {
                const [own, others] = [left.columns.get(path)?.[l], right.columns.get(path) ?? []]
                if (own !== others[r]) return Math.log(1 - kept)
                const rate =
                  Array.from(others).filter((value) => value === own).length / right.length
                return Math.log((kept + (1 - kept) * rate) / rate)
              })
              const sum = evidence.reduce((all, one) => all + one, 0)
              return calibration.offset + calibration.slope * sum
            })
            const scores = scorer.scores(l, rights)
            expected.forEach((score, i) => {
              expect(scores[i]).toBeCloseTo(score, 8)
              expect(scorer.score(l, rights[i] as number)).toBe(scores[i])
            })
          }
        }),
      )
    })
  },
)
