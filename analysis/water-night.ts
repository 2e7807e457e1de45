import { LEAKS_LPH, pulseLitres } from '../domain/detection-limit.ts';
import { MAX_PROOF_VALUES, type Proof } from '../domain/finding.ts';
import { INTERVAL_MS, isCovering } from '../domain/interval.ts';
import { addDays, type LocalTime } from '../domain/local-time.ts';
import type { PlacedMeter } from '../domain/placed-meter.ts';
import type { BuildingFunction, Meter } from '../domain/site.ts';
import { type AlertPlace, nameEn, type Sentence } from '../domain/words.ts';
import type { Weather } from '../domain/weather.ts';
import type { SeriesQuestion } from './series-detector.ts';
import type { IntervalSeries } from './series.ts';

export const HOUR_MS = 3_600_000;

/** Empty at night. Dormitories and flats are not; outdoor water may be irrigation. */
export const EMPTY_AT_NIGHT: readonly BuildingFunction[] = ['teaching', 'laboratory', 'library', 'office', 'canteen', 'gymnasium'];

/** A meter that does not even show this leak, a faulty cistern, is blind for rules about leaks. */
export const LOOKED_FOR_LPH = LEAKS_LPH.faultyCistern;

/** From here on somebody is called at once (domain note 5.3, D4 and D7). */
export const IMMEDIATE_LPH = 600;

/** Look-back of all rules about leaks, so that they see of each other what live runs see: a long vacation, and ten days before it. */
export const LEAK_LOOK_BACK_NIGHTS = 70;

/**
 * Water companies ask for trickling taps from −2 or −3 °C on (domain note 4.6). What is known are hourly means of one thermometer,
 * which miss the lowest minute by half a degree, and a forecast; and people rather let them trickle once too often. So one degree more.
 */
const FROST_BELOW_C = -1;
/** A tap that trickles "as a line" takes 15–60 L/h (domain note 4.3). */
const FROST_LPH_PER_TAP = 60;

/**
 * Whether taps are left to trickle in a night: it froze, or frost was announced at six in the evening.
 *
 * @param untilAt what came later does not count
 * @returns       false, too, where the weather is not known
 */
export function isFrostNight(weather: Weather, local: LocalTime, night: string, untilAt: number): boolean {
  const eveningAt = local.at(night, '18:00');
  // People go by the lowest that is announced for the next day, whatever its hour.
  const forecast = weather.forecastLowest(eveningAt, local.startOfDay(addDays(night, 2)), eveningAt);
  if (forecast !== undefined && forecast <= FROST_BELOW_C) return true;
  const lowest = untilAt > eveningAt ? weather.lowest(eveningAt, untilAt) : undefined;
  return lowest !== undefined && lowest <= FROST_BELOW_C;
}

/** Meters of single homes: up to DN20 (R80: Q1 = 50 L/h) with pulses of at most 10 L. */
const HOME = { q1Lph: 50, pulseL: 10 };

/** Whether one household is behind a meter: it rests every night, and has no night use that statistics could be made of. */
export function isSingleHome({ meter, building }: Pick<PlacedMeter, 'meter' | 'building'>, meters: readonly Meter[]): boolean {
  const isSmall = (meter.q1Lph ?? 0) <= HOME.q1Lph && pulseLitres(meter, Number.MAX_SAFE_INTEGER) <= HOME.pulseL;
  return building.function === 'staff_apartment' && isSmall && !meters.some(({ parent }) => parent === meter.id);
}

/** What trickling taps take together, L/h. A meter whose taps nobody counted may have ten of them: only what is immediate is more. */
export const tricklingLph = ({ frostTaps }: Pick<Meter, 'frostTaps'>) =>
  frostTaps === undefined ? IMMEDIATE_LPH : frostTaps * FROST_LPH_PER_TAP;

/** Share of a stretch that has to be known before its mean says something (domain note 5.3: data quality ≥ 90 %). */
const KNOWN_SHARE = 0.9;

/**
 * Mean flow of [fromAt, toAt), both on the grid, from its known intervals.
 *
 * @param permitted intervals in which people may use water count as not known
 * @returns         L/h; undefined where less than 90 % is known
 */
