import {
  type Disclosure,
  HolderError,
  type Presentation,
  presentCredential,
} from '@unscored/holder'
import { parseRules } from '@unscored/vc'
import type { Command } from 'commander'
import { readValueSets } from '../compiled-rules.ts'
import type { Context } from '../context.ts'
import { deliver, readJson } from '../documents.ts'
import { CliError } from '../error.ts'
import { examples } from '../examples.ts'
import { createKeyResolver } from '../key-resolver.ts'
import { labelOf, type Member, membersOf, valueText } from '../members.ts'
import { facts, type Report } from '../output.ts'
import { openManifests, withManifestOptions } from '../pinned-manifests.ts'
import { withParameters } from '../predicate-parameters.ts'
import { type PresentPredicatesOptions, presentPredicates } from '../predicate-present.ts'
import { predicateRequestIn } from '../predicate-request.ts'
import { auditOptionsOf, explained, withAudit } from '../present-audit.ts'
import { askYesNo, isInteractive } from '../prompt.ts'
import { openWallet } from '../wallet.ts'
import { withWalletOptions } from './wallet.ts'

interface PresentOptions extends PresentPredicatesOptions {
  request: string
}

/** `unscored present`. */
export function addPresent(program: Command, context: Context): void {
  withAudit(withParameters(withManifestOptions(withWalletOptions(program.command('present')))))
    .description('Answer a request with the least that it asks for, after asking you.')
    .requiredOption('--request <file>', 'the request; - for stdin')
    .requiredOption('--domain <domain>', 'who you believe asks; another is refused')
    .option('--did-document <file...>', 'DID documents of issuers; the network is never asked')
    .option(
      '--rule <file>',
      'rules that you have from who makes them: a request that names them, and asks something else, is refused',
    )
    .option('--value-set <file...>', 'value sets that the rules name')
    .option('--yes', 'do not ask before showing')
    .option('--out <file>', 'where the presentation goes; to stdout by default')
    .addHelpText(
      'after',
      examples(
        'unscored present --request request.json --wallet my.wallet --domain https://theatre.example --out presentation.json',
        'unscored present --request request.json --wallet my.wallet --domain https://theatre.example --yes',
        'unscored present --request request.json --wallet my.wallet --domain https://theatre.example --population doses.txt --manifest manifest.json --did-document did.json',
        'unscored present --request request.json --wallet my.wallet --domain https://theatre.example --parameters parameters --manifest manifest.json --did-document did.json --out presentation.json',
      ),
    )
    .action((options: PresentOptions) => present(options, context))
}

async function present(options: PresentOptions, context: Context): Promise<void> {
  const { domain, yes, out } = options
  if (yes === undefined && !isInteractive(context)) {
    throw new CliError('consentMissing', 'give --yes where there is no terminal to ask at')
  }
  const request = await readJson(options.request, context)
  const asked = predicateRequestIn(request)
  if (asked !== undefined) return presentPredicates(asked, options, context)
  // An issuer that is asked now would learn of the presentation.
  const resolver = await createKeyResolver({ ...options, beyond: 'nobody' }, context)
  const store = await openWallet(options, context)
  const judging = await auditOptionsOf(options, context)
  const hasManifests = options.manifest !== undefined || options.registry !== undefined
  const manifests = hasManifests ? await openManifests(options, context) : undefined
  const rules = options.rule === undefined ? [] : parseRules(await readJson(options.rule, context))
  const valueSets = await readValueSets(options.valueSet ?? [], context)
  let disclosures: readonly Disclosure[] = []
  let privacy: string | undefined
  const presenting = presentCredential(request, {
    ...{ store, domain, resolver, rules, valueSets, now: context.now, ...judging },
    ...(manifests && { manifests: { manifestOf: manifests.of } }),
    approve: async (chosen, judged) => {
      disclosures = chosen
      privacy = judged?.audit.statement
      // What was not judged is made only now: the holder is asked below, about the presentation itself. It shows what it
      // shows, not what was planned.
      if (judged === undefined || yes !== undefined) return true
      await askHolder(exposuresOf(judged.presentation), { domain, privacy, context })
      return true
    },
  })
  const exposuresOf = (made: Presentation) => disclosures.map((one) => exposureOf(one, made))
  const presentation = await explained(presenting, context)
  const exposures = exposuresOf(presentation)
  const wasAsked = privacy !== undefined
  if (yes === undefined && !wasAsked) await askHolder(exposures, { domain, privacy, context })
  const told = { domain, privacy, out: out ?? '', wasAsked: yes === undefined }
  const report = reportOf(exposures, told)
  await deliver({ document: presentation, out, sort: 'forOneReceiver', report }, context)
}

