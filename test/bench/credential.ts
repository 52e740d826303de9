import { generateKeyPair } from '@unscored/bbs'
import { encodeMultibase, type JsonObject } from '@unscored/core'
import { createDidKeyDocument, createPinnedResolver, dereference, didKeyOf } from '@unscored/did'
import {
  createDocumentLoader,
  createVaccinationCredential,
  deriveCredential,
  type SuiteId,
  signCredential,
  verifyDerivedCredential,
} from '@unscored/vc'
import { fictitiousDose } from '../../examples/src/fictitious-dose.ts'
import { type MeasureOptions, type Medians, measure } from './measure.ts'

/** What was measured of one operation. */
export interface Row {
  group: 'credential'
  operation: 'issue' | 'derive' | 'verify'
  peer: string
  /** Claims of the credential's subject. */
  messages: number
  /** Milliseconds. */
  ours: number
  theirs: number
  /** How many times faster ours is. */
  ratio: number
  unit: 'ms'
}

const CLAIMS = 15
const SHOWN = ['product', 'doseNumber', 'doseDate'].map((claim) => `/credentialSubject/${claim}`)

/** Issues, derives and verifies a credential of 15 claims with our stack and each peer's, in one interleaved run. */
export async function measureCredentials(options: MeasureOptions): Promise<Row[]> {
  const { secretKey, publicKey } = await generateKeyPair()
  const issuer = didKeyOf({ codec: 'Bls12381G2-public', octets: publicKey })
  const document = createDidKeyDocument({ codec: 'Bls12381G2-public', octets: publicKey })
  const setting: Setting = {
    secretKey,
    publicKey,
    issuer,
    resolver: createPinnedResolver([document]),
    presentationHeader: new Uint8Array(32).fill(1),
  }
  const stacks = [await ours(setting), await digitalBazaar(setting), await mattr(setting)]
  const rows: Row[] = []
  for (const operation of ['issue', 'derive', 'verify'] as const) {
    const medians = await measure(
      stacks.map((stack) => ({ peer: stack.peer, run: stack[operation] })),
      options,
    )
    rows.push(...compare(operation, medians))
  }
  return rows
}

interface Setting {
  secretKey: Uint8Array
  publicKey: Uint8Array
  issuer: string
  resolver: ReturnType<typeof createPinnedResolver>
  presentationHeader: Uint8Array
}

interface Stack {
  peer: string
  issue: () => Promise<JsonObject>
  derive: () => Promise<JsonObject>
  verify: () => Promise<unknown>
}

const OURS = 'unscored'

function compare(operation: Row['operation'], medians: Medians): Row[] {
  const mine = medians.get(OURS) ?? Number.NaN
  return [...medians]
    .filter(([peer]) => peer !== OURS)
    .map(([peer, theirs]) => ({
      group: 'credential',
      operation,
      peer,
      messages: CLAIMS,
      ours: mine,
      theirs,
      ratio: theirs / mine,
      unit: 'ms',
    }))
}

/** Twelve claims of the subject, and who issued it from when until when: fifteen. */
const unsigned = (issuer: string, suite: SuiteId = 'bbs-2023'): JsonObject =>
  createVaccinationCredential({
    suite,
    issuer,
    dose: fictitiousDose,
    validFrom: new Date('2026-01-01'),
    validUntil: new Date('2099-01-01'),
  })

async function ours({
  issuer,
  secretKey,
  publicKey,
  resolver,
  presentationHeader,
}: Setting): Promise<Stack> {
  const key = { id: `${issuer}#${issuer.slice('did:key:'.length)}`, secretKey, publicKey }
  const options = {
    dereference: async (url: string) =>
      ({ ...(await dereference(url, { resolver })) }) as JsonObject,
  }
  const issue = () =>
    signCredential({ credential: unsigned(issuer), key, mandatoryPointers: ['/issuer'] })
  const credential = await issue()
  const derive = () =>
    deriveCredential({ credential, pointers: SHOWN, presentationHeader, ...options })
  const derived = await derive()
  return {
    peer: OURS,
    issue,
    derive,
    verify: () => verifyDerivedCredential(derived, { presentationHeader, ...options }),
  }
}

/** A library without types; the shape is what is used of it here. */
function load<Library>(name: string): Promise<Library> {
  return import(name)
}

interface Verdict {
  verified: boolean
  error?: unknown
}

interface DigitalBazaar {
  vc: {
    issue(options: object): Promise<JsonObject>
    derive(options: object): Promise<JsonObject>
    verifyCredential(options: object): Promise<Verdict>
  }
  DataIntegrityProof: new (options: object) => object
  suites: {
    createSignCryptosuite(options: object): object
    createDiscloseCryptosuite(options: object): object
    createVerifyCryptosuite(options: object): object
  }
  multikey: { from(key: object): Promise<{ signer(): object }> }
}

