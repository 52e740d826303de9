import type { FormatId } from './formats/format.ts'

/** Something that gives holders away, done by who issues, carries or asks. */
export interface PlantedLeak {
  readonly id: LeakId
  /** To which format it is done, in which nothing else tells holders apart. */
  readonly format: FormatId
  /** What is done, in a sentence. */
  readonly what: string
}

/** What is done to `bbs-2023`, with one claim shown that is the same for all. */
const bbs2023Leaks = {
  doseDay: 'The door asks for the day of the dose',
  valueCombination: 'The door asks for product and day of the dose',
  birthDate: 'The door asks for the date of birth',
  certifier: 'One of two offices certifies, and the door asks which',
  id: 'The credential has an id of its own',
  holderDid: 'The credential names its holder by a DID',
  uvci: 'The credential has a certificate number for its id',
  fineDates: 'The start of validity is the second of issuance',
  messageCount: 'Half of the credentials have one more statement, which stays hidden',
  blankNodeOrder: 'Labels of nodes are in an order of each credential',
  mandatoryPointers: 'Half of the credentials have one more member that is always shown',
  issuerKeyPerHolder: 'The issuer signs with one of two keys',
  proofSet: 'Half of the wallets show a second proof along',
  nonceReuse: 'Doors ask with one nonce, and the wallet shows again what it showed first',
  memberOrder: 'Half of the wallets write members in reverse',
} as const

/** What is done to other formats. */
const otherLeaks = {
  created: ['sd-jwt-vc-batch', 'Copies tell the second in which the batch was signed'],
  cnfKey: ['sd-jwt-vc-batch', 'All copies of a batch are bound to one key'],
  statusIndex: ['sd-jwt-vc-batch', 'All copies of a batch name one place in a status list'],
  statusList: ['sd-jwt-vc-batch', 'Copies name places of their own in one of two status lists'],
  signatureOctets: ['sd-jwt-vc-batch', 'The batch is one copy, which is shown again'],
  gapFile: ['bbs-predicates-2026', 'The issuer hands out files of two keys'],
} as const

/** What {@link plantedLeaks} are told apart by. */
export type LeakId = keyof typeof bbs2023Leaks | keyof typeof otherLeaks

/** All that are tried one by one. */
export const plantedLeaks: readonly PlantedLeak[] = [
  ...Object.entries(bbs2023Leaks).map(([id, what]) => ({
    ...{ id: id as keyof typeof bbs2023Leaks, what },
    format: 'bbs-2023-careful' as const,
  })),
  ...Object.entries(otherLeaks).map(([id, [format, what]]) => ({
    ...{ id: id as keyof typeof otherLeaks, format, what },
  })),
]
