import { createServer, setDefaultAutoSelectFamily } from 'node:net'
import {
  type CreateWebFetchOptions,
  createDidWebResolver,
  createResolver,
  createWebFetch,
  type DidWebOptions,
  type WebFetch,
  type WebRequest,
} from '@unscored/did'
import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import { readReachable } from '../../packages/did/src/web-address.ts'
import { didAt, documentText, send } from './did-web-pages.ts'
import { type HttpsServer, type Page, type ServeOptions, serveHttps } from './https-server.ts'

/** Addresses that no public server has, however they are written. */
const refused = [
  ['127.0.0.1', 'loopback'],
  ['127.255.255.254', 'loopback'],
  ['::1', 'loopback'],
  ['0:0:0:0:0:0:0:1', 'loopback, at length'],
  ['::ffff:127.0.0.1', 'loopback, IPv4-mapped'],
  ['::ffff:7f00:1', 'loopback, IPv4-mapped in hexadecimal'],
  ['::127.0.0.1', 'loopback, IPv4-compatible'],
  ['::ffff:0:127.0.0.1', 'loopback, IPv4-translated'],
  ['64:ff9b::127.0.0.1', 'loopback behind NAT64'],
  ['2002:7f00:1::', 'loopback behind 6to4'],
  ['2130706433', 'loopback as one number'],
  ['0177.0.0.1', 'loopback in octal'],
  ['0x7f.1', 'loopback in hexadecimal'],
  ['127.1', 'loopback in short'],
  ['0.0.0.0', 'this host'],
  ['0.1.2.3', 'this network'],
  ['::', 'unspecified'],
  ['10.0.0.1', 'private'],
  ['172.16.0.1', 'private'],
  ['172.31.255.255', 'private'],
  ['192.168.1.1', 'private'],
  ['::ffff:10.0.0.1', 'private, IPv4-mapped'],
  ['64:ff9b::a00:1', 'private behind NAT64'],
  ['64:ff9b:1::a00:1', 'behind a NAT64 of the network itself'],
  ['2002:a00:1::', 'private behind 6to4'],
  ['2001:0:a00:1::', 'behind Teredo'],
  ['fc00::1', 'unique local'],
  ['fdff::1', 'unique local'],
  ['169.254.0.1', 'link-local'],
  ['fe80::1', 'link-local'],
  ['fe80::1%eth0', 'link-local with a zone'],
  ['fec0::1', 'site-local'],
  ['100.64.0.1', 'shared by a carrier'],
  ['100.127.255.255', 'shared by a carrier'],
  ['169.254.169.254', 'metadata of most clouds'],
  ['::ffff:169.254.169.254', 'metadata, IPv4-mapped'],
  ['fd00:ec2::254', 'metadata of AWS'],
  ['fd20:ce::254', 'metadata of Google Cloud'],
  ['100.100.100.200', 'metadata of Alibaba Cloud'],
  ['192.0.0.192', 'metadata of Oracle Cloud'],
  ['168.63.129.16', 'metadata of Azure'],
  ['::ffff:168.63.129.16', 'metadata of Azure, IPv4-mapped'],
  ['64:ff9b::a83f:8110', 'metadata of Azure behind NAT64'],
  ['192.0.2.1', 'documentation'],
  ['198.51.100.1', 'documentation'],
  ['203.0.113.1', 'documentation'],
  ['2001:db8::1', 'documentation'],
  ['3fff::1', 'documentation'],
  ['198.18.0.1', 'benchmarks'],
  ['224.0.0.1', 'multicast'],
  ['239.255.255.255', 'multicast'],
  ['ff02::1', 'multicast'],
  ['240.0.0.1', 'reserved'],
  ['255.255.255.255', 'broadcast'],
  ['100::1', 'discarded'],
  ['4000::1', 'not given to anybody'],
  ['', 'no address'],
  ['localhost', 'a name'],
  ['127.0.0.1:443', 'an address with a port'],
  ['1.2.3.4.5', 'too many numbers'],
] as const

