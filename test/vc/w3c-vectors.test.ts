import { concatOctets, isJsonObject, type JsonObject, utf8 } from '@unscored/core'
import {
  type Binding,
  type CommittedFeature,
  createBbsSigner,
  createDiscloseCryptosuite,
  createReceiveCryptosuite,
  createVerifyCryptosuite,
  type HolderSecrets,
  parseBaseProofValue,
  parseDerivedProofValue,
} from '@unscored/vc'
import { describe, expect, test } from 'vitest'
import {
  createBaseProofData,
  createBaseProofValue,
} from '../../packages/vc/src/bbs-2023/base-proof.ts'
import { hashProofOptions } from '../../packages/vc/src/bbs-2023/proof-options.ts'
import {
  nameBlankNodes,
  relabel,
  selectStatements,
  shuffledLabels,
  statementsOf,
} from '../../packages/vc/src/bbs-2023/statements.ts'
import { toNQuads } from '../../packages/vc/src/jsonld.ts'
import { hex, toHex } from '../support/hex.ts'
import { describeWith, readShared, readSharedJson } from '../support/shared.ts'
import { loaderWithPublishedContexts, publishedContexts } from './w3c-loader.ts'

const ROOT = 'w3c-vc-di-bbs/TestVectors'

interface PublishedSet {
  name: string
  folder: string
  document: string
  mandatory: string
  selective: string
  feature?: CommittedFeature
}

const license = {
  document: `${ROOT}/FeatureInputs/license.json`,
  mandatory: `${ROOT}/FeatureInputs/licenseMandatory.json`,
  selective: `${ROOT}/FeatureInputs/licenseSelective.json`,
}

const sets: readonly PublishedSet[] = [
  {
    name: 'windsurf',
    folder: ROOT,
    document: `${ROOT}/windDoc.json`,
    mandatory: `${ROOT}/windMandatory.json`,
    selective: `${ROOT}/windSelective.json`,
  },
  {
    name: 'prc',
    folder: `${ROOT}/prc`,
    document: `${ROOT}/prc/addSignedSDBase.json`,
    mandatory: `${ROOT}/prCredMandatory.json`,
    selective: `${ROOT}/prCredSelective.json`,
  },
  { name: 'HolderBinding', folder: `${ROOT}/HolderBinding`, ...license, feature: 'holderBinding' },
  { name: 'Pseudonym', folder: `${ROOT}/Pseudonym`, ...license, feature: 'pseudonym' },
  {
    name: 'PseudonymHB',
    folder: `${ROOT}/PseudonymHB`,
    ...license,
    feature: 'holderBindingPseudonym',
  },
]

interface KeyMaterial {
  publicKeyHex: string
  privateKeyHex: string
  hmacKeyString: string
}

interface Group {
  value: [number, string][]
}

