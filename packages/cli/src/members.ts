import { isJsonObject, type JsonObject, type JsonValue } from '@unscored/core'
import { type CodedMember, describeDose } from '@unscored/issuer'
import {
  type Dose,
  pointerTo,
  resolvePointer,
  vaccinationPointers,
  vaccinationSchemas,
} from '@unscored/vc'

/** One thing that a credential says. */
export interface Member {
  /** JSON pointer into the credential. */
  readonly pointer: string
  readonly value: JsonValue
}

/**
 * What a credential says, besides its contexts, its types and its proof: all that is neither object nor array. Ids that
 * every vaccination credential has say nothing and are left out.
 */
export function membersOf(credential: JsonObject): Member[] {
  return leaves(credential, []).filter(({ value }) => !idsOfEverybody.includes(value))
}

/** Whether one of some JSON pointers selects a member, itself or with what surrounds it. */
export function isSelected({ pointer }: Member, pointers: readonly string[]): boolean {
  return pointers.some((selected) => `${pointer}/`.startsWith(`${selected}/`))
}

/** What people call a member; its JSON pointer where they have no word for it. */
export function labelOf({ pointer }: Pick<Member, 'pointer'>): string {
  return labels.get(pointer) ?? pointer
}

/** The value of a member for people, a code with what it stands for. */
export function valueText({ pointer, value }: Member): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  const member = codedMembers.find((name) => pointer === `/credentialSubject/${name}`)
  if (member === undefined || typeof value !== 'string') return text
  const { display } = describeDose({ ...silentDose, [member]: value })[member]
  return display === undefined || display === text ? text : `${display} (${text})`
}

/** Names that are no member's of a credential's content. */
const SURROUNDINGS: readonly string[] = ['@context', 'type', 'proof']

function leaves(value: JsonValue, path: readonly (string | number)[]): Member[] {
  if (Array.isArray(value)) return value.flatMap((item, i) => leaves(item, [...path, i]))
  if (!isJsonObject(value)) return [{ pointer: pointerTo(...path), value }]
  return Object.entries(value).flatMap(([name, member]) =>
    SURROUNDINGS.includes(name) ? [] : leaves(member, [...path, name]),
  )
}

/** The ids of data model 1.1, which the schema fixes. */
const idsOfEverybody = [
  '/properties/id/const',
  '/properties/credentialSubject/properties/id/const',
].map((pointer) => resolvePointer(vaccinationSchemas['1.1'], pointer))

const labels: ReadonlyMap<string, string> = new Map([
  ['/issuer', 'Issuer'],
  ['/validFrom', 'Valid from'],
  ['/validUntil', 'Valid until'],
  ['/issuanceDate', 'Valid from'],
  ['/expirationDate', 'Valid until'],
  ...vaccinationPointers.map(({ pointer, label }) => [pointer, label] as const),
])

const codedMembers: readonly CodedMember[] = [
  'disease',
  'prophylaxis',
  'product',
  'manufacturer',
  'country',
]

const silentDose: Dose = {
  familyName: '',
  givenName: '',
  birthDate: '',
  disease: '',
  prophylaxis: '',
  product: '',
  manufacturer: '',
  doseNumber: 1,
  totalDoses: 1,
  doseDate: '',
  country: '',
  certifier: '',
}
