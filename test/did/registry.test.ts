import { digestOf, type JsonObject, utf8 } from '@unscored/core'
import { createPinnedResolver, resolveDid } from '@unscored/did'
import { signDocument } from '@unscored/vc'
import { describe, expect, test } from 'vitest'
import { digestOfBody } from '../../packages/did/src/registry-file.ts'
import { now } from './manifests.ts'
import {
  anything,
  build,
  DOSE,
  entry,
  issuing,
  manifestOf,
  open,
  sign,
  signer,
  stranger,
} from './registries.ts'

const octets = await build([entry, anything])
const registry = await open(octets)
const text = new TextDecoder().decode(octets)
const [head = '', ...lines] = text.split('\n')
const body = lines.join('\n')

const codeOf = (opening: Promise<unknown>) =>
  opening.then(
    () => 'opened',
    (error: { code?: unknown }) => error.code ?? error,
  )

/** A registry with another body, or another head, signed by who signs registries. */
async function signed({ lines = body, changes = {} }: { lines?: string; changes?: object }) {
  const content: JsonObject = {
    version: 1,
    digest: digestOfBody(utf8(lines)),
    count: lines.split('\n').length - 1,
    created: '2026-05-01T00:00:00Z',
    validUntil: '2027-01-01T00:00:00Z',
    ...changes,
  }
  const document = await sign(unsigned(content))
  return utf8(`${JSON.stringify(document)}\n${lines}`)
}

function unsigned(content: JsonObject): JsonObject {
  const { proof: _, ...document } = JSON.parse(head) as JsonObject
  return { ...document, content }
}

