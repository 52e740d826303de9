import { isJsonObject, type JsonObject, type JsonValue } from '@unscored/core'
import {
  type AskedRules,
  askedRulesOf,
  type CompiledRules,
  type EventDay,
  type Plan,
  parsePredicateRequest,
  statementOf,
} from '@unscored/vc'
import { type AskedPredicates, createPredicateRequest } from '@unscored/verifier'
import { type Command, InvalidArgumentError, Option } from 'commander'
import { compileRuleFile } from './compiled-rules.ts'
import type { Context } from './context.ts'
import { parseDay } from './day.ts'
import { deliver } from './documents.ts'
import { CliError } from './error.ts'
import { facts } from './output.ts'
import { withManifestOptions } from './pinned-manifests.ts'
import {
  openVerifierParameters,
  type VerifierParameterOptions,
  type VerifierParameters,
  withVerifierParameters,
} from './predicate-parameters.ts'

/** The options of a request for proofs. */
export interface PredicateRequestOptions extends VerifierParameterOptions {
  /** Path. */
  rule?: string
  identifier?: readonly string[]
  valueSet?: readonly string[]
  way?: number
  event?: string
  day?: Date
  revocation?: boolean
  previousEpoch?: true
}

/** See {@link PredicateRequestOptions}. */
export function withPredicateRequestOptions(command: Command): Command {
  return withVerifierParameters(withManifestOptions(command))
    .option(
      '--rule <file>',
      'rules to be fulfilled today, of which nothing is shown but that they are',
    )
    .option('--identifier <name...>', 'with --rule: only these; all in force by default')
    .option('--value-set <file...>', 'with --rule: value sets that the rules name')
    .addOption(
      new Option('--way <number>', 'with --rule: which of the ways that rule explain lists')
        .argParser(parseWay)
        .default(1),
    )
    .option('--event <name>', 'with --rule: let everybody enter once')
    .option('--day <date>', 'with --event: its day, YYYY-MM-DD; today by default', parseDay)
    .option('--no-revocation', 'with --rule: do not ask whether it was revoked')
    .option('--previous-epoch', 'with --rule: of who could not fetch the present one, in the grace')
    .option('--did-document <file...>', 'with --rule: documents of the issuers of --manifest')
    .option('--trust <did...>', 'with --rule: the issuers whose credentials are accepted')
    .option('--jurisdiction <code>', 'with --rule: whoever may issue there, as the registry has it')
}

/** What {@link requestPredicates} takes. */
export interface RequestPredicatesOptions extends PredicateRequestOptions {
  domain: string
  /** Milliseconds. */
  lifetime: number
  out?: string
}

/**
 * Asks for a proof that rules are fulfilled.
 *
 * @throws {CliError} `notRecognised` where the rules cannot be fulfilled, `listUnpublished`, or `usage`.
 * @throws what `compileRuleFile` and `openVerifierParameters` throw.
 */
export async function requestPredicates(
  options: RequestPredicatesOptions,
  context: Context,
): Promise<void> {
  const { rule: file = '', identifier, valueSet, out } = options
  const parameters = await openVerifierParameters(options, context)
  const { codeLists: lists } = parameters.opened
  const { rules, compiled, valueSets } = await compileRuleFile(
    { file, lists, ...(identifier && { rule: identifier }), ...(valueSet && { valueSet }) },
    context,
  )
  const plan = planOf(compiled, { ...options, parameters })
  const from = askedRulesOf({ rules, now: compiled.now })
  const asked = created(plan, { ...options, parameters, from, context })
  const { request } = asked
  const statements = plan.predicates.map((one) => statementOf(one, { lists, valueSets }))
  const { pseudonym, epoch, domain, expires } = request
  const report = {
    json: {
      ...{ request: out ?? '', domain, expires, rules: [...compiled.rules], asks: statements },
      ...(epoch !== undefined && { epoch }),
      ...(pseudonym && { pseudonym: pseudonym.context }),
    },
    text: facts([
      ['Request', out ?? ''],
      ['Domain', domain],
      ['Answer until', expires],
      ['Rules', compiled.rules.join(', ')],
      ...statements.map((statement) => ['To be proven', statement] as const),
      ...(epoch === undefined ? [] : [['Not revoked in epoch', String(epoch)] as const]),
      ...(pseudonym ? [['Pseudonym for', pseudonym.context] as const] : []),
    ]),
  }
  await deliver({ document: asked, out, sort: 'public', report }, context)
}

