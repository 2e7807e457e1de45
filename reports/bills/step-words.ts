import type { LocalTime } from '../../domain/local-time.ts';
import { MEDIUM_FACTS } from '../../domain/medium.ts';
import { type Meter, ratioAt } from '../../domain/site.ts';
import { exact, momentOf, type Sentence, threeDigits } from '../../domain/words.ts';
import type { StepRecord } from '../../store/ports.ts';

/** Kinds of steps that a reader of a bill has to know about; a quarantined reading changes nothing. */
export const TOLD_STEPS = ['rollover', 'reset', 'exchange', 'gap', 'suspicious'] as const;

/**
 * What happened to a meter inside of a span, so that its amount can be followed by hand: exchanges, ratio changes, rollovers, outages,
 * long gaps, and what is not explained.
 *
 * @param steps of TOLD_STEPS that end in the span, in any order
 */
export function tellSteps(
  meter: Meter,
  steps: readonly StepRecord[],
  { startAt, endAt }: { startAt: number; endAt: number },
  local: LocalTime,
): Sentence[] {
  const isInside = (at: number) => at > startAt && at < endAt;
  const { exchanges = [], outages = [] } = meter.history ?? {};
  const told = [
    ...exchanges.filter(({ at }) => at >= startAt && at < endAt).map((one) => ({ at: one.at, words: tellExchange(one, local) })),
    ...meter.ratios.slice(1).flatMap(({ fromAt }) => (isInside(fromAt) ? [{ at: fromAt, words: tellRatio(meter, fromAt, local) }] : [])),
    ...outages.filter((one) => one.fromAt < endAt && one.toAt > startAt).map((one) => ({ at: one.fromAt, words: tellOutage(one, local) })),
    ...steps.flatMap((step) => {
      const words = tellStep(step, local);
      return words ? [{ at: step.toAt, words }] : [];
    }),
  ];
  const inOrder = told.toSorted((one, other) => one.at - other.at).map(({ words }) => words);
  return [...inOrder, ...tellTogether(meter, steps)];
}

function tellExchange({ at, closing, opening }: { at: number; closing: number; opening: number }, local: LocalTime): Sentence {
  const when = momentOf(at, local);
  return {
    zh: `${when.zh} 换表：旧表止码 ${exact(closing)}，新表起码 ${exact(opening)}`,
    en: `exchanged at ${when.en}: the old meter closed at ${exact(closing)}, the new one opened at ${exact(opening)}`,
  };
}

function tellRatio(meter: Meter, fromAt: number, local: LocalTime): Sentence {
  const when = momentOf(fromAt, local);
  const [before, after] = [ratioAt(meter, fromAt - 1), ratioAt(meter, fromAt)].map(exact);
  const register = meter.history?.ratioRegisters.find(({ at }) => at === fromAt)?.register;
  return {
    zh: `${when.zh} 起倍率由 ${before} 改为 ${after}${register === undefined ? '' : `，当时表底 ${exact(register)}`}`,
    en: `ratio ${after} instead of ${before} from ${when.en}${register === undefined ? '' : `, at register ${exact(register)}`}`,
  };
}

function tellOutage({ fromAt, toAt, why }: { fromAt: number; toAt: number; why: string }, local: LocalTime): Sentence {
  const from = momentOf(fromAt, local);
  const to = Number.isFinite(toAt) ? momentOf(toAt, local) : { zh: '现在', en: 'now' };
  const what = why === 'bypassed' ? { zh: '旁路，未经此表计量', en: 'bypassed, not counted' } : { zh: '停用', en: 'out of service' };
  return { zh: `${from.zh} 至 ${to.zh} ${what.zh}`, en: `${what.en} from ${from.en} to ${to.en}` };
}

function tellStep({ kind, toAt, from, to, consumption, size }: StepRecord, local: LocalTime): Sentence | undefined {
  const when = momentOf(toAt, local);
  if (kind === 'rollover') {
    return {
      zh: `${when.zh} 表底翻转：${exact(from)} → ${exact(to)}，计 ${exact(consumption ?? 0)}`,
      en: `register rolled over at ${when.en}: ${exact(from)} → ${exact(to)}, counted as ${exact(consumption ?? 0)}`,
    };
  }
  if (kind === 'reset') {
    return {
      zh: `${when.zh} 表底归零重计：${exact(from)} → ${exact(to)}，归零前后的用量可能有缺`,
      en: `register began again at ${when.en}: ${exact(from)} → ${exact(to)}; something before it may be missing`,
    };
  }
  const isUnexplained = kind === 'suspicious' || (kind === 'exchange' && consumption === null);
  if (!isUnexplained) return undefined;
  return {
    zh: `${when.zh} 表底 ${exact(from)} → ${exact(to)} 未核实，涉及约 ${threeDigits(size)}，未计入`,
    en: `register ${exact(from)} → ${exact(to)} at ${when.en} is not explained: about ${threeDigits(size)} is not counted`,
  };
}

/** Gaps come in numbers: one sentence for all. */
function tellTogether({ medium }: Meter, steps: readonly StepRecord[]): Sentence[] {
  const gaps = steps.filter(({ kind, consumption }) => kind === 'gap' && consumption !== null);
  if (gaps.length === 0) return [];
  const hours = threeDigits(gaps.reduce((sum, { fromAt, toAt }) => sum + toAt - fromAt, 0) / 3_600_000);
  const amount = `${threeDigits(gaps.reduce((sum, { consumption }) => sum + (consumption ?? 0), 0))} ${MEDIUM_FACTS[medium].unit}`;
  return [
    {
      zh: `${gaps.length} 段共 ${hours} 小时没有读数，其间用量合计 ${amount} 由前后表底得出，分布是估计`,
      en: `no readings in ${gaps.length} gap(s) of ${hours} h: their ${amount} is known from the registers around, its spread is an estimate`,
    },
  ];
}
