import { type HeldCredential, receiveCredential } from '@unscored/holder'
import { type Command, Option } from 'commander'
import type { Context } from '../context.ts'
import { readJson } from '../documents.ts'
import { examples } from '../examples.ts'
import { createKeyResolver } from '../key-resolver.ts'
import { membersOf, valueText } from '../members.ts'
import { facts, type Report } from '../output.ts'
import { openOrBeginWallet, openWallet, type WalletOptions } from '../wallet.ts'

interface WalletAddOptions extends WalletOptions {
  didDocument?: readonly string[]
}

/** `unscored wallet`. */
export function addWallet(program: Command, context: Context): void {
  const { output } = context
  const wallet = program
    .command('wallet')
    .description('Keep credentials in an encrypted file.')
    .addHelpText(
      'after',
      examples(
        'unscored wallet add credential.json --wallet my.wallet',
        'unscored wallet list --wallet my.wallet',
      ),
    )
  withWalletOptions(wallet.command('add'))
    .description('Verify a credential and put it into the wallet, which is made if there is none.')
    .argument('<file>', 'the credential; - for stdin')
    .option('--did-document <file...>', 'DID documents of issuers, so that nobody is asked')
    .addHelpText(
      'after',
      examples(
        'unscored wallet add credential.json --wallet my.wallet',
        'unscored wallet add - --wallet my.wallet --passphrase-file secret.txt --did-document did.json',
      ),
    )
    .action(async (file: string, options: WalletAddOptions) =>
      output.report(await addCredential(file, { options, context })),
    )
  withWalletOptions(wallet.command('list'))
    .description('List the credentials in the wallet.')
    .addHelpText('after', examples('unscored wallet list --wallet my.wallet --json'))
    .action(async (options: WalletOptions) =>
      output.report(await listCredentials(options, context)),
    )
  withWalletOptions(wallet.command('remove'))
    .description('Forget a credential.')
    .argument('<id>', "the wallet's id for it, as list says")
    .addHelpText(
      'after',
      examples('unscored wallet remove uGxJ5yA0bTj2h6m8rPq1wXg --wallet my.wallet'),
    )
    .action(async (id: string, options: WalletOptions) =>
      output.report(await removeCredential(id, { options, context })),
    )
}

/** The options of every command that opens a wallet. */
export function withWalletOptions(command: Command): Command {
  return command
    .requiredOption('--wallet <file>', 'the wallet')
    .addOption(
      new Option(
        '--passphrase-file <file>',
        'holds the passphrase; else UNSCORED_PASSPHRASE does, else it is asked for',
      ),
    )
}

async function addCredential(
  file: string,
  { options, context }: { options: WalletAddOptions; context: Context },
): Promise<Report> {
  const credential = await readJson(file, context)
  const resolver = await createKeyResolver({ ...options, beyond: 'network' }, context)
  const store = await openOrBeginWallet(options, context)
  const id = await receiveCredential(credential, { store, resolver, now: context.now })
  return { json: { id }, text: facts([['Added', id]]) }
}

async function listCredentials(options: WalletOptions, context: Context): Promise<Report> {
  const held = await (await openWallet(options, context)).list()
  return {
    json: { credentials: held.map(outline) },
    text: held.length === 0 ? 'The wallet is empty.' : held.map(outlineText).join('\n\n'),
  }
}

async function removeCredential(
  id: string,
  { options, context }: { options: WalletOptions; context: Context },
): Promise<Report> {
  await (await openWallet(options, context)).remove(id)
  return { json: { id }, text: facts([['Removed', id]]) }
}

/** What tells the credentials of one wallet apart, without the name of a person. */
const OUTLINED: readonly (readonly [name: string, label: string])[] = [
  ['disease', 'Disease'],
  ['doseNumber', 'Dose'],
  ['doseDate', 'Date'],
]

function outline(held: HeldCredential) {
  const { id, addedAt, credential } = held
  const members = outlinedMembers(held).map(({ name, member }) => [name, member.value])
  return {
    id,
    addedAt: addedAt.toISOString(),
    issuer: credential.issuer ?? null,
    ...Object.fromEntries(members),
  }
}

function outlineText(held: HeldCredential): string {
  const { id, addedAt, credential } = held
  return facts([
    ['Id', id],
    ['Added', addedAt.toISOString()],
    ['Issuer', String(credential.issuer)],
    ...outlinedMembers(held).map(({ label, member }) => [label, valueText(member)] as const),
  ])
}

function outlinedMembers({ credential }: HeldCredential) {
  const members = membersOf(credential)
  return OUTLINED.flatMap(([name, label]) =>
    members
      .filter(({ pointer }) => pointer === `/credentialSubject/${name}`)
      .map((member) => ({ name, label, member })),
  )
}
