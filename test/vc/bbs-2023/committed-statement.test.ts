import { type BbsOperations, bbsOperations } from '@unscored/bbs'
import { utf8 } from '@unscored/core'
import {
  type CommittedFeature,
  createBinding,
  deriveCredential,
  parseDerivedProofValue,
  type SecuredCredential,
  serializeDerivedProofValue,
  signCredential,
  verifyShownCredential,
} from '@unscored/vc'
import { describe, expect, test } from 'vitest'
import {
  codeOf,
  contexts,
  issuer,
  nested,
  now,
  presentationHeader,
  resolve,
  withProof,
} from './issuing.ts'

/** All nodes have ids, so that what is added renames none. */
const credential = {
  '@context': nested.credential['@context'],
  id: 'urn:example:voyage',
  type: ['VerifiableCredential'],
  issuer: issuer.did,
  validUntil: '2028-01-01T00:00:00Z',
  credentialSubject: { id: 'urn:example:captain', title: 'Round the island' },
}

const END = '2099-01-01T00:00:00Z'

/** What its holder would like to have been signed, as it would have been. It sorts behind all else that is shown. */
const STATEMENT = `<urn:example:voyage> <https://www.w3.org/2018/credentials#validUntil> "${END}"^^<http://www.w3.org/2001/XMLSchema#dateTime> .\n`

const pseudonymContext = utf8('visits')

describe.each([
  { feature: 'holderBinding', asked: {} },
  { feature: 'holderBindingPseudonym', asked: { pseudonymContext } },
] as const)(
  '$feature: a statement that the holder committed to in place of a secret',
  ({ feature, asked }) => {
    const options = { ...asked, contexts, presentationHeader, dereference: resolve, now }

    test.each([
      { name: 'behind those that were signed', more: 0, code: 'invalidIndexes' },
      { name: 'as one of those that were signed', more: 2, code: 'proofInvalid' },
    ])('is not shown $name', async ({ more, code }) => {
      const forged = forgedFrom(await shownWithCommitted(feature, asked), more)
      expect(await codeOf(verifyShownCredential(forged, options))).toBe(code)
    })

    test('is proven, but by a proof that tells it from what was signed', async () => {
      const forged = forgedFrom(await shownWithCommitted(feature, asked), 0)
      const bbs = { ...bbsOperations, verifyProof: verifyWithCommitted }
      expect(await codeOf(verifyShownCredential(forged, { ...options, bbs }))).toBe('accepted')
    })
  },
)

/** The last of the statements shown is told as what it is. */
const verifyWithCommitted: BbsOperations['verifyProof'] = ({ disclosed, blind, ...options }) => {
  const statements = [...disclosed]
  const [, committed = new Uint8Array()] = statements.pop() ?? []
  return bbsOperations.verifyProof({
    ...options,
    disclosed: new Map(statements),
    ...(blind && { blind: { ...blind, disclosed: new Map([[0, committed]]) } }),
  })
}

/** What is shown with the committed statement as if it were one of the issuer's, who is said to have made `more`. */
function forgedFrom(shown: SecuredCredential, more: number): unknown {
  const value = parseDerivedProofValue(shown.proof.proofValue)
  const { messageCount = 0, selectiveIndexes } = value
  const proofValue = serializeDerivedProofValue({
    ...value,
    // Between the messages of the issuer and those of the holder stands what blinds the latter.
    selectiveIndexes: [...selectiveIndexes, messageCount + 1],
    messageCount: messageCount + more,
  })
  return withProof({ ...shown, validUntil: END }, { proofValue })
}

/** What is shown of a credential by a proof that shows the committed statement too. */
async function shownWithCommitted(
  feature: CommittedFeature,
  asked: { pseudonymContext?: Uint8Array },
): Promise<SecuredCredential> {
  const { binding, secrets } = await createBinding({ feature, holderSecret: utf8(STATEMENT) })
  const signed = await signCredential({
    ...{ credential, contexts, binding, key: issuer.key, mandatoryPointers: ['/issuer'] },
    now: () => now,
  })
  return deriveCredential({
    ...{ credential: signed, contexts, pointers: ['/credentialSubject/title'] },
    presentationHeader,
    dereference: resolve,
    secrets,
    ...asked,
    bbs: {
      ...bbsOperations,
      createProof: ({ blind, ...options }) =>
        bbsOperations.createProof({ ...options, blind: { ...blind, disclosed: [0] } }),
    },
  })
}
