import { createDidKeyResolver, createResolver } from '@unscored/did'
import {
  createEncryptedStore,
  createMemoryStore,
  type Presentation,
  presentCredential,
  receiveCredential,
  requestCredential,
  type WalletStore,
} from '@unscored/holder'
import { type IssueCredentialOptions, issueCredential } from '@unscored/issuer'
import type {
  CommitmentRequest,
  CommittedFeature,
  PresentationRequest,
  SecuredCredential,
} from '@unscored/vc'
import {
  type CreateRequestOptions,
  createNonceStore,
  createRequest,
  type VerifiedCredential,
  verifyPresentation,
} from '@unscored/verifier'
import { CHEAP, octetsInMemory, PASSPHRASE } from '../holder/wallets.ts'
import { issuer, now } from '../vc/bbs-2023/issuing.ts'
import { dose } from '../vc/vaccination/doses.ts'

/** Who asks, unless a test says otherwise. */
export const DOMAIN = 'https://gate.example'

export const resolver = createResolver({ methods: createDidKeyResolver() })

export const clock = () => now

/** Every feature that a holder commits to something for. */
export const committedFeatures = [
  'holderBinding',
  'pseudonym',
  'holderBindingPseudonym',
] as const satisfies readonly CommittedFeature[]

export const wallets: readonly { wallet: string; open: () => Promise<WalletStore> }[] = [
  { wallet: 'a wallet in memory', open: async () => createMemoryStore() },
  {
    wallet: 'an encrypted wallet',
    open: () =>
      createEncryptedStore({ storage: octetsInMemory(), passphrase: PASSPHRASE, cost: CHEAP }),
  },
]

/** The first message, as it comes over the wire. */
export async function askFor(feature: CommittedFeature, store: WalletStore) {
  const { id, request } = await requestCredential({ store, feature, now: clock })
  return { id, message: JSON.parse(JSON.stringify(request)) as CommitmentRequest }
}

/** The second message. */
export function answer(
  commitment: unknown,
  options: Partial<IssueCredentialOptions> = {},
): Promise<SecuredCredential> {
  return issueCredential({ key: issuer.key, dose, commitment, now: clock, ...options })
}

export function receive(
  credential: unknown,
  store: WalletStore,
  options: Partial<Parameters<typeof receiveCredential>[1]> = {},
): Promise<string> {
  return receiveCredential(credential, { store, resolver, now: clock, ...options })
}

/** Both messages: a credential that is bound to the wallet, there. */
export async function issueTo(store: WalletStore, feature: CommittedFeature): Promise<string> {
  const { message } = await askFor(feature, store)
  return receive(await answer(message), store)
}

export function ask(options: Partial<CreateRequestOptions> = {}): PresentationRequest {
  const claims = ['/credentialSubject/product']
  return createRequest({
    domain: DOMAIN,
    credentials: [{ id: 'dose', claims }],
    now: clock,
    ...options,
  })
}

export function present(
  request: PresentationRequest,
  store: WalletStore,
  options: Partial<Parameters<typeof presentCredential>[1]> = {},
): Promise<Presentation> {
  const { domain } = request
  return presentCredential(request, { store, domain, resolver, now: clock, ...options })
}

/** What a verifier learns from an answer. */
export async function check(
  presentation: unknown,
  request: PresentationRequest,
): Promise<VerifiedCredential> {
  const { dose: verified } = await verifyPresentation(presentation, {
    request,
    trustedIssuers: [issuer.did],
    resolver,
    nonces: createNonceStore({ now: clock }),
    now: clock,
  })
  if (verified === undefined) throw new TypeError('no answer')
  return verified
}

/** The credential in an answer. */
export function shownIn({ vp_token }: Presentation): SecuredCredential {
  const [{ verifiableCredential } = {}] = vp_token.dose ?? []
  const [credential] = verifiableCredential as SecuredCredential[]
  if (credential === undefined) throw new TypeError('no credential')
  return credential
}

/** An answer with this credential in it. */
export function answerWith(credential: SecuredCredential): unknown {
  return { vp_token: { dose: [{ verifiableCredential: [credential] }] } }
}

/** The longest run of octets that two have in common, at the same place or any other. */
export function commonRun(a: Uint8Array, b: Uint8Array): number {
  const text = Buffer.from(b).toString('latin1')
  const run = (from: number, to: number) => Buffer.from(a.subarray(from, to)).toString('latin1')
  let longest = 0
  for (let start = 0; start < a.length; start++) {
    while (start + longest < a.length && text.includes(run(start, start + longest + 1))) longest++
  }
  return longest
}
