import type { Ciphersuite } from '../ciphersuite.ts'
import { G1_BYTES, G2_BYTES } from '../curve.ts'
import { MAX_MESSAGES } from '../generators.ts'
import { ascii, lengthPrefixed, uint64 } from '../octets.ts'
import { mod, r, SCALAR_BYTES, scalarOctets } from '../scalars.ts'
import { CompositionError } from './error.ts'
import { type Relations, type Row, reduceRelations } from './relations.ts'
import { digitsHash } from './signed-set.ts'
import {
  type LinearForm,
  MAX_RANGE_OCTETS,
  type PseudonymStatement,
  type RangeStatement,
  type SignatureStatement,
  type SignedSetKey,
  type Statement,
  type ValueName,
} from './statement.ts'

/** A signature and the columns of its hidden scalars, by index, ascending. */
export interface CompiledSignature extends SignatureStatement {
  readonly hidden: readonly (readonly [index: number, column: number])[]
}

/** That the value of a column is in a set. */
export interface Membership {
  readonly set: SignedSetKey
  readonly column: number
}

/** A pseudonym and the column of its secret. */
export interface CompiledPseudonym extends PseudonymStatement {
  readonly column: number
}

/** What a proof has points or commitments of its own for; a range is as many memberships as it has digits. */
export type Part =
  | { readonly kind: 'signature'; readonly of: CompiledSignature }
  | { readonly kind: 'membership'; readonly of: Membership }
  | { readonly kind: 'pseudonym'; readonly of: CompiledPseudonym }

/** A linear form and the columns of its digits, the lowest first. */
export interface CompiledRange {
  readonly constant: bigint
  readonly terms: readonly (readonly [column: number, coefficient: bigint])[]
  readonly digits: readonly number[]
}

/** Statements made ready for either side: both compile them by themselves, and nothing of it is read from a proof. */
export interface CompiledComposition {
  /** In the order of the statements. */
  readonly parts: readonly Part[]
  readonly ranges: readonly CompiledRange[]
  /** How many values are hidden. */
  readonly columns: number
  readonly relations: Relations
  /** Everything that the statements say, for the challenge. */
  readonly octets: Uint8Array
}

/**
 * Compiles statements: gives each hidden value its column and brings what relates them into one form.
 *
 * Columns are ordered: the lowest digit of each range, then all other values as they first occur, a signature's by index.
 *
 * @throws {CompositionError} where they make no proof.
 */
export function compileStatements(
  suite: Ciphersuite,
  statements: readonly Statement[],
): CompiledComposition {
  assertKeysHaveOneRole(statements)
  const columns = new Columns()
  const lowest = statements.map((statement) =>
    statement.kind === 'range' ? columns.add() : undefined,
  )
  const named = new Set<ValueName>()
  for (const statement of statements) {
    if (statement.kind !== 'signature') continue
    assertSignature(statement)
    for (const name of statement.values.values()) named.add(name)
  }
  const columnOf = (name: ValueName) => {
    if (!named.has(name)) throw new CompositionError('unknownValue', 'a value is in no signature')
    return columns.named(name)
  }
  const rows: Row[] = []
  const ranges: CompiledRange[] = []
  const encoded: Uint8Array[] = []
  const parts = statements.flatMap(compile)
  if (!parts.some(({ kind }) => kind === 'signature')) {
    throw new CompositionError('nothingToProve', 'there is no signature')
  }
  const relations = reduceRelations(rows, columns.count)
  assertDifferent(statements)
  const octets = lengthPrefixed([
    ascii(suite.id),
    lengthPrefixed(encoded),
    lengthPrefixed(rows.map(encodeRow)),
  ])
  return { parts, ranges, columns: columns.count, relations, octets }

  function compile(statement: Statement, i: number): Part[] {
    switch (statement.kind) {
      case 'signature': {
        const of = compileSignature(statement, columns)
        encoded.push(encodeSignature(of))
        return [{ kind: 'signature', of }]
      }
      case 'member': {
        assertSetKey(statement.set)
        const of = { set: statement.set, column: columnOf(statement.value) }
        encoded.push(encodeMemberships('member', [of]))
        return [{ kind: 'membership', of }]
      }
      case 'range': {
        assertRange(statement)
        const { of, octets, digits: set } = statement
        const terms = columnsOf(of, columnOf)
        const higher = Array.from({ length: octets - 1 }, () => columns.add())
        const digits = [lowest[i] as number, ...higher]
        const memberships = digits.map((column) => ({ set, column }))
        ranges.push({ constant: of.constant, terms, digits })
        rows.push({
          coefficients: new Map([
            ...terms,
            ...digits.map((column, place) => [column, -(256n ** BigInt(place))] as const),
          ]),
          constant: -of.constant,
        })
        encoded.push(encodeMemberships('range', memberships))
        return memberships.map((membership) => ({ kind: 'membership', of: membership }))
      }
      case 'relation': {
        const { of } = statement
        rows.push({ coefficients: new Map(columnsOf(of, columnOf)), constant: -of.constant })
        encoded.push(lengthPrefixed([ascii('relation')]))
        return []
      }
      case 'pseudonym': {
        const of = { ...statement, column: columnOf(statement.secret) }
        encoded.push(encodePseudonym(of))
        return [{ kind: 'pseudonym', of }]
      }
    }
  }
}

