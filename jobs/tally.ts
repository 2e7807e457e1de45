import type { AlertChange, NoticeKind } from '../domain/alert.ts';

/** What one judgement did; `judged` counts meters. */
export interface Tally {
  judged: number;
  findings: number;
  blind: number;
  opened: number;
  recovered: number;
}

export const NOTHING: Tally = { judged: 0, findings: 0, blind: 0, opened: 0, recovered: 0 };

export function countNotices(changes: readonly AlertChange[]): Pick<Tally, 'opened' | 'recovered'> {
  const count = (...kinds: NoticeKind[]) => changes.filter(({ notice }) => notice && kinds.includes(notice.kind)).length;
  return { opened: count('opened', 'reopened'), recovered: count('recovered') };
}

/** One part after the other. */
export async function sumOf(parts: readonly (() => Promise<Tally>)[]): Promise<Tally> {
  const sum = { ...NOTHING };
  for (const part of parts) {
    const tally = await part();
    for (const key of Object.keys(sum) as (keyof Tally)[]) sum[key] += tally[key];
  }
  return sum;
}
