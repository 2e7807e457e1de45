import { fenOf } from '../../alerts/digest/amounts.ts';
import { isLeak } from '../../alerts/digest/leaks.ts';
import { outermost } from '../../alerts/digest/nested.ts';
import type { SiteView } from '../../consumption/site-view.ts';
import type { Alert } from '../../domain/alert.ts';
import { DEFAULT_PRICES } from '../../domain/cost.ts';
import { groupBy } from '../../domain/group-by.ts';
import { exact, toDecimal, toMoney } from '../../tariffs/exact.ts';
import { type AlertBook, stageIn } from './alert-book.ts';
import type { MonthReport } from './schema.ts';

/** One leak: behind one meter, however many rules saw it and however often. */
interface Leak {
  meter: string;
  alerts: readonly Alert[];
  isRepaired: boolean;
}

/** What flowed behind a meter that counts for another leaking one is counted there. */
export function leaksPart({ plan }: SiteView, book: AlertBook): MonthReport['leaks'] {
  const alerts = book.found.filter((alert) => isLeak(alert) && stageIn(book.events, alert) !== 'false_alarm');
  const leaks = [...groupBy(alerts, ({ meter }) => meter)].map(([meter, ofMeter]) => toLeak(meter, ofMeter, book));
  const counted = outermost(leaks, plan.meters);
  const repaired = counted.filter(({ isRepaired }) => isRepaired);
  const lost = counted.flatMap((leak) => largest(leak, ({ finding: { wasted } }) => (wasted?.unit === 'm³' ? wasted.value : null)) ?? []);
  const stoppedLph = repaired.flatMap((leak) => largest(leak, ({ finding: { rate } }) => (rate?.unit === 'L/h' ? rate.value : null)) ?? []);
  const stopped = stoppedLph.length === 0 ? null : (sum(stoppedLph) * 24) / 1000;
  const fen = stopped === null ? null : fenOf({ value: stopped, unit: 'm³' }, plan.prices ?? DEFAULT_PRICES);
  return {
    found: counted.length,
    repaired: repaired.length,
    lostM3: lost.length === 0 ? null : toDecimal(exact(exact(sum(lost)).toFixed(1))),
    stoppedM3PerDay: stopped === null ? null : toDecimal(exact(exact(stopped).toFixed(2))),
    yuanPerDay: fen === null ? null : toMoney(exact(fen).div(100)),
  };
}

/** Repaired is what the meter accepted, or what somebody repaired and the meter shows no more. */
function toLeak(meter: string, alerts: readonly Alert[], { events }: AlertBook): Leak {
  const isDone = (alert: Alert) => {
    const stage = stageIn(events, alert);
    return stage === 'accepted' || (stage === 'repaired' && alert.state === 'recovered');
  };
  return { meter, alerts, isRepaired: alerts.some(isDone) && alerts.every(({ state }) => state !== 'open') };
}

/** Several rules measure the same water, each from when it noticed: the largest says most of it. */
function largest({ alerts }: Leak, of: (alert: Alert) => number | null): number | null {
  const values = alerts.flatMap((alert) => of(alert) ?? []);
  return values.length === 0 ? null : Math.max(...values);
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
