import type { JsonObject } from '@unscored/core'
import { DidError } from './error.ts'

/**
 * What can go wrong with a resolution over HTTP: the status, and what did-resolver and the editions before call it.
 *
 * @see DID Resolution 1.0 §11 Errors, §12.1
 */
export const problems = {
  INVALID_DID: { status: 400, code: 'invalidDid', title: 'This is no DID.' },
  INVALID_DID_URL: { status: 400, code: 'invalidDidUrl', title: 'This is no DID URL.' },
  INVALID_OPTIONS: { status: 400, code: 'invalidOptions', title: 'An option has a wrong value.' },
  NOT_FOUND: { status: 404, code: 'notFound', title: 'There is nothing of this name.' },
  REPRESENTATION_NOT_SUPPORTED: {
    status: 406,
    code: 'representationNotSupported',
    title: 'It has no representation that is accepted.',
  },
  INVALID_DID_DOCUMENT: {
    status: 500,
    code: 'invalidDidDocument',
    title: 'What was found is not the document of the DID.',
  },
  INTERNAL_ERROR: { status: 500, code: 'internalError', title: 'The resolver failed.' },
  METHOD_NOT_SUPPORTED: {
    status: 501,
    code: 'methodNotSupported',
    title: 'The method of the DID is not known here.',
  },
  FEATURE_NOT_SUPPORTED: {
    status: 501,
    code: 'featureNotSupported',
    title: 'An option is not known here.',
  },
} as const

/** The names of {@link problems}. */
export type ProblemName = keyof typeof problems

/** A request whose options are not understood. */
export class OptionError extends Error {
  override readonly name = 'OptionError'
  readonly problem: ProblemName

  constructor(problem: ProblemName) {
    super(problems[problem].title)
    this.problem = problem
  }
}

/** What an error is called over HTTP. */
export function problemOf(error: unknown): ProblemName {
  if (error instanceof OptionError) return error.problem
  const code = error instanceof DidError ? error.code : undefined
  return problemNames.find((name) => problems[name].code === code) ?? 'INTERNAL_ERROR'
}

/** RFC 9457. What the resolver has to say is not in it: that may name hosts and addresses. */
export function problemDetails(name: ProblemName): JsonObject {
  return { type: `https://www.w3.org/ns/did#${name}`, title: problems[name].title }
}

// Object.keys is typed as string[]; the record above is a literal, so its keys are the names.
const problemNames = Object.keys(problems) as ProblemName[]
