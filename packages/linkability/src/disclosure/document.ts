import { isJsonObject, type JsonObject, type JsonValue, listOf } from '@unscored/core'
import { vaccinationContexts, vaccinationNodeIds } from '@unscored/vc'
import type { DisclosedCredential, DisclosedStatus, Identifier } from './disclosure.ts'
import { claimOf, type Leaf, leavesOf, timeOf } from './vocabulary.ts'

/** What a W3C credential tells apart from its proof. */
export type DocumentParts = Pick<
  DisclosedCredential,
  'issuer' | 'claims' | 'identifiers' | 'times' | 'status' | 'unknown'
>

/**
 * Reads a credential of either edition of the W3C data model, whole or in part.
 *
 * @param at JSON pointer to where it stands.
 * @see VC Data Model 2.0 §4
 */
export function readDocument(document: JsonObject, at: string): DocumentParts {
  const { issuer, credentialSubject, credentialStatus, ...others } = document
  const issuerId = isJsonObject(issuer) ? issuer.id : issuer
  const subject = leavesOf(credentialSubject ?? {}, `${at}/credentialSubject`)
  const outer = leavesOf(others, at).filter(({ pointer }) => !pointer.startsWith(`${at}/proof`))
  const rest = outer.filter((leaf) => !isForm(leaf, at))
  const issuerLeaves = isJsonObject(issuer) ? leavesOf({ ...issuer }, `${at}/issuer`) : []
  const all = [...rest, ...subject.filter((leaf) => !isForm(leaf, at))]
  const ids = all.filter(isId)
  const isTime = ({ name, pointer }: Leaf) => TIMES.has(name) && pointer === `${at}/${name}`
  const subjectPointer = `${at}/credentialSubject/`
  const claims = all.filter((leaf) => leaf.pointer.startsWith(subjectPointer) && !isId(leaf))
  const remaining = rest.filter((leaf) => !isId(leaf) && !isTime(leaf))
  return {
    ...(typeof issuerId === 'string' && { issuer: issuerId }),
    claims: claims.map((leaf) => claimOf(leaf)),
    identifiers: ids.filter((leaf) => !isNodeId(leaf, at)).map(identifierOf),
    times: rest.filter(isTime).map((leaf) => timeOf('validity', leaf)),
    status: listOf(credentialStatus).flatMap((one, i) =>
      statusOf(one, `${at}/credentialStatus/${i}`),
    ),
    unknown: [
      ...[...outer, ...subject]
        .filter((leaf) => isForm(leaf, at) && !KNOWN_FORMS.has(leaf.value))
        .map(({ pointer }) => ({ pointer })),
      ...remaining.map(({ pointer }) => ({ pointer })),
      ...issuerLeaves.filter(({ name }) => name !== 'id').map(({ pointer }) => ({ pointer })),
    ],
  }
}

/** What says how a document is read, and nothing of anybody as long as it is what everybody's says. */
const FORM: ReadonlySet<string> = new Set(['@context', 'type', '@type'])

const KNOWN_FORMS: ReadonlySet<Leaf['value']> = new Set<string>([
  ...Object.values(vaccinationContexts).flat(),
  ...['VerifiableCredential', 'VaccinationDoseCredential', 'VaccinationDose'],
])

const TIMES: ReadonlySet<string> = new Set([
  ...['validFrom', 'validUntil', 'issuanceDate', 'expirationDate', 'issued'],
])

function isForm({ name, pointer }: Leaf, at: string): boolean {
  return FORM.has(name) || pointer.startsWith(`${at}/@context/`)
}

function isId({ name }: Leaf): boolean {
  return name === 'id' || name === '@id'
}

/** The names that the profile gives to the two nodes of everybody's credential, and those of nodes that have none. */
function isNodeId({ pointer, value }: Leaf, at: string): boolean {
  const expected: Record<string, string> = {
    [`${at}/id`]: vaccinationNodeIds.credential,
    [`${at}/credentialSubject/id`]: vaccinationNodeIds.subject,
  }
  return expected[pointer] === value || BLANK_NODE.test(String(value))
}

/** How the suite of 2020 shows nodes without an id. */
const BLANK_NODE = /^urn:bnid:_:c14n(\d+)$/

/** Numbers of the nodes without an id, in the order in which they are shown. */
export function blankNodesOf(document: JsonObject): number[] {
  return leavesOf(document)
    .filter(isId)
    .flatMap(({ value }) => BLANK_NODE.exec(String(value))?.slice(1).map(Number) ?? [])
}

function identifierOf({ pointer, value }: Leaf): Identifier {
  const text = String(value)
  if (UVCI.test(text)) return { kind: 'certificateNumber', pointer, value: text }
  const isHolder = pointer.includes('/credentialSubject/')
  return { kind: isHolder ? 'holder' : 'id', pointer, value: text }
}

/** @see eHealth Network, Guidelines on verifiable vaccination certificates, annex 2: "Unique Vaccination Certificate Identifier" */
const UVCI = /^urn:uvci:/i

function statusOf(value: JsonValue, pointer: string): DisclosedStatus[] {
  const {
    id,
    statusListCredential: list,
    statusListIndex,
    revocationListIndex,
  }: JsonObject = isJsonObject(value) ? value : {}
  const index = statusListIndex ?? revocationListIndex
  return [
    {
      pointer,
      list: String(list ?? id ?? ''),
      // An id of its own is a place of its own, whatever it is the place in.
      ...(index !== undefined || id !== undefined ? { index: String(index ?? id) } : {}),
    },
  ]
}
