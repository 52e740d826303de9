import { isJsonObject, type JsonObject, type JsonValue } from '@unscored/core'
import {
  BBS_PREDICATES_2026,
  isPredicateIssuance,
  parsePredicateRequest,
  statementOf,
} from '@unscored/vc'
import { labelOf, type Member, membersOf } from './members.ts'
import { facts, printable, type Report } from './output.ts'
import { predicateRequestIn } from './predicate-request.ts'

/**
 * What a document of `bbs-predicates-2026` holds: a request, a message of issuing, a presentation or a credential. Values are
 * not shown, and nothing is verified. `undefined` for any other document.
 *
 * @throws {CredentialError} as `parsePredicateRequest`.
 */
export function inspectPredicates(value: JsonObject): Report | undefined {
  const request = predicateRequestIn(value)
  if (request !== undefined) return inspectRequest(request)
  if (isPredicateIssuance(value)) return inspectIssuance(value)
  const { proof, verifiableCredential: shown } = value
  if (!isJsonObject(proof) || proof.cryptosuite !== BBS_PREDICATES_2026) return undefined
  return shown === undefined ? inspectCredential(value) : inspectPresentation([shown].flat())
}

function inspectRequest(request: JsonObject): Report {
  const { domain, expires, credentials, epoch, pseudonym } = parsePredicateRequest(request)
  const queries = credentials.map(({ id, predicates, disclosures, rules }) => ({
    id,
    proofs: predicates.map((one) => {
      const lists =
        one.kind === 'code' ? [{ id: one.list, elements: [`in the list ${one.list}`] }] : []
      return statementOf(one, { lists })
    }),
    asks: [...disclosures],
    rules: rules?.rules.map(({ identifier, version }) => `${identifier} ${version}`) ?? [],
  }))
  return {
    json: {
      ...{ kind: 'request', suite: BBS_PREDICATES_2026, domain, expires, queries },
      ...(epoch !== undefined && { epoch }),
      ...(pseudonym && { pseudonym: pseudonym.context }),
    },
    text: [
      'Request for a proof',
      facts([
        ['Domain', domain],
        ['Expires', expires],
        ...(epoch === undefined ? [] : [['Not revoked in epoch', `${epoch}`] as const]),
        ...(pseudonym ? [['Recognises you for', pseudonym.context] as const] : []),
      ]),
      ...queries.flatMap(({ id, proofs, asks, rules }) => [
        `As ${printable(id)}${rules.length > 0 ? `, by ${rules.join(', ')}, as it says` : ''}`,
        section('To be proven', proofs),
        section('To be shown', asks.map(labelOfPointer)),
      ]),
    ].join('\n'),
  }
}

function inspectIssuance({ type }: JsonObject): Report {
  const isOffer = type === 'PredicateOffer'
  return {
    json: { kind: isOffer ? 'offer' : 'commitment', suite: BBS_PREDICATES_2026 },
    text: isOffer
      ? 'Offer of an issuer, for one answer of one person'
      : "Message of a wallet that answers an issuer's offer, and tells no secret; not verified",
  }
}

function inspectCredential(credential: JsonObject): Report {
  const members = membersOf(credential)
  const always = members.filter(({ pointer }) => pointer === '/issuer')
  const hideable = members.filter((member) => !always.includes(member))
  return {
    json: {
      ...{ kind: 'credential', proof: 'base', suite: BBS_PREDICATES_2026 },
      alwaysShown: pointersOf(always),
      canBeHidden: pointersOf(hideable),
    },
    text: [
      'Credential, for its holder alone; not verified',
      facts([['Suite', BBS_PREDICATES_2026]]),
      section('Always shown', always.map(labelOf)),
      section('Can be hidden, and proven', hideable.map(labelOf)),
    ].join('\n'),
  }
}

function inspectPresentation(shown: readonly JsonValue[]): Report {
  const credentials = shown.filter(isJsonObject).map((credential) => ({
    members: membersOf(credential),
    key: isJsonObject(credential.proof) ? String(credential.proof.verificationMethod) : '',
  }))
  return {
    json: {
      ...{ kind: 'presentation', suite: BBS_PREDICATES_2026 },
      credentials: credentials.map(({ members, key }) => ({ key, shown: pointersOf(members) })),
    },
    text: [
      'Presentation of a proof; not verified. What it proves stands in its request',
      ...credentials.flatMap(({ members, key }) => [
        facts([['Key', key]]),
        section('Shown', members.map(labelOf)),
      ]),
    ].join('\n'),
  }
}

function labelOfPointer(pointer: string): string {
  return labelOf({ pointer })
}

function pointersOf(members: readonly Member[]): string[] {
  return members.map(({ pointer }) => pointer)
}

function section(title: string, lines: readonly string[]): string {
  return [
    `${title} (${lines.length})`,
    ...(lines.length > 0 ? [facts(lines.map((line) => [line, '']))] : []),
  ].join('\n')
}
