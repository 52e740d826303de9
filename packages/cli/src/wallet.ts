import { createEncryptedStore, createFileStorage, type EncryptedStore } from '@unscored/holder'
import type { Context } from './context.ts'
import { exists, readText } from './documents.ts'
import { CliError } from './error.ts'
import { askHidden, isInteractive } from './prompt.ts'

/** The options of every command that opens a wallet. */
export interface WalletOptions {
  /** Path. */
  wallet: string
  /** Path. */
  passphraseFile?: string
}

/**
 * Opens the wallet in a file.
 *
 * @throws {CliError} `fileMissing`, `passphraseMissing`.
 * @throws {HolderError} as `createEncryptedStore`.
 */
export async function openWallet(
  options: WalletOptions,
  context: Context,
): Promise<EncryptedStore> {
  if (!(await exists(options.wallet, context))) {
    throw new CliError('fileMissing', `there is no wallet ${options.wallet}`)
  }
  return open(options, { context, isNew: false })
}

/**
 * Opens the wallet in a file, or begins one there.
 *
 * @throws as {@link openWallet}, but for `fileMissing`.
 */
export async function openOrBeginWallet(
  options: WalletOptions,
  context: Context,
): Promise<EncryptedStore> {
  return open(options, { context, isNew: !(await exists(options.wallet, context)) })
}

interface OpenOptions {
  context: Context
  isNew: boolean
}

async function open(options: WalletOptions, { context, isNew }: OpenOptions) {
  const { files, walletCost } = context
  return createEncryptedStore({
    storage: createFileStorage({ files, path: pathOfFile(options.wallet) }),
    passphrase: await readPassphrase(options, { context, isNew }),
    ...(walletCost && { cost: walletCost }),
  })
}

function pathOfFile(path: string): string {
  if (/(?:^|[\\/])$/.test(path)) throw new CliError('usage', 'the path of the wallet names no file')
  return path
}

/** From the file, else from the environment, else from who sits at the terminal; never from the command's words. */
async function readPassphrase(
  { passphraseFile }: WalletOptions,
  { context, isNew }: OpenOptions,
): Promise<string> {
  const passphrase =
    passphraseFile === undefined
      ? context.env.UNSCORED_PASSPHRASE || (await askPassphrase({ context, isNew }))
      : (await readText(passphraseFile, context)).replace(/\r?\n$/, '')
  if (passphrase === '') throw new CliError('passphraseMissing', 'the passphrase is empty')
  return passphrase
}

async function askPassphrase({ context, isNew }: OpenOptions): Promise<string> {
  if (!isInteractive(context)) {
    throw new CliError(
      'passphraseMissing',
      'give --passphrase-file or UNSCORED_PASSPHRASE where there is no terminal to ask at',
    )
  }
  const passphrase = await askHidden('Passphrase of the wallet', context)
  if (passphrase === undefined) throw new CliError('passphraseMissing', 'no passphrase was given')
  if (isNew && (await askHidden('Once more, for it is a new one', context)) !== passphrase) {
    throw new CliError('passphraseMissing', 'the two passphrases differ')
  }
  return passphrase
}
