import { isJsonObject, type JsonObject, type JsonValue } from '@unscored/core'
import { parseDerivedProofValue, type SecuredCredential } from '@unscored/vc'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { forge } from './attacker.ts'
import {
  changed,
  closeProofValue,
  codeOf,
  derive,
  issue,
  issuer,
  kinds,
  nested,
  oldModel,
  openProofValue,
  otherIssuer,
  receive,
  vaccination,
  verify,
  withElement,
  withProof,
} from './issuing.ts'

type Path = readonly (string | number)[]

const bases = new Map<object, SecuredCredential>()
const shown = new Map<object, SecuredCredential>()
for (const kind of kinds) {
  const base = await issue(kind)
  bases.set(kind, base)
  shown.set(kind, await derive(base, kind.shown))
}

const shownOf = (kind: object) => shown.get(kind) as SecuredCredential
const baseOf = (kind: object) => bases.get(kind) as SecuredCredential

/** What is said, without the proof. */
function documentOf({ proof: _, ...document }: JsonObject): JsonObject {
  return document
}

/** How a change of what was shown is refused, as it is and with a proof value that an attacker adapts to it. */
async function refusals(kind: object, document: JsonObject): Promise<unknown[]> {
  const original = shownOf(kind)
  const codes = [await codeOf(verify({ ...document, proof: original.proof }))]
  for (const hiding of ['selective', 'mandatory'] as const) {
    codes.push(await codeOf(forge(original, document, hiding).then(verify)))
  }
  return codes
}

const subject = 'credentialSubject'

describe('what was shown verifies, and so does what the attacker makes of it unchanged', () => {
  test.each(kinds)('$name', async (kind) => {
    const original = shownOf(kind)
    const { proof: _, ...expected } = original
    expect(await verify(original)).toEqual(expected)
    const untouched = await forge(original, expected)
    expect(untouched).toEqual(original)
  })
})

