// A process of its own: imports the verifier, verifies the presentation of its argument, and prints which packages each
// of the two loaded.
import { createRequire, register } from 'node:module'
import { MessageChannel, receiveMessageOnPort } from 'node:worker_threads'
import type { VerifyInputs } from './imports.test.ts'

/** The package of a file, in the innermost of its folders of packages. */
const PACKAGE = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//

const hook = `
let seen
export const initialize = (port) => { seen = port }
export const load = (url, context, next) => { seen.postMessage(url); return next(url, context) }`

const { port1: loads, port2: seen } = new MessageChannel()
register(`data:text/javascript,${encodeURIComponent(hook)}`, { data: seen, transferList: [seen] })
const { cache } = createRequire(import.meta.url)
const before = new Set(Object.keys(cache))
const files = new Set<string>()

const { createPinnedResolver } = await import('@unscored/did')
const { createNonceStore, verifyPresentation } = await import('@unscored/verifier')
const imported = packages()

const { presentation, request, document, issuer }: VerifyInputs = JSON.parse(process.argv[2] ?? '')
const verified = await verifyPresentation(presentation, {
  request,
  trustedIssuers: [issuer],
  resolver: createPinnedResolver([document]),
  nonces: createNonceStore(),
})
process.stdout.write(
  JSON.stringify({ imported, verified: packages(), answers: Object.keys(verified) }),
)

/** The third-party packages that were loaded up to now. */
function packages(): string[] {
  // A file is told of before it is loaded.
  for (let load = receiveMessageOnPort(loads); load; load = receiveMessageOnPort(loads)) {
    files.add(load.message)
  }
  for (const file of Object.keys(cache)) if (!before.has(file)) files.add(file)
  return [...new Set([...files].flatMap((file) => PACKAGE.exec(file)?.[1] ?? []))].sort()
}
