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

declare module 'jsonld' {
  import type { JsonArray, JsonObject, JsonValue } from '@unscored/core'

  interface Options {
    documentLoader: (url: string) => Promise<{ documentUrl: string; document: JsonObject }>
    base: null
    safe: true
    rdfDirection?: 'i18n-datatype'
    skipExpansion?: boolean
  }

  interface Processor {
    expand(document: JsonObject, options: Options): Promise<JsonArray>
    compact(expanded: JsonArray, context: JsonValue, options: Options): Promise<JsonObject>
    toRDF(expanded: JsonArray, options: Options): Promise<unknown>
  }

  /** Makes a processor with caches of its own. */
  export default function jsonld(): Processor
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

declare module 'jsonld' {
  import type { JsonArray, JsonObject } from '@unscored/core'

  interface Processor {
    frame(
      expanded: JsonArray,
      frame: JsonObject,
      options: Options & { omitDefault: true },
    ): Promise<JsonObject>
  }
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
    constructor(options: { cryptosuite: object; signer?: object; date: null })
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
