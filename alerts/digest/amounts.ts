import type { UnitPrices } from '../../domain/site.ts';
import { type Sentence, threeDigits } from '../../domain/words.ts';

/** `7.64 元`: three significant digits, as it deserves: prices are averages. */
export function moneyWords(fen: number): Sentence {
  const text = threeDigits(fen / 100);
  return { zh: `${text} 元`, en: `${text} yuan` };
}

/** `14.2 kWh，约 7.64 元` */
export function energyWords(kwh: number, fen: number): Sentence {
  const money = moneyWords(fen);
  const energy = `${threeDigits(kwh)} kWh`;
  return { zh: `${energy}，约 ${money.zh}`, en: `${energy}, about ${money.en}` };
}

/** Whole fen of an amount; null for an unknown one. */
export function fenOf(amount: { value: number; unit: 'kWh' | 'm³' } | null, prices: UnitPrices): number | null {
  if (!amount) return null;
  return Math.round(amount.value * 100 * (amount.unit === 'kWh' ? prices.yuanPerKwh : prices.yuanPerM3));
}

/** Half sentences of one line; none that is missing leaves a trace. */
export function lineOf(...parts: readonly (Sentence | null | undefined | false)[]): Sentence {
  const there = parts.filter((part): part is Sentence => Boolean(part));
  return { zh: `${there.map(({ zh }) => zh).join('；')}。`, en: `${there.map(({ en }) => en).join('; ')}.` };
}

/** `1 room`, `3 rooms` */
export const counted = (count: number, one: string, many = `${one}s`) => `${count} ${count === 1 ? one : many}`;
