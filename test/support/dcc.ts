import { decodeCbor, encodeCbor, type JsonObject } from '@unscored/core'
import {
  type CreateDccSignerOptions,
  createDccSigner,
  type DccSigner,
  dccText,
  fictitiousVaccination,
  keyId,
  type SignMessageOptions,
  signMessage,
} from '../../examples/src/fictitious-dcc.ts'

export { type DccSigner, dccText, fictitiousVaccination, keyId }

/** The moment at which the certificates made here are looked at. */
export const NOW = new Date('2021-07-01T12:00:00Z')

/** What {@link createTestDcc} takes; all that is left out is as in a valid certificate. */
export interface CreateTestDccOptions
  extends Partial<CreateDccSignerOptions>,
    Partial<Pick<SignMessageOptions, 'protectedHeader' | 'unprotectedHeader'>> {
  /** Takes the place of `notBefore`, `notAfter`, `algorithm` and `keyUsages`. */
  signer?: DccSigner
  payload?: unknown
  /** Claims of the token that differ, by their CBOR keys; `undefined` leaves one out. */
  claims?: ReadonlyMap<number, unknown>
  /** The token itself, encoded by hand. */
  token?: Uint8Array
  /** Changes the message after it was signed. */
  alter?: (message: Uint8Array) => Uint8Array
}

/** A certificate of nobody's vaccination, as broken as the options want it, and the one who signed it. */
export async function createTestDcc(options: CreateTestDccOptions = {}) {
  const { signer = await createTestSigner(options), alter = (message) => message } = options
  const { payload = fictitiousVaccination, claims, token = encodeToken(payload, claims) } = options
  const { protectedHeader, unprotectedHeader } = options
  const message = await signMessage({
    signer,
    payload: token,
    ...(protectedHeader && { protectedHeader }),
    ...(unprotectedHeader && { unprotectedHeader }),
  })
  return { text: dccText(alter(message)), message, certificate: signer.certificate, signer }
}

/** A signer whose certificate is in force at {@link NOW}. */
export function createTestSigner(options: Partial<CreateDccSignerOptions> = {}) {
  const {
    notBefore = new Date('2021-01-01T00:00:00Z'),
    notAfter = new Date('2023-01-01T00:00:00Z'),
    ...others
  } = options
  return createDccSigner({ notBefore, notAfter, ...others })
}

/** A tagged COSE_Sign1 message with another value for one of its four parts. */
export function alterPart(message: Uint8Array, index: number, part: unknown): Uint8Array {
  const parts = decodeCbor(message.subarray(1))
  if (!Array.isArray(parts)) throw new TypeError('no COSE_Sign1 message')
  return Uint8Array.of(...message.subarray(0, 1), ...encodeCbor(parts.with(index, part)))
}

/** The fictitious vaccination with changed members of its only entry; `undefined` leaves one out. */
export function withEntry(changes: Record<string, unknown>): JsonObject {
  return withPayload({ v: [without({ ...fictitiousVaccination.v[0], ...changes })] })
}

/** The fictitious vaccination with changed members; `undefined` leaves one out. */
export function withPayload(changes: Record<string, unknown>): JsonObject {
  return without({ ...fictitiousVaccination, ...changes })
}

function without(members: Record<string, unknown>): JsonObject {
  return JSON.parse(JSON.stringify(members))
}

const seconds = (date: string) => Date.parse(date) / 1000

function encodeToken(payload: unknown, claims: ReadonlyMap<number, unknown> = new Map()) {
  const all = new Map<number, unknown>([
    [1, 'XX'],
    [4, seconds('2022-06-30T00:00:00Z')],
    [6, seconds('2021-06-30T00:00:00Z')],
    [-260, new Map([[1, payload]])],
    ...claims,
  ])
  return encodeCbor(new Map([...all].filter(([, value]) => value !== undefined)))
}
