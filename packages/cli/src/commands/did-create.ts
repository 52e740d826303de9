import { join } from 'node:path'
import { encodeMultikey, type JsonObject } from '@unscored/core'
import {
  createDidWebDocument,
  createManifestDocument,
  type Did,
  type DidDocument,
  didWebUrl,
  manifestUrl,
  withManifestService,
} from '@unscored/did'
import { signDocument } from '@unscored/vc'
import type { Command } from 'commander'
import type { Context } from '../context.ts'
import { writeDocument } from '../documents.ts'
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
import { collectConstant, createVaccinationManifest } from '../vaccination-manifest.ts'

interface CreateWebOptions {
  domain: string
  path?: string
  out: string
  keys?: string
  constant: Readonly<Record<string, string>>
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
    .addHelpText(
      'after',
      examples(
        'unscored did create web --domain issuer.example --out site --constant country=XX',
        'unscored did create web --domain issuer.example --path health --out site --keys private',
      ),
    )
    .action(async (options: CreateWebOptions) =>
      context.output.report(await createWeb(options, context)),
    )
}

async function createWeb(options: CreateWebOptions, context: Context): Promise<Report> {
  const { out: folder, keys: keyFolder = defaultKeyFolder(folder) } = options
  const keys = {
    'bbs-1': await generateKeys('Bls12381G2-public'),
    'ed25519-1': await generateKeys('Ed25519-public'),
  }
  const document = documentOf(options, keys)
  const manifest = await manifestOf(document.id, { constant: options.constant, keys, context })
  const documentPath = documentPathIn(folder, document.id)
  const manifestPath = pathIn(folder, manifestUrl(document.id))
  const secrets = Object.entries(keys).map(([fragment, pair]) => ({
    path: join(keyFolder, `${fragment}.json`),
    document: formatKey(`${document.id}#${fragment}`, pair),
    sort: 'secret' as const,
  }))
  const keyPaths = secrets.map(({ path }) => path)
  await makeFolderOf(documentPath, context)
  await makeFolderOf(manifestPath, context)
  await prepareKeyFolder({ keyFolder, folder }, context)
  await assertAbsent([documentPath, manifestPath, ...keyPaths], context)
  // Keys first: no document is published whose keys nobody has.
  for (const secret of secrets) await writeDocument(secret, context)
  const published = [
    { path: manifestPath, document: manifest },
    { path: documentPath, document },
  ]
  for (const one of published) await writeDocument({ ...one, sort: 'firstPublished' }, context)
  return reportOf(document, { folder, documentPath, manifestPath, keyPaths })
}

interface ManifestOfOptions extends Pick<CreateWebOptions, 'constant'> {
  keys: Readonly<Record<'bbs-1' | 'ed25519-1', Keys>>
  context: Context
}

async function manifestOf(
  did: Did,
  { keys, constant, context }: ManifestOfOptions,
): Promise<JsonObject> {
  const manifest = await createVaccinationManifest({
    issuer: did,
    key: { id: `${did}#bbs-1`, publicKey: encodeMultikey(keys['bbs-1'].publicKey) },
    ...{ suite: 'bbs-2023', constants: constant, now: context.now() },
  })
  const { publicKey, secretKey } = keys['ed25519-1']
  return signDocument({
    document: createManifestDocument(manifest),
    key: { id: `${did}#ed25519-1`, publicKey: publicKey.octets, secretKey: secretKey.octets },
    now: context.now,
  })
}

function documentOf(
  { domain, path }: CreateWebOptions,
  keys: Readonly<Record<string, Keys>>,
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
  keyPaths: readonly string[]
}

function reportOf(
  document: DidDocument,
  { folder, documentPath, manifestPath, keyPaths }: Written,
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
      keys: keyPaths,
    },
    text: facts([
      ['DID', document.id],
      ['To upload', folder],
      ['Document', documentPath],
      ['To be served at', documentUrl],
      ['Manifest', manifestPath],
      ['To be served at', manifestUrl(document.id).href],
      ...keyPaths.map((path) => ['Secret key', path] as const),
    ]),
  }
}
