import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import * as theirs from '@digitalbazaar/bbs-2023-cryptosuite'
import { DataIntegrityProof } from '@digitalbazaar/data-integrity'
import * as vc from '@digitalbazaar/vc'
import { concatOctets, type JsonObject, utf8 } from '@unscored/core'
import {
  BBS_ALGORITHM,
  type BbsFeature,
  createBbsSigner,
  createDiscloseCryptosuite,
  createDocumentLoader,
  createReceiveCryptosuite,
  createSignCryptosuite,
  createVerifyCryptosuite,
  parseBaseProofValue,
  parseDerivedProofValue,
  type SecuredCredential,
  serializeBaseProofValue,
  serializeDerivedProofValue,
} from '@unscored/vc'
import { describe, expect, test } from 'vitest'
import {
  bindsHolder,
  boundFeatures,
  context,
  hasPseudonym,
  issueHeld,
  otherContext,
  receiveWith,
  show,
  verifyAs,
} from '../vc/bbs-2023/forms.ts'
import {
  changed,
  codeOf,
  contexts,
  issuer,
  nested,
  now,
  presentationHeader,
  resolve,
  withProof,
} from '../vc/bbs-2023/issuing.ts'

// The peer's suite knows the baseline alone. Its transformation of documents and, of its library of BBS, the modules for
// blind signatures and pseudonyms, which that does not export, make up all of what a feature is.

interface Presentation {
  PK: Uint8Array
  api_id: Uint8Array
  ciphersuite: string
  header: Uint8Array
  ph: Uint8Array
  proof: Uint8Array
  L: number
  disclosed_messages: Uint8Array[]
  disclosed_indexes: number[]
}

interface PeerBlind {
  BlindSign(options: {
    SK: bigint
    PK: Uint8Array
    api_id: Uint8Array
    ciphersuite: string
    commitment_with_proof: Uint8Array
    header: Uint8Array
    messages: Uint8Array[]
  }): Promise<Uint8Array>
  BlindProofVerify(
    options: Presentation & {
      disclosed_committed_messages: Uint8Array[]
      disclosed_committed_indexes: number[]
    },
  ): Promise<boolean>
}

interface PeerPseudonym {
  ProofVerifyWithPseudonym(
    options: Presentation & { pseudonym: Uint8Array; verifier_id: Uint8Array },
  ): Promise<boolean>
}

/** What the peer's suite makes of a document and a derived proof. */
interface PeerVerifyData {
  bbsProof: Uint8Array
  proofHash: Uint8Array
  mandatoryHash: Uint8Array
  nonMandatory: string[]
  selectiveIndexes: number[]
  presentationHeader: Uint8Array
}

const peer = pathToFileURL(createRequire(import.meta.url).resolve('@digitalbazaar/bbs-signatures'))
const peerBlind: PeerBlind = await import(new URL('bbs/blind/interface.js', peer).href)
const peerPseudonym: PeerPseudonym = await import(new URL('bbs/pseudonym/interface.js', peer).href)

const { key } = issuer
const ciphersuite = 'BLS12-381-SHA-256'
const suiteId = 'BBS_BLS12381G1_XMD:SHA-256_SSWU_RO_'
const blindId = utf8(`${suiteId}BLIND_H2G_HM2S_`)
const pseudonymId = utf8(`${suiteId}H2G_HM2S_PSEUDONYM_`)
const documentLoader = createDocumentLoader({ contexts, dereference: resolve })

/** Verifies as the peer does but for the last step, which it has no suite for. */
async function peerVerifies(
  credential: SecuredCredential,
  holds: (data: PeerVerifyData) => Promise<boolean>,
): Promise<boolean> {
  // The baseline's header and elements, so that the peer reads them.
  const { features: _, ...value } = parseDerivedProofValue(credential.proof.proofValue)
  const proofValue = serializeDerivedProofValue(value)
  const suite = new DataIntegrityProof({
    cryptosuite: {
      ...theirs.createVerifyCryptosuite({ expectedPresentationHeader: presentationHeader }),
      createVerifier: async () => ({
        algorithm: BBS_ALGORITHM,
        id: key.id,
        verify: ({ data }: { data: PeerVerifyData }) => holds(data),
      }),
    },
    date: null,
  })
  const { verified } = await vc.verifyCredential({
    credential: structuredClone(withProof(credential, { proofValue })) as JsonObject,
    suite,
    documentLoader,
    now,
  })
  return verified
}

function presentationOf(data: PeerVerifyData, L: number, api_id: Uint8Array): Presentation {
  return {
    PK: key.publicKey,
    api_id,
    ciphersuite,
    header: concatOctets(data.proofHash, data.mandatoryHash),
    ph: data.presentationHeader,
    proof: data.bbsProof,
    L,
    disclosed_messages: data.nonMandatory.map(utf8),
    disclosed_indexes: data.selectiveIndexes,
  }
}

const pointers = nested.shown
const altered = (credential: SecuredCredential) =>
  changed(credential, ['credentialSubject', 'title'], 'Nowhere')

test('holder binding: what we sign, receive and show, the peer verifies', async () => {
  const shown = await show(await issueHeld({ feature: 'holderBinding', kind: nested }), {
    pointers,
  })
  const { messageCount = 0 } = parseDerivedProofValue(shown.proof.proofValue)
  const holds = (L: number) => (data: PeerVerifyData) =>
    peerBlind.BlindProofVerify({
      ...presentationOf(data, L, blindId),
      disclosed_committed_messages: [],
      disclosed_committed_indexes: [],
    })
  expect(await peerVerifies(shown, holds(messageCount))).toBe(true)
  expect(await peerVerifies(shown, holds(messageCount - 1))).toBe(false)
  expect(await peerVerifies(altered(shown), holds(messageCount))).toBe(false)
})

