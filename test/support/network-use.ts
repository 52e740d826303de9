import { createHook } from 'node:async_hooks'

/** What Node makes to ask for a name, to connect, or to send: below all modules, so that none is left out. */
const NETWORK: ReadonlySet<string> = new Set([
  ...['TCPWRAP', 'TCPCONNECTWRAP', 'TLSWRAP', 'PIPECONNECTWRAP', 'UDPWRAP', 'UDPSENDWRAP'],
  ...['GETADDRINFOREQWRAP', 'GETNAMEINFOREQWRAP', 'QUERYWRAP', 'HTTPCLIENTREQUEST'],
])

/** What this thread makes use of the network for, by its kind, from now on. */
export function watchNetwork() {
  const used: string[] = []
  const hook = createHook({
    init: (_, kind) => {
      if (NETWORK.has(kind)) used.push(kind)
    },
  }).enable()
  return { used, stop: () => void hook.disable() }
}
