import { createServer } from 'node:http'
import { dereferenceVerificationMethod, resolveDid } from '@unscored/did'
import {
  createResolverOfOthers,
  resolveForeignKey,
} from '@unscored/examples/src/other-did-methods.ts'
import { expect, onTestFinished, test } from 'vitest'

// Nobody listens there.
const nowhere = { name: 'mainnet', chainId: 1, rpcUrl: 'http://127.0.0.1:1' }
const resolver = createResolverOfOthers(nowhere)

test('a method of others resolves what ours does not know', async () => {
  const document = await resolveForeignKey(resolver)
  expect(document.verificationMethod).toMatchObject([{ type: 'Secp256k1VerificationKey2018' }])
})

test('a key of P-256 is read out of the document that a method of others gives', async () => {
  const did = 'did:key:zDnaerx9CtbPJ1q36T5Ln5wYt3MQYeGRG5ehnPAmxcf5mDZpv'
  const { key } = await dereferenceVerificationMethod(`${did}#${did.slice('did:key:'.length)}`, {
    ...{ resolver, relationship: 'assertionMethod' },
  })
  expect(key.codec).toBe('P256-public')
})

const ethr = 'did:ethr:0xb9c5714089478a327f09197987f16f9e5d936e8a'

test('a method of others asks where it is told to, and its document is checked', async () => {
  const { rpcUrl, asked } = await serveEthereum()
  const resolving = { resolver: createResolverOfOthers({ ...nowhere, rpcUrl }) }
  const document = await resolveDid(ethr, resolving)
  expect(document.assertionMethod).toEqual([`${ethr}#controller`])
  expect(asked).toContain('eth_call')
  // Its keys are of a kind that is not read here.
  await expect(
    dereferenceVerificationMethod(`${ethr}#controller`, {
      ...{ ...resolving, relationship: 'assertionMethod' },
    }),
  ).rejects.toMatchObject({ code: 'invalidDidDocument' })
})

test.each([
  { did: 'did:key:z6Mk', code: 'invalidDid' },
  { did: 'did:web:localhost%3A1', code: 'notFound' },
  { did: 'did:ethr:0x0', code: 'invalidDid' },
  { did: 'did:other:1', code: 'methodNotSupported' },
])('what goes wrong has one name, whoever resolves: $did', async ({ did, code }) => {
  await expect(resolveDid(did, { resolver })).rejects.toMatchObject({ name: 'DidError', code })
})

/** A node of a chain on which nothing ever happened, and what it is asked. */
async function serveEthereum() {
  const asked: string[] = []
  const results: Record<string, unknown> = {
    eth_chainId: '0x1',
    eth_blockNumber: '0x10',
    eth_call: `0x${'0'.repeat(64)}`,
    eth_getLogs: [],
  }
  const answer = ({ id, method }: { id: number; method: string }) => {
    asked.push(method)
    return { jsonrpc: '2.0', id, result: results[method] }
  }
  const server = createServer(async (request, response) => {
    const body = JSON.parse((await request.toArray()).join(''))
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify(Array.isArray(body) ? body.map(answer) : answer(body)))
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  onTestFinished(() => void server.close())
  return { rpcUrl: `http://127.0.0.1:${Object(server.address()).port}`, asked }
}
