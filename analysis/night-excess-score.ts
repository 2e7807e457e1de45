import { INTERVAL_MS } from '../domain/interval.ts';
import type { EvidenceNumber, Reason } from '../domain/finding.ts';
import type { Excess } from './night-excess.ts';
import { thermometersIn } from './room-thermometers.ts';
import type { SeriesQuestion } from './series-detector.ts';
import { knownAmount } from './series.ts';
import { unusualDay } from './unusual-day.ts';

/** What an excess is taken for, and how surely. */
export interface Suspicion {
  reasons: Reason[];
  isFirm: boolean;
  evidence: EvidenceNumber[];
  /** Rooms, the likeliest first. */
  spaces: string[];
}

export interface SuspicionOptions {
  coolingFromC: number;
  heatingUpToC: number;
  firmScore: number;
}

const HOUR_MS = 3_600_000;
/** One unit takes 1.0 kW (inverter, throttled) to 2.2 kW (domain note 5.3, D2). */
const LEAST_UNIT_KW = 1.0;
const MOST_UNIT_KW = 2.2;
/** A room that is kept differs from outdoors by so much at night (domain note 5.3). */
const KEPT_K = 3;
const MAX_ROOMS = 5;

/** Weights of the domain note 5.3; `clear_excess` is ours: far above the line is rarer than just above it. */
const WEIGHTS = { ac_size: 0.4, clear_excess: 0.2, room_kept: 0.3, ac_weather: 0.1, mild_weather: -0.3, no_weather: 0 };
const CLEAR_TIMES = 2.5;

/** @param raisedAt the check that found it: nothing later is used */
export function suspicionOf(
  night: string,
  { excessKw, longLimitKw }: Excess,
  raisedAt: number,
  question: SeriesQuestion,
  options: SuspicionOptions,
): Suspicion {
  const outdoorC = question.weather.mean(raisedAt - 3 * HOUR_MS, raisedAt);
  const kept = outdoorC === undefined ? [] : keptRooms(question, outdoorC, raisedAt, options);
  const reasons: Reason[] = [];
  const add = (name: keyof typeof WEIGHTS) => reasons.push({ name, weight: WEIGHTS[name] });
  if (excessKw >= LEAST_UNIT_KW) add('ac_size');
  if (excessKw >= CLEAR_TIMES * longLimitKw) add('clear_excess');
  if (kept.length > 0) add('room_kept');
  if (outdoorC === undefined) add('no_weather');
  else add(outdoorC >= options.coolingFromC || outdoorC <= options.heatingUpToC ? 'ac_weather' : 'mild_weather');
  const unusual = unusualDay(question.calendar, night);
  if (unusual) reasons.push(unusual);
  // Rounded: 0.4 + 0.2 + 0.1 is a hair above 0.7, and 0.1 + 0.6 below.
  const score =
    Math.round(
      Math.max(
        0,
        reasons.reduce((sum, { weight }) => sum + weight, 0),
      ) * 100,
    ) / 100;
  return {
    reasons,
    isFirm: score >= options.firmScore,
    evidence: [
      { name: 'score', value: score, unit: '' },
      { name: 'units_low', value: Math.max(1, Math.round(excessKw / MOST_UNIT_KW)), unit: 'units' },
      { name: 'units_high', value: Math.max(1, Math.round(excessKw / LEAST_UNIT_KW)), unit: 'units' },
      ...(outdoorC === undefined ? [] : [{ name: 'outdoor', value: outdoorC, unit: '°C' }]),
    ],
    spaces: candidateRooms(question, kept),
  };
}

/** Rooms with a thermometer that shows them cooler than a warm night, or warmer than a cold one. */
function keptRooms({ building, meters, other }: SeriesQuestion, outdoorC: number, raisedAt: number, options: SuspicionOptions): string[] {
  return thermometersIn(building.id, meters).flatMap(({ id, space }) => {
    const series = other(id);
    const at = Math.floor(raisedAt / INTERVAL_MS) * INTERVAL_MS;
    const roomC = series && (knownAmount(series, at - INTERVAL_MS) ?? knownAmount(series, at - 2 * INTERVAL_MS));
    if (roomC === undefined || space === undefined) return [];
    const isCooled = outdoorC >= options.coolingFromC && roomC <= outdoorC - KEPT_K;
    const isHeated = outdoorC <= options.heatingUpToC && roomC >= outdoorC + KEPT_K;
    return isCooled || isHeated ? [space] : [];
  });
}

/** Rooms that are kept, then those that were on alerts most often. */
function candidateRooms({ pastAlerts }: SeriesQuestion, kept: readonly string[]): string[] {
  const times = (space: string) => pastAlerts.get(space) ?? 0;
  const byHistory = [...pastAlerts.keys()].filter((space) => times(space) > 0).toSorted((a, b) => times(b) - times(a));
  return [...new Set([...kept.toSorted((a, b) => times(b) - times(a)), ...byHistory])].slice(0, MAX_ROOMS);
}
