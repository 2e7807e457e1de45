/** Numbers and times as people read them. Pure: language and zone are passed in, the browser's own are never used. */

export const LOCALES = ['zh-CN', 'en'] as const;
export type Locale = (typeof LOCALES)[number];

/** Thin, and no line break: between groups of three. */
const THIN = '\u202f';
/** No line break between a number and its unit. */
export const GAP = '\u00a0';
const MINUS = '\u2212';
export const DASH = '–';

/** A number and its unit apart, for headlines that set them in two sizes. */
export interface Quantity {
  number: string;
  unit: string;
}

/** Digits after the point so that about three figures count; never more than the field needs. */
export function decimalsFor(value: number): number {
  const size = Math.abs(value);
  if (size >= 100 || size === 0) return 0;
  return size >= 10 ? 1 : 2;
}

/** Fixed decimals, thin grouping, a true minus. Integers of four digits are grouped too, so that columns line up. */
export function formatNumber(value: number, decimals: number): string {
  const fixed = Math.abs(value).toFixed(decimals);
  const [whole = '', rest] = fixed.split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, THIN);
  const negative = value < 0 && Number(fixed) !== 0;
  return `${negative ? MINUS : ''}${grouped}${rest ? `.${rest}` : ''}`;
}

/** A headline: three figures, in Chinese by ten thousands (万) from 100,000 up. */
export function toHeadline(value: number | null, unit: string, locale: Locale): Quantity {
  if (value === null) return { number: DASH, unit };
  if (locale === 'zh-CN' && Math.abs(value) >= 100_000) {
    const tenThousands = value / 10_000;
    return { number: formatNumber(tenThousands, decimalsFor(tenThousands)), unit: `万${GAP}${unit}` };
  }
  return { number: formatNumber(value, decimalsFor(value)), unit };
}

/** A value with its unit, for prose and hover. */
export function formatValue(value: number | null, unit: string): string {
  return value === null ? DASH : `${formatNumber(value, decimalsFor(value))}${GAP}${unit}`;
}

/** A share from 0 to 1 as percent. Never rounds a gap away: 0.9996 is 99.9 %, not 100 %. */
export function formatShare(share: number): string {
  const percent = share >= 1 ? 100 : Math.min(99.9, share * 100);
  return `${formatNumber(percent, percent >= 100 || percent === 0 ? 0 : 1)}${GAP}%`;
}

/** What something costs, two figures: nobody knows the fen of what might have been. Null: a dash. */
export function formatYuan(yuan: number | null): string {
  if (yuan === null) return DASH;
  const rounded = Number(yuan.toPrecision(2));
  if (rounded === 0) return '¥0';
  if (Math.abs(rounded) < 0.01) return '<¥0.01';
  const size = Math.abs(rounded);
  return `${yuan < 0 ? MINUS : ''}¥${formatNumber(size, size >= 10 ? 0 : size >= 1 ? 1 : 2)}`;
}

/** A change as signed percent; null when there is nothing to compare with. */
export function formatChange(now: number | null, before: number | null): string | null {
  const change = changeOf(now, before);
  if (change === null) return null;
  const percent = change * 100;
  const text = formatNumber(Math.abs(percent), Math.abs(percent) < 9.95 ? 1 : 0);
  if (Number(text) === 0) return `±0${GAP}%`;
  return `${percent < 0 ? MINUS : '+'}${text}${GAP}%`;
}

/** now ÷ before − 1; null when one is absent or nothing was there before. */
export function changeOf(now: number | null, before: number | null): number | null {
  return now === null || before === null || before <= 0 ? null : now / before - 1;
}

export function formatBytes(bytes: number): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB'];
  let size = bytes;
  let index = 0;
  while (size >= 1000 && index < units.length - 1) {
    size /= 1000;
    index++;
  }
  return `${formatNumber(size, index === 0 ? 0 : decimalsFor(size))}${GAP}${units[index]}`;
}

export interface TimeFormat {
  /** 11月20日 周五 */
  day(day: string): string;
  /** 11-20, or 11/20 in English */
  shortDay(day: string): string;
  /** 2026年11月 */
  month(day: string): string;
  /** 23:42 */
  clock(at: number): string;
  /** 2026-11-20 23:42:05 */
  full(at: number): string;
  /** 今天 / 昨天 with the clock; older ones with the date */
  moment(at: number, now: number): string;
  /** 3 分钟 / 2 小时 / 5 天 */
  span(ms: number): string;
  dayOf(at: number): string;
}

/** @param timeZone IANA zone of the site */
export function createTimeFormat(locale: Locale, timeZone: string): TimeFormat {
  const intl = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(locale, options);
  // A local day has no zone of its own: it is read and written as if in UTC.
  const asDate = (day: string) => new Date(`${day.slice(0, 10)}T00:00:00Z`);
  const dayFormat = intl({ timeZone: 'UTC', month: locale === 'en' ? 'short' : 'long', day: 'numeric', weekday: 'short' });
  const shortFormat = intl({ timeZone: 'UTC', month: 'numeric', day: 'numeric' });
  const monthFormat = intl({ timeZone: 'UTC', year: 'numeric', month: locale === 'en' ? 'short' : 'long' });
  const iso = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' });
  const full = (at: number) => iso.format(at);
  const dayOf = (at: number) => full(at).slice(0, 10);
  const clock = (at: number) => full(at).slice(11, 16);
  const units = (value: number, unit: string) => new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long' }).format(value);
  return {
    day: (day) => dayFormat.format(asDate(day)).replace(/(日)(周)/, '$1 $2'),
    shortDay: (day) => shortFormat.format(asDate(day)),
    month: (day) => monthFormat.format(asDate(day)),
    clock,
    full,
    dayOf,
    moment(at, now) {
      const days = (asDate(dayOf(now)).getTime() - asDate(dayOf(at)).getTime()) / 86_400_000;
      if (days === 0) return clock(at);
      if (days === 1) return `${locale === 'en' ? 'yesterday' : '昨天'} ${clock(at)}`;
      return `${dayOf(at).slice(dayOf(now).slice(0, 4) === dayOf(at).slice(0, 4) ? 5 : 0)} ${clock(at)}`;
    },
    span(ms) {
      const minutes = Math.max(0, Math.floor(ms / 60_000));
      if (minutes < 1) return units(Math.max(0, Math.floor(ms / 1000)), 'second');
      if (minutes < 120) return units(minutes, 'minute');
      if (minutes < 48 * 60) return units(Math.floor(minutes / 60), 'hour');
      return units(Math.floor(minutes / 1440), 'day');
    },
  };
}
