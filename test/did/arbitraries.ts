import fc from 'fast-check'

/** Settings of every property test here: the same cases at every run. */
export const seeded = { seed: 20210501, numRuns: 3000 }

const wellFormed = [
  'did:key:z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp',
  'did:web:issuer.example',
  'did:web:issuer.example%3A8443:health:vaccination',
  'did:web:issuer.example:%7Eclinic#key-1',
  'did:example:123:456/path?versionId=1#key-1',
  'did:constructor:x',
  'did:example:123?service=files&relativeRef=%2Fa%3Fb%3Dc#d',
  'did:jwk:eyJrdHkiOiJPS1AiLCJjcnYiOiJYMjU1MTkiLCJ4IjoiQUEifQ#0',
]

/** Characters that mean something in a DID URL or in a URL, and some that mean nothing anywhere. */
const characters = [
  ...'didkeyweb:::%%%3A3a2F2e25..//\\\\??##@&=+;,_~-zZ09 \n\0',
  '\ud800',
  'é',
  '％',
  '\u202e',
]

const character = fc.constantFrom(...characters)
const grammatical = fc.string({ unit: character, maxLength: 40 })

const mutated = fc
  .tuple(
    fc.constantFrom(...wellFormed),
    fc.array(fc.tuple(fc.nat(), fc.nat(3), character), { maxLength: 3 }),
  )
  .map(([did, changes]) =>
    changes.reduce((text, [at, deleted, inserted]) => {
      const index = at % (text.length + 1)
      return text.slice(0, index) + inserted + text.slice(index + deleted)
    }, did),
  )

const label = fc.stringMatching(/^(?:xn--)?[a-zA-Z0-9][a-zA-Z0-9-]{0,9}$/)
const segment = fc.stringMatching(/^(?:[\w.-]|%[0-7][0-9a-fA-F]){1,9}$/)
const web = fc
  .tuple(
    fc.array(label, { minLength: 1, maxLength: 3 }),
    fc.option(fc.nat(70_000)),
    fc.array(segment, { maxLength: 3 }),
  )
  .map(([labels, port, path]) =>
    ['did:web', labels.join('.') + (port === null ? '' : `%3A${port}`), ...path].join(':'),
  )

/** What may follow the host of a `did:web`, or nearly so: segments with a colon before each. */
export const pathLike = fc
  .array(fc.oneof({ arbitrary: segment, weight: 4 }, fc.constantFrom('', '.', '..', '%', '%2G')), {
    maxLength: 4,
  })
  .map((segments) => segments.map((text) => `:${text}`).join(''))

/** Text that is, or once was, or looks like a DID URL. */
export const didLike = fc.oneof(
  mutated,
  { arbitrary: web, weight: 2 },
  grammatical,
  grammatical.map((text) => `did:web:${text}`),
  grammatical.map((text) => `did:key:z${text}`),
  fc.string({ unit: 'binary' }),
)
