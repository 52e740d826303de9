import { type AuditOptions, HolderError } from '@unscored/holder'
import type { Command } from 'commander'
import type { Context } from './context.ts'
import { readText } from './documents.ts'
import { CliError } from './error.ts'
import { parsePeople } from './people.ts'

/** Options of who has it judged what she shows. */
export interface PresentAuditOptions {
  /** Path. */
  population?: string
  policyK: number
  trustIssuer?: true
  /** JSON pointers. */
  accept?: readonly string[]
  remember: boolean
}

/** Adds {@link PresentAuditOptions}. */
export function withAudit(command: Command): Command {
  return command
    .option(
      '--population <file>',
      'a population table: refuse what leaves you among too few people, and say what would do; see audit',
    )
    .option(
      '--policy-k <number>',
      'with --population: how many people are enough',
      parsePeople,
      1000,
    )
    .option(
      '--trust-issuer',
      'with --population and no manifest: take it that the issuer signs for everybody alike',
    )
    .option(
      '--accept <pointer...>',
      'with --population: what you accept to be told apart by, as the refusal names it',
    )
    .option('--no-remember', 'keep nothing in the wallet of what is shown and to whom')
}

/**
 * How what is shown is judged and remembered.
 *
 * @throws {CliError} `usage` where there is something accepted and nothing judged, and as `readText`.
 * @throws {LinkabilityError} as `parsePopulationTable`.
 */
export async function auditOptionsOf(
  { population, policyK: k, trustIssuer, accept, remember }: PresentAuditOptions,
  context: Context,
): Promise<AuditOptions> {
  if (population === undefined) {
    if (accept === undefined) return { remember }
    throw new CliError('usage', 'give --population beside --accept: without it nothing is refused')
  }
  const { createAuditor, parsePopulationTable } = await import('@unscored/linkability')
  const table = parsePopulationTable(await readText(population, context))
  return {
    auditor: createAuditor({ population: table, policy: { k, trustIssuer: trustIssuer === true } }),
    ...(accept && { accepted: accept }),
    remember,
  }
}

/** Says on stderr what is told and how it is accepted, where something is refused for being too telling. */
export async function explained<Result>(
  presenting: Promise<Result>,
  { output }: Context,
): Promise<Result> {
  return presenting.catch((error: unknown) => {
    if (error instanceof HolderError && error.refused !== undefined) {
      const { leaks } = error.refused.audit
      for (const { source, pointers, statement } of leaks) {
        output.notice(`${source}: ${statement} (${pointers.join(', ')})`)
      }
      const all = [...new Set(leaks.flatMap(({ pointers }) => pointers))]
      if (all.length > 0) output.notice(`To show it all the same: --accept ${all.join(' ')}`)
    }
    throw error
  })
}
