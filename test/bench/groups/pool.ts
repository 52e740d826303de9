import type { BbsPool } from '@unscored/bbs'
import { assertTrue, createTask } from '../libraries/library.ts'
import { measure } from '../measure.ts'
import { createRows, OURS, type Row } from '../row.ts'
import type { Scale } from '../scale.ts'

const MESSAGES = 20
const VERIFICATIONS = 64

/** Verifying 64 proofs that came one by one, by pools of one and two workers and without any: milliseconds of all. */
export async function measurePool({ operations }: Pick<Scale, 'operations'>): Promise<Row[]> {
  const { createPool, createProof, generateKeyPair, sign, verifyProof } = await import(
    '@unscored/bbs'
  )
  const { messages, disclosed } = createTask(MESSAGES)
  const { secretKey, publicKey } = await generateKeyPair()
  const signature = await sign({ secretKey, publicKey, messages })
  const inputs = { publicKey, signature, messages, disclosed: disclosed.keys() }
  const proven = { publicKey, disclosed, proof: await createProof(inputs) }

  const one = createPool({ size: 1 })
  const two = createPool({ size: 2 })
  const verifyBy = (verify: BbsPool['verifyProof']) => async () => {
    const all = Array.from({ length: VERIFICATIONS }, () => verify(proven))
    assertTrue((await Promise.all(all)).every((verdict) => verdict))
    return undefined
  }
  const medians = await measure(
    [
      { peer: OURS, run: verifyBy(two.verifyProof) },
      { peer: `${OURS}, a pool of one`, run: verifyBy(one.verifyProof) },
      { peer: `${OURS}, no pool`, run: verifyBy((options) => verifyProof(options)) },
    ],
    operations,
  )
  await Promise.all([one.close(), two.close()])
  const operation = `check ${VERIFICATIONS} proofs, a pool of two`
  return createRows({ group: 'pool', operation, messages: MESSAGES, unit: 'ms' }, medians)
}
