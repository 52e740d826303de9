import { DataIntegrityProof } from '@digitalbazaar/data-integrity'
import * as vc from '@digitalbazaar/vc'
import { isJsonObject, type JsonObject } from '@unscored/core'
import { createMemoryStore } from '@unscored/holder'
import {
  createBbsSigner,
  createDocumentLoader,
  createSignCryptosuite,
  parseSecuredCredential,
  type SecuredCredential,
  suiteNames,
  vaccinationMandatoryPointers,
} from '@unscored/vc'
import { describe, expect, test } from 'vitest'
import { codeOf, issuer, now, vaccination } from '../vc/bbs-2023/issuing.ts'
import { answer, ask, present, receive, shownIn } from './exchange.ts'

/** A request that shows the subject as it stands in the credential, member by member. */
const whole = ask({ credentials: [{ id: 'dose', claims: ['/credentialSubject'] }] })

describe.each(suiteNames)('an issuer who signs with %s cannot tell holders apart by', (suite) => {
  test.each<{ name: string; mark: (credential: SecuredCredential) => unknown }>([
    {
      name: 'the order of members of the proof',
      mark: (credential) => ({ ...credential, proof: reversed(credential.proof) }),
    },
    { name: 'the order of members of the credential', mark: reversed },
    {
      name: 'the order of members of the subject',
      mark: ({ credentialSubject: subject = {}, ...others }) => ({
        ...others,
        credentialSubject: isJsonObject(subject) ? reversed(subject) : subject,
      }),
    },
    {
      name: 'a list around the proof',
      mark: (credential) => ({ ...credential, proof: [credential.proof] }),
    },
  ])('$name', async ({ mark }) => {
    const credential = await answer(undefined, { suite })
    const marked = mark(credential)
    expect(JSON.stringify(marked)).not.toBe(JSON.stringify(credential))
    expect(await textShownOf(marked)).toBe(await textShownOf(credential))
  })
})

test('an issuer who signs with bbs-2023 cannot tell holders apart by a month of signing', async () => {
  expect(await codeOf(receive(await signedAt(null), createMemoryStore()))).toBe('accepted')
  const marked = await signedAt('1234-05-01T00:00:00Z')
  expect(marked.proof.created).toBe('1234-05-01T00:00:00Z')
  expect(await codeOf(receive(marked, createMemoryStore()))).toBe('notTheProfile')
})

async function signedAt(date: string | null): Promise<SecuredCredential> {
  const cryptosuite = createSignCryptosuite({
    mandatoryPointers: vaccinationMandatoryPointers,
    labelsInDocumentOrder: true,
  })
  const signer = createBbsSigner(issuer.key)
  const suite = Object.assign(new DataIntegrityProof({ signer, cryptosuite, date: null }), { date })
  const credential = structuredClone(vaccination.credential)
  return parseSecuredCredential(
    await vc.issue({ credential, suite, documentLoader: createDocumentLoader(), now }),
  )
}

function reversed(object: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(object).reverse())
}

/** What a verifier reads of a credential, but for what is another at each presentation. */
async function textShownOf(credential: unknown): Promise<string> {
  const store = createMemoryStore()
  await receive(credential, store)
  const { proof, ...members } = shownIn(await present(whole, store))
  const { proofValue: _, ...options } = proof
  return JSON.stringify({ ...members, proof: options })
}
