import { isJsonObject, type JsonObject, type JsonValue, listOf } from '@unscored/core'
import { CREDENTIALS_V1, CREDENTIALS_V2 } from './contexts/bundled.ts'
import { CredentialError } from './error.ts'

/**
 * Checks that a document has the members of a credential in one of both data models, as far as a verifier relies on
 * them. One that can be revoked is refused: nobody here would ask whether it was.
 *
 * @throws {CredentialError} `malformed`.
 * @see VC Data Model 2.0 §4, VC Data Model 1.1 §4 and §5
 */
export function assertDataModel(credential: JsonObject): void {
  const { '@context': context, type, issuer, credentialSubject, issuanceDate } = credential
  const [model] = Array.isArray(context) ? context : []
  if (model !== CREDENTIALS_V1 && model !== CREDENTIALS_V2) {
    throw malformed('/@context', 'begins with no data model')
  }
  if (!listOf(type).includes('VerifiableCredential')) {
    throw malformed('/type', 'lacks VerifiableCredential')
  }
  if (!isUri(isJsonObject(issuer) ? issuer.id : issuer)) throw malformed('/issuer', 'names nobody')
  const subjects = listOf(credentialSubject)
  if (subjects.length === 0 || !subjects.every(isSubject)) {
    throw malformed('/credentialSubject', 'is nothing of which anything is said')
  }
  if (model === CREDENTIALS_V1 && issuanceDate === undefined) {
    throw malformed('/issuanceDate', 'is missing')
  }
  if (credential.credentialStatus !== undefined) {
    throw malformed('/credentialStatus', 'cannot be looked up')
  }
  for (const member of ['evidence', 'termsOfUse']) {
    if (!listOf(credential[member]).every(isTyped)) throw malformed(`/${member}`, 'has no type')
  }
}

function isSubject(value: JsonValue): boolean {
  return (
    isJsonObject(value) &&
    Object.keys(value).length > 0 &&
    (value.id === undefined || isUri(value.id))
  )
}

function isTyped(value: JsonValue): boolean {
  return (
    isJsonObject(value) && value.type !== undefined && (value.id === undefined || isUri(value.id))
  )
}

function isUri(value: unknown): boolean {
  return typeof value === 'string' && (PLAIN_DID.test(value) || URL.canParse(value))
}

/** What issuers are named by, told to be a URI in a fraction of the time. */
const PLAIN_DID = /^did:[a-z\d]+:[\w.:-]+$/

function malformed(pointer: string, why: string): CredentialError {
  return new CredentialError('malformed', `${pointer} ${why}`)
}