describe('a changed document is refused, however its proof is adapted', () => {
  test.each<{ kind: object; name: string; path: Path; to: unknown }>([
    { kind: vaccination, name: 'a claim', path: [subject, 'product'], to: 'EU/1/20/1507' },
    { kind: vaccination, name: 'a number', path: [subject, 'doseNumber'], to: 2 },
    { kind: vaccination, name: 'a day', path: [subject, 'doseDate'], to: '2021-02-19' },
    { kind: vaccination, name: 'a claim added', path: [subject, 'country'], to: 'XX' },
    { kind: vaccination, name: 'one hidden before', path: [subject, 'country'], to: 'AT' },
    { kind: vaccination, name: 'a claim removed', path: [subject, 'product'], to: undefined },
    { kind: vaccination, name: 'an end added', path: ['validUntil'], to: '2099-01-01T00:00:00Z' },
    { kind: vaccination, name: 'an id added', path: ['id'], to: 'urn:example:1' },
    { kind: vaccination, name: 'an id of the subject', path: [subject, 'id'], to: 'urn:example:1' },
    {
      kind: vaccination,
      name: 'two values',
      path: [subject, 'product'],
      to: ['EU/1/20/1528', 'x'],
    },
    {
      kind: vaccination,
      name: 'a language',
      path: [subject, 'product'],
      to: { '@value': 'EU/1/20/1528', '@language': 'en' },
    },
    { kind: vaccination, name: 'an empty text', path: [subject, 'product'], to: '' },
    {
      kind: vaccination,
      name: 'the subject twice',
      path: [subject],
      to: [
        { type: 'VaccinationDose', doseNumber: 1 },
        { type: 'VaccinationDose', doseNumber: 1, product: 'EU/1/20/1528', doseDate: '2021-02-18' },
      ],
    },
    {
      kind: vaccination,
      name: 'a second subject',
      path: [subject],
      to: [shownOf(vaccination).credentialSubject, { type: 'VaccinationDose', doseNumber: 2 }],
    },
    { kind: vaccination, name: 'a type less', path: ['type'], to: ['VerifiableCredential'] },
    {
      kind: vaccination,
      name: 'a type more',
      path: ['type'],
      to: ['VerifiableCredential', 'VaccinationDoseCredential', 'VaccinationDose'],
    },
    {
      kind: nested,
      name: 'a claim further in',
      path: [subject, 'legs', 0, 'port', 'title'],
      to: 'South',
    },
    {
      kind: nested,
      name: 'a claim moved up',
      path: [subject, 'port'],
      to: { type: 'Port', title: 'North' },
    },
    {
      kind: nested,
      name: 'a claim added further in',
      path: [subject, 'legs', 1, 'remark'],
      to: 'calm',
    },
    { kind: nested, name: 'a boolean added', path: [subject, 'captain'], to: true },
    { kind: nested, name: 'an item less', path: [subject, 'flags'], to: ['red'] },
    { kind: nested, name: 'an item more', path: [subject, 'flags'], to: ['red', 'blue', 'white'] },
    {
      kind: nested,
      name: 'a node less',
      path: [subject, 'legs'],
      to: (shownOf(nested)[subject] as { legs: JsonValue[] }).legs.slice(0, 2),
    },
    {
      kind: nested,
      name: 'a node repeated',
      path: [subject, 'legs'],
      to: (shownOf(nested)[subject] as { legs: JsonValue[] }).legs.flatMap((leg) => [leg, leg]),
    },
    { kind: nested, name: 'a node emptied', path: [subject, 'legs', 2], to: {} },
    {
      kind: nested,
      name: 'a node without its type',
      path: [subject, 'legs', 1, 'type'],
      to: undefined,
    },
    { kind: nested, name: 'another type', path: [subject, 'legs', 1, 'type'], to: 'Port' },
    {
      kind: nested,
      name: 'a type in a list of two',
      path: [subject, 'legs', 1, 'type'],
      to: ['Leg', 'Port'],
    },
    {
      kind: nested,
      name: 'an id of a node',
      path: [subject, 'legs', 1, 'id'],
      to: 'urn:example:leg',
    },
    { kind: nested, name: 'a node as an id', path: [subject, 'map'], to: 'urn:example:map' },
    { kind: nested, name: 'a number as text', path: [subject, 'legs', 1, 'knots'], to: '6.1' },
    {
      kind: nested,
      name: 'a number a little larger',
      path: [subject, 'legs', 1, 'knots'],
      to: 6.2,
    },
    {
      kind: nested,
      name: 'a day as plain text of another member',
      path: [subject, 'legs', 1, 'remark'],
      to: '2026-06-02',
    },
    { kind: nested, name: 'the end put off', path: ['validUntil'], to: '2038-01-01T00:00:00Z' },
    {
      kind: nested,
      name: 'the end in another time zone',
      path: ['validUntil'],
      to: '2028-01-01T00:00:00-01:00',
    },
    { kind: nested, name: 'the end hidden', path: ['validUntil'], to: undefined },
    {
      kind: nested,
      name: 'a mandatory node hidden',
      path: [subject, 'legs', 0, 'port'],
      to: undefined,
    },
    {
      kind: oldModel,
      name: 'the id',
      path: ['id'],
      to: 'urn:uuid:00000000-0000-4000-8000-000000000000',
    },
    { kind: oldModel, name: 'the id removed', path: ['id'], to: undefined },
    {
      kind: oldModel,
      name: 'the id of the subject',
      path: [subject, 'id'],
      to: 'urn:example:other',
    },
    { kind: oldModel, name: 'the subject a blank node', path: [subject, 'id'], to: undefined },
    { kind: oldModel, name: 'a reference', path: [subject, 'map'], to: 'urn:example:other' },
    {
      kind: oldModel,
      name: 'a reference become a node',
      path: [subject, 'map'],
      to: { id: 'urn:example:map', title: 'x' },
    },
    { kind: oldModel, name: 'a reference to nobody', path: [subject, 'map'], to: '_:b0' },
    { kind: oldModel, name: 'the beginning', path: ['issuanceDate'], to: '2020-01-01T00:00:00Z' },
    { kind: oldModel, name: 'the end hidden', path: ['expirationDate'], to: undefined },
    { kind: oldModel, name: 'another issuer', path: ['issuer', 'id'], to: otherIssuer.did },
    { kind: oldModel, name: 'a name of the issuer', path: ['issuer', 'title'], to: 'Ministry' },
  ])('$name', async ({ kind, path, to }) => {
    const codes = await refusals(kind, changed(documentOf(shownOf(kind)), path, to))
    for (const code of codes) {
      expect(code).toMatch(
        /^(?:proofInvalid|invalidLabelMap|invalidIndexes|malformed|issuerMismatch)$/,
      )
    }
  })

  test('two claims exchanged', async () => {
    const document = documentOf(shownOf(nested))
    const [first, second, third] = (document[subject] as { legs: JsonObject[] }).legs
    const legs = [first, { ...second, knots: third?.knots }, { ...third, knots: second?.knots }]
    const codes = await refusals(nested, changed(document, [subject, 'legs'], legs))
    for (const code of codes) expect(code).toMatch(/^(?:proofInvalid|invalidIndexes)$/)
  })

  test('a claim renamed', async () => {
    const document = documentOf(shownOf(vaccination))
    const { product, ...others } = document[subject] as JsonObject
    const renamed = { ...others, manufacturer: product ?? null }
    const codes = await refusals(vaccination, { ...document, [subject]: renamed })
    for (const code of codes) expect(code).toMatch(/^(?:proofInvalid|invalidIndexes)$/)
  })
})