describe('an address', () => {
  test.each(refused)('is refused: %s, %s', (address) => {
    expect(readReachable(address, { allowLoopback: false })).toBeUndefined()
  })

  test.each([
    ['8.8.8.8', '8.8.8.8'],
    ['172.15.255.255', '172.15.255.255'],
    ['172.32.0.1', '172.32.0.1'],
    ['100.63.255.255', '100.63.255.255'],
    ['100.128.0.1', '100.128.0.1'],
    ['2606:4700:4700::1111', '2606:4700:4700::1111'],
    ['2A00:1450::0:1', '2a00:1450::1'],
    ['::ffff:8.8.8.8', '8.8.8.8'],
    ['64:ff9b::808:808', '64:ff9b::808:808'],
  ])('of a public server is not: %s', (address, usual) => {
    expect(readReachable(address, { allowLoopback: false })).toBe(usual)
  })

  test.each([
    ['127.0.0.1', '127.0.0.1'],
    ['::1', '::1'],
    ['::ffff:127.0.0.1', '127.0.0.1'],
    ['10.0.0.1', undefined],
    ['169.254.169.254', undefined],
    ['0.0.0.0', undefined],
    ['::', undefined],
    ['::7f00:1', undefined],
  ])('of this machine is not where that is allowed: %s', (address, usual) => {
    expect(readReachable(address, { allowLoopback: true })).toBe(usual)
  })
})

const NAMES = ['issuer.example', 'localhost']
const names = { names: NAMES }
const servers: HttpsServer[] = []

async function serve(
  pages: (port: number) => Record<string, Page>,
  options: ServeOptions = names,
): Promise<HttpsServer> {
  const server = await serveHttps(pages, options)
  servers.push(server)
  return server
}

const serveDocument = (options?: ServeOptions) =>
  serve((port) => ({ '/.well-known/did.json': documentText(didOf(port)) }), options)

const didOf = (port: number) => `did:web:issuer.example%3A${port}`

afterEach(() => {
  for (const server of servers.splice(0)) server.close()
})

/** A look-up that gives one answer after the other, and the last for ever. */
function answering(...answers: readonly (readonly string[])[]) {
  const asked: string[] = []
  const lookup = async (name: string) => {
    asked.push(name)
    return answers[Math.min(asked.length, answers.length) - 1] ?? []
  }
  return { lookup, asked }
}

async function resolve(did: string, fetch: WebFetch, options: Omit<DidWebOptions, 'fetch'> = {}) {
  const methods = createDidWebResolver({ fetch, ...options })
  const { didDocument, didResolutionMetadata } = await createResolver({ methods }).resolve(did)
  return didDocument?.id ?? didResolutionMetadata.reason
}