describeWith('vectors', ROOT, 'bbs-2023 reproduces the published steps', () => {
  describe.each(sets)('$name', (set) => {
    const json = <T>(path: string) => readSharedJson<T>('vectors', path)
    const step = <T>(file: string) => json<T>(`${set.folder}/${file}.json`)
    const documentLoader = loaderWithPublishedContexts()
    const options = { documentLoader }
    const policy = { allowInline: true, contexts: publishedContexts() }
    const keys = json<KeyMaterial>(`${ROOT}/BBSKeyMaterial.json`)
    const { presentationHeaderHex } = json<{ presentationHeaderHex: string }>(
      `${ROOT}/BBSDeriveMaterial.json`,
    )
    const hmacKey = hex(keys.hmacKeyString)
    const { binding, secrets, pseudonymContext, entropy } = publishedBinding(set)
    const bound = {
      ...(secrets && { secrets }),
      ...(pseudonymContext && { pseudonymContext }),
    }
    const { proof: _, ...document } = withSexAsText(json<JsonObject>(set.document))
    const mandatoryPointers = json<string[]>(set.mandatory)
    const selectivePointers = json<string[]>(set.selective)
    const { '@context': __, ...proof } = step<JsonObject>('addProofConfig')
    const signed = withSexAsText(step<JsonObject & { proof: JsonObject }>('addSignedSDBase'))
    const revealed = step<JsonObject & { proof: JsonObject }>('derivedRevealDocument')
    const signer = createBbsSigner({
      id: String(proof.verificationMethod),
      secretKey: hex(keys.privateKeyHex),
      publicKey: hex(keys.publicKeyHex),
    })

    test('canonical form', async () => {
      expect(await toNQuads(document, options)).toEqual(step('addBaseDocCanon'))
    })

    test('labels by HMAC, and the order they give', async () => {
      const quads = await statementsOf(await nameBlankNodes(document, options), options)
      const labels = await shuffledLabels(quads, hmacKey)
      expect(relabel(quads, labels)).toEqual(step('addBaseDocHMACCanon'))
    })

    test('mandatory and other statements', async () => {
      const { mandatory, nonMandatory } = step<{ mandatory: Group; nonMandatory: Group }>(
        'addBaseTransform',
      )
      const named = await nameBlankNodes(document, options)
      const labels = await shuffledLabels(await statementsOf(named, options), hmacKey)
      const selected = relabel(await selectStatements(named, mandatoryPointers, options), labels)
      expect(selected).toEqual(mandatory.value.map(([, nquad]) => nquad))
      const { nonMandatory: others } = await baseProofData()
      expect(others).toEqual(nonMandatory.value.map(([, nquad]) => nquad))
    })

    test('canonical proof options and both hashes', async () => {
      const { proofHash, mandatoryHash } = step<{ proofHash: string; mandatoryHash: string }>(
        'addHashData',
      )
      const canonical = readShared('vectors', `${set.folder}/addProofConfigCanon.txt`)
      const config = { ...proof, '@context': document['@context'] ?? [] }
      expect((await toNQuads(config, options)).join('').trim()).toBe(canonical.trim())
      expect(toHex(await hashProofOptions(document, proof, options))).toBe(proofHash)
      const { bbsHeader } = await baseProofData()
      expect(toHex(bbsHeader)).toBe(proofHash + mandatoryHash)
    })

    test('base proof', async () => {
      const value = await createBaseProofValue(await baseProofData(), signer)
      expect(value).toBe(signed.proof.proofValue)
      const { bbsSignature } = step<{ bbsSignature: string }>('addRawBaseSignatureInfo')
      expect(toHex(parseBaseProofValue(value).bbsSignature)).toBe(bbsSignature)
    })

    test('the published base proof is received, and with another claim it is not', async () => {
      const suite = createReceiveCryptosuite({ ...policy, ...(secrets && { secrets }) })
      const { proof: published, ...content } = signed
      await expect(check(suite, content, published)).resolves.toBe(true)
      const changed = { ...content, issuer: 'did:example:other' }
      await expect(check(suite, changed, published)).rejects.toMatchObject({ code: 'proofInvalid' })
    })

    // The published proof was not made with the published seed under any tag of the drafts; all else is fixed.
    test('derived document, labels and indexes', async () => {
      const { proof: published, ...document } = revealed
      const { proof: ours, ...shown } = await derive()
      expect(shown).toEqual(document)
      expect({ ...ours, proofValue: '' }).toEqual({ ...published, proofValue: '' })
      const { bbsProof, ...rest } = parseDerivedProofValue(ours.proofValue)
      const { bbsProof: publishedBbsProof, ...expected } = parseDerivedProofValue(
        published.proofValue,
      )
      expect(rest).toEqual(expected)
      expect(bbsProof.length).toBe(publishedBbsProof.length)
      const adjusted = step<Record<string, number[]>>('derivedAdjIndexes')
      expect(rest.mandatoryIndexes).toEqual(adjusted.adjMandatoryIndexes)
      expect(rest.selectiveIndexes).toEqual(adjusted.adjSelectiveIndexes)
    })

    test.each([
      ['the published derived document', async () => revealed],
      ['our derived document', derive],
    ] as const)('%s verifies, and with one statement changed it does not', async (_, shown) => {
      const { proof: derivedProof, ...content } = await shown()
      const suite = createVerifyCryptosuite({
        ...policy,
        requireHolderBinding: secrets?.holderSecret !== undefined,
        presentationHeader: hex(presentationHeaderHex),
        ...(pseudonymContext && { pseudonymContext }),
      })
      await expect(check(suite, content, derivedProof)).resolves.toBe(true)
      const changed = { ...content, issuer: 'did:example:other' }
      await expect(check(suite, changed, derivedProof)).rejects.toMatchObject({
        code: 'proofInvalid',
      })
    })

    async function derive(): Promise<JsonObject & { proof: JsonObject }> {
      const suite = createDiscloseCryptosuite({
        selectivePointers,
        presentationHeader: hex(presentationHeaderHex),
        ...policy,
        ...bound,
      })
      const purpose = { term: 'assertionMethod' }
      const derived = await suite.derive?.({
        document,
        purpose,
        proofSet: [signed.proof],
        documentLoader,
      })
      return derived as JsonObject & { proof: JsonObject }
    }

    async function check(
      suite: ReturnType<typeof createVerifyCryptosuite>,
      content: JsonObject,
      checkedProof: JsonObject,
    ): Promise<boolean> {
      const id = String(proof.verificationMethod)
      const verifier = await suite.createVerifier({
        verificationMethod: {
          id,
          type: 'Multikey',
          controller: id.split('#')[0] ?? '',
          publicKeyMultibase: id.split('#')[1] ?? '',
        },
      })
      const data = await suite.createVerifyData({
        document: content,
        proof: checkedProof,
        documentLoader,
      })
      return verifier.verify({ data })
    }

    function baseProofData() {
      return createBaseProofData({
        document,
        proof,
        mandatoryPointers,
        // The draft draws scalars as 48 octets, and this one is below the order.
        random: (length) => (length === 48 ? concatOctets(new Uint8Array(16), entropy) : hmacKey),
        labelsInDocumentOrder: false,
        ...(binding && { binding }),
        ...policy,
        documentLoader,
      })
    }
  })
})

