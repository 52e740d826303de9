import {
  type BbsOperations,
  type BlindDisclosure,
  type BlindMessages,
  type BlindSigning,
  COMMITMENT_BYTES,
  combineNyms,
  commit,
  generateNym,
  inspectCommitment,
} from '@unscored/bbs'
import { type RandomSource, randomOctets } from '@unscored/core'
import { CredentialError } from '../error.ts'
import { DEFECTS } from './defects.ts'
import { type BbsFeature, type CommittedFeature, committedCount, features } from './features.ts'

/** What a holder hands to an issuer who is to bind a credential to secrets that he does not learn. */
export interface Binding {
  readonly feature: CommittedFeature
  /** A commitment and a proof that the holder knows what is in it; no two of them have anything in common. */
  readonly commitment: Uint8Array
}

/**
 * What a holder keeps to herself for as long as she holds a bound credential. It belongs to the wallet as the base
 * proof does: nobody else, the issuer included, ever needs any of it.
 */
export interface HolderSecrets {
  /** 32 octets that the commitment is blinded with. */
  readonly proverBlind: Uint8Array
  /** At least 32 octets, with holder binding; may be the same for several credentials. */
  readonly holderSecret?: Uint8Array
  /** 32 octets, with a pseudonym: the holder's part of the secret that pseudonyms follow from. */
  readonly proverNym?: Uint8Array
}

/** What {@link createBinding} takes. */
export interface CreateBindingOptions {
  feature: CommittedFeature
  /** At least 32 octets, where other credentials are bound to the same secret; a new one by default. */
  holderSecret?: Uint8Array
  random?: RandomSource
}

/**
 * Draws a holder's secrets and commits to them, before she asks for a credential.
 *
 * A pseudonym is for contexts in which she means to be recognised: it is the same at every visit to one, by design.
 *
 * @throws {RangeError} where the holder's secret is too short or the random source fails.
 * @see VC-DI-BBS §4.1 "Anonymous Holder Binding", §4.2 "Credential Bound Pseudonyms"
 */
export async function createBinding({
  feature,
  holderSecret,
  random = randomOctets,
}: CreateBindingOptions): Promise<{ binding: Binding; secrets: HolderSecrets }> {
  const { bindsHolder, hasPseudonym } = features[feature]
  const own = {
    ...(bindsHolder && { holderSecret: holderSecret ?? random(SECRET_BYTES) }),
    ...(hasPseudonym && { proverNym: generateNym(random) }),
  }
  if (own.holderSecret !== undefined && own.holderSecret.length < SECRET_BYTES) {
    throw new RangeError(`a holder's secret has at least ${SECRET_BYTES} octets`)
  }
  const { commitment, proverBlind } = await commit({
    messages: committedMessages(own),
    random,
    ...(own.proverNym && { proverNym: own.proverNym }),
  })
  return { binding: { feature, commitment }, secrets: { ...own, proverBlind } }
}

/**
 * Checks a commitment before it is signed.
 *
 * @throws {CredentialError} `invalidLength` where it is to another number of secrets, `invalidPoint`, `invalidScalar`, or
 *   `commitmentInvalid` where its proof does not hold.
 */
export async function assertBinding(
  { feature, commitment }: Binding,
  bbs: Pick<BbsOperations, 'verifyCommitment'>,
): Promise<void> {
  const layout = features[feature]
  if (commitment.length !== COMMITMENT_BYTES + 32 * committedCount(layout)) {
    throw new CredentialError(
      'invalidLength',
      'the commitment is not to the secrets of its feature',
    )
  }
  const defect = await inspectCommitment(commitment)
  if (defect !== undefined) {
    throw new CredentialError(DEFECTS[defect], `the commitment holds a malformed ${defect}`)
  }
  if (!(await bbs.verifyCommitment({ commitment, withNym: layout.hasPseudonym }))) {
    throw new CredentialError('commitmentInvalid', 'the proof of the commitment does not hold')
  }
}

/** What an issuer signs with, drawn anew for each credential. */
export function drawBlindSigning(
  { feature, commitment }: Binding,
  random: RandomSource,
): BlindSigning {
  return {
    commitment,
    ...(features[feature].hasPseudonym && { signerNymEntropy: generateNym(random) }),
  }
}

/** The feature that a holder's secrets are for. */
export function featureOfSecrets(secrets: HolderSecrets | undefined): BbsFeature {
  if (secrets === undefined) return 'baseline'
  const { holderSecret, proverNym } = secrets
  if (holderSecret !== undefined && proverNym !== undefined) return 'holderBindingPseudonym'
  if (proverNym !== undefined) return 'pseudonym'
  if (holderSecret !== undefined) return 'holderBinding'
  throw new TypeError('a blind alone is no secret of a holder')
}

/** What a base proof must be of for the secrets of its holder. */
export interface BoundProof {
  features: readonly BbsFeature[]
  signerNymEntropy?: Uint8Array
}

/**
 * What the signature is over beside the statements; `undefined` for a proof without a feature.
 *
 * @throws {CredentialError} `featureMismatch` where the proof is not of the feature that the secrets are for, or
 *   `invalidScalar` where the issuer's entropy is none.
 */
export function blindMessages(
  proof: BoundProof,
  secrets: HolderSecrets | undefined,
): BlindMessages | undefined {
  if (!proof.features.includes(featureOfSecrets(secrets))) {
    throw new CredentialError('featureMismatch', 'the proof is not bound to the secrets at hand')
  }
  if (secrets === undefined) return undefined
  const { proverBlind, proverNym } = secrets
  const { signerNymEntropy } = proof
  return {
    messages: committedMessages(secrets),
    proverBlind,
    ...(proverNym && signerNymEntropy && { nymSecret: combined(proverNym, signerNymEntropy) }),
  }
}

/** What is added to a proof that is shown, and to what is proven. */
export interface BlindShowing {
  blind: BlindDisclosure
  /** 48 octets. */
  pseudonym?: Uint8Array
}

/** What {@link blindShowing} takes beside what the signature is over. */
export interface BlindShowingOptions {
  /** What a pseudonym is for. */
  context?: Uint8Array
  bbs: Pick<BbsOperations, 'createPseudonym'>
}

/**
 * How a bound proof is shown in a context.
 *
 * @throws {CredentialError} `featureMismatch` where there is a context and no pseudonym, or a pseudonym and no context.
 */
export async function blindShowing(
  signed: BlindMessages | undefined,
  { context, bbs }: BlindShowingOptions,
): Promise<BlindShowing | undefined> {
  const { nymSecret, ...blind } = signed ?? {}
  if ((nymSecret === undefined) !== (context === undefined)) {
    throw new CredentialError(
      'featureMismatch',
      context ? 'the credential has no pseudonym' : 'a pseudonym needs a context',
    )
  }
  if (signed === undefined) return undefined
  if (nymSecret === undefined || context === undefined) return { blind }
  return {
    blind: { ...blind, pseudonym: { nymSecret, context } },
    pseudonym: await bbs.createPseudonym({ nymSecret, context }),
  }
}

const SECRET_BYTES = 32

function committedMessages({ holderSecret }: Pick<HolderSecrets, 'holderSecret'>): Uint8Array[] {
  return holderSecret === undefined ? [] : [holderSecret]
}

function combined(proverNym: Uint8Array, signerNymEntropy: Uint8Array): Uint8Array {
  try {
    return combineNyms(proverNym, signerNymEntropy)
  } catch (cause) {
    throw new CredentialError('invalidScalar', 'the nym is no scalar', { cause })
  }
}
