/** Of Node's `stream.Readable`, what is used. */
export interface NodeReadable {
  on(event: 'data', listener: (octets: Uint8Array) => void): void
  on(event: 'end', listener: () => void): void
  on(event: 'error', listener: (cause: Error) => void): void
  pause(): void
  /** Goes on, for nobody where nobody listens. */
  resume(): void
  destroy(): void
}

/** Of Node's `http.IncomingMessage`, what is used. */
export interface IncomingMessage extends NodeReadable {
  statusCode?: number
  /** By lower-case names; lists where a header may be there several times, as no one that is read here. */
  headers: Readonly<Record<string, string | string[] | undefined>>
}

/** Of Node's `http.ClientRequest`, what is used. */
export interface ClientRequest {
  reusedSocket: boolean
  /** `authorizationError` is set where the server's certificate is why the connection failed. */
  socket: { authorizationError?: unknown } | null
  on(event: 'response', listener: (message: IncomingMessage) => void): void
  on(event: 'error', listener: (error: Error & { code?: string }) => void): void
  end(): void
  destroy(error: Error): void
}

/** An IP address as Node's look-ups give it. */
export interface LookupAddress {
  address: string
  family: number
}

/** What a socket calls for the addresses of a name; all of them where `all` is set, and otherwise one. */
export type SocketLookup = (
  name: string,
  options: { all?: boolean },
  callback: (
    error: Error | null,
    address?: string | readonly LookupAddress[],
    family?: number,
  ) => void,
) => void

/** Of the modules of Node, what is used. */
export interface NodeModules {
  'node:https': {
    Agent: new (options: object) => object
    request(options: object): ClientRequest
  }
  'node:dns': {
    promises: { lookup(name: string, options: { all: true }): Promise<readonly LookupAddress[]> }
  }
  'node:tls': { createSecureContext(options?: object): object }
  'node:stream': {
    pipeline(from: NodeReadable, to: NodeReadable, done: () => void): NodeReadable
  }
  'node:zlib': { createGunzip(): NodeReadable }
}

/** How modules of Node are loaded. */
export type LoadModule = <Name extends keyof NodeModules>(name: Name) => NodeModules[Name]

/** Loads modules of Node; `undefined` elsewhere. */
export function nodeModules(): LoadModule | undefined {
  // Asked for in this way, no bundler looks for modules that browsers lack.
  const { process } = globalThis as { process?: { getBuiltinModule?: LoadModule } }
  return process?.getBuiltinModule
}
