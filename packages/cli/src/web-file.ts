import { concatOctets } from '@unscored/core'
import type { WebFetch } from '@unscored/did'

/** What {@link fetchWebFile} takes beside the address. */
export interface FetchWebFileOptions {
  fetch: WebFetch
  maxBytes: number
}

/** How long a file may take, in milliseconds. */
const TIME_LIMIT = 120_000

/**
 * A file that an issuer publishes, over the network: without cookies, without a referrer, and from no other place.
 *
 * @throws {Error} where it is not served, or is too large.
 */
export async function fetchWebFile(
  url: string,
  { fetch, maxBytes }: FetchWebFileOptions,
): Promise<Uint8Array> {
  const { status, body } = await fetch(new URL(url), {
    headers: { accept: '*/*' },
    redirect: 'manual',
    credentials: 'omit',
    referrerPolicy: 'no-referrer',
    signal: AbortSignal.timeout(TIME_LIMIT),
  })
  const reader = body?.getReader()
  if (status !== 200 || reader === undefined) {
    await reader?.cancel()
    throw new Error(`HTTP ${status}`)
  }
  const chunks: Uint8Array[] = []
  let length = 0
  for (let { value } = await reader.read(); value !== undefined; { value } = await reader.read()) {
    length += value.length
    if (length > maxBytes) {
      await reader.cancel()
      throw new Error('it is too large')
    }
    chunks.push(value)
  }
  return concatOctets(...chunks)
}
