import { nodeModules } from './web-node.ts'

/** What is asked of a {@link WebFetch}; any `fetch` understands it. */
export interface WebRequest extends RequestInit {
  headers: Readonly<Record<string, string>>
  redirect: 'manual'
  signal: AbortSignal
}

/** As much of a `Response` as is read. */
export interface WebResponse {
  readonly status: number
  readonly headers: { get(name: string): string | null }
  readonly body: WebBody | null
  readonly type?: ResponseType
  readonly redirected?: boolean
}

/** As much of a `ReadableStream` as is used: either is called, and once. */
export interface WebBody {
  getReader(): WebReader
  cancel(): Promise<void>
}

/** As much of a stream's reader as is used. */
export interface WebReader {
  /** The next octets, decompressed; none at the end. */
  read(): Promise<{ value?: Uint8Array | undefined }>
  cancel(): Promise<void>
}

/**
 * Asks a web server for something, as the `fetch` of every platform does. It follows no redirect, and stops where the
 * signal says so.
 */
export type WebFetch = (url: URL, request: WebRequest) => Promise<WebResponse>

/** What {@link createWebFetch} takes. */
export interface CreateWebFetchOptions {
  /** Whether servers on this machine may be asked, as in development; not by default. */
  allowLoopback?: boolean
  /** The IP addresses of a name; the system's resolver by default. */
  lookup?: (name: string) => Promise<readonly string[]>
  /** Who is trusted to sign servers' certificates, as PEM, in place of those whom Node trusts. */
  certificates?: readonly string[]
}

/**
 * A `fetch` for addresses that somebody else chose.
 *
 * On Node it speaks https alone, and connects to no address but those of public servers. What the name resolves to is
 * checked when the connection is made, and to the address that was checked it is made: a name that resolves
 * differently the next time gains nothing. One address that is refused refuses them all, and so do addresses that a
 * host is written as. Connections are kept for as long as the server does, or
 * the process has something else to do.
 *
 * A page sees no addresses and takes no options: elsewhere than on Node this is the platform's own `fetch`, and what
 * networks it reaches is for the platform to say, in browsers by CORS and their rules for local networks.
 *
 * @throws {DidWebError} on Node, from the function: `addressRefused`, `certificateRefused`, `requestFailed`.
 */
export function createWebFetch(options: CreateWebFetchOptions = {}): WebFetch {
  const load = nodeModules()
  if (load === undefined) return (url, request) => globalThis.fetch(url, request)
  let loaded: Promise<WebFetch> | undefined
  return async (url, request) => {
    // Who verifies from pinned documents needs none of it.
    loaded ??= import('./web-fetch-node.ts').then(({ createNodeFetch }) =>
      createNodeFetch(load, options),
    )
    const fetch = await loaded
    return fetch(url, request)
  }
}
