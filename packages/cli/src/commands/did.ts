import { resolveDid } from '@unscored/did'
import type { Command } from 'commander'
import type { Context } from '../context.ts'
import { examples } from '../examples.ts'
import { createKeyResolver } from '../key-resolver.ts'
import { addDidCreate } from './did-create.ts'
import { addDidRetire, addDidRotate } from './did-rotate.ts'

/** `unscored did`. */
export function addDid(program: Command, context: Context): void {
  const did = program
    .command('did')
    .description('Make, change and resolve decentralized identifiers.')
    .addHelpText(
      'after',
      examples(
        'unscored did create web --domain issuer.example --out site',
        'unscored did resolve did:web:issuer.example',
      ),
    )
  addDidCreate(did, context)
  addDidRotate(did, context)
  addDidRetire(did, context)
  did
    .command('resolve')
    .description(
      'Print the document of a DID. Keep the one of a did:web, and give it to the other commands with --did-document.',
    )
    .argument('<did>', 'did:key, or did:web, which is asked over the network')
    .addHelpText(
      'after',
      examples(
        'unscored did resolve did:web:issuer.example > did.json',
        'unscored did resolve did:key:zUC7…',
      ),
    )
    .action(async (name: string) => {
      const resolver = await createKeyResolver({ beyond: 'network' }, context)
      context.output.document(await resolveDid(name, { resolver }))
    })
}
