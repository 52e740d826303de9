import { encodeMultikey } from '@unscored/core'
import { didKeyOf } from '@unscored/did'
import { type Command, Option } from 'commander'
import type { Context } from '../context.ts'
import { writeDocument } from '../documents.ts'
import { examples } from '../examples.ts'
import { generateKeys } from '../generate-keys.ts'
import { formatKey } from '../issuer-key.ts'
import { facts, type Report } from '../output.ts'

interface KeygenOptions {
  type: keyof typeof codecs
  out: string
}

/** The kinds of key, by what people call them. */
const codecs = { bbs: 'Bls12381G2-public', ed25519: 'Ed25519-public' } as const

/** `unscored keygen`. */
export function addKeygen(program: Command, context: Context): void {
  program
    .command('keygen')
    .description(
      'Make the key pair of an issuer that is known by its key, as did:key. One that is known by its domain: did create web.',
    )
    .addOption(
      new Option('--type <name>', 'bbs signs credentials; ed25519 registries of issuers')
        .choices(Object.keys(codecs))
        .default('bbs'),
    )
    .requiredOption('--out <file>', 'where the key goes; the file is readable by its owner alone')
    .addHelpText(
      'after',
      examples(
        'unscored keygen --out issuer.key.json',
        'unscored keygen --type ed25519 --out registry.key.json',
      ),
    )
    .action(async (options: KeygenOptions) => context.output.report(await keygen(options, context)))
}

async function keygen({ type, out }: KeygenOptions, context: Context): Promise<Report> {
  const keys = await generateKeys(codecs[type])
  const did = didKeyOf(keys.publicKey)
  const document = formatKey(`${did}#${encodeMultikey(keys.publicKey)}`, keys)
  await writeDocument({ path: out, document, sort: 'secret' }, context)
  return {
    json: { did, key: out },
    text: facts([
      ['DID', did],
      ['Key', out],
    ]),
  }
}
