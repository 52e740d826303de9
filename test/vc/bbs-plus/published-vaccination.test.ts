import * as vc from '@digitalbazaar/vc'
import type { JsonObject } from '@unscored/core'
import {
  createBbsPlusDiscloseSuite,
  createBbsPlusReceiveSuite,
  createBbsPlusVerifySuite,
} from '@unscored/vc'
import { expect, test } from 'vitest'
import { describeWith, readSharedJson } from '../../support/shared.ts'
import { codesOf, nonce } from './issuing.ts'
import { publishedContexts, publishedLoader, VACCINATION } from './published.ts'

const now = new Date('2022-01-01T00:00:00Z')

describeWith('vectors', VACCINATION, 'The certificates of the vaccination vocabulary', () => {
  const read = (file: string) => readSharedJson<JsonObject>('vectors', `${VACCINATION}/${file}`)
  const certificate = read('examples/vaccination-certificate-signed-bbs.jsonld')
  const european = read('examples/eu-ehealth2fhir-vaccination-certificate-signed-bbs.jsonld')
  const contexts = publishedContexts()
  const documentLoader = publishedLoader()

  const receive = (credential: JsonObject) =>
    vc.verifyCredential({
      credential,
      suite: createBbsPlusReceiveSuite({ contexts }),
      documentLoader,
      now,
    })

  test('the signed one verifies', async () => {
    expect(await receive(certificate)).toMatchObject({ verified: true })
  })

  test('what is shown of it verifies, though its id sorts after the placeholders', async () => {
    const shown = await vc.derive({
      verifiableCredential: structuredClone(certificate),
      suite: createBbsPlusDiscloseSuite({
        frame: {
          type: 'VerifiableCredential',
          credentialSubject: {
            '@explicit': true,
            type: 'VaccinationEvent',
            countryOfVaccination: {},
          },
        },
        nonce,
        contexts,
      }),
      documentLoader,
    })
    const suite = createBbsPlusVerifySuite({ contexts, nonce })
    const result = await vc.verifyCredential({ credential: shown, suite, documentLoader, now })
    expect(result).toMatchObject({ verified: true })
    expect(shown.id).toMatch(/^urn:uvci:/)
    expect(Object.keys(shown.credentialSubject ?? {})).toEqual([
      'id',
      'type',
      'countryOfVaccination',
    ])
  })

  test('the European one does not verify, because its context has changed since', async () => {
    const { verified, error } = await receive(european)
    expect(verified).toBe(false)
    expect(codesOf(error)).toEqual(['proofInvalid'])
  })
})
