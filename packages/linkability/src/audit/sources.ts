import type { Claim, Identifier, IdentifierKind } from '../disclosure/disclosure.ts'
import type { Bounds } from '../population/bounds.ts'
import { exactly } from '../population/bounds.ts'
import type { Knowledge, Known } from '../population/knowledge.ts'
import type { AuditContext, CredentialContext, Leak } from './leak.ts'
import { contradictions } from './sequence.ts'

/** All that can tell people apart, each looked for by itself. */
export type SourceId = keyof typeof sources

/** How one of them is looked for, and what people are told of it. */
export interface Source {
  /** In the disclosure as a whole. */
  readonly inDisclosure?: (context: AuditContext) => readonly Leak[]
  /** In each credential. */
  readonly inCredential?: (context: CredentialContext) => readonly Leak[]
  /** What it tells, in plain words. */
  readonly says: string
  /** What would remove it. */
  readonly remedy: string
}

/** In the order in which they are reported. */
export const sources = {
  certificateNumber: {
    ...identifiersOf('certificateNumber'),
    says: 'The certificate has a number of its own, which is shown each time.',
    remedy: 'Use a format that hides the number, and ask the issuer for a credential without one.',
  },
  id: {
    ...identifiersOf('id'),
    says: 'The credential has an id that no other has.',
    remedy: 'Ask the issuer for a credential without an id.',
  },
  holder: {
    ...identifiersOf('holder'),
    says: 'The person is named by an identifier of her own, the same each time.',
    remedy: 'Leave the identifier of the holder out of the credential and of the presentation.',
  },
  confirmationKey: {
    ...identifiersOf('confirmationKey'),
    says: 'The key of the wallet is shown, the same each time.',
    remedy:
      'Use holder binding that is proven without showing a key, or a new key and credential for each visit.',
  },
  signature: {
    ...identifiersOf('signature'),
    says: 'The issuer’s signature is shown as it was made, which is as good as a number.',
    remedy: 'Use a format that proves the signature without showing it, such as BBS.',
  },
  batchNumber: {
    ...identifiersOf('batchNumber', ({ measure }) => openTo(measure.all)),
    says: 'The number of the vaccine’s batch is shown, which few people share.',
    remedy: 'Do not show the batch number.',
  },
  name: {
    inCredential: ({ credential, measure }) => {
      const named = claimsOf(credential.claims, ['familyName', 'givenName', 'birthDate'])
      const isWhole = new Set(named.map(({ member }) => member)).size === 3
      return leak(named, isWhole ? exactly(1) : openTo(measure.all), { links: isWhole })
    },
    says: 'The name or the date of birth is shown.',
    remedy:
      'Do not show them; where somebody must be recognised, let a person look at a photograph.',
  },
  value: {
    inCredential: ({ knowing, credential, measure }) =>
      Object.entries(knowing).flatMap(([member, known]) => {
        const { worst, people } = measure.set({ [member]: known })
        const sharing = { lower: worst.lower, upper: people.upper }
        const isTold =
          'shown' in known ? worst.lower < measure.all.lower : isLess(sharing, measure.all)
        return isTold ? valueLeak(claimsOf(credential.claims, [member]), sharing) : []
      }),
    says: 'A value is shown, or proven to lie between bounds, that not everybody has.',
    remedy:
      'Show fewer values, and ask for no narrower bounds than the rule needs; where values are shown, prove the rule instead.',
  },
  combination: {
    inCredential: ({ knowing, credential, measure }) => {
      const members = Object.keys(knowing)
      const { worst, people } = measure.set(knowing)
      const sharing = { lower: worst.lower, upper: people.upper }
      if (members.length < 2 || !isLess(sharing, measure.all)) return []
      return valueLeak(claimsOf(credential.claims, members), sharing)
    },
    says: 'The values together are rarer than each of them alone.',
    remedy: 'Show fewer values together, or prove the rule and show nothing.',
  },
  fineDate: {
    inCredential: ({ credential, knowing, measure }) => {
      const { doseDate } = knowing
      const coarser = doseDate && monthOf(doseDate)
      if (coarser === undefined || doseDate === undefined) return []
      const day = measure.set({ doseDate }).worst
      const month = measure.set({ doseDate: coarser }).worst
      return isLess(day, month) ? valueLeak(claimsOf(credential.claims, ['doseDate']), day) : []
    },
    says: 'The day of the vaccination is shown, where its month would do.',
    remedy: 'Prove that the date is within the time that the rule allows, or show the month alone.',
  },
  validity: {
    inCredential: ({ credential, measure }) =>
      credential.times.flatMap(({ kind, precision, pointer }) =>
        kind === 'validity' && precision !== 'month'
          ? [{ pointers: [pointer], sharing: openTo(measure.all), links: false, isCounted: true }]
          : [],
      ),
    says: 'The validity begins or ends at a day or a second that few share.',
    remedy: 'Ask the issuer for a validity of whole months, or of none.',
  },
  created: {
    inCredential: ({ credential, measure }) =>
      credential.times.flatMap(({ kind, precision, pointer, value }) => {
        if (kind !== 'created') return []
        const ofMonth = measure.set({
          doseDate: { value: value.slice(0, 'YYYY-MM'.length) },
        }).people
        const sharing =
          precision === 'month'
            ? { lower: Math.min(ofMonth.lower, measure.all.lower), upper: measure.all.upper }
            : openTo(measure.all)
        return [{ pointers: [pointer], sharing, links: false, isCounted: true }]
      }),
    says: 'The time at which the credential was signed is shown.',
    remedy: 'Ask the issuer to leave the time out of the proof.',
  },
  issuerKey: {
    inCredential: issuerKeyLeaks,
    says: 'The key of the issuer is shown, and fewer people than all may have a credential that it signed.',
    remedy:
      'Compare with the issuer’s manifest; an issuer with one key for everybody tells nothing by it.',
  },
  messageCount: {
    inCredential: ({ credential: { shape }, profile, measure }) =>
      differs(shape?.messageCount, profile?.messageCount)
        ? [{ pointers: ['/proof'], sharing: openTo(measure.all), links: true, isCounted: true }]
        : [],
    says: 'The credential has another number of statements than the issuer says that all have.',
    remedy: 'Ask the issuer for a credential that fits its manifest.',
  },
  mandatoryPointers: {
    inCredential: ({ credential, profile, measure }) => {
      const forced = credential.claims.filter(({ pointer }) =>
        profile?.mandatoryPointers.some((one) => pointer === one || pointer.endsWith(one)),
      )
      const isOdd = differs(credential.shape?.mandatoryCount, profile?.mandatoryCount)
      return [
        ...(isOdd
          ? [{ pointers: ['/proof'], sharing: openTo(measure.all), links: true, isCounted: true }]
          : []),
        ...forced.flatMap((claim) => {
          const known = claim.member !== undefined && measure.knows(claim.member)
          const { worst, people } = measure.set({ [claim.member ?? claim.pointer]: claim.known })
          const sharing = known ? { lower: worst.lower, upper: people.upper } : openTo(measure.all)
          return isLess(sharing, measure.all) ? valueLeak([claim], sharing) : []
        }),
      ]
    },
    says: 'The issuer has made something that it is always shown, whoever asks for whatever.',
    remedy: 'Ask the issuer for a credential of which nothing but the issuer is always shown.',
  },
  nodeOrder: {
    inCredential: ({ credential: { shape }, measure }) => {
      const labels = shape?.labels ?? []
      const isInOrder = labels.every((label, i) => i === 0 || label > (labels[i - 1] as number))
      if (isInOrder) return []
      const orders = factorial(Math.max(...labels) + 1)
      const sharing = { lower: Math.max(1, measure.all.lower / orders), upper: measure.all.upper }
      return [{ pointers: ['/proof'], sharing, links: false, isCounted: true }]
    },
    says: 'The parts of the credential are numbered in an order that the issuer gave to this one.',
    remedy: 'Ask the issuer to number the parts of all credentials alike.',
  },
  statusIndex: {
    inCredential: ({ credential: { status } }) =>
      status.flatMap(({ index, pointer }) =>
        index === undefined
          ? []
          : [{ pointers: [pointer], sharing: exactly(1), links: true, isCounted: true }],
      ),
    says: 'The place of the credential in a list of revoked ones is shown, which is a number of its own.',
    remedy: 'Use a format that proves that it was not revoked without saying which one it is.',
  },
  statusList: {
    inCredential: ({ credential: { status }, profile, measure }) =>
      status.flatMap(({ list, pointer }) => {
        const lists = profile?.revocation?.lists ?? []
        const isOnly = lists.length === 1 && lists[0] === list
        const sharing = {
          lower: lists.includes(list) ? Math.max(1, measure.all.lower / lists.length) : 1,
          upper: measure.all.upper,
        }
        return isOnly ? [] : [{ pointers: [pointer], sharing, links: true, isCounted: true }]
      }),
    says: 'It is shown in which of several lists it would stand that the credential was revoked.',
    remedy: 'Ask the issuer for one list for everybody, or hide which one it is.',
  },
  proofSet: {
    inCredential: ({ credential: { proofs }, measure }) =>
      proofs > 1
        ? [{ pointers: ['/proof'], sharing: openTo(measure.all), links: true, isCounted: true }]
        : [],
    says: 'Several proofs are shown at once, each of which adds to what the others tell.',
    remedy: 'Show one proof alone.',
  },
  pseudonym: {
    inDisclosure: ({ disclosure, measure }) =>
      allIdentifiers(disclosure, 'pseudonym').map(({ pointer }) => ({
        ...{ pointers: [pointer], sharing: measure.all, links: true, isCounted: false },
      })),
    says: 'A pseudonym is shown, by which the same verifier recognises the person for the same purpose.',
    remedy:
      'Ask for a pseudonym only where somebody has to be recognised, and for a purpose that is over soon.',
  },
  nonceReuse: {
    inDisclosure: ({ disclosure, history, measure }) => {
      const before = new Set(
        history.flatMap((past) =>
          allIdentifiers(past.disclosure, 'nonce').map(({ value }) => value),
        ),
      )
      return allIdentifiers(disclosure, 'nonce')
        .filter(({ value }) => before.has(value))
        .map(({ pointer }) => ({
          ...{ pointers: [pointer], sharing: openTo(measure.all), links: true, isCounted: true },
        }))
    },
    says: 'The verifier’s number for this visit was used before: it can be a mark for this one person.',
    remedy: 'Answer no request whose nonce has come before.',
  },
  unknown: {
    inDisclosure: ({ disclosure, measure, manifest }) => {
      const constants = manifest?.profiles.flatMap((one) => one.constants) ?? []
      const isConstant = ({ pointer, known }: Claim) =>
        'value' in known &&
        constants.some((one) => pointer.endsWith(one.pointer) && one.value === known.value)
      const unnamed = disclosure.credentials.flatMap((credential) => [
        ...contradictions(credential),
        ...credential.claims.filter(
          (claim) =>
            !isConstant(claim) &&
            (claim.member === undefined || !isCounted(claim.member, measure.knows)),
        ),
      ])
      const unknown = [
        ...disclosure.unknown,
        ...disclosure.credentials.flatMap((one) => one.unknown),
        ...unnamed,
      ]
      return [...new Set(unknown.map(({ pointer }) => pointer))].map((pointer) => ({
        ...{ pointers: [pointer], sharing: openTo(measure.all), links: false, isCounted: true },
      }))
    },
    says: 'Something is shown of which it is not known how many people share it.',
    remedy: 'Do not show it; or measure with a population table that tells of it.',
  },
} as const satisfies Record<string, Source>

