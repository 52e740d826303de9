import { isJsonObject, type JsonObject, type JsonValue, parseMultibase } from '@unscored/core'
import {
  type IssuerManifest,
  ManifestError,
  type ManifestReference,
  referenceTo,
} from '@unscored/did'
import {
  type HeldCredential,
  type PendingCommitment,
  receiveCredential,
  receivePredicateCredential,
  requestCredential,
  requestPredicateCredential,
  type WalletStore,
} from '@unscored/holder'
import {
  BBS_PREDICATES_2026,
  type CommittedFeature,
  type PredicateProfile,
  predicateProfilesOf,
} from '@unscored/vc'
import { type Command, Option } from 'commander'
import { committedFeatures, featureText } from '../binding.ts'
import type { Context } from '../context.ts'
import { parseDay } from '../day.ts'
import { deliver, readJson } from '../documents.ts'
import { CliError } from '../error.ts'
import { examples } from '../examples.ts'
import { createKeyResolver } from '../key-resolver.ts'
import { labelOf, membersOf, valueText } from '../members.ts'
import { facts, type Report } from '../output.ts'
import { type ManifestOptions, openManifests, withManifestOptions } from '../pinned-manifests.ts'
import { openNamedRegistry } from '../registry-file.ts'
import { openOrBeginWallet, openWallet, type WalletOptions } from '../wallet.ts'
import { predicatesProfileOf } from './epoch.ts'

interface WalletAddOptions extends WalletOptions, ManifestOptions {}

interface WalletForgetOptions extends WalletOptions {
  before?: Date
}

interface WalletRequestOptions extends WalletOptions, ManifestOptions {
  feature: CommittedFeature
  offer?: string
  issuer?: string
  out?: string
}

/** `unscored wallet`. */
export function addWallet(program: Command, context: Context): void {
  const { output } = context
  const wallet = program
    .command('wallet')
    .description('Keep credentials in an encrypted file.')
    .addHelpText(
      'after',
      examples(
        'unscored wallet add credential.json --wallet my.wallet',
        'unscored wallet list --wallet my.wallet',
      ),
    )
  withWalletOptions(wallet.command('add'))
    .description('Verify a credential and put it into the wallet, which is made if there is none.')
    .argument('<file>', 'the credential; - for stdin')
    .option('--did-document <file...>', 'DID documents of issuers, so that nobody is asked')
    .option(
      '--registry <file>',
      'a registry of issuers that others have too: a credential that differs from all others of its issuer is refused',
    )
    .option('--registry-signer <did>', 'whose registry it must be')
    .option(
      '--manifest <file...>',
      'with bbs-predicates-2026: the signed manifest of the issuer, in the place of a registry',
    )
    .addHelpText(
      'after',
      examples(
        'unscored wallet add credential.json --wallet my.wallet --registry registry.jsonl --registry-signer did:key:z6Mk…',
        'unscored wallet add credential.json --wallet my.wallet',
        'unscored wallet add - --wallet my.wallet --passphrase-file secret.txt --did-document did.json',
      ),
    )
    .action(async (file: string, options: WalletAddOptions) =>
      output.report(await addCredential(file, { options, context })),
    )
  withManifestOptions(withWalletOptions(wallet.command('request')))
    .description(
      'Ask an issuer for a credential that only this wallet can show, which is made if there is none; add it when it comes.',
    )
    .addOption(
      new Option('--feature <name>', 'what it is bound by; with a pseudonym, visits can be linked')
        .choices(committedFeatures)
        .default('holderBinding'),
    )
    .option('--offer <file>', 'answer the offer of an issuer: of the credential, rules are proven')
    .option('--issuer <did>', 'with --offer: who you know made it')
    .option('--did-document <file...>', 'with --offer: the document of the issuer of --manifest')
    .option('--out <file>', 'where the message for the issuer goes; to stdout by default')
    .addHelpText(
      'after',
      examples(
        'unscored wallet request --wallet my.wallet --out commitment.json',
        'unscored wallet request --wallet my.wallet --offer offer.json --issuer did:web:issuer.example --manifest manifest.json --did-document did.json --out binding.json',
      ),
    )
    .action((options: WalletRequestOptions) => request(options, context))
  withWalletOptions(wallet.command('list'))
    .description('List the credentials in the wallet, and those that it waits for.')
    .addHelpText('after', examples('unscored wallet list --wallet my.wallet --json'))
    .action(async (options: WalletOptions) =>
      output.report(await listCredentials(options, context)),
    )
  withWalletOptions(wallet.command('remove'))
    .description('Forget a credential, or that one was asked for.')
    .argument('<id>', "the wallet's id for it, as list says")
    .addHelpText(
      'after',
      examples('unscored wallet remove uGxJ5yA0bTj2h6m8rPq1wXg --wallet my.wallet'),
    )
    .action(async (id: string, options: WalletOptions) =>
      output.report(await removeCredential(id, { options, context })),
    )
  withWalletOptions(wallet.command('history'))
    .description('List what the wallet remembers of what was shown and proven, and to whom.')
    .addHelpText('after', examples('unscored wallet history --wallet my.wallet'))
    .action(async (options: WalletOptions) => output.report(await listHistory(options, context)))
  withWalletOptions(wallet.command('forget'))
    .description('Forget what was shown and proven, so that it is judged and warned of no more.')
    .option('--before <day>', 'only what was before this day, as YYYY-MM-DD in UTC', parseDay)
    .addHelpText(
      'after',
      examples(
        'unscored wallet forget --wallet my.wallet',
        'unscored wallet forget --wallet my.wallet --before 2022-01-01',
      ),
    )
    .action(async (options: WalletForgetOptions) => output.report(await forget(options, context)))
}

