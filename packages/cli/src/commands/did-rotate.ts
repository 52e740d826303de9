import { join } from 'node:path'
import { parseVerificationMethod } from '@unscored/core'
import {
  addDidKeySuccessor,
  createPinnedResolver,
  type Did,
  type DidDocument,
  DidError,
  dereference,
  didWebUrl,
  nextFragment,
  retireDidKey,
  revokeDidKey,
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

interface RetireOptions {
  key: string
  until?: Date
  revoke?: true
}

interface RotateOptions extends RetireOptions {
  keys?: string
}

const UNTIL = 'YYYY-MM-DD: from then on nothing that the key ever signed is accepted'
const REVOKE = 'refuse it from now on, with all that it ever signed: others know its secret'

/** `unscored did rotate`. */
export function addDidRotate(did: Command, context: Context): void {
  did
    .command('rotate')
    .description(
      'Give a key of a did:web a successor. The old one stays accepted until all that it signed is over.',
    )
    .argument('<file>', 'the did.json, where it lies in the folder that is uploaded')
    .requiredOption('--key <name>', 'which key: what stands behind # in its id')
    .option('--until <date>', UNTIL, parseDay)
    .option('--revoke', REVOKE)
    .option('--keys <folder>', 'where the secret key goes; to the folder FOLDER.keys by default')
    .addHelpText(
      'after',
      examples(
        'unscored did rotate site/.well-known/did.json --key bbs-1 --until 2027-12-01',
        'unscored did rotate site/.well-known/did.json --key bbs-1 --revoke',
      ),
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
    .option('--revoke', REVOKE)
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
  { keys, context, ...options }: RotateOptions & { context: Context },
): Promise<Report> {
  const { document, folder, ended } = await end(path, { ...options, context })
  const { key: fragment } = options
  const keyFolder = keys ?? defaultKeyFolder(folder)
  const pair = await generateKeys(await codecOf(document, fragment))
  const successor = { fragment: nextFragment(document, fragment), key: pair.publicKey }
  const rotated = addDidKeySuccessor({ document: ended, fragment, successor })
  // A fragment may have slashes.
  const secretKey = join(keyFolder, `${encodeURIComponent(successor.fragment)}.json`)
  const id = `${document.id}#${successor.fragment}`
  await prepareKeyFolder({ keyFolder, folder }, context)
  await writeDocument({ path: secretKey, document: formatKey(id, pair), sort: 'secret' }, context)
  await replacePublished(path, rotated, context)
  return reportOf(rotated.id, { path, made: { key: id, secretKey }, ...options })
}

async function retire(
  path: string,
  { context, ...options }: RetireOptions & { context: Context },
): Promise<Report> {
  const { ended } = await end(path, { ...options, context })
  await replacePublished(path, ended, context)
  return reportOf(ended.id, { path, ...options })
}

/** The document of a file, before and after it says that a key ends. */
async function end(
  path: string,
  { key: fragment, until, revoke, context }: RetireOptions & { context: Context },
) {
  if ((until === undefined) === (revoke === undefined)) {
    throw new CliError('usage', 'give one of --until and --revoke')
  }
  const document = await readDidDocument(path, context)
  // A copy that lies elsewhere is not changed.
  const folder = folderOfDocument(path, document.id)
  const ended =
    until === undefined
      ? revoked(document, { fragment, now: context.now() })
      : retireDidKey({ document, fragment, expires: ahead(until, context) })
  return { document, folder, ended }
}

/** One that was revoked before may still need a successor. */
function revoked(
  document: DidDocument,
  { fragment, now }: { fragment: string; now: Date },
): DidDocument {
  try {
    return revokeDidKey({ document, fragment, revoked: now })
  } catch (error) {
    if (error instanceof DidError && error.code === 'keyRevoked') return document
    throw error
  }
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

interface Changes extends RetireOptions {
  path: string
  made?: { key: string; secretKey: string }
}

function reportOf(did: Did, { path, made, key: fragment, until: day }: Changes): Report {
  const documentUrl = didWebUrl(did).href
  const until = day?.toISOString().slice(0, 10)
  const key = `${did}#${fragment}`
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
