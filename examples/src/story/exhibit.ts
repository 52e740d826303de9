import { equalOctets, isJsonObject, type JsonValue } from '@unscored/core'
import type { Presentation } from '@unscored/holder'
import {
  type PresentationRequest,
  parseDerivedProofValue,
  parseSecuredCredential,
  pointerTo,
  presentationHeaderFor,
  presentationHeaderOf,
} from '@unscored/vc'

/** A presentation, taken apart so that two can be laid side by side. */
export interface Exhibit {
  /** The JSON that was sent, letter for letter, without the octets below and those that the verifier chose. */
  readonly text: string
  /** Its members, by JSON pointer. */
  readonly members: ReadonlyMap<string, string>
  /** What the proof tells in the clear: where the statements that are shown stand among all. */
  readonly places: string
  /** How many statements the proof keeps hidden. */
  readonly hidden: number
  /** The rest of the proof. */
  readonly proof: Uint8Array
}

/** Takes the only credential of a presentation apart. */
export async function exhibitOf(
  presentation: Presentation,
  request: PresentationRequest,
): Promise<Exhibit> {
  const text = JSON.stringify(presentation)
  const [answer] = Object.values(presentation.vp_token).flat()
  const [credential] = [answer?.verifiableCredential].flat()
  const secured = parseSecuredCredential(credential)
  // Nonce, domain and time are in every presentation. They are the verifier's own, and tell it nothing.
  if (!equalOctets(presentationHeaderOf(secured), presentationHeaderFor(request))) {
    throw new Error('the presentation answers another request')
  }
  const { proofValue, nonce } = secured.proof
  const opaque = [proofValue, nonce].filter((value) => typeof value === 'string')
  const members = [...membersOf(secured)].filter(([, value]) => !opaque.includes(value))
  return {
    text: opaque.reduce((left, value) => left.replace(JSON.stringify(value), '""'), text),
    members: new Map(members),
    ...(secured.proof.cryptosuite === undefined ? readOldProof(proofValue) : readProof(proofValue)),
  }
}

type ReadProof = Pick<Exhibit, 'places' | 'hidden' | 'proof'>

function readProof(proofValue: unknown): ReadProof {
  const { bbsProof, labelMap, ...indexes } = parseDerivedProofValue(proofValue)
  const { mandatoryIndexes, selectiveIndexes } = indexes
  const places = JSON.stringify([[...labelMap], mandatoryIndexes, selectiveIndexes])
  // Three points, four scalars, and a scalar for each hidden statement (BBS §4.2.4.4).
  return { places, hidden: (bbsProof.length - 3 * 48 - 4 * 32) / 32, proof: bbsProof }
}

/** MATTR's layout: the number of statements in two octets, a bit for each that is shown, and the proof. */
function readOldProof(proofValue: unknown): ReadProof {
  const octets = Buffer.from(String(proofValue), 'base64')
  const count = octets.readUInt16BE()
  const end = 2 + Math.ceil(count / 8)
  const places = octets.subarray(2, end).toString('hex')
  const shown = BigInt(`0x${places}`).toString(2).replaceAll('0', '').length
  return { places, hidden: count - shown, proof: octets.subarray(end) }
}

function* membersOf(value: JsonValue, ...path: (string | number)[]): Generator<[string, string]> {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) yield* membersOf(item, ...path, index)
  } else if (isJsonObject(value)) {
    for (const [name, member] of Object.entries(value)) yield* membersOf(member, ...path, name)
  } else {
    yield [pointerTo(...path), String(value)]
  }
}

/** Eight octets: shorter runs occur twice by chance, and as the lengths that the old proofs hold. */
const RUN = 8

/** Whether two strings of octets have a run in common, wherever it stands in either. */
export function haveCommonRun(a: Uint8Array, b: Uint8Array): boolean {
  const runs = new Set(runsOf(a))
  return runsOf(b).some((run) => runs.has(run))
}

function runsOf(octets: Uint8Array): string[] {
  const hex = Buffer.from(octets).toString('hex')
  return Array.from({ length: octets.length - RUN + 1 }, (_, i) => hex.slice(2 * i, 2 * (i + RUN)))
}
