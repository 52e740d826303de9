import { Worker } from 'node:worker_threads'
import { createPool, generateKeyPair } from '@unscored/bbs'

// Leaves a pool open, of workers that run the program named on the command line.

const [program = ''] = process.argv.slice(2)
const workerData = { deaths: new SharedArrayBuffer(8) }
const pool = createPool({ size: 2, startWorker: () => new Worker(program, { workerData }) })
const { secretKey, publicKey } = await generateKeyPair()
const signature = await pool.sign({ secretKey, messages: [] })
const verdicts = await Promise.all(
  [0, 1].map(() => pool.verify({ publicKey, signature, messages: [] })),
)
process.stdout.write(`${verdicts.join(' ')}\n`)
