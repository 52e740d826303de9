import { isJsonObject, type JsonObject, type JsonValue, listOf } from '@unscored/core'
import {
  BBS_2023,
  BBS_PREDICATES_2026,
  bundledDocumentLoader,
  parseBaseProofValue,
  parseDerivedProofValue,
  type SuiteId,
  signedNodeOrder,
  suiteOf,
  vaccinationContexts,
} from '@unscored/vc'
import type {
  CredentialShape,
  DisclosedCredential,
  DisclosedTime,
  DisclosureFormat,
  Identifier,
} from './disclosure.ts'
import { blankNodesOf, readDocument } from './document.ts'
import { timeOf } from './vocabulary.ts'

/** What the proofs of a credential tell. */
interface ProofParts {
  readonly format: DisclosureFormat
  readonly key?: string
  readonly shape?: CredentialShape
  readonly identifiers: readonly Identifier[]
  readonly times: readonly DisclosedTime[]
  readonly unknown: readonly string[]
}

/**
 * Reads a credential of the W3C data model with whatever proofs it has. A proof of no known suite tells whatever it tells, and so
 * does one that its holder was to keep.
 *
 * @throws {ToolkitError} where a proof of a known suite is malformed, as parsing it does.
 */
export async function readSecured(document: JsonObject, at: string): Promise<DisclosedCredential> {
  const proofs = listOf(document.proof)
  const single = proofs.length === 1 && !Array.isArray(document.proof)
  const parts = await Promise.all(
    proofs.map((proof, i) =>
      readProof(document, proof, single ? `${at}/proof` : `${at}/proof/${i}`),
    ),
  )
  const read = readDocument(document, at)
  const [first] = parts
  return {
    ...read,
    format: first?.format ?? 'unknown',
    ...(first?.key !== undefined && { key: first.key }),
    ...(first?.shape && { shape: first.shape }),
    identifiers: [...read.identifiers, ...parts.flatMap(({ identifiers }) => identifiers)],
    times: [...read.times, ...parts.flatMap(({ times }) => times)],
    proofs: parts.length,
    unknown: [
      ...read.unknown,
      ...parts.flatMap(({ unknown }) => unknown.map((pointer) => ({ pointer }))),
    ],
  }
}

async function readProof(document: JsonObject, value: JsonValue, at: string): Promise<ProofParts> {
  const proof: JsonObject = isJsonObject(value) ? value : {}
  const { verificationMethod: key, created } = proof
  const common = {
    ...(typeof key === 'string' && { key }),
    times:
      created === undefined
        ? []
        : [timeOf('created', { pointer: `${at}/created`, value: String(created) })],
    identifiers: proof.id === undefined ? [] : [identifier('id', `${at}/id`, proof.id)],
    unknown: Object.entries(proof)
      .filter(
        ([name, said]) =>
          !isUsual(name, said) || (name === 'nonce' && proof.cryptosuite !== undefined),
      )
      .map(([name]) => `${at}/${name}`),
  }
  if (proof.type === 'DataIntegrityProof' && proof.cryptosuite === BBS_PREDICATES_2026) {
    // The credential as its holder keeps it: it is never shown, but this one is.
    const signature = identifier('signature', `${at}/proofValue`, proof.proofValue ?? '')
    return {
      ...common,
      format: BBS_PREDICATES_2026,
      identifiers: [...common.identifiers, signature],
    }
  }
  const suite = suiteNamedBy(proof)
  if (suite === undefined) {
    const whole = [...common.unknown, `${at}/proofValue`]
    const signature = identifier('signature', at, proof.proofValue ?? proof.jws ?? '')
    return {
      ...common,
      format: 'unknown',
      unknown: whole,
      identifiers: [...common.identifiers, signature],
    }
  }
  if (isKept(proof, suite)) {
    const signature = identifier('signature', `${at}/proofValue`, proof.proofValue ?? '')
    return { ...common, format: formats[suite], identifiers: [...common.identifiers, signature] }
  }
  const { traits, labels, own } = await readDerived(document, proof, { suite, at })
  return {
    ...common,
    format: formats[suite],
    identifiers: [...common.identifiers, ...own],
    shape: { suite, ...traits, labels },
  }
}

/** Whether a member of a proof is reported by itself, or says what it says for everybody. */
function isUsual(name: string, said: JsonValue): boolean {
  if (READ.has(name)) return typeof said === 'string'
  return (
    Object.hasOwn(USUAL, name) && listOf(said).every((one) => USUAL[name]?.includes(String(one)))
  )
}

const READ: ReadonlySet<string> = new Set([
  ...['type', 'cryptosuite', 'verificationMethod', 'created', 'id', 'nonce', 'proofValue'],
])

const USUAL: Readonly<Record<string, readonly string[]>> = {
  proofPurpose: ['assertionMethod'],
  '@context': Object.values(vaccinationContexts).flat(),
}

const formats: Readonly<Record<SuiteId, DisclosureFormat>> = {
  'bbs-2023': 'bbs-2023',
  BbsBlsSignature2020: 'bbs-plus-2020',
}

function suiteNamedBy(proof: JsonObject): SuiteId | undefined {
  if (proof.type === 'DataIntegrityProof')
    return proof.cryptosuite === BBS_2023 ? BBS_2023 : undefined
  return /^(sec:|https:\/\/w3id\.org\/security#)?BbsBlsSignature(Proof)?2020$/.test(
    String(proof.type),
  )
    ? 'BbsBlsSignature2020'
    : undefined
}

/** Whether a proof is the issuer's own, with which everything can be shown, and by which a credential is known. */
function isKept(proof: JsonObject, suite: SuiteId): boolean {
  if (suite === BBS_2023) return isBaseValue(proof.proofValue)
  return suiteOf(proof).isBase(proof)
}

function isBaseValue(value: JsonValue | undefined): boolean {
  try {
    return parseBaseProofValue(value) !== undefined
  } catch {
    return false
  }
}

interface DerivedContext {
  readonly suite: SuiteId
  readonly at: string
}

async function readDerived(document: JsonObject, proof: JsonObject, { suite, at }: DerivedContext) {
  const { proof: _, ...rest } = document
  const { messageCount, mandatoryCount } = await suiteOf(proof).traitsOf({
    ...{ part: 'shown', document: rest, proof, documentLoader: bundledDocumentLoader },
  })
  const traits = { messageCount, mandatoryCount }
  const header = hexOf(suiteOf(proof).presentationHeaderOf(proof))
  const nonce = identifier('nonce', `${at}/proofValue`, header)
  if (suite !== BBS_2023) return { traits, labels: blankNodesOf(rest), own: [nonce] }
  const { labelMap, pseudonym } = parseDerivedProofValue(proof.proofValue)
  const labels = await signedNodeOrder(rest, labelMap, { documentLoader: bundledDocumentLoader })
  const own = pseudonym
    ? [nonce, identifier('pseudonym', `${at}/proofValue`, hexOf(pseudonym))]
    : [nonce]
  return { traits, labels, own }
}

/** An identifier of whatever a member says. */
export function identifier(
  kind: Identifier['kind'],
  pointer: string,
  value: JsonValue,
): Identifier {
  return { kind, pointer, value: typeof value === 'string' ? value : JSON.stringify(value) }
}

/** Octets as text. */
export function hexOf(octets: Uint8Array): string {
  return Array.from(octets, (octet) => octet.toString(16).padStart(2, '0')).join('')
}
