import { libraries } from '../libraries/libraries.ts'
import { assertTrue, createTask, type Library } from '../libraries/library.ts'
import { type Check, measure, type Turns } from '../measure.ts'
import { createRows, type Row, type Subject } from '../row.ts'
import type { Scale } from '../scale.ts'

/** Signatures and proofs of lists of messages: milliseconds of each operation, and octets of what is made. */
export async function measureRaw({
  messages,
  operations,
}: Pick<Scale, 'messages' | 'operations'>): Promise<Row[]> {
  const rows: Row[] = []
  for (const count of messages) rows.push(...(await measureCount(count, operations)))
  return rows
}

interface Prepared {
  peer: string
  library: Library
  signature: Uint8Array
  proof: Uint8Array
}

async function measureCount(messages: number, turns: Turns): Promise<Row[]> {
  const prepared = await prepare(messages)
  const about = (operation: string, unit: Subject['unit']): Subject => ({
    group: 'raw',
    operation,
    messages,
    unit,
  })
  const rows: Row[] = []
  for (const [name, run] of Object.entries(operations)) {
    const medians = await measure(
      prepared.map(({ peer, ...inputs }) => ({ peer, run: () => run(inputs) })),
      turns,
    )
    rows.push(...createRows(about(name, 'ms'), medians))
  }
  for (const what of ['signature', 'proof'] as const) {
    const octets = new Map(prepared.map((made) => [made.peer, made[what].length]))
    rows.push(...createRows(about(what, 'octets'), octets))
  }
  return rows
}

/** Each library with a signature and a proof to work on. */
async function prepare(messages: number): Promise<Prepared[]> {
  const task = createTask(messages)
  const prepared: Prepared[] = []
  for (const [peer, load] of Object.entries(libraries)) {
    const library = await load(task)
    const signature = await library.sign()
    prepared.push({ peer, library, signature, proof: await library.derive(signature) })
  }
  return prepared
}

const operations: Readonly<
  Record<string, (inputs: Omit<Prepared, 'peer'>) => Promise<Check | undefined>>
> = {
  sign: async ({ library }) => {
    const signature = await library.sign()
    return async () => assertTrue(await library.verify(signature))
  },
  verify: async ({ library, signature }) => {
    assertTrue(await library.verify(signature))
    return undefined
  },
  derive: async ({ library, signature }) => {
    const proof = await library.derive(signature)
    return async () => assertTrue(await library.check(proof))
  },
  'check-proof': async ({ library, proof }) => {
    assertTrue(await library.check(proof))
    return undefined
  },
}
