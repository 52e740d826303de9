import { join } from 'node:path'
import { createParameterFiles, type ParameterFiles, type ParameterStore } from '@unscored/vc'
import type { Context } from './context.ts'
import { exists, makeFolder, readFileOctets, replaceOctets } from './documents.ts'
import { pathIn } from './published-folder.ts'
import { fetchWebFile } from './web-file.ts'

/** What {@link openParameterFolder} takes. */
export interface OpenParameterFolderOptions {
  /** Where files are kept that issuers publish for everybody. */
  folder: string
  /**
   * What lacks there is fetched from: nowhere, the network, or a folder as it is uploaded to the root of a host.
   */
  from: 'nowhere' | 'network' | { readonly folder: string }
}

/**
 * The files that issuers publish for everybody, as they are kept in a folder. It may be shared by all wallets and verifiers of
 * a machine: nothing in it is of one holder.
 */
export function openParameterFolder(
  { folder, from }: OpenParameterFolderOptions,
  context: Context,
): ParameterFiles {
  const store = folderStore(folder, context)
  if (from === 'nowhere') return createParameterFiles({ store })
  return createParameterFiles({
    store,
    fetch: (url, { maxBytes }) =>
      from === 'network'
        ? fetchWebFile(url, { fetch: context.fetch, maxBytes })
        : readFileOctets(pathIn(from.folder, new URL(url)), context, maxBytes),
  })
}

function folderStore(folder: string, context: Context): ParameterStore {
  return {
    read: async (name) => {
      const path = join(folder, name)
      return (await exists(path, context)) ? readFileOctets(path, context, MAX_BYTES) : undefined
    },
    write: async (name, octets) => {
      await makeFolder(folder, { mode: 0o777, context })
      await replaceOctets(join(folder, name), octets, context)
    },
  }
}

/** What no published file exceeds. */
const MAX_BYTES = 2 ** 26