describe('a name', () => {
  let never: HttpsServer
  beforeAll(async () => {
    never = await serveHttps(() => ({}), names)
    return () => never.close()
  })

  test.each(refused.filter(([address]) => address !== ''))(
    'that resolves to %s is not asked: %s',
    async (address) => {
      const { lookup, asked } = answering([address])
      const fetch = createWebFetch({ lookup, certificates: [never.certificate] })
      expect(await resolve(didOf(never.port), fetch)).toBe('addressRefused')
      expect(asked).toEqual(['issuer.example'])
      expect(never.requested).toEqual([])
    },
  )

  test('is not asked where one of its addresses is refused', async () => {
    for (const addresses of [
      ['127.0.0.1', '10.0.0.1'],
      ['10.0.0.1', '127.0.0.1'],
      ['127.0.0.1', '::ffff:169.254.169.254'],
    ]) {
      const { lookup } = answering(addresses)
      const certificates = [never.certificate]
      const fetch = createWebFetch({ lookup, allowLoopback: true, certificates })
      expect(await resolve(didOf(never.port), fetch)).toBe('addressRefused')
    }
    expect(never.requested).toEqual([])
  })

  test('is asked at the address that was checked, whatever it resolves to after that', async () => {
    const { port, certificate, requested } = await serveDocument()
    const other = await serveHttps(() => ({}), { ...names, address: '127.0.0.2', port })
    servers.push(other)
    const { lookup, asked } = answering(['127.0.0.1'], ['127.0.0.2'])
    const fetch = createWebFetch({ lookup, allowLoopback: true, certificates: [certificate] })
    expect(await resolve(didOf(port), fetch)).toBe(didOf(port))
    expect({ asked, requested, others: other.requested }).toEqual({
      asked: ['issuer.example'],
      requested: ['/.well-known/did.json'],
      others: [],
    })
  })

  test('is checked again for each connection', async () => {
    const { port, certificate, requested } = await serve((port) => ({
      '/.well-known/did.json': send(documentText(didOf(port)), {
        headers: { connection: 'close' },
      }),
    }))
    const { lookup } = answering(['127.0.0.1'], ['10.0.0.1'], ['127.0.0.1'])
    const fetch = createWebFetch({ lookup, allowLoopback: true, certificates: [certificate] })
    expect(await resolve(didOf(port), fetch)).toBe(didOf(port))
    expect(await resolve(didOf(port), fetch)).toBe('addressRefused')
    expect(await resolve(didOf(port), fetch)).toBe(didOf(port))
    expect(requested).toHaveLength(2)
  })

  test('is checked for each connection of one resolution', async () => {
    const { port, certificate, requested } = await serve(() => ({
      '/.well-known/did.json': send('', {
        status: 302,
        headers: { location: '/next', connection: 'close' },
      }),
    }))
    const { lookup } = answering(['127.0.0.1'], ['192.168.0.1'])
    const fetch = createWebFetch({ lookup, allowLoopback: true, certificates: [certificate] })
    expect(await resolve(didOf(port), fetch)).toBe('addressRefused')
    expect(requested).toEqual(['/.well-known/did.json'])
  })

  test('is checked also where a socket asks for one address alone', async () => {
    const { port, certificate } = await serveDocument()
    const reach = (...addresses: string[]) => {
      const { lookup } = answering(addresses)
      const certificates = [certificate]
      return resolve(didOf(port), createWebFetch({ lookup, allowLoopback: true, certificates }))
    }
    setDefaultAutoSelectFamily(false)
    try {
      expect(await reach('127.0.0.1', '::1')).toBe(didOf(port))
      expect(await reach('127.0.0.1', '10.0.0.1')).toBe('addressRefused')
    } finally {
      setDefaultAutoSelectFamily(true)
    }
  })

  test.each([
    { what: 'is not there', lookup: () => Promise.reject(new Error('ENOTFOUND')) },
    { what: 'has no address', lookup: async () => [] },
  ])('that $what gives no document', async ({ lookup }) => {
    expect(await resolve('did:web:issuer.example', createWebFetch({ lookup }))).toBe(
      'requestFailed',
    )
  })

  test('that is never resolved does not outlast the deadline', async () => {
    const fetch = createWebFetch({ lookup: () => new Promise(() => {}) })
    expect(await resolve('did:web:issuer.example', fetch, { timeLimit: 50 })).toBe('tooSlow')
  })

  test('is resolved by the system where nothing else was given', async () => {
    const { port, certificate } = await serve((port) => ({
      '/.well-known/did.json': documentText(didAt(port)),
    }))
    const certificates = [certificate]
    const fetch = createWebFetch({ allowLoopback: true, certificates })
    expect(await resolve(didAt(port), fetch)).toBe(didAt(port))
    expect(await resolve(didAt(port), createWebFetch({ certificates }))).toBe('addressRefused')
  })
})

describe('a host that is an address', () => {
  const request: WebRequest = {
    headers: {},
    redirect: 'manual',
    signal: new AbortController().signal,
  }

  test.each([
    '127.0.0.1',
    '2130706433',
    '0x7f000001',
    '017700000001',
    '0177.0.0.1',
    '0x7f.1',
    '127.1',
    '127.0.0.1.',
    '①②⑦.0.0.1',
    '[::1]',
    '[::ffff:127.0.0.1]',
    '[::]',
    '0',
    '10.0.0.1',
    '169.254.169.254',
    '[fd00:ec2::254]',
  ])('is not asked: %s', async (host) => {
    const { port, certificate, requested } = await serveDocument()
    const fetch = createWebFetch({ certificates: [certificate] })
    await expect(fetch(new URL(`https://${host}:${port}/`), request)).rejects.toMatchObject({
      name: 'DidWebError',
      code: 'addressRefused',
    })
    expect(requested).toEqual([])
  })

  test('is asked where that is allowed, and then for its certificate', async () => {
    const { port, certificate } = await serveDocument()
    const fetch = createWebFetch({ certificates: [certificate], allowLoopback: true })
    const asked = fetch(new URL(`https://127.0.0.1:${port}/`), request)
    await expect(asked).rejects.toMatchObject({ code: 'certificateRefused' })
  })

  test('is not asked over http', async () => {
    const fetch = createWebFetch({ allowLoopback: true })
    await expect(fetch(new URL('http://127.0.0.1:1/'), request)).rejects.toMatchObject({
      code: 'requestFailed',
      message: 'it is not https',
    })
  })
})

