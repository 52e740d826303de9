import { join } from 'node:path'
import { encodeMultikey, type JsonObject } from '@unscored/core'
import {
  createDidWebDocument,
  createManifestDocument,
  type Did,
  type DidDocument,
  didWebUrl,
  type IssuerManifest,
  manifestUrl,
  parseManifest,
  withManifestService,
} from '@unscored/did'
import type { PublishedFile } from '@unscored/issuer'
import { BBS_PREDICATES_2026, signDocument } from '@unscored/vc'
import { type Command, Option } from 'commander'
import type { Context } from '../context.ts'
import { writeDocument, writeOctets } from '../documents.ts'
import { parseDuration } from '../duration.ts'
import { CliError } from '../error.ts'
import { examples } from '../examples.ts'
import { generateKeys, type Keys } from '../generate-keys.ts'
import { formatKey } from '../issuer-key.ts'
import { facts, type Report } from '../output.ts'
import {
  assertAbsent,
  defaultKeyFolder,
  documentPathIn,
  makeFolderOf,
  pathIn,
  prepareKeyFolder,
} from '../published-folder.ts'
import { collectList, type ListFile, signLists } from '../signed-lists.ts'
import { collectConstant, createVaccinationManifest } from '../vaccination-manifest.ts'

interface CreateWebOptions {
  domain: string
  path?: string
  out: string
  keys?: string
  constant: Readonly<Record<string, string>>
  predicates?: true
  list: readonly ListFile[]
  epoch: number
}

/** `unscored did create`. */
export function addDidCreate(did: Command, context: Context): void {
  const create = did
    .command('create')
    .description('Make a decentralized identifier, with its keys.')
    .addHelpText('after', examples('unscored did create web --domain issuer.example --out site'))
  create
    .command('web')
    .description(
      'Make the folder to upload for a did:web, with a BBS key for credentials, and a manifest of these that is signed with an Ed25519 key. Secret keys are never in it.',
    )
    .requiredOption('--domain <name>', 'the host, with its port where that is not 443')
    .option('--path <path>', 'where on that host, with slashes between; the root by default')
    .requiredOption('--out <folder>', 'what is to be uploaded to the root of the host')
    .option('--keys <folder>', 'where secret keys go; to the folder FOLDER.keys by default')
    .option(
      '--constant <name=value>',
      'what all doses say alike, such as country=XX; may be given several times',
      collectConstant,
      {},
    )
    .option(
      '--predicates',
      'also issue credentials of which rules can be proven, and that can be revoked',
    )
    .option(
      '--list <name=file>',
      'sign a list by which to prove that a code is in it: a JSON list of codes; may be given several times',
      collectList,
      [],
    )
    .addOption(
      new Option('--epoch <time>', 'how often it is published what is revoked: 1h, 1d, 7d')
        .argParser(parseDuration)
        .default(DAY, '1d'),
    )
    .addHelpText(
      'after',
      examples(
        'unscored did create web --domain issuer.example --out site --predicates --list approved-products=products.json',
        'unscored did create web --domain issuer.example --out site --constant country=XX',
        'unscored did create web --domain issuer.example --path health --out site --keys private',
      ),
    )
    .action(async (options: CreateWebOptions) =>
      context.output.report(await createWeb(options, context)),
    )
}

const DAY = 24 * 60 * 60 * 1000

/** The keys of an issuer, by their names. */
type IssuerKeys = Readonly<Record<'bbs-1' | 'ed25519-1', Keys>> & {
  readonly 'predicates-1'?: Keys
  /** In no DID document: the manifest alone names it. */
  readonly 'revocation-1'?: Keys
}

async function createWeb(options: CreateWebOptions, context: Context): Promise<Report> {
  const { out: folder, keys: keyFolder = defaultKeyFolder(folder), predicates } = options
  if (predicates === undefined && options.list.length > 0) {
    throw new CliError('usage', 'give --predicates beside --list')
  }
  const keys: IssuerKeys = {
    'bbs-1': await generateKeys('Bls12381G2-public'),
    'ed25519-1': await generateKeys('Ed25519-public'),
    ...(predicates && {
      'predicates-1': await generateKeys('Bls12381G2-public'),
      'revocation-1': await generateKeys('Bls12381G2-public'),
    }),
  }
  const document = documentOf(options, keys)
  const { manifest, files } = await publicationOf(document.id, { ...options, keys, context })
  const documentPath = documentPathIn(folder, document.id)
  const manifestPath = pathIn(folder, manifestUrl(document.id))
  const secrets = Object.entries(keys).map(([fragment, pair]) => ({
    path: join(keyFolder, `${fragment}.json`),
    document: formatKey(`${document.id}#${fragment}`, pair),
    sort: 'secret' as const,
  }))
  const keyPaths = secrets.map(({ path }) => path)
  const parameters = files.map(({ url, octets }) => ({
    path: pathIn(folder, new URL(url)),
    octets,
  }))
  const parameterPaths = parameters.map(({ path }) => path)
  for (const path of [documentPath, manifestPath, ...parameterPaths]) {
    await makeFolderOf(path, context)
  }
  await prepareKeyFolder({ keyFolder, folder }, context)
  await assertAbsent([documentPath, manifestPath, ...parameterPaths, ...keyPaths], context)
  // Keys first: no document is published whose keys nobody has.
  for (const secret of secrets) await writeDocument(secret, context)
  for (const parameter of parameters) await writeOctets(parameter, context)
  const published = [
    { path: manifestPath, document: manifest },
    { path: documentPath, document },
  ]
  for (const one of published) await writeDocument({ ...one, sort: 'firstPublished' }, context)
  return reportOf(document, { folder, documentPath, manifestPath, parameterPaths, keyPaths })
}

