import { createRequire } from 'node:module'
import { isJsonObject, type JsonObject, type JsonValue, parseJson } from '@unscored/core'
import { parseManifest, readManifestDocument } from '@unscored/did'
import type { AuditManifest, AuditResult, CodesOfLists } from '@unscored/linkability'
import { type PredicateRequest, parsePredicateRequest } from '@unscored/vc'
import { type Command, InvalidArgumentError } from 'commander'
import type { Context } from '../context.ts'
import { readTextOrPicture } from '../dcc-input.ts'
import { readJson, readJsonObject, readText } from '../documents.ts'
import { examples } from '../examples.ts'
import { facts, printable, type Report } from '../output.ts'
import { parsePeople } from '../people.ts'
import { predicateRequestIn } from '../predicate-request.ts'

interface AuditOptions {
  manifest?: string
  population?: string
  history: readonly string[]
  request?: string
  codes: CodesOfLists
  policyK: number
  trustIssuer?: true
}

/** `unscored audit`. */
export function addAudit(program: Command, context: Context): void {
  program
    .command('audit')
    .description(
      'Measure what a presentation, certificate, card or request gives away: how many people it could be, and what would help. Nothing is verified.',
    )
    .argument('<file>', 'JSON, a token, the text of a QR code or a PNG image of it; - for stdin')
    .option(
      '--manifest <file>',
      'the manifest of its issuer, which is not verified; see manifest check',
    )
    .option(
      '--population <file>',
      'a population table; that of the doses in Italy until 2021-05-03 by default',
    )
    .option('--history <file...>', 'what the same person has shown before', [])
    .option('--request <file>', 'the request that a presentation of predicates answers')
    .option(
      '--codes <list=codes>',
      'the codes of a list that a request names, separated by commas',
      collectCodes,
      new Map(),
    )
    .option('--policy-k <number>', 'how many people it must be one of', parsePeople, 1000)
    .option(
      '--trust-issuer',
      'without a manifest, take it that the issuer signs for everybody alike',
    )
    .addHelpText(
      'after',
      examples(
        'unscored audit presentation.json --manifest manifest.json',
        'unscored audit qr.png --policy-k 5000',
        'unscored audit presentation.json --request request.json --codes approved=EU/1/20/1528,EU/1/20/1507',
        'unscored audit request.json --population doses.txt --json',
      ),
    )
    .action(async (file: string, options: AuditOptions) =>
      context.output.report(reportOf(await audit(file, { options, context }))),
    )
}

interface AuditInputs {
  options: AuditOptions
  context: Context
}

async function audit(file: string, { options, context }: AuditInputs): Promise<AuditResult> {
  const { auditDisclosure, parsePopulationTable, readDisclosure } = await loadLinkability()
  const { manifest, request, codes: lists, policyK: k, trustIssuer = false } = options
  const asked = request === undefined ? undefined : await readRequest(request, context)
  const beside = { lists, ...(asked && { request: asked }) }
  const read = async (path: string) =>
    readDisclosure(disclosedBy(await readTextOrPicture(path, context)), beside)
  const table = await readPopulation(options.population, context)
  return auditDisclosure({
    disclosure: await read(file),
    population: parsePopulationTable(table),
    ...(manifest !== undefined && { manifest: await readManifest(manifest, context) }),
    history: await Promise.all(
      options.history.map(async (path) => ({ disclosure: await read(path) })),
    ),
    policy: { k, trustIssuer },
  })
}

/** What was asked, from the part for holders or from all that the verifier keeps. */
async function readRequest(path: string, context: Context): Promise<PredicateRequest> {
  const value = await readJson(path, context)
  return parsePredicateRequest(predicateRequestIn(value) ?? value)
}

/** What leaves whoever has a file: of all that a verifier keeps of a request for proofs, the part for holders. */
function disclosedBy(text: string): string {
  const value = jsonIn(text)
  const request = value === undefined ? undefined : predicateRequestIn(value)
  return request === undefined ? text : JSON.stringify(request)
}

/** `undefined` for a token, or what else is no JSON. */
function jsonIn(text: string): JsonValue | undefined {
  try {
    return parseJson(text)
  } catch {
    return undefined
  }
}

/** Of use to this command alone, and as large as all others together need. */
function loadLinkability() {
  return import('@unscored/linkability')
}

/** The text of a table: of a file, or of the one that comes with the package. */
function readPopulation(path: string | undefined, context: Context): Promise<string> {
  const { resolve } = createRequire(import.meta.url)
  return readText(path ?? resolve('@unscored/linkability/tables/italy-doses.txt'), context)
}

/** A manifest with a signature or without one. */
async function readManifest(path: string, context: Context): Promise<AuditManifest> {
  const document: JsonObject = await readJsonObject(path, context)
  return isJsonObject(document.content) ? readManifestDocument(document) : parseManifest(document)
}

function collectCodes(text: string, before: CodesOfLists): CodesOfLists {
  const [list = '', codes = ''] = text.split(/=(.*)/s)
  if (list === '' || codes === '') throw new InvalidArgumentError('It has no list and codes.')
  return new Map([...before, [list, codes.split(',')]])
}

function reportOf(result: AuditResult): Report {
  const { population, summary, findings, assumptions } = result
  const [verdict = '', ...sentences] = summary
  const told = sentences.slice(0, sentences.length - findings.length)
  return {
    // What is JSON has an index signature, which the type of a result has not.
    json: JSON.parse(JSON.stringify(result)),
    text: [
      printable(verdict),
      ...told.map(printable),
      'What gives it away',
      ...findings.flatMap(({ source, pointers, says, remedy, bits, sharing }) => [
        facts([
          [
            `${source}`,
            bits.most === null
              ? 'nobody knows how much'
              : `up to ${bits.most.toFixed(1)} bits, shared by ${countText(sharing)}`,
          ],
        ]),
        ...[pointers.join(', '), says, remedy].map((line) => `    ${printable(line)}`),
      ]),
      ...(findings.length === 0 ? ['  nothing that is known of'] : []),
      'Taken for granted',
      facts(assumptions.map((line) => [line, ''])),
      ...(population
        ? [
            'Measured by',
            facts([
              [population.title, ''],
              [population.source, ''],
              [population.licence, ''],
            ]),
          ]
        : []),
    ].join('\n'),
  }
}

function countText({
  least,
  most,
}: {
  readonly least: number
  readonly most: number | null
}): string {
  const rounded = Math.floor(least)
  if (most === null) return `${rounded} or more`
  return rounded === most ? `${rounded}` : `${rounded} to ${most}`
}
