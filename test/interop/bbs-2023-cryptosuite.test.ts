import * as theirs from '@digitalbazaar/bbs-2023-cryptosuite'
import * as Bls12381Multikey from '@digitalbazaar/bls12-381-multikey'
import { DataIntegrityProof } from '@digitalbazaar/data-integrity'
import * as vc from '@digitalbazaar/vc'
import { encodeMultikey, type JsonObject } from '@unscored/core'
import {
  createBbsSigner,
  createDiscloseCryptosuite,
  createDocumentLoader,
  createReceiveCryptosuite,
  createSignCryptosuite,
  createVerifyCryptosuite,
} from '@unscored/vc'
import { describe, expect, test } from 'vitest'
import {
  changed,
  contexts,
  issuer,
  kinds,
  nested,
  now,
  oldModel,
  presentationHeader,
  resolve,
  vaccination,
} from '../vc/bbs-2023/issuing.ts'

const documentLoader = createDocumentLoader({ contexts, dereference: resolve })
const { key, did } = issuer

/** The secret key as their library reads it. */
const multikey = await Bls12381Multikey.from({
  '@context': 'https://w3id.org/security/multikey/v1',
  id: key.id,
  type: 'Multikey',
  controller: did,
  publicKeyMultibase: encodeMultikey({ codec: 'Bls12381G2-public', octets: key.publicKey }),
  secretKeyMultibase: encodeMultikey({ codec: 'Bls12381-secret', octets: key.secretKey }),
})

/** One library in every role; both work through `DataIntegrityProof`. */
const libraries = {
  ours: {
    sign: createSignCryptosuite,
    disclose: createDiscloseCryptosuite,
    verify: () => createVerifyCryptosuite({ presentationHeader, contexts }),
    signer: createBbsSigner(key),
  },
  theirs: {
    sign: theirs.createSignCryptosuite,
    disclose: theirs.createDiscloseCryptosuite,
    verify: () =>
      theirs.createVerifyCryptosuite({ expectedPresentationHeader: presentationHeader }),
    signer: multikey.signer(),
  },
} as const

type Library = keyof typeof libraries

interface Example {
  credential: JsonObject
  mandatory: readonly string[]
  shown: readonly string[]
}

async function issue(by: Library, { credential, mandatory }: Example): Promise<JsonObject> {
  const { sign, signer } = libraries[by]
  const cryptosuite = sign({ mandatoryPointers: mandatory, contexts } as object)
  const suite = new DataIntegrityProof({ cryptosuite, signer, date: null })
  return vc.issue({ credential: structuredClone(credential), suite, documentLoader, now })
}

async function derive(
  by: Library,
  base: JsonObject,
  pointers: readonly string[],
): Promise<JsonObject> {
  const { disclose } = libraries[by]
  const options = { selectivePointers: pointers, presentationHeader, contexts }
  const suite = new DataIntegrityProof({ cryptosuite: disclose(options), date: null })
  return vc.derive({ verifiableCredential: structuredClone(base), suite, documentLoader })
}

async function verifies(cryptosuite: object, credential: JsonObject): Promise<boolean> {
  const suite = new DataIntegrityProof({ cryptosuite, date: null })
  const { verified } = await vc.verifyCredential({
    credential: structuredClone(credential),
    suite,
    documentLoader,
    now,
  })
  return verified
}

const examples: readonly (Example & { name: string })[] = [
  ...kinds,
  // Of a credential that shows no issuer nothing can be verified.
  {
    ...vaccination,
    name: 'a vaccination credential, nothing mandatory',
    mandatory: [],
    shown: [...vaccination.mandatory, ...vaccination.shown],
  },
  {
    ...nested,
    name: 'a nested credential, nothing else shown',
    mandatory: [...nested.mandatory, ...nested.shown],
    shown: [],
  },
  { ...oldModel, name: 'all of a credential of data model 1.1', shown: ['/credentialSubject'] },
]

const pairs = (['ours', 'theirs'] as const).flatMap((issues) =>
  (['ours', 'theirs'] as const).map((derives) => ({ issues, derives })),
)

describe.each(examples)('$name', (example) => {
  test.each(['ours', 'theirs'] as const)('signed by %s is received by ours', async (by) => {
    const base = await issue(by, example)
    expect(await verifies(createReceiveCryptosuite({ contexts }), base)).toBe(true)
    const altered = changed(base, ['credentialSubject', 'type'], 'Port')
    expect(await verifies(createReceiveCryptosuite({ contexts }), altered)).toBe(false)
  })

  test.each(pairs)(
    'signed by $issues and shown by $derives verifies',
    async ({ issues, derives }) => {
      const shown = await derive(derives, await issue(issues, example), example.shown)
      expect(await verifies(libraries.ours.verify(), shown)).toBe(true)
      // Theirs is slow, and what it makes of its own is its own affair.
      if (derives === 'ours') expect(await verifies(libraries.theirs.verify(), shown)).toBe(true)
      const altered = changed(shown, ['credentialSubject', 'type'], 'Port')
      expect(await verifies(libraries.ours.verify(), altered)).toBe(false)
    },
  )
})

test('both show the same document', async () => {
  for (const example of kinds) {
    const base = await issue('ours', example)
    const { proof: _, ...ours } = await derive('ours', base, example.shown)
    const { proof: __, ...other } = await derive('theirs', base, example.shown)
    expect(ours).toEqual(other)
  }
})

test('a proof for another verifier is refused by both', async () => {
  const base = await issue('ours', nested)
  const suite = new DataIntegrityProof({
    cryptosuite: createDiscloseCryptosuite({ selectivePointers: nested.shown, contexts }),
    date: null,
  })
  const shown = await vc.derive({ verifiableCredential: base, suite, documentLoader })
  expect(await verifies(libraries.ours.verify(), shown)).toBe(false)
  expect(await verifies(libraries.theirs.verify(), shown)).toBe(false)
})
