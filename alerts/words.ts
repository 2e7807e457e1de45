import type { LocalTime } from '../domain/local-time.ts';
import type { Building, Meter, Space } from '../domain/site.ts';

/** One sentence for a tired person, in the languages of the interface; or a part of one. */
export interface Sentence {
  zh: string;
  en: string;
}

/** Where a meter measures. */
export interface AlertPlace {
  meter: Pick<Meter, 'name' | 'nameEn'>;
  building: Pick<Building, 'name' | 'nameEn'> | undefined;
  space: Pick<Space, 'name' | 'nameEn' | 'floor' | 'function'> | undefined;
  /** The other meters of the case; absent: nobody looked them up. */
  others?: readonly Pick<Meter, 'name' | 'nameEn'>[] | undefined;
}

export const comma = (text: string) => (text === '' ? '' : `，${text}`);
export const commaEn = (text: string) => (text === '' ? '' : `, ${text}`);

const GROUPED = new Intl.NumberFormat('en-US', { maximumFractionDigits: 12 });

/** Three significant digits, grouped by thousands. */
export function threeDigits(value: number): string {
  return GROUPED.format(Number(value.toPrecision(3)));
}

/** A register as the display shows it: all of its digits, grouped by thousands. */
export function exact(value: number): string {
  return GROUPED.format(Number(value.toFixed(4)));
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

export function momentOf(at: number, local: LocalTime): Sentence {
  const day = dayWords(local.dayOf(at));
  const clock = local.clockOf(at);
  return { zh: `${day.zh} ${clock}`, en: `${clock} on ${day.en}` };
}

export function dayWords(date: string): Sentence {
  const [, month, day] = date.split('-').map(Number);
  return { zh: `${month}月${day}日`, en: `${day} ${MONTHS[month! - 1]}` };
}

/** @param date any day of the month */
export function monthWords(date: string): Sentence {
  const [, month] = date.split('-').map(Number);
  return { zh: `${month}月`, en: MONTHS[month! - 1]! };
}

export const nameEn = ({ name, nameEn: english }: { name: string; nameEn?: string | undefined }) => english ?? name;
