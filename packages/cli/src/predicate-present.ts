import type { JsonObject } from '@unscored/core'
import {
  HolderError,
  type PredicateConsent,
  type ProposedAnswer,
  presentPredicateCredentials,
} from '@unscored/holder'
import { openParameters, type ParameterError, parseRules } from '@unscored/vc'
import { readValueSets } from './compiled-rules.ts'
import type { Context } from './context.ts'
import { deliver, readJson } from './documents.ts'
import { labelOf } from './members.ts'
import { facts, type Report } from './output.ts'
import { openParameterFolder } from './parameter-folder.ts'
import { type ManifestOptions, openManifests } from './pinned-manifests.ts'
import { folderOf } from './predicate-parameters.ts'
import { auditOptionsOf, explained, type PresentAuditOptions } from './present-audit.ts'
import { askYesNo } from './prompt.ts'
import { openWallet, type WalletOptions } from './wallet.ts'

/** What {@link presentPredicates} takes. */
export interface PresentPredicatesOptions
  extends WalletOptions,
    ManifestOptions,
    PresentAuditOptions {
  domain: string
  parameters?: string
  /** Path. */
  rule?: string
  /** Paths. */
  valueSet?: readonly string[]
  yes?: true
  out?: string
}

/**
 * Answers a request for proofs, from what is at hand.
 *
 * @throws {HolderError} `declined` where the holder does not prove it, or cannot; on stderr she is told why.
 * @throws {ParameterError} as `openParameters`, and what `openManifests` throws.
 */
export async function presentPredicates(
  request: JsonObject,
  options: PresentPredicatesOptions,
  context: Context,
): Promise<void> {
  const { domain, yes, out } = options
  const pinned = await openManifests(options, context)
  const store = await openWallet(options, context)
  const issuers = new Set((await store.list()).map(({ credential }) => credential.issuer))
  const files = openParameterFolder({ folder: folderOf(options), from: 'nowhere' }, context)
  const manifests = [...issuers].flatMap((issuer) => pinned.of(String(issuer)) ?? [])
  const parameters = await openParameters({ manifests, files, now: context.now() })
  const rules = options.rule === undefined ? [] : parseRules(await readJson(options.rule, context))
  const valueSets = await readValueSets(options.valueSet ?? [], context)
  let consent: PredicateConsent | undefined
  const judging = await auditOptionsOf(options, context)
  const presenting = presentPredicateCredentials(request, {
    ...{ store, domain, parameters, rules, valueSets, now: context.now, ...judging },
    approve: async (proposed) => {
      consent = proposed
      if (!proposed.answerable) {
        for (const reason of reasonsOf(proposed)) context.output.notice(reason)
      }
      if (yes !== undefined) return true
      context.stderr.write(`${consentText(proposed)}\n\n`)
      return askYesNo('Prove this?', context)
    },
  })
  const presentation = await explained(presenting, context)
  if (consent === undefined) throw new HolderError('declined', 'nothing was proven')
  const report = reportOf(consent, { out: out ?? '', wasAsked: yes === undefined })
  await deliver({ document: presentation, out, sort: 'forOneReceiver', report }, context)
}

/** Why something cannot be proven, for the holder alone. */
function reasonsOf({ faults, revoked }: PredicateConsent): readonly string[] {
  const files = new Map(faults.map((fault) => [fault.file, fault]))
  const reasons = [...files.values()].map(faultText)
  const gone = revoked.length > 0 ? ['A credential in this wallet was revoked.'] : []
  const others = ['No credential in this wallet fulfils it.']
  return [...reasons, ...gone, ...(reasons.length + gone.length === 0 ? others : [])]
}

function faultText({ code, message }: ParameterError): string {
  return code === 'fileUnavailable' ? `${message}: run epoch fetch.` : `${code}: ${message}`
}

function reportOf(
  consent: PredicateConsent,
  { out, wasAsked }: { out: string; wasAsked: boolean },
): Report {
  const { answers, besides, pseudonym, domain, audit } = consent
  const credentials = answers.map(({ queryId, origin, proven, shown, hidden }) => ({
    ...{ id: queryId, from: origin.from },
    proven: proven.map(({ statement }) => statement),
    ...{ shown: [...shown], hidden: [...hidden] },
  }))
  return {
    json: {
      ...{ presentation: out, domain, credentials, besides: [...besides] },
      ...(pseudonym && { pseudonym: pseudonym.context }),
      ...(audit && { privacy: audit.statement }),
    },
    // Who was asked has just read it.
    text: [facts([['Presentation', out]]), ...(wasAsked ? [] : [textOf(consent)])].join('\n'),
  }
}

function consentText(consent: PredicateConsent): string {
  const { answerable } = consent
  const able = answerable
    ? []
    : ['You cannot prove this, whatever you answer; who asks sees you decline.']
  return [...able, textOf(consent)].join('\n')
}

function textOf({ answers, besides, pseudonym, domain, audit }: PredicateConsent): string {
  return [
    facts([['To', domain], ...(audit ? [['Privacy', audit.statement] as const] : [])]),
    ...answers.map(answerText),
    ...(besides.length > 0 ? [facts(besides.map((one) => ['Besides', one] as const))] : []),
    ...(pseudonym ? [facts([['Pseudonym', pseudonym.statement]])] : []),
  ].join('\n')
}

function answerText({ origin, proven, shown, hidden }: ProposedAnswer): string {
  const labels = (pointers: readonly string[]) =>
    facts(pointers.map((pointer) => [labelOf({ pointer }), '']))
  return [
    `Proven, and not shown (${proven.length})`,
    facts(proven.map(({ statement }) => [statement, ''])),
    `Shown (${shown.length})`,
    labels(shown),
    `Hidden (${hidden.length})`,
    labels(hidden),
    facts([['By whom', origin.statement]]),
  ]
    .filter((block) => block !== '')
    .join('\n')
}
