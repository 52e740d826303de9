import { type JsonObject, utf8 } from '@unscored/core'
import {
  type BbsFeature,
  type Binding,
  createBinding,
  deriveCredential,
  type HolderSecrets,
  type SecuredCredential,
  type ShownCredential,
  signCredential,
  verifyBaseCredential,
  verifyShownCredential,
} from '@unscored/vc'
import { seededRandom } from '../../bbs/random-sources.ts'
import { contexts, issuer, type Kind, now, presentationHeader, resolve } from './issuing.ts'

export const boundFeatures = ['holderBinding', 'pseudonym', 'holderBindingPseudonym'] as const
export const allFeatures = ['baseline', ...boundFeatures] as const

/** What pseudonyms are for here. */
export const context = utf8('https://verifier.example/ gate')
export const otherContext = utf8('https://verifier.example/ bar')

/** What shows in the octets of a feature. */
export const hasPseudonym = (feature: BbsFeature) => feature.toLowerCase().endsWith('pseudonym')
export const bindsHolder = (feature: BbsFeature) => feature.startsWith('holderBinding')

/** A holder's credential of a feature, and how she receives and shows it. */
export interface Held {
  feature: BbsFeature
  binding?: Binding
  secrets?: HolderSecrets
  base: SecuredCredential
}

export interface IssueHeldOptions {
  feature: BbsFeature
  kind: Kind
  /** Of all that is random but the HMAC key, so that statements have the same labels in every run. */
  seed?: number
}

export async function issueHeld({ feature, kind, seed = 1 }: IssueHeldOptions): Promise<Held> {
  const random = seededRandom(seed)
  const bound = feature === 'baseline' ? undefined : await createBinding({ feature, random })
  const base = await signCredential({
    credential: kind.credential,
    key: issuer.key,
    contexts,
    mandatoryPointers: kind.mandatory,
    random: (length) => (length === 32 ? new Uint8Array(32).fill(5) : random(length)),
    now: () => now,
    ...(bound && { binding: bound.binding }),
  })
  return { feature, base, ...bound }
}

const options = { contexts, dereference: resolve, now }

/** Receives as the holder of some secrets. */
export function receiveWith(
  secrets: HolderSecrets | undefined,
  credential: unknown,
): Promise<JsonObject> {
  return verifyBaseCredential(credential, { ...options, ...(secrets && { secrets }) })
}

export interface ShowOptions {
  pointers: readonly string[]
  pseudonymContext?: Uint8Array
}

/** Shows parts of what is held, for the context where there is a pseudonym. */
export function show(
  { feature, base, secrets }: Held,
  { pointers, pseudonymContext = context }: ShowOptions,
): Promise<SecuredCredential> {
  return deriveCredential({
    credential: base,
    pointers,
    presentationHeader,
    contexts,
    dereference: resolve,
    ...(secrets && { secrets }),
    ...(hasPseudonym(feature) && { pseudonymContext }),
  })
}

/** Verifies as one does who asks for a feature. */
export function verifyAs(
  feature: BbsFeature,
  credential: unknown,
  pseudonymContext = context,
): Promise<ShownCredential> {
  return verifyShownCredential(credential, {
    ...options,
    presentationHeader,
    requireHolderBinding: bindsHolder(feature),
    ...(hasPseudonym(feature) && { pseudonymContext }),
  })
}