/**
 * The published licenses have a number where their context asks for `unsignedInt`. RDF tells it from no text, and of the
 * two spellings of one statement only text is accepted here for types that JSON does not have.
 */
function withSexAsText<Document extends JsonObject>(document: Document): Document {
  const { credentialSubject: subject } = document
  if (!isJsonObject(subject) || !isJsonObject(subject.driversLicense)) return document
  const driversLicense = { ...subject.driversLicense, sex: String(subject.driversLicense.sex) }
  return { ...document, credentialSubject: { ...subject, driversLicense } }
}

interface PublishedBinding {
  binding?: Binding
  secrets?: HolderSecrets
  pseudonymContext?: Uint8Array
  entropy: Uint8Array
}

/** What the holder of a set committed to, and what her pseudonym is for. */
function publishedBinding({ folder, feature }: PublishedSet): PublishedBinding {
  const inputs = <T>(file: string) =>
    readSharedJson<T>('vectors', `${ROOT}/FeatureInputs/${file}.json`)
  const entropy = hex(
    inputs<{ signerNymEntropyHex: string }>('signerNymEntropy').signerNymEntropyHex,
  )
  if (feature === undefined) return { entropy }
  const { secretProverBlind, commitmentWithProof } = readSharedJson<{
    secretProverBlind: string
    commitmentWithProof: string
  }>('vectors', `${folder}/commitmentInfo.json`)
  const { holderSecretHex } = inputs<{ holderSecretHex: string }>('holderSecret')
  const { proverNymHex } = inputs<{ proverNymHex: string }>('proverNym')
  const { verifierId } = inputs<{ verifierId: string }>('verifierInfo')
  return {
    entropy,
    binding: { feature, commitment: hex(commitmentWithProof) },
    secrets: {
      proverBlind: hex(secretProverBlind.padStart(64, '0')),
      ...(feature !== 'pseudonym' && { holderSecret: hex(holderSecretHex) }),
      ...(feature !== 'holderBinding' && { proverNym: hex(proverNymHex) }),
    },
    ...(feature !== 'holderBinding' && { pseudonymContext: utf8(verifierId) }),
  }
}
