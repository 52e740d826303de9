import {
  gapsBetween,
  PUBLIC_KEY_BYTES,
  REVOCATION_SENTINELS,
  SIGNATURE_BYTES,
  type SignedGap,
  type SignGapsOptions,
  signGaps,
  verifyGap,
} from '@unscored/bbs'
import { concatOctets, digestOfOctets, encodeCbor, encodeMultikey, withCodec } from '@unscored/core'
import { ParameterError } from './error.ts'
import { decodeItems, malformed } from './items.ts'

/** Of a list, which of its numbers are revoked. */
export interface RevokedNumbers {
  /** From 0 on. */
  readonly list: number
  /** In any order. */
  readonly revoked: Iterable<number>
}

/** What {@link createGapsFile} takes. */
export interface CreateGapsFileOptions
  extends Pick<SignGapsOptions, 'secretKey' | 'publicKey' | 'epoch' | 'bbs'> {
  /** All lists of the issuer, also those of which nothing is revoked. */
  lists: Iterable<RevokedNumbers>
}

/** The longest file of gaps that is read: of some 400,000 revocations. */
export const MAX_GAPS_FILE_BYTES = 2 ** 25

/** The most lists of an issuer, of 65,534 numbers each. */
export const MAX_REVOCATION_LISTS = 2 ** 16

const FORMAT = 'unscored-gaps-1'
const POINT_BYTES = 48

/** The epoch of a time: the number of periods since 1970. */
export function epochOf(time: Date, { epochSeconds }: { epochSeconds: number }): number {
  return Math.floor(time.getTime() / (epochSeconds * 1000))
}

/**
 * Where the file of an epoch is: below the address that the manifest names, the same for all who ask.
 */
export function gapsFileUrl({ url }: { url: string }, epoch: number): string {
  return `${url.replace(/\/$/, '')}/${epoch}`
}

/**
 * Signs what of all lists is not revoked in an epoch, as a file for everybody: 82 octets for each revocation, 80 of which are
 * a signature. All signatures are new in each epoch, so that a list of changes would save two octets of these at most.
 *
 * @throws {RangeError} where the key or the epoch is malformed, a list is there twice or none, there are too many, or a number is none that a
 *   credential may bear.
 */
export async function createGapsFile({
  lists,
  epoch,
  secretKey,
  publicKey,
  bbs,
}: CreateGapsFileOptions): Promise<Uint8Array> {
  const sorted = [...lists]
    .map(({ list, revoked }) => ({ list, revoked: [...new Set(revoked)].sort((a, b) => a - b) }))
    .sort((a, b) => a.list - b.list)
  if (!areLists(sorted.map(({ list }) => list))) {
    throw new RangeError('lists are integers from 0 on, each once')
  }
  const gaps = sorted.map(({ list, revoked }) => gapsBetween(list, revoked))
  const key = { secretKey, publicKey, epoch, ...(bbs && { bbs }) }
  const signed = await signGaps({ ...key, gaps: gaps.flat() })
  let from = 0
  const items = sorted.map(({ list, revoked }, i) => {
    const ofList = signed.slice(from, from + (gaps[i]?.length ?? 0))
    from += ofList.length
    const signatures = ofList.map(({ signature }) => signature)
    return [list, numberOctets(revoked), concatOctets(...signatures)]
  })
  return encodeCbor([FORMAT, epoch, publicKey, items])
}

/** What a holder expects of a file of gaps. */
export interface GapsReference {
  /** Where it is, for messages. */
  readonly url: string
  readonly epoch: number
  /** Multikey of the key that the manifest names for revocation. */
  readonly publicKey: string
}

/** The gaps of all lists of an issuer in an epoch, of which {@link ownGap} takes one. */
export interface OpenedGapsFile {
  readonly reference: GapsReference
  /** By which two people can tell that they were given the same. */
  readonly digest: string
  /** Where to find the gaps of each list. */
  readonly lists: ReadonlyMap<number, GapsOfList>
}

/** The gaps of a list as they were published. */
export interface GapsOfList {
  /** Ascending, two octets each. */
  readonly numbers: Uint8Array
  /** 80 octets for each gap. */
  readonly signatures: Uint8Array
}

/**
 * Opens the file of an epoch. Its form is checked as a whole, whatever its reader needs of it; that a gap is signed,
 * {@link ownGap} asks of one alone, since nothing else than that holder's being able to prove depends on it.
 *
 * @param reference By the pinned manifest, never by the file.
 * @throws {ParameterError} `fileMalformed` or `fileMismatch`, naming the file.
 */
