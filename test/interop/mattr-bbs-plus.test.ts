import { createRequire } from 'node:module'
import { isJsonObject, type JsonObject, type JsonValue, parseMultibase } from '@unscored/core'
import {
  createBbsPlusDiscloseSuite,
  createBbsPlusReceiveSuite,
  createBbsPlusSignSuite,
  createBbsPlusVerifySuite,
  type DocumentLoader,
} from '@unscored/vc'
import jsigs from 'jsonld-signatures'
import { expect, test } from 'vitest'
import { describeWith, readSharedJson } from '../support/shared.ts'
import { codesOf, credential, frame, contexts as ownContexts } from '../vc/bbs-plus/issuing.ts'
import { MATTR, publishedContexts, publishedLoader } from '../vc/bbs-plus/published.ts'

/** What is used of jsonld-signatures 7 and of MATTR's suites, neither of which has usable types. */
interface Theirs {
  jsigs: typeof jsigs & { extendContextLoader(loader: DocumentLoader): DocumentLoader }
  bbs: {
    Bls12381G2KeyPair: new (keyPair: object) => object
    BbsBlsSignature2020: new (options?: { key: object }) => object
    BbsBlsSignatureProof2020: new () => object
    deriveProof(document: object, frame: object, options: object): Promise<JsonObject>
  }
}

const name = '@mattrglobal/jsonld-signatures-bbs'
const require = createRequire(import.meta.url)
// The library brings the jsonld-signatures that it works with.
const theirs: Theirs = {
  bbs: require(name),
  jsigs: createRequire(require.resolve(name))('jsonld-signatures'),
}

const nonce = Uint8Array.of(1, 2, 3)

const subject = credential.credentialSubject

/** Documents whose statements MATTR's library puts in the order in which they were signed. */
const documents = {
  'a credential': { ...credential, id: 'https://example.com/credentials/1' },
  'a credential without an id': withoutId(credential),
  'a subject with an id': {
    ...credential,
    id: 'did:example:1',
    credentialSubject: { ...subject, id: 'did:example:subject' },
  },
  'text with quotes, line breaks and tabs': {
    ...withoutId(credential),
    credentialSubject: { ...subject, remark: 'a "b"\n\r\\ \t\u0007 \u{1f600} \uffee é' },
  },
  'numbers and booleans': {
    ...withoutId(credential),
    credentialSubject: { ...subject, remark: [1, -2.5, true] },
  },
} satisfies Record<string, JsonObject>

/** A list, of which MATTR's library shows the last link as a list of its own, and verifies that no more than ours. */
const withList = {
  ...withoutId(credential),
  credentialSubject: { ...subject, reactions: ['rash', 'fever', 2] },
} satisfies JsonObject

/** Documents whose statements it puts in another order when it verifies what was derived. */
const misordered = {
  'urn:uvci': credential,
  'urn:uuid': { ...credential, id: 'urn:uuid:7d8e5b2e-6a5d-4b7e-9f50-0b8a0f4f3a11' },
} satisfies Record<string, JsonObject>

/** Frames that show a part of it, and all of it. */
const frames: Readonly<Record<string, JsonObject>> = {
  'in part': frame,
  'as a whole': { type: 'VerifiableCredential', credentialSubject: {} },
}

const cases = (set: Record<string, JsonObject>) => Object.entries(set)
const shownCases = (set: Record<string, JsonObject>) =>
  cases(set).flatMap(([what, document]) =>
    Object.entries(frames).map(([how, selection]) => ({ what, document, how, selection })),
  )

