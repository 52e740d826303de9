import {
  between,
  createCompositeProof,
  createSecretPseudonym,
  type HeldSignature,
  type SignatureStatement,
  type Statement,
  type ValueName,
} from '@unscored/bbs'
import { CONTEXT, COUNT, header, type Issuer, presentationHeader, SLOT } from './reference.ts'

const credential = (issuer: Issuer, names: Record<number, ValueName>): SignatureStatement => ({
  kind: 'signature',
  role: 'credential',
  publicKey: issuer.credentials.publicKey,
  header,
  count: COUNT,
  disclosed: new Map(),
  values: new Map(Object.entries(names).map(([index, name]) => [Number(index), name])),
})

/** Two credentials of one person: the second dose is the one after the first, and came 14 to 200 days later. */
export function twoDoses(issuer: Issuer, pseudonym: Uint8Array): Statement[] {
  const { digits } = issuer
  return [
    credential(issuer, { [SLOT.date]: 'date 1', [SLOT.dose]: 'dose 1', [SLOT.secret]: 'secret' }),
    credential(issuer, { [SLOT.date]: 'date 2', [SLOT.dose]: 'dose 2', [SLOT.secret]: 'secret' }),
    {
      kind: 'relation',
      of: {
        constant: -1n,
        terms: [
          ['dose 2', 1n],
          ['dose 1', -1n],
        ],
      },
    },
    ...between({ value: 'dose 1', from: 1n, until: 99n, octets: 1, digits }),
    ...between({ value: 'date 2', minus: 'date 1', from: 14n, until: 200n, octets: 2, digits }),
    { kind: 'pseudonym', secret: 'secret', context: CONTEXT, pseudonym },
  ]
}

/** What shows so of two credentials, under the pseudonym of a secret. */
export async function presentTwo(
  issuer: Issuer,
  { held, secret }: { held: readonly [HeldSignature, HeldSignature]; secret: Uint8Array },
) {
  const pseudonym = await createSecretPseudonym({ secret, context: CONTEXT, ...issuer.engine })
  const statements = twoDoses(issuer, pseudonym)
  const inputs = { statements, presentationHeader, ...issuer.engine }
  const proof = await createCompositeProof({
    ...{ ...inputs, signatures: held, sets: [issuer.openDigits], random: issuer.random },
  })
  return { statements, proof, presentationHeader }
}
