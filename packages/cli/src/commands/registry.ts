import type { JsonObject, JsonValue } from '@unscored/core'
import {
  addToRegistry,
  buildRegistry,
  diffRegistries,
  importVciDirectory,
  openRegistry,
  parseDid,
  type Registry,
  type RegistryEntry,
} from '@unscored/did'
import { signDocument, VACCINATION_CREDENTIAL_IRI, verifyDocument } from '@unscored/vc'
import type { Command } from 'commander'
import type { Context } from '../context.ts'
import { readFileOctets, readJson, readJsonObject, writeOctets } from '../documents.ts'
import { CliError } from '../error.ts'
import { examples } from '../examples.ts'
import { parseDocumentKey } from '../issuer-key.ts'
import { readDidDocument } from '../key-resolver.ts'
import { monthsAfter, parseMonth } from '../month.ts'
import { facts, type Report } from '../output.ts'
import { MAX_REGISTRY_BYTES, openRegistryFile } from '../registry-file.ts'

interface EntryOptions {
  didDocument?: string
  manifest?: string
  name?: string
  type: string
  jurisdiction: readonly string[]
  vci?: string
}

interface BuildOptions extends EntryOptions {
  key: string
  until?: string
  out: string
}

interface AddOptions extends BuildOptions {
  remove?: readonly string[]
}

interface SignerOption {
  signer: string
}

/** `unscored registry`. */
export function addRegistry(program: Command, context: Context): void {
  const { output } = context
  const registry = program
    .command('registry')
    .description(
      'Carry along, in one signed file, who may issue what, with which keys, and what all credentials of an issuer have in common.',
    )
    .addHelpText(
      'after',
      examples('unscored registry verify registry.jsonl --signer did:key:z6Mk…'),
    )
  withEntryOptions(registry.command('build'))
    .description('Make the first version of a registry.')
    .addHelpText(
      'after',
      examples(
        'unscored registry build --key registry.key.json --did-document did.json --manifest manifest.json --jurisdiction XX --out registry.jsonl',
        'unscored registry build --key registry.key.json --vci vci-issuers.json --out cards.jsonl',
      ),
    )
    .action(async (options: BuildOptions) => output.report(await build(options, context)))
  withEntryOptions(registry.command('add'))
    .description(
      'Make the next version: with another issuer, with the next manifest of one, or without one.',
    )
    .argument('<file>', 'the registry that it follows on')
    .option('--remove <id...>', 'issuers that are left out from now on')
    .addHelpText(
      'after',
      examples(
        'unscored registry add registry.jsonl --key registry.key.json --did-document did.json --manifest manifest.json --out next.jsonl',
      ),
    )
    .action(async (file: string, options: AddOptions) =>
      output.report(await add(file, { options, context })),
    )
  registry
    .command('verify')
    .description(
      'Check that a registry is that of its signer, in force, and not older than the one seen last.',
    )
    .argument('<file>', 'the registry')
    .requiredOption('--signer <did>', 'whose registry it must be')
    .addHelpText(
      'after',
      examples('unscored registry verify registry.jsonl --signer did:key:z6Mk…'),
    )
    .action(async (path: string, { signer }: SignerOption) =>
      output.report(reportOf(await openRegistryFile({ path, signer }, context))),
    )
  registry
    .command('diff')
    .description('Say in what two registries of one signer differ.')
    .argument('<before>', 'a registry')
    .argument('<after>', 'another')
    .requiredOption('--signer <did>', 'whose registries they must be')
    .addHelpText(
      'after',
      examples('unscored registry diff registry.jsonl next.jsonl --signer did:key:z6Mk…'),
    )
    .action(async (before: string, after: string, { signer }: SignerOption) =>
      output.report(
        differenceReport(
          await open(before, { signer, context }),
          await open(after, { signer, context }),
        ),
      ),
    )
}

function withEntryOptions(command: Command): Command {
  return command
    .requiredOption('--key <file>', 'the Ed25519 key of who signs it, as keygen makes it')
    .option('--did-document <file>', 'an issuer that is put in, by its document')
    .option('--manifest <file>', 'its manifest, signed')
    .option('--name <text>', 'what people call it')
    .option('--type <iri>', 'what it may issue; * for anything', VACCINATION_CREDENTIAL_IRI)
    .option('--jurisdiction <code...>', 'for which countries; * for all', ['*'])
    .option(
      '--vci <file>',
      'the directory of issuers of SMART Health Cards, all of whom are put in',
    )
    .option(
      '--until <month>',
      'YYYY-MM: the first month in which it is outdated; in three by default',
      parseMonth,
    )
    .requiredOption('--out <file>', 'where the registry goes')
}

