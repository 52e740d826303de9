import type { Did } from '@unscored/did'
import { createMemoryStore, presentCredential, receiveCredential } from '@unscored/holder'
import { issueCredential } from '@unscored/issuer'
import type { PresentationRequest } from '@unscored/vc'
import { beforeAll, describe, expect, test } from 'vitest'
import { ask, DOMAIN } from '../flows/exchange.ts'
import { createHealthIssuer, openRegistryOf, registryOf } from '../flows/health-issuer.ts'
import { runTsx } from '../support/tsx.ts'
import { now } from '../vc/bbs-2023/issuing.ts'
import { dose } from '../vc/vaccination/doses.ts'

/** What a process is given that verifies with a registry and nothing else. */
export interface OfflineInputs {
  registry: string
  signer: Did
  presentation: unknown
  request: PresentationRequest
  jurisdiction: string
  now: string
  times: number
}

/** The benchmark does it ten thousand times. */
const TIMES = 300

describe('a verifier with a pinned registry', () => {
  let told: { verified: number; offline: string[]; after: string[] }

  beforeAll(async () => {
    const { code, stdout, stderr } = await runTsx(
      new URL('./offline-process.ts', import.meta.url),
      {
        args: [JSON.stringify(await inputs())],
      },
    )
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    told = JSON.parse(stdout)
  })

  test('makes no request, opens no socket and asks for no name, however often it verifies', () => {
    expect(told.verified).toBe(TIMES)
    expect(told.offline).toEqual([])
  })

  test('would have been seen to: what asks is noticed', () => {
    expect(told.after).toContain('GETADDRINFOREQWRAP')
    expect(told.after).toContain('TCPWRAP')
  })
})

async function inputs(): Promise<OfflineInputs> {
  const issuer = await createHealthIssuer()
  const { octets, signer } = await registryOf(issuer)
  const registry = await openRegistryOf(issuer)
  const { resolver } = registry
  const store = createMemoryStore()
  const clock = () => now
  const credential = await issueCredential({ key: issuer.keys['bbs-2023'], dose, now: clock })
  await receiveCredential(credential, { store, resolver, manifests: registry, now: clock })
  const request = ask()
  return {
    registry: new TextDecoder().decode(octets),
    presentation: await presentCredential(request, { store, resolver, domain: DOMAIN, now: clock }),
    ...{ signer, request, jurisdiction: dose.country, now: now.toISOString(), times: TIMES },
  }
}
