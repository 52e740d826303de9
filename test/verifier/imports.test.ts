import { createDidKeyDocument, createPinnedResolver, type DidDocument } from '@unscored/did'
import { createMemoryStore, presentCredential, receiveCredential } from '@unscored/holder'
import { issueCredential } from '@unscored/issuer'
import type { PresentationRequest } from '@unscored/vc'
import { createRequest } from '@unscored/verifier'
import { beforeAll, describe, expect, test } from 'vitest'
import { runTsx } from '../support/tsx.ts'
import { createIssuer } from '../vc/bbs-2023/issuing.ts'
import { dose } from '../vc/vaccination/doses.ts'

/** What a process that verifies is given. */
export interface VerifyInputs {
  presentation: unknown
  request: PresentationRequest
  document: DidDocument
  issuer: string
}

const DOMAIN = 'https://gate.example'

/** Third-party packages, as far as they are loaded at either time. */
interface Loaded {
  imported: string[]
  verified: string[]
  answers: string[]
}

describe('a process that has just started', () => {
  let loaded: Loaded

  beforeAll(async () => {
    const { code, stdout, stderr } = await runTsx(new URL('./verify-process.ts', import.meta.url), {
      args: [JSON.stringify(await inputs())],
    })
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    loaded = JSON.parse(stdout)
  })

  test('loads no curve and no context when it imports the verifier', () => {
    expect(loaded.imported).toEqual([
      '@noble/hashes',
      '@scure/base',
      'canonicalize',
      'cborg',
      'did-resolver',
      'jsonld',
      'lru-cache',
      'rdf-canonize',
      'yallist',
    ])
  })

  test('loads those of a credential of bbs-2023 when it verifies one, and nothing else', () => {
    expect(loaded.answers).toEqual(['dose'])
    const added = loaded.verified.filter((name) => !loaded.imported.includes(name))
    expect(added).toEqual(['@digitalbazaar/credentials-context', 'mcl-wasm'])
  })

  test.each([
    { what: 'the engine of the other suite', name: '@mattrglobal/bbs-signatures' },
    { what: 'what issues and derives', name: '@digitalbazaar/vc' },
    { what: 'what issues and derives', name: 'jsonld-signatures' },
    { what: 'what selects claims', name: '@digitalbazaar/di-sd-primitives' },
    { what: 'an HTTP client', name: '@digitalbazaar/http-client' },
    { what: 'an HTTP client', name: 'undici' },
    { what: 'what fetches DID documents', name: 'web-did-resolver' },
    { what: 'what fetches DID documents', name: 'node-fetch' },
    { what: 'contexts that it does not name', name: '@digitalbazaar/data-integrity-context' },
    { what: 'what makes code of schemas', name: 'ajv' },
  ])('does without $what: $name', ({ name }) => {
    expect(loaded.verified).not.toContain(name)
  })
})

async function inputs(): Promise<VerifyInputs> {
  const { did, key } = await createIssuer(1)
  const document = createDidKeyDocument({ codec: 'Bls12381G2-public', octets: key.publicKey })
  const resolver = createPinnedResolver([document])
  const store = createMemoryStore()
  const credential = await issueCredential({
    key,
    dose,
    suite: 'bbs-2023',
    validFrom: new Date('2026-01-01'),
    validUntil: new Date('2099-01-01'),
  })
  await receiveCredential(credential, { store, resolver })
  const claims = ['/credentialSubject/product', '/credentialSubject/doseDate']
  const request = createRequest({ domain: DOMAIN, credentials: [{ id: 'dose', claims }] })
  const presentation = await presentCredential(request, { store, domain: DOMAIN, resolver })
  return { presentation, request, document, issuer: did }
}
