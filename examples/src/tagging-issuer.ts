import { generateKeyPair } from '@unscored/bbs'
import { encodeMultikey, withCodec } from '@unscored/core'
import {
  compareManifests,
  createDidWebDocument,
  createPinnedResolver,
  dereference,
  openRegistry,
  parseManifest,
} from '@unscored/did'
import { createMemoryStore, receiveCredential } from '@unscored/holder'
import { issueCredential } from '@unscored/issuer'
import { auditDisclosure, readDisclosure } from '@unscored/linkability'
import { deriveCredential, type SecuredCredential, verifyDocument } from '@unscored/vc'
import { fictitiousDose } from './fictitious-dose.ts'
import { createPinnedIssuer } from './pinned-issuer.ts'

/** What came of an issuer's tries to recognise somebody. */
export interface Tries {
  /** The words with which her wallet refuses each, by what the issuer gave to her alone. */
  readonly refusals: Readonly<Record<string, string>>
  /** What she and a friend find when they compare a manifest that the issuer made for her. */
  readonly comparison: string
  /** What an auditor who has everybody's manifest says of the key of a presentation, by whose key it is. */
  readonly audit: Readonly<Record<string, readonly string[]>>
}

/** An issuer gives one holder something of her own, each time something else, by which it would know her at every gate. */
export async function tagHolder(): Promise<Tries> {
  const { document, key, registry: octets, signer } = await createPinnedIssuer()
  const registry = await openRegistry({ octets, signer, verifyDocument })

  // The issuer's server answers her with a document in which there is a key for her alone.
  const own = await generateKeyPair()
  const ownKey = withCodec('Bls12381G2-public', own.publicKey)
  const resolver = createPinnedResolver([
    createDidWebDocument({
      domain: 'health.example',
      keys: {
        'bbs-1': withCodec('Bls12381G2-public', key.publicKey),
        'bbs-alice': ownKey,
      },
    }),
  ])
  const dose = fictitiousDose
  const credentials = {
    'a key': issueCredential({ key: { id: `${document.id}#bbs-alice`, ...own }, dose }),
    'a month': issueCredential({ key, dose, validUntil: new Date('2099-05-01') }),
    'a certifier': issueCredential({ key, dose: { ...dose, certifier: 'Ministry, desk 4711' } }),
  }
  const refusals: Record<string, string> = {}
  for (const [mark, issuing] of Object.entries(credentials)) {
    const store = createMemoryStore()
    const credential = await issuing
    refusals[mark] = await receiveCredential(credential, { store, resolver, manifests: registry })
      .then(() => 'nothing was noticed')
      .catch(({ message }: Error) => message)
  }

  // So it shows her another manifest, in which her key is everybody's. She compares hashes with a friend.
  const everybodys = registry.manifestOf(document.id)
  const hers = JSON.stringify(everybodys).replaceAll(
    encodeMultikey(withCodec('Bls12381G2-public', key.publicKey)),
    encodeMultikey(ownKey),
  )
  const mine = parseManifest(JSON.parse(hers))
  const { relation } = await compareManifests(mine, parseManifest(everybodys))

  // A wallet that compares with nothing takes the credential, and shows it. The auditor compares.
  const auditOf = async (credential: SecuredCredential) => {
    const shown = await deriveCredential({
      credential,
      pointers: ['/credentialSubject/doseNumber'],
      presentationHeader: new TextEncoder().encode('a nonce of the door'),
      dereference: (didUrl) => dereference(didUrl, { resolver }),
    })
    const { findings } = auditDisclosure({
      disclosure: await readDisclosure(shown),
      manifest: parseManifest(everybodys),
    })
    const marks = findings.filter(({ source }) => source === 'issuerKey')
    return marks.map(({ says }) => says)
  }
  const audit = {
    'her own key': await auditOf(await credentials['a key']),
    "everybody's key": await auditOf(await issueCredential({ key, dose })),
  }
  return { refusals, comparison: relation, audit }
}

/** `npx tsx examples/src/tagging-issuer.ts` */
async function main(): Promise<void> {
  const { refusals, comparison, audit } = await tagHolder()
  for (const [mark, words] of Object.entries(refusals)) console.log(`${mark} of her own: ${words}`)
  console.log(`a manifest of her own, beside a friend's: ${comparison}`)
  for (const [whose, says] of Object.entries(audit)) {
    console.log(`${whose}, as the auditor has it: ${says.join(' ') || 'it tells nothing'}`)
  }
}

if (process.argv[1] === import.meta.filename) await main()
