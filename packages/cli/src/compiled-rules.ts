import {
  type AcceptanceRule,
  type CodeList,
  type CompiledRules,
  compileRules,
  parseRules,
  parseValueSet,
  rulesInForce,
  type ValueSet,
} from '@unscored/vc'
import type { Context } from './context.ts'
import { readJson } from './documents.ts'
import { CliError } from './error.ts'

/** What {@link compileRuleFile} takes. */
export interface CompileRuleFileOptions {
  /** Path of rules as they are published. */
  file: string
  /** Identifiers of those that are to be fulfilled; all in force by default. */
  rule?: readonly string[]
  /** Paths. */
  valueSet?: readonly string[]
  /** Now by default. */
  at?: Date
  /** Lists that are published. */
  lists?: readonly CodeList[]
}

/** Rules, and what has to be proven so that they are fulfilled. */
export interface CompiledRuleFile {
  readonly rules: readonly AcceptanceRule[]
  readonly compiled: CompiledRules
  readonly valueSets: ReadonlyMap<string, ValueSet>
}

/**
 * Compiles the rules of a file that are in force.
 *
 * @throws {CliError} `notRecognised` where a rule, or any, is not in force, and as `readJson`.
 * @throws {CredentialError} as `parseRules`, `parseValueSet` and `compileRules`.
 */
export async function compileRuleFile(
  { file, rule, valueSet = [], at, lists = [] }: CompileRuleFileOptions,
  context: Context,
): Promise<CompiledRuleFile> {
  const now = at ?? context.now()
  const inForce = rulesInForce(parseRules(await readJson(file, context)), { now })
  const rules = rule === undefined ? inForce : rule.map((identifier) => find(inForce, identifier))
  if (rules.length === 0) throw new CliError('notRecognised', `${file} has no rule in force`)
  const valueSets = await readValueSets(valueSet, context)
  return { rules, compiled: compileRules({ rules, now, valueSets, lists }), valueSets }
}

/**
 * The value sets of files, by their ids.
 *
 * @throws {CredentialError} as `parseValueSet`.
 */
export async function readValueSets(
  paths: readonly string[],
  context: Context,
): Promise<ReadonlyMap<string, ValueSet>> {
  const valueSets = new Map<string, ValueSet>()
  for (const path of paths) valueSets.set(...parseValueSet(await readJson(path, context)))
  return valueSets
}

function find(rules: readonly AcceptanceRule[], identifier: string): AcceptanceRule {
  const found = rules.find((rule) => rule.identifier === identifier)
  if (found !== undefined) return found
  throw new CliError('notRecognised', `there is no rule ${identifier} in force`)
}
