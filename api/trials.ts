import { placeOf } from '../alerts/sentence.ts';
import type { SeriesRule } from '../analysis/rule.ts';
import type { Finding } from '../domain/finding.ts';
import { INTERVAL_MS } from '../domain/interval.ts';
import { addDays, daysBetween, weekdayOf } from '../domain/local-time.ts';
import { MEDIUM_FACTS, type Medium } from '../domain/medium.ts';
import type { IntervalStore } from '../store/ports.ts';
import type { Trial } from '../store/school-ports.ts';
import { nightEndOf, toCost } from './cost.ts';
import { groupBy } from '../domain/group-by.ts';
import { countBy, toSpace } from './meter-summaries.ts';
import { reachesMeter } from './reached.ts';
import { toRatePoints } from './rate.ts';
import { toProof } from './rule-words.ts';
import type { TryAnswer, TryFinding } from './schemas/rules.ts';
import { type SiteView, toNames } from '../consumption/site-view.ts';
import { round } from '../consumption/tally.ts';

const MAX_FINDINGS = 500;
const METERS_DRAWN = 6;
const HOUR_MS = 3_600_000;
/** The last night reaches into the morning after it. */
const LAST_MORNING_MS = 12 * HOUR_MS;

/** What was tried: the rule, options that take the place of those in force, days from the first to the last, both included. */
export interface TrialQuestion {
  rule: SeriesRule;
  options: Readonly<Record<string, unknown>>;
  fromDay: string;
  toDay: string;
}

/** What a rule would have flagged, in words and by week, with the series that it is drawn on. */
export async function readTrialAnswer(
  intervals: Pick<IntervalStore, 'days'>,
  view: SiteView,
  question: TrialQuestion,
  trial: Trial,
  now: number,
): Promise<Omit<TryAnswer, 'tookMs'>> {
  const { fromDay, toDay } = question;
  const findings = trial.findings.filter(({ finding }) => reachesMeter(view, finding));
  const found = findings.map(({ finding }) => finding);
  const blind = groupBy(
    trial.blind.filter((gap) => reachesMeter(view, gap)),
    ({ why }) => why,
  );
  return {
    findings: findings
      .slice(0, MAX_FINDINGS)
      .map(({ finding, isExcused }) => ({ ...toTryFinding(view, question, finding, now), isExcused })),
    found: found.length,
    weeks: weeksOf(found, fromDay, toDay),
    meters: trial.meters.filter((meter) => reachesMeter(view, { meter })).length,
    blind: Object.fromEntries([...blind].map(([why, list]) => [why, new Set(list.map(({ meter }) => meter)).size])),
    series: await readSeries(intervals, view, mostFound(found), { fromDay, toDay, now }),
  };
}

function toTryFinding(view: SiteView, { rule, options }: TrialQuestion, finding: Finding, now: number): Omit<TryFinding, 'isExcused'> {
  const placed = view.rulebook.placed.get(finding.meter)!;
  const { meter, building, space } = placed;
  const { night, startAt, rate, wasted } = finding;
  const nightEndAt = nightEndOf(view, finding, { ...view.rulebook.optionsOf(rule.rule, placed), ...options });
  const isExpired = finding.endAt === undefined && nightEndAt !== undefined && nightEndAt <= now;
  const endAt = isExpired ? nightEndAt : finding.endAt;
  return {
    meter: { id: meter.id, ...toNames(meter) },
    building: { id: building.id, ...toNames(building) },
    space: space ? toSpace(space) : null,
    night,
    startAt,
    endAt: endAt ?? null,
    isFirm: finding.isFirm ?? true,
    rate,
    wasted,
    cost: toCost(view, { ...finding, endAt }, now, nightEndAt),
    sentence: rule.sentence(finding, placeOf(view.plan, meter.id, finding.others), view.local, isExpired),
    proof: toProof(finding),
  };
}

/** Every week of the span, also those without a finding: a quiet rule is an answer. */
function weeksOf(findings: readonly Finding[], fromDay: string, toDay: string): TryAnswer['weeks'] {
  const counts = countBy(findings, ({ night }) => mondayOf(night));
  const mondays = daysBetween(mondayOf(fromDay), addDays(toDay, 1)).filter((day) => weekdayOf(day) === 1);
  return mondays.map((monday) => ({ monday, count: counts.get(monday) ?? 0 }));
}

const mondayOf = (day: string) => addDays(day, -((weekdayOf(day) + 6) % 7));

function mostFound(findings: readonly Finding[]): string[] {
  const counts = [...countBy(findings, ({ meter }) => meter)].toSorted(([, one], [, other]) => other - one);
  return counts.slice(0, METERS_DRAWN).map(([meter]) => meter);
}

async function readSeries(
  intervals: Pick<IntervalStore, 'days'>,
  view: SiteView,
  ids: readonly string[],
  { fromDay, toDay, now }: Pick<TrialQuestion, 'fromDay' | 'toDay'> & { now: number },
): Promise<TryAnswer['series']> {
  if (ids.length === 0) return [];
  const startAt = view.local.startOfDay(fromDay);
  const hours = Math.max(0, Math.ceil((Math.min(now, view.local.startOfDay(addDays(toDay, 1)) + LAST_MORNING_MS) - startAt) / HOUR_MS));
  const days = groupBy(await intervals.days(view.id, ids, fromDay, addDays(toDay, 2)), ({ meter }) => meter);
  return ids.map((id) => {
    const { medium, ...meter } = view.meter(id);
    const values = hourlyMeans(days.get(id) ?? [], medium, startAt, hours);
    return { meter: { id, ...toNames(meter) }, unit: MEDIUM_FACTS[medium].rateUnit, startAt, stepMs: HOUR_MS, values };
  });
}

type Days = Awaited<ReturnType<IntervalStore['days']>>;

/** Null where less than half of an hour is known. */
function hourlyMeans(days: Days, medium: Medium, startAt: number, count: number): (number | null)[] {
  const sums = new Float64Array(count);
  const known = new Uint8Array(count);
  for (const day of days) {
    for (const { at, value } of toRatePoints(day, medium)) {
      const hour = Math.floor((at - startAt) / HOUR_MS);
      if (value === null || hour < 0 || hour >= count) continue;
      sums[hour]! += value;
      known[hour]!++;
    }
  }
  const enough = HOUR_MS / INTERVAL_MS / 2;
  return Array.from(sums, (sum, hour) => (known[hour]! < enough ? null : round(sum / known[hour]!)));
}
