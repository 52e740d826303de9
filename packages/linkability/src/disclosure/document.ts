import { isJsonObject, type JsonObject, type JsonValue, listOf } from '@unscored/core'
import { pointerTo, vaccinationContexts, vaccinationNodeIds } from '@unscored/vc'
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
  const { issuer, credentialSubject, credentialStatus, proof: _, ...others } = document
  const issuerId = isJsonObject(issuer) ? issuer.id : issuer
  const subject = leavesOf(credentialSubject ?? {}, `${at}/credentialSubject`)
  const outer = leavesOf(others, at)
  const rest = outer.filter((leaf) => !isForm(leaf, at))
  const issuerLeaves = issuer === undefined ? [] : leavesOf(issuer, `${at}/issuer`, 'issuer')
  const isIssuer = ({ pointer, value }: Leaf) =>
    [`${at}/issuer`, `${at}/issuer/id`].includes(pointer) && value === issuerId
  const all = [...rest, ...subject.filter((leaf) => !isForm(leaf, at))]
  const ids = all.filter(isId)
  const nodes = new Set(blankNodesOf(document)).size
  const isTime = ({ name, pointer }: Leaf) => TIMES.has(name) && pointer === `${at}/${name}`
  const subjectPointer = `${at}/credentialSubject`
  const claims = subject.filter((leaf) => !isForm(leaf, at) && !isId(leaf))
  const remaining = rest.filter((leaf) => !isId(leaf) && !isTime(leaf))
  return {
    ...(typeof issuerId === 'string' && { issuer: issuerId }),
    claims: claims.map((leaf) => claimOf(leaf, subjectPointer)),
    identifiers: ids.filter((leaf) => !isNodeId(leaf, at)).map(identifierOf),
    times: rest.filter(isTime).map((leaf) => timeOf('validity', leaf)),
    status: listOf(credentialStatus).flatMap((one, i) =>
      statusOf(one, `${at}/credentialStatus/${i}`),
    ),
    unknown: [
      ...unknownForms(
        [...outer, ...subject].filter((leaf) => isForm(leaf, at)),
        at,
      ),
      ...remaining,
      // Nodes are numbered from 0 on; a number beyond is a mark, or says how many are hidden.
      ...ids.filter(({ value }) => (nodeNumber(value) ?? -1) >= nodes),
      ...issuerLeaves.filter((leaf) => !isIssuer(leaf)),
      ...listOf(credentialStatus).flatMap((one, i) =>
        unknownOfStatus(one, `${at}/credentialStatus/${i}`),
      ),
    ].map(({ pointer }) => ({ pointer })),
  }
}

/** What says how a document is read, and nothing of anybody as long as it is what everybody's says. */
const FORM: ReadonlySet<string> = new Set(['@context', 'type', '@type'])

const KNOWN_FORMS: ReadonlySet<Leaf['value']> = new Set<string>([
  ...Object.values(vaccinationContexts).flat(),
  ...['VerifiableCredential', 'VaccinationDoseCredential', 'VaccinationDose'],
  'VerifiablePresentation',
])

/**
 * Forms that are not those of everybody, where everybody has them and once each: another place and another number tell as much as
 * another value.
 */
function unknownForms(forms: readonly Leaf[], at: string): readonly Leaf[] {
  const seen = new Set<string>()
  return forms.filter(({ pointer, name, value }) => {
    const place = pointer.slice(at.length).replace(/\/\d+$/, '')
    const form = JSON.stringify([place, name, value])
    const isAgain = seen.has(form)
    seen.add(form)
    return !FORM_PLACES.test(place) || !KNOWN_FORMS.has(value) || isAgain
  })
}

/** The same of a presentation. */
export function unknownFormsOf(
  {
    context,
    type,
  }: { readonly context: JsonValue | undefined; readonly type: JsonValue | undefined },
  at: string,
): { readonly pointer: string }[] {
  const forms = leavesOf({ '@context': context ?? [], type: type ?? [] }, at)
  return unknownForms(forms, at)
    .filter(({ value }) => value !== null)
    .map(({ pointer }) => ({ pointer }))
}

const FORM_PLACES = /^\/(@context|type|@type|credentialSubject(\/\d+)?\/type)$/

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

function nodeNumber(id: Leaf['value']): number | undefined {
  const [, digits] = BLANK_NODE.exec(String(id)) ?? []
  return digits === undefined ? undefined : Number(digits)
}

/** Numbers of the nodes without an id, in the order in which they are shown. */
export function blankNodesOf(document: JsonObject): number[] {
  return leavesOf(document)
    .filter(isId)
    .flatMap(({ value }) => nodeNumber(value) ?? [])
}

function identifierOf({ pointer, value }: Leaf): Identifier {
  const text = String(value)
  if (UVCI.test(text)) return { kind: 'certificateNumber', pointer, value: text }
  const isHolder = pointer.includes('/credentialSubject/')
  return { kind: isHolder ? 'holder' : 'id', pointer, value: text }
}

/** @see eHealth Network, Guidelines on verifiable vaccination certificates, annex 2: "Unique Vaccination Certificate Identifier" */
const UVCI = /^urn:uvci:/i

/** What an entry says beside its list and its place there. */
function unknownOfStatus(value: JsonValue, at: string): readonly Leaf[] {
  if (!isJsonObject(value)) return leavesOf(value, at, 'credentialStatus')
  const known = ['id', 'statusListCredential', 'statusListIndex', 'revocationListIndex']
  return leavesOf(value, at).filter(
    ({ name, pointer, value: said }) =>
      pointer !== at + pointerTo(name) ||
      !(
        known.includes(name) ||
        (Object.hasOwn(STATUS_FORMS, name) && STATUS_FORMS[name]?.has(said))
      ),
  )
}

const STATUS_FORMS: Readonly<Record<string, ReadonlySet<Leaf['value']>>> = {
  type: new Set(['BitstringStatusListEntry', 'StatusList2021Entry', 'RevocationList2020Status']),
  statusPurpose: new Set(['revocation', 'suspension']),
}

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