export function meanFlowLph(
  { startAt, values, qualities }: IntervalSeries,
  fromAt: number,
  toAt: number,
  permitted?: SeriesQuestion['permitted'],
): number | undefined {
  let sum = 0;
  let known = 0;
  for (let at = fromAt; at < toAt; at += INTERVAL_MS) {
    const index = (at - startAt) / INTERVAL_MS;
    const quality = qualities[index];
    if (quality === undefined || !isCovering(quality) || permitted?.(at)) continue;
    sum += values[index]!;
    known++;
  }
  const count = (toAt - fromAt) / INTERVAL_MS;
  return known > 0 && known >= KNOWN_SHARE * count - 1e-9 ? ((sum * 1000) / known) * (HOUR_MS / INTERVAL_MS) : undefined;
}

/** Ids of the water meters directly behind one. */
export const childrenOf = ({ id }: Pick<Meter, 'id'>, meters: readonly Meter[]): string[] =>
  meters.filter(({ parent, medium }) => parent === id && medium === 'water').map((meter) => meter.id);

/** A meter behind another, with its intervals. */
export interface Child {
  meter: string;
  series: IntervalSeries;
}

/** The meters behind the one in question, as far as something is known of them. */
export const childrenIn = ({ meter, meters, other }: Pick<SeriesQuestion, 'meter' | 'meters' | 'other'>): Child[] =>
  childrenOf(meter, meters).flatMap((id) => {
    const series = other(id);
    return series ? [{ meter: id, series }] : [];
  });

/** From this share on it is the meter behind that has to be spoken of, not the one before it. */
export const EXPLAINED_SHARE = 0.8;
/** Less than this of a flow is not worth naming. */
const NAMED_SHARE = 0.2;

/**
 * How much of a flow passes on through meters behind: their own alerts say where to look.
 *
 * @param excessLph of one of them, L/h, in the stretch in question; undefined: not known
 * @param flowLph   of the meter in question
 */
export function explain(
  children: readonly Child[],
  flowLph: number,
  excessLph: (child: Child) => number | undefined,
): { share: number; named: string[] } {
  let sum = 0;
  const named: string[] = [];
  for (const child of children) {
    const excess = Math.max(0, excessLph(child) ?? 0);
    sum += excess;
    if (excess >= NAMED_SHARE * flowLph && excess > 0) named.push(child.meter);
  }
  return { share: flowLph > 0 ? sum / flowLph : 0, named };
}

/**
 * Hourly flow around a cause, L/h: from a day before it, as long as the proof may be.
 *
 * @param knownUntil nothing later is known
 */
export function hourlyProof(series: IntervalSeries, cause: { startAt: number; knownUntil: number }, threshold: number): Proof {
  const startAt = Math.max(series.startAt, floorHour(cause.startAt) - 24 * HOUR_MS);
  const count = Math.max(0, Math.min(MAX_PROOF_VALUES, Math.ceil((cause.knownUntil - startAt) / HOUR_MS)));
  const values = Array.from(
    { length: count },
    (_, hour) => meanFlowLph(series, startAt + hour * HOUR_MS, startAt + (hour + 1) * HOUR_MS) ?? null,
  );
  return { startAt, stepMs: HOUR_MS, unit: 'L/h', values, threshold, baseline: null };
}

const floorHour = (at: number) => Math.floor(at / HOUR_MS) * HOUR_MS;

/**
 * What such a flow usually is: a running cistern loses about 30 L/h (EPA WaterSense: 200 gallons a day), a stuck one more than
 * 100 L/h; from 600 L/h on a pipe or a flush valve is open.
 */
export function leakAdvice(lph: number): Sentence {
  if (lph >= IMMEDIATE_LPH)
    return {
      zh: '可能是爆管或冲洗阀卡住，请先关阀再检查',
      en: 'A burst pipe or a stuck flush valve is likely: close the valve, then look',
    };
  if (lph >= 20) return { zh: '请检查冲水箱和龙头', en: 'Please check cisterns and taps' };
  return { zh: '可能是龙头或水箱滴漏，请检查', en: 'A dripping tap or cistern is likely, please check' };
}

/** The meters behind that carry a part of it, as a half sentence; empty without. */
export function throughOthers({ others }: AlertPlace): Sentence {
  if (!others || others.length === 0) return { zh: '', en: '' };
  return {
    zh: `，其中一部分经过${others.map(({ name }) => name).join('、')}`,
    en: `, part of it through ${others.map(nameEn).join(', ')}`,
  };
}
