import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { CredentialTraits } from '@unscored/core'
import {
  assertInManifest,
  buildRegistry,
  createDidWebDocument,
  dereference,
  dereferenceVerificationMethod,
  importVciDirectory,
  manifestFor,
  openRegistry,
  type RegistryEntry,
} from '@unscored/did'
import { createMemoryStore, presentCredential, receiveCredential } from '@unscored/holder'
import { issueCredential } from '@unscored/issuer'
import { signDocument, traitsOf, VACCINATION_CREDENTIAL_IRI, verifyDocument } from '@unscored/vc'
import { createNonceStore, createRequest, verifyPresentation } from '@unscored/verifier'
import {
  createHealthIssuer,
  g2,
  type HealthIssuer,
  openRegistryOf,
} from '../../flows/health-issuer.ts'
import { watchNetwork } from '../../support/network-use.ts'
import { createDocumentKey } from '../../vc/documents.ts'
import { dose } from '../../vc/vaccination/doses.ts'
import { measure, type Operation } from '../measure.ts'
import { createRows, OURS, type Row } from '../row.ts'
import type { Scale } from '../scale.ts'

const CHECKED = 10_000
const ISSUERS = 10_000
const DOMAIN = 'https://gate.example'
const now = () => new Date('2027-01-15T12:00:00Z')

type Turn = Operation<undefined>['run']

/** Manifests and registries, beside doing without them: milliseconds. */
export async function measureTrust({
  operations,
  offline,
}: Pick<Scale, 'operations' | 'offline'>): Promise<Row[]> {
  const issuer = await createHealthIssuer()
  const rows: Row[] = []
  const add = async (operation: string, peer: string, turns: readonly [Turn, Turn]) => {
    const medians = await measure(
      [OURS, peer].map((name, i) => ({ peer: name, run: turns[i] ?? turns[0] })),
      operations,
    )
    rows.push(...createRows({ group: 'did', operation, messages: 0, unit: 'ms' }, medians))
  }
  const check = await checking(issuer)
  await add(
    `resolve from a registry and check against a manifest ${CHECKED} times`,
    'resolving alone',
    check,
  )
  const { octets, turns } = await opening(issuer)
  const size = (octets / 2 ** 20).toFixed(1)
  await add(`open a registry of ${ISSUERS} issuers, ${size} MiB`, 'parsing its JSON', turns)
  const lookUp = await lookingUp()
  if (lookUp) await add('find each of the 637 issuers of SMART Health Cards', 'in a list', lookUp)
  const [verify, verifyAlone] = await verifying(issuer)
  const network = watchNetwork()
  for (let time = 0; time < offline; time++) await verify()
  network.stop()
  if (network.used.length > 0) throw new Error(`the network was used: ${network.used.join(', ')}`)
  const requests = `${network.used.length} requests in ${offline}`
  await add(`verify a presentation with a registry, ${requests}`, 'without one', [
    verify,
    verifyAlone,
  ])
  return rows
}

async function checking(issuer: HealthIssuer): Promise<readonly [Turn, Turn]> {
  const { resolver, ...registry } = await openRegistryOf(issuer)
  const { id } = issuer.keys['bbs-2023']
  const traits: CredentialTraits = await traitsOf(
    await issueCredential({ key: issuer.keys['bbs-2023'], dose, now }),
    { part: 'whole', dereference: (didUrl) => dereference(didUrl, { resolver }) },
  )
  const resolve = () =>
    dereferenceVerificationMethod(id, { resolver, relationship: 'assertionMethod', now })
  return [
    async () => {
      for (let time = 0; time < CHECKED; time++) {
        await resolve()
        assertInManifest(traits, manifestFor(traits.issuer, registry), { now: now() })
      }
      return undefined
    },
    async () => {
      for (let time = 0; time < CHECKED; time++) await resolve()
      return undefined
    },
  ]
}

