/**
 * What of the suite a proof makes use of: nothing beside selective disclosure, or also a secret of the holder without
 * which nothing can be shown, or a pseudonym, or both (VC-DI-BBS §4).
 */
export type BbsFeature = 'baseline' | 'holderBinding' | 'pseudonym' | 'holderBindingPseudonym'

/** A feature for which the holder commits to secrets before the issuer signs. */
export type CommittedFeature = Exclude<BbsFeature, 'baseline'>

/** How a feature shows in the octets of proofs. */
export interface FeatureLayout {
  /** The last octet of a base proof's header: as it is written, then others that are read. */
  readonly base: readonly number[]
  /** The same of derived proofs. */
  readonly derived: readonly number[]
  /** Whether the holder commits to a secret of hers. */
  readonly bindsHolder: boolean
  /** Whether the holder and the issuer make a secret together from which pseudonyms follow. */
  readonly hasPseudonym: boolean
}

/**
 * All features. The published vectors have the headers of both features together for a pseudonym alone, where the text
 * has 6 and 7 (VC-DI-BBS §3.3.1 and §3.3.6).
 */
export const features: Readonly<Record<BbsFeature, FeatureLayout>> = {
  baseline: { base: [2], derived: [3], bindsHolder: false, hasPseudonym: false },
  holderBinding: { base: [4], derived: [5], bindsHolder: true, hasPseudonym: false },
  pseudonym: { base: [8, 6], derived: [9, 7], bindsHolder: false, hasPseudonym: true },
  holderBindingPseudonym: { base: [8], derived: [9], bindsHolder: true, hasPseudonym: true },
}

/** Which of the two proofs is meant: the one that the holder keeps or the one that she shows. */
export type ProofSide = 'base' | 'derived'

/** The features that a header leaves possible; none where it is unknown. */
export function featuresOf(side: ProofSide, header: number): readonly BbsFeature[] {
  // The keys of the record are the names.
  const names = Object.keys(features) as BbsFeature[]
  return names.filter((name) => features[name][side].includes(header))
}

/** How many messages the holder commits to. */
export function committedCount({ bindsHolder, hasPseudonym }: FeatureLayout): number {
  return Number(bindsHolder) + Number(hasPseudonym)
}
