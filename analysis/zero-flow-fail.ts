import { z } from 'zod';
import type { Blind, Finding } from '../domain/finding.ts';
import { addDays, daysBetween } from '../domain/local-time.ts';
import { type BuildingFunction, type Meter, ratioAt } from '../domain/site.ts';
import { type NightDetector, nightWindow, type WatchedMeter } from './night-detector.ts';
import { type IntervalSeries, knownSum } from './series.ts';

const CLOCK_TIME = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);

export const zeroFlowFailOptions = z.strictObject({
  /** The hours in which nobody should need water. */
  from: CLOCK_TIME.default('01:00'),
  to: CLOCK_TIME.default('05:00'),
  /** Consecutive hours that all show flow make a leak night. */
  hours: z.number().int().min(1).default(3),
  /** Leak nights in a row that make a finding. */
  nights: z.number().int().min(1).default(2),
  /** From this flow on, L/h, one night is enough. */
  oneNightLph: z.number().positive().default(120),
});
export type ZeroFlowFailOptions = z.infer<typeof zeroFlowFailOptions>;

const HOUR_MS = 3_600_000;
const LOOK_BACK_NIGHTS = 30;
/** Readings do not fall on the hour, so the pulse at its edge is shared with the neighbour: a quarter may be missing. */
const PULSE_SLACK = 0.25;

/** Empty at night. Dormitories and flats are not; outdoor water may be irrigation. */
const EMPTY_AT_NIGHT: readonly BuildingFunction[] = ['teaching', 'laboratory', 'library', 'office', 'canteen', 'gymnasium'];

/** What the hours of one night say. `unknown`: too little is known to say either. */
interface Night {
  night: string;
  verdict: 'leak' | 'clear' | 'unknown';
  /** First and last instant of the run of hours with flow; only of a leak night. */
  fromAt: number;
  toAt: number;
  /** Mean flow of that run, L/h. */
  flowLph: number;
}

/** Leak nights without a clear one between them. */
interface Episode {
  nights: Night[];
  closedOn?: string;
}

/**
 * Water that flows when nobody is there: every one of `hours` consecutive hours shows flow, `nights` nights running, or one
 * night when it is much. Method: zero-flow test as in utility leak alerts (continuous flow in every hour), with the hour
 * as its unit because pulses of 10 L make shorter ones useless.
 *
 * Nights that are not known well enough neither raise nor clear. A leak that goes on is one finding, under the night on
 * which it was first reported, with the rate of the latest night.
 */
export function createZeroFlowFailDetector(given: z.input<typeof zeroFlowFailOptions> = {}): NightDetector {
  const options = zeroFlowFailOptions.parse(given);
  const window: NightDetector['window'] = (local, night) => nightWindow(local, night, { start: options.from, end: options.to });
  return {
    rule: 'zero_flow_fail',
    scope: 'cause',
    lookBackNights: LOOK_BACK_NIGHTS,
    window,
    watches,
    judge({ meter, series, local, fromNight, toNight, now }) {
      const firstNight = local.dayOf(series.startAt);
      const nights: Night[] = [];
      for (const night of daysBetween(firstNight, addDays(toNight, 1))) {
        const hours = window(local, night);
        if (hours.toAt > now) break;
        nights.push(judgeNight(series, night, hours, limitLph(meter, hours.fromAt), options));
      }
      const last = nights.at(-1);
      const findings = episodesOf(nights)
        .filter(({ closedOn }) => closedOn === undefined || closedOn >= fromNight)
        .flatMap((episode) => toFinding(meter, episode, window(local, last!.night).toAt, options) ?? []);
      const blind: Blind[] =
        last?.verdict === 'unknown' ? [{ rule: 'zero_flow_fail', meter: meter.id, night: last.night, why: 'no_data' }] : [];
      return { findings, blind, cutOff: nights.find(({ verdict }) => verdict !== 'unknown')?.verdict === 'leak' };
    },
  };
}

function watches({ meter, building }: WatchedMeter): boolean {
  const meters = meter.medium === 'water' && (meter.role === 'building_main' || meter.role === 'branch');
  return meters && EMPTY_AT_NIGHT.includes(building.function) && !meter.continuousFlowExpected;
}