describeWith('vectors', MATTR, "MATTR's library and ours", () => {
  const contexts = new Map([...publishedContexts(), ...ownContexts])
  const published = publishedLoader()
  const documentLoader = theirs.jsigs.extendContextLoader(async (url) => {
    const document = ownContexts.get(url)
    return document ? { contextUrl: null, documentUrl: url, document } : published(url)
  })
  const keyPair = readSharedJson<{
    id: string
    controller: string
    privateKeyBase58: string
  }>('vectors', `${MATTR}/__fixtures__/BbsBlsSignature2020/keyPair.json`)

  test.each(cases({ ...documents, ...misordered, 'a list': withList }))(
    'theirs verifies what ours signs: %s',
    async (_, document) => {
      expect(await theirsVerifies(await oursSigns(document))).toBe(true)
    },
  )

  test.each(cases({ ...documents, ...misordered, 'a list': withList }))(
    'ours verifies what theirs signs: %s',
    async (_, document) => {
      expect(await oursVerifies(await theirsSigns(document))).toEqual([])
    },
  )

  test.each(shownCases(documents))(
    'theirs verifies what ours shows: $what $how',
    async ({ document, selection }) => {
      expect(await theirsVerifies(await oursShows(await theirsSigns(document), selection))).toBe(
        true,
      )
    },
  )

  test.each(shownCases({ ...documents, ...misordered }))(
    'ours verifies what theirs shows: $what $how',
    async ({ document, selection }) => {
      const shown = await theirsShows(await oursSigns(document), selection)
      expect(await oursVerifies(shown)).toEqual([])
    },
  )

  test('ours does not show a list, whose links no context has terms for', async () => {
    const showing = oursShows(await theirsSigns(withList), frames['as a whole'] ?? {})
    await expect(showing).rejects.toMatchObject({ code: 'malformed' })
  })

  test('neither verifies a list that theirs shows', async () => {
    const shown = await theirsShows(await oursSigns(withList), frames['as a whole'] ?? {})
    expect(JSON.stringify(shown)).toContain('"@list":[')
    expect(await theirsVerifies(shown)).toBe(false)
    expect(await oursVerifies(shown)).toEqual(['malformed'])
  })

  test.each(shownCases(misordered))(
    'theirs does not verify $what $how, its own neither, and ours does',
    async ({ document, selection }) => {
      const signed = await oursSigns(document)
      for (const shown of [
        await theirsShows(signed, selection),
        await oursShows(signed, selection),
      ]) {
        expect(await theirsVerifies(shown)).toBe(false)
        expect(await oursVerifies(shown)).toEqual([])
      }
    },
  )

  test.each(['_:c14n1', '<urn:bnid:_:c14n1>'])(
    'theirs lets text be changed that looks like a blank node, ours does not: %s',
    async (remark) => {
      const credentialSubject = { ...subject, remark: '_:c14n1' }
      const signed = await oursSigns({ ...documents['a credential'], credentialSubject })
      const shown = await oursShows(signed, { type: 'VerifiableCredential', credentialSubject: {} })
      const { remark: _, ...others } = shown.credentialSubject as JsonObject
      const changed = { ...shown, credentialSubject: { ...others, remark } }
      expect(await theirsVerifies(changed)).toBe(true)
      expect(await oursVerifies(changed)).toEqual(remark === '_:c14n1' ? [] : ['proofInvalid'])
    },
  )

  const oursPurpose = new jsigs.purposes.AssertionProofPurpose()
  const theirsPurpose = new theirs.jsigs.purposes.AssertionProofPurpose()

  async function oursSigns(document: JsonObject): Promise<JsonObject> {
    const suite = createBbsPlusSignSuite({
      verificationMethod: keyPair.id,
      secretKey: parseMultibase(`z${keyPair.privateKeyBase58}`),
      contexts,
    })
    const inputs = { suite, purpose: oursPurpose, documentLoader }
    return (await jsigs.sign(structuredClone(document), inputs)) as JsonObject
  }

  async function theirsSigns(document: JsonObject): Promise<JsonObject> {
    const key = new theirs.bbs.Bls12381G2KeyPair(keyPair)
    const suite = new theirs.bbs.BbsBlsSignature2020({ key })
    const inputs = { suite, purpose: theirsPurpose, documentLoader }
    return plain(await theirs.jsigs.sign(structuredClone(document), inputs))
  }

  async function oursShows(document: JsonObject, selection: JsonObject): Promise<JsonObject> {
    const suite = createBbsPlusDiscloseSuite({ frame: selection, nonce, contexts })
    const inputs = { suite, purpose: oursPurpose, documentLoader }
    return (await jsigs.derive(document, inputs)) as JsonObject
  }

  async function theirsShows(document: JsonObject, selection: JsonObject): Promise<JsonObject> {
    const withContext = { '@context': document['@context'] ?? null, ...selection }
    const suite = new theirs.bbs.BbsBlsSignatureProof2020()
    const shown = theirs.bbs.deriveProof(structuredClone(document), withContext, {
      suite,
      documentLoader,
      nonce,
    })
    return plain(await shown)
  }

  async function oursVerifies(document: JsonObject): Promise<unknown[]> {
    const suite = [
      createBbsPlusReceiveSuite({ contexts }),
      createBbsPlusVerifySuite({ contexts, nonce }),
    ]
    const inputs = { suite, purpose: oursPurpose, documentLoader }
    const { verified, error } = await jsigs.verify(document, inputs)
    return verified ? [] : codesOf(error)
  }

  async function theirsVerifies(document: JsonObject): Promise<boolean> {
    const suite = [new theirs.bbs.BbsBlsSignature2020(), new theirs.bbs.BbsBlsSignatureProof2020()]
    const inputs = { suite, purpose: theirsPurpose, documentLoader }
    return (await theirs.jsigs.verify(structuredClone(document), inputs)).verified
  }
})

function withoutId({ id: _, ...others }: JsonObject): JsonObject {
  return others
}

/** What JSON keeps of a value, without the members that are null: frames leave such for what was not there. */
function plain(value: object): JsonObject {
  const text = JSON.stringify(value, (_, member: JsonValue) =>
    isJsonObject(member)
      ? Object.fromEntries(Object.entries(member).filter(([, inner]) => inner !== null))
      : member,
  )
  return JSON.parse(text)
}
