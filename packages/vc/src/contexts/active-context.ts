import { isJsonObject } from '@unscored/core'
import ResolvedContext from 'jsonld/lib/ResolvedContext.js'

type Mappings = ReadonlyMap<string, { readonly protected?: boolean }>

/** The terms that hold at one place of a document, as far as they are looked at here. */
interface ActiveContext {
  readonly mappings: Mappings
  readonly protected: object
  /** What holds again further in, where a context is that of a type. */
  readonly previousContext?: ActiveContext
  clone(): ActiveContext
}

/**
 * What stands for a copy among the keys of what was compiled. jsonld copies all terms at each node that has a type, and
 * then compiles the context of that type anew, because it has never seen the copy.
 */
interface Origin {
  /** As long as nothing was done to it: what it was copied from. */
  readonly same: object
  /** Once it was told what it was copied from, which is how jsonld starts on the context of a type. */
  readonly beforeType: object
}

const origins = new WeakMap<object, Origin>()

/** Copies that terms are being added to. They stand for nothing until that is done. */
const unfinished = new WeakSet<object>()

/** What was last looked up in vain: jsonld copies it next, to add terms to the copy. */
let missed: object | undefined

/** The context that a document begins with, from that of jsonld. */
export function createActiveContext(initial: object): object {
  return { ...initial, clone: copy }
}

/**
 * Shares its terms with the original, unless terms are added to either. What each stands for is replaced and never changed
 * by jsonld.
 */
function copy(this: ActiveContext): ActiveContext {
  const isToBeAddedTo = this === missed
  missed = undefined
  const copied = {
    ...this,
    inverse: null,
    ...((isToBeAddedTo || unfinished.has(this)) && {
      mappings: new Map(this.mappings),
      protected: { ...this.protected },
    }),
    ...(this.previousContext && { previousContext: this.previousContext.clone() }),
  }
  if (isToBeAddedTo) unfinished.add(copied)
  else if (this.previousContext === undefined && !unfinished.has(this)) {
    origins.set(copied, origins.get(this) ?? { same: this, beforeType: beforeTypeOf(this) })
  }
  return copied
}

const markers = new WeakMap<object, object>()

function beforeTypeOf(active: object): object {
  const marker = markers.get(active) ?? {}
  markers.set(active, marker)
  return marker
}

/** A context, and what was compiled of it on top of others; on a copy it is what it was on the original. */
export class CompiledContext extends ResolvedContext {
  override getProcessed(active: object): object | undefined {
    const processed = super.getProcessed(keyOf(active))
    missed = processed === undefined ? active : undefined
    return processed
  }

  /** Keeps what was compiled, unless a context of a type could find what only that of a member may say. */
  override setProcessed(
    active: ActiveContext,
    processed: { readonly context?: Partial<ActiveContext> | null },
  ): void {
    const { context } = processed
    // Of a context that is imported, jsonld brings what it made of the importing one, and would take it for another's.
    if (!(context?.mappings instanceof Map)) return
    unfinished.delete(context)
    if (!this.#changesProtected(active.mappings, context.mappings)) {
      super.setProcessed(keyOf(active), processed)
    }
  }

  /**
   * Whether it gives another definition to a protected term, or one that is not protected: whether it may, and what becomes
   * of that, depends on what it is the context of, which stands neither in it nor in what it is compiled on. What is bundled
   * cannot be both of a member and of something else, so that a definition that is the same stays protected there.
   */
  #changesProtected(before: Mappings, after: Mappings): boolean {
    const { '@protected': protectsAll = false, ...definitions } = this.document ?? {}
    const isBundled = Object.isFrozen(this.document)
    return Object.entries(definitions).some(([term, definition]) => {
      const known = before.get(term)
      if (known?.protected !== true) return false
      const own = isJsonObject(definition) ? definition['@protected'] : undefined
      const staysProtected = isBundled || (own ?? protectsAll) === true
      return !staysProtected || JSON.stringify(known) !== JSON.stringify(after.get(term))
    })
  }
}

function keyOf(active: object): object {
  const origin = origins.get(active)
  if (origin === undefined) return active
  return 'previousContext' in active ? origin.beforeType : origin.same
}
