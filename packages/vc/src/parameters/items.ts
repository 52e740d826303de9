import { decodeCbor, encodeCbor, equalOctets } from '@unscored/core'
import { ParameterError } from './error.ts'

/** What {@link decodeItems} takes beside the octets. */
export interface DecodeItemsOptions {
  /** The first item, by which one format is never taken for another. */
  format: string
  /** How many items there are behind it. */
  count: number
  maxBytes: number
  /** For messages. */
  file: string
}

/**
 * The items of a published file: an array that begins with the name of its format, encoded in the one way there is.
 *
 * @throws {ParameterError} `fileMalformed`.
 */
export function decodeItems(
  octets: Uint8Array,
  { format, count, maxBytes, file }: DecodeItemsOptions,
): unknown[] {
  if (octets.length > maxBytes) throw malformed(file, 'it is longer than such a file may be')
  const value = decoded(octets, file)
  if (!Array.isArray(value) || value[0] !== format || value.length !== count + 1) {
    throw malformed(file, `it is no ${format}`)
  }
  // Fractions of any width are read alike, and an integer may be one.
  if (!equalOctets(encodeCbor(value), octets))
    throw malformed(file, 'it is not encoded as it should be')
  return value.slice(1)
}

/** A file whose form is not as it should be. */
export function malformed(file: string, why: string, options?: ErrorOptions): ParameterError {
  return new ParameterError('fileMalformed', file, why, options)
}

function decoded(octets: Uint8Array, file: string): unknown {
  try {
    return decodeCbor(octets)
  } catch (cause) {
    throw malformed(file, 'it is no CBOR of one item', { cause })
  }
}
