import type { JsonObject } from '@unscored/core'
import { load } from '../load.ts'
import {
  assertVerified,
  type Issuer,
  keyIdOf,
  type Loader,
  type Stack,
  shownPointers,
  type Verdict,
} from './stack.ts'

interface Libraries {
  vc: {
    issue(options: object): Promise<JsonObject>
    derive(options: object): Promise<JsonObject>
    verifyCredential(options: object): Promise<Verdict>
  }
  dataIntegrity: { DataIntegrityProof: new (options: object) => object }
  suites: {
    createSignCryptosuite(options: object): object
    createDiscloseCryptosuite(options: object): object
    createVerifyCryptosuite(options: object): object
  }
  multikey: {
    fromRaw(options: object): Promise<{ signer(): object }>
    ALGORITHMS: Record<string, string>
  }
}

/** What {@link verifyWithDigitalBazaar} takes beside the credential. */
export interface VerifyWithDigitalBazaarOptions {
  presentationHeader: Uint8Array
  documentLoader: Loader
}

/** What {@link createDigitalBazaar} takes. */
export interface CreateDigitalBazaarOptions extends VerifyWithDigitalBazaarOptions {
  issuer: Issuer
  /** Gives the credential to sign. */
  unsigned: () => JsonObject
}

export async function createDigitalBazaar({
  issuer: { did, secretKey, publicKey },
  unsigned,
  presentationHeader,
  documentLoader,
}: CreateDigitalBazaarOptions): Promise<Stack> {
  const { vc, dataIntegrity, suites } = await loadVerifier()
  const multikey = await load<Libraries['multikey']>('@digitalbazaar/bls12-381-multikey')
  const { DataIntegrityProof } = dataIntegrity
  const keyPair = await multikey.fromRaw({
    algorithm: multikey.ALGORITHMS.BBS_BLS12381_SHA256,
    secretKey,
    publicKey,
  })
  const signer = { ...keyPair.signer(), id: keyIdOf(did) }
  return {
    issue: () =>
      vc.issue({
        credential: unsigned(),
        suite: new DataIntegrityProof({
          signer,
          date: null,
          cryptosuite: suites.createSignCryptosuite({ mandatoryPointers: ['/issuer'] }),
        }),
        documentLoader,
      }),
    derive: (verifiableCredential) =>
      vc.derive({
        verifiableCredential,
        suite: new DataIntegrityProof({
          cryptosuite: suites.createDiscloseCryptosuite({
            selectivePointers: shownPointers,
            presentationHeader,
          }),
        }),
        documentLoader,
      }),
    verify: (derived) => verifyWithDigitalBazaar(derived, { presentationHeader, documentLoader }),
  }
}

/** Loads what a verifier needs, and verifies. */
export async function verifyWithDigitalBazaar(
  credential: JsonObject,
  { presentationHeader, documentLoader }: VerifyWithDigitalBazaarOptions,
): Promise<void> {
  const { vc, dataIntegrity, suites } = await loadVerifier()
  const suite = new dataIntegrity.DataIntegrityProof({
    cryptosuite: suites.createVerifyCryptosuite({ expectedPresentationHeader: presentationHeader }),
  })
  assertVerified(await vc.verifyCredential({ credential, suite, documentLoader }))
}

async function loadVerifier(): Promise<Omit<Libraries, 'multikey'>> {
  return {
    vc: await load('@digitalbazaar/vc'),
    dataIntegrity: await load('@digitalbazaar/data-integrity'),
    suites: await load('@digitalbazaar/bbs-2023-cryptosuite'),
  }
}
