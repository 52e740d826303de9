import { type Check, measure } from '../measure.ts'
import { createRows, type Row } from '../row.ts'
import type { Scale } from '../scale.ts'
import type { Stack } from '../stacks/stack.ts'
import { createStacks } from '../stacks/stacks.ts'

/** Twelve claims of the subject, and who issued it from when until when. */
const CLAIMS = 15

/** A whole credential, JSON-LD and all, issued, derived and verified with three claims shown. */
export async function measureCredentials({
  operations: turns,
}: Pick<Scale, 'operations'>): Promise<Row[]> {
  const { stacks } = await createStacks()
  const prepared = await Promise.all([...stacks].map(prepare))
  const rows: Row[] = []
  for (const [operation, run] of Object.entries(operations)) {
    const medians = await measure(
      prepared.map(({ peer, ...inputs }) => ({ peer, run: () => run(inputs) })),
      turns,
    )
    const subject = { group: 'credential', operation, messages: CLAIMS, unit: 'ms' } as const
    rows.push(...createRows(subject, medians))
  }
  return rows
}

interface Inputs {
  stack: Stack
  credential: Awaited<ReturnType<Stack['issue']>>
  derived: Awaited<ReturnType<Stack['derive']>>
}

async function prepare([peer, stack]: [string, Stack]): Promise<Inputs & { peer: string }> {
  const credential = await stack.issue()
  return { peer, stack, credential, derived: await stack.derive(credential) }
}

const operations: Readonly<Record<string, (inputs: Inputs) => Promise<Check | undefined>>> = {
  issue: async ({ stack }) => {
    const credential = await stack.issue()
    return async () => stack.verify(await stack.derive(credential))
  },
  derive: async ({ stack, credential }) => {
    const derived = await stack.derive(credential)
    return () => stack.verify(derived)
  },
  verify: async ({ stack, derived }) => {
    await stack.verify(derived)
    return undefined
  },
}