export async function openGapsFile(
  octets: Uint8Array,
  { reference }: { reference: GapsReference },
): Promise<OpenedGapsFile> {
  const { url: file } = reference
  const [epoch, publicKey, items] = decodeItems(octets, {
    ...{ format: FORMAT, count: 3, maxBytes: MAX_GAPS_FILE_BYTES, file },
  })
  if (!Number.isSafeInteger(epoch)) throw malformed(file, 'its epoch is none')
  if (!(publicKey instanceof Uint8Array) || publicKey.length !== PUBLIC_KEY_BYTES) {
    throw malformed(file, 'its key is none')
  }
  const lists = readLists(items, file)
  if (epoch !== reference.epoch) {
    throw new ParameterError('fileMismatch', file, 'it is of another epoch')
  }
  if (encodeMultikey(withCodec('Bls12381G2-public', publicKey)) !== reference.publicKey) {
    throw new ParameterError('fileMismatch', file, 'its key is not the one of the manifest')
  }
  return { reference, digest: digestOfOctets(octets), lists }
}

/**
 * The signed gap that a credential's number lies in; `undefined` where it is revoked, or its list is not there.
 *
 * Nobody but the holder may be told one of these from another, nor from a gap that is not signed: they say something of her
 * number.
 *
 * @param publicKey 96 octets: the revocation key of the credential's profile.
 * @throws {ParameterError} `gapInvalid`, naming the file, where the gap is not signed as it should be: then it is not the file
 *   of the epoch that others have, and what was proven by it would tell its holder from them.
 */
export async function ownGap(
  { lists, reference: { epoch, url } }: OpenedGapsFile,
  { list, id, publicKey }: { list: number; id: number; publicKey: Uint8Array },
): Promise<SignedGap | undefined> {
  const found = lists.get(list)
  if (found === undefined) return undefined
  const gaps = gapsBetween(list, readNumbers(found.numbers))
  const at = gaps.findIndex(({ after, before }) => after < id && id < before)
  const between = gaps[at]
  if (between === undefined) return undefined
  const signature = found.signatures.slice(at * SIGNATURE_BYTES, (at + 1) * SIGNATURE_BYTES)
  const gap = { ...between, signature }
  if (await verifyGap({ publicKey, epoch, gap })) return gap
  throw new ParameterError('gapInvalid', url, 'a gap is not signed with its key')
}

function readLists(items: unknown, file: string): ReadonlyMap<number, GapsOfList> {
  if (!Array.isArray(items)) throw malformed(file, 'it has no lists')
  const lists = items.map((item: unknown) => {
    const [list, numbers, signatures, ...others]: unknown[] = Array.isArray(item) ? item : []
    const hasForm =
      typeof list === 'number' &&
      numbers instanceof Uint8Array &&
      signatures instanceof Uint8Array &&
      others.length === 0
    if (!hasForm) throw malformed(file, 'a list is none')
    if (!areNumbers(numbers))
      throw malformed(file, 'the numbers of a list are none, or not in order')
    const { length } = gapsBetween(list, readNumbers(numbers))
    if (signatures.length !== length * SIGNATURE_BYTES || !areSignatures(signatures)) {
      throw malformed(file, 'a list has not one signature for each gap')
    }
    return [list, { numbers, signatures }] as const
  })
  if (!areLists(lists.map(([list]) => list))) throw malformed(file, 'its lists are not in order')
  return new Map(lists)
}

function areLists(lists: readonly number[]): boolean {
  return (
    lists.length <= MAX_REVOCATION_LISTS &&
    lists.every((list) => Number.isInteger(list) && list >= 0 && list < MAX_REVOCATION_LISTS) &&
    lists.every((list, i) => i === 0 || (lists[i - 1] as number) < list)
  )
}

function numberOctets(numbers: readonly number[]): Uint8Array {
  const octets = new Uint8Array(2 * numbers.length)
  const view = new DataView(octets.buffer)
  for (const [i, number] of numbers.entries()) view.setUint16(2 * i, number)
  return octets
}

function readNumbers(octets: Uint8Array): number[] {
  const view = new DataView(octets.buffer, octets.byteOffset, octets.byteLength)
  return Array.from({ length: octets.length / 2 }, (_, i) => view.getUint16(2 * i))
}

function areNumbers(octets: Uint8Array): boolean {
  if (octets.length % 2 !== 0) return false
  const bounds = [REVOCATION_SENTINELS.first, ...readNumbers(octets), REVOCATION_SENTINELS.last]
  return bounds.every((number, i) => i === 0 || (bounds[i - 1] as number) < number)
}

/** Whether signatures have the form of a point, which is not that at infinity, and a scalar that is not 0. */
function areSignatures(octets: Uint8Array): boolean {
  for (let at = 0; at < octets.length; at += SIGNATURE_BYTES) {
    const flags = (octets[at] as number) & 0xe0
    if (flags !== COMPRESSED && flags !== COMPRESSED_LARGER) return false
    if (!isScalar(octets.subarray(at + POINT_BYTES, at + SIGNATURE_BYTES))) return false
  }
  return true
}

const COMPRESSED = 0x80
const COMPRESSED_LARGER = 0xa0

function isScalar(octets: Uint8Array): boolean {
  const difference = octets.findIndex((octet, i) => octet !== R[i])
  return octets.some((octet) => octet !== 0) && (octets[difference] ?? 255) < (R[difference] ?? 0)
}

/** The order of the groups. */
const R = Uint8Array.from(
  '73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001'.match(/../g) ?? [],
  (digits) => Number.parseInt(digits, 16),
)
