import { writeSync } from 'node:fs'
import * as files from 'node:fs/promises'
import { createEncryptedStore, createFileStorage, requestCredential } from '@unscored/holder'
import type { CommittedFeature } from '@unscored/vc'
import { CHEAP, PASSPHRASE } from './wallets.ts'

/** A process that asks for a credential with the wallet at a path, and is killed as soon as it has the message. */
const [path = '', feature] = process.argv.slice(2)

const storage = createFileStorage({ files, path })
const store = await createEncryptedStore({ storage, passphrase: PASSPHRASE, cost: CHEAP })
// The test names one of them.
const { request } = await requestCredential({ store, feature: feature as CommittedFeature })
writeSync(1, JSON.stringify(request))
process.kill(process.pid, 'SIGKILL')
