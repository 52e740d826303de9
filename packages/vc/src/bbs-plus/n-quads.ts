import { CredentialError } from '../error.ts'
import { createSha256, type MessageDigest, type Quad, type Term } from '../jsonld.ts'

// The suites of 2020 name URDNA2015. Its successor RDFC-1.0, which is at hand, differs in one thing: it escapes all
// control characters in literals, where URDNA2015 escapes line feeds and carriage returns alone.

/**
 * A statement as URDNA2015 writes it, without the closing newline.
 *
 * @throws {CredentialError} `malformed` where it holds what N-Quads cannot.
 */
export function toStatement({ subject, predicate, object, graph }: Quad): string {
  return [subject, predicate, object, graph].map(toText).filter(Boolean).concat('.').join(' ')
}

/**
 * An IRI as N-Quads have it.
 *
 * @throws {CredentialError} `malformed`.
 * @see N-Quads §4 IRIREF
 */
export function toIri(value: string): string {
  if (/^[^\p{Cc}\p{Cs} <>"{}|^`\\]+$/u.test(value)) return `<${value}>`
  throw new CredentialError('malformed', 'an IRI holds what none may')
}

/** SHA-256 of N-Quads as URDNA2015 writes them, from N-Quads as RDFC-1.0 does: blank nodes are labelled by it. */
export function createMessageDigest(): MessageDigest {
  const { update, digest } = createSha256()
  return { update: (text) => update(text.replace(SEQUENCE, unescaped)), digest }
}

const XSD_STRING = 'http://www.w3.org/2001/XMLSchema#string'

function toText({ termType, value, language, datatype }: Term): string {
  if (termType === 'DefaultGraph') return ''
  if (termType === 'BlankNode') return `_:${value}`
  if (termType === 'NamedNode') return toIri(value)
  const literal = `"${value.replace(/["\\\n\r]/g, (character) => escapes[character] ?? '')}"`
  if (language !== undefined) return `${literal}@${language}`
  return datatype?.value === XSD_STRING ? literal : `${literal}^^${toIri(datatype?.value ?? '')}`
}

const escapes: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\n': '\\n',
  '\r': '\\r',
}

/** A sequence that stands for one character; of the numeric ones the code. */
const SEQUENCE = /\\(?:u([\dA-F]{4})|.)/g

/** The character that a sequence stands for, where URDNA2015 writes it as it is. */
function unescaped(sequence: string, code: string | undefined): string {
  if (code !== undefined) return String.fromCharCode(Number.parseInt(code, 16))
  return controls[sequence] ?? sequence
}

const controls: Readonly<Record<string, string>> = { '\\t': '\t', '\\b': '\b', '\\f': '\f' }
