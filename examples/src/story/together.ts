import { type Exhibit, haveCommonRun } from './exhibit.ts'
import type { Terminal } from './terminal.ts'

/** What {@link tellTogether} takes. */
export interface TellTogetherOptions {
  terminal: Terminal
  /** Her presentations to two verifiers. */
  hers: readonly [Exhibit, Exhibit]
  /** Those of others with the same values and month, who differ in all that is hidden. */
  like: readonly Exhibit[]
  /** That of somebody with other values, signed in another month. */
  unlike: Exhibit
}

/** Lays two presentations side by side, and beside those of others, and tells what they have in common. */
export function tellTogether({ terminal, hers, like, unlike }: TellTogetherOptions): void {
  const [first, second] = hers
  terminal.say(
    `${like.length} others come, with the same issuer, month, product and number of dose, and with other names, ` +
      'days and places. One more comes with another product, number of dose and month. ' +
      'The theatre and the ferry put all that they have on one table.',
  )
  terminal.claim(
    'Besides the octets of the proofs, she sent the same to both, letter for letter.',
    first.text === second.text && first.places === second.places,
  )
  terminal.claim(
    `So did the ${like.length} others.`,
    like.every(({ text, places }) => text === first.text && places === first.places),
  )
  const proofs = [...hers, ...like, unlike].map(({ proof }) => proof)
  terminal.claim(
    `The proofs, ${first.proof.length} octets each, have no eight octets in a row in common.`,
    pairsOf(proofs).every(([a, b]) => a.length === b.length && !haveCommonRun(a, b)),
  )
  terminal.say('This is what her two presentations share, and who else shares it:')
  terminal.list(
    whatIsShared(first).map(([label, value, pointer]) => [
      label,
      `${value.padEnd(32)} ${whoShares(pointer, first, unlike)}`,
    ]),
  )
  terminal.claim(
    `Everybody with this issuer also shares that ${first.hidden} statements are hidden, and the form.`,
    unlike.hidden === first.hidden && hasSameForm(first, unlike),
  )
  terminal.say(
    'So they cannot tell whether she came twice, or two of those who share all of it came once each. ' +
      'The fewer those are, the less is hidden. When somebody came, and from which network address, ' +
      'they see as well; nothing here hides that.',
  )
}

/** By pointer, what tells more than the form. */
const labels: Readonly<Record<string, string>> = {
  '/issuer': 'Issuer',
  '/proof/verificationMethod': 'Its key',
  '/proof/created': 'Month of signing',
  '/validFrom': 'Valid from',
  '/issuanceDate': 'Valid from',
  '/validUntil': 'Valid until',
  '/expirationDate': 'Valid until',
  '/credentialSubject/product': 'Vaccine product',
  '/credentialSubject/doseNumber': 'Number of this dose',
}

function whoShares(pointer: string, hers: Exhibit, unlike: Exhibit): string {
  return hers.members.get(pointer) === unlike.members.get(pointer)
    ? 'everybody with this issuer'
    : 'who has the same'
}

function whatIsShared({ members }: Exhibit): (readonly [string, string, string])[] {
  return Object.entries(labels).flatMap(([pointer, label]) => {
    const value = members.get(pointer)
    return value === undefined ? [] : [[label, value, pointer] as const]
  })
}

/** Whether two are the same in every member that has no label above. */
function hasSameForm(a: Exhibit, b: Exhibit): boolean {
  const form = ({ members }: Exhibit) =>
    JSON.stringify([...members].filter(([pointer]) => !Object.hasOwn(labels, pointer)))
  return form(a) === form(b)
}

function pairsOf<T>(items: readonly T[]): (readonly [T, T])[] {
  return items.flatMap((a, i) => items.slice(i + 1).map((b) => [a, b] as const))
}
