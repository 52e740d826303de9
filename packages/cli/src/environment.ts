import type { CreateResolverOptions, WebFetch } from '@unscored/did'
import type { ScryptCost } from '@unscored/holder'

/** Where a command writes. */
export interface OutputStream {
  write(text: string): unknown
  readonly isTTY?: boolean
  readonly columns?: number
}

/** Where a command reads answers, and documents that are named `-`. */
export type InputStream = NodeJS.ReadableStream & {
  readonly isTTY?: boolean
}

/** The part of `node:fs/promises` that commands use. */
export type FileSystem = Pick<
  typeof import('node:fs/promises'),
  'mkdir' | 'open' | 'readdir' | 'realpath' | 'rename' | 'unlink'
>

/** What a command reaches of the world outside. */
export interface Environment {
  /** Of this program. */
  readonly version: string
  readonly stdin: InputStream
  /** Results. */
  readonly stdout: OutputStream
  /** Errors, notices and questions. */
  readonly stderr: OutputStream
  /** Variables: `UNSCORED_PASSPHRASE`, `NO_COLOR` and `TERM` are read. */
  readonly env: Readonly<Record<string, string | undefined>>
  readonly files: FileSystem
  readonly now: () => Date
  /** How DIDs other than `did:key` are resolved, which may use the network. */
  readonly didMethods: NonNullable<CreateResolverOptions['methods']>
  /** How files are fetched that issuers publish for everybody, over the network. */
  readonly fetch: WebFetch
  /** Calls when somebody wants what runs to end, in the place of ending it at once, until what it gives is called. */
  readonly onInterrupt?: (listener: () => void) => () => void
  /** How dear it is to try a passphrase of a new wallet; the holder package's default by default. */
  readonly walletCost?: ScryptCost
}
