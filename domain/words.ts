import type { Finding } from './finding.ts';
import type { LocalTime } from './local-time.ts';
import type { Building, Meter, Space } from './site.ts';

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

/** Building, floor, room: as one would say where to go. */
export function where({ meter, building, space }: AlertPlace): Sentence {
  const zh = [building?.name];
  const en = [building && nameEn(building)];
  if (space) {
    zh.push(floorZh(space.floor));
    en.push(`floor ${space.floor}`);
    if (space.function !== 'floor') {
      zh.push(space.name);
      en.push(nameEn(space));
    }
  } else if (!building) {
    zh.push(meter.name);
    en.push(nameEn(meter));
  }
  const present = (part: string | undefined) => part !== undefined;
  // A space between a digit and what follows, none between Chinese characters.
  const place = zh.filter(present).join(' ');
  return { zh: /[0-9A-Za-z]$/.test(place) ? `${place} ` : place, en: en.filter(present).join(', ') };
}

const DIGITS = ['零', '一', '二', '三', '四', '五', '六', '七', '八', '九', '十'];

function floorZh(floor: number): string {
  if (floor < 0) return `地下${DIGITS[-floor] ?? -floor}层`;
  return `${DIGITS[floor] ?? floor}楼`;
}

/** `约 2.1 kW`; empty without a rate. */
export function about(rate: Finding['rate']): Sentence {
  if (!rate) return { zh: '', en: '' };
  const text = `${threeDigits(rate.value)} ${rate.unit}`;
  return { zh: `约 ${text}`, en: `about ${text}` };
}

/** An amount with the word before it in Chinese, behind it in English; empty without one. */
export function wasted({ wasted: amount }: Finding, word: string): string {
  if (!amount || amount.value <= 0) return '';
  const text = `${threeDigits(amount.value)} ${amount.unit}`;
  return /^[a-z]/.test(word) ? `${text} ${word}` : `${word} ${text}`;
}

/** What a sentence about a lasting cause is made of: where, how much, since when, and until when once it has ended. */
export function factsOf(
  { rate, startAt, endAt }: Finding,
  place: AlertPlace,
  local: LocalTime,
): { at: Sentence; rate: Sentence; from: Sentence; to: Sentence | undefined } {
  return {
    at: where(place),
    rate: about(rate),
    from: momentOf(startAt, local),
    to: endAt === undefined ? undefined : momentOf(endAt, local),
  };
}
