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
  /** What is asked instead of the network, whatever `beyond` says. */
  pinned?: Resolvable
}

/**
 * Resolves DIDs as did:key, from the documents given, from what is pinned, or over the network with a notice that says so, each once.
 *
 * @throws {CliError} as `readJsonObject`.
 * @throws {DidError} `invalidDid` or `invalidDidDocument` where a file holds no DID document.
 */
export async function createKeyResolver(
  { didDocument: paths = [], beyond, pinned: registry }: CreateKeyResolverOptions,
  context: Context,
): Promise<Resolvable> {
  const documents = await Promise.all(paths.map((path) => readDidDocument(path, context)))
  const pinned = createPinnedResolver(documents)
  const isPinned = new Set<string>(documents.map(({ id }) => id))
  const others = createResolver({
    methods: {
      ...mapMethods(context.didMethods, (method) => (did, ...rest) => {
        if (registry !== undefined) return registry.resolve(did)
        if (beyond === 'network') {
          context.output.notice(
            `Asking the network for ${did}: its issuer sees that somebody asks.`,
          )
          return method(did, ...rest)
        }
        context.output.notice(`${did} is in no --did-document, and nobody else is asked for it.`)
        return pinned.resolve(did)
      }),
      ...createDidKeyResolver(),
    },
  })
  const answers = new Map<string, ReturnType<Resolvable['resolve']>>()
  return {
    resolve: (did) => {
      // A did:key is its own document, whatever a file says.
      const source = isPinned.has(did) && !did.startsWith('did:key:') ? pinned : others
      const answer = answers.get(did) ?? source.resolve(did)
      answers.set(did, answer)
      return answer
    },
  }
}

type Methods = Context['didMethods']

function mapMethods(
  methods: Methods,
  change: (method: Methods[string]) => Methods[string],
): Methods {
  return Object.fromEntries(Object.entries(methods).map(([name, method]) => [name, change(method)]))
}

/**
 * The DID document of a file.
 *
 * @throws {CliError} as `readJsonObject`.
 * @throws {DidError} `invalidDid` or `invalidDidDocument`.
 */
export async function readDidDocument(path: string, context: Context): Promise<DidDocument> {
  const document = await readJsonObject(path, context)
  return parseDidDocument(document, parseDid(document.id))
}