class Columns {
  count = 0
  readonly #named = new Map<ValueName, number>()

  add(): number {
    return this.count++
  }

  named(name: ValueName): number {
    const known = this.#named.get(name) ?? this.add()
    this.#named.set(name, known)
    return known
  }
}

function compileSignature(statement: SignatureStatement, columns: Columns): CompiledSignature {
  const hidden: [number, number][] = []
  for (let index = 0; index < statement.count; index++) {
    if (statement.disclosed.has(index)) continue
    const name = statement.values.get(index)
    hidden.push([index, name === undefined ? columns.add() : columns.named(name)])
  }
  return { ...statement, hidden }
}

function assertSignature({ publicKey, count, disclosed, values }: SignatureStatement): void {
  if (publicKey.length !== G2_BYTES) {
    throw new CompositionError('malformedStatement', 'a public key has 96 octets')
  }
  if (!Number.isInteger(count) || count < 1 || count > MAX_MESSAGES) {
    throw new CompositionError('malformedStatement', 'the number of scalars is out of range')
  }
  const isIndex = (index: number) => Number.isInteger(index) && index >= 0 && index < count
  const isFree = (index: number) => isIndex(index) && !disclosed.has(index)
  const names = [...values.values()]
  if (![...disclosed.keys()].every(isIndex) || ![...values.keys()].every(isFree)) {
    throw new CompositionError('slotMisused', 'a message is none of the signature, or shown')
  }
  if (new Set(names).size < names.length) {
    throw new CompositionError('slotMisused', 'two messages of one signature have one name')
  }
  if (![...disclosed.values()].every((value) => value >= 0n && value < r)) {
    throw new CompositionError('malformedStatement', 'what is shown is no scalar')
  }
  if (disclosed.size === count) {
    throw new CompositionError('nothingToProve', 'nothing of a signature is hidden')
  }
}

function assertSetKey({ publicKey, elementsHash }: SignedSetKey): void {
  if (publicKey.length !== G2_BYTES || elementsHash.length !== 32) {
    throw new CompositionError('malformedStatement', 'the key of a set is malformed')
  }
}

function assertRange({ octets, digits }: RangeStatement): void {
  assertSetKey(digits)
  if (!Number.isInteger(octets) || octets < 1 || octets > MAX_RANGE_OCTETS) {
    throw new CompositionError('invalidBounds', 'a range has one to three digits')
  }
  if (!digitsHash().every((octet, i) => octet === digits.elementsHash[i])) {
    throw new CompositionError('notDigits', 'a range needs the set of all digits')
  }
}

function columnsOf(
  { terms, constant }: LinearForm,
  columnOf: (name: ValueName) => number,
): (readonly [number, bigint])[] {
  const names = new Set(terms.map(([name]) => name))
  const isSmall = (value: bigint) => value > -MAX_COEFFICIENT && value < MAX_COEFFICIENT
  if (terms.length === 0 || names.size < terms.length || terms.some(([, value]) => value === 0n)) {
    throw new CompositionError('redundantRelation', 'a linear form names no value, or one twice')
  }
  if (![constant, ...terms.map(([, value]) => value)].every(isSmall)) {
    throw new CompositionError('invalidBounds', 'a coefficient is out of range')
  }
  return terms.map(([name, value]) => [columnOf(name), value])
}

