import type { EvidenceNumber, Finding, Proof } from '../domain/finding.ts';
import { MEDIUM_FACTS } from '../domain/medium.ts';
import type { Meter } from '../domain/site.ts';
import type { DriftWeek } from './baseline-drift-days.ts';
import type { DriftEpisode } from './baseline-drift-episodes.ts';
import type { HighBase, HighDay } from './baseline-drift-week.ts';
import { HOUR_MS } from './health-detector.ts';

const DAY_HOURS = 24;
/** Days before the cause that its picture shows: the eight weeks that it is compared with. */
const PROOF_DAYS = 56;

/** @param weeks all that were looked at, for the picture */
export function driftFinding(meter: Meter, weeks: readonly DriftWeek[], episode: DriftEpisode): Finding {
  const isWater = meter.medium === 'water';
  const { reportedOn, startAt, endAt } = episode;
  const bases = episode.weeks.flatMap(({ week, verdict: { base } }) => (typeof base === 'object' ? [{ week, base }] : []));
  const high = episode.weeks.flatMap(({ verdict }) => verdict.high);
  const latest = bases.at(-1);
  // What the base load takes too much it takes all the time; of days only their own excess is known.
  const wasted = latest
    ? bases.reduce((sum, { week, base }) => sum + ((base.base - base.usual) * (week.toAt - week.fromAt)) / HOUR_MS, 0)
    : high.reduce((sum, { day, expected }) => sum + day.total! - expected, 0);
  const perHour = latest ? latest.base.base - latest.base.usual : wasted / Math.max(1, high.length) / DAY_HOURS;
  return {
    rule: 'baseline_drift',
    meter: meter.id,
    night: reportedOn,
    startAt,
    endAt,
    certainty: latest ? 'measured' : 'estimated',
    rate: isWater ? { value: perHour * 1000, unit: 'L/h' } : { value: perHour, unit: 'kW' },
    wasted: { value: wasted, unit: isWater ? 'm³' : 'kWh' },
    evidence: latest ? baseEvidence(latest.base, bases.length, high.length) : dayEvidence(meter, high),
    proof: latest ? baseProof(weeks, episode, latest.base) : dayProof(meter, weeks, episode, high),
  };
}

function baseEvidence({ base, usual, limit, weeks }: HighBase, highWeeks: number, highDays: number): EvidenceNumber[] {
  return [
    { name: 'base_load', value: base, unit: 'kW' },
    { name: 'threshold', value: limit, unit: 'kW' },
    { name: 'usual_base_load', value: usual, unit: 'kW' },
    { name: 'base_weeks', value: weeks, unit: 'weeks' },
    { name: 'high_weeks', value: highWeeks, unit: 'weeks' },
    ...(highDays > 0 ? [{ name: 'high_days', value: highDays, unit: 'days' }] : []),
  ];
}

/** The day that stands out most speaks for all. */
function dayEvidence(meter: Meter, high: readonly HighDay[]): EvidenceNumber[] {
  const { unit } = MEDIUM_FACTS[meter.medium];
  const worst = high.reduce((one, other) => (other.z > one.z ? other : one));
  return [
    { name: 'day_use', value: worst.day.total!, unit },
    { name: 'threshold', value: worst.limit, unit },
    { name: 'expected_use', value: worst.expected, unit },
    { name: 'robust_z', value: worst.z, unit: '' },
    { name: 'high_days', value: high.length, unit: 'days' },
  ];
}

type ProofDays = Pick<Proof, 'startAt' | 'stepMs'> & { days: DriftWeek['days'] };

function proofDays(weeks: readonly DriftWeek[], { startAt, lastAt }: DriftEpisode): ProofDays {
  const days = weeks.flatMap((week) => week.days);
  const first = Math.max(0, days.findIndex(({ toAt }) => toAt > startAt) - PROOF_DAYS);
  const shown = days.slice(first).filter(({ fromAt }) => fromAt < lastAt);
  return { startAt: shown[0]!.fromAt, stepMs: DAY_HOURS * HOUR_MS, days: shown };
}

function baseProof(weeks: readonly DriftWeek[], episode: DriftEpisode, { usual, limit }: HighBase): Proof {
  const { days, ...span } = proofDays(weeks, episode);
  return { ...span, unit: 'kW', values: days.map(({ base }) => base ?? null), threshold: limit, baseline: usual };
}

function dayProof({ medium }: Meter, weeks: readonly DriftWeek[], episode: DriftEpisode, high: readonly HighDay[]): Proof {
  const { days, ...span } = proofDays(weeks, episode);
  const byDay = new Map(high.map((one) => [one.day, one]));
  return {
    ...span,
    unit: MEDIUM_FACTS[medium].unit,
    values: days.map(({ total }) => total ?? null),
    threshold: days.map((day) => byDay.get(day)?.limit ?? null),
    baseline: days.map((day) => byDay.get(day)?.expected ?? null),
  };
}
