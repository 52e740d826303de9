import { manifestUrl } from '@unscored/did'
import {
  type CreatedParameters,
  type CreateParametersOptions,
  createParameters,
} from '@unscored/issuer'
import { InvalidArgumentError } from 'commander'
import type { Context } from './context.ts'
import { readJson } from './documents.ts'
import { CliError } from './error.ts'

/** A list that is to be signed, and where its codes are. */
export interface ListFile {
  readonly id: string
  readonly path: string
}

/** Adds what an option says, as `name=file`, to what those before it said. */
export function collectList(text: string, lists: readonly ListFile[]): readonly ListFile[] {
  const [, id, path] = /^([\w.:-]+)=(.+)$/.exec(text) ?? []
  if (id === undefined || path === undefined) throw new InvalidArgumentError('Write name=file.')
  return [...lists, { id, path }]
}

/** What {@link signLists} takes. */
export interface SignListsOptions extends Pick<CreateParametersOptions, 'digits'> {
  /** The DID of who publishes them. */
  issuer: string
  lists: readonly ListFile[]
  /** Of a list, by its id. */
  editionOf: (id: string) => number
}

/**
 * Signs lists of codes, to be published in the folder of parameters of an issuer.
 *
 * @throws {CliError} `notRecognised` where a file holds no list of codes that can be signed, and as `readJson`.
 */
export async function signLists(
  { issuer, lists: listed, editionOf, digits }: SignListsOptions,
  context: Context,
): Promise<CreatedParameters> {
  const lists = []
  for (const { id, path } of listed) {
    lists.push({ id, edition: editionOf(id), codes: await readCodes(path, context) })
  }
  const url = new URL('parameters', manifestUrl(issuer)).href
  return createParameters({ url, lists, ...(digits && { digits }) }).catch((cause: unknown) => {
    if (!(cause instanceof RangeError)) throw cause
    throw new CliError('notRecognised', `a list cannot be signed: ${cause.message}`, { cause })
  })
}

async function readCodes(path: string, context: Context): Promise<readonly string[]> {
  const codes = await readJson(path, context)
  if (Array.isArray(codes) && codes.every((code) => typeof code === 'string')) return codes
  throw new CliError('notRecognised', `${path} holds no list of codes`)
}
