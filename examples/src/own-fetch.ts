import { parseMultikey } from '@unscored/core'
import {
  createDidWebDocument,
  createDidWebResolver,
  createResolver,
  createWebFetch,
  type DidDocument,
  resolveDid,
  type WebFetch,
} from '@unscored/did'

/**
 * A fetch that asks a mirror in the place of issuers: what is at `https://issuer.example/.well-known/did.json` is at
 * `issuer.example/.well-known/did.json` there. So no issuer learns who asks for its document, and when; the mirror does.
 *
 * What comes is checked as ever: its size and how long it takes, its media type, and that it is the document of the DID. That
 * the mirror has not put other keys into it is for you to know, as of any proxy.
 *
 * @param mirror An address without a slash at its end.
 * @param fetch How the mirror is asked: by default as issuers would be, over https and at public addresses alone.
 */
export function createMirrorFetch(mirror: string, fetch: WebFetch = createWebFetch()): WebFetch {
  return (url, request) => fetch(new URL(`${mirror}/${url.host}${url.pathname}`), request)
}

/** The document of a `did:web`, from wherever a fetch gets it. */
export function resolveBy(fetch: WebFetch, did: string): Promise<DidDocument> {
  const resolver = createResolver({ methods: createDidWebResolver({ fetch }) })
  return resolveDid(did, { resolver })
}

/** `npx tsx examples/src/own-fetch.ts`: with a mirror that is a function, so that nothing leaves this machine. */
async function main(): Promise<void> {
  const key = parseMultikey('z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp')
  const document = createDidWebDocument({ domain: 'issuer.example', keys: { 'key-1': key } })
  const mirror: WebFetch = async (url) => {
    console.log(`The mirror is asked for ${url.href}`)
    return new Response(JSON.stringify(document), {
      headers: { 'content-type': 'application/did' },
    })
  }
  const fetch = createMirrorFetch('https://mirror.example/did-web', mirror)
  console.log(await resolveBy(fetch, 'did:web:issuer.example'))
}

if (process.argv[1] === import.meta.filename) await main()
