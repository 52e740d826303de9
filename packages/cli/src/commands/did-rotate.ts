import { join } from 'node:path'
import { parseVerificationMethod } from '@unscored/core'
import {
  createPinnedResolver,
  type Did,
  type DidDocument,
  dereference,
  didWebUrl,
  nextFragment,
  retireDidKey,
  revokeDidKey,
  rotateDidKey,
} from '@unscored/did'
import type { Command } from 'commander'
import type { Context } from '../context.ts'
import { parseDay } from '../day.ts'
import { replacePublished, writeDocument } from '../documents.ts'
import { CliError } from '../error.ts'
import { examples } from '../examples.ts'
import { generateKeys } from '../generate-keys.ts'
import { formatKey } from '../issuer-key.ts'
import { readDidDocument } from '../key-resolver.ts'
import { facts, type Report } from '../output.ts'
import { defaultKeyFolder, folderOfDocument, prepareKeyFolder } from '../published-folder.ts'

interface RotateOptions {
  key: string
  until: Date
  keys?: string
}

interface RetireOptions {
  key: string
  until?: Date
  revoke?: true
}

const UNTIL = 'YYYY-MM-DD: from then on nothing that the key ever signed is accepted'

/** `unscored did rotate`. */
export function addDidRotate(did: Command, context: Context): void {
  did
    .command('rotate')
    .description(
      'Give a key of a did:web a successor. The old one stays accepted until all that it signed is over.',
    )
    .argument('<file>', 'the did.json, where it lies in the folder that is uploaded')
    .requiredOption('--key <name>', 'which key: what stands behind # in its id')
    .requiredOption('--until <date>', UNTIL, parseDay)
    .option('--keys <folder>', 'where the secret key goes; to the folder FOLDER.keys by default')
    .addHelpText(
      'after',
      examples('unscored did rotate site/.well-known/did.json --key bbs-1 --until 2027-12-01'),
    )
    .action(async (path: string, options: RotateOptions) =>
      context.output.report(await rotate(path, { ...options, context })),
    )
}

/** `unscored did retire`. */
export function addDidRetire(did: Command, context: Context): void {
  did
    .command('retire')
    .description('Say until when a key of a did:web is accepted, or that it is accepted no more.')
    .argument('<file>', 'the did.json, where it lies in the folder that is uploaded')
    .requiredOption('--key <name>', 'which key: what stands behind # in its id')
    .option('--until <date>', UNTIL, parseDay)
    .option(
      '--revoke',
      'refuse it from now on, with all that it ever signed: others know its secret',
    )
    .addHelpText(
      'after',
      examples(
        'unscored did retire site/.well-known/did.json --key ed25519-1 --until 2027-12-01',
        'unscored did retire site/.well-known/did.json --key bbs-1 --revoke',
      ),
    )
    .action(async (path: string, options: RetireOptions) =>
      context.output.report(await retire(path, { ...options, context })),
    )
}

async function rotate(
  path: string,
  { key: fragment, until, keys, context }: RotateOptions & { context: Context },
): Promise<Report> {
  const document = await readDidDocument(path, context)
  const folder = folderOfDocument(path, document.id)
  const keyFolder = keys ?? defaultKeyFolder(folder)
  const pair = await generateKeys(await codecOf(document, fragment))
  const successor = nextFragment(document, fragment)
  const rotated = rotateDidKey({
    document,
    fragment,
    expires: ahead(until, context),
    successor: { fragment: successor, key: pair.publicKey },
  })
  // A fragment may have slashes.
  const keyPath = join(keyFolder, `${encodeURIComponent(successor)}.json`)
  const id = `${document.id}#${successor}`
  await prepareKeyFolder({ keyFolder, folder }, context)
  await writeDocument({ path: keyPath, document: formatKey(id, pair), sort: 'secret' }, context)
  await replacePublished(path, rotated, context)
  const made = { key: id, secretKey: keyPath }
  return reportOf(document.id, { path, made, ended: { key: fragment, until } })
}

async function retire(
  path: string,
  { key: fragment, until, revoke, context }: RetireOptions & { context: Context },
): Promise<Report> {
  if ((until === undefined) === (revoke === undefined)) {
    throw new CliError('usage', 'give one of --until and --revoke')
  }
  const document = await readDidDocument(path, context)
  folderOfDocument(path, document.id)
  const changed =
    until === undefined
      ? revokeDidKey({ document, fragment, revoked: context.now() })
      : retireDidKey({ document, fragment, expires: ahead(until, context) })
  await replacePublished(path, changed, context)
  return reportOf(document.id, { path, ended: { key: fragment, until } })
}

async function codecOf(document: DidDocument, fragment: string) {
  const resolver = createPinnedResolver([document])
  const method = await dereference(`${document.id}#${fragment}`, { resolver })
  return parseVerificationMethod(method).key.codec
}

function ahead(until: Date, { now }: Context): Date {
  if (until > now()) return until
  throw new CliError('usage', 'the day of --until is past: give one to come, or retire --revoke')
}

interface Changes {
  path: string
  made?: { key: string; secretKey: string }
  ended: { key: string; until: Date | undefined }
}

function reportOf(did: Did, { path, made, ended }: Changes): Report {
  const documentUrl = didWebUrl(did).href
  const until = ended.until?.toISOString().slice(0, 10)
  const key = `${did}#${ended.key}`
  return {
    json: {
      ...{ did, document: path, documentUrl },
      ...made,
      ...(until === undefined ? { revoked: key } : { retired: key, until }),
    },
    text: facts([
      ...(made
        ? ([
            ['New key', made.key],
            ['Secret key', made.secretKey],
          ] as const)
        : []),
      until === undefined ? ['Revoked', key] : ['Retired', `${key}, accepted until ${until}`],
      ['To upload', path],
      ['To be served at', documentUrl],
    ]),
  }
}