/** What of one credential is in a presentation, and what is not. */
interface Exposure {
  readonly queryId: string
  readonly shown: readonly Member[]
  readonly hidden: readonly Member[]
  /** What the holder will be recognised for. */
  readonly context: string | undefined
}

function exposureOf(
  { queryId, credential, pseudonym }: Disclosure,
  { vp_token }: Presentation,
): Exposure {
  const shown = (vp_token[queryId] ?? []).flatMap(membersOfPresentation)
  const pointers = new Set(shown.map(({ pointer }) => pointer))
  const hidden = membersOf(credential).filter(({ pointer }) => !pointers.has(pointer))
  return { queryId, shown, hidden, context: pseudonym?.context }
}

function membersOfPresentation({ verifiableCredential }: Presentation['vp_token'][string][number]) {
  return [verifiableCredential ?? []].flat().flatMap((credential) =>
    // presentCredential puts objects there, and nothing else.
    membersOf(credential as Disclosure['credential']),
  )
}

interface AskHolderOptions {
  domain: string
  /** What an auditor says. */
  privacy: string | undefined
  context: Context
}

async function askHolder(
  exposures: readonly Exposure[],
  { domain, privacy, context }: AskHolderOptions,
): Promise<void> {
  context.stderr.write(`${exposuresText(exposures, { domain, privacy })}\n\n`)
  if (!(await askYesNo('Show this?', context))) {
    throw new HolderError('declined', 'nothing was shown')
  }
}

function reportOf(
  exposures: readonly Exposure[],
  { domain, privacy, out, wasAsked }: ToldOptions & { out: string; wasAsked: boolean },
): Report {
  const credentials = exposures.map(({ queryId, shown, hidden, context }) => ({
    id: queryId,
    shown: shown.map(({ pointer }) => pointer),
    hidden: hidden.map(({ pointer }) => pointer),
    ...(context !== undefined && { pseudonym: context }),
  }))
  return {
    json: { presentation: out, domain, credentials, ...(privacy !== undefined && { privacy }) },
    text: [
      facts([['Presentation', out]]),
      // Who was asked has just read it.
      ...(wasAsked ? [] : [exposuresText(exposures, { domain, privacy })]),
    ].join('\n'),
  }
}

type ToldOptions = Pick<AskHolderOptions, 'domain' | 'privacy'>

function exposuresText(exposures: readonly Exposure[], { domain, privacy }: ToldOptions): string {
  return exposures
    .map(({ shown, hidden, context }) =>
      [
        facts([
          ['To', domain],
          ...(privacy === undefined ? [] : [['Privacy', privacy] as const]),
          ...(context === undefined ? [] : [['Pseudonym', linkedText(context)] as const]),
        ]),
        `Shown (${shown.length})`,
        facts(shown.map((member) => [labelOf(member), valueText(member)])),
        `Hidden (${hidden.length})`,
        facts(hidden.map((member) => [labelOf(member), ''])),
      ].join('\n'),
    )
    .join('\n\n')
}

function linkedText(context: string): string {
  return `for ${context}: your visits there with this credential can be linked`
}
