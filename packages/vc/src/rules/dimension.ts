import type { JsonObject } from '@unscored/core'
import { LAST_DAY } from '../day.ts'
import { findPointer, pointerTo } from '../pointer.ts'
import { vaccinationPointers } from '../vaccination/profile.ts'
import type { Interval } from './number-set.ts'

/** One of the things that rules ask about a dose, each with its values written as whole numbers. */
export interface Dimension {
  readonly kind: 'date' | 'integer' | 'code' | 'difference'
  /** JSON pointer into the credential, of the minuend where it is a difference. */
  readonly pointer: string
  /** JSON pointer to what is subtracted, of a difference alone. */
  readonly minus?: string
  readonly whole: Interval
}

/** The number of a date of birth that is not known: no day, so that no range of days proves it. */
export const ABSENT = -1

/** More than there are codes in any rules; those that no rule names are the numbers behind the last that one names. */
export const LAST_CODE = 65_535

const at = (member: string) => pointerTo('credentialSubject', member)
const code = (member: string): Dimension => ({
  kind: 'code',
  pointer: at(member),
  whole: [0, LAST_CODE],
})
/** As many as the profile allows. */
const count = (member: string): Dimension => ({
  kind: 'integer',
  pointer: at(member),
  whole: [1, 99],
})

export const birthDate: Dimension = {
  kind: 'date',
  pointer: at('birthDate'),
  whole: [ABSENT, LAST_DAY],
}
export const disease = code('disease')
export const prophylaxis = code('prophylaxis')
export const product = code('product')
export const manufacturer = code('manufacturer')
export const doseNumber = count('doseNumber')
export const totalDoses = count('totalDoses')
/** How many doses more than the series has this one is: negative where some are missing. */
export const dosesBeyond: Dimension = {
  kind: 'difference',
  pointer: doseNumber.pointer,
  minus: totalDoses.pointer,
  whole: [-98, 98],
}
export const doseDate: Dimension = {
  kind: 'date',
  pointer: at('doseDate'),
  whole: [0, LAST_DAY],
}
export const country = code('country')
export const certifier = code('certifier')

/** All dimensions, in the order in which people are told of them. */
export const dimensions: readonly Dimension[] = [
  birthDate,
  disease,
  prophylaxis,
  product,
  manufacturer,
  doseNumber,
  totalDoses,
  dosesBeyond,
  doseDate,
  country,
  certifier,
]

/** The id of the value set that holds all codes in use for a member, by its pointer. */
export function valueSetOf(pointer: string): string | undefined {
  return valueSets.get(pointer)
}

const valueSets: ReadonlyMap<string, string> = new Map([
  [disease.pointer, 'disease-agent-targeted'],
  [prophylaxis.pointer, 'sct-vaccines-covid-19'],
  [product.pointer, 'vaccines-covid-19-names'],
  [manufacturer.pointer, 'vaccines-covid-19-auth-holders'],
  [country.pointer, 'country-2-codes'],
])

/** What people call a member, by its pointer. */
export function labelOf(pointer: string): string {
  return vaccinationPointers.find((member) => member.pointer === pointer)?.label ?? pointer
}

/** The value of a member of the subject, by its pointer into the credential. */
export function claimAt(claims: JsonObject, pointer: string): unknown {
  return findPointer({ credentialSubject: claims }, pointer)
}