async function digitalBazaar({
  issuer,
  secretKey,
  publicKey,
  resolver,
  presentationHeader,
}: Setting): Promise<Stack> {
  const vc = await load<DigitalBazaar['vc']>('@digitalbazaar/vc')
  const { DataIntegrityProof } = await load<DigitalBazaar>('@digitalbazaar/data-integrity')
  const suites = await load<DigitalBazaar['suites']>('@digitalbazaar/bbs-2023-cryptosuite')
  const multikey = await load<
    DigitalBazaar['multikey'] & {
      fromRaw(options: object): Promise<{ signer(): object }>
      ALGORITHMS: Record<string, string>
    }
  >('@digitalbazaar/bls12-381-multikey')
  const documentLoader = createDocumentLoader({
    dereference: async (url) => ({ ...(await dereference(url, { resolver })) }) as JsonObject,
  })
  const keyPair = await multikey.fromRaw({
    algorithm: multikey.ALGORITHMS.BBS_BLS12381_SHA256,
    secretKey,
    publicKey,
  })
  const id = `${issuer}#${issuer.slice('did:key:'.length)}`
  const signer = { ...keyPair.signer(), id }
  const issue = () =>
    vc.issue({
      credential: unsigned(issuer),
      suite: new DataIntegrityProof({
        signer,
        date: null,
        cryptosuite: suites.createSignCryptosuite({ mandatoryPointers: ['/issuer'] }),
      }),
      documentLoader,
    })
  const verifiableCredential = await issue()
  const derive = () =>
    vc.derive({
      verifiableCredential,
      suite: new DataIntegrityProof({
        cryptosuite: suites.createDiscloseCryptosuite({
          selectivePointers: SHOWN,
          presentationHeader,
        }),
      }),
      documentLoader,
    })
  const credential = await derive()
  return {
    peer: '@digitalbazaar/bbs-2023-cryptosuite',
    issue,
    derive,
    verify: async () => {
      const suite = new DataIntegrityProof({
        cryptosuite: suites.createVerifyCryptosuite({
          expectedPresentationHeader: presentationHeader,
        }),
      })
      assertVerified(await vc.verifyCredential({ credential, suite, documentLoader }))
    },
  }
}

interface Mattr {
  Bls12381G2KeyPair: { from(key: object): Promise<object> }
  BbsBlsSignature2020: new (options?: object) => object
  BbsBlsSignatureProof2020: new (options?: object) => object
  deriveProof(document: JsonObject, frame: JsonObject, options: object): Promise<JsonObject>
}

interface JsonLdSignatures {
  sign(document: JsonObject, options: object): Promise<JsonObject>
  verify(document: JsonObject, options: object): Promise<Verdict>
  purposes: { AssertionProofPurpose: new () => object }
  /** Adds the security contexts that the library itself needs. */
  extendContextLoader(loader: (url: string) => Promise<object>): object
}

async function mattr({ presentationHeader, ...setting }: Setting): Promise<Stack> {
  const { Bls12381G2KeyPair, BbsBlsSignature2020, BbsBlsSignatureProof2020, deriveProof } =
    await load<Mattr>('@mattrglobal/jsonld-signatures-bbs')
  const { default: jsigs } = await load<{ default: JsonLdSignatures }>('jsonld-signatures-7')
  const controller = 'did:example:issuer'
  const verificationMethod = {
    '@context': 'https://w3id.org/security/v2',
    id: `${controller}#key`,
    type: 'Bls12381G2Key2020',
    controller,
    publicKeyBase58: base58(setting.publicKey),
  }
  const bundled = createDocumentLoader({
    // The library names this context when it loads a key; nothing of it concerns a key of this type.
    contexts: new Map([['https://w3id.org/security/suites/jws-2020/v1', { '@context': {} }]]),
    dereference: async (url) =>
      url === controller
        ? {
            '@context': 'https://w3id.org/security/v2',
            id: controller,
            assertionMethod: [verificationMethod.id],
          }
        : verificationMethod,
  })
  const documentLoader = jsigs.extendContextLoader(async (url) => ({ ...(await bundled(url)) }))
  const document = unsigned(controller, 'BbsBlsSignature2020')
  const frame: JsonObject = {
    '@context': document['@context'] ?? [],
    type: ['VerifiableCredential'],
    credentialSubject: {
      '@explicit': true,
      type: 'VaccinationDose',
      product: {},
      doseNumber: {},
      doseDate: {},
    },
  }
  const key = await Bls12381G2KeyPair.from({
    id: verificationMethod.id,
    controller,
    publicKeyBase58: verificationMethod.publicKeyBase58,
    privateKeyBase58: base58(setting.secretKey),
  })
  const purpose = new jsigs.purposes.AssertionProofPurpose()
  const issue = () =>
    jsigs.sign(
      { ...document },
      { suite: new BbsBlsSignature2020({ key }), purpose, documentLoader },
    )
  const signed = await issue()
  const derive = () =>
    deriveProof(signed, frame, {
      suite: new BbsBlsSignatureProof2020(),
      documentLoader,
      nonce: presentationHeader,
    })
  const derived = await derive()
  return {
    peer: '@mattrglobal/jsonld-signatures-bbs',
    issue,
    derive,
    verify: async () =>
      assertVerified(
        await jsigs.verify(derived, {
          suite: new BbsBlsSignatureProof2020(),
          purpose,
          documentLoader,
        }),
      ),
  }
}

const base58 = (octets: Uint8Array) => encodeMultibase(octets, 'z').slice(1)

function assertVerified({ verified, error }: Verdict): void {
  if (!verified) throw new Error('a peer does not verify what it made', { cause: error })
}
