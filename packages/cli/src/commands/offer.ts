import { offerPredicateCredential } from '@unscored/issuer'
import type { Command } from 'commander'
import type { Context } from '../context.ts'
import { deliver } from '../documents.ts'
import { examples } from '../examples.ts'
import { openIssuerRecords } from '../issuer-records.ts'
import { facts } from '../output.ts'

interface OfferOptions {
  records: string
  person: string
  out?: string
}

/** `unscored offer`. */
export function addOffer(program: Command, context: Context): void {
  program
    .command('offer')
    .description(
      'Offer somebody a credential of which she can prove rules: for her wallet, which answers it once and within ten minutes.',
    )
    .requiredOption(
      '--records <file>',
      'where you remember whom you gave what; begun if there is none',
    )
    .requiredOption(
      '--person <name>',
      'your own name for her, such as that of her file; it goes nowhere',
    )
    .option('--out <file>', 'where the offer goes; to stdout by default')
    .addHelpText(
      'after',
      examples('unscored offer --records issuer.records --person file-4711 --out offer.json'),
    )
    .action((options: OfferOptions) => offer(options, context))
}

async function offer({ records, person, out }: OfferOptions, context: Context): Promise<void> {
  const { offers } = openIssuerRecords(records, context)
  const document = await offerPredicateCredential({ person, offers, now: context.now })
  const report = { json: { offer: out ?? '' }, text: facts([['Offer', out ?? '']]) }
  await deliver({ document, out, sort: 'forOneReceiver', report }, context)
}
