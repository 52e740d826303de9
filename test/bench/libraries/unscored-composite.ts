import {
  between,
  createCompositeProof,
  createSignedSet,
  digitElements,
  gapScalars,
  gapsBetween,
  generateKeyPair,
  notRevoked,
  openSignedSet,
  type SignatureStatement,
  type Statement,
  signGaps,
  signScalars,
  verifyCompositeProof,
} from '@unscored/bbs'
import type { Composite } from './composite.ts'

const MESSAGES = 20
const SECRET = 0
const SHOWN = [1, 2, 3, 4, 5]
const DATE = 6
const LIST = 7
const NUMBER = 8

/** 2021-01-01 and the day after 2021-12-31, in days since 1900. */
const FROM = 44_195n
const UNTIL = 44_560n
const EPOCH = 2953

/**
 * The same as is proven with Dock: two credentials of one secret, of 20 messages each of which 5 are shown, of the first of
 * which a date lies in a range and a number is none of the revoked. The list that the number belongs to is hidden besides.
 */
export async function createUnscoredComposite(): Promise<Composite> {
  const revocation = await generateKeyPair()
  const digits = await createSignedSet({ elements: digitElements })
  const opened = await openSignedSet(digits)
  const [gap] = await signGaps({
    ...revocation,
    epoch: EPOCH,
    gaps: gapsBetween(7, [100, 300]),
  }).then((gaps) => gaps.filter(({ after, before }) => after < 200 && before > 200))
  if (opened === undefined || gap === undefined) throw new Error('what is published is malformed')
  const secret = uniform()
  const credentials = await Promise.all(
    [0, 1].map(async (which) => {
      const keys = await generateKeyPair()
      const scalars = Array.from({ length: MESSAGES }, uniform)
      scalars[SECRET] = secret
      scalars[DATE] = FROM + 100n
      scalars[LIST] = 7n
      scalars[NUMBER] = 200n
      const order = { scalars: new Map(scalars.entries()), count: MESSAGES }
      const signature = await signScalars({ ...keys, ...order, role: 'credential' })
      const proven: [number, string][] = [
        [DATE, 'date'],
        [LIST, 'list'],
        [NUMBER, 'number'],
      ]
      const statement: SignatureStatement = {
        kind: 'signature',
        role: 'credential',
        publicKey: keys.publicKey,
        header: new Uint8Array(),
        count: MESSAGES,
        disclosed: new Map([...scalars.entries()].filter(([i]) => SHOWN.includes(i))),
        values: new Map([[SECRET, 'secret'], ...(which === 0 ? proven : [])]),
      }
      return { statement, held: { signature, scalars } }
    }),
  )
  const statements: Statement[] = [
    ...credentials.map(({ statement }) => statement),
    ...between({ value: 'date', from: FROM, until: UNTIL, octets: 2, digits }),
    ...notRevoked({
      ...{ publicKey: revocation.publicKey, epoch: EPOCH, digits },
      ...{ list: 'list', id: 'number', after: 'after', before: 'before' },
    }),
  ]
  const held = { signature: gap.signature, scalars: gapScalars(gap) }
  const presentationHeader = new Uint8Array(32).fill(1)
  return {
    prove: () =>
      createCompositeProof({
        ...{ statements, presentationHeader, sets: [opened] },
        signatures: [...credentials.map((one) => one.held), held],
      }),
    verify: (proof) => verifyCompositeProof({ statements, proof, presentationHeader }),
  }
}

/** A scalar as one that a claim is hashed to. */
function uniform(): bigint {
  const octets = crypto.getRandomValues(new Uint8Array(31))
  return BigInt(`0x${Buffer.from(octets).toString('hex')}`)
}
