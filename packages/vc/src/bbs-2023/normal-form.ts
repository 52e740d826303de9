import { isJsonObject, type JsonObject, type JsonValue } from '@unscored/core'
import { CredentialError } from '../error.ts'
import { pointerTo } from '../pointer.ts'

/**
 * Refuses a document of which a reader could see more than its statements say.
 *
 * A proof is about RDF statements, in which `null` and an empty array leave no trace and an array is a set. Whoever
 * shows a document could add such members, or repeat an item, and every proof would still hold.
 *
 * @throws {CredentialError} `malformed`, naming the member.
 */
export function assertNormalForm(document: JsonObject): void {
  visit(document, [])
}

function visit(value: JsonValue, path: readonly (string | number)[]): void {
  if (value === null) throw unproven(path, 'is null')
  if (typeof value === 'string' && value.startsWith('@'))
    throw unproven(path, 'looks like a keyword')
  if (Array.isArray(value)) {
    if (value.length === 0) throw unproven(path, 'is empty')
    if (new Set(value.map(identity)).size < value.length) throw unproven(path, 'repeats an item')
    for (const [i, item] of value.entries()) visit(item, [...path, i])
  } else if (isJsonObject(value)) {
    for (const [name, member] of Object.entries(value)) {
      if (name !== '@context') visit(member, [...path, name])
    }
  }
}

/** What makes an item of an array the same statement as another: its id where it has one. */
function identity(item: JsonValue): string {
  const id = isJsonObject(item) ? (item.id ?? item['@id']) : undefined
  return id === undefined ? JSON.stringify(item) : JSON.stringify({ id })
}

function unproven(path: readonly (string | number)[], why: string): CredentialError {
  return new CredentialError('malformed', `${pointerTo(...path)} ${why}, which no proof can cover`)
}
