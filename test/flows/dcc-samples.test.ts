import { generateKeyPair } from '@unscored/bbs'
import { createPinnedResolver, createResolver, didKeyOf, resolveDid } from '@unscored/did'
import { createMemoryStore, presentCredential, receiveCredential } from '@unscored/holder'
import { importDcc, issueCredential } from '@unscored/issuer'
import type { SuiteId } from '@unscored/vc'
import { createNonceStore, createRequest, verifyPresentation } from '@unscored/verifier'
import { describe, expect, test } from 'vitest'
import { describeWith, readShared } from '../support/shared.ts'

interface Sample {
  file: string
  kind: string
  json: { v?: { mp: string; dn: number }[] }
  prefix: string
  certificate: string
  validationClock: string
  expected: Record<string, boolean>
}

const SAMPLES = 'dgc-testdata/dcc-samples.jsonl'
const domain = 'https://gate.example'
const suites: readonly SuiteId[] = ['bbs-2023', 'BbsBlsSignature2020']

describeWith(
  'data',
  SAMPLES,
  'a national certificate becomes credentials that can be shown',
  () => {
    const samples = readShared('data', SAMPLES)
      .trim()
      .split('\n')
      .map((line): Sample => JSON.parse(line))
      .filter(({ kind, expected }) => kind === 'v' && Object.values(expected).every(Boolean))

    test('there are samples', () => {
      expect(samples.length).toBeGreaterThan(50)
    })

    describe.each(suites)('with %s', async (suite) => {
      const keys = await generateKeyPair()
      const did = didKeyOf({ codec: 'Bls12381G2-public', octets: keys.publicKey })
      const key = { id: `${did}#${did.slice('did:key:'.length)}`, ...keys }
      const resolver = createPinnedResolver([await resolveDid(did, { resolver: createResolver() })])

      test.each(samples)('$file', async ({ json, prefix, certificate, validationClock }) => {
        const now = new Date(validationClock.replace(/([+-]\d\d)(\d\d)$/, '$1:$2'))
        const { records } = await importDcc({ text: prefix, trusted: [certificate], now })
        const claims = ['/credentialSubject/product', '/credentialSubject/doseNumber']

        const shown = []
        for (const dose of records) {
          const store = createMemoryStore()
          await receiveCredential(await issueCredential({ key, dose, suite }), { store, resolver })
          const request = createRequest({ domain, credentials: [{ id: 'dose', claims }] })
          const presentation = await presentCredential(request, { store, domain, resolver })
          const nonces = createNonceStore()
          const options = { request, trustedIssuers: [did], resolver, nonces }
          shown.push(
            (await verifyPresentation(presentation, options)).dose?.credential.credentialSubject,
          )
        }
        expect(shown).toMatchObject(
          (json.v ?? []).map(({ mp, dn }) => ({ product: mp, doseNumber: dn })),
        )
      })
    })
  },
)
