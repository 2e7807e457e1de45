import { minDetectableLph, pulseLitres } from '../domain/detection-limit.ts';
import { type Blind, MAX_PROOF_VALUES, type Proof } from '../domain/finding.ts';
import { addDays, daysBetween } from '../domain/local-time.ts';
import type { PlacedMeter } from '../domain/placed-meter.ts';
import type { Meter } from '../domain/site.ts';
import { alikeNights, type Learning, nightLevel, type NightLevel, nightLimit, type NightValue } from './baseline/night-level.ts';
import { nightWindow, type SeriesQuestion } from './series-detector.ts';
import { median } from './standby.ts';
import {
  type Child,
  childrenIn,
  explain,
  EXPLAINED_SHARE,
  HOUR_MS,
  isFrostNight,
  isSingleHome,
  LOOKED_FOR_LPH,
  meanFlowLph,
} from './water-night.ts';

/** What separates a step from the usual; words and defaults in night-flow-step.ts. */
export interface StepOptions {
  from: string;
  to: string;
  nights: number;
  sigmas: number;
  minExcessLph: number;
}

/** Nights of one type that the usual is learned from (domain note 5.3), at most and at least. */
export const LEARNED_NIGHTS = 28;
export const MIN_LEARNED_NIGHTS = 10;

/** What one night says. `unknown`: too little is known, or the usual is not. */
export interface StepNight {
  night: string;
  fromAt: number;
  toAt: number;
  verdict: 'step' | 'clear' | 'unknown';
  why?: Blind['why'] | undefined;
  flowLph: number | undefined;
  level: NightLevel | undefined;
  limitLph: number | undefined;
  /** Meters behind this one that carry a part of the excess. */
  named: readonly string[];
}

/** Step nights without a clear one between them. */
export interface StepEpisode {
  nights: StepNight[];
  /** The night from which on it goes on for long enough. */
  reported: StepNight;
  closedOn: string | undefined;
}

/**
 * Mains and branches of buildings. A single home has no usual night flow: one wakeful night stands out, and a leak shows in the
 * dry hours that are missing (`continuous_flow`).
 */
export function watchesNightFlow(placed: PlacedMeter, meters: readonly Meter[]): boolean {
  const { meter, building } = placed;
  if (meter.medium !== 'water' || meter.continuousFlowExpected || isSingleHome(placed, meters)) return false;
  if (meter.role === 'branch') return building.function !== 'staff_apartment';
  return meter.role === 'building_main' || meter.role === 'campus_main';
}

/** Litres per hour that one pulse makes in the window. */
export const quantumLph = ({ meter }: SeriesQuestion, { fromAt, toAt }: { fromAt: number; toAt: number }) =>
  pulseLitres(meter, fromAt) / ((toAt - fromAt) / HOUR_MS);

/** Whether a faulty cistern would not show at the usual flow of a night, so that nothing can be said about leaks. */
export function isHidden({ meter }: SeriesQuestion, { fromAt, toAt, level }: Pick<StepNight, 'fromAt' | 'toAt' | 'level'>): boolean {
  const hours = (toAt - fromAt) / HOUR_MS;
  // A meter that runs anyway shows more of it: Q1 hides a leak only where it would have to start the meter.
  const isRunning = (level?.median ?? 0) >= (meter.q1Lph ?? 0);
  const limit = isRunning ? (2 * pulseLitres(meter, fromAt)) / hours : minDetectableLph(meter, fromAt, hours);
  return limit > LOOKED_FOR_LPH;
}

/** Night types, each asked for once: every night is compared with all before it. */
export function typesOf(calendar: SeriesQuestion['calendar']): Learning['typeOf'] {
  const known = new Map<string, string>();
  return (night) => {
    const type = known.get(night) ?? calendar.nightType(night);
    known.set(night, type);
    return type;
  };
}