/** Each issuer with a manifest of its own, as large as that of a ministry. */
async function opening({ document, keys, manifest, manifestKey }: HealthIssuer) {
  const { did: signer, key } = await createDocumentKey(64)
  const entries = Array.from({ length: ISSUERS }, (_, i): RegistryEntry => {
    const domain = `i${i}.example`
    const own = createDidWebDocument({ domain, keys: { 'bbs-1': g2(keys['bbs-2023']) } })
    return {
      ...{ id: own.id, document: own },
      manifest: {
        '@context': [
          'https://w3id.org/unscored/manifest/v1',
          'https://w3id.org/security/data-integrity/v2',
        ],
        type: 'IssuerManifest',
        content: JSON.parse(JSON.stringify(manifest).replaceAll(document.id, own.id)),
        proof: { verificationMethod: manifestKey.id.replace(document.id, own.id) },
      },
      grants: [{ type: VACCINATION_CREDENTIAL_IRI, jurisdiction: 'AT' }],
    }
  })
  const octets = await buildRegistry({
    entries,
    sign: (unsigned) => signDocument({ document: unsigned, key, now }),
    // Ten thousand signatures are not what is measured.
    verifyDocument: async (value) => value as never,
    ...{ validUntil: new Date('2028-01-01'), now },
  })
  const turns: readonly [Turn, Turn] = [
    async () => {
      const { count, entryOf } = await openRegistry({ octets, signer, verifyDocument, now })
      if (count !== ISSUERS || entryOf('did:web:i7.example') === undefined) {
        throw new Error('an issuer is missing')
      }
      return undefined
    },
    async () => {
      const lines = new TextDecoder().decode(octets).split('\n')
      const parsed = lines.filter((line) => line !== '').map((line) => JSON.parse(line))
      if (parsed.length !== ISSUERS + 1) throw new Error('an issuer is missing')
      return undefined
    },
  ]
  return { octets: octets.length, turns }
}

/** None where the directory is not at hand. */
async function lookingUp(): Promise<readonly [Turn, Turn] | undefined> {
  const entries = importVciDirectory(readDirectory())
  if (entries.length === 0) return undefined
  const { did: signer, key } = await createDocumentKey(64)
  const octets = await buildRegistry({
    entries,
    sign: (unsigned) => signDocument({ document: unsigned, key, now }),
    ...{ verifyDocument, validUntil: new Date('2028-01-01'), now },
  })
  const registry = await openRegistry({ octets, signer, verifyDocument, now })
  const all = (find: (id: string) => RegistryEntry | undefined) => async () => {
    for (const { id, name } of entries) if (find(id)?.name !== name) throw new Error(id)
    return undefined
  }
  return [all(registry.entryOf), all((id) => entries.find((entry) => entry.id === id))]
}

function readDirectory(): unknown {
  const folder = process.env.UNSCORED_DATA ?? fileURLToPath(new URL(DATA, import.meta.url))
  try {
    return JSON.parse(readFileSync(`${folder}/vci-directory/vci-issuers.json`, 'utf8'))
  } catch {
    return { participating_issuers: [] }
  }
}

/** From the folder into which the benchmark is built. */
const DATA = '../../../../shared/data'

async function verifying(issuer: HealthIssuer): Promise<readonly [Turn, Turn]> {
  const registry = await openRegistryOf(issuer)
  const { resolver } = registry
  const store = createMemoryStore()
  const key = issuer.keys['bbs-2023']
  const credential = await issueCredential({ key, dose, now })
  await receiveCredential(credential, { store, resolver, manifests: registry, now })
  const claims = ['/credentialSubject/product', '/credentialSubject/doseNumber']
  const request = createRequest({ domain: DOMAIN, credentials: [{ id: 'dose', claims }], now })
  const presentation = await presentCredential(request, { store, resolver, domain: DOMAIN, now })
  const trustedIssuers = registry.issuersOf({
    ...{ type: VACCINATION_CREDENTIAL_IRI, jurisdiction: dose.country },
  })
  const verify = (manifests: object) => async () => {
    const nonces = createNonceStore({ now })
    const options = { request, trustedIssuers, resolver, nonces, now, ...manifests }
    const { dose: found } = await verifyPresentation(presentation, options)
    if (found === undefined) throw new Error('there is no answer')
    return undefined
  }
  return [verify({ manifests: registry }), verify({})]
}
