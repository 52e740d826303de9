import {
  createSignedSet,
  digitElements,
  hashElements,
  MAX_SET_ELEMENTS,
  type OpenedSet,
  openSignedSet,
  PUBLIC_KEY_BYTES,
  type SignedSet,
  type SignedSetKey,
} from '@unscored/bbs'
import {
  concatOctets,
  digestOfOctets,
  encodeCbor,
  encodeMultikey,
  type RandomSource,
  withCodec,
} from '@unscored/core'
import { codeScalar } from '../bbs-predicates/attribute-table.ts'
import { ParameterError } from './error.ts'
import { decodeItems, malformed } from './items.ts'

/** A signed set that a manifest names: all digits, by which ranges are proven, or a list of codes. */
export interface SetReference {
  /** Such as `approved-products`. */
  readonly id: string
  readonly kind: 'digits' | 'list'
  /** From 1 on: of another edition, all signatures are others. */
  readonly edition: number
  /** Where the file is. */
  readonly url: string
  /** Of the file, as `digestOfOctets` gives it. */
  readonly digest: string
  /** Multikey of the set's key, which is of this edition alone. */
  readonly publicKey: string
}

/** What {@link createSetFile} takes. */
export interface CreateSetFileOptions extends Pick<SetReference, 'id' | 'edition' | 'url'> {
  /** The codes of a list, each once; left out for the set of all digits. */
  codes?: Iterable<string>
  random?: RandomSource
}

/** A published set, and what a manifest says of it. */
export interface SetFile {
  readonly octets: Uint8Array
  readonly reference: SetReference
}

/** The longest file of a set that is read. */
export const MAX_SET_FILE_BYTES = 2 ** 20

const FORMAT = 'unscored-set-1'
const POINT_BYTES = 48

/**
 * Signs a set as a file for everybody. Its key is made for it and forgotten, so that nobody can add to it.
 *
 * @throws {RangeError} where there are no codes, too many, one twice or one that is no well-formed text of 1 to 256 characters,
 *   the edition is none, or the random source fails.
 */
export async function createSetFile({
  id,
  edition,
  url,
  codes: given,
  random,
}: CreateSetFileOptions): Promise<SetFile> {
  const codes = given && [...given].sort(byCodeUnit)
  if (!isEdition(edition)) throw new RangeError('an edition is an integer from 1 on')
  if (codes && !areCodes(codes))
    throw new RangeError('a list has codes, each once, and not too many')
  const elements = codes?.map(codeScalar) ?? digitElements
  const set = await createSignedSet({ elements, ...(random && { random }) })
  const signatures = new Map(set.elements.map((element, i) => [element, set.signatures[i]]))
  const kind = codes ? 'list' : 'digits'
  // The reader sorts by scalars as well, which a file in the order of its codes need not show.
  const points = elements.map((element) => signatures.get(element) ?? new Uint8Array())
  const octets = encodeCbor([
    ...[FORMAT, kind, id, edition, codes ?? null],
    ...[set.publicKey, concatOctets(...points)],
  ])
  const publicKey = encodeMultikey(withCodec('Bls12381G2-public', set.publicKey))
  const digest = digestOfOctets(octets)
  return { octets, reference: { id, kind, edition, url, digest, publicKey } }
}

/** A published set, all of which was checked. */
export interface OpenedSetFile {
  readonly reference: SetReference
  /** For whoever proves by it. */
  readonly set: OpenedSet
  /** For whoever verifies. */
  readonly key: SignedSetKey
  /** The codes of a list, ascending by code unit; none of the set of digits. */
  readonly codes: readonly string[]
}

/**
 * Opens the file of a set. All of it is checked, whatever its reader needs of it: who is refused for the one code that she
 * has would tell by that which it is.
 *
 * @param reference As the pinned manifest has it, never as the file says.
 * @throws {ParameterError} `fileDigest`, `fileMalformed`, `fileMismatch` or `setInvalid`, naming the file.
 * @throws {RangeError} where the random source fails.
 */
export async function openSetFile(
  octets: Uint8Array,
  { reference, random }: { reference: SetReference; random?: RandomSource },
): Promise<OpenedSetFile> {
  const { url: file } = reference
  if (digestOfOctets(octets) !== reference.digest) {
    throw new ParameterError('fileDigest', file, 'it is not the file that the manifest names')
  }
  const { set, codes, ...found } = parseSetFile(octets, file)
  for (const name of ['id', 'kind', 'edition', 'publicKey'] as const) {
    if (found[name] !== reference[name]) {
      throw new ParameterError('fileMismatch', file, `its ${name} is not the one of the manifest`)
    }
  }
  const opened = await openSignedSet(set, random && { random })
  if (opened === undefined) {
    throw new ParameterError('setInvalid', file, 'not all elements are signed with its key')
  }
  const { publicKey, elementsHash } = opened
  return { reference, set: opened, key: { publicKey, elementsHash }, codes }
}

function parseSetFile(octets: Uint8Array, file: string) {
  const [kind, id, edition, listed, publicKey, points] = decodeItems(octets, {
    ...{ format: FORMAT, count: 6, maxBytes: MAX_SET_FILE_BYTES, file },
  })
  if (kind !== 'digits' && kind !== 'list') throw malformed(file, 'it is of no known kind')
  if (typeof id !== 'string') throw malformed(file, 'its id is no text')
  if (!isEdition(edition)) throw malformed(file, 'its edition is none')
  const codes = kind === 'list' ? listed : []
  if (kind === 'digits' ? listed !== null : !areCodes(listed)) {
    throw malformed(file, 'its codes are not those of such a list')
  }
  if (!(publicKey instanceof Uint8Array) || publicKey.length !== PUBLIC_KEY_BYTES) {
    throw malformed(file, 'its key is none')
  }
  // What is no list of codes was refused.
  const texts = codes as readonly string[]
  const inOrder = kind === 'list' ? texts.map(codeScalar) : digitElements
  if (!(points instanceof Uint8Array) || points.length !== inOrder.length * POINT_BYTES) {
    throw malformed(file, 'it has not one point for each element')
  }
  return {
    ...{ kind, id, edition, codes: texts },
    publicKey: encodeMultikey(withCodec('Bls12381G2-public', publicKey)),
    set: signedSet(publicKey, inOrder, points),
  }
}

function signedSet(
  publicKey: Uint8Array,
  inOrder: readonly bigint[],
  points: Uint8Array,
): SignedSet {
  const signed = inOrder
    .map((element, i) => ({
      element,
      point: points.subarray(i * POINT_BYTES, (i + 1) * POINT_BYTES),
    }))
    .sort((a, b) => (a.element < b.element ? -1 : 1))
  const elements = signed.map(({ element }) => element)
  const signatures = signed.map(({ point }) => point)
  return { publicKey, elementsHash: hashElements(elements), elements, signatures }
}

function isEdition(value: unknown): value is number {
  return Number.isInteger(value) && Number(value) >= 1 && Number(value) <= MAX_EDITION
}

/** As much as a manifest can name. */
const MAX_EDITION = 2 ** 31

function areCodes(value: unknown): value is readonly string[] {
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    value.length <= MAX_SET_ELEMENTS &&
    value.every(isCode) &&
    value.every((code, i) => i === 0 || String(value[i - 1]) < code)
  )
}

function isCode(value: unknown): value is string {
  if (typeof value !== 'string') return false
  // Half a surrogate pair has no octets of its own.
  return value.length > 0 && value.length <= MAX_CODE_LENGTH && !/\p{Surrogate}/u.test(value)
}

const MAX_CODE_LENGTH = 256

function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
