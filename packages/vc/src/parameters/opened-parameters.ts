import type { OpenedSet } from '@unscored/bbs'
import { BBS_PREDICATES_2026 } from '../bbs-predicates/header.ts'
import type { PredicateProfile } from '../bbs-predicates/statements.ts'
import type { CodeList } from '../rules/predicate.ts'
import { type AnnouncedProfile, predicateProfilesOf } from './announced-profile.ts'
import { ParameterError } from './error.ts'
import { epochOf, type OpenedGapsFile } from './gaps-file.ts'
import type { ParameterFiles } from './parameter-files.ts'
import type { SetReference } from './set-file.ts'

/** What a pinned manifest says, as far as it matters here: an `IssuerManifest` of `@unscored/did` is one. */
export interface AnnouncedIssuer {
  /** A DID. */
  readonly issuer: string
  /** Those of other suites are passed over. */
  readonly profiles: readonly AnnouncedProfile[]
}

/** What {@link openParameters} and {@link fetchParameters} take. */
export interface ParametersOptions {
  /** Of all issuers that are pinned. */
  manifests: Iterable<AnnouncedIssuer>
  files: ParameterFiles
  now?: Date
}

/** All that holders prove by and verifiers verify by, from what issuers publish for everybody. */
export interface OpenedParameters {
  /** One for each key of which credentials are accepted. */
  readonly profiles: readonly PredicateProfile[]
  /** The digits of each issuer. */
  readonly digits: readonly OpenedSet[]
  /** Lists by the names that requests have for them; see {@link listNameOf}. */
  readonly lists: ReadonlyMap<string, OpenedSet>
  /** What is in them. */
  readonly codeLists: readonly CodeList[]
  /** By the DID URLs of the keys whose credentials can be revoked. */
  readonly revocations: ReadonlyMap<string, OpenedRevocation>
}

/** Where it is said of the credentials of a key which of them were revoked. */
export interface OpenedRevocation {
  readonly epochSeconds: number
  /**
   * The gaps of an epoch, from what is at hand: nothing is fetched.
   *
   * @throws {ParameterError} `fileUnavailable`, or as `openGapsFile`.
   */
  gaps(epoch: number): Promise<OpenedGapsFile>
}

/** What requests call a list: its id and its edition, such as `approved-products-12`. A later edition is another list. */
export function listNameOf({ id, edition }: Pick<SetReference, 'id' | 'edition'>): string {
  return `${id}-${edition}`
}

/**
 * Opens what the manifests name, from what is at hand: nothing is fetched, so that a wallet may do so while it presents. All
 * sets are checked as a whole. Gaps are read when they are asked for.
 *
 * @throws {ParameterError} naming the file: `fileUnavailable` where {@link fetchParameters} is to be called first, `fileMismatch`
 *   where two manifests mean different lists by one name, or as `openSetFile`.
 * @throws {CredentialError} `notTheProfile`, and {FormatError}, as `predicateProfilesOf`.
 */
export async function openParameters({
  manifests,
  files: { atHand },
  now = new Date(),
}: ParametersOptions): Promise<OpenedParameters> {
  const digits: OpenedSet[] = []
  const lists = new Map<string, OpenedSet>()
  const codeLists: CodeList[] = []
  const announced = announcedIn(manifests)
  for (const reference of setsOf(announced)) {
    const { set, codes } = await atHand.set(reference)
    if (reference.kind === 'digits') {
      digits.push(set)
      continue
    }
    const name = listNameOf(reference)
    if (lists.has(name)) {
      throw new ParameterError('fileMismatch', reference.url, 'another list is called the same')
    }
    lists.set(name, set)
    codeLists.push({ id: name, elements: codes })
  }
  const keyed = announced.flatMap(({ issuer, profile }) =>
    predicateProfilesOf({ issuer, profile, now }).map((own) => ({ own, profile })),
  )
  return {
    ...{ digits, lists, codeLists },
    profiles: keyed.map(({ own }) => own),
    revocations: new Map(
      keyed.flatMap(({ own, profile: { revocation } }) => {
        if (revocation === undefined) return []
        const { epochSeconds } = revocation
        const gaps = (epoch: number) => atHand.gaps(revocation, epoch)
        return [[own.verificationMethod, { epochSeconds, gaps }] as const]
      }),
    ),
  }
}

/**
 * Fetches what the manifests name and is not at hand: all sets, and the gaps of the present epoch, each checked. It is for
 * everybody to do alike, when an epoch begins and for all issuers that a registry has; never because something is presented.
 *
 * @returns The addresses of the files that are at hand then.
 * @throws {ParameterError} naming the file: `fileUnavailable`, or as `openSetFile` and `openGapsFile`.
 */
export async function fetchParameters({
  manifests,
  files,
  now = new Date(),
}: ParametersOptions): Promise<readonly string[]> {
  const announced = announcedIn(manifests)
  const urls: string[] = []
  for (const reference of setsOf(announced)) {
    await files.set(reference)
    urls.push(reference.url)
  }
  for (const { revocation } of announced.map(({ profile }) => profile)) {
    if (revocation === undefined) continue
    const { reference } = await files.gaps(revocation, epochOf(now, revocation))
    urls.push(reference.url)
  }
  return urls
}

interface Announced {
  issuer: string
  profile: AnnouncedProfile
}

function announcedIn(manifests: Iterable<AnnouncedIssuer>): readonly Announced[] {
  return [...manifests].flatMap(({ issuer, profiles }) =>
    profiles
      .filter(({ suite }) => suite === BBS_PREDICATES_2026)
      .map((profile) => ({ issuer, profile })),
  )
}

/** Each once: a health authority's lists are in many manifests. */
function setsOf(announced: readonly Announced[]): Iterable<SetReference> {
  const references = announced.flatMap(({ profile }) => profile.parameters)
  return new Map(references.map((one) => [JSON.stringify(one), one])).values()
}
