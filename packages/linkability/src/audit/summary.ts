import type { AuditCount, AuditResult } from './audit.ts'

/** What an audit found, in sentences that need no knowledge of the matter. */
export function summaryOf({
  anonymity,
  sequence,
  findings,
  population,
  verdict,
  policy,
}: Omit<AuditResult, 'summary'>): readonly string[] {
  const { people, worst, median } = sequence.anonymity
  const among = population ? ` of those counted in “${population.title}”` : ''
  const alone = findings.filter(({ sharing }) => sharing.most === 1)
  return [
    verdicts[verdict](policy.k),
    people.most === 1
      ? 'Whoever sees it knows which one person or certificate it is.'
      : `Whoever sees it knows that it is one of ${rangeText(people)} people${among}.`,
    ...(worst.least === people.least && worst.most === people.most
      ? []
      : [
          `For the unluckiest, what she shows leaves ${rangeText(worst)}; for one in the middle, ${rangeText(median)}.`,
        ]),
    ...(sequence.linked === 0
      ? []
      : [
          `It can be put together with ${sequence.linked} of ${sequence.disclosures - 1} earlier visits, which alone would be ${rangeText(anonymity.people)} people.`,
        ]),
    ...(alone.length === 0 ? [] : [`Single people are told apart by: ${namesOf(alone)}.`]),
    ...findings.map(({ says, pointers, bits, remedy }) => {
      const amount =
        bits.most === null ? 'nobody knows how much' : `up to ${bits.most.toFixed(1)} bits`
      return `${says} (${pointers.join(', ')}; ${amount}) ${remedy}`
    }),
  ]
}

const verdicts = {
  met: (k: number) => `Private enough by the policy: at least ${number(k)} people could be meant.`,
  notMet: (k: number) =>
    `Not private enough by the policy: fewer than ${number(k)} people could be meant.`,
  unknown: (k: number) =>
    `It cannot be told whether ${number(k)} people could be meant: something is shown of which nobody counted how many share it.`,
} as const satisfies Record<AuditResult['verdict'], (k: number) => string>

function namesOf(findings: readonly { readonly source: string }[]): string {
  return [...new Set(findings.map(({ source }) => source))].join(', ')
}

function rangeText({ least, most }: AuditCount): string {
  if (most === null) return `at least ${number(least)}`
  return least === most ? number(least) : `${number(least)} to ${number(most)}`
}

/** With commas, whatever the language of the machine is. */
function number(count: number): string {
  return String(Math.round(count)).replace(/\B(?=(\d{3})+$)/g, ',')
}
