import type { Finding } from './finding.ts';
import type { UnitPrices } from './site.ts';

/** Zhejiang 合表 1–10 kV, 0.538 yuan/kWh; water of a non-resident on the residential price, 3.19 yuan/m³. A school sets its own. */
export const DEFAULT_PRICES: UnitPrices = { yuanPerKwh: 0.538, yuanPerM3: 3.19 };

/** What it costs to leave something as it is: estimates in whole fen. */
export interface CostOfWaiting {
  soFarFen: number | null;
  /** From `now` until the place is in use again; of what belongs to one night. */
  untilMorningFen: number | null;
  /** Of what goes on day after day. */
  perDayFen: number | null;
  amountPerDay: { value: number; unit: 'kWh' | 'm³' } | null;
}

/**
 * @param morningAt when the place is in use again; undefined: the cause does not end with the night
 * @returns null when the finding is not about consumption
 */
export function costOfWaiting(
  { rate, wasted, endAt }: Finding,
  prices: UnitPrices,
  now: number,
  morningAt: number | undefined,
): CostOfWaiting | null {
  if (rate === null && wasted === null) return null;
  const priceOf = (unit: 'kWh' | 'm³') => (unit === 'kWh' ? prices.yuanPerKwh : prices.yuanPerM3);
  const fen = (amount: number, unit: 'kWh' | 'm³') => Math.round(amount * priceOf(unit) * 100);
  const perHour =
    rate && ({ value: rate.unit === 'kW' ? rate.value : rate.value / 1000, unit: rate.unit === 'kW' ? 'kWh' : 'm³' } as const);
  const goesOn = endAt === undefined && perHour !== null;
  const hoursLeft = morningAt === undefined ? undefined : Math.max(0, morningAt - now) / 3_600_000;
  return {
    soFarFen: wasted && fen(wasted.value, wasted.unit),
    untilMorningFen: goesOn && hoursLeft !== undefined ? fen(perHour.value * hoursLeft, perHour.unit) : null,
    perDayFen: goesOn && hoursLeft === undefined ? fen(perHour.value * 24, perHour.unit) : null,
    amountPerDay: goesOn && hoursLeft === undefined ? { value: perHour.value * 24, unit: perHour.unit } : null,
  };
}
