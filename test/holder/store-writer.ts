import { writeSync } from 'node:fs'
import * as files from 'node:fs/promises'
import { setTimeout } from 'node:timers/promises'
import { createEncryptedStore, createFileStorage, HolderError } from '@unscored/holder'
import { addedAt, CHEAP, fictitious, PASSPHRASE } from './wallets.ts'

/**
 * A process that adds credentials to the wallet at a path, numbered from a first one on, and after each one that the
 * store has acknowledged writes a full stop. Where another process is writing it tries again.
 */
const [path = '', first, count] = process.argv.slice(2)

const storage = createFileStorage({ files, path })
const store = await createEncryptedStore({ storage, passphrase: PASSPHRASE, cost: CHEAP })
for (let number = Number(first); number < Number(first) + Number(count); number++) {
  while (!(await add(number))) await setTimeout(Math.random() * 20)
  writeSync(1, '.')
}

async function add(number: number): Promise<boolean> {
  return store.add({ credential: fictitious(number), addedAt }).then(
    () => true,
    (error: unknown) => {
      if (error instanceof HolderError && error.code === 'walletBusy') return false
      throw error
    },
  )
}
