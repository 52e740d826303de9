import { isJsonObject, type JsonObject, type JsonValue } from '@unscored/core'
import { CredentialError } from './error.ts'
import { parsePointer, resolvePointer } from './pointer.ts'

/**
 * A JSON-LD frame that selects what JSON pointers select, with the types on the way, for suites that show by frame.
 *
 * @throws {CredentialError} `invalidPointer` where a pointer leads nowhere, or into an array: a frame selects nodes
 *   by what they say, not by their place.
 * @see JSON-LD 1.1 Framing §4
 */
export function frameOf(document: JsonObject, pointers: readonly string[]): JsonObject {
  const { '@context': context = [] } = document
  if (pointers.includes('')) return { '@context': context, ...typeOf(document) }
  const selected = new Map<string, Selection>()
  for (const pointer of pointers) {
    resolvePointer(document, pointer)
    add(selected, parsePointer(pointer))
  }
  return { '@context': context, ...frameNode(document, selected) }
}

/** The members selected below a node; `undefined` for all of one. */
type Selection = Map<string, Selection> | undefined

function add(selected: Map<string, Selection>, [name, ...rest]: readonly string[]): void {
  if (name === undefined) return
  const within = selected.get(name)
  if (rest.length === 0 || (selected.has(name) && within === undefined)) {
    selected.set(name, undefined)
    return
  }
  const members = within ?? new Map<string, Selection>()
  selected.set(name, members)
  add(members, rest)
}

function frameNode(node: JsonObject, selected: ReadonlyMap<string, Selection>): JsonObject {
  const members = [...selected]
    .filter(([name]) => !shownAnyway.has(name))
    .map(([name, within]) => [name, frameMember(node[name], within)])
  return { ...typeOf(node), '@explicit': true, ...Object.fromEntries(members) }
}

/** Members that every node is shown with; in a frame they would ask for nodes that have any at all. */
const shownAnyway: ReadonlySet<string> = new Set(['@context', 'id', 'type'])

function typeOf({ type }: JsonObject): JsonObject {
  return type === undefined ? {} : { type }
}

function frameMember(value: JsonValue | undefined, within: Selection): JsonValue {
  if (within === undefined) return {}
  if (!isJsonObject(value)) {
    throw new CredentialError(
      'invalidPointer',
      'a pointer into an array cannot be shown with this suite',
    )
  }
  return frameNode(value, within)
}
