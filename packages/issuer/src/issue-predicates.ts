import { encodeMultibase, type RandomSource, randomOctets } from '@unscored/core'
import {
  createVaccinationCredential,
  type Dose,
  formatPredicateOffer,
  type IssuerKey,
  type PredicateOffer,
  type PredicateProfile,
  parsePredicateBindingRequest,
  registrationOf,
  type SecuredCredential,
  type SignPredicatesOptions,
  signPredicates,
} from '@unscored/vc'
import { IssuerError } from './error.ts'

/** An offer that was made and not answered. */
export interface OpenOffer {
  /** The issuer's own name for whom it was made to. */
  readonly person: string
  readonly expires: Date
}

/** Remembers which offers are open. One that several processes share must decide atomically. */
export interface OfferStore {
  /** Keeps an offer by its nonce. */
  keep(nonce: string, offer: OpenOffer): Promise<void>

  /** An open offer, which is open no longer; `undefined` where there is none. */
  take(nonce: string): Promise<OpenOffer | undefined>
}

/** What {@link createOfferStore} takes. */
export interface CreateOfferStoreOptions {
  now?: () => Date
}

/** An offer store in the memory of one process. */
export function createOfferStore({
  now = () => new Date(),
}: CreateOfferStoreOptions = {}): OfferStore {
  const open = new Map<string, OpenOffer>()
  return {
    keep: async (nonce, offer) => {
      for (const [known, { expires }] of open) if (expires < now()) open.delete(known)
      open.set(nonce, offer)
    },
    take: async (nonce) => {
      const offer = open.get(nonce)
      open.delete(nonce)
      return offer
    },
  }
}

/** What {@link offerPredicateCredential} takes. */
export interface OfferPredicateCredentialOptions {
  /** The issuer's own name for the person who is there, such as that of her file. It goes nowhere. */
  person: string
  offers: OfferStore
  /** How long the answer is waited for, in milliseconds; ten minutes by default. */
  lifetime?: number
  random?: RandomSource
  now?: () => Date
}

/**
 * Begins to issue a credential of whose members its holder can prove things: draws the nonce that her request has to be
 * made for. The message is for her, over the channel that the issuer knows her by.
 */
export async function offerPredicateCredential({
  person,
  offers,
  lifetime = 10 * 60 * 1000,
  random = randomOctets,
  now = () => new Date(),
}: OfferPredicateCredentialOptions): Promise<PredicateOffer> {
  const nonce = random(NONCE_BYTES)
  const expires = new Date(now().getTime() + lifetime)
  await offers.keep(encodeMultibase(nonce, 'u'), { person, expires })
  return formatPredicateOffer(nonce)
}

const NONCE_BYTES = 32

/**
 * Takes note of the registration value of a person, and gives the place where the credential can be revoked, which no other
 * has had. It throws where the value is somebody else's, or hers is another, and then nothing is signed; see
 * `admitCredential`.
 */
export type Admit = (entry: {
  person: string
  registration: string
}) => Promise<SignPredicatesOptions['revocation']>

/** What {@link issuePredicateCredential} takes. */
export interface IssuePredicateCredentialOptions {
  /** The holder's answer to an offer, as it came over the wire, parsed as JSON and nothing more. */
  request: unknown
  /** Who gave it. An offer to another person is not hers to answer. */
  person: string
  offers: OfferStore
  /** What the issuer's manifest says of credentials of this kind, and what the manifest is known by. */
  profile: PredicateProfile
  manifest: Uint8Array
  key: IssuerKey
  /** What is claimed. All of it is hidden until the holder shows it. */
  dose: Dose
  /** First day of validity, set back to the first of its month; now by default. */
  validFrom?: Date
  /** End of validity, set back to the first of its month; the first of the month a year after `validFrom` by default. */
  validUntil?: Date
  admit: Admit
  /** Where it is signed, such as a pool of workers. */
  bbs?: SignPredicatesOptions['bbs']
  now?: () => Date
}

/**
 * Issues the credential that a holder asked for. It is bound to the one secret of the person, of which the issuer learns the
 * registration value and no more: the same for all her credentials of this issuer, and never what a verifier sees.
 *
 * An offer is good for one answer, which may also be a wrong one: then make her another.
 *
 * @throws {CredentialError} `requestMalformed`; `commitmentInvalid` where the request was not made for this offer, profile and
 *   manifest; `schemaViolation` where the record is no dose; `attributeInvalid` or `notTheProfile` where the profile has no
 *   place for what it says.
 * @throws {FormatError} where the request is no JSON or no multibase.
 * @throws {IssuerError} `offerUnknown` where no offer is open that it answers; `offerExpired`.
 * @throws what `admit` throws.
 */
export async function issuePredicateCredential({
  request: answer,
  person,
  offers,
  profile,
  manifest,
  key,
  dose,
  admit,
  bbs,
  now = () => new Date(),
  validFrom = now(),
  validUntil = new Date(Date.UTC(validFrom.getUTCFullYear() + 1, validFrom.getUTCMonth(), 1)),
}: IssuePredicateCredentialOptions): Promise<SecuredCredential> {
  const { nonce, request } = parsePredicateBindingRequest(answer)
  const offer = await offers.take(encodeMultibase(nonce, 'u'))
  if (offer?.person !== person) {
    throw new IssuerError(
      'offerUnknown',
      'no offer to this person is open that the request answers',
    )
  }
  if (now() > offer.expires) throw new IssuerError('offerExpired', 'the offer has expired')
  const credential = createVaccinationCredential({
    ...{ suite: 'bbs-2023', issuer: profile.issuer, dose, validFrom, validUntil },
  })
  const terms = { profile, manifest, nonce }
  const registration = await registrationOf(request, terms)
  const revocation = await admit({ person, registration })
  return signPredicates({
    ...{ ...terms, credential, key, request, revocation },
    ...(bbs && { bbs }),
  })
}
