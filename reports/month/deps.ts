import type { Clock } from '../../domain/clock.ts';
import type { ReadingStore, Records } from '../../store/ports.ts';

/** What a report is made from. */
export interface MonthDeps {
  records: Omit<Records, 'catalog' | 'close'>;
  readings: Pick<ReadingStore, 'range'>;
  now: Clock;
}
