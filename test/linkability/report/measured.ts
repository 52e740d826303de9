import { type CollusionResult, simulateCollusion } from '@unscored/linkability'
import { peopleTable, smallSettings } from '../simulation/people.ts'

/** What was measured of a format that links visits and of one that does not, and of a leak. */
export function measure(): Promise<CollusionResult> {
  return simulateCollusion({
    table: peopleTable(),
    settings: { ...smallSettings, holders: 12, trainingHolders: 10, visits: 2 },
    formats: ['dcc', 'bbs-2023-careful'],
    leaks: ['id'],
  })
}

/** The same with every text in it replaced, but the ids that it is computed by. */
export function withTexts(result: CollusionResult, text: string): CollusionResult {
  const replaced: unknown = JSON.parse(JSON.stringify(result), (name, value) =>
    typeof value === 'string' && !['edition', 'format', 'leak'].includes(name) ? text : value,
  )
  // Nothing but texts has changed.
  return replaced as CollusionResult
}
