import type { Decimal } from '../domain/decimal.ts';
import { addDays } from '../domain/local-time.ts';
import type { Tariff, TariffRevision } from '../domain/tariff.ts';
import { nameEn, type Sentence } from '../domain/words.ts';
import type { BillQuestion } from './bill-question.ts';
import type { Exact } from './exact.ts';

/** Sentences of a bill: notes of its lines, notes of its own, and why there is none. */

interface Days {
  from: string;
  to: string;
}

/** Both ends named, as people say it; `to` is excluded. */
const daysWords = ({ from, to }: Days): Sentence => {
  const last = addDays(to, -1);
  return last === from ? { zh: from, en: from } : { zh: `${from} 至 ${last}`, en: `${from} to ${last}` };
};

export function noTariff(
  { medium, tariffs }: Pick<BillQuestion, 'medium' | 'tariffs'>,
  days: Days,
  assigned: string | undefined,
): Sentence {
  const { zh, en } = daysWords(days);
  if (assigned === undefined) return { zh: `${zh}：没有指定电价（水价）。`, en: `${en}: no tariff is assigned.` };
  const versions = tariffs.filter(({ tariff }) => tariff.id === assigned);
  const wrong = versions.find(({ tariff }) => tariff.medium !== medium)?.tariff;
  if (wrong)
    return {
      zh: `${zh}：价目 ${assigned} 是 ${wrong.medium} 的，不是 ${medium} 的。`,
      en: `${en}: tariff ${assigned} is for ${wrong.medium}, not for ${medium}.`,
    };
  if (versions.length === 0) return { zh: `${zh}：没有价目 ${assigned}。`, en: `${en}: there is no tariff ${assigned}.` };
  const known = versions.map(({ tariff: { validFrom, validTo } }) => `[${validFrom}, ${validTo ?? '…'})`).join(' ');
  return {
    zh: `${zh}：价目 ${assigned} 没有生效的版本；现有 ${known}。`,
    en: `${en}: no version of tariff ${assigned} holds; there is ${known}.`,
  };
}

export const badSpan = (days: Days): Sentence => ({
  zh: `账期 ${days.from} 至 ${days.to}（不含）不成立：止日须晚于起日，并至少有一块表。`,
  en: `the span from ${days.from} up to ${days.to} cannot be billed: its end has to be after its start, and it needs at least one meter`,
});

export const noReadings = (meter: { name: string; nameEn?: string | undefined }, days: Days): Sentence => ({
  zh: `${daysWords(days).zh}：${meter.name}没有任何读数。`,
  en: `${daysWords(days).en}: nothing is known of ${nameEn(meter)}.`,
});

export const noUsedBefore = ({ id }: Tariff, since: string, from: string): Sentence => ({
  zh: `价目 ${id} 从 ${since} 起累计用量；${from} 之前的用量不详。`,
  en: `tariff ${id} counts from ${since}; what was used before ${from} is not known.`,
});

export const noQuota = ({ id }: Tariff): Sentence => ({
  zh: `价目 ${id} 有超定额加价，但没有填写定额。`,
  en: `tariff ${id} has an over-quota surcharge, and no quota is given.`,
});

export const noReactive = ({ id }: Tariff): Sentence => ({
  zh: `价目 ${id} 要按功率因数调整电费，但无功电量（kvarh）不详。`,
  en: `tariff ${id} adjusts by the power factor, and the reactive energy (kvarh) is not known.`,
});

export const noDemand = ({ id }: Tariff, days: Days): Sentence => ({
  zh: `${daysWords(days).zh}：价目 ${id} 按需量计基本电费，但这段时间没有实测的功率。`,
  en: `${daysWords(days).en}: tariff ${id} charges for demand, and no power was measured in this time.`,
});

/** Of a basic or fixed charge. */
export function chargedFor(days: number, ofDays: number): Sentence | null {
  return days === ofDays ? null : { zh: `按 ${days} 天计（整月 ${ofDays} 天）`, en: `for ${days} of the ${ofDays} days of the month` };
}

export const measuredDemand = (kw: Decimal, windowMin: number): Sentence => ({
  zh: `最大需量 ${kw} kW（${windowMin} 分钟平均）`,
  en: `largest mean power ${kw} kW over ${windowMin} min`,
});

export const overDeclared = (limitKw: Decimal, times: 1 | 2): Sentence => ({
  zh: `超过 ${limitKw} kW 的部分${times === 2 ? '，加倍' : '，另加一倍'}`,
  en: `what exceeds ${limitKw} kW, ${times === 2 ? 'counted twice' : 'counted once more'}`,
});

export function adjusted(powerFactor: Exact, percent: Exact, reactive: Decimal, excluded: Exact): Sentence {
  const rate = `${percent.gt(0) ? '+' : ''}${percent.toFixed()} %`;
  const without = excluded.isZero() ? '' : excluded.toFixed(2);
  return {
    zh: `功率因数 ${powerFactor.toFixed(2)}（无功 ${reactive} kvarh），${rate}${without && `；基数不含 ${without} 元`}`,
    en: `power factor ${powerFactor.toFixed(2)} (${reactive} kvarh reactive), ${rate}${without && `; base without ${without} yuan`}`,
  };
}

export const overQuota = (quota: Decimal, times: Decimal): Sentence => ({
  zh: `超定额 ${quota} 部分，加价 ${times} 倍`,
  en: `over the quota of ${quota}: ${times} times the price more`,
});

export const examplePrices = ({ tariff }: TariffRevision): Sentence => ({
  zh: `“${tariff.name}”是示例价目，不是学校的价目：金额仅供试算。`,
  en: `“${nameEn(tariff)}” is an example and not a price of the school: the amounts are a trial.`,
});

export function partlyKnown(coverage: number, estimated: number): Sentence {
  const percent = (share: number) => `${(Math.floor(share * 1000) / 10).toFixed(1)} %`;
  return {
    zh: `实测 ${percent(coverage)}，估算 ${percent(estimated)}；其余时间没有数据，未计入。`,
    en: `${percent(coverage)} measured, ${percent(estimated)} estimated; the rest of the time has no readings and is not in the bill.`,
  };
}

export const sharedByTime: Sentence = {
  zh: '部分用量的总数已知、分布不详，按时间分摊，标为估算。',
  en: 'Of a part of the use only the total is known: it was shared by time and is marked as an estimate.',
};

export const countedFromEstimate: Sentence = {
  zh: '阶梯或定额所依据的前期累计用量不完整或含估算。',
  en: 'What was used before, which the tiers or the quota count on, is incomplete or partly an estimate.',
};

export const hotDays = (days: readonly string[]): Sentence => ({
  zh: `按高温电价计的日子（依本校气象记录）：${days.join('、')}`,
  en: `Days priced as hot ones, by the school's own weather record: ${days.join(', ')}`,
});

export const weatherUnknown = (days: readonly string[]): Sentence => ({
  zh: `气温不详、未按高温电价计的日子：${days.join('、')}`,
  en: `Days whose temperature is not known, not priced as hot ones: ${days.join(', ')}`,
});

export const holidaysUnknown = (days: readonly string[]): Sentence => ({
  zh: `放假通知尚未公布的日子，节假日电价按现有规定判断：${days[0]}${days.length > 1 ? ` 等 ${days.length} 天` : ''}`,
  en: `Days whose holiday notice is not out, judged by the law alone: ${days[0]}${days.length > 1 ? ` and ${days.length - 1} more` : ''}`,
});

export const demandIncomplete: Sentence = {
  zh: '计算最大需量的时间不全：实际需量可能更大。',
  en: 'Not all of the time for the largest mean power is measured: it may have been larger.',
};
