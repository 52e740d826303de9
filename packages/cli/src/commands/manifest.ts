import { encodeMultikey, type JsonObject, parseVerificationMethod } from '@unscored/core'
import {
  assertManifestInForce,
  assertNoFork,
  assertSuccessor,
  compareManifests,
  createManifestDocument,
  type DidDocument,
  diffManifests,
  type IssuerManifest,
  type ManifestChange,
  type ManifestKey,
  manifestHash,
  readManifestDocument,
  verifyManifest,
} from '@unscored/did'
import { BBS_PREDICATES_2026, signDocument, verifyDocument } from '@unscored/vc'
import { type Command, Option } from 'commander'
import type { Context } from '../context.ts'
import { deliver, readJson, readJsonObject, writeOctets } from '../documents.ts'
import { CliError } from '../error.ts'
import { examples } from '../examples.ts'
import { parseDocumentKey } from '../issuer-key.ts'
import { createKeyResolver, readDidDocument } from '../key-resolver.ts'
import { parseMonth } from '../month.ts'
import { facts, type Report } from '../output.ts'
import { assertAbsent, makeFolderOf, pathIn } from '../published-folder.ts'
import { collectList, type ListFile, signLists } from '../signed-lists.ts'
import {
  collectConstant,
  createVaccinationManifest,
  type ManifestSuite,
  manifestSuites,
  type Published,
} from '../vaccination-manifest.ts'
import { predicatesProfileOf } from './epoch.ts'

interface CreateOptions {
  didDocument: string
  key: string
  suite: ManifestSuite
  constant: Readonly<Record<string, string>>
  from?: string
  until?: string
  after?: string
  list: readonly ListFile[]
  site?: string
  out?: string
}

interface SignOptions {
  key: string
  out?: string
}

interface CheckOptions {
  didDocument?: readonly string[]
  after?: string
}

interface CompareOptions {
  between?: readonly string[]
}

/** `unscored manifest`. */
export function addManifest(program: Command, context: Context): void {
  const { output } = context
  const manifest = program
    .command('manifest')
    .description('Say what all credentials of an issuer have in common, and compare what it said.')
    .addHelpText(
      'after',
      examples(
        'unscored manifest create --did-document did.json --key bbs-1 --out unsigned.json',
        'unscored manifest compare mine.json hers.json',
      ),
    )
  manifest
    .command('create')
    .description('Make the manifest of an issuer of vaccination credentials, still to be signed.')
    .requiredOption('--did-document <file>', 'the did.json of the issuer')
    .requiredOption('--key <name>', 'which key signs credentials: what stands behind # in its id')
    .addOption(
      new Option('--suite <name>', 'how it signs').choices(manifestSuites).default('bbs-2023'),
    )
    .option(
      '--constant <name=value>',
      'what all doses say alike, such as country=XX, beside what --after says of them; may be given several times',
      collectConstant,
      {},
    )
    .option(
      '--from <month>',
      'YYYY-MM: the first month in which the key signs; by default this one, or the next where another key signs in it',
      parseMonth,
    )
    .option(
      '--until <month>',
      'YYYY-MM: the first month in which it signs no more; a year later by default',
      parseMonth,
    )
    .option(
      '--after <file>',
      'the manifest that this one follows on, whose constants and other profiles are kept',
    )
    .option(
      '--list <name=file>',
      'with bbs-predicates-2026: sign the next edition of a list of codes; may be given several times',
      collectList,
      [],
    )
    .option('--site <folder>', 'with --list: what is uploaded to the root of the host')
    .option('--out <file>', 'where it goes; to stdout by default')
    .addHelpText(
      'after',
      examples(
        'unscored manifest create --suite bbs-predicates-2026 --key predicates-1 --did-document did.json --after manifest.json --list approved-products=products.json --site site --out unsigned.json',
        'unscored manifest create --did-document did.json --key bbs-1 --constant country=XX --out unsigned.json',
        'unscored manifest create --did-document did.json --key bbs-2 --after manifest.json --out unsigned.json',
      ),
    )
    .action((options: CreateOptions) => create(options, context))
  manifest
    .command('sign')
    .description('Sign a manifest with a key of its issuer, of Ed25519.')
    .argument('<file>', 'what create made')
    .requiredOption('--key <file>', 'the key, as did create web makes it')
    .option('--out <file>', 'where it goes; to stdout by default')
    .addHelpText(
      'after',
      examples(
        'unscored manifest sign unsigned.json --key site.keys/ed25519-1.json --out site/unscored/manifest.json',
      ),
    )
    .action((file: string, options: SignOptions) => sign(file, { options, context }))
  manifest
    .command('check')
    .description(
      'Check that an issuer signed a manifest, that it is in force, and what it follows on.',
    )
    .argument('<file>', 'the signed manifest; - for stdin')
    .option('--did-document <file...>', 'the document of the issuer, so that nobody is asked')
    .option('--after <file>', 'the manifest that it must follow on')
    .addHelpText('after', examples('unscored manifest check manifest.json --did-document did.json'))
    .action(async (file: string, options: CheckOptions) =>
      output.report(await check(file, { options, context })),
    )
  manifest
    .command('diff')
    .description('Say in what two manifests differ.')
    .argument('<before>', 'a manifest')
    .argument('<after>', 'another')
    .addHelpText('after', examples('unscored manifest diff old.json new.json'))
    .action(async (before: string, after: string) =>
      output.report(
        changesReport(
          diffManifests(await readManifest(before, context), await readManifest(after, context)),
        ),
      ),
    )
  manifest
    .command('compare')
    .description(
      'Tell whether somebody else was shown the same. Refused where an issuer shows different people different manifests.',
    )
    .argument('<mine>', 'the manifest of one wallet')
    .argument('<theirs>', 'that of another, or of a mirror')
    .option('--between <file...>', 'the versions between the two')
    .addHelpText('after', examples('unscored manifest compare mine.json hers.json'))
    .action(async (mine: string, theirs: string, options: CompareOptions) =>
      output.report(await compare([mine, theirs], { options, context })),
    )
}

