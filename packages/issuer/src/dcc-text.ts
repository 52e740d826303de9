import { FormatError, inflateOctets, readBase45 } from '@unscored/core'
import { IssuerError } from './error.ts'

/** What the largest QR code holds (version 40, correction L, alphanumeric): no certificate is longer. */
export const MAX_DCC_CHARACTERS = 4296

/** The largest message that is inflated: several times what a code that fits the limit above holds honestly. */
export const MAX_DCC_OCTETS = 2 ** 14

const PREFIX = 'HC1:'

/**
 * The signed message in the text of an EU Digital COVID Certificate's QR code. Line breaks around the text are
 * dropped; a space at its end is not, since base45 means something by it.
 *
 * @throws {IssuerError} `dccTooLarge`, `dccPrefix`, `dccBase45`, `dccInflate` or `dccInflatedTooLarge`.
 * @see Electronic Health Certificate Specification 1.3 §4
 */
export async function parseDccText(text: string): Promise<Uint8Array<ArrayBuffer>> {
  if (text.length > MAX_DCC_CHARACTERS) {
    throw new IssuerError('dccTooLarge', `more than ${MAX_DCC_CHARACTERS} characters`)
  }
  const line = text.trimStart().replace(/[\r\n\t]+$/, '')
  if (!line.startsWith(PREFIX)) throw new IssuerError('dccPrefix', `the text has no ${PREFIX}`)
  const compressed = readBase45(line.slice(PREFIX.length))
  if (compressed === undefined) throw new IssuerError('dccBase45', 'the text is no base45')
  return inflate(compressed)
}

async function inflate(compressed: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  return inflateOctets(compressed, { format: 'deflate', limit: MAX_DCC_OCTETS }).catch(
    (cause: unknown) => {
      if (cause instanceof FormatError && cause.code === 'tooLarge') {
        throw new IssuerError('dccInflatedTooLarge', `more than ${MAX_DCC_OCTETS} octets`)
      }
      throw new IssuerError('dccInflate', 'the octets are no zlib data', { cause })
    },
  )
}
