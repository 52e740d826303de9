/** A page that has workers sign and verify, one of which ends unnoticed. */

import { createPool, generateKeyPair, PoolError, sign } from '@unscored/bbs'

/** What the page says in its `output`, as JSON. */
export interface PoolSaid {
  /** Whether a worker made the signature that the page itself makes. */
  same: boolean
  verdicts: boolean[]
  /** The name of the error for a malformed secret key. */
  refusal: unknown
  /** The verdict of a call whose worker was terminated without a word. */
  afterLoss: boolean
  /** How many workers were started in all. */
  started: number
  /** The code of the error for a call after the pool was closed. */
  closed: unknown
}

async function story(): Promise<PoolSaid> {
  const workers: Worker[] = []
  const startWorker = () => {
    const worker = new Worker(new URL('./pool-worker.js', import.meta.url), { type: 'module' })
    workers.push(worker)
    return worker
  }
  const pool = createPool({ size: 2, startWorker, timeLimit: 5000 })
  const { secretKey, publicKey } = await generateKeyPair()
  const messages = ['zero', 'one'].map((message) => new TextEncoder().encode(message))

  const signature = await pool.sign({ secretKey, publicKey, messages })
  const own = await sign({ secretKey, publicKey, messages })
  const proof = await pool.createProof({ publicKey, signature, messages, disclosed: [] })
  const proven = { publicKey, proof, disclosed: new Map<number, Uint8Array>() }
  const header = Uint8Array.of(1)
  const verdicts = await pool.verifyProofs({ proofs: [proven, { ...proven, header }, proven] })
  const refusal: unknown = await pool
    .sign({ secretKey: new Uint8Array(), messages })
    .catch((error: Error) => error.name)

  const verifying = pool.verifyProof(proven)
  for (const worker of workers) worker.terminate()
  const afterLoss = await verifying
  const started = workers.length
  await pool.close()
  const closed: unknown = await pool
    .verifyProof(proven)
    .catch((error: unknown) => error instanceof PoolError && error.code)
  const same = signature.join() === own.join()
  return { same, verdicts, refusal, afterLoss, started, closed }
}

const output = document.querySelector('output')
const said = await story().catch((error: unknown) => ({ error: String(error) }))
if (output !== null) output.textContent = JSON.stringify(said)