/** The options of every command that opens a wallet. */
export function withWalletOptions(command: Command): Command {
  return command
    .requiredOption('--wallet <file>', 'the wallet')
    .addOption(
      new Option(
        '--passphrase-file <file>',
        'holds the passphrase; else UNSCORED_PASSPHRASE does, else it is asked for',
      ),
    )
}

async function addCredential(
  file: string,
  { options, context }: { options: WalletAddOptions; context: Context },
): Promise<Report> {
  const credential = await readJson(file, context)
  if (isOfPredicates(credential)) return addPredicates(credential, { options, context })
  const registry = await openNamedRegistry(options, context)
  const resolver = await createKeyResolver(
    {
      ...(options.didDocument && { didDocument: options.didDocument }),
      ...(registry && { pinned: registry.resolver }),
      beyond: 'network',
    },
    context,
  )
  const store = await openOrBeginWallet(options, context)
  const id = await receiveCredential(credential, {
    ...{ store, resolver, now: context.now },
    ...(registry && { manifests: registry }),
  })
  return addedReport(id, store)
}

async function addedReport(id: string, store: WalletStore): Promise<Report> {
  const { feature, comparedWith } = await store.get(id)
  return {
    json: {
      id,
      ...(feature && { feature }),
      ...(comparedWith && { comparedWith: { ...comparedWith } }),
    },
    text: facts([
      ['Added', id],
      ['Bound', featureText(feature)],
      ['Compared', comparedText(comparedWith)],
    ]),
  }
}

function isOfPredicates(credential: JsonValue): credential is JsonObject {
  const { proof } = isJsonObject(credential) ? credential : {}
  return isJsonObject(proof) && proof.cryptosuite === BBS_PREDICATES_2026
}

async function addPredicates(
  credential: JsonObject,
  { options, context }: { options: WalletAddOptions; context: Context },
): Promise<Report> {
  const { proof } = credential
  const key = isJsonObject(proof) ? proof.verificationMethod : undefined
  const { profiles, comparedWith } = await pinnedProfiles(String(credential.issuer), {
    ...{ options, context },
  })
  const profile = profiles.find(({ verificationMethod }) => verificationMethod === key)
  if (profile === undefined) {
    throw new ManifestError('keyNotInManifest', 'the manifest does not have the key that signed')
  }
  const store = await openWallet(options, context)
  const { now } = context
  const id = await receivePredicateCredential(credential, { store, profile, comparedWith, now })
  return addedReport(id, store)
}

interface PinnedProfiles {
  readonly manifest: IssuerManifest
  readonly profiles: readonly PredicateProfile[]
  readonly comparedWith: ManifestReference
}

/** By what things are proven of an issuer's credentials. */
async function pinnedProfiles(
  issuer: string,
  { options, context }: { options: ManifestOptions; context: Context },
): Promise<PinnedProfiles> {
  const manifest = (await openManifests(options, context)).of(issuer)
  if (manifest === undefined) {
    throw new ManifestError('manifestMissing', 'there is no manifest of the issuer')
  }
  const profile = predicatesProfileOf(manifest)
  return {
    manifest,
    profiles: predicateProfilesOf({ issuer, profile, now: context.now() }),
    comparedWith: await referenceTo(manifest),
  }
}

/** Whether a credential was compared with what all of its issuer have in common. */
function comparedText(comparedWith: HeldCredential['comparedWith']): string {
  if (comparedWith === undefined) return 'with nothing: its issuer may recognise it'
  return `with version ${comparedWith.version} of the issuer's manifest, ${comparedWith.hash}`
}

async function request(options: WalletRequestOptions, context: Context): Promise<void> {
  const { feature, offer, out } = options
  if (offer !== undefined) return answerOffer(offer, { options, context })
  const store = await openOrBeginWallet(options, context)
  const { id, request } = await requestCredential({ store, feature, now: context.now })
  const report = {
    json: { id, feature, commitment: out ?? '' },
    text: facts([
      ['Waiting', id],
      ['Bound', featureText(feature)],
      ['For the issuer', out ?? ''],
    ]),
  }
  await deliver({ document: request, out, sort: 'forOneReceiver', report }, context)
}

