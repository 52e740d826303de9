import { isDigest, isJsonObject, parseJson } from '@unscored/core'
import { openRegistry, parseDid, type Registry, type RegistryState } from '@unscored/did'
import { verifyDocument } from '@unscored/vc'
import type { Context } from './context.ts'
import { exists, readFileOctets, textOf, writeDocument } from './documents.ts'
import { CliError } from './error.ts'
import { createKeyResolver } from './key-resolver.ts'

/** Options of commands that may use a registry. */
export interface RegistryOptions {
  registry?: string
  registrySigner?: string
  /** The document of the signer may be among them. */
  didDocument?: readonly string[]
}

/** The largest registry that is read, in octets: 128 MiB. */
export const MAX_REGISTRY_BYTES = 2 ** 27

/**
 * The registry that options name; none where they name none.
 *
 * @throws {CliError} `usage` where nobody says who signed it, and what {@link openRegistryFile} throws.
 */
export async function openNamedRegistry(
  { registry: path, registrySigner: signer, didDocument }: RegistryOptions,
  context: Context,
): Promise<Registry | undefined> {
  if (path === undefined) return undefined
  if (signer === undefined) {
    throw new CliError('usage', 'give --registry-signer beside --registry: whose registry is it?')
  }
  return openRegistryFile({ path, signer, ...(didDocument && { didDocument }) }, context)
}

/** What {@link openRegistryFile} takes. */
export interface OpenRegistryFileOptions extends Pick<RegistryOptions, 'didDocument'> {
  path: string
  /** Whose registry it must be: a `did:key`, or a DID whose document is given. */
  signer: string
}

/**
 * The registry in a file. Which one it was is remembered beside it, in a file of the same name with `.seen`, and an older or
 * another one is refused from then on.
 *
 * @throws {CliError} as `readFileOctets`, and `notRecognised` where what was remembered is damaged.
 * @throws {RegistryError} as `openRegistry`.
 */
export async function openRegistryFile(
  { path, signer, didDocument = [] }: OpenRegistryFileOptions,
  context: Context,
): Promise<Registry> {
  const seen = `${path}.seen`
  const last = (await exists(seen, context)) ? await readState(seen, context) : undefined
  const registry = await openRegistry({
    octets: await readFileOctets(path, context, MAX_REGISTRY_BYTES),
    signer: parseDid(signer),
    verifyDocument,
    resolver: await createKeyResolver({ didDocument, beyond: 'nobody' }, context),
    ...(last && { last }),
    now: context.now,
  })
  if (registry.state.hash !== last?.hash) {
    await writeDocument({ path: seen, document: registry.state, sort: 'public' }, context)
  }
  return registry
}

async function readState(path: string, context: Context): Promise<RegistryState> {
  const value = parseJson(textOf(await readFileOctets(path, context), path))
  const { version, hash } = isJsonObject(value) ? value : {}
  if (typeof version !== 'number' || !isDigest(hash)) {
    throw new CliError('notRecognised', `${path} does not say which registry was seen last`)
  }
  return { version, hash }
}
