import { look, type LookSources, type LookSpan, type Seen } from '../analysis/look.ts';
import { SERIES_RULES } from '../analysis/registry.ts';
import { createRulebook, type RuleDefaults, type Watched } from '../analysis/rulebook.ts';
import type { IntervalSeries } from '../analysis/series.ts';
import { type Calendar, createCalendar } from '../domain/calendar.ts';
import type { BlindReason, Finding, Rule } from '../domain/finding.ts';
import { INTERVAL_MS } from '../domain/interval.ts';
import { addDays, type LocalTime } from '../domain/local-time.ts';
import type { SitePlan } from '../domain/site.ts';
import type { Weather } from '../domain/weather.ts';
import { LEAK_RULES, type Said } from './truth.ts';

/** A school whose nights are judged: intervals of all meters with the same beginning and length. */
export interface JudgedSchool {
  plan: SitePlan;
  local: LocalTime;
  series: ReadonlyMap<string, IntervalSeries>;
  weather: Weather;
}

export interface Judged {
  said: Said[];
  /** Meters that each rule looked at. */
  watched: Record<Rule, string[]>;
  /** Meter-nights of which a rule said that it cannot judge them. */
  blind: Record<Rule, Partial<Record<BlindReason, number>>>;
  nights: number;
}

/**
 * What all rules that look at intervals would have said, night by night. Rules are causal, so the whole span is judged at once.
 *
 * @param span nights, both included; nothing after `now` is known
 */
export function judgeNights(
  school: JudgedSchool,
  span: { fromNight: string; toNight: string; now: number },
  defaults: RuleDefaults = {},
): Judged {
  const { plan, local, series, weather } = school;
  const rulebook = createRulebook(plan, local, defaults);
  const calendars = new Map<string, Calendar>();
  const sources: LookSources = {
    series: (meter) => series.get(meter),
    weather,
    local,
    calendarOf(building) {
      const known = calendars.get(building) ?? createCalendar(plan.calendar, building);
      calendars.set(building, known);
      return known;
    },
    meters: plan.meters,
    spaces: plan.spaces,
    pastAlerts: () => new Map(),
  };
  const judged: Judged = { said: [], watched: {}, blind: {}, nights: 0 };
  for (let night = span.fromNight; night <= span.toNight; night = addDays(night, 1)) judged.nights++;
  for (const { rule } of SERIES_RULES) {
    const watched = rulebook.watched(rule);
    judged.watched[rule] = watched.map(({ meter }) => meter.id);
    const blind: Partial<Record<BlindReason, number>> = {};
    for (const one of watched) {
      const seen = look(one, sources, span);
      for (const { why } of seen.blind) blind[why] = (blind[why] ?? 0) + 1;
      for (const finding of seen.findings) judged.said.push(toSaid(one, finding, sources, span.now));
      if (LEAK_RULES.includes(rule)) judged.said.push(...leftToOthers(one, seen, sources, span));
    }
    judged.blind[rule] = blind;
  }
  return judged;
}

/** What a rule would have said, had no other rule spoken of it before. */
function leftToOthers(watched: Watched, seen: Seen, sources: LookSources, span: LookSpan): Said[] {
  const alone = { ...watched, beside: undefined };
  const told = new Set(seen.findings.map(({ night }) => night));
  const left = look(alone, sources, span).findings.filter(({ night }) => !told.has(night));
  return left.map((finding) => ({ ...toSaid(alone, finding, sources, span.now), isLeft: true }));
}

function toSaid(watched: Watched, finding: Finding, sources: LookSources, now: number): Said {
  const { rule, meter, night, startAt, endAt, isFirm } = finding;
  const { detector } = watched;
  const window = detector.window(sources.local, night);
  const lastAt = detector.scope === 'night' ? Math.min(now, window.toAt) : now;
  const reportedAt = detector.isLive ? liveReportAt(watched, finding, sources) : Math.min(now, window.toAt);
  return { rule, meter, night, startAt, endAt: Math.max(startAt, endAt ?? lastAt), reportedAt, isFirm: isFirm ?? true };
}

/**
 * The first quarter hour at which a live rule says it, by asking again with the clock of that moment. What was said once is said
 * on, so halving finds it.
 */
function liveReportAt(watched: Watched, finding: Finding, sources: LookSources): number {
  const { night, startAt, endAt = Number.POSITIVE_INFINITY } = finding;
  const window = watched.detector.window(sources.local, night);
  const isSaidAt = (now: number) =>
    look(watched, sources, { fromNight: night, toNight: night, now }).findings.some(
      (earlier) => earlier.startAt <= endAt && (earlier.endAt ?? now) >= startAt,
    );
  let before = Math.floor(Math.max(window.fromAt, startAt) / INTERVAL_MS) - 1;
  let said = Math.ceil(window.toAt / INTERVAL_MS);
  while (said - before > 1) {
    const middle = (before + said) >> 1;
    if (isSaidAt(middle * INTERVAL_MS)) said = middle;
    else before = middle;
  }
  return said * INTERVAL_MS;
}
