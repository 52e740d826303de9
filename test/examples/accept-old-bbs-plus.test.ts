import { createRequire } from 'node:module'
import {
  encodeMultibase,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  parseMultikey,
} from '@unscored/core'
import { acceptOldBbsPlus, type OldWallet } from '@unscored/examples/src/accept-old-bbs-plus.ts'
import type { DocumentLoader } from '@unscored/vc'
import { describe, expect, test } from 'vitest'
import { describeWith } from '../support/shared.ts'
import { MATTR, publishedLoader } from '../vc/bbs-plus/published.ts'

/** What is used of MATTR's library, which has no usable types. */
interface Mattr {
  BbsBlsSignatureProof2020: new () => object
  deriveProof(document: object, frame: object, options: object): Promise<JsonObject>
}

const name = '@mattrglobal/jsonld-signatures-bbs'
const require = createRequire(import.meta.url)
const mattr: Mattr = require(name)
// The library brings the jsonld-signatures that it works with.
const { extendContextLoader }: { extendContextLoader(loader: DocumentLoader): DocumentLoader } =
  createRequire(require.resolve(name))('jsonld-signatures')

const subject = { type: 'VaccinationDose', product: 'EU/1/20/1528', doseNumber: 2 }

describe('a verifier of today and a wallet of 2020', () => {
  test('that is made of our suite understand each other', async () => {
    const { suite, credential } = (await acceptOldBbsPlus()) ?? {}
    expect(suite).toBe('BbsBlsSignature2020')
    expect(credential?.credentialSubject).toMatchObject(subject)
    expect(JSON.stringify(credential)).not.toMatch(/Fictitious|Éxample|1970|2021/)
  })
})

describeWith('vectors', MATTR, "a verifier of today and a wallet over MATTR's library", () => {
  const published = publishedLoader()

  /** A wallet brings what it knows of keys and contexts, of the kinds that there were in 2020. */
  const documentLoader: DocumentLoader = async (url) =>
    url.startsWith('did:key:')
      ? { contextUrl: null, documentUrl: url, document: keyOf(url) }
      : published(url)

  const wallet: OldWallet = async ({ credential, frame, nonce }) => {
    const shown = await mattr.deriveProof(structuredClone(credential), frame, {
      suite: new mattr.BbsBlsSignatureProof2020(),
      documentLoader: extendContextLoader(documentLoader),
      nonce,
    })
    return withoutNull(shown)
  }

  test('understand each other', async () => {
    const { suite, credential } = (await acceptOldBbsPlus(wallet)) ?? {}
    expect(suite).toBe('BbsBlsSignature2020')
    expect(credential?.credentialSubject).toMatchObject(subject)
    expect(JSON.stringify(credential)).not.toMatch(/Fictitious|Éxample|1970|2021/)
  })

  test('do not agree on a number of the dose that was changed on the way', async () => {
    const changed: OldWallet = async (inputs) => {
      const { credentialSubject, ...shown } = await wallet(inputs)
      return { ...shown, credentialSubject: { ...Object(credentialSubject), doseNumber: 3 } }
    }
    await expect(acceptOldBbsPlus(changed)).rejects.toMatchObject({ code: 'proofInvalid' })
  })

  test('do not agree on less than was asked for', async () => {
    const less: OldWallet = ({ frame, ...inputs }) => {
      const credentialSubject = { '@explicit': true, type: 'VaccinationDose', product: {} }
      return wallet({ ...inputs, frame: { ...frame, credentialSubject } })
    }
    await expect(acceptOldBbsPlus(less)).rejects.toMatchObject({ code: 'queryNotSatisfied' })
  })

  test('do not agree on an answer to another question', async () => {
    const other: OldWallet = (inputs) => wallet({ ...inputs, nonce: Uint8Array.of(1, 2, 3) })
    await expect(acceptOldBbsPlus(other)).rejects.toMatchObject({ code: 'nonceMismatch' })
  })
})

function keyOf(didUrl: string): JsonObject {
  const [did = '', multikey] = didUrl.split('#')
  return {
    '@context': 'https://w3id.org/security/v2',
    id: didUrl,
    type: 'Bls12381G2Key2020',
    controller: did,
    publicKeyBase58: encodeMultibase(parseMultikey(multikey).octets, 'z').slice(1),
  }
}

/** What JSON keeps of a value, without the members that are null: frames leave such for what was not there. */
function withoutNull(value: object): JsonObject {
  const text = JSON.stringify(value, (_, member: JsonValue) =>
    isJsonObject(member)
      ? Object.fromEntries(Object.entries(member).filter(([, inner]) => inner !== null))
      : member,
  )
  return JSON.parse(text)
}
