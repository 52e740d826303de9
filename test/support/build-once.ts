import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TestProject } from 'vitest/node'
import { buildPackages } from './published.ts'

/**
 * Builds the packages when the first test file asks for it, and once for all files of a run: two at a time would write
 * over what the other reads. They ask over HTTP, since each has a process of its own.
 */
export async function setup(project: TestProject): Promise<() => void> {
  let built: Promise<unknown> | undefined
  project.onTestsRerun(() => {
    built = undefined
  })
  const server = createServer(async (_, response) => {
    built ??= buildPackages()
    const error = await built.then(() => undefined, String)
    response.writeHead(error === undefined ? 200 : 500).end(error)
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const { port } = server.address() as AddressInfo
  process.env.UNSCORED_BUILDER = `http://127.0.0.1:${port}/`
  return () => {
    server.close()
    server.closeAllConnections()
  }
}
