import { DECIMAL, type Decimal } from '../../domain/decimal.ts';
import { roundDecimal } from '../../reports/words/numbers.ts';
import { DASH, formatNumber } from '../format.ts';

const MINUS = '\u2212';

/** Exact decimal text as people read it: thin grouping, a true minus, every digit that is there. Null: a dash. */
export function formatDecimal(text: Decimal | null): string {
  if (text === null) return DASH;
  const [, minus = '', whole = '', rest = ''] = /^(-?)(\d+)(\.\d+)?$/.exec(text) ?? [];
  // Whole numbers of fifteen digits are exact in a float; the digits behind the point never become one.
  return `${minus && isOther(text) ? MINUS : ''}${formatNumber(Number(whole), 0)}${rest}`;
}

/** An amount of a medium in a list: what stands behind the second digit is below what a meter shows. */
export const formatQuantity = (text: Decimal | null): string => formatDecimal(text === null ? null : roundDecimal(text, 2));

/** Yuan, as a bill says it. */
export function formatMoney(text: Decimal | null): string {
  return text === null ? DASH : formatDecimal(text).replace(/^(\u2212?)/, '$1¥');
}

/** What one is more than the other: `+12.00`, `−3.50`. */
export function formatDifference(text: Decimal | null): string {
  if (text === null) return DASH;
  return `${isOther(text) && !text.startsWith('-') ? '+' : ''}${formatDecimal(text)}`;
}

/** Other than zero. */
const isOther = (text: Decimal) => /[1-9]/.test(text);

/**
 * A decimal number as a person types it, digit by digit as it is: 12,345.60 is `12345.60`. Full-width digits and points count.
 *
 * @returns undefined when it is empty or no number
 */
export function parseDecimal(text: string): Decimal | undefined {
  const plain = text
    .normalize('NFKC')
    .replaceAll('。', '.')
    .replaceAll(/[\s\u2009\u202f¥]/g, '')
    .replace(/^[\u2212－]/, '-')
    .replaceAll(/,(?=\d{3}(\D|$))/g, '')
    .replace(/^(-?)0+(?=\d)/, '$1');
  return DECIMAL.test(plain) ? plain : undefined;
}
