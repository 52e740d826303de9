import { fork } from 'node:child_process'
import { once } from 'node:events'
import { globalAgent } from 'node:https'
import { fileURLToPath } from 'node:url'
import {
  createDidWebCache,
  createDidWebResolver,
  createWebFetch,
  type Resolvable,
} from '@unscored/did'
import { Resolver } from 'did-resolver'
import { getResolver } from 'web-did-resolver'
import { measure } from '../measure.ts'
import { createRows, OURS, type Row } from '../row.ts'
import type { Scale } from '../scale.ts'

const PEER = 'web-did-resolver'
const FETCHED = 100
const CACHED = 10_000

/** Resolving a did:web, from a server with TLS on this machine and from memory: milliseconds of so many times. */
export async function measureDids({ operations }: Pick<Scale, 'operations'>): Promise<Row[]> {
  const server = await startServer()
  const { certificate } = server
  globalAgent.options.ca = [certificate]
  const fetch = createWebFetch({ allowLoopback: true, certificates: [certificate] })
  // Either is a method of the same resolver.
  const fetching = {
    [OURS]: new Resolver(createDidWebResolver({ fetch })),
    [PEER]: new Resolver(getResolver()),
  }
  const cached = {
    [OURS]: new Resolver(createDidWebCache({ fetch }).methods),
    "did-resolver's own cache": new Resolver(getResolver(), { cache: true }),
  }
  const subjects = [
    { what: 'a connection that is kept', path: 'kept', times: FETCHED, resolvers: fetching },
    { what: 'a connection each', path: 'closing', times: FETCHED, resolvers: fetching },
    { what: 'from memory', path: 'kept', times: CACHED, resolvers: cached },
  ]
  const rows: Row[] = []
  for (const { what, path, times, resolvers } of subjects) {
    const did = `did:web:localhost%3A${server.port}:${path}`
    const medians = await measure(
      Object.entries(resolvers).map(([peer, resolver]) => ({
        peer,
        run: () => resolveOften(resolver, { did, times }),
      })),
      operations,
    )
    const operation = `resolve did:web ${times} times, ${what}`
    rows.push(...createRows({ group: 'did', operation, messages: 0, unit: 'ms' }, medians))
  }
  server.stop()
  return rows
}

async function resolveOften(
  resolver: Resolvable,
  { did, times }: { did: string; times: number },
): Promise<undefined> {
  for (let time = 0; time < times; time++) {
    const { didDocument } = await resolver.resolve(did)
    if (didDocument?.id !== did) throw new Error('there is no document')
  }
  return undefined
}

/** In a process of its own, so that its work is nobody's. */
async function startServer() {
  // Beside the bundle that this becomes a part of.
  const child = fork(fileURLToPath(new URL('./processes/did-server.js', import.meta.url)))
  // What that sends.
  const [{ port, certificate }] = (await once(child, 'message')) as [
    { port: number; certificate: string },
  ]
  return { port, certificate, stop: () => child.disconnect() }
}
