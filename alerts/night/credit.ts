import { meanAbove, type OffLevel } from '../../analysis/off-watch.ts';
import type { IntervalSeries } from '../../analysis/series.ts';
import type { Finding } from '../../domain/finding.ts';
import type { UnitPrices } from '../../domain/site.ts';

/** Less is not what anybody left on. */
const DUST_KW = 0.005;

/**
 * What switching it off avoided: the mean power above the alert's own baseline from its start until then, for the hours from
 * then to opening time. An estimate: what would have run, nobody knows.
 *
 * @returns null when it is not about electricity, or when nobody knows what ran: 0 is never invented
 * @example 2.1 kW above standby, off at 23:50, open at 06:00 → 12.95 kWh
 */
export function creditOf(
  finding: Finding,
  { series, off, offAt, openingAt }: { series: IntervalSeries; off: OffLevel; offAt: number; openingAt: number },
  prices: UnitPrices,
): { kwh: number; fen: number } | null {
  if (finding.rate?.unit !== 'kW') return null;
  const powerKw = meanAbove(series, { fromAt: finding.startAt, toAt: offAt, off }) ?? finding.rate.value;
  const hours = (openingAt - offAt) / 3_600_000;
  if (powerKw < DUST_KW || hours <= 0) return null;
  const kwh = powerKw * hours;
  return { kwh, fen: Math.round(kwh * prices.yuanPerKwh * 100) };
}
