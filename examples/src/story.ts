import {
  createDidWebResolver,
  createPinnedResolver,
  createResolver,
  createWebFetch,
  resolveDid,
} from '@unscored/did'
import { describeDose, importDcc } from '@unscored/issuer'
import type { Dose } from '@unscored/vc'
import { createDccSigner, createFictitiousDcc } from './fictitious-dcc.ts'
import { type LocalIssuer, serveLocalIssuer, type TlsIdentity } from './story/local-issuer.ts'
import { tellRule } from './story/rule.ts'
import { createTerminal, type Terminal } from './story/terminal.ts'
import { runTrusting, trustedIdentity } from './story/trusting-child.ts'
import { type Resolvers, tellVisits } from './story/visits.ts'

const DAY = 24 * 60 * 60 * 1000

/**
 * Tells in the terminal how a vaccination is shown to two verifiers who learn nothing else, with either suite.
 *
 * Every claim that is printed with a tick was tried first; the first that does not hold ends the story.
 *
 * @param tls A certificate for `localhost` that this process trusts.
 * @throws {AssertionError} where something is not as told.
 */
export async function tellStory(terminal: Terminal, tls: TlsIdentity): Promise<void> {
  const start = performance.now()
  const now = new Date()
  terminal.say('Everybody in this story is fictitious. Nothing leaves this computer.')
  const dose = await tellCertificate(terminal, now)
  const issuer = await serveLocalIssuer(tls)
  try {
    const resolvers = await tellIssuer(terminal, issuer)
    const parties = { terminal, issuer, resolvers, dose, now }
    await tellVisits({ ...parties, suite: 'bbs-2023' })
    await tellVisits({ ...parties, suite: 'BbsBlsSignature2020' })
    await tellRule({ terminal, dose, now })
    terminal.chapter('The end')
    terminal.claim(
      "The issuer's web server was asked three times, all of them before the first visit.",
      issuer.requests() === 3,
    )
  } finally {
    issuer.close()
  }
  const seconds = ((performance.now() - start) / 1000).toFixed(1)
  terminal.say(
    `All ${terminal.claims} claims with a tick were tried as they were told, in ${seconds} s.`,
  )
}

async function tellCertificate(terminal: Terminal, now: Date): Promise<Dose> {
  terminal.chapter('The certificate she has')
  const yesterday = new Date(now.getTime() - DAY)
  const tomorrow = new Date(now.getTime() + DAY)
  const signer = await createDccSigner({ notBefore: yesterday, notAfter: tomorrow })
  const text = await createFictitiousDcc({ signer, now: yesterday })
  terminal.say('It is an EU Digital COVID Certificate. Its QR code says:')
  terminal.say(`${text.slice(0, 60)}… (${text.length} characters)`)
  terminal.say('Whoever scans it can read all of this:')
  const imported = await importDcc({ text, trusted: [signer.certificate], now })
  const [dose] = imported.records
  if (dose === undefined) throw new Error('the certificate lists no dose')
  terminal.list(whatItSays(dose))
  terminal.claim("The signer's signature holds.", imported.signed)
  return dose
}

function whatItSays(dose: Dose): (readonly [string, string])[] {
  const { disease, product } = describeDose(dose)
  return [
    ['Name', `${dose.givenName} ${dose.familyName}`],
    ['Date of birth', dose.birthDate],
    ['Against', disease.display ?? dose.disease],
    ['Vaccine product', `${dose.product} (${product.display})`],
    ['Dose', `${dose.doseNumber} of ${dose.totalDoses}, on ${dose.doseDate}`],
    ['Where, and who says so', `${dose.country}, ${dose.certifier}`],
    ['Number', 'of the certificate, different for everybody'],
  ]
}

/** Everybody who needs the issuer's key fetches it, once and before there is anything to show. */
async function tellIssuer(
  terminal: Terminal,
  { did, url, requests }: LocalIssuer,
): Promise<Resolvers> {
  terminal.chapter('The issuer who signs it anew')
  terminal.say(`Its name is ${did}.`)
  terminal.say(`Its public key is at ${url}.`)
  terminal.say('She, a theatre and a ferry fetch it now, before there is anything to show.')
  terminal.progress('fetching the key')
  // Elsewhere an issuer on the loopback interface is refused: no public one is there.
  const web = createDidWebResolver({ fetch: createWebFetch({ allowLoopback: true }) })
  const resolver = createResolver({ methods: web })
  const fetched = async () => createPinnedResolver([await resolveDid(did, { resolver })])
  const resolvers = { holder: await fetched(), theatre: await fetched(), ferry: await fetched() }
  terminal.claim(
    'They got it over HTTPS, once each. From now on each uses its copy.',
    requests() === 3,
  )
  return resolvers
}

async function main(): Promise<number> {
  const tls = trustedIdentity(process.env)
  if (tls === undefined) return runTrusting(import.meta.filename, process.env)
  await tellStory(createTerminal(process.stdout, process.env), tls)
  return 0
}

if (process.argv[1] === import.meta.filename) process.exitCode = await main()
