import type { BillLine } from '../domain/bill.ts';
import type { Decimal } from '../domain/decimal.ts';
import type { Tariff } from '../domain/tariff.ts';
import { adjusted, overQuota } from './bill-words.ts';
import { shareBySteps } from './counting-windows.ts';
import { type EnergyQuestion, outsidePowerFactorBase } from './energy-lines.ts';
import { type Exact, exact, sumOf, toDecimal, toMoney } from './exact.ts';
import { type StretchUse, usedIn } from './metered-use.ts';
import { published } from './period-price.ts';
import { powerFactorOf, powerFactorPercent } from './power-factor.ts';

/** 超定额累进加价 of a stretch: what exceeds the quota in it pays a multiple of the base component's price more. */
export function quotaLines({ tariff, unit, use, before, isWhole }: EnergyQuestion, quota: Decimal): BillLine[] {
  const { component, steps } = tariff.quotaSurcharge!;
  const base = exact(tariff.components.find(({ code }) => code === component)?.price ?? '0');
  const used = usedIn([use]);
  const over = steps.flatMap(({ overPercentLe }) =>
    overPercentLe === null ? [] : [exact(quota).times(exact(overPercentLe).div(100).plus(1))],
  );
  const [, ...exceeding] = shareBySteps([exact(quota), ...over], before, used);
  const isEstimated = !isWhole || use.periods.some((part) => part.isEstimated);
  return exceeding.flatMap((amount, index): BillLine[] => {
    const step = steps[index];
    if (!step || amount.isZero()) return [];
    const price = published(tariff, base.times(step.times));
    const counted = { quantity: toDecimal(amount), unit, price: toDecimal(price), amount: toMoney(amount.times(price)) };
    const note = overQuota(quota, step.times);
    return [{ code: 'quota_surcharge', period: null, tier: index + 1, tariff: use.version, ...counted, isEstimated, note }];
  });
}

/**
 * 力调电费: a percentage of the basic charge and the energy charge without government funds, as they are printed. No
 * line where nothing was used.
 *
 * @param charged the version's lines of basic charge and amounts
 * @param span    active and reactive energy of the whole span
 */
export function powerFactorLines(
  { tariff, version, uses }: { tariff: Tariff; version: number; uses: readonly StretchUse[] },
  charged: readonly BillLine[],
  span: { activeKwh: Exact; reactiveKvarh: Decimal },
): BillLine[] {
  const factor = powerFactorOf(span.activeKwh, exact(span.reactiveKvarh));
  if (!tariff.powerFactor || !factor) return [];
  const percent = powerFactorPercent(tariff.powerFactor.standard, factor);
  const excluded = outsidePowerFactorBase(tariff, uses);
  const base = sumOf(charged.map(({ amount }) => amount)).minus(excluded);
  const price = percent.div(100);
  return [
    {
      code: 'power_factor',
      period: null,
      tier: null,
      tariff: version,
      quantity: toDecimal(base),
      unit: 'CNY',
      price: toDecimal(price),
      amount: toMoney(base.times(price)),
      isEstimated: charged.some(({ isEstimated }) => isEstimated),
      note: adjusted(factor, percent, span.reactiveKvarh, excluded),
    },
  ];
}
