import type { SiteView } from '../../consumption/site-view.ts';
import { toNames } from '../../consumption/site-view.ts';
import { addTally, createTally, round } from '../../consumption/tally.ts';
import { MEDIUM_FACTS } from '../../domain/medium.ts';
import type { MeterStep } from '../../domain/consumption.ts';
import type { ManualReading } from '../../store/people-ports.ts';
import type { Alert } from '../../domain/alert.ts';
import type { AlertBook } from './alert-book.ts';
import type { MonthDeps } from './deps.ts';
import type { MonthAmounts } from './load-amounts.ts';
import { isPrivateMeter } from './meter-totals.ts';
import type { MonthReport } from './schema.ts';

/** More steps than this a school has another trouble. */
const MOST_STEPS = 5000;
const MOST_READINGS = 20_000;

export interface MeteringFacts {
  steps: readonly (MeterStep & { meter: string })[];
  manual: readonly ManualReading[];
}

export async function loadMetering({ records }: Pick<MonthDeps, 'records'>, view: SiteView, { span }: AlertBook): Promise<MeteringFacts> {
  const steps = await records.intervals.steps(view.id, { ...span, kinds: ['exchange', 'suspicious'], limit: MOST_STEPS });
  const manual = await records.manualReadings.list(view.id, { limit: MOST_READINGS });
  return {
    steps,
    manual: manual.filter(({ at, state }) => at >= span.fromAt && at < span.toAt && state !== 'pending' && state !== 'refused'),
  };
}

/** How the meters are: what the numbers of the month rest on. */
export function meteringPart(
  view: SiteView,
  amounts: MonthAmounts,
  { found, earlier }: AlertBook,
  facts: MeteringFacts,
): MonthReport['metering'] {
  const meters = view.plan.meters.filter(({ medium }) => MEDIUM_FACTS[medium].register !== undefined);
  const whole = createTally();
  for (const { tally } of amounts.meters.list) addTally(whole, tally);
  const online = amounts.meters.list.filter(({ buckets }) => (buckets.at(-1)?.covered ?? 0) > 0);
  const reporting = new Set(amounts.meters.list.flatMap(({ scope, tally }) => (tally.covered + tally.estimated > 0 ? [scope.key] : [])));
  const silent = meters.filter(({ id }) => !reporting.has(id)).map(({ id }) => id);
  const stuck = [...found, ...earlier].filter(isStuck).map(({ meter }) => meter);
  const exchanged = facts.steps.filter(({ kind }) => kind === 'exchange');
  const listed = (ids: readonly string[]) => [...new Set(ids)].flatMap((id) => view.meters.get(id) ?? []);
  const open = (ids: readonly string[]) => listed(ids).filter(({ id }) => !isPrivateMeter(view, id));
  const all = [...silent, ...stuck, ...exchanged.map(({ meter }) => meter)];
  return {
    meters: meters.length,
    online: online.length,
    onlineShare: meters.length === 0 ? null : round(online.length / meters.length),
    stuck: open(stuck).map(toNames),
    silent: open(silent).map(toNames),
    exchanged: exchanged.flatMap(({ meter, toAt }) => open([meter]).map((known) => ({ ...toNames(known), at: toAt }))),
    estimatedShare: whole.expected === 0 ? null : round(whole.estimated / whole.expected),
    manualReadings: facts.manual.length,
    suspicious: facts.steps.filter(({ kind }) => kind === 'suspicious').length,
    omitted: listed(all).length - open(all).length,
  };
}

const isStuck = ({ rule, state }: Alert) => rule === 'meter_stuck' && state !== 'withdrawn';
