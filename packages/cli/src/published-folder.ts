import { dirname, join, relative, resolve, sep } from 'node:path'
import { type Did, didWebUrl } from '@unscored/did'
import type { Context } from './context.ts'
import { exists, makeFolder } from './documents.ts'
import { CliError } from './error.ts'

/** Where in the folder that is uploaded to the root of its host the document of a `did:web` lies. */
export function documentPathIn(folder: string, did: Did): string {
  return pathIn(folder, didWebUrl(did))
}

/** Where in the folder that is uploaded to the root of a host that lies which is served at an address of the host. */
export function pathIn(folder: string, { pathname }: URL): string {
  return join(folder, ...pathname.split('/'))
}

/**
 * The folder that a document is uploaded with: {@link documentPathIn} backwards.
 *
 * @throws {CliError} `usage` where the document does not lie where its DID has it.
 */
export function folderOfDocument(path: string, did: Did): string {
  const place = documentPathIn(sep, did)
  const absolute = resolve(path)
  if (!absolute.endsWith(place)) throw new CliError('usage', `${path} does not end with ${place}`)
  return absolute.slice(0, -place.length) || sep
}

/** Where keys go where nobody says: beside the folder that is uploaded. */
export function defaultKeyFolder(folder: string): string {
  return `${resolve(folder)}.keys`
}

/** What {@link prepareKeyFolder} takes. */
export interface PrepareKeyFolderOptions {
  /** Where keys go. */
  keyFolder: string
  /** What is uploaded, and exists. */
  folder: string
}

/**
 * Makes the folder of secret keys, for its owner alone.
 *
 * @throws {CliError} `usage` where it would be uploaded, `fileNotWritten`.
 */
export async function prepareKeyFolder(
  { keyFolder, folder }: PrepareKeyFolderOptions,
  context: Context,
): Promise<void> {
  await makeFolder(keyFolder, { mode: 0o700, context })
  // By their real paths, so that no link leads in.
  const [uploaded, secret] = await Promise.all(
    [folder, keyFolder].map((path) => context.files.realpath(path)),
  )
  const way = relative(uploaded ?? '', secret ?? '')
  if (way !== '..' && !way.startsWith(`..${sep}`)) {
    throw new CliError('usage', 'the keys would be uploaded with the folder: choose --keys')
  }
}

/**
 * Makes the folder of a file where there is none.
 *
 * @throws {CliError} `fileNotWritten`.
 */
export async function makeFolderOf(path: string, context: Context): Promise<void> {
  await makeFolder(dirname(path), { mode: 0o777, context })
}

/**
 * Checks that there is nothing at any of these paths, before the first of them is written.
 *
 * @throws {CliError} `fileExists`.
 */
export async function assertAbsent(paths: readonly string[], context: Context): Promise<void> {
  for (const path of paths) {
    if (await exists(path, context)) {
      throw new CliError('fileExists', `${path} exists and is not overwritten`)
    }
  }
}
