import type { Registry } from '@unscored/did'
import { type OpenedParameters, openParameters, VACCINATION_CREDENTIAL_IRI } from '@unscored/vc'
import { acceptedEpochs, type EpochPolicy } from '@unscored/verifier'
import { type Command, Option } from 'commander'
import type { Context } from './context.ts'
import { parseDuration } from './duration.ts'
import { CliError } from './error.ts'
import { openParameterFolder } from './parameter-folder.ts'
import { type ManifestOptions, openManifests } from './pinned-manifests.ts'

/** Options of a verifier who has things proven. */
export interface VerifierParameterOptions extends ManifestOptions {
  /** Path. */
  parameters?: string
  /** DIDs. */
  trust?: readonly string[]
  jurisdiction?: string
  /** Milliseconds. */
  grace?: number
}

/** Options of a verifier who has things proven, beside those of manifests and of whom to trust. */
export function withVerifierParameters(command: Command): Command {
  return withParameters(command).addOption(
    new Option(
      '--grace <time>',
      'how long after its beginning an epoch need not be fetched yet: 1h; not at all by default',
    ).argParser(parseDuration),
  )
}

/** The option of who proves, and of who verifies, by what issuers have published. */
export function withParameters(command: Command): Command {
  return command.option(
    '--parameters <folder>',
    'where rules are proven: what epoch fetch has put there',
  )
}

/** Which issuers options say are trusted. */
export interface TrustOptions {
  trust?: readonly string[]
  jurisdiction?: string
}

/**
 * The issuers that are trusted: named, or all of a registry that may issue vaccination credentials somewhere.
 *
 * @throws {CliError} `usage`.
 */
export function trustedIn(
  { trust, jurisdiction }: TrustOptions,
  registry: Registry | undefined,
): { has(issuer: string): boolean } {
  if ((trust === undefined) === (jurisdiction === undefined)) {
    throw new CliError('usage', 'give one of --trust and --jurisdiction')
  }
  if (trust !== undefined) return new Set(trust)
  if (registry === undefined || jurisdiction === undefined) {
    throw new CliError('usage', 'give --registry beside --jurisdiction')
  }
  return registry.issuersOf({ type: VACCINATION_CREDENTIAL_IRI, jurisdiction })
}

/** What a verifier has things proven by, and which epochs it takes. */
export interface VerifierParameters {
  readonly opened: OpenedParameters
  /** Left out where nothing can be revoked. */
  readonly epochs?: EpochPolicy
}

/**
 * What the trusted issuers publish, from the folder.
 *
 * @throws {CliError} `usage` where options are missing, or the epochs of the issuers differ in length.
 * @throws {ParameterError} as `openParameters`, and what `openManifests` throws.
 */
export async function openVerifierParameters(
  options: VerifierParameterOptions,
  context: Context,
): Promise<VerifierParameters> {
  const pinned = await openManifests(options, context)
  const trusted = trustedIn(options, pinned.registry)
  const manifests = pinned.all().filter(({ issuer }) => trusted.has(issuer))
  const files = openParameterFolder({ folder: folderOf(options), from: 'nowhere' }, context)
  const opened = await openParameters({ manifests, files, now: context.now() })
  const [epochSeconds, ...others] = new Set(
    [...opened.revocations.values()].map((revocation) => revocation.epochSeconds),
  )
  if (others.length > 0) {
    throw new CliError('usage', 'the epochs of the issuers differ in length: ask for one issuer')
  }
  if (epochSeconds === undefined) return { opened }
  const epochs = { epochSeconds, graceSeconds: (options.grace ?? 0) / 1000 }
  assertPolicy(epochs, context)
  return { opened, epochs }
}

function assertPolicy(epochs: EpochPolicy, { now }: Context): void {
  try {
    acceptedEpochs(now(), epochs)
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause
    throw new CliError('usage', `--grace: ${cause.message}`, { cause })
  }
}

/**
 * The folder that options name.
 *
 * @throws {CliError} `usage`.
 */
export function folderOf({ parameters }: Pick<VerifierParameterOptions, 'parameters'>): string {
  if (parameters !== undefined) return parameters
  throw new CliError('usage', 'give --parameters: where epoch fetch has put what issuers publish')
}
