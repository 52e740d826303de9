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

interface VerifyOptions {
  request: string
  presentation: string
  trust: readonly string[]
  nonces?: string
  didDocument?: readonly string[]
}

/** `unscored verify`. */
export function addVerify(program: Command, context: Context): void {
  program
    .command('verify')
    .description('Verify a presentation and say what it shows. Each request is answered once.')
    .requiredOption('--request <file>', "the verifier's own copy of what it asked; - for stdin")
    .requiredOption('--presentation <file>', "the holder's answer; - for stdin")
    .requiredOption('--trust <did...>', 'the issuers whose credentials are accepted')
    .option(
      '--nonces <file>',
      'remembers which requests were answered; the path of the request with .answered by default',
    )
    .option('--did-document <file...>', 'DID documents of issuers, so that nobody is asked')
    .addHelpText(
      'after',
      examples(
        'unscored verify --request request.json --presentation presentation.json --trust did:web:issuer.example --did-document did.json',
        'unscored verify --request request.json --presentation - --trust did:key:zUC7… --nonces answered.txt --json',
      ),
    )
    .action(async (options: VerifyOptions) => context.output.report(await verify(options, context)))
}

async function verify(options: VerifyOptions, context: Context): Promise<Report> {
  const nonces = createAnsweredNonces(pathOfNonces(options), context.files)
  const request = parsePresentationRequest(await readJson(options.request, context))
  const presentation = await readJson(options.presentation, context)
  const resolver = await createKeyResolver({ ...options, beyond: 'network' }, context)
  const verified = await verifyPresentation(presentation, {
    request,
    trustedIssuers: options.trust,
    resolver,
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
