import {
  between,
  bls12381Sha256,
  createCompositeProof,
  createSecretPseudonym,
  gapScalars,
  type HeldSignature,
  type MemberStatement,
  notRevoked,
  type PseudonymStatement,
  type RelationStatement,
  requestIssuance,
  type SignatureStatement,
  type Statement,
} from '@unscored/bbs'
import { compileStatements } from '../../../packages/bbs/src/composite/compile.ts'
import { integer, mod } from '../../../packages/bbs/src/scalars.ts'
import { toHex } from '../../support/hex.ts'
import { seededRandom } from '../random-sources.ts'
import { keyOf } from './forge.ts'
import {
  CONTEXT,
  COUNT,
  claims,
  createIssuer,
  EPOCH,
  header,
  issueTo,
  presentationHeader,
  referenceStatements,
  SLOT,
} from './reference.ts'

/** What all cases are about: a person who does not exist, and an issuer whose keys everybody has. */
export async function createWorld() {
  const made = await createIssuer({})
  // Statements need to know of a set no more than what names it.
  const issuer = { ...made, digits: keyOf(made.digits), products: keyOf(made.products) }
  const published = { digits: made.digits, products: made.products }
  const { held, secret } = await issueTo(made, claims)
  const gap = issuer.gaps.find(({ after, before }) => after < claims.id && claims.id < before)
  if (gap === undefined) throw new Error('the number is revoked')
  const pseudonym = await createSecretPseudonym({ secret, context: CONTEXT })
  return { issuer, published, held, secret, pseudonym, gap: { ...gap, scalars: gapScalars(gap) } }
}

export type World = Awaited<ReturnType<typeof createWorld>>

/** The statements of each case, a kind for each and all kinds together. */
export function casesOf({ issuer, held, gap, pseudonym }: World) {
  const { digits, products } = issuer
  const credential: SignatureStatement = {
    ...{ kind: 'signature', role: 'credential', publicKey: issuer.credentials.publicKey },
    ...{ header, count: COUNT, disclosed: new Map([[0, 1n]]) },
    values: new Map([
      [SLOT.date, 'date'],
      [SLOT.dose, 'dose'],
      [SLOT.product, 'product'],
      [SLOT.list, 'list'],
      [SLOT.id, 'id'],
      [SLOT.secret, 'secret'],
    ]),
  }
  const member: MemberStatement = { kind: 'member', value: 'product', set: products }
  const relation: RelationStatement = {
    kind: 'relation',
    of: {
      constant: -45_998n,
      terms: [
        ['date', 1n],
        ['dose', -1n],
      ],
    },
  }
  const nym: PseudonymStatement = {
    ...{ kind: 'pseudonym', secret: 'secret', context: CONTEXT, pseudonym },
  }
  const { publicKey } = issuer.revocation
  const names = { list: 'list', id: 'id', after: 'after', before: 'before' }
  const alone = (...statements: Statement[]) => ({
    statements: [credential, ...statements],
    signatures: [held],
  })
  return {
    signature: alone(),
    member: alone(member),
    range: alone(...between({ value: 'date', from: 45_800n, until: 46_200n, octets: 2, digits })),
    relation: alone(relation),
    pseudonym: alone(nym),
    'not-revoked': {
      statements: [credential, ...notRevoked({ publicKey, epoch: EPOCH, digits, ...names })],
      signatures: [held, gap],
    },
    reference: {
      statements: referenceStatements(issuer, { pseudonym }),
      signatures: [held, gap],
    },
  } satisfies Record<string, { statements: Statement[]; signatures: HeldSignature[] }>
}

/** A case as it is written down: what is proven, what comes between, and the proof. */
export async function describeCase(
  { issuer }: World,
  { statements, signatures }: { statements: Statement[]; signatures: readonly HeldSignature[] },
) {
  const { columns, relations, octets } = compileStatements(bls12381Sha256, statements)
  const seed = seededRandom(99)(32)
  const proof = await createCompositeProof({
    ...{ statements, signatures, presentationHeader },
    sets: [issuer.openDigits, issuer.openProducts],
    random: () => seed,
  })
  return {
    suite: bls12381Sha256.id,
    statements,
    signatures: signatures.map(({ signature, scalars }) => ({ signature, scalars })),
    presentationHeader,
    random: seed,
    columns,
    pivots: relations.pivots,
    free: relations.free,
    statementOctets: octets,
    challenge: integer(proof.subarray(-32)),
    proof,
  }
}

/** The keys and sets that the cases share, those that nobody publishes among them, and a request for a credential. */
export async function describeWorld({ issuer, published, secret }: World) {
  const terms = {
    issuer: new TextEncoder().encode('did:web:issuer.example'),
    manifest: new Uint8Array(32).fill(4),
    nonce: new Uint8Array(16).fill(5),
    count: COUNT,
    blindingIndex: SLOT.blinding,
    secretIndex: SLOT.secret,
  }
  const { publicKey } = issuer.credentials
  const seed = seededRandom(98)(32)
  const asked = await requestIssuance({ ...terms, publicKey, secret, random: () => seed })
  return {
    credentials: issuer.credentials,
    revocation: issuer.revocation,
    products: published.products,
    digits: { ...published.digits, elements: undefined },
    gaps: issuer.gaps,
    issuance: { terms, secret, random: seed, ...asked },
  }
}

/**
 * JSON of what JSON has no form for: octets in hexadecimal, integers as `{"scalar": …}` in 64 hexadecimal digits, maps as
 * lists of pairs.
 */
export function toText(value: unknown): string {
  const form = (_: string, one: unknown) => {
    if (one instanceof Uint8Array) return toHex(one)
    if (typeof one === 'bigint') return { scalar: mod(one).toString(16).padStart(64, '0') }
    return one instanceof Map ? [...one] : one
  }
  return `${JSON.stringify(value, form, 1)}\n`
}