test.each(['pseudonym', 'holderBindingPseudonym'] as const)(
  '%s: what we sign, receive and show, the peer verifies',
  async (feature) => {
    const shown = await show(await issueHeld({ feature, kind: nested }), { pointers })
    const { messageCount = 0, pseudonym = context } = parseDerivedProofValue(shown.proof.proofValue)
    const holds = (verifier_id: Uint8Array) => (data: PeerVerifyData) =>
      peerPseudonym.ProofVerifyWithPseudonym({
        ...presentationOf(data, messageCount, pseudonymId),
        pseudonym,
        verifier_id,
      })
    expect(await peerVerifies(shown, holds(context))).toBe(true)
    expect(await peerVerifies(shown, holds(otherContext))).toBe(false)
    expect(await peerVerifies(altered(shown), holds(context))).toBe(false)
  },
)

test('holder binding: what the peer signs for our commitment, we receive and show', async () => {
  const { binding, secrets } = await issueHeld({ feature: 'holderBinding', kind: nested })
  const { commitment = new Uint8Array() } = binding ?? {}
  const signer = {
    id: key.id,
    algorithm: BBS_ALGORITHM,
    publicKey: key.publicKey,
    sign: () => {},
    multisign: (inputs: { header: Uint8Array; messages: Uint8Array[] }) =>
      peerBlind.BlindSign({
        SK: BigInt(`0x${Buffer.from(key.secretKey).toString('hex')}`),
        PK: key.publicKey,
        api_id: blindId,
        ciphersuite,
        commitment_with_proof: commitment,
        ...inputs,
      }),
  }
  const cryptosuite = theirs.createSignCryptosuite({ mandatoryPointers: nested.mandatory })
  const suite = new DataIntegrityProof({ cryptosuite, signer, date: null })
  const credential = structuredClone(nested.credential)
  const signed = (await vc.issue({ credential, suite, documentLoader, now })) as SecuredCredential
  const proofValue = serializeBaseProofValue({
    ...parseBaseProofValue(signed.proof.proofValue),
    features: ['holderBinding'],
  })
  const base = withProof(signed, { proofValue }) as SecuredCredential
  expect(await codeOf(receiveWith(secrets, base))).toBe('accepted')
  const shown = await show(
    { feature: 'holderBinding', base, ...(secrets && { secrets }) },
    { pointers },
  )
  expect(await codeOf(verifyAs('holderBinding', shown))).toBe('accepted')
  expect(await codeOf(verifyAs('holderBinding', altered(shown)))).toBe('proofInvalid')
})

describe.each(boundFeatures)('%s', (feature: BbsFeature) => {
  const via = (cryptosuite: object, signer?: object) =>
    new DataIntegrityProof({ cryptosuite, date: null, ...(signer && { signer }) })
  const verifies = async (cryptosuite: object, credential: JsonObject) => {
    const copy = structuredClone(credential)
    const options = { credential: copy, suite: via(cryptosuite), documentLoader, now }
    return (await vc.verifyCredential(options)).verified
  }

  test("our suites do their part in the peer's libraries", async () => {
    const { binding, secrets } = await issueHeld({ feature, kind: nested })
    const { mandatory: mandatoryPointers, shown: selectivePointers } = nested
    const pseudonym = hasPseudonym(feature) ? { pseudonymContext: context } : {}
    const own = secrets && { secrets }
    const base = await vc.issue({
      credential: structuredClone(nested.credential),
      suite: via(
        createSignCryptosuite({ mandatoryPointers, contexts, ...(binding && { binding }) }),
        createBbsSigner(key),
      ),
      documentLoader,
      now,
    })
    expect(await verifies(createReceiveCryptosuite({ contexts, ...own }), base)).toBe(true)
    expect(await verifies(createReceiveCryptosuite({ contexts }), base)).toBe(false)
    const disclosing = { selectivePointers, presentationHeader, contexts, ...own, ...pseudonym }
    const derived = await vc.derive({
      verifiableCredential: structuredClone(base),
      suite: via(createDiscloseCryptosuite(disclosing)),
      documentLoader,
    })
    const requireHolderBinding = bindsHolder(feature)
    const asking = { contexts, presentationHeader, requireHolderBinding, ...pseudonym }
    expect(await verifies(createVerifyCryptosuite(asking), derived)).toBe(true)
    const title = ['credentialSubject', 'title']
    expect(await verifies(createVerifyCryptosuite(asking), changed(derived, title, 'x'))).toBe(
      false,
    )
  })

  test("is refused by the peer's suites, which do not know it", async () => {
    const hers = await issueHeld({ feature, kind: nested })
    const disclosing = theirs.createDiscloseCryptosuite({ selectivePointers: pointers })
    const verifiableCredential = structuredClone(hers.base)
    const deriving = vc.derive({ verifiableCredential, suite: via(disclosing), documentLoader })
    await expect(deriving).rejects.toThrow()
    const shown = await show(hers, { pointers })
    expect(await verifies(theirs.createVerifyCryptosuite(), shown)).toBe(false)
  })
})
