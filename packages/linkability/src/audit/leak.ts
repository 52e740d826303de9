import type { DisclosedCredential, Disclosure } from '../disclosure/disclosure.ts'
import type { Bounds } from '../population/bounds.ts'
import type { Knowledge } from '../population/knowledge.ts'
import type { AuditManifest, AuditManifestProfile } from './manifest.ts'
import type { Measure } from './measure.ts'
import type { AuditPolicy } from './policy.ts'

/** A disclosure that was made before. */
export interface PastDisclosure {
  readonly disclosure: Disclosure
  /** To whom; what the disclosure says, where this is left out. */
  readonly party?: string
  /** When, as an XSD dateTime. */
  readonly at?: string
}

/** What the sources of leaks look at. */
export interface AuditContext {
  readonly disclosure: Disclosure
  readonly manifest: AuditManifest | undefined
  readonly measure: Measure
  readonly history: readonly PastDisclosure[]
  readonly policy: AuditPolicy
}

/** One credential of what they look at. */
export interface CredentialContext extends AuditContext {
  readonly credential: DisclosedCredential
  readonly profile: AuditManifestProfile | undefined
  /** What is told of members that the population table has. */
  readonly knowing: Knowledge
}

/** Something that tells people apart. */
export interface Leak {
  /** JSON pointers to where it stands. */
  readonly pointers: readonly string[]
  /** How many people have it in common. */
  readonly sharing: Bounds
  /** Whether it is the same the next time, so that visits can be told to be of one person by it alone. */
  readonly links: boolean
  /** Whether it counts by itself: what values tell is counted for all of them together. */
  readonly isCounted: boolean
}