describe('what says the same in another way is refused', () => {
  const CREDENTIALS = 'https://www.w3.org/2018/credentials#'
  const dateTime = 'http://www.w3.org/2001/XMLSchema#dateTime'

  test('an end that must be shown, where no reader looks for it', async () => {
    const { validUntil, ...rest } = shownOf(nested)
    const spelled = { '@value': validUntil, type: dateTime }
    for (const to of [spelled, { '@value': validUntil }, validUntil]) {
      expect(await codeOf(verify({ ...rest, [`${CREDENTIALS}validUntil`]: to }))).toBe('malformed')
    }
  })

  test.each<{ name: string; kind: object; path: Path; to: unknown }>([
    {
      name: 'a claim as an IRI',
      kind: nested,
      path: [subject, 'https://vocabulary.example/title'],
      to: 'Round the island',
    },
    {
      name: 'a value spelled out',
      kind: nested,
      path: [subject, 'title'],
      to: { '@value': 'Round the island' },
    },
    {
      name: 'a date spelled out',
      kind: nested,
      path: [subject, 'legs', 1, 'sailed'],
      to: { '@value': '2026-06-02', type: 'http://www.w3.org/2001/XMLSchema#date' },
    },
    {
      name: 'a number as text of its type',
      kind: nested,
      path: [subject, 'legs', 1, 'knots'],
      to: { '@value': '6.1E0', type: 'http://www.w3.org/2001/XMLSchema#double' },
    },
    { name: 'a value twice', kind: nested, path: [subject, 'flags'], to: ['red', 'blue', 'red'] },
    {
      name: 'a value twice, once spelled out',
      kind: nested,
      path: [subject, 'flags'],
      to: ['red', 'blue', { '@value': 'red' }],
    },
    {
      name: 'a reference twice',
      kind: oldModel,
      path: [subject, 'map'],
      to: ['urn:example:map', { id: 'urn:example:map' }],
    },
    { name: 'null beside it', kind: nested, path: [subject, 'remark'], to: null },
    { name: 'null in a list', kind: nested, path: [subject, 'flags'], to: ['red', null, 'blue'] },
    { name: 'an empty list beside it', kind: nested, path: [subject, 'remark'], to: [] },
    { name: 'a list in a list', kind: nested, path: [subject, 'flags'], to: [['red'], ['blue']] },
    {
      name: 'a list spelled out',
      kind: nested,
      path: [subject, 'flags'],
      to: { '@set': ['red', 'blue'] },
    },
    {
      name: 'an index',
      kind: nested,
      path: [subject, 'flags'],
      to: { '@value': 'red', '@index': 'x' },
    },
    { name: 'members nested', kind: nested, path: [subject, '@nest'], to: { title: 'x' } },
    { name: 'members included', kind: nested, path: ['@included'], to: [{ title: 'x' }] },
    {
      name: 'a reverse member',
      kind: nested,
      path: [subject, '@reverse'],
      to: { title: { id: 'urn:a:b' } },
    },
    { name: 'a graph', kind: nested, path: ['@graph'], to: [{ title: 'x' }] },
    { name: 'a label', kind: nested, path: [subject, 'id'], to: '_:c14n0' },
    { name: 'a keyword as id', kind: nested, path: [subject, '@id'], to: 'urn:a:b' },
    { name: 'an empty reference', kind: nested, path: [subject, 'map'], to: '' },
    {
      name: 'an empty reference of another vocabulary',
      kind: nested,
      path: ['credentialSchema'],
      to: '',
    },
    { name: 'an id of nothing', kind: nested, path: [subject, 'id'], to: '' },
    { name: 'a relative reference', kind: nested, path: [subject, 'map'], to: 'leg/1' },
    {
      name: '__proto__',
      kind: nested,
      path: [subject],
      to: JSON.parse('{"__proto__": {"title": "x"}, "type": "Journey"}'),
    },
  ])('$name', async ({ kind, path, to }) => {
    const [code] = await refusals(kind, changed(documentOf(shownOf(kind)), path, to))
    expect(code).toBe('malformed')
  })

  test('types and items in another order say the same, and are what is given back', async () => {
    const original = shownOf(nested)
    const reordered = changed(original, [subject, 'flags'], ['blue', 'red'])
    const { proof: _, ...expected } = reordered
    expect(await verify(reordered)).toEqual(expected)
  })
})