describe('a registry', () => {
  test('says what is in it', () => {
    expect(registry).toMatchObject({
      version: 1,
      count: 2,
      created: new Date('2026-05-01'),
      validUntil: new Date('2027-01-01'),
    })
    expect([...registry.ids()]).toEqual([issuing.did, stranger.did].sort())
    expect(registry.entryOf(issuing.did)).toEqual(entry)
    expect(registry.entryOf('did:web:nobody.example')).toBeUndefined()
  })

  test('resolves the DIDs in it, and asks nobody for others', async () => {
    const { resolver } = registry
    expect(await resolveDid(issuing.did, { resolver })).toEqual(issuing.document)
    await expect(resolveDid(signer.did, { resolver })).rejects.toMatchObject({ code: 'notFound' })
  })

  test('gives the manifests of those who have one', () => {
    expect(registry.manifestOf(issuing.did)).toEqual(manifestOf())
    expect(registry.manifestOf(stranger.did)).toBeUndefined()
    expect(registry.manifestOf('did:web:nobody.example')).toBeUndefined()
  })

  test.each([
    { what: 'what it was granted', issuer: issuing.did, type: DOSE, jurisdiction: 'XX', may: true },
    {
      what: 'no other type',
      issuer: issuing.did,
      type: 'https://types.example/x',
      jurisdiction: 'XX',
      may: false,
    },
    { what: 'nothing for others', issuer: issuing.did, type: DOSE, jurisdiction: 'YY', may: false },
    { what: 'not everything', issuer: issuing.did, type: '*', jurisdiction: '*', may: false },
    {
      what: 'anything where that was granted',
      issuer: stranger.did,
      type: DOSE,
      jurisdiction: 'YY',
      may: true,
    },
    {
      what: 'nothing where it is not known',
      issuer: signer.did,
      type: DOSE,
      jurisdiction: 'XX',
      may: false,
    },
  ])('lets an issuer issue $what', ({ what: _, may, ...wanted }) => {
    expect(registry.mayIssue(wanted)).toBe(may)
    expect(registry.issuersOf(wanted).has(wanted.issuer)).toBe(may)
  })

  test('hands out what nobody can change', () => {
    const found = registry.entryOf(issuing.did)
    expect(() => Object.assign(found?.grants ?? [], { 0: {} })).toThrow(TypeError)
    expect(() => Object.assign(found?.document ?? {}, { assertionMethod: [] })).toThrow(TypeError)
    expect(() => Object.assign(registry, { mayIssue: () => true })).toThrow(TypeError)
    registry.lineOf(issuing.did)?.fill(0)
    expect(registry.lineOf(issuing.did)?.[0]).toBe(0x5b)
  })

  test('may be empty', async () => {
    const empty = await open(await build([]))
    expect([empty.count, ...empty.ids()]).toEqual([0])
  })

  test('is of a signer whose DID is resolved as its reader says', async () => {
    const resolver = createPinnedResolver([signer.document])
    expect(await codeOf(open(octets, { resolver }))).toBe('opened')
    const without = createPinnedResolver([])
    expect(await codeOf(open(octets, { resolver: without }))).toBe('notFound')
  })

  test.each<{ name: string; given: () => Uint8Array | Promise<Uint8Array>; code: string }>([
    { name: 'nothing', given: () => new Uint8Array(), code: 'registryMalformed' },
    { name: 'no JSON', given: () => utf8('x\n'), code: 'registryMalformed' },
    {
      name: 'octets that are no text',
      given: () => Uint8Array.of(0xff, 0x0a),
      code: 'registryMalformed',
    },
    { name: 'a list', given: () => utf8('[]\n'), code: 'registryMalformed' },
    {
      name: 'a head without a proof',
      given: () => utf8(`${JSON.stringify(unsigned({}))}\n`),
      code: 'proofMissing',
    },
    {
      name: 'a member of its head twice',
      given: () => utf8(text.replace('"content":{', '"content":{"version":7},"content":{')),
      code: 'registryMalformed',
    },
    {
      name: 'a number written otherwise',
      given: () => utf8(text.replace('"version":1', '"version":1e0')),
      code: 'registryMalformed',
    },
    { name: 'spaces in its head', given: () => utf8(` ${text}`), code: 'registryMalformed' },
    {
      name: 'a mark of the order of octets',
      given: () => utf8(`\ufeff${text}`),
      code: 'registryMalformed',
    },
    {
      name: 'another version in its head',
      given: () => utf8(text.replace('"version":1', '"version":2')),
      code: 'proofInvalid',
    },
    {
      name: 'another head',
      given: async () => utf8(text.replace(digestOfBody(utf8(body)), digestOf([]))),
      code: 'proofInvalid',
    },
    {
      name: 'an octet changed',
      given: () => utf8(text.replace('"XX"', '"YY"')),
      code: 'registryChanged',
    },
    {
      name: 'a line less',
      given: () => utf8(`${head}\n${lines.slice(1).join('\n')}`),
      code: 'registryChanged',
    },
    { name: 'a line twice', given: () => utf8(`${text}${lines[0]}\n`), code: 'registryChanged' },
    { name: 'its end cut off', given: () => octets.subarray(0, -1), code: 'registryChanged' },
    {
      name: 'lines that are not sorted',
      given: () => signed({ lines: `${lines[1]}\n${lines[0]}\n` }),
      code: 'registryMalformed',
    },
    {
      name: 'an id twice',
      given: () => signed({ lines: `${lines[0]}\n${lines[0]}\n` }),
      code: 'registryMalformed',
    },
    {
      name: 'a line without id',
      given: () => signed({ lines: '{}\n' }),
      code: 'registryMalformed',
    },
    {
      name: 'an id that goes on for ever',
      given: () => signed({ lines: `["did:x:${'a'.repeat(3000)}",{}]\n` }),
      code: 'registryMalformed',
    },
    {
      name: 'an id with an escape',
      given: () => signed({ lines: '["did:x:\\u0061",{}]\n' }),
      code: 'registryMalformed',
    },
    {
      name: 'a line without an end',
      given: () => signed({ lines: body.slice(0, -1) }),
      code: 'registryMalformed',
    },
    {
      name: 'another count',
      given: () => signed({ changes: { count: 3 } }),
      code: 'registryMalformed',
    },
    {
      name: 'an unknown member in its head',
      given: () => signed({ changes: { note: 'x' } }),
      code: 'registryMalformed',
    },
    {
      name: 'version 0',
      given: () => signed({ changes: { version: 0 } }),
      code: 'registryMalformed',
    },
    {
      name: 'version 2 that follows on nothing',
      given: () => signed({ changes: { version: 2 } }),
      code: 'registryMalformed',
    },
    {
      name: 'an end before its beginning',
      given: () => signed({ changes: { validUntil: '2026-05-01T00:00:00Z' } }),
      code: 'registryMalformed',
    },
    {
      name: 'a day',
      given: () => signed({ changes: { created: '2026-05-02T00:00:00Z' } }),
      code: 'registryMalformed',
    },
    {
      name: 'a manifest for a head',
      given: async () =>
        utf8(
          `${JSON.stringify(await signDocument({ document: { ...unsigned({}), type: 'IssuerManifest' }, key: signer.key, now: () => now }))}\n`,
        ),
      code: 'registryMalformed',
    },
  ])('is not opened with $name: $code', async ({ given, code }) => {
    expect(await codeOf(open(await given()))).toBe(code)
  })

  test('is not opened where somebody else signed it', async () => {
    expect(await codeOf(open(octets, { signer: stranger.did }))).toBe('issuerMismatch')
  })

  test('is opened in its time alone', async () => {
    const at = (time: string) => codeOf(open(octets, { now: () => new Date(time) }))
    expect(await at('2026-04-30T23:59:59Z')).toBe('notYetValid')
    expect(await at('2026-12-31T23:59:59Z')).toBe('opened')
    expect(await at('2027-01-01T00:00:00Z')).toBe('registryExpired')
    const late = { now: () => new Date('2027-01-01'), outdated: 'accepted' } as const
    expect(await codeOf(open(octets, late))).toBe('opened')
    const early = await signed({ changes: { created: '2026-06-01T00:00:00Z' } })
    expect(await codeOf(open(early))).toBe('registryNotYetValid')
  })
})

