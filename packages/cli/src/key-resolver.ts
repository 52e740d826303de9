import {
  createDidKeyResolver,
  createPinnedResolver,
  createResolver,
  type DidDocument,
  parseDid,
  parseDidDocument,
  type Resolvable,
} from '@unscored/did'
import type { Context } from './context.ts'
import { readJsonObject } from './documents.ts'

/** What {@link createKeyResolver} takes. */
export interface CreateKeyResolverOptions {
  /** Paths of DID documents that were resolved in advance. */
  didDocument?: readonly string[]
  /** What is asked beside them and did:key: nobody, or whoever the DID's method says, who then sees it. */
  beyond: 'nobody' | 'network'
}

/**
 * Resolves DIDs from the documents given, then as did:key, then over the network with a notice that says so.
 *
 * @throws {CliError} as `readJsonObject`.
 * @throws {DidError} `invalidDid` or `invalidDidDocument` where a file holds no DID document.
 */
export async function createKeyResolver(
  { didDocument: paths = [], beyond }: CreateKeyResolverOptions,
  context: Context,
): Promise<Resolvable> {
  const documents = await Promise.all(paths.map((path) => readDidDocument(path, context)))
  const pinned = createPinnedResolver(documents)
  const isPinned = new Set<string>(documents.map(({ id }) => id))
  const others = createResolver({
    methods: {
      ...(beyond === 'network' && announced(context)),
      ...createDidKeyResolver(),
    },
  })
  return {
    resolve: (did, options) =>
      isPinned.has(did) ? pinned.resolve(did, options) : others.resolve(did, options),
  }
}

/** The methods that may use the network, each saying so before it does. */
function announced({ didMethods, output }: Context): Context['didMethods'] {
  return Object.fromEntries(
    Object.entries(didMethods).map(([name, method]) => [
      name,
      (did, ...rest) => {
        output.notice(`Asking the network for ${did}: its issuer sees that somebody asks.`)
        return method(did, ...rest)
      },
    ]),
  ) satisfies Context['didMethods']
}

async function readDidDocument(path: string, context: Context): Promise<DidDocument> {
  const document = await readJsonObject(path, context)
  return parseDidDocument(document, parseDid(document.id))
}
