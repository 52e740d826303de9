import { libraries } from '../libraries/libraries.ts'
import { assertTrue, createTask } from '../libraries/library.ts'
import { measure, type Turns } from '../measure.ts'
import { createRows, OURS, type Row } from '../row.ts'
import type { Scale } from '../scale.ts'

const MESSAGES = 20
const PEER = '@digitalbazaar/bbs-signatures'

/** Verifying many proofs of one issuer at once, beside one after the other, ours and a peer's: milliseconds of all. */
export async function measureBatches({
  batches,
  operations,
}: Pick<Scale, 'batches' | 'operations'>): Promise<Row[]> {
  const makers = [await createVerifiers(), await createPeer()]
  // A hundred proofs take seconds.
  const turns = { ...operations, rounds: Math.ceil(operations.rounds / 3) }
  const rows: Row[] = []
  for (const count of batches) {
    const verifiers = Object.assign({}, ...(await Promise.all(makers.map((make) => make(count)))))
    rows.push(...(await measureBatch(count, verifiers, turns)))
  }
  return rows
}

/** Ways to verify so many proofs. */
type Verifiers = Readonly<Record<string, () => Promise<readonly boolean[]>>>

async function measureBatch(count: number, verifiers: Verifiers, turns: Turns): Promise<Row[]> {
  const medians = await measure(
    Object.entries(verifiers).map(([peer, verify]) => ({
      peer,
      run: async () => {
        const verdicts = await verify()
        assertTrue(verdicts.length === count && verdicts.every((verdict) => verdict))
        return undefined
      },
    })),
    turns,
  )
  const operation = `check ${count} proofs`
  return createRows({ group: 'batch', operation, messages: MESSAGES, unit: 'ms' }, medians)
}

async function createVerifiers(): Promise<(count: number) => Promise<Verifiers>> {
  const { createProof, generateKeyPair, sign, verifyProof, verifyProofs } = await import(
    '@unscored/bbs'
  )
  const { messages, disclosed } = createTask(MESSAGES)
  const { secretKey, publicKey } = await generateKeyPair()
  const signature = await sign({ secretKey, publicKey, messages })
  const create = async (i: number) => {
    const presentationHeader = new Uint8Array(32).fill(i)
    const shown = { publicKey, presentationHeader }
    const inputs = { ...shown, signature, messages, disclosed: disclosed.keys() }
    return { ...shown, disclosed, proof: await createProof(inputs) }
  }
  return async (count) => {
    const proofs = await Promise.all(Array.from({ length: count }, (_, i) => create(i)))
    return {
      [OURS]: () => verifyProofs({ proofs }),
      [`${OURS}, one by one`]: () => oneByOne(proofs, verifyProof),
    }
  }
}

async function createPeer(): Promise<(count: number) => Promise<Verifiers>> {
  const load = libraries[PEER]
  if (load === undefined) throw new Error(`${PEER} is not among the libraries`)
  const library = await load(createTask(MESSAGES))
  const signature = await library.sign()
  return async (count) => {
    const proofs = await Promise.all(Array.from({ length: count }, () => library.derive(signature)))
    return { [PEER]: () => oneByOne(proofs, library.check) }
  }
}

async function oneByOne<Proof>(
  proofs: readonly Proof[],
  verify: (proof: Proof) => Promise<boolean>,
): Promise<boolean[]> {
  const verdicts: boolean[] = []
  for (const proof of proofs) verdicts.push(await verify(proof))
  return verdicts
}
