import { encodeMultikey } from '@unscored/core'
import { didKeyOf } from '@unscored/did'
import type { Command } from 'commander'
import type { Context } from '../context.ts'
import { writeDocument } from '../documents.ts'
import { examples } from '../examples.ts'
import { generateKeys } from '../generate-keys.ts'
import { formatKey } from '../issuer-key.ts'
import { facts, type Report } from '../output.ts'

interface KeygenOptions {
  out: string
}

/** `unscored keygen`. */
export function addKeygen(program: Command, context: Context): void {
  program
    .command('keygen')
    .description(
      'Make the BBS key pair of an issuer that is known by its key, as did:key. One that is known by its domain: did create web.',
    )
    .requiredOption('--out <file>', 'where the key goes; the file is readable by its owner alone')
    .addHelpText('after', examples('unscored keygen --out issuer.key.json'))
    .action(async (options: KeygenOptions) => context.output.report(await keygen(options, context)))
}

async function keygen({ out }: KeygenOptions, context: Context): Promise<Report> {
  const keys = await generateKeys('Bls12381G2-public')
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