describe('other contexts are refused', () => {
  const [V2, JOURNEY] = nested.credential['@context']
  const dataIntegrity = 'https://w3id.org/security/data-integrity/v2'
  const [V1] = oldModel.credential['@context']

  test.each([
    { name: 'of the other data model', to: [V1, JOURNEY, dataIntegrity], code: 'malformed' },
    { name: 'without the own one', to: [V2], code: 'undefinedTerm' },
    { name: 'that are none', to: [], code: 'malformed' },
    { name: 'twice', to: [V2, JOURNEY, [JOURNEY]], code: 'inlineContext' },
    { name: 'with null', to: [V2, JOURNEY, null], code: 'inlineContext' },
  ])('$name', async ({ to, code }) => {
    const document = changed(documentOf(shownOf(nested)), ['@context'], to)
    expect(await codeOf(verify({ ...document, proof: shownOf(nested).proof }))).toBe(code)
  })
})

describe('parts of proofs do not go together', () => {
  const original = shownOf(nested)
  const value = parseDerivedProofValue(original.proof.proofValue)

  test('the lists of indexes exchanged', async () => {
    const { header, elements } = openProofValue(original.proof.proofValue)
    const [proof, labels, mandatory, selective, ph] = elements
    const proofValue = closeProofValue({
      header,
      elements: [proof, labels, selective, mandatory, ph],
    })
    expect(await codeOf(verify(withProof(original, { proofValue })))).toMatch(
      /^(?:proofInvalid|invalidIndexes)$/,
    )
  })

  test('another presentation header', async () => {
    const proofValue = withElement(original.proof.proofValue, 4, new Uint8Array(20))
    const tampered = withProof(original, { proofValue })
    expect(await codeOf(verify(tampered))).toBe('presentationHeaderMismatch')
  })

  test('the proof of another presentation of the same credential', async () => {
    const other = await derive(
      baseOf(nested),
      [subject].map((member) => `/${member}/title`),
    )
    const document = documentOf(original)
    expect(await codeOf(verify({ ...document, proof: other.proof }))).not.toBe('accepted')
    expect(await codeOf(verify({ ...documentOf(other), proof: original.proof }))).not.toBe(
      'accepted',
    )
    const { bbsProof } = parseDerivedProofValue(other.proof.proofValue)
    const proofValue = withElement(original.proof.proofValue, 0, bbsProof)
    expect(await codeOf(verify(withProof(original, { proofValue })))).toMatch(
      /^(?:proofInvalid|invalidIndexes)$/,
    )
  })

  test('the proof of another credential of the same shape', async () => {
    const credential = changed(nested.credential, [subject, 'title'], 'Round the world')
    const other = await derive(await issue({ ...nested, credential }), nested.shown)
    expect(await codeOf(verify({ ...documentOf(original), proof: other.proof }))).not.toBe(
      'accepted',
    )
    expect(await codeOf(forge(other, documentOf(original)).then(verify))).toMatch(
      /^(?:proofInvalid|invalidIndexes)$/,
    )
  })

  test("another issuer's signature on the same credential", async () => {
    const other = await derive(await issue(nested, otherIssuer), nested.shown)
    expect(await codeOf(verify(other))).toBe('issuerMismatch')
    expect(await codeOf(receive(await issue(nested, otherIssuer)))).toBe('issuerMismatch')
    const { verificationMethod } = original.proof
    expect(await codeOf(verify(withProof(other, { verificationMethod })))).toBe('proofInvalid')
  })

  test('a base proof left in the place of a derived one', async () => {
    expect(await codeOf(verify(baseOf(nested)))).toBe('notADerivedProof')
    expect(await codeOf(verify({ ...original, proof: baseOf(nested).proof }))).toBe(
      'notADerivedProof',
    )
  })

  test('mandatory statements told as selective ones and the reverse', async () => {
    const all = value.mandatoryIndexes.length + value.selectiveIndexes.length
    const mandatory = Array.from({ length: all }, (_, i) => i)
    for (const moved of [1, 2, value.mandatoryIndexes.length]) {
      const fewer = value.mandatoryIndexes.slice(moved)
      const more = Array.from({ length: all - fewer.length }, (_, i) => i)
      const { header, elements } = openProofValue(original.proof.proofValue)
      const proofValue = closeProofValue({
        header,
        elements: elements.with(2, fewer).with(3, more),
      })
      expect(await codeOf(verify(withProof(original, { proofValue })))).toMatch(
        /^(?:proofInvalid|invalidIndexes)$/,
      )
    }
    const { header, elements } = openProofValue(original.proof.proofValue)
    const proofValue = closeProofValue({
      header,
      elements: elements.with(2, mandatory).with(3, []),
    })
    expect(await codeOf(verify(withProof(original, { proofValue })))).toBe('proofInvalid')
  })
})

