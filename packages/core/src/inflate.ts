import { FormatError } from './error.ts'
import { concatOctets } from './octets.ts'

/** What {@link inflateOctets} takes beside the octets. */
export interface InflateOptions {
  /** zlib data (RFC 1950), or deflate data without anything around it (RFC 1951). */
  format: 'deflate' | 'deflate-raw'
  /** The most octets that they may become. */
  limit: number
}

/**
 * Inflates compressed octets chunk by chunk and stops as soon as there is too much of it.
 *
 * @throws {FormatError} `invalidDeflate`, or `tooLarge`.
 */
export async function inflateOctets(
  compressed: Uint8Array<ArrayBuffer>,
  { format, limit }: InflateOptions,
): Promise<Uint8Array<ArrayBuffer>> {
  const inflated = new Blob([compressed]).stream().pipeThrough(new DecompressionStream(format))
  const reader = inflated.getReader()
  const chunks: Uint8Array[] = []
  let length = 0
  for (;;) {
    const { value } = await reader.read().catch((cause: unknown) => {
      throw new FormatError('invalidDeflate', 'the octets are no compressed data', { cause })
    })
    if (value === undefined) return concatOctets(...chunks)
    length += value.length
    if (length > limit) {
      await reader.cancel()
      throw new FormatError('tooLarge', `the octets become more than ${limit}`)
    }
    chunks.push(value)
  }
}
