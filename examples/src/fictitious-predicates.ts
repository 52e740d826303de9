import {
  createSignedSet,
  digitElements,
  gapsBetween,
  generateKeyPair,
  generateNym,
  openSignedSet,
  type SignedSet,
  signGaps,
} from '@unscored/bbs'
import {
  codeScalar,
  createVaccinationCredential,
  createVaccinationPredicateProfile,
  type Dose,
  openPredicates,
  type PredicateAnswer,
  requestPredicatesBinding,
  signPredicates,
} from '@unscored/vc'

/** The number of the list that says which credentials were revoked, and of one in it that was not. */
export const place = { list: 0, id: 200 }

/** What {@link createPredicateIssuer} takes. */
export interface CreatePredicateIssuerOptions {
  /** The id of the list of approved products, and the products. */
  approved: string
  products: readonly string[]
  /** What is told apart by it was not revoked. */
  epoch: number
}

/** An issuer that does not exist, of whose credentials rules are proven, and all that it publishes. */
export async function createPredicateIssuer({
  approved,
  products,
  epoch,
}: CreatePredicateIssuerOptions) {
  const issuer = 'did:web:health.example'
  const keys = await generateKeyPair()
  const revocation = await generateKeyPair()
  const digits = await createSignedSet({ elements: digitElements })
  const profile = createVaccinationPredicateProfile({
    issuer,
    verificationMethod: `${issuer}#predicates-1`,
    publicKey: keys.publicKey,
    digits,
    revocationKey: revocation.publicKey,
  })
  return {
    profile,
    key: { id: profile.verificationMethod, ...keys },
    manifest: new Uint8Array(32).fill(1),
    digits: await open(digits),
    lists: new Map([
      [approved, await open(await createSignedSet({ elements: products.map(codeScalar) }))],
    ]),
    gaps: await signGaps({ ...revocation, epoch, gaps: gapsBetween(place.list, [100, 300]) }),
  }
}

/** See {@link createPredicateIssuer}. */
export type PredicateIssuer = Awaited<ReturnType<typeof createPredicateIssuer>>

/** Issues a credential of a dose to a holder, who keeps her secret for herself; and gives what she answers with. */
export async function issueWithPredicates(
  { profile, key, manifest, gaps }: PredicateIssuer,
  { dose, now }: { dose: Dose; now: Date },
): Promise<{ secret: Uint8Array; answer: PredicateAnswer }> {
  const secret = generateNym()
  const terms = { profile, manifest, nonce: crypto.getRandomValues(new Uint8Array(16)) }
  const { request, blinding } = await requestPredicatesBinding({ ...terms, secret })
  const validUntil = new Date(now)
  validUntil.setUTCFullYear(now.getUTCFullYear() + 1)
  const credential = createVaccinationCredential({
    ...{ suite: 'bbs-2023', issuer: profile.issuer, dose, validFrom: now, validUntil },
  })
  const secured = await signPredicates({ ...terms, credential, key, request, revocation: place })
  const held = await openPredicates(secured, { profile, secrets: { blinding, secret } })
  const gap = gaps.find(({ after, before }) => after < place.id && place.id < before)
  if (gap === undefined) throw new Error('it was revoked')
  return { secret, answer: { held, profile, gap } }
}

async function open(set: SignedSet) {
  const opened = await openSignedSet(set)
  if (opened === undefined) throw new Error('a set is malformed')
  return opened
}