describe('a changed credential is not received', () => {
  test.each<{ name: string; path: Path; to: unknown }>([
    { name: 'a claim', path: [subject, 'title'], to: 'x' },
    { name: 'a claim added', path: [subject, 'remark'], to: 'x' },
    { name: 'a claim removed', path: [subject, 'captain'], to: undefined },
    { name: 'an item removed', path: [subject, 'flags'], to: ['red', 'white'] },
    { name: 'the end', path: ['validUntil'], to: '2038-01-01T00:00:00Z' },
  ])('$name', async ({ path, to }) => {
    expect(await codeOf(receive(changed(baseOf(nested), path, to)))).toBe('proofInvalid')
  })
})

/**
 * What two documents must have in common that say the same: items have no order, one alone is no list of one, and a node
 * of which nothing is told is its id.
 */
function meaning(value: JsonValue): JsonValue {
  if (Array.isArray(value)) {
    const items = value.map((item) => JSON.stringify(meaning(item))).sort()
    return items.length === 1 ? JSON.parse(items[0] ?? '') : items
  }
  if (!isJsonObject(value)) return value
  const members = Object.keys(value).sort()
  if (members.join() === 'id') return value.id ?? null
  return Object.fromEntries(members.map((name) => [name, meaning(value[name] ?? null)]))
}

