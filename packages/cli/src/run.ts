import { ToolkitError } from '@unscored/core'
import { Command, CommanderError } from 'commander'
import { addAudit } from './commands/audit.ts'
import { addDid } from './commands/did.ts'
import { addEpoch } from './commands/epoch.ts'
import { addInspect } from './commands/inspect.ts'
import { addIssue } from './commands/issue.ts'
import { addKeygen } from './commands/keygen.ts'
import { addManifest } from './commands/manifest.ts'
import { addOffer } from './commands/offer.ts'
import { addPopulation } from './commands/population.ts'
import { addPresent } from './commands/present.ts'
import { addRegistry } from './commands/registry.ts'
import { addRequest } from './commands/request.ts'
import { addRevoke } from './commands/revoke.ts'
import { addRule } from './commands/rule.ts'
import { addSimulate } from './commands/simulate.ts'
import { addVerify } from './commands/verify.ts'
import { addWallet } from './commands/wallet.ts'
import type { Context } from './context.ts'
import type { Environment } from './environment.ts'
import { CliError } from './error.ts'
import { examples } from './examples.ts'
import { createOutput } from './output.ts'

/** How a command ended: done or verified; refused; misused, so that nothing was decided. */
export type ExitStatus = 0 | 1 | 2

/**
 * Runs the command `unscored`. Nothing is thrown: what goes wrong is said on stderr.
 *
 * @param argv The words behind the command's name.
 */
export async function run(argv: readonly string[], environment: Environment): Promise<ExitStatus> {
  const json = argv.includes('--json')
  const output = createOutput({ ...environment, json })
  const program = createProgram({ ...environment, output }, json)
  try {
    await program.parseAsync([...argv], { from: 'user' })
    return 0
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return 0
    const { status, ...problem } = problemOf(error)
    output.error(problem)
    return status
  }
}

function createProgram(context: Context, json: boolean): Command {
  const { stdout, stderr } = context
  const program = new Command('unscored')
    .description('Prove you are vaccinated. Nothing else.')
    .version(context.version)
    .option('--json', 'print JSON, errors on stderr included')
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({
      writeOut: (text) => void stdout.write(text),
      // The help that is written where a command is missing.
      writeErr: (text) => void (json || stderr.write(text)),
      // Errors are said by whoever runs the program, in its form.
      outputError: () => {},
      getOutHelpWidth: () => stdout.columns ?? 100,
      getErrHelpWidth: () => stderr.columns ?? 100,
    })
    .exitOverride()
    .addHelpText(
      'after',
      `${examples(
        'unscored keygen --out issuer.key.json',
        'unscored issue --key issuer.key.json --claims dose.json --out credential.json',
        'unscored wallet add credential.json --wallet my.wallet',
        'unscored request --domain https://theatre.example --ask /credentialSubject/disease --out request.json',
        'unscored present --request request.json --wallet my.wallet --domain https://theatre.example --out presentation.json',
        'unscored verify --request request.json --presentation presentation.json --trust did:key:zUC7…',
      )}\n\nExit status: 0 done or verified, 1 refused, 2 misused.`,
    )
  for (const add of commands) add(program, context)
  return program
}

const commands = [
  addKeygen,
  addOffer,
  addIssue,
  addInspect,
  addWallet,
  addRequest,
  addPresent,
  addVerify,
  addDid,
  addManifest,
  addRegistry,
  addRule,
  addRevoke,
  addEpoch,
  addAudit,
  addPopulation,
  addSimulate,
]

interface Problem {
  readonly status: ExitStatus
  readonly code: string
  readonly message: string
}

function problemOf(error: unknown): Problem {
  if (error instanceof CommanderError) return { status: 2, code: 'usage', message: usage(error) }
  if (error instanceof CliError) return { status: 2, code: error.code, message: error.message }
  if (error instanceof ToolkitError) return { status: 1, code: error.code, message: error.message }
  // A defect of this program. The message is not passed on: it may quote what was read.
  const name = error instanceof Error ? error.name : typeof error
  return { status: 1, code: 'unexpected', message: `an error that nobody foresaw: ${name}` }
}

/** What commander says, without values that were written behind an option's name: one may be a secret. */
function usage({ code, message }: CommanderError): string {
  if (code === 'commander.help') return 'a command is missing'
  return message
    .replace(/^error: /, '')
    .replace('\n', ' ')
    .replace(/(--[\w-]+)=[^']*/g, '$1')
}
