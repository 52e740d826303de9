import { decodeCbor, equalOctets, parseMultibase } from '@unscored/core'
import { decompress } from './formats/deflate.ts'
import { DCC, openDcc, readCard } from './formats/qr-text.ts'
import { hashOf } from './token-hash.ts'

/** What somebody who reads octets finds in them: hashes of values, by where they stand and how they were read. */
export type Tokens = Map<string, number>

/**
 * Takes octets apart as far as they can be, whatever format they are of: JSON, JWTs, disclosures, QR codes, CBOR, base64, multibase,
 * and what is opaque in blocks. Each value is a token, and so are lengths, counts, the order of members, and the day and the month
 * of a date. Nothing here knows what a member means.
 */
export interface TokenReader {
  read(parts: Readonly<Record<string, Uint8Array>>): Promise<Tokens>
}

/** A reader that knows what it read last: a code that is shown at every door is taken apart once. */
export function createTokenReader(): TokenReader {
  const last = new Map<string, { octets: Uint8Array; tokens: Tokens }>()
  return {
    async read(parts) {
      const all: Tokens = new Map()
      for (const [name, octets] of Object.entries(parts)) {
        const known = last.get(name)
        const isKnown = known !== undefined && equalOctets(known.octets, octets)
        const tokens = isKnown ? known.tokens : await tokensOfPart(name, octets)
        last.set(name, { octets, tokens })
        for (const [path, hash] of tokens) all.set(path, hash)
      }
      return all
    },
  }
}

async function tokensOfPart(name: string, octets: Uint8Array): Promise<Tokens> {
  const tokens: Tokens = new Map()
  await new Reader(tokens).octets(octets, name)
  return tokens
}

class Reader {
  readonly #tokens: Tokens

  constructor(tokens: Tokens) {
    this.#tokens = tokens
  }

  async octets(octets: Uint8Array, at: string): Promise<void> {
    this.#add(at, octets)
    this.#add(`${at}#length`, octets.length)
    const text = readableText(octets)
    if (text !== undefined) return this.#text(text, at)
    const item = readCbor(octets)
    if (item !== undefined) return this.#value(item, `${at}/cbor`)
    this.#blocks(octets, at)
  }

  async #text(text: string, at: string): Promise<void> {
    const json = readJson(text)
    if (json !== undefined) return this.#value(json, `${at}/json`)
    const jws = readCard(text)
    if (jws !== undefined) return this.#signed(jws, `${at}/shc`)
    const cose = text.startsWith(DCC) ? await openDcc(text).catch(() => undefined) : undefined
    if (cose !== undefined) return this.octets(cose, `${at}/dcc`)
    if (SIGNED.test(text)) return this.#signed(text, `${at}/jwt`)
    const octets = readEncoded(text)
    if (octets !== undefined) return this.octets(octets, `${at}/octets`)
  }

  /** A JWS, and behind it the disclosures and the signature by the holder that an SD-JWT has. */
  async #signed(text: string, at: string): Promise<void> {
    const [token = '', ...others] = text.split('~')
    if (others.length > 0) this.#add(`${at}~count`, others.length)
    for (const [i, segment] of token.split('.').entries()) await this.#segment(segment, i, at)
    for (const other of others) {
      if (other.includes('.')) await this.#signed(other, `${at}~holder`)
      else if (other !== '') await this.#disclosure(other, `${at}~`)
    }
  }

  async #segment(segment: string, index: number, token: string): Promise<void> {
    const at = `${token}.${index}`
    const octets = base64UrlOctets(segment) ?? new Uint8Array()
    // A header is never compressed, and what is signed is all that a signature says.
    const inflated = index === PAYLOAD ? await inflatedJson(octets) : undefined
    this.#add(at, octets)
    if (inflated !== undefined) return this.#value(inflated, `${at}/inflated`)
    return this.octets(octets, at)
  }

  /** By the name of the claim, wherever it stands among the others. */
  async #disclosure(text: string, at: string): Promise<void> {
    const value = readJson(new TextDecoder().decode(base64UrlOctets(text)))
    const name = Array.isArray(value) && typeof value[1] === 'string' ? value[1] : ''
    this.#add(`${at}${name}/whole`, text)
    return this.#value(value, `${at}${name}`)
  }

  async #value(value: unknown, at: string): Promise<void> {
    if (value instanceof Uint8Array) return this.octets(value, at)
    if (Array.isArray(value)) {
      this.#add(`${at}[]`, JSON.stringify(value.filter((item) => typeof item !== 'object')))
      this.#add(`${at}#count`, value.length)
      for (const [i, item] of value.entries()) await this.#value(item, `${at}/${i}`)
      return
    }
    if (typeof value === 'object' && value !== null) {
      const members = value instanceof Map ? [...value] : Object.entries(value)
      this.#add(`${at}{}`, JSON.stringify(members.map(([name]) => String(name))))
      for (const [name, member] of members) await this.#value(member, `${at}/${String(name)}`)
      return
    }
    this.#add(at, String(value))
    this.#day(value, at)
    if (typeof value === 'string') {
      this.#add(`${at}#length`, value.length)
      await this.#text(value, at)
    }
  }

  #day(value: unknown, at: string): void {
    const isSeconds = typeof value === 'number' && value > 1e9 && value < 4e9
    const text = isSeconds ? new Date(value * 1000).toISOString() : String(value)
    const [day] = DATE.exec(text) ?? []
    if (day === undefined) return
    this.#add(`${at}~day`, day)
    this.#add(`${at}~month`, day.slice(0, 7))
  }

  /** 16 of each 32 octets: every point of 48 octets and every scalar of 32 has such a block, wherever it begins on a half of it. */
  #blocks(octets: Uint8Array, at: string): void {
    for (let i = 0; i + BLOCK <= octets.length; i += 2 * BLOCK) {
      this.#add(`${at}@${i}`, octets.subarray(i, i + BLOCK))
      const end = octets.length - i
      this.#add(`${at}@-${i}`, octets.subarray(end - BLOCK, end))
    }
  }

  #add(at: string, value: string | number | Uint8Array): void {
    this.#tokens.set(at, hashOf(value))
  }
}

