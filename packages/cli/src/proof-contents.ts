import { PROOF_BYTES } from '@unscored/bbs'
import type { JsonObject } from '@unscored/core'
import {
  type BbsFeature,
  CredentialError,
  parseBaseProofValue,
  parseDerivedProofValue,
  type SecuredCredential,
  type SuiteId,
  suiteOf,
} from '@unscored/vc'

/** What an issuer's proof says of the credential that it is in. */
export interface BaseContents {
  readonly suite: SuiteId
  readonly proof: 'base'
  /** JSON pointers to what every presentation shows. */
  readonly alwaysShown: readonly string[]
  /** What it may be bound by: one, or several where the proof itself does not tell which. */
  readonly features: readonly BbsFeature[]
}

/** What a holder's proof says of the credential that it is in. */
export interface DerivedContents {
  readonly suite: SuiteId
  readonly proof: 'derived'
  /** How many signed statements stay hidden; `undefined` for the suite of 2020. */
  readonly hiddenStatements: number | undefined
  /** What it claims to be bound by. */
  readonly features: readonly BbsFeature[]
}

/**
 * What a proof says of itself. Nothing is verified.
 *
 * @throws {CredentialError} `unknownCryptosuite`, and what parsing the proof's value throws.
 */
export function proofContents(credential: SecuredCredential): BaseContents | DerivedContents {
  const suite = suiteOf(credential.proof)
  return suite.id === 'bbs-2023' ? bbs2023Contents(credential.proof) : bbsPlusContents(credential)
}

function bbs2023Contents(proof: JsonObject): BaseContents | DerivedContents {
  const suite = 'bbs-2023'
  const { proofValue } = proof
  if (isDerived(proofValue)) {
    const value = parseDerivedProofValue(proofValue)
    const { bbsProof, selectiveIndexes, messageCount } = value
    // Each statement that stays hidden adds one scalar of 32 octets to the proof (BBS §4.2.4.4); what is bound adds more.
    const hiddenStatements =
      messageCount === undefined
        ? (bbsProof.length - PROOF_BYTES) / 32
        : messageCount - selectiveIndexes.length
    return { suite, proof: 'derived', hiddenStatements, features: [claimedFeature(proof)] }
  }
  const { mandatoryPointers: alwaysShown, features } = parseBaseProofValue(proofValue)
  return { suite, proof: 'base', alwaysShown, features }
}

function claimedFeature(proof: JsonObject): BbsFeature {
  const { isHolderBound, pseudonym } = suiteOf(proof).shownBindingOf(proof)
  if (pseudonym !== undefined) return isHolderBound ? 'holderBindingPseudonym' : 'pseudonym'
  return isHolderBound ? 'holderBinding' : 'baseline'
}

function isDerived(proofValue: unknown): boolean {
  try {
    parseBaseProofValue(proofValue)
    return false
  } catch (error) {
    if (error instanceof CredentialError && error.code === 'notABaseProof') return true
    throw error
  }
}

function bbsPlusContents(credential: SecuredCredential): BaseContents | DerivedContents {
  const suite = suiteOf(credential.proof)
  const features: readonly BbsFeature[] = ['baseline']
  if (suite.isDerived(credential.proof)) {
    return { suite: suite.id, proof: 'derived', hiddenStatements: undefined, features }
  }
  // This suite lets a holder hide all; no verifier can do without these.
  const alwaysShown = ['/issuer', '/issuanceDate']
  return { suite: suite.id, proof: 'base', alwaysShown, features }
}
