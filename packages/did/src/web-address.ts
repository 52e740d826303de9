import ipaddr from 'ipaddr.js'

type Address = ReturnType<typeof ipaddr.parse>

/** What {@link readReachable} takes beside the address. */
export interface ReachableOptions {
  /** Whether this machine's own are among them: `127.0.0.0/8` and `::1`. */
  allowLoopback: boolean
}

/**
 * An IP address in its usual form, where a server of the public internet can have it; otherwise `undefined`.
 *
 * What every range but the public one is for is ipaddr.js's to know. An IPv4 address within an IPv6 one is judged by
 * itself where the network would take it out (RFC 4291 §2.5.5.2, RFC 6052 §2.1); tunnels that lead to one (6to4,
 * Teredo) are refused.
 */
export function readReachable(
  text: string,
  { allowLoopback }: ReachableOptions,
): string | undefined {
  if (!ipaddr.isValid(text)) return undefined
  const address = ipaddr.process(text)
  const judged = embedded(address)
  const range = judged.range()
  const reachable =
    range === 'unicast' ? isAllocated(judged) : range === 'loopback' && allowLoopback
  return reachable ? address.toString() : undefined
}

/** The IPv4 address that a NAT64 takes out of one with the well-known prefix 64:ff9b::/96. */
function embedded(address: Address): Address {
  return address.kind() === 'ipv6' && address.match(NAT64)
    ? ipaddr.fromByteArray(address.toByteArray().slice(-4))
    : address
}

/** Of IPv6, 2000::/3 alone is public; ipaddr.js calls whatever else has no name `unicast`, such as `::7f00:1`. */
function isAllocated(address: Address): boolean {
  if (address.kind() === 'ipv6') return address.match(GLOBAL_IPV6)
  return !metadataServers.has(address.toString())
}

const NAT64 = ipaddr.parseCIDR('64:ff9b::/96')
const GLOBAL_IPV6 = ipaddr.parseCIDR('2000::/3')

/** Public by their number, and yet of the network that one is in: Azure's, which hands out secrets. */
const metadataServers: ReadonlySet<string> = new Set(['168.63.129.16'])