/** The paths to all values of a document, but for its contexts. */
function pathsOf(value: JsonValue, path: Path = []): Path[] {
  if (Array.isArray(value))
    return [path, ...value.flatMap((item, i) => pathsOf(item, [...path, i]))]
  if (!isJsonObject(value)) return [path]
  const names = Object.keys(value).filter((name) => name !== '@context')
  return [path, ...names.flatMap((name) => pathsOf(value[name] ?? null, [...path, name]))]
}

function at(value: JsonValue, path: Path): JsonValue {
  return path.reduce<JsonValue>(
    (within, name) => (within as Record<string | number, JsonValue>)[name] ?? null,
    value,
  )
}

const names = fc.constantFrom(
  ...['title', 'remark', 'knots', 'legs', 'port', 'id', 'type', 'product', 'doseNumber', 'issuer'],
  ...['validUntil', 'validFrom', 'credentialSubject', '@value', '@language', '@id', 'name', 'map'],
  ...['credentialSchema', 'credentialStatus', 'evidence', 'termsOfUse', 'description', 'port'],
)
const values: fc.Arbitrary<unknown> = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 8 }),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.boolean(),
  fc.constantFrom<unknown>(
    '',
    null,
    [],
    {},
    [[]],
    '_:b0',
    'Leg',
    'Port',
    'Journey',
    issuer.did,
    'urn:a:b',
  ),
)
const mutations = fc.record({
  place: fc.nat(),
  other: fc.nat(),
  name: names,
  value: values,
  kind: fc.constantFrom('replace', 'remove', 'add', 'rename', 'wrap', 'copy', 'swap', 'repeat'),
  hiding: fc.constantFrom('not', 'selective', 'mandatory'),
})
type Mutation = typeof mutations extends fc.Arbitrary<infer T> ? T : never

/** One change somewhere in a document. */
function mutate(document: JsonObject, { place, other, name, value, kind }: Mutation): JsonObject {
  const paths = pathsOf(document).slice(1)
  const path = paths[place % paths.length] ?? []
  const there = at(document, path)
  const elsewhere = at(document, paths[other % paths.length] ?? [])
  const parent = path.slice(0, -1)
  const isMember = typeof path.at(-1) === 'string'
  if (kind === 'remove' && isMember) return changed(document, path, undefined)
  if (kind === 'wrap') return changed(document, path, [there])
  if (kind === 'copy') return changed(document, path, elsewhere)
  if (kind === 'repeat') return changed(document, path, [there, there].flat())
  if (kind === 'add' && isMember) return changed(document, [...parent, name], value)
  if (kind === 'rename' && isMember) {
    return changed(changed(document, path, undefined), [...parent, name], there)
  }
  if (kind === 'swap' && !isWithin(paths, place, other)) {
    return changed(changed(document, path, elsewhere), paths[other % paths.length] ?? [], there)
  }
  return changed(document, path, value)
}

function isWithin(paths: readonly Path[], place: number, other: number): boolean {
  const [a, b] = [place, other].map((index) => `${paths[index % paths.length]?.join()},`)
  return a?.startsWith(b ?? '') === true || b?.startsWith(a ?? '') === true
}

describe('no change is accepted that changes what is said', () => {
  test.each(kinds)('of $name', async (kind) => {
    const original = shownOf(kind)
    const document = documentOf(original)
    const expected = meaning(document)
    const property = fc.asyncProperty(mutations, async (mutation) => {
      const mutated = mutate(document, mutation)
      const { hiding } = mutation
      const forged =
        hiding === 'not' ? undefined : await forge(original, mutated, hiding).catch(() => undefined)
      const code = await codeOf(verify(forged ?? { ...mutated, proof: original.proof }))
      expect(code).toMatch(/^[a-zA-Z]+$/)
      if (code === 'accepted') expect(meaning(mutated)).toEqual(expected)
    })
    await fc.assert(property, { numRuns: 500, seed: 1 })
  })

  test.each(kinds)('of the base credential: $name', async (kind) => {
    const { proof, ...document } = baseOf(kind)
    const property = fc.asyncProperty(mutations, async (mutation) => {
      const mutated = mutate(document, mutation)
      const code = await codeOf(receive({ ...mutated, proof }))
      expect(code).toMatch(/^[a-zA-Z]+$/)
      if (code === 'accepted') expect(meaning(mutated)).toEqual(meaning(document))
    })
    await fc.assert(property, { numRuns: 150, seed: 2 })
  })
})

