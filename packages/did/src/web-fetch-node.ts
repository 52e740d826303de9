import { DidWebError } from './did-web-error.ts'
import { readReachable } from './web-address.ts'
import type {
  CreateWebFetchOptions,
  WebBody,
  WebFetch,
  WebReader,
  WebRequest,
  WebResponse,
} from './web-fetch.ts'
import type {
  ClientRequest,
  IncomingMessage,
  LoadModule,
  NodeReadable,
  SocketLookup,
} from './web-node.ts'

/** What `createWebFetch` is on Node. */
export function createNodeFetch(load: LoadModule, options: CreateWebFetchOptions): WebFetch {
  const { allowLoopback = false, lookup = createSystemLookup(load), certificates } = options
  const https = load('node:https')
  const agent = new https.Agent({
    keepAlive: true,
    lookup: createSocketLookup(reachableAddresses),
    // Made once, and not for each connection.
    secureContext: load('node:tls').createSecureContext(certificates && { ca: certificates }),
  })
  return async (url, request) => {
    const place = placeOf(url)
    let message: IncomingMessage | undefined
    while (message === undefined) message = await ask(place, request)
    return toResponse(message, load)
  }

  async function reachableAddresses(name: string): Promise<string[]> {
    const found = await lookup(name)
    return found.map((text) => {
      const address = readReachable(text, { allowLoopback })
      if (address === undefined) throw addressRefused()
      return address
    })
  }

  function placeOf({ protocol, hostname, port, pathname, search }: URL): object {
    if (protocol !== 'https:') throw requestFailed('it is not https')
    const host = hostname.replace(/^\[|\]$/g, '')
    // Sockets look up names alone: an address, to which the URL standard has given its usual form, never comes by there.
    const isName = !/^[\d.]+$|:/.test(host)
    if (!isName && readReachable(host, { allowLoopback }) === undefined) throw addressRefused()
    return { host, port: port || 443, path: pathname + search }
  }

  /** `undefined` where the server had closed a connection that was kept, as it may; the next try finds another. */
  function ask(
    place: object,
    { headers, signal }: WebRequest,
  ): Promise<IncomingMessage | undefined> {
    return new Promise((resolve, reject) => {
      signal.throwIfAborted()
      const request = https.request({
        ...place,
        agent,
        headers: { ...headers, 'accept-encoding': 'gzip' },
      })
      signal.addEventListener('abort', () => request.destroy(signal.reason))
      request.on('response', resolve)
      request.on('error', (cause) => {
        if (request.reusedSocket && cause.code === 'ECONNRESET') resolve(undefined)
        else reject(refusalOf(cause, request))
      })
      request.end()
    })
  }
}

function createSystemLookup(load: LoadModule): (name: string) => Promise<readonly string[]> {
  const { promises } = load('node:dns')
  return async (name) => {
    const found = await promises.lookup(name, { all: true })
    return found.map(({ address }) => address)
  }
}

/** Looks up names for sockets, which connect to what they are given here. */
function createSocketLookup(
  addressesOf: (name: string) => Promise<readonly string[]>,
): SocketLookup {
  return (name, { all = false }, callback) => {
    addressesOf(name).then((addresses) => {
      const found = addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))
      const [first] = found
      if (first === undefined) callback(requestFailed('the name has no address'))
      else if (all) callback(null, found)
      else callback(null, first.address, first.family)
    }, callback)
  }
}

function refusalOf(cause: Error, { socket }: ClientRequest): DidWebError {
  if (cause instanceof DidWebError) return cause
  return socket?.authorizationError
    ? new DidWebError('certificateRefused', 'the certificate is not trusted', { cause })
    : requestFailed('the request failed', { cause })
}

function toResponse(message: IncomingMessage, load: LoadModule): WebResponse {
  const { statusCode: status = 0, headers } = message
  return {
    status,
    headers: {
      get: (name) => {
        const value = headers[name]
        return typeof value === 'string' ? value : null
      },
    },
    body: status === 304 ? nothing(message) : toBody(decompressed(message, load)),
  }
}

/** That was read, and so the connection is free again. */
function nothing(message: IncomingMessage): null {
  message.resume()
  return null
}

function decompressed(message: IncomingMessage, load: LoadModule): NodeReadable {
  const encoding = message.headers['content-encoding'] ?? 'identity'
  if (encoding === 'identity') return message
  if (encoding === 'gzip') {
    // What goes wrong is seen by who reads the last of the streams.
    return load('node:stream').pipeline(message, load('node:zlib').createGunzip(), () => {})
  }
  message.destroy()
  throw requestFailed('the body is compressed in a way that was not asked for')
}

function toBody(stream: NodeReadable): WebBody {
  const cancel = async () => {
    stream.destroy()
  }
  return { cancel, getReader: () => ({ cancel, read: createRead(stream) }) }
}

/** Goes by the events of a stream, which takes a part of the time of its iterator, or of a standard stream around it. */
function createRead(stream: NodeReadable): WebReader['read'] {
  const arrived: Uint8Array[] = []
  let end: Awaited<ReturnType<WebReader['read']>> | Error | undefined
  let wake = () => {}
  stream.on('data', (octets) => {
    arrived.push(octets)
    stream.pause()
    wake()
  })
  stream.on('end', () => {
    end ??= {}
    wake()
  })
  stream.on('error', (cause) => {
    end ??= cause
    wake()
  })
  return async () => {
    while (arrived.length === 0 && end === undefined) {
      await new Promise<void>((resolve) => {
        wake = resolve
        stream.resume()
      })
    }
    if (arrived.length > 0) return { value: arrived.shift() }
    if (end instanceof Error) throw end
    return {}
  }
}

function addressRefused(): DidWebError {
  return new DidWebError('addressRefused', 'the host is at an address that no public server has')
}

function requestFailed(why: string, options?: ErrorOptions): DidWebError {
  return new DidWebError('requestFailed', why, options)
}