async function build(options: BuildOptions, context: Context): Promise<Report> {
  const { did: _, ...shared } = await sharedOptions(options, context)
  const octets = await buildRegistry({ ...shared, entries: await entriesOf(options, context) })
  return written(octets, { options, context })
}

async function add(
  file: string,
  { options, context }: { options: AddOptions; context: Context },
): Promise<Report> {
  const { did, ...shared } = await sharedOptions(options, context)
  const registry = await open(file, { signer: did, context })
  const { remove = [] } = options
  const entries = await entriesOf(options, context)
  const octets = await addToRegistry(registry, { ...shared, entries, remove })
  return written(octets, { options, context })
}

async function sharedOptions({ key: path, until }: BuildOptions, context: Context) {
  const key = await parseDocumentKey(await readJsonObject(path, context))
  const [did = ''] = key.id.split('#')
  return {
    did,
    sign: (document: JsonObject) => signDocument({ document, key, now: context.now }),
    verifyDocument,
    validUntil: new Date(until ?? monthsAfter(context.now(), 3)),
    now: context.now,
  }
}

async function entriesOf(options: EntryOptions, context: Context): Promise<RegistryEntry[]> {
  const { vci, didDocument, manifest } = options
  if (didDocument === undefined && manifest !== undefined) {
    throw new CliError('usage', 'give --did-document beside --manifest: whose is it?')
  }
  return [
    ...(didDocument === undefined ? [] : [await entryOf(didDocument, { options, context })]),
    ...(vci === undefined ? [] : importVciDirectory(await readJson(vci, context))),
  ]
}

async function entryOf(
  didDocument: string,
  { options, context }: { options: EntryOptions; context: Context },
): Promise<RegistryEntry> {
  const { manifest, name, type, jurisdiction } = options
  const document = await readDidDocument(didDocument, context)
  return {
    ...{ id: document.id, document },
    ...(name !== undefined && { name }),
    ...(manifest !== undefined && { manifest: await readJsonObject(manifest, context) }),
    grants: [...jurisdiction].sort().map((one) => ({ type, jurisdiction: one })),
  }
}

async function written(
  octets: Uint8Array,
  { options: { key, out }, context }: { options: BuildOptions; context: Context },
): Promise<Report> {
  const { id } = await parseDocumentKey(await readJsonObject(key, context))
  const [signer = ''] = id.split('#')
  await writeOctets({ path: out, octets }, context)
  return reportOf(await open(out, { signer, context }), { signer, registry: out })
}

/** A registry that is worked on: whether it is outdated, or older than another, is not asked. */
async function open(
  path: string,
  { signer, context }: { signer: string; context: Context },
): Promise<Registry> {
  return openRegistry({
    octets: await readFileOctets(path, context, MAX_REGISTRY_BYTES),
    signer: parseDid(signer),
    verifyDocument,
    outdated: 'accepted',
    now: context.now,
  })
}

function reportOf(registry: Registry, made?: { signer: string; registry: string }): Report {
  const { version, count, validUntil, state } = registry
  const until = validUntil.toISOString()
  return {
    json: { version, count, hash: state.hash, validUntil: until, ...made },
    text: facts([
      ['Version', String(version)],
      ['Issuers', String(count)],
      ['Hash', state.hash],
      ['In force until', until],
      ...(made ? [['Signed by', made.signer] as const, ['Registry', made.registry] as const] : []),
    ]),
  }
}

function differenceReport(before: Registry, after: Registry): Report {
  const { added, removed, changed } = diffRegistries(before, after)
  const rows = [
    ...added.map((id) => ['added', id] as const),
    ...removed.map((id) => ['removed', id] as const),
    ...changed.map(({ id, changes }) => ['changed', `${id}: ${pointersOf(changes)}`] as const),
  ]
  return {
    json: {
      ...{ added: [...added], removed: [...removed] },
      changed: changed.map(
        ({ id, changes }): JsonValue => ({
          id,
          changes: changes.map((change): JsonObject => ({ ...change })),
        }),
      ),
    },
    text: rows.length === 0 ? 'They say the same.' : facts(rows),
  }
}

function pointersOf(changes: readonly { pointer: string }[]): string {
  return changes.map(({ pointer }) => pointer).join(', ')
}
