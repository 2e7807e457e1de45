import type { Alert } from '../../domain/alert.ts';
import type { Meter, UnitPrices } from '../../domain/site.ts';
import { outermost } from './nested.ts';

/** Rules about water that runs away. Several may speak of one leak. */
const LEAK_RULES: ReadonlySet<string> = new Set(['burst', 'continuous_flow', 'zero_flow_fail', 'night_flow_step', 'slow_leak']);

export const isLeak = ({ rule }: Pick<Alert, 'rule'>) => LEAK_RULES.has(rule);

/** What flows behind one meter beyond what is usual. */
export interface Leak {
  meter: string;
  /** Of the rule that sees most of it. */
  alert: Alert;
  lph: number;
}

/** Leaks that go on, the largest first: one a meter, however many rules see it. */
export function leaksOf(alerts: readonly Alert[]): Leak[] {
  const byMeter = new Map<string, Leak>();
  for (const alert of alerts) {
    const { rate } = alert.finding;
    if (!isLeak(alert) || alert.state !== 'open' || alert.finding.isFirm === false || rate?.unit !== 'L/h') continue;
    const known = byMeter.get(alert.meter);
    if (!known || rate.value > known.lph) byMeter.set(alert.meter, { meter: alert.meter, alert, lph: rate.value });
  }
  return [...byMeter.values()].toSorted((a, b) => b.lph - a.lph);
}

/**
 * What all leaks together cost a day. What flows behind a meter that counts for another leaking one is counted there.
 *
 * @param meters all of the site
 */
export function leaksPerDayFen(leaks: readonly Leak[], meters: readonly Pick<Meter, 'id' | 'parent'>[], prices: UnitPrices): number {
  return outermost(leaks, meters).reduce((sum, { lph }) => sum + Math.round((lph / 1000) * 24 * prices.yuanPerM3 * 100), 0);
}
