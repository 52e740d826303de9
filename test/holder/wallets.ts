import type { JsonObject } from '@unscored/core'
import { HolderError, type ScryptCost, type WalletStorage } from '@unscored/holder'

/** The least that scrypt can be asked for, so that a test opens thousands of wallets. */
export const CHEAP: ScryptCost = { N: 2, r: 1, p: 1 }

export const PASSPHRASE = 'seven Purple lanterns, upside down'

export const addedAt = new Date('2026-02-03T04:05:06.789Z')

/** A credential of a person who does not exist; the number makes it another one. */
export function fictitious(number = 0): JsonObject {
  return {
    '@context': ['https://www.w3.org/ns/credentials/v2'],
    type: ['VerifiableCredential', 'VaccinationCredential'],
    issuer: 'did:web:health.example',
    credentialSubject: { familyName: 'Fictus', givenName: 'Nemo', doseNumber: number },
    proof: { type: 'DataIntegrityProof', cryptosuite: 'bbs-2023', proofValue: `u2V0C${number}` },
  }
}

/** A storage over a variable; `kept` is what lies in it. */
export interface OctetsInMemory extends WalletStorage {
  kept: Uint8Array | undefined
}

export function octetsInMemory(kept?: Uint8Array): OctetsInMemory {
  const storage: OctetsInMemory = {
    kept,
    read: async () => storage.kept?.slice(),
    replace: async (next, previous) => {
      if (!sameOctets(storage.kept, previous)) throw new HolderError('walletBusy', 'replaced since')
      storage.kept = next.slice()
    },
  }
  return storage
}

export function sameOctets(a: Uint8Array | undefined, b: Uint8Array | undefined): boolean {
  return a === undefined || b === undefined ? a === b : Buffer.compare(a, b) === 0
}

/** A promise's outcome as text: `done`, or the code of its refusal. */
export async function outcome(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'done',
    (error: unknown) => (error instanceof HolderError ? error.code : String(error)),
  )
}
