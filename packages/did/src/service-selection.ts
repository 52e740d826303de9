import { absolute, type DidDocument, type DidService, servicesOf } from './did-document.ts'
import { DidError } from './error.ts'

/** The parameters of a DID URL that select services, percent-decoded. At least one of the first two is there. */
export interface ServiceSelection {
  /** The service's id, or its fragment, with or without `#`. */
  readonly service?: string
  readonly serviceType?: string
  /** A relative reference, which a service's endpoint is the base of. */
  readonly relativeRef?: string
}

const parameters = ['service', 'serviceType', 'relativeRef'] as const

/**
 * Reads the query of a DID URL. A parameter that occurs twice has no meaning that all readers agree on.
 *
 * @throws {DidError} `invalidDidUrl`, or `notFound` where other parameters are there, or none that selects a service.
 * @see DID Resolution 1.0 §3 DID Parameters
 */
export function parseServiceSelection(query: string): ServiceSelection {
  const entries = query.split('&').map((parameter): [string, string] => {
    const [name = '', ...value] = parameter.split('=')
    return [percentDecoded(name), percentDecoded(value.join('='))]
  })
  const selection = Object.fromEntries(entries)
  if (Object.keys(selection).length < entries.length) {
    throw new DidError('invalidDidUrl', 'a parameter of the DID URL occurs twice')
  }
  const isKnown = entries.every(([name]) => parameters.some((known) => known === name))
  if (!isKnown || (selection.service === undefined && selection.serviceType === undefined)) {
    throw new DidError('notFound', 'the query of the DID URL leads nowhere')
  }
  return selection
}

/**
 * A document with only those of its services that are selected.
 *
 * @throws {DidError} `notFound` where there are none.
 */
export function withSelectedServices(
  document: DidDocument,
  selection: ServiceSelection,
): DidDocument {
  return { ...document, service: selectedServices(document, selection) }
}

/** What {@link endpointUrls} takes beside the document. */
export interface EndpointUrlsOptions {
  selection: ServiceSelection
  /** The fragment of the DID URL, which the addresses inherit. */
  fragment: string | undefined
}

/**
 * The addresses of the services that are selected, in the order of the document. Endpoints that are objects have none.
 *
 * @throws {DidError} `notFound` where there are none; `invalidDidDocument` where one is no URL; `invalidDidUrl` where
 *   `relativeRef` names a host, climbs the path, or does not fit the endpoint, or where there are two fragments.
 * @see DID Resolution 1.0 §5.4
 */
export function endpointUrls(
  document: DidDocument,
  { selection, fragment }: EndpointUrlsOptions,
): URL[] {
  const urls = selectedServices(document, selection)
    .flatMap(({ serviceEndpoint }) => [serviceEndpoint].flat())
    .filter((endpoint) => typeof endpoint === 'string')
    .map((endpoint) => {
      const base = endpointUrl(endpoint)
      const { relativeRef } = selection
      const url = relativeRef === undefined ? base : resolveWithin(base, relativeRef)
      return fragment === undefined ? url : withFragment(url, fragment)
    })
  if (urls.length === 0) throw new DidError('notFound', 'the service has no address')
  return urls
}

function selectedServices(
  document: DidDocument,
  { service, serviceType }: ServiceSelection,
): DidService[] {
  const id = service === undefined ? undefined : serviceId(service, document)
  const services = servicesOf(document).filter(
    (candidate) =>
      (id === undefined || candidate.id === id) &&
      (serviceType === undefined || [candidate.type].flat().includes(serviceType)),
  )
  if (services.length === 0) throw new DidError('notFound', 'the document has no such service')
  return services
}

/** `files` stands for `#files`, as all examples of the specification write it. */
function serviceId(reference: string, { id }: DidDocument): string {
  const isRelative = /^[^:#]*$/.test(reference)
  return absolute(isRelative ? `#${reference}` : reference, id)
}

function endpointUrl(endpoint: string): URL {
  if (URL.canParse(endpoint)) return new URL(endpoint)
  throw new DidError('invalidDidDocument', 'a serviceEndpoint is no URL')
}

/** RFC 3986 §5, for references that stay at the endpoint's host and do not climb (DID Resolution 1.0 §13.7.1). */
function resolveWithin(base: URL, reference: string): URL {
  if (!isHarmless(reference) || !URL.canParse(reference, base.href)) {
    throw new DidError('invalidDidUrl', 'the relativeRef is none that the service can have')
  }
  return new URL(reference, base)
}

function isHarmless(reference: string): boolean {
  const [path = ''] = reference.split(/[?#]/, 1)
  // However often it was encoded: whoever serves it may decode once more.
  const decoded = path
    .replace(/%(?:25)*2e/gi, '.')
    .replace(/%(?:25)*2f/gi, '/')
    .replace(/%(?:25)*5c/gi, '\\')
  const [first = '', ...rest] = decoded.split('/')
  // What URL parsers drop, or take for a slash.
  const isPlain = !/[\\\s\p{Cc}]/u.test(decoded)
  const namesHost = first === '' && rest.length > 1 && rest[0] === ''
  const climbs = [first, ...rest].includes('..')
  return isPlain && !first.includes(':') && !namesHost && !climbs
}

function withFragment(url: URL, fragment: string): URL {
  if (url.href.includes('#')) {
    throw new DidError('invalidDidUrl', 'the address has a fragment, and so has the DID URL')
  }
  return new URL(`#${fragment}`, url)
}

function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch (cause) {
    throw new DidError('invalidDidUrl', 'a parameter of the DID URL is no UTF-8', { cause })
  }
}
