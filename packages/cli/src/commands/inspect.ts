import { isJsonObject, type JsonObject, type JsonValue } from '@unscored/core'
import { importDcc } from '@unscored/issuer'
import {
  parseCommitmentRequest,
  parsePresentationRequest,
  parseSecuredCredential,
  pointerTo,
  vaccinationPointers,
} from '@unscored/vc'
import type { Command } from 'commander'
import { featureText } from '../binding.ts'
import { readCertificates } from '../certificates.ts'
import type { Context } from '../context.ts'
import { isDccText, readTextOrPicture } from '../dcc-input.ts'
import { jsonOf } from '../documents.ts'
import { CliError } from '../error.ts'
import { examples } from '../examples.ts'
import { isKey, parseKey } from '../issuer-key.ts'
import { isSelected, labelOf, type Member, membersOf } from '../members.ts'
import { facts, printable, type Report } from '../output.ts'
import { inspectPredicates } from '../predicate-inspect.ts'
import { proofContents } from '../proof-contents.ts'

interface InspectOptions {
  certificate?: readonly string[]
}

/** `unscored inspect`. */
export function addInspect(program: Command, context: Context): void {
  program
    .command('inspect')
    .description(
      'Say what a credential, presentation, request, commitment, key or EU certificate holds. Values are not shown, and nothing is verified but the signature of a certificate.',
    )
    .argument('<file>', 'JSON, the text of an EU certificate or a PNG image of it; - for stdin')
    .option('--certificate <file...>', 'X.509 certificates of trusted document signers, PEM or DER')
    .addHelpText(
      'after',
      examples(
        'unscored inspect credential.json',
        'unscored inspect presentation.json --json',
        'unscored inspect qr.png --certificate signer.pem',
      ),
    )
    .action(async (file: string, options: InspectOptions) =>
      context.output.report(await inspect(file, { options, context })),
    )
}

interface InspectInputs {
  options: InspectOptions
  context: Context
}

async function inspect(file: string, inputs: InspectInputs): Promise<Report> {
  const text = await readTextOrPicture(file, inputs.context)
  if (isDccText(text)) return inspectDcc(text, inputs)
  const value = jsonOf(text, file)
  if (isKey(value)) return inspectKey(value)
  if (isJsonObject(value)) {
    const found = inspectPredicates(value)
    if (found !== undefined) return found
    if ('dcql_query' in value) return inspectRequest(value)
    if ('vp_token' in value) return inspectPresentation(value)
    if ('proof' in value) return inspectCredential(value)
    if ('commitment' in value) return inspectCommitment(value)
  }
  throw new CliError(
    'notRecognised',
    'the file holds no credential, presentation, request, commitment, key or EU certificate',
  )
}

async function inspectDcc(text: string, { options, context }: InspectInputs): Promise<Report> {
  const { records, issuer, expiresAt, signed } = await importDcc({
    text,
    trusted: await readCertificates(options.certificate ?? [], context),
    acceptUnverifiedSignature: true,
    now: context.now(),
  })
  const expires = expiresAt.toISOString()
  const members = vaccinationPointers.map(({ pointer }) => pointer)
  return {
    json: { kind: 'dcc', country: issuer, expires, signed, doses: records.length, members },
    text: [
      'EU Digital COVID Certificate of a vaccination',
      facts([
        ['Country', issuer],
        ['Expires', expires],
        ['Signature', signed ? 'of a trusted signer' : 'not verified'],
        ['Doses', `${records.length}`],
      ]),
      'Always shows, to everybody who scans it',
      list([
        ...vaccinationPointers.map(({ label }) => label),
        'A number that no other certificate has',
      ]),
    ].join('\n'),
  }
}

async function inspectKey(value: JsonObject): Promise<Report> {
  const { id, publicKey } = await parseKey(value)
  const signs = publicKey.codec === 'Bls12381G2-public' ? 'credentials' : 'documents'
  return {
    json: { kind: 'key', id, signs },
    text: [
      "Issuer's key pair, secret key included: keep it to yourself",
      facts([
        ['Id', id],
        ['Signs', signs],
      ]),
    ].join('\n'),
  }
}

function inspectCommitment(value: JsonObject): Report {
  const { feature } = parseCommitmentRequest(value)
  return {
    json: { kind: 'commitment', feature },
    text: [
      'Message of a wallet that asks for a credential, and tells no secret; not verified',
      facts([['Bound', featureText(feature)]]),
    ].join('\n'),
  }
}

