import { encodeMultikey, withCodec } from '@unscored/core'
import { type IssuerManifest, type ManifestProfile, readManifestDocument } from '@unscored/did'
import { IssuerError, publishEpoch } from '@unscored/issuer'
import { BBS_PREDICATES_2026, fetchParameters } from '@unscored/vc'
import type { Command } from 'commander'
import type { Context } from '../context.ts'
import { readJson, readJsonObject, replaceOctets } from '../documents.ts'
import { CliError } from '../error.ts'
import { examples } from '../examples.ts'
import { parseIssuerKey } from '../issuer-key.ts'
import { openIssuerRecords } from '../issuer-records.ts'
import { facts, type Report } from '../output.ts'
import { openParameterFolder } from '../parameter-folder.ts'
import { type ManifestOptions, openManifests, withManifestOptions } from '../pinned-manifests.ts'
import { makeFolderOf, pathIn } from '../published-folder.ts'

interface PublishOptions {
  records: string
  key: string
  manifest: string
  site: string
}

interface FetchOptions extends ManifestOptions {
  parameters: string
  from?: string
}

/** `unscored epoch`. */
export function addEpoch(program: Command, context: Context): void {
  const { output } = context
  const epoch = program
    .command('epoch')
    .description('Publish and fetch what of an issuer is not revoked, one file for everybody.')
    .addHelpText(
      'after',
      examples(
        'unscored epoch fetch --parameters parameters --manifest manifest.json --did-document did.json',
      ),
    )
  epoch
    .command('publish')
    .description('Publish the epoch that it is: once for each, when it begins.')
    .requiredOption('--records <file>', 'where you remember whom you gave what')
    .requiredOption('--key <file>', 'the key revocation-1, as did create web makes it')
    .requiredOption('--manifest <file>', 'your manifest')
    .requiredOption('--site <folder>', 'what is uploaded to the root of your host')
    .addHelpText(
      'after',
      examples(
        'unscored epoch publish --records issuer.records --key site.keys/revocation-1.json --manifest site/unscored/manifest.json --site site',
      ),
    )
    .action(async (options: PublishOptions) => output.report(await publish(options, context)))
  withManifestOptions(
    epoch
      .command('fetch')
      .description(
        'Fetch all that issuers publish for everybody and is not at hand: sets, lists, and what is not revoked in this epoch. Do it when an epoch begins, for all issuers alike, and never because somebody asks you for something.',
      )
      .requiredOption('--parameters <folder>', 'where it is kept; made if there is none'),
  )
    .option('--did-document <file...>', 'the documents of the issuers of --manifest')
    .option(
      '--from <folder>',
      'what is uploaded to the root of a host, in the place of the network',
    )
    .addHelpText(
      'after',
      examples(
        'unscored epoch fetch --parameters parameters --registry registry.jsonl --registry-signer did:key:z6Mk…',
        'unscored epoch fetch --parameters parameters --manifest site/unscored/manifest.json --did-document site/.well-known/did.json --from site',
      ),
    )
    .action(async (options: FetchOptions) => output.report(await fetch(options, context)))
}

async function publish(
  { records, key: keyPath, manifest: manifestPath, site }: PublishOptions,
  context: Context,
): Promise<Report> {
  const manifest = readManifestDocument(await readJson(manifestPath, context))
  const { revocation } = predicatesProfileOf(manifest)
  if (revocation === undefined) throw new CliError('usage', 'nothing is revoked by this manifest')
  const { publicKey, secretKey } = await parseIssuerKey(await readJsonObject(keyPath, context))
  if (encodeMultikey(withCodec('Bls12381G2-public', publicKey)) !== revocation.publicKey) {
    throw new IssuerError('keyMismatch', 'the manifest names another key for revocation')
  }
  const { store } = openIssuerRecords(records, context)
  let path = ''
  const { epoch, url, octets } = await publishEpoch({
    ...{ store, secretKey, now: context.now() },
    revocation: { ...revocation, publicKey },
    publish: async (file) => {
      path = pathIn(site, new URL(file.url))
      await makeFolderOf(path, context)
      await replaceOctets(path, file.octets, context)
    },
  })
  const until = new Date((epoch + 1) * revocation.epochSeconds * 1000).toISOString()
  return {
    json: { epoch, until, file: path, url, octets: octets.length },
    text: facts([
      ['Epoch', `${epoch}, until ${until}`],
      ['To upload', path],
      ['To be served at', url],
      ['Octets', String(octets.length)],
    ]),
  }
}

/**
 * What a manifest says of credentials of which things are proven.
 *
 * @throws {CliError} `usage` where it says nothing of them.
 */
export function predicatesProfileOf({ profiles }: IssuerManifest): ManifestProfile {
  const found = profiles.find(({ suite }) => suite === BBS_PREDICATES_2026)
  if (found === undefined) {
    throw new CliError('usage', `the manifest says nothing of ${BBS_PREDICATES_2026}`)
  }
  return found
}

async function fetch(
  { parameters: folder, from, ...options }: FetchOptions,
  context: Context,
): Promise<Report> {
  const pinned = await openManifests(options, context)
  const source = from === undefined ? 'network' : { folder: from }
  const files = openParameterFolder({ folder, from: source }, context)
  if (from === undefined) {
    context.output.notice(
      'Asking the network for what lacks: whoever serves it sees that somebody asks.',
    )
  }
  const urls = await fetchParameters({ manifests: pinned.all(), files, now: context.now() })
  return {
    json: { parameters: folder, files: [...urls] },
    text: facts([['At hand', folder], ...urls.map((url) => ['File', url] as const)]),
  }
}