async function create(options: CreateOptions, context: Context): Promise<void> {
  const { suite, constant, after, out } = options
  const document = await readDidDocument(options.didDocument, context)
  const previous = after === undefined ? undefined : await readManifest(after, context)
  const published = await publishLists(options, { previous, context })
  const manifest = await createVaccinationManifest({
    issuer: document.id,
    key: keyNamed(options.key, document),
    ...{ suite, constants: constant, from: options.from, until: options.until },
    ...{ previous, ...(published && { published }) },
    now: context.now(),
  })
  const report = await reportOf(manifest, out)
  await deliver(
    { document: createManifestDocument(manifest), out, sort: 'public', report },
    context,
  )
}

interface PublishListsOptions {
  previous: IssuerManifest | undefined
  context: Context
}

/** Signs the next editions of lists into the folder of the site; nothing where there are none. */
async function publishLists(
  { suite, list: lists, site }: CreateOptions,
  { previous, context }: PublishListsOptions,
): Promise<Published | undefined> {
  if (lists.length === 0) return undefined
  if (suite !== BBS_PREDICATES_2026 || previous === undefined || site === undefined) {
    throw new CliError('usage', `--list needs --suite ${BBS_PREDICATES_2026}, --after and --site`)
  }
  const { parameters, revocation } = predicatesProfileOf(previous)
  const editionOf = (id: string) => (parameters.find((one) => one.id === id)?.edition ?? 0) + 1
  const { issuer } = previous
  const signed = await signLists({ issuer, lists, editionOf }, context)
  const files = signed.files.map(({ url, octets }) => ({
    path: pathIn(site, new URL(url)),
    octets,
  }))
  await assertAbsent(
    files.map(({ path }) => path),
    context,
  )
  for (const file of files) {
    await makeFolderOf(file.path, context)
    await writeOctets(file, context)
  }
  const renewed = new Set(lists.map(({ id }) => id))
  const kept = parameters.filter(({ id }) => !renewed.has(id))
  return { parameters: [...kept, ...signed.parameters], ...(revocation && { revocation }) }
}

function keyNamed(fragment: string, document: DidDocument): Pick<ManifestKey, 'id' | 'publicKey'> {
  const id = `${document.id}#${fragment}`
  const found = document.verificationMethod?.find(
    (method) => method.id === id || method.id === `#${fragment}`,
  )
  if (found === undefined) throw new CliError('usage', `the document has no key ${fragment}`)
  const { key } = parseVerificationMethod(found)
  if (key.codec !== 'Bls12381G2-public') {
    throw new CliError('usage', `the key ${fragment} signs no credentials`)
  }
  return { id, publicKey: encodeMultikey(key) }
}

async function sign(
  file: string,
  { options: { key, out }, context }: { options: SignOptions; context: Context },
): Promise<void> {
  const manifest = await readManifest(file, context)
  const signed = await signDocument({
    document: createManifestDocument(manifest),
    key: await parseDocumentKey(await readJsonObject(key, context)),
    now: context.now,
  })
  const report = await reportOf(manifest, out)
  await deliver({ document: signed, out, sort: 'public', report }, context)
}

async function check(
  file: string,
  { options, context }: { options: CheckOptions; context: Context },
): Promise<Report> {
  const resolver = await createKeyResolver({ ...options, beyond: 'network' }, context)
  const manifest = await verifyManifest(await readJson(file, context), {
    ...{ verifyDocument, resolver, now: context.now },
  })
  assertManifestInForce(manifest, context.now())
  if (options.after !== undefined) {
    await assertSuccessor(await readManifest(options.after, context), manifest)
  }
  return reportOf(manifest)
}

async function compare(
  [mine, theirs]: readonly [string, string],
  { options: { between = [] }, context }: { options: CompareOptions; context: Context },
): Promise<Report> {
  const comparison = await compareManifests(
    await readManifest(mine, context),
    await readManifest(theirs, context),
    await Promise.all(between.map((path) => readManifest(path, context))),
  )
  assertNoFork(comparison)
  const { relation, hashes } = comparison
  return {
    json: { relation, hashes: [...hashes] },
    text: facts([
      ['The first is', relation],
      ['Hash of the first', hashes[0]],
      ['Hash of the second', hashes[1]],
    ]),
  }
}

/** A manifest in a file, whoever signed it or nobody. */
async function readManifest(path: string, context: Context): Promise<IssuerManifest> {
  return readManifestDocument(await readJson(path, context))
}

async function reportOf(manifest: IssuerManifest, out?: string): Promise<Report> {
  const { issuer, version, validUntil } = manifest
  const hash = await manifestHash(manifest)
  return {
    json: { issuer, version, hash, validUntil, ...(out !== undefined && { manifest: out }) },
    text: facts([
      ['Issuer', issuer],
      ['Version', String(version)],
      ['Hash', hash],
      ['In force until', validUntil],
      ...(out === undefined ? [] : [['Manifest', out] as const]),
    ]),
  }
}

/** What differs, one thing a line. */
export function changesReport(changes: readonly ManifestChange[]): Report {
  return {
    json: { changes: changes.map((change): JsonObject => ({ ...change })) },
    text: changes.length === 0 ? 'They say the same.' : facts(changes.map(changeText)),
  }
}

function changeText({ change, pointer, before, after }: ManifestChange): readonly [string, string] {
  const values = [before, after].filter((value) => value !== undefined).map(String)
  return [`${change} ${pointer}`, values.join(' → ')]
}