interface PublicationOptions extends Omit<CreateWebOptions, 'keys'> {
  keys: IssuerKeys
  context: Context
}

/** What an issuer publishes beside its document. */
async function publicationOf(
  did: Did,
  options: PublicationOptions,
): Promise<{ manifest: JsonObject; files: readonly PublishedFile[] }> {
  const { keys, constant, context } = options
  const common = { issuer: did, constants: constant, now: context.now() }
  const plain = await createVaccinationManifest({
    ...{ ...common, suite: 'bbs-2023' },
    key: { id: `${did}#bbs-1`, publicKey: encodeMultikey(keys['bbs-1'].publicKey) },
  })
  const predicates = await predicatesOf(did, options)
  const profiles = [...plain.profiles, ...(predicates?.manifest.profiles ?? [])]
  const manifest = parseManifest({ ...plain, profiles })
  const { publicKey, secretKey } = keys['ed25519-1']
  const signed = await signDocument({
    document: createManifestDocument(manifest),
    key: { id: `${did}#ed25519-1`, publicKey: publicKey.octets, secretKey: secretKey.octets },
    now: context.now,
  })
  return { manifest: signed, files: predicates?.files ?? [] }
}

async function predicatesOf(
  did: Did,
  { keys, constant, list, epoch, context }: PublicationOptions,
): Promise<{ manifest: IssuerManifest; files: readonly PublishedFile[] } | undefined> {
  const { 'predicates-1': signing, 'revocation-1': revoking } = keys
  if (signing === undefined || revoking === undefined) return undefined
  const { files, parameters } = await signLists(
    {
      ...{ issuer: did, lists: list, editionOf: () => FIRST_EDITION },
      digits: { edition: FIRST_EDITION },
    },
    context,
  )
  const manifest = await createVaccinationManifest({
    ...{ issuer: did, suite: BBS_PREDICATES_2026, constants: constant, now: context.now() },
    key: { id: `${did}#predicates-1`, publicKey: encodeMultikey(signing.publicKey) },
    published: {
      parameters,
      revocation: {
        publicKey: encodeMultikey(revoking.publicKey),
        epochSeconds: epoch / 1000,
        url: new URL('lists', manifestUrl(did)).href,
      },
    },
  })
  return { manifest, files }
}

const FIRST_EDITION = 1

function documentOf(
  { domain, path }: CreateWebOptions,
  { 'revocation-1': _, ...keys }: IssuerKeys,
): DidDocument {
  const publicKeys = Object.entries(keys).map(([name, { publicKey }]) => [name, publicKey] as const)
  return withManifestService(
    createDidWebDocument({
      domain,
      ...(path !== undefined && { path }),
      keys: Object.fromEntries(publicKeys),
    }),
  )
}

interface Written {
  folder: string
  documentPath: string
  manifestPath: string
  parameterPaths: readonly string[]
  keyPaths: readonly string[]
}

function reportOf(
  document: DidDocument,
  { folder, documentPath, manifestPath, parameterPaths, keyPaths }: Written,
): Report {
  const documentUrl = didWebUrl(document.id).href
  return {
    json: {
      did: document.id,
      folder,
      document: documentPath,
      documentUrl,
      manifest: manifestPath,
      manifestUrl: manifestUrl(document.id).href,
      ...(parameterPaths.length > 0 && { parameters: parameterPaths }),
      keys: keyPaths,
    },
    text: facts([
      ['DID', document.id],
      ['To upload', folder],
      ['Document', documentPath],
      ['To be served at', documentUrl],
      ['Manifest', manifestPath],
      ['To be served at', manifestUrl(document.id).href],
      ...parameterPaths.map((path) => ['Parameters', path] as const),
      ...keyPaths.map((path) => ['Secret key', path] as const),
    ]),
  }
}
