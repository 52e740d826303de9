import { placesOf, type RevocationPlace, revoke } from '@unscored/issuer'
import { type Command, InvalidArgumentError } from 'commander'
import type { Context } from '../context.ts'
import { CliError } from '../error.ts'
import { examples } from '../examples.ts'
import { openIssuerRecords } from '../issuer-records.ts'
import { facts, type Report } from '../output.ts'

interface RevokeOptions {
  records: string
  person?: string
  place: readonly RevocationPlace[]
}

/** `unscored revoke`. */
export function addRevoke(program: Command, context: Context): void {
  program
    .command('revoke')
    .description('Revoke credentials, from the next epoch that is published. It cannot be undone.')
    .requiredOption('--records <file>', 'where you remember whom you gave what')
    .option('--person <name>', 'all that she was issued')
    .option(
      '--place <list/number>',
      'one credential, by the place that issue printed; may be given several times',
      collectPlace,
      [],
    )
    .addHelpText(
      'after',
      examples(
        'unscored revoke --records issuer.records --person file-4711',
        'unscored revoke --records issuer.records --place 0/20153',
      ),
    )
    .action(async (options: RevokeOptions) => context.output.report(await run(options, context)))
}

async function run({ records, person, place }: RevokeOptions, context: Context): Promise<Report> {
  if ((person === undefined) === (place.length === 0)) {
    throw new CliError('usage', 'give one of --person and --place')
  }
  const { store } = openIssuerRecords(records, context)
  const places = person === undefined ? place : await placesOf({ store, person })
  if (places.length === 0) throw new CliError('notRecognised', 'nothing was issued to that person')
  await revoke({ store, places })
  return {
    json: { revoked: places.map(placeText) },
    text: facts([
      ['Revoked', places.map(placeText).join(', ')],
      ['From', 'the next epoch that is published'],
    ]),
  }
}

/** Where a credential can be revoked, as options have it. */
export function placeText({ list, id }: RevocationPlace): string {
  return `${list}/${id}`
}

function collectPlace(text: string, places: readonly RevocationPlace[]): RevocationPlace[] {
  const [, list, id] = /^(\d{1,5})\/(\d{1,5})$/.exec(text) ?? []
  if (list === undefined || id === undefined) throw new InvalidArgumentError('Write list/number.')
  return [...places, { list: Number(list), id: Number(id) }]
}
