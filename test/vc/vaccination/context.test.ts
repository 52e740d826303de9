import {
  bundledDocumentLoader,
  VACCINATION_CONTEXT,
  VACCINATION_CREDENTIAL_IRI,
} from '@unscored/vc'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compact, expand, toNQuads } from '../../../packages/vc/src/jsonld.ts'
import { describeWith, readSharedJson } from '../../support/shared.ts'
import { credentialOf, dose, doses, suites } from './doses.ts'

const options = { documentLoader: bundledDocumentLoader }

describe('the statements of a vaccination credential', () => {
  test('for bbs-2023', async () => {
    expect(shapeOf(await toNQuads(credentialOf('bbs-2023'), options))).toEqual([
      ...credentialShape,
      'credential https://www.w3.org/2018/credentials#validFrom',
      'credential https://www.w3.org/2018/credentials#validUntil',
      ...subjectShape,
    ])
  })

  test('for BBS+', async () => {
    expect(shapeOf(await toNQuads(credentialOf('BbsBlsSignature2020'), options))).toEqual([
      credentialShape[0],
      credentialShape[1],
      credentialShape[2],
      'credential https://www.w3.org/2018/credentials#expirationDate',
      'credential https://www.w3.org/2018/credentials#issuanceDate',
      credentialShape[3],
      ...subjectShape,
    ])
  })

  test.each(suites)(
    'are the same but for their objects, whatever the dose, with %s',
    async (suite) => {
      const shape = shapeOf(await toNQuads(credentialOf(suite), options))
      await fc.assert(
        fc.asyncProperty(doses, async (members) => {
          expect(shapeOf(await toNQuads(credentialOf(suite, members), options))).toEqual(shape)
        }),
        { numRuns: 200 },
      )
    },
  )

  test.each(suites)(
    'tell every member of the dose from every other value, with %s',
    async (suite) => {
      await fc.assert(
        fc.asyncProperty(doses, doses, async (one, other) => {
          const nquads = await Promise.all(
            [one, other].map(async (members) => {
              const literals = (await toNQuads(credentialOf(suite, members), options)).map(
                relabelled,
              )
              return new Set(literals)
            }),
          )
          const common = [...(nquads[0] ?? [])].filter((nquad) => nquads[1]?.has(nquad))
          const members = Object.keys(dose) as (keyof typeof dose)[]
          const equal = members.filter((member) => one[member] === other[member])
          // Of the credential: two types, issuer, subject, start and end; of the dose: its type.
          expect(common).toHaveLength(equal.length + 7)
        }),
        { numRuns: 100 },
      )
    },
  )

  test('bear data types where they are dates or numbers', async () => {
    const nquads = await toNQuads(credentialOf('bbs-2023'), options)
    const typed = nquads.filter((nquad) => nquad.includes('^^')).map(relabelled)
    expect(typed).toEqual([
      ' <https://w3id.org/unscored/vaccination#totalDoses> "2"^^<http://www.w3.org/2001/XMLSchema#integer> .\n',
      ' <https://w3id.org/vaccination#dateOfVaccination> "2021-02-18"^^<http://www.w3.org/2001/XMLSchema#date> .\n',
      ' <https://w3id.org/vaccination#order> "1"^^<http://www.w3.org/2001/XMLSchema#integer> .\n',
      ' <https://www.w3.org/2018/credentials#validFrom> "2026-11-01T00:00:00Z"^^<http://www.w3.org/2001/XMLSchema#dateTime> .\n',
      ' <https://www.w3.org/2018/credentials#validUntil> "2027-11-01T00:00:00Z"^^<http://www.w3.org/2001/XMLSchema#dateTime> .\n',
    ])
  })

  test('have the types that queries ask for', async () => {
    const [expanded] = await expand(credentialOf('bbs-2023'), options)
    expect(expanded).toMatchObject({
      '@type': [
        'https://www.w3.org/2018/credentials#VerifiableCredential',
        VACCINATION_CREDENTIAL_IRI,
      ],
    })
  })
})

test.each(suites)('a vaccination credential for %s compacts back to what it was', async (suite) => {
  await fc.assert(
    fc.asyncProperty(doses, async (members) => {
      const credential = credentialOf(suite, members)
      const expanded = await expand(credential, options)
      expect(await compact(expanded, credential['@context'], options)).toEqual(credential)
    }),
    { numRuns: 200 },
  )
})

