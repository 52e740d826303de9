import ResolvedContext from 'jsonld/lib/ResolvedContext.js'

/** The terms that hold at one place of a document, as far as they are looked at here. */
interface ActiveContext {
  readonly mappings: ReadonlyMap<string, object>
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

  override setProcessed(active: object, processed: { readonly context: object }): void {
    unfinished.delete(processed.context)
    super.setProcessed(keyOf(active), processed)
  }
}

function keyOf(active: object): object {
  const origin = origins.get(active)
  if (origin === undefined) return active
  return 'previousContext' in active ? origin.beforeType : origin.same
}
