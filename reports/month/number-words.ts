import type { Sentence } from '../../domain/words.ts';
import type { Decimal } from '../../domain/decimal.ts';
import type { Cell } from './schema.ts';

const formatOf = (decimals: number) =>
  new Intl.NumberFormat('en-US', { minimumFractionDigits: decimals === 2 ? 2 : 0, maximumFractionDigits: decimals });
const [WHOLE, TENTH, CENTS] = [formatOf(0), formatOf(1), formatOf(2)];

/** `86,420`; a decimal where the number is small. */
export const amountText = (value: Decimal | number) => (Math.abs(Number(value)) >= 100 ? WHOLE : TENTH).format(Number(value));
/** `46,493.96` */
export const moneyText = (value: Decimal) => CENTS.format(Number(value));
/** `6.2 %`, without its sign. */
export const percentText = (share: number) => `${TENTH.format(Math.abs(share) * 100)} %`;
/** Rounded down, so that 100 % is said only of what is complete. */
export const coverageText = (share: number) => `${Math.floor(share * 1000) / 10} %`;

/** `86,420 kWh（估）` */
export function amountWords({ value, isEstimated }: Cell, unit: string): Sentence | null {
  if (value === null) return null;
  const text = `${amountText(value)} ${unit}`;
  return isEstimated ? { zh: `${text}（估）`, en: `${text} (estimated)` } : { zh: text, en: text };
}

/** `较上年同期减少 6.2 %`: a change is no saving. @param than what it is compared with */
export function changeWords(change: number, than: Sentence): Sentence {
  if (Math.abs(change) < 0.0005) return { zh: `与${than.zh}持平`, en: `as much as ${than.en}` };
  return {
    zh: `较${than.zh}${change < 0 ? '减少' : '增加'} ${percentText(change)}`,
    en: `${percentText(change)} ${change < 0 ? 'less' : 'more'} than ${than.en}`,
  };
}

export const LAST_YEAR: Sentence = { zh: '上年同期', en: 'in the same month last year' };
export const LAST_MONTH: Sentence = { zh: '上月', en: 'in the month before' };

/** Parts of one sentence; none that is missing leaves a trace. */
export function sentenceFrom(...parts: readonly (Sentence | null | false | undefined)[]): Sentence {
  const there = parts.filter((part): part is Sentence => Boolean(part));
  return { zh: `${there.map(({ zh }) => zh).join('；')}。`, en: `${there.map(({ en }) => en).join('; ')}.` };
}

/** Halves of one part. */
export function joined(...parts: readonly (Sentence | null | false | undefined)[]): Sentence {
  const there = parts.filter((part): part is Sentence => Boolean(part));
  return { zh: there.map(({ zh }) => zh).join('，'), en: there.map(({ en }) => en).join(', ') };
}
