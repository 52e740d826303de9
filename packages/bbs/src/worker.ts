import { CompositionError } from './composite/error.ts'
import { loadCurve } from './load-curve.ts'
import { bbsOperations } from './operations.ts'
import { type Answer, type Job, suites, wipe } from './pool-job.ts'
import { parentPort } from './threads.ts'

// The program of a pool's worker: importing this module is all that it takes.

const port = parentPort()
port.listen(async (message) => {
  // Nothing but a pool, which sends jobs alone, has this end of the port.
  const answer = await compute(message as Job)
  port.post(answer)
  wipe(answer)
})
port.post({ ready: true } satisfies Answer)

async function compute({ id, operation, options, suite, curve }: Job): Promise<Answer> {
  // The pool took these options from a call of this operation.
  const run = bbsOperations[operation] as (options: object) => Promise<unknown>
  const engine = { suite: suites.find((known) => known.id === suite), curve: loadCurve(curve) }
  try {
    return { id, value: await run({ ...options, ...engine }) }
  } catch (error) {
    if (!(error instanceof CompositionError)) return { id, error }
    const { code, message } = error
    return { id, refusal: { code, message } }
  } finally {
    wipe(options)
  }
}
