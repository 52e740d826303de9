import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import {
  buildPopulationTable,
  type PopulationTable,
  parsePopulationMapping,
  parsePopulationTable,
} from '@unscored/linkability'
import { readSharedOctets } from '../../support/shared.ts'

const tables = new URL('../../../packages/linkability/tables/', import.meta.url)
/** The open data that the Italian table is built of, among the data of others. */
export const italianData = 'italy-vaccinations/'

/** The Italian table as it comes with the package. */
export function italianText(): string {
  return readFileSync(new URL('italy-doses.txt', tables), 'utf8')
}

/** The Italian table built of the open data. */
export function buildItalianTable(): PopulationTable {
  const file = `${italianData}somministrazioni-vaccini-latest-2021-05-04.csv.gz`
  const [header = '', ...lines] = gunzipSync(readSharedOctets('data', file))
    .toString()
    .trim()
    .split(/\r?\n/)
  const names = header.split(',')
  const rows = lines.map((line) =>
    Object.fromEntries(line.split(',').map((text, i) => [names[i] ?? '', text])),
  )
  const mapping = readFileSync(new URL('italy-doses.mapping.json', tables), 'utf8')
  return buildPopulationTable(rows, parsePopulationMapping(JSON.parse(mapping)))
}

/** A table of few people: what `header` says is added to it, or taken from it where a line begins alike. */
export function smallText(
  changes: Readonly<Record<string, string>> = {},
  rows = smallRows,
): string {
  const header = { ...smallHeader, ...changes }
  const lines = Object.entries(header).flatMap(([name, said]) =>
    said === '' ? [] : said.split('\n').map((one) => `${name}: ${one}`),
  )
  return ['unscored population 1', ...lines, '---', rows, ''].join('\n')
}

const smallHeader = {
  title: 'Doses in Nowhere',
  source: 'made up',
  licence: 'none',
  counts: 'doses by doseNumber',
  absent: 'zero',
  suppressed: '1-4',
  same: 'country XX',
  dimension: 'product code A B\nregion code N S\ndoseDate day 2021-05-31 to 2021-06-02',
  marginal: 'doseNumber integer 1 2\nsex code male female',
  implied: 'manufacturer code product M M',
}

const smallRows = `@ A
N 10:4:5 . 6:6:1
S 3:0:3 2:1:1 .
@ B
N . 1:1:0 *`

/** A table of few people. */
export function smallTable(
  changes?: Readonly<Record<string, string>>,
  rows?: string,
): PopulationTable {
  return parsePopulationTable(smallText(changes, rows))
}
