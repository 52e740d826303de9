import { isJsonObject, type JsonObject, type JsonValue, listOf } from '@unscored/core'
import { createDocumentLoader, type DocumentLoader } from '@unscored/vc'
import fc from 'fast-check'
import jsonld from 'jsonld/lib/index.js'
import { describe, expect, test } from 'vitest'
import { expand } from '../../packages/vc/src/jsonld.ts'

const CONTEXT = 'https://context.example/'
const SCOPED = 'https://context.example/scoped'
const OTHER = 'https://context.example/other'
const VOCABULARY = 'https://vocabulary.example/'
const TYPES = ['One', 'Two', 'Three']
const MEMBERS = ['a', 'b', 'c']

/** Definitions of some members and types; those of `scoped` mean something else further in. */
function context(scoped: readonly (JsonObject | null)[] = []): fc.Arbitrary<JsonObject> {
  const id = fc.integer({ min: 0, max: 3 }).map((i) => `https://term.example/${i}`)
  const definition =
    scoped.length === 0
      ? id
      : fc.oneof(id, fc.record({ '@id': id, '@context': fc.constantFrom(...scoped) }))
  const rules = {
    '@protected': fc.constant(true),
    '@propagate': fc.boolean(),
  }
  const definitions = Object.fromEntries([...TYPES, ...MEMBERS].map((name) => [name, definition]))
  return fc
    .record({ ...rules, ...definitions }, { requiredKeys: [] })
    .map((members) => ({ '@version': 1.1, '@vocab': VOCABULARY, ...members }))
}

/** Contexts that documents begin with, and those of their terms, which are few: several terms have the same. */
const families = fc
  .array(fc.oneof({ weight: 9, arbitrary: context() }, fc.constant(null)), {
    minLength: 1,
    maxLength: 2,
  })
  .chain((scoped) =>
    fc.record({
      contexts: fc.array(context(scoped), { minLength: 1, maxLength: 2 }),
      scoped: fc.constant(scoped.filter((own) => own !== null)),
    }),
  )

/** Nodes within nodes, of several types or none, some with the context of a term once more. */
function node(depth: number): fc.Arbitrary<JsonObject> {
  const text = fc.constant('text')
  const value = depth === 0 ? text : fc.oneof(text, node(depth - 1))
  const members = Object.fromEntries(MEMBERS.map((name) => [name, value]))
  const own = { '@context': fc.constant(SCOPED), '@type': fc.subarray(TYPES) }
  return fc.record({ ...own, ...members }, { requiredKeys: [] })
}

/** Gives jsonld contexts of which nothing is kept. */
const forgetful = {
  async resolve({ context: given, documentLoader }: ResolveOptions): Promise<object[]> {
    const own = isJsonObject(given) ? (given['@context'] ?? given) : given
    const resolved: object[] = []
    for (const entry of listOf(own)) {
      if (typeof entry === 'string') {
        const { document } = await documentLoader(entry)
        resolved.push(...(await forgetful.resolve({ context: document, documentLoader })))
      } else {
        resolved.push({ document: entry, getProcessed: () => undefined, setProcessed: () => {} })
      }
    }
    return resolved
  },
}

interface ResolveOptions {
  context: JsonValue
  documentLoader: DocumentLoader
}

/** What it says, or that it is refused. */
const outcome = (expanding: Promise<unknown>): Promise<unknown> =>
  expanding.then(
    (expanded) => expanded,
    () => 'refused',
  )

const loaderOf = (contexts: Record<string, JsonObject>): DocumentLoader =>
  createDocumentLoader({
    contexts: new Map(
      Object.entries(contexts).map(([url, context]) => [url, { '@context': context }]),
    ),
  })

