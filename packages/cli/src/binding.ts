import type { WalletBinding } from '@unscored/holder'
import { type BbsFeature, bbsFeatures, isCommittedFeature } from '@unscored/vc'

/** What a credential can be bound by, as options name it. */
export const committedFeatures = Object.keys(bbsFeatures).filter(isCommittedFeature)

/** To what a credential is bound, for people. */
export function featureText(feature: BbsFeature | WalletBinding = 'baseline'): string {
  if (feature === 'predicates') return 'to the secret of its person'
  const { bindsHolder, hasPseudonym } = bbsFeatures[feature]
  const parts = [
    ...(bindsHolder ? ["to its wallet's secret"] : []),
    ...(hasPseudonym ? ['to pseudonyms'] : []),
  ]
  return parts.length === 0 ? 'to nobody' : parts.join(' and ')
}