describe('no bit of a proof value can be changed', () => {
  test.each([
    { name: 'derived', credential: shownOf(nested), check: verify, numRuns: 1000 },
    { name: 'base', credential: baseOf(nested), check: receive, numRuns: 500 },
  ])('$name', async ({ credential, check, numRuns }) => {
    const text = String(credential.proof.proofValue)
    const octets = Buffer.from(text.slice(1), 'base64url')
    const property = fc.asyncProperty(fc.nat(8 * octets.length - 1), async (bit) => {
      const flipped = octets.map((octet, i) => (i === bit >> 3 ? octet ^ (1 << (bit & 7)) : octet))
      const proofValue = `u${Buffer.from(flipped).toString('base64url')}`
      const code = await codeOf(check(withProof(credential, { proofValue })))
      expect(code).toMatch(/^[a-zA-Z]+$/)
      expect(code).not.toBe('accepted')
    })
    await fc.assert(property, { numRuns, seed: 3 })
  })
})

describe('text means what it says', () => {
  const confusing = [
    ...['_:b0', '_:c14n0', '_:n0', '<urn:bnid:_:c14n0>', 'urn:bnid:_:b0', '<_:b0>', 'b0', 'c14n0'],
    ...['"', '\\"', '\\', '\\\\', '\n', '\\n', '\r', '\r\n', '\t', '" .\n_:b0 <urn:a:b> "x'],
    ...['\u0000', '\u007f', '\u0085', '\u2028', '\uFEFF', '\uFFFF', '\u{10000}', '\u{1F600}'],
    ...['a\uFFFF', 'a\u{10000}', '\uE000', '\u{10FFFF}', 'é', 'e\u0301', '', ' ', '@id', '"@en'],
    ...[
      '\u{1F600}a',
      '\u{1F601}',
      '\u{1F600}\uFFFF',
      'true',
      '5.5',
      '"^^<urn:a:b>',
      'x"@en',
      'U+0041',
    ],
  ]

  async function show(title: string, flags: readonly string[]) {
    const credential = {
      ...nested.credential,
      credentialSubject: { type: 'Journey', title, flags: [...flags], remark: 'hidden' },
    }
    const base = await issue({ credential, mandatory: ['/issuer', '/credentialSubject/flags'] })
    return derive(base, ['/credentialSubject/title'])
  }

  test('all of it at once, in lists whose order the statements do not keep', async () => {
    const credential = await show('_:b1', confusing)
    expect(await verify(credential)).toMatchObject({
      credentialSubject: { title: '_:b1', flags: confusing },
    })
  })

  test('none for another', async () => {
    const pairs = fc.uniqueArray(fc.constantFrom(...confusing), { minLength: 3, maxLength: 3 })
    const property = fc.asyncProperty(pairs, async ([title = '', flag = '', other = '']) => {
      const credential = await show(title, [flag])
      expect(await verify(credential)).toMatchObject({
        credentialSubject: { title, flags: [flag] },
      })
      for (const [path, to] of [
        [['title'], other],
        [['title'], flag],
        [['flags', 0], other],
      ] as const) {
        const code = await codeOf(verify(changed(credential, [subject, ...path], to)))
        expect(code).toBe('proofInvalid')
      }
    })
    await fc.assert(property, { numRuns: 60, seed: 4 })
  })

  test('whatever it is', async () => {
    const text = fc.string({ unit: 'binary', maxLength: 20 })
    const property = fc.asyncProperty(text, text, async (title, flag) => {
      const credential = await show(title, [flag])
      expect(await verify(credential)).toMatchObject({
        credentialSubject: { title, flags: [flag] },
      })
    })
    await fc.assert(property, { numRuns: 100, seed: 5 })
  })
})
