import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import { createPool, generateKeyPair } from '@unscored/bbs'
import { createDidKeyDocument, createPinnedResolver, didKeyOf } from '@unscored/did'
import { createMemoryStore, presentCredential, receiveCredential } from '@unscored/holder'
import { issueCredential } from '@unscored/issuer'
import { createNonceStore, createRequest, verifyPresentation } from '@unscored/verifier'
import { build } from 'esbuild'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fictitiousDose } from '../../examples/src/fictitious-dose.ts'

const folder = mkdtempSync(join(tmpdir(), 'unscored-flow-'))

/** Threads run no TypeScript. */
beforeAll(() =>
  build({
    entryPoints: { worker: fileURLToPath(import.meta.resolve('@unscored/bbs/worker')) },
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    format: 'esm',
  }),
)
afterAll(() => rmSync(folder, { recursive: true }))

describe('a pool of workers', async () => {
  const keys = await generateKeyPair({ keyMaterial: new Uint8Array(32).fill(7) })
  const public_ = { codec: 'Bls12381G2-public', octets: keys.publicKey } as const
  const did = didKeyOf(public_)
  const key = { id: `${did}#${did.slice('did:key:'.length)}`, ...keys }
  const resolver = createPinnedResolver([createDidKeyDocument(public_)])
  const domain = 'https://gate.example'
  const credentials = [{ id: 'dose', claims: ['/credentialSubject/product'] }]
  const gate = { trustedIssuers: [did], resolver, nonces: createNonceStore() }

  async function visit(credential: unknown) {
    const store = createMemoryStore()
    await receiveCredential(credential, { store, resolver })
    const request = createRequest({ domain, credentials })
    return { request, presentation: await presentCredential(request, { store, domain, resolver }) }
  }

  test('signs for an issuer and checks for a verifier, several at a time', async () => {
    const started: Worker[] = []
    const startWorker = () => {
      const worker = new Worker(join(folder, 'worker.mjs'))
      started.push(worker)
      return worker
    }
    const bbs = createPool({ size: 2, startWorker })
    const issued = await Promise.all(
      Array.from({ length: 6 }, () => issueCredential({ key, dose: fictitiousDose, bbs })),
    )
    const visits = await Promise.all(issued.map(visit))
    const verified = await Promise.all(
      visits.map(({ request, presentation }) =>
        verifyPresentation(presentation, { ...gate, request, bbs }),
      ),
    )
    expect(verified.map(({ dose }) => dose?.credential.credentialSubject)).toEqual(
      issued.map(() => ({ type: 'VaccinationDose', product: fictitiousDose.product })),
    )
    expect(started).toHaveLength(2)
    await bbs.close()
  })

  test('that is closed signs and checks nothing, and says so', async () => {
    const { request, presentation } = await visit(
      await issueCredential({ key, dose: fictitiousDose }),
    )
    const bbs = createPool({ size: 1, startWorker: () => new Worker(join(folder, 'worker.mjs')) })
    await bbs.close()
    const closed = { code: 'closed' }
    await expect(issueCredential({ key, dose: fictitiousDose, bbs })).rejects.toMatchObject(closed)
    const options = { ...gate, request, bbs }
    await expect(verifyPresentation(presentation, options)).rejects.toMatchObject(closed)
    await expect(verifyPresentation(presentation, { ...gate, request })).resolves.toBeDefined()
  })
})