test('a subject cannot bring members that the context does not define', async () => {
  const credential = credentialOf('bbs-2023')
  const batch = { ...credential.credentialSubject, batchNumber: 'X1' }
  await expect(expand({ ...credential, credentialSubject: batch }, options)).rejects.toMatchObject({
    code: 'undefinedTerm',
  })
})

test.each([
  { name: 'another known one', context: 'https://www.w3.org/ns/did/v1' },
  { name: 'one of its own', context: { doseNumber: 'urn:example:n', familyName: 'urn:example:f' } },
])('a context in the subject changes no term, be it $name', async ({ context }) => {
  const credential = credentialOf('bbs-2023')
  const subject = { '@context': context, ...credential.credentialSubject }
  const nquads = await toNQuads({ ...credential, credentialSubject: subject }, options)
  expect(nquads).toEqual(await toNQuads(credential, options))
})

test('a further context cannot define a term anew', async () => {
  const credential = credentialOf('bbs-2023')
  const context = [...credential['@context'], { VaccinationDose: 'urn:example:d' }]
  await expect(expand({ ...credential, '@context': context }, options)).rejects.toMatchObject({
    code: 'malformed',
  })
})

describeWith('vectors', 'jsonld-contexts/', 'IRIs of the W3C vaccination vocabulary', () => {
  test('are those that it has', async () => {
    const published = JSON.stringify(
      readSharedJson('vectors', 'jsonld-contexts/w3id.org_vaccination_v1.json'),
    )
    const { document } = await bundledDocumentLoader(VACCINATION_CONTEXT)
    const iris = JSON.stringify(document).match(/https:\/\/w3id\.org\/vaccination#\w+/g) ?? []
    expect(iris).toHaveLength(5)
    for (const iri of iris) expect(published).toContain(`"${iri}"`)
  })
})

const RDF_TYPE = 'http://www.w3.org/1999/02/22-rdf-syntax-ns#type'

const credentialShape = [
  `credential ${RDF_TYPE}`,
  `credential ${RDF_TYPE}`,
  'credential https://www.w3.org/2018/credentials#credentialSubject',
  'credential https://www.w3.org/2018/credentials#issuer',
]

const subjectShape = [
  'subject http://schema.org/birthDate',
  'subject http://schema.org/familyName',
  'subject http://schema.org/givenName',
  `subject ${RDF_TYPE}`,
  'subject https://w3id.org/unscored/vaccination#certifier',
  'subject https://w3id.org/unscored/vaccination#product',
  'subject https://w3id.org/unscored/vaccination#prophylaxis',
  'subject https://w3id.org/unscored/vaccination#totalDoses',
  'subject https://w3id.org/vaccination#countryOfVaccination',
  'subject https://w3id.org/vaccination#dateOfVaccination',
  'subject https://w3id.org/vaccination#disease',
  'subject https://w3id.org/vaccination#marketingAuthorizationHolder',
  'subject https://w3id.org/vaccination#order',
]

/** Of each statement what it is about and its predicate, in the order of signing with labels in document order. */
function shapeOf(nquads: readonly string[]): string[] {
  const subject = subjectOf(nquads)
  return nquads
    .map((nquad) => {
      const { node, predicate } =
        /^(?<node>_:\w+|<[^>]+>) <(?<predicate>[^>]+)> /.exec(nquad)?.groups ?? {}
      return `${node === subject ? 'subject' : 'credential'} ${predicate}`
    })
    .sort()
}

/**
 * A statement without the canonical label that it begins with: which of the two nodes is c14n0 depends on all that is
 * said, so that signed as they are those labels would tell holders apart.
 */
function relabelled(nquad: string): string {
  return nquad
    .replace(/^_:c14n\d/, '')
    .replace(/#credentialSubject> _:c14n\d/, '#credentialSubject>')
}

function subjectOf(nquads: readonly string[]): string | undefined {
  const link = nquads.find((nquad) => nquad.includes('#credentialSubject> '))
  return /(?<node>_:\w+|<[^>]+>) \.\n$/.exec(link ?? '')?.groups?.node
}
