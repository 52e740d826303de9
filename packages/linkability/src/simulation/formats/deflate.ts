import { inflateOctets } from '@unscored/core'

/** Octets made smaller by DEFLATE: with the frame of zlib (RFC 1950), or without one (RFC 1951). */
export type DeflateFrame = 'deflate' | 'deflate-raw'

/** Compresses octets. */
export async function compress(octets: Uint8Array, frame: DeflateFrame): Promise<Uint8Array> {
  const source = new Blob([new Uint8Array(octets)]).stream()
  const compressed = source.pipeThrough(new CompressionStream(frame))
  return new Uint8Array(await new Response(compressed).arrayBuffer())
}

/**
 * Takes apart what {@link compress} made.
 *
 * @throws {FormatError} `invalidDeflate` or `tooLarge`.
 */
export function decompress(octets: Uint8Array, frame: DeflateFrame): Promise<Uint8Array> {
  return inflateOctets(new Uint8Array(octets), { format: frame, limit: MAX_INFLATED })
}

const MAX_INFLATED = 2 ** 20
