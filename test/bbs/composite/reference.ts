import {
  between,
  type Curve,
  createCompositeProof,
  createSecretPseudonym,
  createSignedSet,
  digitElements,
  gapScalars,
  gapsBetween,
  generateKeyPair,
  generateNym,
  type HeldSignature,
  notRevoked,
  openSignedSet,
  type PseudonymStatement,
  requestIssuance,
  type SignatureStatement,
  type SignedSetKey,
  type Statement,
  signGaps,
  signScalars,
} from '@unscored/bbs'
import { seededRandom } from '../random-sources.ts'

/** What the scalars of a credential stand for here, by their index. */
export const SLOT = { date: 16, dose: 17, product: 18, list: 19, id: 20, blinding: 21, secret: 22 }

/** How many scalars a credential has here. */
export const COUNT = 23

export const LIST = 3
export const EPOCH = 2953

/** What is known beforehand: keys, sets and lists of an issuer, made from a seed. */
export async function createIssuer({ curve, seed = 1 }: { curve?: Promise<Curve>; seed?: number }) {
  const random = seededRandom(seed)
  const engine = curve ? { curve } : {}
  const credentials = await generateKeyPair({ random, ...engine })
  const revocation = await generateKeyPair({ random, ...engine })
  const digits = await createSignedSet({ elements: digitElements, random, ...engine })
  const products = await createSignedSet({
    elements: [11n, 22n, 33n, 44n].map((code) => code ** 40n),
    random,
    ...engine,
  })
  const gaps = await signGaps({
    ...revocation,
    epoch: EPOCH,
    gaps: gapsBetween(LIST, [500, 501, 503, 60_000]),
    ...engine,
  })
  const [openDigits, openProducts] = [
    await openSignedSet(digits, { random, ...engine }),
    await openSignedSet(products, { random, ...engine }),
  ]
  if (openDigits === undefined || openProducts === undefined) throw new Error('a set is malformed')
  return {
    engine,
    random,
    credentials,
    revocation,
    digits,
    products,
    gaps,
    openDigits,
    openProducts,
  }
}

export type Issuer = Awaited<ReturnType<typeof createIssuer>>

/** What differs between holders. */
export interface Claims {
  date: number
  dose: number
  product: bigint
  id: number
}

export const claims: Claims = { date: 46_000, dose: 2, product: 22n ** 40n, id: 1234 }

export const header = new Uint8Array(32).fill(9)

/** A credential that is bound to a secret of its holder. */
export async function issueTo(
  { engine, credentials, random }: Pick<Issuer, 'engine' | 'credentials' | 'random'>,
  { date, dose, product, id }: Claims,
  secret = generateNym(random),
) {
  const terms = {
    issuer: new TextEncoder().encode('did:web:issuer.example'),
    manifest: new Uint8Array(32).fill(4),
    nonce: random(16),
    count: COUNT,
    blindingIndex: SLOT.blinding,
    secretIndex: SLOT.secret,
  }
  const { publicKey } = credentials
  const { request, blinding } = await requestIssuance({
    ...terms,
    ...{ publicKey, secret, random, ...engine },
  })
  const scalars = new Map<number, bigint>()
  for (let i = 0; i < SLOT.date; i++) scalars.set(i, BigInt(i + 1) ** 50n)
  scalars.set(SLOT.date, BigInt(date)).set(SLOT.dose, BigInt(dose)).set(SLOT.product, product)
  scalars.set(SLOT.list, BigInt(LIST)).set(SLOT.id, BigInt(id))
  const signature = await signScalars({
    ...credentials,
    ...{ role: 'credential', header, scalars, count: COUNT, issuance: { request, terms } },
    ...engine,
  })
  const all = [...scalars.values(), integerOf(blinding), integerOf(secret)]
  return { secret, held: { signature, scalars: all } satisfies HeldSignature }
}

export function integerOf(octets: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(octets).toString('hex')}`)
}

export interface Asked {
  from?: number
  until?: number
  context?: Uint8Array
  products?: SignedSetKey
  digits?: SignedSetKey
  epoch?: number
}

/** Of a credential: its product is in the list, its date between bounds, its dose not the first; not revoked; a pseudonym. */
export function referenceStatements(
  issuer: Pick<Issuer, 'credentials' | 'revocation'> & Record<'digits' | 'products', SignedSetKey>,
  { pseudonym, ...asked }: Asked & { pseudonym: Uint8Array },
): Statement[] {
  const { from = 45_800, until = 46_200, context = CONTEXT, epoch = EPOCH } = asked
  const { digits = issuer.digits, products = issuer.products } = asked
  const credential: SignatureStatement = {
    kind: 'signature',
    role: 'credential',
    publicKey: issuer.credentials.publicKey,
    header,
    count: COUNT,
    disclosed: new Map([[0, 1n]]),
    values: new Map([
      [SLOT.date, 'date'],
      [SLOT.dose, 'dose'],
      [SLOT.product, 'product'],
      [SLOT.list, 'list'],
      [SLOT.id, 'id'],
      [SLOT.secret, 'secret'],
    ]),
  }
  const nym: PseudonymStatement = { kind: 'pseudonym', secret: 'secret', context, pseudonym }
  return [
    credential,
    ...between({ value: 'date', from: BigInt(from), until: BigInt(until), octets: 2, digits }),
    ...between({ value: 'dose', from: 2n, until: 99n, octets: 1, digits }),
    { kind: 'member', value: 'product', set: products },
    ...notRevoked({
      ...{ publicKey: issuer.revocation.publicKey, epoch, list: 'list', id: 'id', digits },
      ...{ after: 'after', before: 'before' },
    }),
    nym,
  ]
}

export const CONTEXT = new TextEncoder().encode('https://theatre.example entry 2026-11-09')
export const presentationHeader = new Uint8Array(48).fill(7)

export type Holder = Awaited<ReturnType<typeof issueTo>>

/** All that a holder proves by; the gap is that of her number. */
export async function present(
  issuer: Issuer,
  holder: Holder,
  { statements, ...asked }: Asked & { statements?: Statement[] } = {},
) {
  const { context = CONTEXT } = asked
  const { secret, held } = holder
  const pseudonym = await createSecretPseudonym({ secret, context, ...issuer.engine })
  const id = Number(held.scalars[SLOT.id])
  const gap = issuer.gaps.find(({ after, before }) => after < id && id < before)
  if (gap === undefined) throw new Error('the number is revoked')
  const shown = statements ?? referenceStatements(issuer, { ...asked, pseudonym })
  const proof = await createCompositeProof({
    statements: shown,
    signatures: [held, { signature: gap.signature, scalars: gapScalars(gap) }],
    sets: [issuer.openDigits, issuer.openProducts],
    presentationHeader,
    random: issuer.random,
    ...issuer.engine,
  })
  return { statements: shown, proof, presentationHeader }
}