describe('a server', () => {
  const reaching = (options: CreateWebFetchOptions) =>
    createWebFetch({ ...answering(['127.0.0.1']), allowLoopback: true, ...options })

  test.each([
    { what: 'is signed by itself', trusted: false, options: names },
    { what: 'has expired', trusted: true, options: { ...names, notAfter: new Date('2025-01-01') } },
    {
      what: 'is not valid yet',
      trusted: true,
      options: { ...names, notAfter: new Date('2099-01-01') },
    },
    { what: 'is for another name', trusted: true, options: { names: ['other.example'] } },
  ])('whose certificate $what is not asked', async ({ trusted, options }) => {
    const { port, certificate, requested } = await serveDocument(options)
    const fetch = reaching(trusted ? { certificates: [certificate] } : {})
    expect(await resolve(didOf(port), fetch)).toBe('certificateRefused')
    expect(requested).toEqual([])
  })

  test('that is not there gives no document', async () => {
    const { port, certificate, close } = await serveDocument()
    close()
    const fetch = reaching({ certificates: [certificate] })
    expect(await resolve(didOf(port), fetch)).toBe('requestFailed')
  })

  test('that says nothing, not even in TLS, does not outlast the deadline', async () => {
    const silent = createServer(() => {})
    const port = await new Promise<number>((listening) => {
      silent.listen(0, '127.0.0.1', () => listening(Object(silent.address()).port))
    })
    expect(await resolve(didOf(port), reaching({}), { timeLimit: 100 })).toBe('tooSlow')
    silent.close()
  })

  test('that does not speak TLS gives no document', async () => {
    const plain = createServer((socket) => {
      socket.on('error', () => {})
      socket.end('HTTP/1.1 200 OK\r\n\r\n{}')
    })
    const port = await new Promise<number>((listening) => {
      plain.listen(0, '127.0.0.1', () => listening(Object(plain.address()).port))
    })
    expect(await resolve(didOf(port), reaching({}))).toBe('requestFailed')
    plain.close()
  })

  test('is asked over one connection, and over another where it has closed that', async () => {
    const ports: (number | undefined)[] = []
    const { port, certificate } = await serve((port) => ({
      '/.well-known/did.json': ({ socket }, response) => {
        // The second time, as if it had closed the connection before it was asked.
        if (ports.push(socket.remotePort) === 2) return void socket.destroy()
        response.writeHead(200, { 'content-type': 'application/json' })
        response.end(documentText(didOf(port)))
      },
    }))
    const fetch = reaching({ certificates: [certificate] })
    for (let time = 0; time < 3; time++) {
      expect(await resolve(didOf(port), fetch)).toBe(didOf(port))
    }
    const [first, second, third, fourth] = ports
    expect([second, fourth]).toEqual([first, third])
    expect(third).not.toBe(first)
  })

  test('whose documents are refused is left', async () => {
    let left = 0
    const { port, certificate } = await serve(() => ({
      '/.well-known/did.json': (_request, response) => {
        response.on('close', () => left++)
        response.writeHead(500, { 'content-type': 'application/json' })
        response.write('and so on')
      },
    }))
    expect(await resolve(didOf(port), reaching({ certificates: [certificate] }))).toBe(
      'serverFailed',
    )
    await expect.poll(() => left).toBe(1)
  })
})