describe('a registry after another', () => {
  const next = (changes: object = {}) =>
    signed({ changes: { version: 2, previous: registry.state.hash, ...changes } })

  test('is taken where it follows on it, or is the same', async () => {
    const last = registry.state
    expect(await codeOf(open(octets, { last }))).toBe('opened')
    expect(await codeOf(open(await next(), { last }))).toBe('opened')
    const later = await next({ version: 7 })
    expect(await codeOf(open(later, { last }))).toBe('opened')
  })

  test('is not taken where it is older', async () => {
    const { state: last } = await open(await next())
    expect(await codeOf(open(octets, { last }))).toBe('registryRollback')
  })

  test('is not taken where it is another of the same version', async () => {
    const other = await signed({ lines: `${lines[0]}\n` })
    expect(await codeOf(open(other, { last: registry.state }))).toBe('registryFork')
  })

  test('is not taken where it follows on another', async () => {
    const { state: last } = await open(await signed({ lines: `${lines[0]}\n` }))
    expect(await codeOf(open(await next(), { last }))).toBe('registryFork')
  })
})

describe('an entry of a registry', () => {
  const [first = ''] = lines.filter((line) => line.includes(issuing.did))
  const reading = async (line: string) => {
    const opened = await open(await signed({ lines: `${line}\n` }))
    const [id = ''] = opened.ids()
    try {
      return opened.entryOf(id)?.id
    } catch (error) {
      return (error as { code?: unknown }).code ?? error
    }
  }

  test('is read when it is asked for', async () => {
    expect(await reading(first)).toBe(issuing.did)
  })

  test.each<{ name: string; line: string; code?: string }>([
    { name: 'with a member twice', line: first.replace('"grants":', '"grants":[],"grants":') },
    {
      name: 'with a member __proto__',
      line: first.replace('{"document"', '{"__proto__":{},"document"'),
    },
    { name: 'with spaces', line: `${first} ` },
    {
      name: 'with members in another order',
      line: first.replace('"jurisdiction":"XX","type":', '"type":"x","jurisdiction":"XX","type":'),
    },
    {
      name: 'with an id of its own',
      line: first.replace(/\}\]$/, ',"id":"did:web:other.example"}]'),
    },
    { name: 'with an unknown member', line: first.replace('"name"', '"nam"') },
    { name: 'with a third item', line: first.replace(/\]$/, ',1]') },
    { name: 'cut off', line: first.slice(0, -2) },
    { name: 'with a grant for a country that is none', line: first.replace('"XX"', '"Xx"') },
    {
      name: 'with a grant twice',
      line: first.replace('"grants":[', `"grants":[{"jurisdiction":"XX","type":"${DOSE}"},`),
    },
    { name: 'without its document', line: `["${issuing.did}",{"grants":[]}]` },
    {
      name: 'of an address with a document',
      line: first.replace(issuing.did, 'https://issuer.example/x'),
    },
    {
      name: 'with the document of another',
      line: first.replace(issuing.did, 'did:web:other.example'),
      code: 'invalidDidDocument',
    },
    {
      name: 'with what is no manifest',
      line: first.replace('"type":"IssuerManifest"', '"type":"TrustRegistry"'),
      code: 'manifestMalformed',
    },
    {
      name: 'with a manifest that says more',
      line: first.replace('"issuer":', '"alice":1,"issuer":'),
      code: 'manifestMalformed',
    },
  ])('is refused $name', async ({ line, code = 'entryMalformed' }) => {
    expect(line).not.toBe(first)
    expect(await reading(line)).toBe(code)
  })

  test('is refused with the manifest of another issuer', async () => {
    const { document, grants } = anything
    const mixed = `["${stranger.did}",${JSON.stringify({ document, grants, manifest: entry.manifest }, sorted)}]`
    expect(await reading(mixed)).toBe('entryMalformed')
  })
})

/** JSON as RFC 8785 orders it, of what has no numbers. */
function sorted(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
}

test('an octet changed in any block of a registry is noticed', async () => {
  const many = Array.from(
    { length: 20_000 },
    (_, i) => `["did:web:i${String(i).padStart(5, '0')}.example",{}]\n`,
  )
  const large = await signed({ lines: many.join('') })
  expect(large.length).toBeGreaterThan(2 * 2 ** 18)
  expect(await codeOf(open(large))).toBe('opened')
  for (const at of [large.length - 2, 2 ** 18 + head.length, large.length >> 1]) {
    const changed = large.slice()
    changed[at] = (changed[at] ?? 0) ^ 1
    expect(await codeOf(open(changed))).toBe('registryChanged')
  }
})

test('a registry of ten thousand is opened without reading more of it than is asked for', async () => {
  const many = Array.from(
    { length: 10_000 },
    (_, i) => `["did:web:i${String(i).padStart(5, '0')}.example",{}]`,
  )
  const opened = await open(await signed({ lines: `${many.join('\n')}\n` }))
  expect(opened.count).toBe(10_000)
  // Each entry is malformed, which nobody noticed until now.
  expect(() => opened.entryOf('did:web:i00007.example')).toThrow(/no entry of a registry/)
})