/** How an identifier of one kind is found, wherever it stands. */
function identifiersOf(
  kind: IdentifierKind,
  sharingOf: (context: AuditContext) => Bounds = () => exactly(1),
): Pick<Source, 'inDisclosure'> {
  return {
    inDisclosure: (context) =>
      allIdentifiers(context.disclosure, kind).map(({ pointer }) => ({
        ...{ pointers: [pointer], sharing: sharingOf(context), links: true, isCounted: true },
      })),
  }
}

function allIdentifiers(
  { identifiers, credentials }: AuditContext['disclosure'],
  kind: IdentifierKind,
): readonly Identifier[] {
  const all = [...identifiers, ...credentials.flatMap((one) => one.identifiers)]
  return all.filter((one) => one.kind === kind)
}

function claimsOf(claims: readonly Claim[], members: readonly string[]): readonly Claim[] {
  return claims.filter(({ member }) => member !== undefined && members.includes(member))
}

function leak(
  claims: readonly Claim[],
  sharing: Bounds,
  { links }: { readonly links: boolean },
): readonly Leak[] {
  if (claims.length === 0) return []
  return [{ pointers: claims.map(({ pointer }) => pointer), sharing, links, isCounted: true }]
}

function valueLeak(claims: readonly Claim[], sharing: Bounds): readonly Leak[] {
  const pointers = [...new Set(claims.map(({ pointer }) => pointer))]
  return [{ pointers, sharing, links: false, isCounted: false }]
}