interface PlanOfOptions {
  way?: number
  parameters: VerifierParameters
}

function planOf({ plans }: CompiledRules, { way = 1, parameters }: PlanOfOptions): Plan {
  const { lists } = parameters.opened
  if (plans.length === 0) throw new CliError('notRecognised', 'nobody can fulfil these rules')
  const plan = plans[way - 1]
  if (plan === undefined) {
    throw new CliError('usage', `there are ${plans.length} ways to fulfil the rules`)
  }
  const missing = plan.predicates.find((one) => one.kind === 'code' && !lists.has(one.list))
  if (missing !== undefined) {
    throw new CliError(
      'listUnpublished',
      `nobody has signed the list that the rules mean for ${missing.pointer}`,
    )
  }
  return plan
}

interface CreatedOptions extends Omit<RequestPredicatesOptions, 'parameters'> {
  parameters: VerifierParameters
  /** What the plan was compiled from. */
  from: AskedRules
  context: Context
}

function created(
  plan: Plan,
  {
    parameters: { epochs },
    from,
    domain,
    lifetime,
    revocation,
    context,
    ...options
  }: CreatedOptions,
): AskedPredicates {
  const event = eventOf(options, context)
  const notRevoked = epochs !== undefined && revocation !== false
  try {
    return createPredicateRequest({
      ...{ domain, lifetime, now: context.now },
      credentials: [{ id: 'vaccination', ...plan, notRevoked, rules: from }],
      ...(epochs && { epochs }),
      ...(options.previousEpoch && { epoch: 'previous' }),
      ...(event && { event }),
    })
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause
    throw new CliError('usage', cause.message, { cause })
  }
}

function eventOf(
  { event, day }: Pick<PredicateRequestOptions, 'event' | 'day'>,
  { now }: Context,
): EventDay | undefined {
  if (event !== undefined) {
    return { event, day: (day ?? now()).toISOString().slice(0, 'YYYY-MM-DD'.length) }
  }
  if (day !== undefined) throw new CliError('usage', 'give --event beside --day')
  return undefined
}

function parseWay(text: string): number {
  if (!/^[1-9]\d{0,2}$/.test(text)) throw new InvalidArgumentError('It is no number from 1 on.')
  return Number(text)
}

/** What a file asks to be proven, which is for holders; `undefined` where it asks for something else. */
export function predicateRequestIn(value: JsonValue): JsonObject | undefined {
  const request = isJsonObject(value) && isJsonObject(value.request) ? value.request : value
  return isJsonObject(request) && Array.isArray(request.credentials) ? request : undefined
}

/**
 * All that a verifier keeps of a request for proofs.
 *
 * @throws {CliError} `notRecognised` where it is the part for holders alone, or damaged.
 * @throws {CredentialError} as `parsePredicateRequest`.
 */
export function readAskedPredicates(value: JsonValue, path: string): AskedPredicates {
  const { request, compared } = isJsonObject(value) ? value : {}
  if (!isJsonObject(compared) || !Object.values(compared).every(areShown)) {
    throw new CliError('notRecognised', `${path} is not all that request wrote`)
  }
  // Which was looked at.
  const shown = compared as unknown as AskedPredicates['compared']
  return { request: parsePredicateRequest(request), compared: shown }
}

function areShown(value: JsonValue | undefined): boolean {
  return Array.isArray(value) && value.every(isShown)
}

function isShown(value: JsonValue): boolean {
  const { kind, pointer, values, among } = isJsonObject(value) ? value : {}
  return (
    kind === 'shown' &&
    typeof pointer === 'string' &&
    typeof among === 'boolean' &&
    Array.isArray(values) &&
    values.every((one) => typeof one === 'string')
  )
}