/** Litres of one pulse, or of the smallest step of the register. */
const pulseLitres = (meter: Meter, at: number) => meter.resolution * ratioAt(meter, at) * 1000;

/** Flow that an hour has to show, L/h: one pulse, and what the meter is made to see (Q1, less the pulse that an hour may miss). */
function limitLph(meter: Meter, at: number): number {
  const pulse = pulseLitres(meter, at);
  return Math.max(pulse, (meter.q1Lph ?? 0) - pulse) - PULSE_SLACK * pulse;
}

function judgeNight(
  series: IntervalSeries,
  night: string,
  window: { fromAt: number; toAt: number },
  limit: number,
  options: ZeroFlowFailOptions,
): Night {
  const flows: (number | undefined)[] = [];
  for (let at = window.fromAt; at + HOUR_MS <= window.toAt; at += HOUR_MS) {
    const volume = knownSum(series, at, at + HOUR_MS);
    flows.push(volume === undefined ? undefined : volume * 1000);
  }
  const run = longestRun(flows, (flow) => flow !== undefined && flow >= limit);
  const possible = longestRun(flows, (flow) => flow === undefined || flow >= limit);
  const verdict = run.length >= options.hours ? 'leak' : possible.length >= options.hours ? 'unknown' : 'clear';
  const flowing = flows.slice(run.start, run.start + run.length);
  return {
    night,
    verdict,
    fromAt: window.fromAt + run.start * HOUR_MS,
    toAt: window.fromAt + (run.start + run.length) * HOUR_MS,
    flowLph: flowing.length === 0 ? 0 : flowing.reduce<number>((sum, flow) => sum + flow!, 0) / flowing.length,
  };
}

function longestRun<T>(values: readonly T[], fits: (value: T) => boolean): { start: number; length: number } {
  let best = { start: 0, length: 0 };
  let length = 0;
  values.forEach((value, index) => {
    length = fits(value) ? length + 1 : 0;
    if (length > best.length) best = { start: index + 1 - length, length };
  });
  return best;
}

function episodesOf(nights: readonly Night[]): Episode[] {
  const episodes: Episode[] = [];
  let open: Episode | undefined;
  for (const night of nights) {
    if (night.verdict === 'leak') {
      if (!open) episodes.push((open = { nights: [] }));
      open.nights.push(night);
    } else if (night.verdict === 'clear' && open) {
      open.closedOn = night.night;
      open = undefined;
    }
  }
  return episodes;
}

/** @param knownUntil end of the last night that was looked at */
function toFinding(meter: Meter, { nights, closedOn }: Episode, knownUntil: number, options: ZeroFlowFailOptions): Finding | undefined {
  const reported = nights.find(({ flowLph }, index) => index + 1 >= options.nights || flowLph >= options.oneNightLph);
  if (!reported) return undefined;
  const first = nights[0]!;
  const latest = nights.at(-1)!;
  const meanLph = nights.reduce((sum, { flowLph }) => sum + flowLph, 0) / nights.length;
  const endAt = closedOn === undefined ? undefined : latest.toAt;
  return {
    rule: 'zero_flow_fail',
    meter: meter.id,
    night: reported.night,
    startAt: first.fromAt,
    endAt,
    certainty: 'measured',
    rate: { value: latest.flowLph, unit: 'L/h' },
    wasted: { value: (meanLph * ((endAt ?? knownUntil) - first.fromAt)) / HOUR_MS / 1000, unit: 'm³' },
    evidence: [
      { name: 'night_flow', value: latest.flowLph, unit: 'L/h' },
      { name: 'threshold', value: limitLph(meter, latest.fromAt), unit: 'L/h' },
      { name: 'leak_nights', value: nights.length, unit: 'nights' },
      { name: 'flow_hours', value: (latest.toAt - latest.fromAt) / HOUR_MS, unit: 'h' },
      { name: 'pulse', value: pulseLitres(meter, latest.fromAt), unit: 'L' },
    ],
  };
}
