import {
  decodeCbor,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  parseJson,
  parseMultibase,
} from '@unscored/core'
import { BBS_2023, BBS_PREDICATES_2026, parseDerivedProofValue, pointerTo } from '@unscored/vc'
import { hexOf } from '../disclosure/data-integrity.ts'

/** All that can be compared of one presentation, by the names that people know it by. */
export type Traces = ReadonlyMap<string, string | number>

/** What every presentation is compared by: values by JSON pointers, lengths, orders, counts, and what proofs are made of. */
export function tracesOf(presentation: JsonValue): Traces {
  const traces = new Map<string, string | number>()
  add(traces, presentation, '')
  return traces
}

type Adding = Map<string, string | number>

function add(traces: Adding, value: JsonValue, at: string): void {
  const name = (what: string) => `${at || 'the whole'} (${what})`
  if (Array.isArray(value)) {
    traces.set(name('number of items'), value.length)
    for (const [i, item] of value.entries()) add(traces, item, at + pointerTo(i))
  } else if (isJsonObject(value)) {
    traces.set(name('member order'), JSON.stringify(Object.keys(value)))
    for (const [member, item] of Object.entries(value)) add(traces, item, at + pointerTo(member))
    addProof(traces, value, at)
  } else if (typeof value === 'string') {
    addText(traces, value, at)
  } else {
    traces.set(at || 'the whole', typeof value === 'number' ? value : String(value))
  }
}

function addText(traces: Adding, text: string, at: string): void {
  const label = at || 'the whole'
  traces.set(label, text)
  traces.set(`${label} (length)`, text.length)
  if (DATE.test(text)) traces.set(`${label} (time)`, Date.parse(text))
  if (text.length < LONG) return
  // Segments of JWTs, and the disclosures of SD-JWTs.
  const segments = text.split(/[.~]/)
  if (segments.length > 1) traces.set(`${label} (number of segments)`, segments.length)
  for (const [i, segment] of segments.entries()) {
    const within = segments.length > 1 ? `${label} (segment ${i})` : label
    const json = segments.length > 1 ? readSegment(segment) : undefined
    if (json !== undefined) add(traces, json, within)
    for (let start = 0; start + BLOCK <= segment.length; start += BLOCK) {
      const place = `${within} (characters ${start} to ${start + BLOCK - 1})`
      traces.set(place, segment.slice(start, start + BLOCK))
    }
  }
}

const DATE = /^\d{4}-\d\d-\d\d(?:T[\d:.]+(?:Z|[+-]\d\d:\d\d))?$/
/** Shorter texts have no parts. */
const LONG = 48
const BLOCK = 16

/** The JSON that base64url stands for, where it does. */
function readSegment(segment: string): JsonValue | undefined {
  try {
    return parseJson(new TextDecoder().decode(parseMultibase(`u${segment}`, ['u'])))
  } catch {
    return undefined
  }
}

/** The parts of a proof, by the names of its cryptosuite. */
function addProof(traces: Adding, value: JsonObject, at: string): void {
  const { type, cryptosuite, proofValue } = value
  if (typeof proofValue !== 'string') return
  try {
    if (cryptosuite === BBS_2023) addBbs(traces, proofValue, at)
    if (cryptosuite === BBS_PREDICATES_2026) addPredicates(traces, proofValue, at)
    if (type === 'BbsBlsSignatureProof2020') addBbsPlus(traces, proofValue, at)
  } catch {
    // What is malformed is compared as text, as it was above; whether it is valid is not asked here.
  }
}

/** VC-DI-BBS §3.3.7, and BBS §4.2.4.5 of what is in it. */
function addBbs(traces: Adding, proofValue: string, at: string): void {
  const parsed = parseDerivedProofValue(proofValue)
  const { bbsProof, labelMap, mandatoryIndexes, selectiveIndexes, presentationHeader } = parsed
  const set = (name: string, part: string | number) => traces.set(`${at}/proofValue ${name}`, part)
  const hidden = Math.floor((bbsProof.length - FIXED_BYTES) / 32)
  set('number of statements', hidden + selectiveIndexes.length + mandatoryIndexes.length)
  set('labelMap', JSON.stringify([...labelMap]))
  set('mandatoryIndexes', JSON.stringify(mandatoryIndexes))
  set('selectiveIndexes', JSON.stringify(selectiveIndexes))
  set('presentationHeader', hexOf(presentationHeader))
  set('pseudonym', parsed.pseudonym ? hexOf(parsed.pseudonym) : 'none')
  set('pseudonymContext', parsed.pseudonymContext ? hexOf(parsed.pseudonymContext) : 'none')
  set('bbsProof (length)', bbsProof.length)
  let start = 0
  for (const [name, length] of [...POINTS, ...SCALARS]) {
    set(`bbsProof ${name}`, hexOf(bbsProof.subarray(start, start + length)))
    start += length
  }
  for (let i = 0; start < bbsProof.length; i++, start += 32) {
    const part = hexOf(bbsProof.subarray(start, start + 32))
    set(start + 32 === bbsProof.length ? 'bbsProof c' : `bbsProof m^${i}`, part)
  }
}

const POINTS = ['Abar', 'Bbar', 'D'].map((name) => [name, 48] as const)
const SCALARS = ['e^', 'r1^', 'r3^'].map((name) => [name, 32] as const)
/** All of a proof but for the hidden messages. */
const FIXED_BYTES = 3 * 48 + 4 * 32

function addPredicates(traces: Adding, proofValue: string, at: string): void {
  const [proof, pseudonym] = listIn(parseMultibase(proofValue, ['u']).subarray(HEADER_BYTES))
  const set = (name: string, part: string | number) => traces.set(`${at}/proofValue ${name}`, part)
  set('pseudonym', pseudonym ? hexOf(pseudonym) : 'none')
  if (proof) {
    set('proof (length)', proof.length)
    for (let start = 0; start + BLOCK <= proof.length; start += BLOCK) {
      const place = `proof (octets ${start} to ${start + BLOCK - 1})`
      set(place, hexOf(proof.subarray(start, start + BLOCK)))
    }
  }
}

const HEADER_BYTES = 3

function listIn(octets: Uint8Array): readonly Uint8Array[] {
  const items: unknown = decodeCbor(octets)
  return Array.isArray(items) ? items.filter((item) => item instanceof Uint8Array) : []
}

/** Two octets say how many messages were signed, and bits after them which are shown. */
function addBbsPlus(traces: Adding, proofValue: string, at: string): void {
  const octets = Uint8Array.from(atob(proofValue), (character) => character.charCodeAt(0))
  const [high = 0, low = 0] = octets
  const count = high * 256 + low
  traces.set(`${at}/proofValue number of statements`, count)
  const shown = hexOf(octets.subarray(2, 2 + Math.ceil(count / 8)))
  traces.set(`${at}/proofValue revealed messages`, shown)
}
