// Of packages that come without types: what the project uses, and no more.

declare module '@digitalbazaar/credentials-context' {
  import type { JsonObject } from '@unscored/core'
  export const contexts: ReadonlyMap<string, JsonObject>
}

declare module '@digitalbazaar/data-integrity-context' {
  import type { JsonObject } from '@unscored/core'
  export const contexts: ReadonlyMap<string, JsonObject>
}

declare module '@digitalbazaar/multikey-context' {
  import type { JsonObject } from '@unscored/core'
  export const contexts: ReadonlyMap<string, JsonObject>
}

declare module 'jsonld/lib/index.js' {
  import type { JsonArray, JsonObject, JsonValue } from '@unscored/core'
  import type { Options } from 'jsonld/lib/context.js'

  interface Processor {
    expand(document: JsonObject, options: Partial<Options> & { safe: true }): Promise<JsonArray>
    compact(expanded: JsonArray, context: JsonValue, options: Options): Promise<JsonObject>
    frame(
      expanded: JsonArray,
      frame: JsonObject,
      options: Options & { omitDefault: true },
    ): Promise<JsonObject>
  }

  /** Makes a processor with caches of its own. */
  export default function jsonld(): Processor
}

declare module 'jsonld/lib/context.js' {
  /** What every algorithm takes. */
  export interface Options {
    contextResolver: object
    documentLoader: (url: string) => Promise<object>
    base: null
    eventHandler: readonly object[]
    rdfDirection: 'i18n-datatype'
  }

  const contexts: {
    /** The context that defines nothing. */
    getInitialContext(options: { processingMode?: string }): object
  }
  export default contexts
}

declare module 'jsonld/lib/events.js' {
  const events: {
    /** What is told of everything that is dropped; it throws where `safe` is set. */
    setupEventHandler(inputs: { options: { safe: true } }): readonly object[]
  }
  export default events
}

declare module 'jsonld/lib/expand.js' {
  import type { JsonObject, JsonValue } from '@unscored/core'
  import type { Options } from 'jsonld/lib/context.js'

  const expansion: {
    expand(inputs: { activeCtx: object; element: JsonObject; options: Options }): Promise<JsonValue>
  }
  export default expansion
}

declare module 'jsonld/lib/toRdf.js' {
  import type { JsonArray } from '@unscored/core'
  import type { Options } from 'jsonld/lib/context.js'

  const rdf: {
    /** Takes apart the lists of what it is given, and answers quads as RDF/JS describes them. */
    toRDF(expanded: JsonArray, options: Options): object[]
  }
  export default rdf
}

declare module 'jsonld/lib/ResolvedContext.js' {
  import type { JsonObject } from '@unscored/core'

  /** A context, and what was compiled of it for a few that went before. */
  export default class ResolvedContext {
    constructor(options: { document: JsonObject | null })
    readonly document: JsonObject | null
    getProcessed(active: object): object | undefined
    setProcessed(active: object, processed: object): void
  }
}

declare module 'rdf-canonize' {
  interface CanonizeOptions {
    algorithm: 'RDFC-1.0'
    canonicalIdMap: Map<string, string>
    maxWorkFactor: number
    createMessageDigest?: () => { update(text: string): void; digest(): string }
  }

  export function canonize(dataset: readonly object[], options: CanonizeOptions): Promise<string>

  export const NQuads: { serializeQuad(quad: object): string }
}

declare module '@digitalbazaar/di-sd-primitives' {
  import type { JsonObject } from '@unscored/core'
  /** Answers `null` where there are no pointers. */
  export function selectJsonLd(options: {
    document: JsonObject
    pointers: string[]
  }): JsonObject | null
}

declare module '@mattrglobal/bbs-signatures/lib/wasm.js' {
  interface Verdict {
    verified: boolean
    error?: string
  }

  export function generateBls12381G2KeyPair(): Promise<object>

  export function blsSign(request: {
    keyPair: { secretKey: Uint8Array; publicKey: Uint8Array }
    messages: readonly Uint8Array[]
  }): Promise<Uint8Array>

  export function blsVerify(request: {
    publicKey: Uint8Array
    signature: Uint8Array
    messages: readonly Uint8Array[]
  }): Promise<Verdict>

  export function blsCreateProof(request: {
    signature: Uint8Array
    publicKey: Uint8Array
    messages: readonly Uint8Array[]
    nonce: Uint8Array
    revealed: readonly number[]
  }): Promise<Uint8Array>

  export function blsVerifyProof(request: {
    proof: Uint8Array
    publicKey: Uint8Array
    messages: readonly Uint8Array[]
    nonce: Uint8Array
  }): Promise<Verdict>

  /** Starts the engine; nothing else may be called before that is done. */
  type Start = () => Promise<unknown>

  export interface Engine {
    readonly default: Start
    readonly generateBls12381G2KeyPair: typeof generateBls12381G2KeyPair
    readonly blsSign: typeof blsSign
    readonly blsVerify: typeof blsVerify
    readonly blsCreateProof: typeof blsCreateProof
    readonly blsVerifyProof: typeof blsVerifyProof
  }

  const start: Start | Engine
  export default start
}

declare module '@digitalbazaar/data-integrity' {
  export class DataIntegrityProof {
    constructor(options: { cryptosuite: object; signer?: object; date: Date | null })
  }
}

declare module '@digitalbazaar/vc' {
  import type { JsonObject } from '@unscored/core'

  interface Step {
    suite: object
    documentLoader: (url: string) => Promise<object>
  }

  export function issue(options: Step & { credential: JsonObject; now: Date }): Promise<JsonObject>
  export function derive(options: Step & { verifiableCredential: JsonObject }): Promise<JsonObject>
}

declare module '@digitalbazaar/eddsa-rdfc-2022-cryptosuite' {
  export const cryptosuite: object
}

declare module '@digitalbazaar/ed25519-multikey' {
  interface Verifier {
    verify(inputs: { data: Uint8Array; signature: Uint8Array }): Promise<boolean>
  }

  interface KeyPair {
    readonly publicKey: Uint8Array
    signer(): object
    verifier(): Verifier
  }

  /** Derives both keys from a seed of 32 octets, which RFC 8032 calls the secret key. */
  export function generate(options: {
    id?: string
    controller?: string
    seed: Uint8Array
  }): Promise<KeyPair>

  export function from(key: { type: 'Multikey'; publicKeyMultibase: string }): Promise<KeyPair>
}

declare module 'jsonld-signatures' {
  export interface Inputs {
    suite: object | readonly object[]
    purpose: object
    documentLoader: (url: string) => Promise<object>
  }

  export interface JsonLdSignatures {
    sign<Document extends object>(
      document: Document,
      inputs: Inputs,
    ): Promise<Document & { proof: object }>
    readonly purposes: { readonly AssertionProofPurpose: new () => object }
  }

  const jsigs: JsonLdSignatures
  export default jsigs
}
