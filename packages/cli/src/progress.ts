import type { Environment } from './environment.ts'
import type { Output } from './output.ts'

/** Tells people how far something has come. */
export interface Progress {
  update(state: ProgressState): void
  /** Leaves a terminal at the start of a line. */
  end(): void
}

/** How far something has come. */
export interface ProgressState {
  readonly what: string
  readonly done: number
  readonly total: number
  /**
   * The same by how long each takes, about; `before` is what of it was done before, so that it tells nothing of how long the rest
   * takes.
   */
  readonly effort: { readonly done: number; readonly before: number; readonly total: number }
}

/** What {@link createProgress} takes. */
export interface CreateProgressOptions extends Pick<Environment, 'stderr' | 'now'> {
  readonly output: Pick<Output, 'notice'>
  /** Whether programs read along. */
  readonly json: boolean
  readonly quiet: boolean
}

/** At a terminal one line that changes, else a line now and then; nothing where that is asked for. */
export function createProgress({
  stderr,
  now,
  output,
  json,
  quiet,
}: CreateProgressOptions): Progress {
  const started = now().getTime()
  const isTerminal = stderr.isTTY === true && !json
  let [said, shown] = [started, false]
  return {
    update(state) {
      if (quiet) return
      const time = now().getTime()
      const isLast = state.done >= state.total
      if (!isLast && time - said < (isTerminal ? 200 : 30_000)) return
      said = time
      const line = progressLine(state, time - started)
      if (!isTerminal) return output.notice(line)
      shown = true
      stderr.write(`\r\u001b[2K${line.slice(0, (stderr.columns ?? 80) - 1)}`)
    },
    end() {
      if (shown) stderr.write('\n')
      shown = false
    },
  }
}

/** How far, of what, and how long it may still take. */
export function progressLine(
  { what, done, total, effort }: ProgressState,
  milliseconds: number,
): string {
  const fresh = effort.done - effort.before
  const left = fresh <= 0 ? undefined : (milliseconds / fresh) * (effort.total - effort.done)
  const share = Math.floor((100 * done) / Math.max(1, total))
  return `${share} %, ${done} of ${total}, ${what}${left === undefined ? '' : `, ${durationText(left)} left`}`
}

function durationText(milliseconds: number): string {
  const seconds = Math.ceil(milliseconds / 1000)
  return seconds < 90 ? `${seconds} s` : `${Math.round(seconds / 60)} min`
}
