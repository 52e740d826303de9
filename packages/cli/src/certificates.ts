import type { Context } from './context.ts'
import { readOctets } from './documents.ts'

/**
 * The certificates in files of PEM, which may hold several, or of DER, as `importDcc` takes them.
 *
 * @throws {CliError} as `readOctets`.
 * @see RFC 7468 §5
 */
export async function readCertificates(
  paths: readonly string[],
  context: Context,
): Promise<(Uint8Array | string)[]> {
  const files = await Promise.all(paths.map((path) => readOctets(path, context)))
  return files.flatMap((octets): (Uint8Array | string)[] => {
    const blocks = [...new TextDecoder('latin1').decode(octets).matchAll(PEM)]
    return blocks.length === 0 ? [octets] : blocks.map(([, base64 = '']) => base64)
  })
}

const PEM = /-----BEGIN CERTIFICATE-----([^-]*)-----END CERTIFICATE-----/g
