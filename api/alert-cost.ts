import { ruleOf } from '../analysis/registry.ts';
import { countedOnce } from '../alerts/cost/counted-once.ts';
import { fenOf } from '../alerts/digest/amounts.ts';
import { eventsByAlert } from '../alerts/digest/round-tally.ts';
import { isPrivate } from '../alerts/night/is-private.ts';
import { placeOf, sentenceOf } from '../alerts/sentence.ts';
import { type SiteView, toNames } from '../consumption/site-view.ts';
import type { Alert } from '../domain/alert.ts';
import { costOfWaiting, DEFAULT_PRICES } from '../domain/cost.ts';
import { groupBy } from '../domain/group-by.ts';
import { stageOf } from '../domain/handling.ts';
import type { Records } from '../store/ports.ts';
import { nightEndOf } from './cost.ts';
import { reachesAlert } from './reached.ts';
import type { AlertCostAnswer, AlertCostSum } from './schemas/alert-cost.ts';

const MOST_NAMED = 20;

/** What the alerts of some nights were about, in kWh, m³ and yuan; what was not wrong costs nothing. Both nights included. */
export async function readAlertCost(
  { alerts, alertEvents }: Pick<Records, 'alerts' | 'alertEvents'>,
  view: SiteView,
  { fromNight, toNight }: { fromNight: string; toNight: string },
  now: number,
): Promise<AlertCostAnswer> {
  const events = await alertEvents.list(view.id, { fromNight, toNight });
  const said = eventsByAlert(events);
  const isWrong = ({ id }: Alert) => ['false_alarm', 'permitted', 'asked'].includes(stageOf(said.get(id) ?? []));
  const all = (await alerts.list(view.id, { fromNight, toNight })).filter(
    (alert) => alert.state !== 'withdrawn' && reachesAlert(view, alert),
  );
  const counted = countedOnce(
    all.filter((alert) => !isWrong(alert)),
    view.plan.meters,
  );
  const inside = new Set(all.map(({ id }) => id));
  const avoided = events.flatMap(({ alert, avoided: saved }) => (saved && inside.has(alert) ? [saved] : []));
  const prices = view.plan.prices ?? DEFAULT_PRICES;
  const sum = (list: readonly Alert[]): AlertCostSum => sumOf(list, prices);
  return {
    fromNight,
    toNight,
    prices: { yuanPerKwh: prices.yuanPerKwh, yuanPerM3: prices.yuanPerM3 },
    total: sum(counted),
    perDay: counted.reduce((fen, alert) => fen + perDayFen(view, alert, now), 0) / 100,
    avoided: {
      kwh: avoided.reduce((kwh, saved) => kwh + saved.kwh, 0),
      yuan: avoided.reduce((fen, saved) => fen + saved.fen, 0) / 100,
      times: avoided.length,
    },
    rules: [...groupBy(counted, ({ rule }) => rule)]
      .map(([rule, list]) => ({ rule, name: ruleOf(rule)?.name ?? { zh: rule, en: rule }, ...sum(list) }))
      .toSorted(byCost),
    buildings: [...groupBy(counted, ({ meter }) => view.meters.get(meter)!.building)]
      .map(([id, list]) => ({ building: id, ...toNames(view.building(id)), ...sum(list) }))
      .toSorted(byCost),
    dearest: counted
      .filter(({ meter }) => isNamed(view, meter))
      .map((alert) => ({
        alert: alert.id,
        night: alert.night,
        state: alert.state,
        ...sum([alert]),
        sentence: sentenceOf(
          alert.finding,
          placeOf(view.plan, alert.meter, alert.finding.others),
          view.local,
          alert.finding.endAt !== undefined,
        ),
      }))
      .toSorted(byCost)
      .slice(0, MOST_NAMED),
    notCounted: all.filter(({ finding }) => (finding.wasted?.value ?? 0) > 0).length - counted.length,
  };
}

function sumOf(list: readonly Alert[], prices: { yuanPerKwh: number; yuanPerM3: number }): AlertCostSum {
  const of = (unit: 'kWh' | 'm³') => list.reduce((sum, { finding: { wasted } }) => sum + (wasted?.unit === unit ? wasted.value : 0), 0);
  const fen = list.reduce((sum, { finding: { wasted } }) => sum + (fenOf(wasted, prices) ?? 0), 0);
  return { count: list.length, kwh: of('kWh'), m3: of('m³'), yuan: fen / 100 };
}

/** What one more day of it costs: of what is open and does not end with the night. */
function perDayFen(view: SiteView, { state, finding }: Alert, now: number): number {
  if (state !== 'open') return 0;
  return costOfWaiting(finding, view.plan.prices ?? DEFAULT_PRICES, now, nightEndOf(view, finding))?.perDayFen ?? 0;
}

/** Homes are in the sums, and named nowhere. */
function isNamed(view: SiteView, meter: string): boolean {
  const placed = view.rulebook.placed.get(meter);
  return placed !== undefined && !isPrivate(placed);
}

const byCost = (a: AlertCostSum, b: AlertCostSum) => b.yuan - a.yuan;