/** Members that are reported by themselves though no table tells of them. */
const NAMES: ReadonlySet<string> = new Set(['familyName', 'givenName', 'birthDate'])

function isCounted(member: string, knows: (member: string) => boolean): boolean {
  return knows(member) || NAMES.has(member)
}

/** Shared by anybody or nobody else: what a leak of which nothing was counted can be. */
function openTo({ upper }: Bounds): Bounds {
  return { lower: 1, upper }
}

function isLess(a: Bounds, b: Bounds): boolean {
  return a.lower < b.lower || a.upper < b.upper
}

function differs(found: number | undefined, expected: number | undefined): boolean {
  return found !== undefined && expected !== undefined && found !== expected
}

function monthOf(known: Known): Known | undefined {
  if ('shown' in known) return known.shown === 'day' ? { shown: 'month' } : undefined
  if (!('value' in known) || !/^\d{4}-\d{2}-\d{2}/.test(String(known.value))) return undefined
  return { value: String(known.value).slice(0, 'YYYY-MM'.length) }
}

function factorial(n: number): number {
  return n <= 1 ? 1 : n * factorial(Math.min(n, 100) - 1)
}

/** Formats whose signature is not shown, so that the key is the first that tells an issuer's mark. */
const HIDING: ReadonlySet<string> = new Set(['bbs-2023', 'bbs-plus-2020', 'bbs-predicates-2026'])

