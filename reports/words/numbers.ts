import type { Decimal } from '../../domain/decimal.ts';
import type { ReportLocale } from './locale.ts';

/** Numbers of the reports, the same on paper and on the page. */

/** Narrow, and no line break: between groups of three. */
const THIN = '\u202f';
/** No line break between a number and its unit. */
export const GAP = '\u00a0';
const MINUS = '\u2212';
export const DASH = '–';

/** Digits after the point of an amount in a table. What a table rounds stands in full in the XLSX. */
const DECIMALS: Readonly<Record<string, number>> = {
  kWh: 1,
  'm³': 1,
  yuan: 2,
  kgce: 1,
  'kgCO₂': 0,
  'kgce/m²': 3,
  'kgce/head': 2,
  'm³/head': 2,
  'kWh/m²': 2,
  'kWh/head': 1,
};

/** Half up, in the decimal digits themselves: 1.005 is 1.01 with two. */
export function roundDecimal(value: Decimal, decimals: number): Decimal {
  const negative = value.startsWith('-');
  const [whole = '0', fraction = ''] = value.replace('-', '').split('.');
  const digits = whole + fraction.padEnd(decimals, '0').slice(0, decimals);
  const up = Number(fraction[decimals] ?? 0) >= 5 ? 1n : 0n;
  const rounded = (BigInt(digits) + up).toString().padStart(decimals + 1, '0');
  const text = decimals === 0 ? rounded : `${rounded.slice(0, -decimals)}.${rounded.slice(-decimals)}`;
  return negative && /[1-9]/.test(text) ? `-${text}` : text;
}

/** Thin grouping and a true minus; as many digits as it has. */
export function groupDecimal(value: Decimal): string {
  const [whole = '', fraction] = value.replace('-', '').split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, THIN);
  return `${value.startsWith('-') ? MINUS : ''}${grouped}${fraction === undefined ? '' : `.${fraction}`}`;
}

/** A binary number as decimal text, without an exponent. */
const toText = (value: number) => (Math.abs(value) < 1e15 ? value.toFixed(6) : String(Math.round(value)));

export function formatFixed(value: Decimal | number | null, decimals: number): string {
  if (value === null) return DASH;
  return groupDecimal(roundDecimal(typeof value === 'number' ? toText(value) : value, decimals));
}

/** An amount in a table, without its unit. */
export function formatAmount(value: Decimal | number | null, unit: string): string {
  return formatFixed(value, DECIMALS[unit] ?? 2);
}

export const formatMoney = (value: Decimal | null): string => formatFixed(value, 2);

/** A share of one as percent. Never rounds a gap away: 0.9996 is 99.9 %. */
export function formatShare(share: number | null): string {
  if (share === null) return DASH;
  const percent = share < 1 && share > 0.9994 ? 99.9 : share * 100;
  return `${formatFixed(percent, percent === 0 || percent === 100 ? 0 : 1)}${GAP}%`;
}

/** A signed share of what was before: +11.8 %. */
export function formatChange(share: number | null): string {
  if (share === null) return DASH;
  const text = formatFixed(Math.abs(share) * 100, 1);
  if (Number(text.replaceAll(THIN, '')) === 0) return `±0${GAP}%`;
  return `${share < 0 ? MINUS : '+'}${text}${GAP}%`;
}

export const formatRange = (interval: readonly [number, number], format: (share: number) => string, locale: ReportLocale): string =>
  `${format(interval[0])}${locale === 'en' ? ' to ' : ' 至 '}${format(interval[1])}`;

/** How long something took, in the largest unit that says it. */
export function formatTook(ms: number | null, locale: ReportLocale): string {
  if (ms === null) return DASH;
  const minutes = Math.round(ms / 60_000);
  const [minute, hour, day] = locale === 'en' ? ['min', 'h', 'd'] : ['分钟', '小时', '天'];
  if (minutes < 60) return `${minutes}${GAP}${minute}`;
  if (minutes < 48 * 60) return `${formatFixed(minutes / 60, minutes < 600 ? 1 : 0)}${GAP}${hour}`;
  return `${formatFixed(minutes / 1440, 1)}${GAP}${day}`;
}