const BLOCK = 16
const PAYLOAD = 1
const DATE = /^\d{4}-\d\d-\d\d(?=$|T)/
const SIGNED = /^[\w-]{8,}\.[\w-]*\.[\w-]{8,}(?:~[\w.~-]*)?$/

/** The text that octets are, where all of it can be read. */
function readableText(octets: Uint8Array): string | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(octets)
    return /\p{Cc}/u.test(text) ? undefined : text
  } catch {
    return undefined
  }
}

function readJson(text: string): unknown {
  if (!/^[[{]/.test(text)) return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

async function inflatedJson(octets: Uint8Array): Promise<unknown> {
  // A JSON text is no compressed one, so that most segments need no trial.
  if (octets[0] === 0x7b) return undefined
  const inflated = await decompress(octets, 'deflate-raw').catch(() => undefined)
  return inflated && readJson(new TextDecoder().decode(inflated))
}

/** A list or a map, behind the tags that proofs and certificates begin with. */
function readCbor(octets: Uint8Array): unknown {
  const [first] = octets
  const start = first === TAG_OF_TWO ? 3 : first === COSE_SIGN1 ? 1 : 0
  if (start === 0 && !isMap(first)) return undefined
  try {
    const item = decodeCbor(octets.subarray(start), { lenient: true })
    return Array.isArray(item) || item instanceof Map ? item : undefined
  } catch {
    return undefined
  }
}

const TAG_OF_TWO = 0xd9
const COSE_SIGN1 = 0xd2

function isMap(first: number | undefined): boolean {
  return first !== undefined && first >= 0xa0 && first <= 0xbf
}

/** What long texts without spaces stand for, in any of the ways in which octets are written. */
function readEncoded(text: string): Uint8Array | undefined {
  if (text.length < SHORTEST_ENCODED || text.length > LONGEST_ENCODED) return undefined
  try {
    if (/^u[\w-]+$/.test(text)) return parseMultibase(text)
    if (/^z[1-9A-HJ-NP-Za-km-z]+$/.test(text) && text.length < 256) return parseMultibase(text)
  } catch {
    return undefined
  }
  return base64UrlOctets(text)
}

const SHORTEST_ENCODED = 20
const LONGEST_ENCODED = 65_536

function base64UrlOctets(text: string): Uint8Array | undefined {
  const plain = text.replaceAll('-', '+').replaceAll('_', '/')
  if (!/^[A-Za-z\d+/]+={0,2}$/.test(plain)) return undefined
  try {
    const characters = atob(plain)
    const octets = new Uint8Array(characters.length)
    for (let i = 0; i < octets.length; i++) octets[i] = characters.charCodeAt(i)
    return octets
  } catch {
    return undefined
  }
}