function inspectRequest(value: JsonObject): Report {
  const { domain, expires, suites, dcql_query, pseudonym } = parsePresentationRequest(value)
  const queries = dcql_query.credentials.map(({ id, claims = [], ...query }) => ({
    id,
    holderBinding: query.require_cryptographic_holder_binding,
    asks: claims.map(({ path, values }) => ({
      pointer: pointerTo(...path),
      ...(values && { values }),
    })),
  }))
  return {
    json: {
      ...{ kind: 'request', domain, expires, suites, queries },
      ...(pseudonym && { pseudonym: pseudonym.context }),
    },
    text: [
      'Request',
      facts([
        ['Domain', domain],
        ['Expires', expires],
        ['Suites', suites.join(', ')],
        ...(pseudonym ? [['Recognises you for', pseudonym.context] as const] : []),
      ]),
      ...queries.flatMap(({ id, asks, holderBinding }) => [
        `Asks, as ${printable(id)}${holderBinding ? ', bound to a wallet' : ''}`,
        list([...new Set(asks.map(({ pointer, values }) => askText(pointer, values)))]),
      ]),
    ].join('\n'),
  }
}

function askText(pointer: string, values: readonly JsonValue[] | undefined): string {
  const label = labelOf({ pointer })
  return values === undefined ? label : `${label}: ${values.join(' or ')}`
}

function inspectPresentation({ vp_token: answers = {} }: JsonObject): Report {
  const shown = Object.entries(isJsonObject(answers) ? answers : {}).flatMap(
    ([id, presentations]) =>
      credentialsIn(presentations).map((credential) => ({ id, ...inspectCredential(credential) })),
  )
  return {
    json: {
      kind: 'presentation',
      credentials: shown.map(({ id, json }) => ({ id, shows: json })),
    },
    text: [
      `Presentation of ${shown.length === 1 ? 'one credential' : `${shown.length} credentials`}`,
      ...shown.map(({ id, text }) => `As ${printable(id)}: ${text}`),
    ].join('\n'),
  }
}

function credentialsIn(presentations: JsonValue): JsonValue[] {
  return [presentations]
    .flat()
    .flatMap((item) => (isJsonObject(item) ? [item.verifiableCredential ?? []].flat() : []))
}

function inspectCredential(value: JsonValue): Report {
  const credential = parseSecuredCredential(value)
  const members = membersOf(credential)
  const issuer = issuerOf(credential)
  const { suite, ...contents } = proofContents(credential)
  const bound = contents.features.map(featureText).join(', or ')
  if (contents.proof === 'derived') {
    const { proof, hiddenStatements, features } = contents
    const hidden = hiddenStatements === undefined ? {} : { hiddenStatements }
    return {
      json: {
        kind: 'credential',
        proof,
        suite,
        issuer,
        features,
        shown: pointersOf(members),
        counts: { shown: members.length, ...hidden },
      },
      text: [
        'Part of a credential, shown by its holder; not verified',
        facts([
          ['Suite', suite],
          ['Issuer', issuer],
          [
            'Hidden',
            hiddenStatements === undefined ? 'all else' : `${hiddenStatements} statements`,
          ],
          ['Bound', bound],
        ]),
        section('Shown', members),
      ].join('\n'),
    }
  }
  const always = members.filter((member) => isSelected(member, contents.alwaysShown))
  const hideable = members.filter((member) => !always.includes(member))
  return {
    json: {
      kind: 'credential',
      proof: contents.proof,
      suite,
      issuer,
      features: contents.features,
      alwaysShown: pointersOf(always),
      canBeHidden: pointersOf(hideable),
      counts: {
        signed: members.length,
        alwaysShown: always.length,
        canBeHidden: hideable.length,
      },
    },
    text: [
      'Credential, for its holder alone; not verified',
      facts([
        ['Suite', suite],
        ['Issuer', issuer],
        ['Signed', `${members.length} members`],
        ['Bound', bound],
      ]),
      section('Always shown', always),
      section('Can be hidden', hideable),
    ].join('\n'),
  }
}

/** Who says to have signed, whom everybody sees. */
function issuerOf({ issuer = '' }: JsonObject): string {
  return String(isJsonObject(issuer) ? issuer.id : issuer)
}

function pointersOf(members: readonly Member[]): string[] {
  return members.map(({ pointer }) => pointer)
}

function section(title: string, members: readonly Member[]): string {
  return [`${title} (${members.length})`, list(members.map(labelOf))].join('\n')
}

function list(lines: readonly string[]): string {
  return facts(lines.map((line) => [line, '']))
}
