import { PNG } from 'pngjs'
import decodeQR from 'qr/decode.js'
import { CliError } from './error.ts'

const SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)

/** The most pixels that are decoded: more than a screen has. */
const MAX_PIXELS = 2 ** 24

/** How long a code is looked for, in milliseconds. */
const TIME_LIMIT = 5000

/** Whether octets begin as a PNG image does. */
export function isPng(octets: Uint8Array): boolean {
  return SIGNATURE.every((octet, i) => octets[i] === octet)
}

/**
 * The text of the QR code in a PNG image.
 *
 * @throws {CliError} `imageUnreadable` or `imageWithoutCode`.
 */
export function readPngQrCode(octets: Uint8Array): string {
  const { width, height, data } = decodePng(octets)
  flattenOntoWhite(data)
  try {
    return decodeQR(
      { width, height, data },
      { format: 'RGBA', effort: Number.POSITIVE_INFINITY, timeLimit: TIME_LIMIT },
    )
  } catch (cause) {
    throw new CliError('imageWithoutCode', 'no QR code was found in the image', { cause })
  }
}

function decodePng(octets: Uint8Array): PNG {
  assertAffordable(octets)
  try {
    return PNG.sync.read(Buffer.from(octets))
  } catch (cause) {
    throw new CliError('imageUnreadable', 'the file is no PNG image', { cause })
  }
}

/**
 * The header says how much memory an image takes, before anything is inflated. Interlaced images are refused, since
 * the library inflates them without limit.
 *
 * @see PNG §11.2.1 IHDR
 */
function assertAffordable(octets: Uint8Array): void {
  if (!isPng(octets) || octets.length < 29) {
    throw new CliError('imageUnreadable', 'the file is no PNG image')
  }
  const header = new DataView(octets.buffer, octets.byteOffset)
  if (header.getUint32(16) * header.getUint32(20) > MAX_PIXELS) {
    throw new CliError('imageUnreadable', `the image has more than ${MAX_PIXELS} pixels`)
  }
  if (header.getUint8(28) !== 0) {
    throw new CliError('imageUnreadable', 'the image is interlaced: save it without')
  }
}

/** What is transparent has a colour all the same, often black. */
function flattenOntoWhite(rgba: Uint8Array): void {
  for (let i = 0; i < rgba.length; i += 4) {
    const alpha = (rgba[i + 3] ?? 255) / 255
    for (let channel = i; channel < i + 3; channel++) {
      rgba[channel] = 255 - (255 - (rgba[channel] ?? 0)) * alpha
    }
  }
}