/** All nights of the series until the last that is over, ascending. */
export function stepNights(question: SeriesQuestion, options: StepOptions): StepNight[] {
  const { series, local, weather, permitted, calendar, changedAt, toNight, now } = question;
  const learning: Learning = { typeOf: typesOf(calendar), most: LEARNED_NIGHTS, changedAt };
  const children = childrenIn(question);
  const learned: NightValue[] = [];
  const childValues = new Map(children.map(({ meter }) => [meter, [] as NightValue[]]));
  const nights: StepNight[] = [];
  for (const night of daysBetween(local.dayOf(series.startAt), addDays(toNight, 1))) {
    const hours = nightWindow(local, night, { start: options.from, end: options.to });
    if (hours.toAt > now) break;
    const isFrost = isFrostNight(weather, local, night, hours.toAt);
    const flowLph = isFrost ? undefined : meanFlowLph(series, hours.fromAt, hours.toAt, permitted);
    const judged = judgeNight(question, { night, ...hours, flowLph }, learned, learning, options);
    if (flowLph !== undefined) {
      const isFlagged = judged.verdict === 'step';
      for (const child of children) childValues.get(child.meter)!.push(...childNight(child, judged, isFlagged));
      learned.push({ night, fromAt: hours.fromAt, value: flowLph, isFlagged });
    }
    nights.push(judged.verdict === 'step' ? withoutChildren(judged, children, childValues, learning) : judged);
  }
  return nights;
}

function judgeNight(
  question: SeriesQuestion,
  hours: Pick<StepNight, 'night' | 'fromAt' | 'toAt' | 'flowLph'>,
  learned: readonly NightValue[],
  learning: Learning,
  options: StepOptions,
): StepNight {
  const unknown = { ...hours, verdict: 'unknown', level: undefined, limitLph: undefined, named: [] } as const;
  if (hours.flowLph === undefined) return { ...unknown, why: 'no_data' };
  const quantum = quantumLph(question, hours);
  const level = nightLevel(alikeNights(learned, hours, learning), { quantum, minNights: MIN_LEARNED_NIGHTS });
  if (!level) return { ...unknown, why: 'not_enough_history' };
  const line = nightLimit(level, { k: options.sigmas, floor: options.minExcessLph, quantum });
  const limitLph = Math.max(line, question.meter.q1Lph ?? 0);
  return { ...hours, verdict: hours.flowLph > limitLph ? 'step' : 'clear', level, limitLph, named: [] };
}

function childNight({ series }: Child, { night, fromAt, toAt }: StepNight, isFlagged: boolean): NightValue[] {
  const value = meanFlowLph(series, fromAt, toAt);
  return value === undefined ? [] : [{ night, fromAt, value, isFlagged }];
}

/** A step that meters behind this one explain is not its own; it is not learned from either. */
function withoutChildren(
  night: StepNight,
  children: readonly Child[],
  values: ReadonlyMap<string, readonly NightValue[]>,
  learning: Learning,
): StepNight {
  const excess = night.flowLph! - night.level!.median;
  const { share, named } = explain(children, excess, ({ meter }) => {
    const own = values.get(meter)!;
    const usual = median(alikeNights(own, night, learning));
    const tonight = own.findLast((value) => value.night === night.night)?.value;
    return usual === undefined || tonight === undefined ? undefined : tonight - usual;
  });
  return { ...night, verdict: share >= EXPLAINED_SHARE ? 'clear' : 'step', named };
}

/**
 * What was reported, ascending. A declared change ends what went on before it.
 *
 * @param isOthers whether another rule speaks of it on a night: it is reported on the first one on which none does
 */
export function stepEpisodes(
  nights: readonly StepNight[],
  changedAt: readonly number[],
  options: StepOptions,
  isOthers: (night: StepNight) => boolean,
): StepEpisode[] {
  const episodes: StepEpisode[] = [];
  let open: StepNight[] = [];
  const close = (night: string | undefined) => {
    const reported = open.slice(options.nights - 1).find((one) => !isOthers(one));
    if (reported) episodes.push({ nights: open, reported, closedOn: night });
    open = [];
  };
  for (const night of nights) {
    const first = open[0];
    const isChanged = first && changedAt.some((at) => first.fromAt < at && at <= night.fromAt);
    if (first && (isChanged || night.verdict === 'clear')) close(night.night);
    if (night.verdict === 'step') open.push(night);
  }
  close(undefined);
  return episodes;
}

const PROOF_NIGHTS_BEFORE = 28;

/** Night flows from four weeks before a cause, with what was usual and the line on each night. */
export function nightlyProof(all: readonly StepNight[], firstNight: string, limit: (night: StepNight) => number | undefined): Proof {
  const from = addDays(firstNight, -PROOF_NIGHTS_BEFORE);
  const shown = all.filter(({ night }) => night >= from).slice(0, MAX_PROOF_VALUES);
  return {
    startAt: shown[0]!.fromAt,
    stepMs: 24 * HOUR_MS,
    unit: 'L/h',
    values: shown.map(({ flowLph }) => flowLph ?? null),
    threshold: shown.map((night) => limit(night) ?? null),
    baseline: shown.map(({ level }) => level?.median ?? null),
  };
}
