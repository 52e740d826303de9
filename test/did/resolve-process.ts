// A process of its own, because Node reads NODE_EXTRA_CA_CERTS at its start alone: dereferences each DID URL of its
// arguments with the default resolver, and prints what came of it.
import { createResolver, DidError, dereference } from '@unscored/did'

const resolver = createResolver()
const outcomes = await Promise.all(process.argv.slice(2).map(outcomeOf))
process.stdout.write(JSON.stringify(outcomes))

async function outcomeOf(didUrl: string) {
  const answer = await resolver.resolve(didUrl)
  try {
    return { didUrl, answer, value: await dereference(didUrl, { resolver }) }
  } catch (error) {
    return { didUrl, answer, code: error instanceof DidError ? error.code : String(error) }
  }
}
