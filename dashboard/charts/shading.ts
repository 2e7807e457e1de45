import type { CalendarAnswer } from '../../api/schemas/sites.ts';
import { addDays, type LocalTime } from '../../domain/local-time.ts';
import type { Shade } from './model.ts';

const KIND: Partial<Record<CalendarAnswer['days'][number]['type'], Shade['kind']>> = {
  weekend: 'weekend',
  weekend_custody: 'weekend',
  statutory_holiday: 'holiday',
  vacation: 'holiday',
  renovation: 'holiday',
};

/** Weekends and holidays of a calendar as spans; days of one kind in a row are one span. */
export function toShades(days: readonly Pick<CalendarAnswer['days'][number], 'day' | 'type'>[], local: LocalTime): Shade[] {
  const shades: Shade[] = [];
  for (const { day, type } of days) {
    const kind = KIND[type];
    if (!kind) continue;
    const fromAt = local.startOfDay(day);
    const last = shades.at(-1);
    if (last && last.kind === kind && last.toAt === fromAt) last.toAt = local.startOfDay(addDays(day, 1));
    else shades.push({ fromAt, toAt: local.startOfDay(addDays(day, 1)), kind });
  }
  return shades;
}
