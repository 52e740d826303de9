import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { createDidKeyDocument, createPinnedResolver } from '@unscored/did'
import { createMemoryStore, presentCredential, receiveCredential } from '@unscored/holder'
import { createRequest } from '@unscored/verifier'
import type { PeerInputs, UnscoredInputs } from '../cold-inputs.ts'
import { measure } from '../measure.ts'
import { runProcess } from '../process.ts'
import { createRows, OURS, type Row } from '../row.ts'
import type { Scale } from '../scale.ts'
import { mattrAddresses } from '../stacks/mattr.ts'
import { keyIdOf, shownPointers } from '../stacks/stack.ts'
import { createStacks, DIGITAL_BAZAAR, MATTR, type Stacks } from '../stacks/stacks.ts'

/** A whole process from its start to its end, in which one credential is verified; beside one that does nothing. */
export async function measureCold({ processes }: Pick<Scale, 'processes'>): Promise<Row[]> {
  const stacks = await createStacks()
  const inputs = {
    unscored: write('unscored', await present(stacks)),
    digitalBazaar: write('digital-bazaar', await derive(DIGITAL_BAZAAR, stacks)),
    mattr: write('mattr', await derive(MATTR, stacks)),
  }
  const runs = {
    [OURS]: ['cold-unscored', inputs.unscored],
    [DIGITAL_BAZAAR]: ['cold-digital-bazaar', inputs.digitalBazaar],
    [MATTR]: ['cold-mattr', inputs.mattr],
    'a process that does nothing': ['nothing'],
  } satisfies Record<string, [string, ...string[]]>
  const medians = await measure(
    Object.entries(runs).map(([peer, [name, ...args]]) => ({
      peer,
      run: async () => {
        await runProcess(name, ...args)
        return undefined
      },
    })),
    processes,
  )
  return createRows({ group: 'cold', operation: 'verify', messages: 15, unit: 'ms' }, medians)
}

/** Writes what a process reads beside the bundle, and names the file. */
function write(name: string, inputs: UnscoredInputs | PeerInputs): string {
  const file = fileURLToPath(new URL(`./cold-${name}.json`, import.meta.url))
  writeFileSync(file, JSON.stringify(inputs))
  return file
}

async function present({ stacks, issuer }: Stacks): Promise<UnscoredInputs> {
  const document = createDidKeyDocument({ codec: 'Bls12381G2-public', octets: issuer.publicKey })
  const resolver = createPinnedResolver([document])
  const store = createMemoryStore()
  const credential = await stacks.get(OURS)?.issue()
  await receiveCredential(credential, { store, resolver })
  const domain = 'https://theatre.example'
  const request = createRequest({
    domain,
    credentials: [{ id: 'dose', claims: shownPointers }],
    lifetime: 60 * 60 * 1000,
  })
  const presentation = await presentCredential(request, { store, domain, resolver })
  return { presentation, request, document, issuer: issuer.did }
}

async function derive(
  name: keyof typeof addresses,
  { stacks, issuer, presentationHeader, documentLoader }: Stacks,
): Promise<PeerInputs> {
  const stack = stacks.get(name)
  if (stack === undefined) throw new Error(`no stack ${name}`)
  const derived = await stack.derive(await stack.issue())
  const contexts = [derived['@context'] ?? []].flat().map(String)
  const documents = [...contexts, ...addresses[name](issuer.did)].map(
    async (url) => [url, await documentLoader(url)] as const,
  )
  return {
    derived,
    presentationHeader: [...presentationHeader],
    documents: Object.fromEntries(await Promise.all(documents)),
  }
}

/** What a peer loads beside the credential's contexts. */
const addresses = {
  [DIGITAL_BAZAAR]: (did: string) => [
    did,
    keyIdOf(did),
    'https://www.w3.org/ns/did/v1',
    'https://w3id.org/security/multikey/v1',
    'https://w3id.org/security/data-integrity/v2',
  ],
  [MATTR]: () => [...mattrAddresses],
}