describe('contexts that are compiled once mean what they mean to jsonld when it keeps nothing', () => {
  test('whatever documents were read on them before, or are at the same time', async () => {
    const counted = { read: 0, refused: 0 }
    await fc.assert(
      fc.asyncProperty(
        families,
        fc.array(node(3), { minLength: 1, maxLength: 6 }),
        fc.boolean(),
        async ({ contexts, scoped }, nodes, atOnce) => {
          const urls = contexts.map((_, i) => `${CONTEXT}${i}`)
          const documentLoader = loaderOf({
            [SCOPED]: scoped[0] ?? {},
            ...Object.fromEntries(contexts.map((own, i) => [`${CONTEXT}${i}`, own])),
          })
          // One copy of each context for all documents, as callers keep them.
          const documents = nodes.map(
            ({ '@context': own, ...members }): JsonObject => ({
              ...members,
              '@context': own === undefined ? urls : [...urls, SCOPED],
            }),
          )
          const expected: unknown[] = []
          for (const document of documents) {
            const options = { documentLoader, safe: true, base: null } as const
            const expanding = jsonld().expand(document, { ...options, contextResolver: forgetful })
            expected.push(await outcome(expanding))
          }
          const ours = (document: JsonObject) =>
            outcome(expand(document, { documentLoader, anySpelling: true }))
          if (atOnce) expect(await Promise.all(documents.map(ours))).toEqual(expected)
          for (const [i, document] of documents.entries()) {
            expect(await ours(document)).toEqual(expected[i])
            counted[expected[i] === 'refused' ? 'refused' : 'read']++
          }
        },
      ),
      { numRuns: 500 },
    )
    expect(counted.read).toBeGreaterThan(50)
    expect(counted.refused).toBeGreaterThan(50)
  })
})

describe('a protected term keeps its meaning', () => {
  const overriding = { '@version': 1.1, a: `${VOCABULARY}other` }
  const unprotecting = { '@version': 1.1, a: `${VOCABULARY}a` }
  const document = (members: JsonObject) => ({ '@context': CONTEXT, ...members })
  /** Where a member may say otherwise for what it holds, as it is then read. */
  const allowed = document({ p: { a: 'text' } })

  test.each([
    {
      name: 'for a type whose context does not propagate',
      scoped: { ...overriding, '@propagate': false },
      members: { '@type': 'One', a: 'text' },
    },
    {
      name: 'for a type whose context propagates',
      scoped: { ...overriding, '@propagate': true },
      members: { '@type': 'One', a: 'text' },
    },
    {
      name: 'for a node with a context of its own',
      scoped: overriding,
      members: { q: { '@context': SCOPED, a: 'text' } },
    },
    {
      name: 'for a node with two contexts, the first of which defines it again without protection',
      scoped: unprotecting,
      members: { q: { '@context': [SCOPED, OTHER], a: 'text' } },
    },
  ])('$name, although the context of a member gave it another', async ({ scoped, members }) => {
    const documentLoader = loaderOf({
      [CONTEXT]: {
        '@version': 1.1,
        a: { '@id': `${VOCABULARY}a`, '@protected': true },
        p: { '@id': `${VOCABULARY}p`, '@context': scoped },
        q: `${VOCABULARY}q`,
        One: { '@id': `${VOCABULARY}One`, '@context': scoped },
      },
      [SCOPED]: scoped,
      [OTHER]: overriding,
    })
    const refused = { code: 'malformed', message: expect.stringContaining('protected term') }
    await expect(expand(document(members), { documentLoader })).rejects.toMatchObject(refused)
    expect(await expand(allowed, { documentLoader })).toHaveLength(1)
    await expect(expand(document(members), { documentLoader })).rejects.toMatchObject(refused)
  })

  test('or is read as a context of its own has it, where it was read on that before', async () => {
    const context = {
      '@version': 1.1,
      a: { '@id': `${VOCABULARY}a`, '@protected': true },
      p: { '@id': `${VOCABULARY}p`, '@context': unprotecting },
      q: `${VOCABULARY}q`,
    }
    const documentLoader = loaderOf({
      [CONTEXT]: context,
      [SCOPED]: unprotecting,
      [OTHER]: overriding,
    })
    const node = { q: { '@context': SCOPED, a: 'text' } }
    const within = document({ p: { q: { '@context': OTHER, a: 'text' } } })
    expect(await expand(document(node), { documentLoader })).toHaveLength(1)
    const [expanded] = await expand(within, { documentLoader })
    expect(JSON.stringify(expanded)).toContain(`${VOCABULARY}other`)
  })
})
