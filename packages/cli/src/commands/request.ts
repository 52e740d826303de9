import { isJsonObject } from '@unscored/core'
import {
  parsePointer,
  pointerTo,
  resolvePointer,
  type SuiteId,
  suiteNames,
  vaccinationPointers,
  vaccinationSchemas,
} from '@unscored/vc'
import { type ClaimRequest, createRequest } from '@unscored/verifier'
import { type Command, InvalidArgumentError, Option } from 'commander'
import type { Context } from '../context.ts'
import { deliver } from '../documents.ts'
import { parseDuration } from '../duration.ts'
import { CliError } from '../error.ts'
import { examples } from '../examples.ts'
import { facts } from '../output.ts'
import {
  type PredicateRequestOptions,
  requestPredicates,
  withPredicateRequestOptions,
} from '../predicate-request.ts'

interface RequestOptions extends PredicateRequestOptions {
  domain: string
  ask?: readonly ClaimRequest[]
  suite?: readonly SuiteId[]
  lifetime: number
  validity: boolean
  holderBinding?: true
  pseudonym?: string
  out?: string
}

/** `unscored request`. */
export function addRequest(program: Command, context: Context): void {
  withPredicateRequestOptions(program.command('request'))
    .description(
      'Ask a holder to show members of a vaccination credential, or to prove that it fulfils rules.',
    )
    .requiredOption('--domain <domain>', 'who asks: the origin or DID that the holder knows')
    .option(
      '--ask <pointer[=value,value]>',
      'a member to show, as JSON pointer, and the values that will do; repeat for more',
      addAsk,
    )
    .addOption(
      new Option(
        '--suite <name...>',
        'suites that will do, the preferred one first; all by default',
      ).choices(suiteNames),
    )
    .addOption(
      new Option('--lifetime <time>', 'how long an answer is accepted: 90s, 5m, 1h')
        .argParser(parseDuration)
        .default(5 * MINUTE, '5m'),
    )
    .option('--no-validity', 'do not ask for the dates of validity, which tell the month of issue')
    .option('--holder-binding', "accept only what is bound to a wallet's secret")
    .option(
      '--pseudonym <context>',
      'recognise the holder at each visit for this, such as visits: only where that cannot be done without',
    )
    .option('--out <file>', 'where the request goes; to stdout by default')
    .addHelpText('after', () => `${members()}\n${REQUEST_EXAMPLES}`)
    .action((options: RequestOptions) => request(options, context))
}

const MINUTE = 60 * 1000

const REQUEST_EXAMPLES = examples(
  'unscored request --domain https://theatre.example --ask /credentialSubject/disease=840539006 --out request.json',
  'unscored request --domain https://theatre.example --rule rules.json --event premiere --parameters parameters --manifest manifest.json --did-document did.json --trust did:web:issuer.example --out request.json',
  'unscored request --domain https://library.example --ask /credentialSubject/disease --pseudonym loans --out request.json',
  'unscored request --domain https://ferry.example --ask /credentialSubject/doseNumber=2,3 --ask /credentialSubject/product --lifetime 90s',
)

async function request(options: RequestOptions, context: Context): Promise<void> {
  const { domain, ask, suite, lifetime, validity, holderBinding, pseudonym, out } = options
  if ((ask === undefined) === (options.rule === undefined)) {
    throw new CliError('usage', 'give one of --ask and --rule')
  }
  if (ask === undefined) return requestPredicates(options, context)
  const document = createRequest({
    domain,
    credentials: [{ id: 'vaccination', claims: ask }],
    lifetime,
    validity: validity ? 'shown' : 'notAsked',
    now: context.now,
    ...(suite && { suites: suite }),
    ...(holderBinding && { holderBinding: 'required' }),
    ...(pseudonym !== undefined && { pseudonym: { context: pseudonym } }),
  })
  const { expires } = document
  const pointers = ask.map(({ pointer }) => pointer)
  const report = {
    json: {
      ...{ request: out ?? '', domain, expires, asks: pointers },
      ...(document.pseudonym && { pseudonym: document.pseudonym.context }),
    },
    text: facts([
      ['Request', out ?? ''],
      ['Domain', domain],
      ['Answer until', expires],
      ['Asks', pointers.join(', ')],
      ...(document.pseudonym ? [['Pseudonym for', document.pseudonym.context] as const] : []),
    ]),
  }
  await deliver({ document, out, sort: 'public', report }, context)
}

function addAsk(text: string, before: readonly ClaimRequest[] = []): readonly ClaimRequest[] {
  const [pointer = '', ...rest] = text.split('=')
  if (!vaccinationPointers.some((member) => member.pointer === pointer)) {
    throw new InvalidArgumentError('A vaccination credential has no such member: see --help.')
  }
  if (rest.length === 0) return [...before, { pointer }]
  const values = rest.join('=').split(',')
  return [...before, { pointer, values: isCount(pointer) ? values.map(parseCount) : values }]
}

function parseCount(text: string): number {
  if (!/^[1-9]\d?$/.test(text))
    throw new InvalidArgumentError('The value is no number from 1 to 99.')
  return Number(text)
}

/** Whether the schema has a number in a member of the profile; in all others it has text, digits included. */
function isCount(pointer: string): boolean {
  const path = parsePointer(pointer).flatMap((token) => ['properties', token])
  const schema = resolvePointer(vaccinationSchemas['2.0'], pointerTo(...path))
  return isJsonObject(schema) && schema.type === 'integer'
}

function members(): string {
  const rows = vaccinationPointers.map(({ pointer, label }) => [pointer, label] as const)
  return `\nMembers:\n${facts(rows)}`
}