function issuerKeyLeaks({
  disclosure: { side },
  credential: { format, key, issuer },
  manifest,
  measure,
  policy,
}: CredentialContext): readonly Leak[] {
  const isTrusted = manifest === undefined && policy.trustIssuer
  if (side === 'request' || !HIDING.has(format) || isTrusted) return []
  const pointers = ['/proof/verificationMethod']
  const open = { pointers, sharing: openTo(measure.all), links: true, isCounted: true }
  const keys = manifest?.profiles.find((one) => one.keys.some(({ id }) => id === key))?.keys ?? []
  const found = keys.find(({ id }) => id === key)
  // A suite may let its holder hide who signed, but not with which key.
  const isOther = issuer !== undefined && issuer !== manifest?.issuer
  if (isOther || found === undefined) return [open]
  // One key alone is everybody's.
  if (keys.length === 1) return []
  return [{ ...open, sharing: signedBy(found, measure) }]
}

/** Who had a dose while a key signed, at least, and who had one before it signed no more, at most. */
function signedBy(
  { validFrom, signsUntil }: { readonly validFrom: string; readonly signsUntil: string },
  { set, all, knows }: AuditContext['measure'],
): Bounds {
  if (!knows('doseDate')) return openTo(all)
  const dayBefore = new Date(Date.parse(signsUntil) - 1).toISOString().slice(0, 'YYYY-MM-DD'.length)
  const from = validFrom.slice(0, 'YYYY-MM-DD'.length)
  const during: Knowledge = { doseDate: { from, until: dayBefore } }
  const before: Knowledge = { doseDate: { from: '0000-01-01', until: dayBefore } }
  return { lower: set(during).people.lower, upper: set(before).people.upper }
}
