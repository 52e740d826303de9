import { generateKeyPair } from '@unscored/bbs'
import { encodeMultikey, type Multikey } from '@unscored/core'
import { createDidWebDocument, type DidDocument, didKeyOf, didWebUrl } from '@unscored/did'
import type { Command } from 'commander'
import type { Context } from '../context.ts'
import { writeDocument } from '../documents.ts'
import { CliError } from '../error.ts'
import { examples } from '../examples.ts'
import { formatIssuerKey } from '../issuer-key.ts'
import { facts, type Report } from '../output.ts'

interface KeygenOptions {
  out: string
  didWeb?: string
  didDocument?: string
}

/** `unscored keygen`. */
export function addKeygen(program: Command, context: Context): void {
  program
    .command('keygen')
    .description('Make the BBS key pair of an issuer.')
    .requiredOption('--out <file>', 'where the key goes; the file is readable by its owner alone')
    .option('--did-web <domain>', 'name the key by did:web and print the did.json to publish')
    .option('--did-document <file>', 'write the did.json there instead')
    .addHelpText(
      'after',
      examples(
        'unscored keygen --out issuer.key.json',
        'unscored keygen --out issuer.key.json --did-web issuer.example',
        'unscored keygen --out issuer.key.json --did-web issuer.example/health --did-document did.json',
      ),
    )
    .action(async (options: KeygenOptions) => context.output.report(await keygen(options, context)))
}

async function keygen(options: KeygenOptions, context: Context): Promise<Report> {
  const { out, didWeb, didDocument } = options
  if (didWeb === undefined && didDocument !== undefined) {
    throw new CliError(
      'usage',
      'a did:key is its own document: give --did-web beside --did-document',
    )
  }
  const { secretKey, publicKey } = await generateKeyPair()
  const key: Multikey = { codec: 'Bls12381G2-public', octets: publicKey }
  const document = didWeb === undefined ? undefined : didWebDocument(didWeb, key)
  const did = document?.id ?? didKeyOf(key)
  const id = `${did}#${document === undefined ? encodeMultikey(key) : FRAGMENT}`
  await writeDocument(
    { path: out, document: formatIssuerKey({ id, secretKey, publicKey }), sort: 'secret' },
    context,
  )
  if (didDocument !== undefined) {
    await writeDocument({ path: didDocument, document, sort: 'public' }, context)
  }
  return reportOf({ did, key: out, ...(document && { document }) }, didDocument)
}

interface Made {
  did: string
  key: string
  document?: DidDocument
}

function reportOf({ did, key, document }: Made, written: string | undefined): Report {
  const made = [
    ['DID', did],
    ['Key', key],
  ] as const
  if (document === undefined) return { json: { did, key }, text: facts(made) }
  const documentUrl = didWebUrl(did).href
  const text = facts([...made, ['To publish at', documentUrl]])
  return {
    json: { did, key, document, documentUrl },
    text: written === undefined ? `${text}\n\n${JSON.stringify(document, null, 2)}` : text,
  }
}

const FRAGMENT = 'key-1'

/** The document of a did:web, from its domain and, behind a slash, its path. */
function didWebDocument(place: string, key: Multikey): DidDocument {
  const slash = place.indexOf('/')
  const [domain, path] =
    slash === -1 ? [place, undefined] : [place.slice(0, slash), place.slice(slash + 1)]
  return createDidWebDocument({
    domain,
    keys: { [FRAGMENT]: key },
    ...(path !== undefined && { path }),
  })
}