/** Far below r, so that forms of values that are small integers cannot wrap around. */
const MAX_COEFFICIENT = 2n ** 64n

/** A key that stood for two kinds of things could answer for one with the other. */
function assertKeysHaveOneRole(statements: readonly Statement[]): void {
  const roles = new Map<string, string>()
  for (const { key, role } of statements.flatMap(keysOf)) {
    const name = key.join()
    if ((roles.get(name) ?? role) !== role) {
      throw new CompositionError('keyInTwoRoles', 'a key stands for two kinds of things')
    }
    roles.set(name, role)
  }
}

function keysOf(statement: Statement): { key: Uint8Array; role: string }[] {
  switch (statement.kind) {
    case 'signature':
      return [{ key: statement.publicKey, role: statement.role }]
    case 'member':
      return [{ key: statement.set.publicKey, role: `set ${statement.set.elementsHash.join()}` }]
    case 'range':
      return [
        { key: statement.digits.publicKey, role: `set ${statement.digits.elementsHash.join()}` },
      ]
    default:
      return []
  }
}

/** Of two signatures all may be alike: they are of two holders' credentials, or of one that is named twice. */
function assertDifferent(statements: readonly Statement[]): void {
  const texts = statements.flatMap(textOf)
  if (new Set(texts).size < texts.length) {
    throw new CompositionError('duplicateStatement', 'a statement is made twice')
  }
}

/** What a statement says, however it is written; that a relation is said twice is found out with what follows from others. */
function textOf(statement: Statement): string[] {
  switch (statement.kind) {
    case 'member':
      return [JSON.stringify(['member', statement.value, ...setText(statement.set)])]
    case 'range': {
      const { of, octets, digits } = statement
      const terms = of.terms.map(([name, coefficient]) => [name, String(coefficient)]).sort()
      return [JSON.stringify(['range', String(of.constant), terms, octets, ...setText(digits)])]
    }
    case 'pseudonym': {
      const { secret, context } = statement
      return [JSON.stringify(['pseudonym', secret, context.join()])]
    }
    default:
      return []
  }
}

function setText({ publicKey, elementsHash }: SignedSetKey): string[] {
  return [publicKey.join(), elementsHash.join()]
}

function encodeSignature(statement: CompiledSignature): Uint8Array {
  const { role, publicKey, header, count, disclosed, hidden } = statement
  const shown = [...disclosed].sort(([a], [b]) => a - b)
  return lengthPrefixed([
    ascii(`signature ${role}`),
    ...[publicKey, header, uint64(count)],
    lengthPrefixed(shown.flatMap(([index, value]) => [uint64(index), scalar(value)])),
    lengthPrefixed(hidden.flat().map(uint64)),
  ])
}

function encodeMemberships(kind: string, memberships: readonly Membership[]): Uint8Array {
  return lengthPrefixed([
    ascii(kind),
    ...memberships.flatMap(({ set: { publicKey, elementsHash }, column }) => [
      ...[publicKey, elementsHash, uint64(column)],
    ]),
  ])
}

function encodePseudonym({ context, pseudonym, column }: CompiledPseudonym): Uint8Array {
  return lengthPrefixed([ascii('pseudonym'), context, pseudonym, uint64(column)])
}

function encodeRow({ coefficients, constant }: Row): Uint8Array {
  return lengthPrefixed([
    scalar(constant),
    ...[...coefficients].flatMap(([column, value]) => [uint64(column), scalar(value)]),
  ])
}

function scalar(value: bigint): Uint8Array {
  return scalarOctets(mod(value))
}

/** How many points and how many scalars of its own a part has in a proof. */
export const partLayout = {
  signature: { points: 3, scalars: 3 },
  membership: { points: 2, scalars: 1 },
  pseudonym: { points: 0, scalars: 0 },
} as const satisfies Record<Part['kind'], object>

/** Octets that a proof of compiled statements has. */
export function proofLength({ parts, relations }: CompiledComposition): number {
  const layouts = parts.map(({ kind }) => partLayout[kind])
  const points = layouts.reduce((sum, layout) => sum + layout.points, 0)
  const scalars = layouts.reduce((sum, layout) => sum + layout.scalars, 0)
  return G1_BYTES * points + SCALAR_BYTES * (scalars + relations.free.length + 1)
}
