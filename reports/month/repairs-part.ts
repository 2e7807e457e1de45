import { WORK_KINDS, type WorkKind, isWork, workKindOf } from '../../alerts/digest/work-list.ts';
import { stageOf, type AlertEvent, inOrder } from '../../domain/handling.ts';
import type { Alert } from '../../domain/alert.ts';
import type { Sentence } from '../../domain/words.ts';
import { type AlertBook } from './alert-book.ts';
import type { MonthReport } from './schema.ts';

const NAMES: Record<WorkKind, Sentence> = {
  leak: { zh: '漏水', en: 'leaks' },
  meter: { zh: '表计', en: 'meters' },
  other: { zh: '其他', en: 'other' },
};
/** So long after it was reported a repair is overdue; the definitions of the report say so. */
export const OVERDUE_DAYS = 7;
const DAY_MS = 24 * 3_600_000;

interface Repair {
  kind: WorkKind;
  alert: Alert;
  /** When somebody first took it on; undefined: nobody did. */
  takenAt: number | undefined;
  /** When the meter accepted it; undefined: not yet, or not in the month. */
  doneAt: number | undefined;
}

/** Repairs that were taken on or ended in the month, by kind. */
export function repairsPart(book: AlertBook): MonthReport['repairs'] {
  const { fromAt, toAt } = book.span;
  const repairs = [...book.found, ...book.earlier].filter(isWork).map((alert) => toRepair(alert, book.events.get(alert.id) ?? [], toAt));
  return WORK_KINDS.flatMap((kind) => {
    const ofKind = repairs.filter((repair) => repair.kind === kind);
    const accepted = ofKind.filter(({ takenAt }) => takenAt !== undefined && takenAt >= fromAt && takenAt < toAt);
    const done = ofKind.filter(({ doneAt }) => doneAt !== undefined && doneAt >= fromAt);
    const overdue = ofKind.filter(
      ({ takenAt, doneAt }) => takenAt !== undefined && doneAt === undefined && takenAt < toAt - OVERDUE_DAYS * DAY_MS,
    );
    if (accepted.length + done.length + overdue.length === 0) return [];
    const took = done.map(({ takenAt, doneAt, alert }) => doneAt! - (takenAt ?? alert.openedAt));
    return [
      {
        category: NAMES[kind],
        accepted: accepted.length,
        done: done.length,
        meanMs: took.length === 0 ? null : Math.round(took.reduce((sum, ms) => sum + ms, 0) / took.length),
        overdue: overdue.length,
        satisfaction: null,
      },
    ];
  });
}

function toRepair(alert: Alert, all: readonly AlertEvent[], toAt: number): Repair {
  const events = inOrder(all).filter(({ at }) => at < toAt);
  const taken = events.find(({ word }) => word === 'reported' || word === 'handling' || word === 'repaired');
  const last = events.at(-1);
  const isDone = last !== undefined && ['accepted', 'false_alarm'].includes(stageOf(events));
  return { kind: workKindOf(alert), alert, takenAt: taken?.at, doneAt: isDone ? last.at : undefined };
}
