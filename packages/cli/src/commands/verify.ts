import { parsePresentationRequest } from '@unscored/vc'
import { type VerifiedCredential, verifyPresentation } from '@unscored/verifier'
import type { Command } from 'commander'
import { createAnsweredNonces } from '../answered-nonces.ts'
import type { Context } from '../context.ts'
import { readJson, STDIN } from '../documents.ts'
import { CliError } from '../error.ts'
import { examples } from '../examples.ts'
import { createKeyResolver } from '../key-resolver.ts'
import { labelOf, membersOf, valueText } from '../members.ts'
import { facts, type Output, type Report } from '../output.ts'
import {
  trustedIn,
  type VerifierParameterOptions,
  withVerifierParameters,
} from '../predicate-parameters.ts'
import { predicateRequestIn, readAskedPredicates } from '../predicate-request.ts'
import { verifyPredicates } from '../predicate-verify.ts'
import { openNamedRegistry } from '../registry-file.ts'

interface VerifyOptions extends VerifierParameterOptions {
  request: string
  presentation: string
  nonces?: string
  entries?: string
}

/** `unscored verify`. */
export function addVerify(program: Command, context: Context): void {
  withVerifierParameters(program.command('verify'))
    .description('Verify a presentation and say what it shows. Each request is answered once.')
    .requiredOption('--request <file>', "the verifier's own copy of what it asked; - for stdin")
    .requiredOption('--presentation <file>', "the holder's answer; - for stdin")
    .option('--trust <did...>', 'the issuers whose credentials are accepted')
    .option(
      '--jurisdiction <code>',
      'accept instead whoever may issue vaccination credentials there, as the registry has it',
    )
    .option(
      '--registry <file>',
      'a registry of issuers, so that nobody is asked, and credentials by which an issuer could follow somebody are refused',
    )
    .option('--registry-signer <did>', 'whose registry it must be')
    .option(
      '--nonces <file>',
      'remembers which requests were answered; the path of the request with .answered by default',
    )
    .option('--did-document <file...>', 'DID documents of issuers, so that nobody is asked')
    .option('--manifest <file...>', 'where rules are proven: signed manifests of issuers')
    .option(
      '--entries <file>',
      'where everybody enters once: remembers who entered, the same file for all requests',
    )
    .addHelpText(
      'after',
      examples(
        'unscored verify --request request.json --presentation presentation.json --trust did:web:issuer.example --did-document did.json',
        'unscored verify --request request.json --presentation - --trust did:key:zUC7… --nonces answered.txt --json',
        'unscored verify --request request.json --presentation presentation.json --parameters parameters --manifest manifest.json --did-document did.json --trust did:web:issuer.example --entries entries.txt',
        'unscored verify --request request.json --presentation presentation.json --registry registry.jsonl --registry-signer did:key:z6Mk… --jurisdiction XX',
      ),
    )
    .action(async (options: VerifyOptions) => context.output.report(await verify(options, context)))
}

async function verify(options: VerifyOptions, context: Context): Promise<Report> {
  const nonces = createAnsweredNonces(pathOfNonces(options), context.files)
  const asked = await readJson(options.request, context)
  if (predicateRequestIn(asked) !== undefined) {
    return verifyPredicates(
      {
        ...{ ...options, nonces, asked: readAskedPredicates(asked, options.request) },
        presentation: await readJson(options.presentation, context),
      },
      context,
    )
  }
  const request = parsePresentationRequest(asked)
  const presentation = await readJson(options.presentation, context)
  const registry = await openNamedRegistry(options, context)
  const trustedIssuers = trustedIn(options, registry)
  const resolver = await createKeyResolver(
    {
      ...(options.didDocument && { didDocument: options.didDocument }),
      ...(registry && { pinned: registry.resolver }),
      beyond: 'network',
    },
    context,
  )
  const verified = await verifyPresentation(presentation, {
    request,
    trustedIssuers,
    resolver,
    ...(registry && { manifests: registry }),
    nonces,
    now: context.now,
  })
  const credentials = Object.entries(verified)
  return {
    json: {
      verified: Object.fromEntries(credentials.map(([id, found]) => [id, { ...found }])),
    },
    text: [
      context.output.colors.green('Verified'),
      ...credentials.map(([, found]) => verifiedText(found, context.output)),
    ].join('\n'),
  }
}

function pathOfNonces({ nonces, request, presentation }: VerifyOptions): string {
  if (request === STDIN && presentation === STDIN) {
    throw new CliError('usage', 'request and presentation cannot both come from stdin')
  }
  if (nonces !== undefined) return nonces
  if (request === STDIN) throw new CliError('usage', 'give --nonces where stdin is the request')
  return `${request}.answered`
}

function verifiedText(
  { credential, suite, pseudonym }: VerifiedCredential,
  { colors }: Output,
): string {
  const rows = [
    ...membersOf(credential).map((member) => [labelOf(member), valueText(member)] as const),
    ...(pseudonym === undefined ? [] : [['Pseudonym', pseudonym] as const]),
  ]
  return `${facts(rows)}\n${colors.dim(facts([['Suite', suite]]))}`
}
