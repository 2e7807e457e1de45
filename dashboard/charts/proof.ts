import type { AlertDetail, ProofView } from '../../api/schemas/alerts.ts';
import { INTERVAL_MS } from '../../domain/interval.ts';
import { addDays, type LocalTime } from '../../domain/local-time.ts';
import type { Medium } from '../../domain/medium.ts';
import type { ChartModel, Level } from './model.ts';
import { toPoint } from './rate.ts';

const DAY_MS = 86_400_000;
/** How many times the height of what matters the axis goes up. */
const CLIP_FACTOR = 4;

/** When the cause began and ended; null while it goes on. */
interface Cause {
  startAt: number;
  endAt: number | null;
}

const MEDIUM_OF_UNIT: Readonly<Record<string, Medium>> = {
  kW: 'electricity',
  kWh: 'electricity',
  A: 'electricity',
  V: 'electricity',
  'L/h': 'water',
  L: 'water',
  'm³': 'water',
  'm³/h': 'water',
};

/** The colour of a proof whose meter's medium is not at hand. What is none of both, such as a count or °C, is drawn in grey. */
export const mediumOfUnit = (unit: string): Medium => MEDIUM_OF_UNIT[unit] ?? 'weather';

/** The stretch that proves a finding, as the rule saw it: lines at its own step, bars for days; the span of the cause is shaded. */
export function toProofChart(proof: ProofView, cause: Cause, medium: Medium, local: LocalTime): ChartModel {
  const { stepMs, values, unit, threshold, baseline } = proof;
  const isDaily = stepMs >= DAY_MS;
  const atOf = isDaily ? dayStarts(proof, local) : (index: number) => proof.startAt + index * stepMs;
  const endAt = atOf(values.length);
  const points = values.map((value, index) => ({ at: atOf(index), value, coverage: value === null ? 0 : 1, estimated: 0 }));
  return {
    medium,
    unit,
    shape: isDaily ? 'bars' : 'line',
    grain: isDaily ? 'day' : 'instant',
    points,
    against: { threshold, baseline },
    clipAt: clipOf(values, Math.max(highestOf(threshold), highestOf(baseline), usualDuring(points, cause))),
    shades: [{ fromAt: cause.startAt, toAt: cause.endAt ?? endAt, kind: 'alert' }],
    marks: [],
  };
}

/** Days by the clock of the site: one of 23 hours moves none of those behind it to another date. */
function dayStarts({ startAt, stepMs }: ProofView, local: LocalTime): (index: number) => number {
  const first = local.dayOf(startAt);
  const clock = local.clockOf(startAt);
  const days = Math.round(stepMs / DAY_MS);
  return (index) => local.at(addDays(first, index * days), clock);
}

/** What the meter shows around the alert, as it is computed now. */
export function toAroundAlertChart({ alert, series, unit }: AlertDetail): ChartModel {
  const lastAt = series.at(-1)?.at ?? alert.startAt;
  return {
    medium: alert.meter.medium,
    unit,
    shape: 'line',
    grain: 'instant',
    points: series.map(toPoint),
    clipAt: clipOf(
      series.map(({ value }) => value),
      alert.rate?.value ?? 0,
    ),
    shades: [{ fromAt: alert.startAt, toAt: alert.endAt ?? lastAt + INTERVAL_MS, kind: 'alert' }],
    marks: [],
  };
}

/** Whether the series shows more than the proof does: another step or unit, or time that the proof leaves out. */
export function saysMore({ proof, series, unit }: Pick<AlertDetail, 'proof' | 'series' | 'unit'>): boolean {
  const known = series.filter(({ value }) => value !== null);
  if (known.length === 0) return false;
  if (proof === null) return true;
  const endAt = proof.startAt + proof.values.length * proof.stepMs;
  const isOutside = known[0]!.at < proof.startAt || known.at(-1)!.at + INTERVAL_MS > endAt;
  return isOutside || proof.stepMs !== INTERVAL_MS || proof.unit !== unit;
}

function highestOf(level: Level): number {
  return typeof level === 'number' ? level : Math.max(0, ...(level ?? []).map((value) => value ?? 0));
}

/** The middle of what the meter showed while the cause went on: of a leak its flow, of an air-conditioner its power. 0: nothing. */
function usualDuring(points: readonly { at: number; value: number | null }[], { startAt, endAt }: Cause): number {
  const during = points.filter(({ at }) => startAt <= at && at < (endAt ?? Number.POSITIVE_INFINITY)).flatMap(({ value }) => value ?? []);
  return during.toSorted((a, b) => a - b)[during.length >> 1] ?? 0;
}

/** A leak of 30 L/h drowns beside taps of 6,000 L/h: the axis is cut when the peaks are far above what matters. */
function clipOf(values: readonly (number | null)[], matters: number): number | undefined {
  const highest = Math.max(0, ...values.map((value) => value ?? 0));
  return matters > 0 && highest > 2 * CLIP_FACTOR * matters ? roundUp(CLIP_FACTOR * matters) : undefined;
}

/** The next number of one figure: 130 → 200, 0.37 → 0.4. */
function roundUp(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return Number((Math.ceil(value / power) * power).toPrecision(2));
}
