import type { Command } from 'commander'
import type { Context } from '../context.ts'
import { readJson, readText, writeOctets } from '../documents.ts'
import { CliError } from '../error.ts'
import { examples } from '../examples.ts'
import { facts } from '../output.ts'

interface BuildOptions {
  mapping: string
  out: string
}

/** `unscored population`. */
export function addPopulation(program: Command, context: Context): void {
  const population = program
    .command('population')
    .description('Make tables of who was vaccinated with what, by which disclosures are measured.')
    .addHelpText(
      'after',
      examples('unscored population build doses.csv --mapping map.json --out doses.txt'),
    )
  population
    .command('build')
    .description(
      'Build a population table of the open data of a country: CSV with a header, whose columns a mapping gives their meaning.',
    )
    .argument('<csv>', 'CSV with names of columns in its first line; - for stdin')
    .requiredOption('--mapping <file>', 'which column is which member, as JSON')
    .requiredOption('--out <file>', 'where the table goes')
    .addHelpText(
      'after',
      examples('unscored population build doses.csv --mapping map.json --out doses.txt'),
    )
    .action((csv: string, options: BuildOptions) => build(csv, { options, context }))
}

async function build(
  csv: string,
  { options: { mapping, out }, context }: { options: BuildOptions; context: Context },
): Promise<void> {
  const { buildPopulationTable, formatPopulationTable, parsePopulationMapping } = await import(
    '@unscored/linkability'
  )
  const parsed = parsePopulationMapping(await readJson(mapping, context))
  const table = buildPopulationTable(await rowsOf(await readText(csv, context), csv), parsed)
  const octets = new TextEncoder().encode(formatPopulationTable(table))
  await writeOctets({ path: out, octets }, context)
  const members = [...table.dimensions, ...table.marginals].map(({ name }) => name)
  context.output.report({
    json: { cells: table.cells.length, members, octets: octets.length },
    text: [
      'Built',
      facts([
        ['Combinations', `${table.cells.length}`],
        ['Members', members.join(', ')],
        ['Octets', `${octets.length}`],
      ]),
    ].join('\n'),
  })
}

async function rowsOf(text: string, path: string): Promise<Record<string, string>[]> {
  const { CsvError, parse } = await import('csv-parse/sync')
  try {
    return parse(text, { columns: true, bom: true, skip_empty_lines: true })
  } catch (cause) {
    const where =
      cause instanceof CsvError && typeof cause.lines === 'number' ? `, at line ${cause.lines}` : ''
    throw new CliError('notCsv', `${path} is no CSV of rows as long as its header${where}`, {
      cause,
    })
  }
}
