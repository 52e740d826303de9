import type { JsonObject } from '@unscored/core'
import { type CompiledRules, explainRules } from '@unscored/vc'
import type { Command } from 'commander'
import { compileRuleFile } from '../compiled-rules.ts'
import type { Context } from '../context.ts'
import { deliver } from '../documents.ts'
import { examples } from '../examples.ts'
import { parseMoment } from '../moment.ts'
import { facts, printable } from '../output.ts'

interface RuleOptions {
  rule?: readonly string[]
  valueSet?: readonly string[]
  at?: Date
}

/** `unscored rule`. */
export function addRule(program: Command, context: Context): void {
  const rule = program
    .command('rule')
    .description('Say what a holder has to prove so that rules of acceptance are fulfilled.')
    .addHelpText(
      'after',
      examples(
        'unscored rule explain rules.json --rule VR-XX-0001',
        'unscored rule compile rules.json --value-set products.json --out compiled.json',
      ),
    )
  withOptions(
    rule
      .command('compile')
      .description(
        'Print the ways to fulfil rules: predicates to prove, and members to show where no proof does. Nothing is approximated: what no proof shows is refused.',
      ),
  )
    .option('--out <file>', 'write them to a file')
    .addHelpText(
      'after',
      examples(
        'unscored rule compile rules.json --value-set products.json --out compiled.json',
        'unscored rule compile rules.json --rule VR-XX-0001 VR-XX-0002 --at 2021-07-01T12:00:00Z',
      ),
    )
    .action(async (file: string, options: RuleOptions & { out?: string }) => {
      const { compiled } = await compileRuleFile({ file, ...options }, context)
      const document = documentOf(compiled)
      const text = [
        'Compiled',
        facts([
          ['Rules', compiled.rules.join(', ')],
          ['Ways', `${compiled.plans.length}`],
        ]),
      ].join('\n')
      const report = { json: document, text }
      await deliver({ document, out: options.out, sort: 'public', report }, context)
    })
  withOptions(
    rule
      .command('explain')
      .description(
        'Tell people what rules ask for: what is proven, what stays hidden, and what would be known if it were shown.',
      ),
  )
    .addHelpText(
      'after',
      examples(
        'unscored rule explain rules.json --rule VR-XX-0001 --value-set products.json',
        'unscored rule explain rules.json --at 2021-07-01T12:00:00Z',
      ),
    )
    .action(async (file: string, options: RuleOptions) => {
      const { compiled, valueSets } = await compileRuleFile({ file, ...options }, context)
      const text = explainRules(compiled, { valueSets })
      context.output.report({
        json: { ...documentOf(compiled), explanation: text },
        text: text.split('\n').map(printable).join('\n'),
      })
    })
}

function withOptions(command: Command): Command {
  return command
    .argument('<file>', 'rules as they are published for EU certificates, JSON; - for stdin')
    .option('--rule <identifier...>', 'only these; all in force by default')
    .option('--value-set <file...>', 'value sets that the rules name, or that give names to codes')
    .option(
      '--at <time>',
      'when they are to be fulfilled, with a zone; now by default',
      parseMoment,
    )
}

/** Compiled rules as JSON. */
function documentOf({ rules, now, plans, lists, members }: CompiledRules): JsonObject {
  return {
    rules,
    at: now.toISOString(),
    plans: plans.map(({ predicates, disclosures }) => ({
      predicates: predicates.map((predicate) => ({ ...predicate })),
      disclosures,
    })),
    lists: lists.map((list) => ({ ...list })),
    members,
  }
}