describe('a fetch of one’s own', () => {
  const did = 'did:web:issuer.example'
  const json = { 'content-type': 'application/json' }

  test('is told what to ask and how', async () => {
    const asked: [URL, WebRequest][] = []
    const fetch: WebFetch = async (...given) => {
      asked.push(given)
      return new Response(documentText(did), { headers: json })
    }
    expect(await resolve(`${did}%3A8443`, fetch)).toBe('documentRefused')
    expect(await resolve(did, fetch)).toBe(did)
    expect(asked.map(([url]) => url.href)).toEqual([
      'https://issuer.example:8443/.well-known/did.json',
      'https://issuer.example/.well-known/did.json',
    ])
    const [, request] = asked[1] ?? []
    expect(request).toMatchObject({
      redirect: 'manual',
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
    })
    expect(Object.keys(request?.headers ?? {})).toEqual(['accept'])
  })

  test.each<{ what: string; fetch: WebFetch; reason: string }>([
    {
      what: 'rejects',
      fetch: () => Promise.reject(new TypeError('offline')),
      reason: 'requestFailed',
    },
    {
      what: 'throws',
      fetch: () => {
        throw new TypeError('offline')
      },
      reason: 'requestFailed',
    },
    { what: 'never answers', fetch: () => new Promise(() => {}), reason: 'tooSlow' },
    {
      what: 'sees no more of a redirect than a page does',
      fetch: async () => ({
        status: 0,
        headers: new Headers(),
        body: null,
        type: 'opaqueredirect',
      }),
      reason: 'redirectRefused',
    },
    {
      what: 'followed a redirect',
      fetch: async () => ({
        status: 200,
        headers: new Headers(json),
        body: new Response(documentText(did)).body,
        redirected: true,
      }),
      reason: 'redirectRefused',
    },
    {
      what: 'gives no body',
      fetch: async () => new Response(null, { headers: json }),
      reason: 'documentRefused',
    },
    {
      what: 'gives a body that fails',
      fetch: async () => {
        const body = new ReadableStream({ pull: (stream) => stream.error(new Error('cut')) })
        return new Response(body, { headers: json })
      },
      reason: 'requestFailed',
    },
    {
      what: 'says of itself why it refused',
      fetch: createWebFetch(answering(['10.0.0.1'])),
      reason: 'addressRefused',
    },
  ])('that $what gives no document', async ({ fetch, reason }) => {
    expect(await resolve(did, fetch, { timeLimit: 50 })).toBe(reason)
  })

  test.each([
    { what: 'never ends', pull: () => new Promise<void>(() => {}), reason: 'tooSlow' },
    {
      what: 'is too large',
      pull: (stream: ReadableStreamDefaultController) => stream.enqueue(new Uint8Array(16_384)),
      reason: 'tooLarge',
    },
  ])('is stopped where its body $what', async ({ pull, reason }) => {
    let stopped = false
    const cancel = () => {
      stopped = true
    }
    const fetch = async () => new Response(new ReadableStream({ pull, cancel }), { headers: json })
    expect(await resolve(did, fetch, { timeLimit: 50 })).toBe(reason)
    await expect.poll(() => stopped).toBe(true)
  })

  test('gets the reason of an abort as its signal', async () => {
    let signal: AbortSignal | undefined
    const fetch: WebFetch = (_url, request) => {
      signal = request.signal
      return new Promise(() => {})
    }
    expect(await resolve(did, fetch, { timeLimit: 20 })).toBe('tooSlow')
    expect(signal?.aborted).toBe(true)
  })
})

test('elsewhere than on Node the fetch of the platform is used', async () => {
  const { getBuiltinModule } = process
  const { fetch: platform } = globalThis
  const asked: string[] = []
  try {
    Object.assign(process, { getBuiltinModule: undefined })
    globalThis.fetch = async (url, init) => {
      asked.push(`${url} ${init?.redirect}`)
      return new Response(documentText('did:web:issuer.example'), {
        headers: { 'content-type': 'application/did+json' },
      })
    }
    expect(await resolve('did:web:issuer.example', createWebFetch())).toBe('did:web:issuer.example')
  } finally {
    Object.assign(process, { getBuiltinModule })
    globalThis.fetch = platform
  }
  expect(asked).toEqual(['https://issuer.example/.well-known/did.json manual'])
})
