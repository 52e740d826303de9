import { type JsonObject, parseMultibase } from '@unscored/core'
import { manifestHash, readManifestDocument } from '@unscored/did'
import {
  admitCredential,
  importDcc,
  issueCredential,
  issuePredicateCredential,
  type RevocationPlace,
} from '@unscored/issuer'
import {
  BBS_PREDICATES_2026,
  type Dose,
  type IssuerKey,
  predicateProfilesOf,
  type SecuredCredential,
} from '@unscored/vc'
import { type Command, InvalidArgumentError, Option } from 'commander'
import { readCertificates } from '../certificates.ts'
import type { Context } from '../context.ts'
import { parseDay } from '../day.ts'
import { readDccText } from '../dcc-input.ts'
import { deliver, readJson, readJsonObject, readOctets } from '../documents.ts'
import { CliError } from '../error.ts'
import { examples } from '../examples.ts'
import { parseIssuerKey } from '../issuer-key.ts'
import { openIssuerRecords } from '../issuer-records.ts'
import { createKeyResolver } from '../key-resolver.ts'
import { membersOf } from '../members.ts'
import { facts, type Report } from '../output.ts'
import { readPngQrCode } from '../png-qr-code.ts'
import { assertAbsent } from '../published-folder.ts'
import { type ManifestSuite, manifestSuites } from '../vaccination-manifest.ts'
import { predicatesProfileOf } from './epoch.ts'
import { placeText } from './revoke.ts'

interface IssueOptions {
  key: string
  claims?: string
  dcc?: string
  png?: string
  certificate?: readonly string[]
  acceptUnverifiedSignature?: true
  dose?: number
  suite: ManifestSuite
  validUntil?: Date
  commitment?: string
  person?: string
  records?: string
  manifest?: string
  didDocument?: readonly string[]
  out?: string
}

/** `unscored issue`. */
export function addIssue(program: Command, context: Context): void {
  program
    .command('issue')
    .description('Issue the credential of one vaccination dose.')
    .requiredOption('--key <file>', "the issuer's key, as keygen makes it")
    .option('--claims <file>', 'take the dose from JSON')
    .option(
      '--dcc <file>',
      'take it from the text of an EU certificate, which may stand here itself',
    )
    .option('--png <file>', 'take it from the QR code of an EU certificate, a PNG image')
    .option('--certificate <file...>', 'X.509 certificates of trusted document signers, PEM or DER')
    .option('--accept-unverified-signature', 'issue although nobody trusted signed the certificate')
    .option('--dose <number>', 'which dose, where a certificate lists several', parsePosition)
    .addOption(
      new Option('--suite <name>', 'how to sign').choices(manifestSuites).default('bbs-2023'),
    )
    .option('--valid-until <date>', 'YYYY-MM-DD, set back to the first of its month', parseDay)
    .option('--commitment <file>', 'bind it to the wallet that this message is from; - for stdin')
    .option('--person <name>', 'with bbs-predicates-2026: to whom, as the offer has it')
    .option('--records <file>', 'with bbs-predicates-2026: where you remember whom you gave what')
    .option('--manifest <file>', 'with bbs-predicates-2026: your manifest')
    .option(
      '--did-document <file...>',
      "the issuer's DID document: nothing is signed with a key that it does not let sign, or not for as long",
    )
    .option('--out <file>', 'where the credential goes; to stdout by default')
    .addHelpText(
      'after',
      examples(
        'unscored issue --key issuer.key.json --claims dose.json --out credential.json',
        'unscored issue --key issuer.key.json --png qr.png --certificate signer.pem --out credential.json',
        'unscored issue --key issuer.key.json --claims dose.json --commitment commitment.json --out credential.json',
        'unscored issue --suite bbs-predicates-2026 --key site.keys/predicates-1.json --manifest site/unscored/manifest.json --records issuer.records --person file-4711 --claims dose.json --commitment binding.json --out credential.json',
        'unscored issue --key site.keys/bbs-2.json --claims dose.json --did-document site/.well-known/did.json',
        'unscored issue --key issuer.key.json --dcc - --certificate *.der --suite BbsBlsSignature2020',
      ),
    )
    .action((options: IssueOptions) => issue(options, context))
}