async function answerOffer(
  offer: string,
  { options, context }: { options: WalletRequestOptions; context: Context },
): Promise<void> {
  const { issuer, out } = options
  if (issuer === undefined) throw new CliError('usage', 'give --issuer: who made the offer?')
  const { manifest, profiles, comparedWith } = await pinnedProfiles(issuer, { options, context })
  // Keys sign one after another.
  const profile = profiles.at(-1)
  if (profile === undefined) throw new CliError('usage', 'no key of the manifest signs now')
  const message = await readJson(offer, context)
  const store = await openOrBeginWallet(options, context)
  const { id, request } = await requestPredicateCredential(message, {
    ...{ store, profile, channel: manifest.issuer, now: context.now },
    manifest: parseMultibase(comparedWith.hash, ['u']),
  })
  const report = {
    json: { id, feature: 'predicates', commitment: out ?? '' },
    text: facts([
      ['Waiting', id],
      ['Bound', featureText('predicates')],
      ['For the issuer', out ?? ''],
    ]),
  }
  await deliver({ document: request, out, sort: 'forOneReceiver', report }, context)
}

async function listCredentials(options: WalletOptions, context: Context): Promise<Report> {
  const store = await openWallet(options, context)
  const [held, pending] = [await store.list(), await store.listPending()]
  const blocks = [...held.map(outlineText), ...pending.map(pendingText)]
  return {
    json: { credentials: held.map(outline), pending: pending.map(pendingOutline) },
    text: blocks.length === 0 ? 'The wallet is empty.' : blocks.join('\n\n'),
  }
}

async function removeCredential(
  id: string,
  { options, context }: { options: WalletOptions; context: Context },
): Promise<Report> {
  const store = await openWallet(options, context)
  const isPending = (await store.listPending()).some((pending) => pending.id === id)
  await (isPending ? store.dropPending(id) : store.remove(id))
  return { json: { id }, text: facts([['Removed', id]]) }
}

async function listHistory(options: WalletOptions, context: Context): Promise<Report> {
  const store = await openWallet(options, context)
  const disclosures = (await store.listDisclosures()).map(
    ({ day, domain, context: purpose, shown, proven }) => ({
      ...{ day, domain, ...(purpose !== undefined && { pseudonym: purpose }) },
      shown: shown.flatMap(({ pointers }) => pointers),
      proven: (proven?.credentials ?? []).flatMap(({ predicates }) =>
        predicates.map(({ pointer }) => pointer),
      ),
    }),
  )
  const blocks = disclosures.map(({ day, domain, pseudonym, shown, proven }) =>
    facts([
      ['Day', day],
      ['To', domain],
      ...(pseudonym === undefined ? [] : [['Pseudonym', pseudonym] as const]),
      ['Shown', labelsOf(shown)],
      ['Proven', labelsOf(proven)],
    ]),
  )
  return {
    json: { disclosures },
    text: blocks.length === 0 ? 'The wallet remembers nothing.' : blocks.join('\n\n'),
  }
}

function labelsOf(pointers: readonly string[]): string {
  return pointers.map((pointer) => labelOf({ pointer })).join(', ')
}

async function forget(
  { before, ...options }: WalletForgetOptions,
  context: Context,
): Promise<Report> {
  const store = await openWallet(options, context)
  const forgotten = await store.forgetDisclosures(before)
  return { json: { forgotten }, text: facts([['Forgotten', String(forgotten)]]) }
}

/** What tells the credentials of one wallet apart, without the name of a person. */
const OUTLINED: readonly (readonly [name: string, label: string])[] = [
  ['disease', 'Disease'],
  ['doseNumber', 'Dose'],
  ['doseDate', 'Date'],
]

function outline(held: HeldCredential) {
  const { id, addedAt, credential, feature, comparedWith } = held
  const members = outlinedMembers(held).map(({ name, member }) => [name, member.value])
  return {
    id,
    addedAt: addedAt.toISOString(),
    issuer: credential.issuer ?? null,
    ...(feature && { feature }),
    ...(comparedWith && { comparedWith: { ...comparedWith } }),
    ...Object.fromEntries(members),
  }
}

function outlineText(held: HeldCredential): string {
  const { id, addedAt, credential, feature, comparedWith } = held
  return facts([
    ['Id', id],
    ['Added', addedAt.toISOString()],
    ['Issuer', String(credential.issuer)],
    ['Bound', featureText(feature)],
    ['Compared', comparedText(comparedWith)],
    ...outlinedMembers(held).map(({ label, member }) => [label, valueText(member)] as const),
  ])
}

function pendingOutline({ id, feature, requestedAt }: PendingCommitment) {
  return { id, feature, requestedAt: requestedAt.toISOString() }
}

function pendingText({ id, feature, requestedAt }: PendingCommitment): string {
  return facts([
    ['Id', id],
    ['Asked for', requestedAt.toISOString()],
    ['Bound', featureText(feature)],
  ])
}

function outlinedMembers({ credential }: HeldCredential) {
  const members = membersOf(credential)
  return OUTLINED.flatMap(([name, label]) =>
    members
      .filter(({ pointer }) => pointer === `/credentialSubject/${name}`)
      .map((member) => ({ name, label, member })),
  )
}
