import type { Context } from './context.ts'
import { readOctets, readText, textOf } from './documents.ts'
import { isPng, readPngQrCode } from './png-qr-code.ts'

const PREFIX = 'HC1:'

/** Whether a text is what the QR code of an EU Digital COVID Certificate says. */
export function isDccText(text: string): boolean {
  return text.trimStart().startsWith(PREFIX)
}

/**
 * The text of a certificate: the argument itself where it begins with `HC1:`, else what the file it names holds.
 *
 * @throws {CliError} as `readText`.
 */
export async function readDccText(argument: string, context: Context): Promise<string> {
  return isDccText(argument) ? argument : readText(argument, context)
}

/**
 * Text from a file that may be a picture of it: a QR code in a PNG image.
 *
 * @throws {CliError} as `readText` and `readPngQrCode`.
 */
export async function readTextOrPicture(argument: string, context: Context): Promise<string> {
  if (isDccText(argument)) return argument
  const octets = await readOctets(argument, context)
  return isPng(octets) ? readPngQrCode(octets) : textOf(octets, argument)
}
