import type { Dose } from '@unscored/vc'
import { drawPersons, type Person } from '../population/draw.ts'
import type { Knowledge } from '../population/knowledge.ts'
import type { PopulationTable } from '../population/table.ts'
import { createDraw, type Draw } from './draw.ts'
import type { SimulationSettings } from './settings.ts'

/** Somebody who does not exist. */
export interface SimulatedHolder {
  /** From 0 on; those that the adversary made up come last. */
  readonly index: number
  /** As the population table has it. */
  readonly person: Person
  readonly dose: Dose
  /** When the dose was certified: the day after it, at a time of day of its own. */
  readonly certifiedAt: Date
}

/** All holders of a simulation, in order. */
export function drawHolders(
  table: PopulationTable,
  { seed, holders, trainingHolders, rule, firstDay, days }: SimulationSettings,
): SimulatedHolder[] {
  const persons = drawPersons({
    table,
    count: holders + trainingHolders,
    random: createDraw(seed, 'persons').octets,
    among: knownOfEverybody({ rule, firstDay, days }),
  })
  return persons.map((person, index) => holderOf(person, index, createDraw(seed, 'holder', index)))
}

/** What is known of everybody who gets in, whatever she shows. */
export function knownOfEverybody({
  rule: { products, doseNumber, daysSince },
  firstDay,
  days,
}: Pick<SimulationSettings, 'rule' | 'firstDay' | 'days'>): Knowledge {
  const [first, last] = [addDays(firstDay, 0), addDays(firstDay, days - 1)]
  return {
    product: { oneOf: products },
    doseNumber: { value: doseNumber },
    // On every day that is simulated, so that a holder who gets in once gets in always.
    doseDate: { from: addDays(last, -daysSince.atMost), until: addDays(first, -daysSince.atLeast) },
  }
}

/** The day that is so many days later. */
export function addDays(day: string, days: number): string {
  return new Date(Date.parse(day) + days * DAY).toISOString().slice(0, 10)
}

const DAY = 24 * 60 * 60 * 1000

function holderOf(person: Person, index: number, draw: Draw): SimulatedHolder {
  const text = (member: string) => String(person[member] ?? '')
  const doseDate = text('doseDate')
  const doseNumber = Number(person.doseNumber)
  return {
    ...{ index, person },
    dose: {
      familyName: `Fictitious-${draw.pick(FAMILIES)}`,
      givenName: `Example-${draw.pick(GIVEN)}`,
      birthDate: birthDateOf(text('ageBand'), doseDate, draw),
      disease: text('disease'),
      prophylaxis: text('prophylaxis'),
      product: text('product'),
      manufacturer: text('manufacturer'),
      doseNumber,
      totalDoses: Math.max(2, doseNumber),
      doseDate,
      country: text('country') || 'XX',
      certifier: 'Fictitious Ministry of Health',
    },
    certifiedAt: new Date(Date.parse(doseDate) + DAY + (8 * 3600 + draw.below(36_000)) * 1000),
  }
}

/** Names are not unique in life either; as many as there are letters of one alphabet, twice. */
const FAMILIES = wordsOf('BDFGKLMNPRST', 'aeiou', 'lnrst')
const GIVEN = wordsOf('BDKLMNRST', 'aeiou', 'n')

function wordsOf(...letters: readonly string[]): readonly string[] {
  return letters.reduce<string[]>(
    (words, next) => words.flatMap((word) => [...next].map((letter) => word + letter)),
    [''],
  )
}

/** A day on which somebody was born who was in an age band, `20-29` or `90+`, when the dose was given. */
function birthDateOf(ageBand: string, doseDate: string, draw: Draw): string {
  const [low = 18, high = low + 14] = (ageBand.match(/\d+/g) ?? []).map(Number)
  const age = low + draw.below(high - low + 1)
  return addDays(doseDate, -Math.ceil(age * 365.25) - draw.below(365))
}