async function issue(options: IssueOptions, context: Context): Promise<void> {
  const { suite, validUntil, commitment, didDocument, out } = options
  if (suite === BBS_PREDICATES_2026) return issuePredicates(options, context)
  if (commitment !== undefined && suite !== 'bbs-2023') {
    throw new CliError('usage', 'bbs-2023 alone binds a credential to a commitment')
  }
  const dose = await readDose(options, context)
  const credential = await issueCredential({
    key: await parseIssuerKey(await readJsonObject(options.key, context)),
    dose,
    suite,
    now: context.now,
    ...(validUntil && { validUntil }),
    ...(commitment !== undefined && { commitment: await readJson(commitment, context) }),
    ...(didDocument && {
      resolver: await createKeyResolver({ didDocument, beyond: 'nobody' }, context),
    }),
  })
  const report = reportOf(credential, { suite, out })
  await deliver({ document: credential, out, sort: 'secret', report }, context)
}

/** What `bbs-predicates-2026` needs beside a key and a dose. */
async function issuePredicates(options: IssueOptions, context: Context): Promise<void> {
  const { suite, validUntil, commitment, person, records, manifest: path, out } = options
  const isWhole = commitment !== undefined && person !== undefined && records !== undefined
  if (!isWhole || path === undefined) {
    throw new CliError('usage', `${suite} needs --commitment, --person, --records and --manifest`)
  }
  // An offer is good once: what is issued has to have a place.
  if (out !== undefined) await assertAbsent([out], context)
  const key = await parseIssuerKey(await readJsonObject(options.key, context))
  const { store, offers } = openIssuerRecords(records, context)
  const places: RevocationPlace[] = []
  const credential = await issuePredicateCredential({
    ...(await termsOf(path, { key, context })),
    ...{ key, person, offers, now: context.now },
    dose: await readDose(options, context),
    request: await readJson(commitment, context),
    ...(validUntil && { validUntil }),
    admit: async (entry) => {
      const place = await admitCredential({ store, ...entry })
      places.push(place)
      return place
    },
  })
  const report = reportOf(credential, { suite, out, place: places.map(placeText).join() })
  await deliver({ document: credential, out, sort: 'secret', report }, context)
}

async function termsOf(path: string, { key, context }: { key: IssuerKey; context: Context }) {
  const manifest = readManifestDocument(await readJson(path, context))
  const { issuer } = manifest
  const announced = predicatesProfileOf(manifest)
  const profiles = predicateProfilesOf({ issuer, profile: announced, now: context.now() })
  const profile = profiles.find(({ verificationMethod }) => verificationMethod === key.id)
  if (profile === undefined) throw new CliError('usage', 'the manifest does not have this key now')
  return { profile, manifest: parseMultibase(await manifestHash(manifest), ['u']) }
}

async function readDose(options: IssueOptions, context: Context): Promise<Dose> {
  const { claims, dcc, png } = options
  if ([claims, dcc, png].filter((source) => source !== undefined).length !== 1) {
    throw new CliError('usage', 'give one of --claims, --dcc and --png')
  }
  // Which members there are, and that they fit, the schema says when the credential is made.
  if (claims !== undefined) return (await readJsonObject(claims, context)) as JsonObject & Dose
  const text =
    dcc !== undefined
      ? await readDccText(dcc, context)
      : readPngQrCode(await readOctets(png ?? '', context))
  return importDose(text, { options, context })
}

async function importDose(
  text: string,
  { options, context }: { options: IssueOptions; context: Context },
): Promise<Dose> {
  const { certificate = [], acceptUnverifiedSignature = false, dose: position } = options
  const { records, signed } = await importDcc({
    text,
    trusted: await readCertificates(certificate, context),
    acceptUnverifiedSignature,
    now: context.now(),
  })
  if (!signed) context.output.notice("The certificate's signature was not verified.")
  const dose = records[position === undefined ? 0 : position - 1]
  if (dose === undefined || (position === undefined && records.length > 1)) {
    throw new CliError(
      'usage',
      `the certificate lists ${records.length} doses: choose with --dose 1 … ${records.length}`,
    )
  }
  return dose
}

function reportOf(
  credential: SecuredCredential,
  { suite, out = '', place }: { suite: ManifestSuite; out: string | undefined; place?: string },
): Report {
  const issuer = String(credential.issuer)
  const validUntil = String(credential.validUntil ?? credential.expirationDate)
  const members = membersOf(credential).length
  return {
    json: {
      ...{ credential: out, suite, issuer, validUntil, members },
      ...(place !== undefined && { place }),
    },
    text: facts([
      ['Credential', out],
      ['Suite', suite],
      ['Issuer', issuer],
      ['Valid until', validUntil],
      ['Members', `${members} signed`],
      ...(place === undefined ? [] : [['Place, to revoke it', place] as const]),
    ]),
  }
}

function parsePosition(text: string): number {
  if (!/^[1-9]\d?$/.test(text)) throw new InvalidArgumentError('It is no number from 1 to 99.')
  return Number(text)
}
