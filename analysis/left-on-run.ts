import { INTERVAL_MS } from '../domain/interval.ts';

/** What a quarter hour says about something that should be off. */
export const MARKS = { off: 0, on: 1, unknown: 2 } as const;
export type Mark = (typeof MARKS)[keyof typeof MARKS];

/** A stretch in which something ran that should not; `endAt` once it was off long enough. */
export interface LeftOnRun {
  startAt: number;
  endAt?: number | undefined;
  /** The check that raised it. */
  raisedAt: number;
}

/**
 * The first run of a night: raised when `onQuarters` quarter hours in a row show it on, over after `offQuarters` that show it
 * off; when it comes back in the same night it goes on as the same run. Unknown quarter hours neither raise nor clear.
 * Permitted time does not count as on, but who is on when the permit ends is raised then.
 *
 * @param markAt    of the interval that begins at an instant
 * @param permitted whether use was allowed in it
 * @param fromAt    first interval that counts; on the grid
 * @param lastAt    last check: nothing later is known
 */
export function leftOnRun(
  { markAt, permitted }: { markAt(at: number): Mark; permitted(at: number): boolean },
  { fromAt, lastAt, onQuarters, offQuarters }: { fromAt: number; lastAt: number; onQuarters: number; offQuarters: number },
): LeftOnRun | undefined {
  let run: LeftOnRun | undefined;
  let [on, off] = [0, 0];
  /** Where the present stretch began that is on and not permitted. */
  let since = fromAt;
  for (let at = fromAt; at < lastAt; at += INTERVAL_MS) {
    const mark = markAt(at);
    const isPermitted = permitted(at);
    const next = at + INTERVAL_MS;
    if (mark === MARKS.on && on === 0) since = at;
    on = mark === MARKS.on ? on + 1 : 0;
    off = mark === MARKS.off || isPermitted ? off + 1 : 0;
    if (isPermitted) since = next;
    if (run && run.endAt === undefined) {
      if (off >= offQuarters) run = { ...run, endAt: Math.max(run.startAt, next - off * INTERVAL_MS) };
    } else if (on >= onQuarters && !permitted(next)) {
      run = run ? { ...run, endAt: undefined } : { startAt: since, raisedAt: next };
    }
  }
  return run;
}
