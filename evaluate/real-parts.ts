import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { type Folder, openFolder } from '../backtest/folder.ts';
import { minDetectableLph } from '../domain/detection-limit.ts';
import { daysBetween } from '../domain/local-time.ts';
import type { Meter } from '../domain/site.ts';
import { judgeNights } from './judge.ts';
import { type InjectedLabels, openInjected, openRealFolder, type RealSchool } from './real-series.ts';
import type { PartResult } from './result.ts';
import { score } from './score.ts';
import type { Cause, Truth } from './truth.ts';

const HOUR_MS = 3_600_000;
/** The Cambridge series are rounded to 0.1 kWh an hour. */
const CAMBRIDGE_STEP_KWH = 0.1;
const NOTHING_BESIDE: Pick<Folder, 'calendar' | 'weather'> = { calendar: { terms: [], holidays: 'none', exceptions: [] }, weather: [] };

/** What real series can be judged; each is a part of the evaluation. */
export const REAL_PARTS = {
  'injected-electricity': 'Cambridge buildings, hourly main meters, units and lamps put in',
  'injected-water': 'Alicante homes, 1 L registers, leaks put in',
  'injected-water-10l': 'the same homes and leaks at 10 L pulses',
  'injected-water-building': 'twelve homes as one main, leaks put in',
  'water-registers': 'Alicante homes as they are: real continuous flow, and clean homes',
  'campus-electricity': 'Cambridge buildings as they are: every night alarm counts as false',
} as const;
export type RealPart = keyof typeof REAL_PARTS;

/** The folders of the parts that are there. */
export function partsIn(data: string): RealPart[] {
  const parts = Object.keys(REAL_PARTS) as RealPart[];
  return parts.filter((part) =>
    existsSync(join(data, ...(part.startsWith('injected-') ? ['injected', `${nameOf(part)}.labels.json`] : [part]))),
  );
}

const nameOf = (part: RealPart) => part.replace('injected-', '');

/** @throws FolderError, ZodError when a file is not of the shape that its README says */
export async function runRealPart(part: RealPart, data: string, clock: () => number = () => performance.now()): Promise<PartResult> {
  const startedAt = clock();
  const { school, truths, labelled } = await openPart(part, data);
  const { fromNight, toNight, now, plan } = school;
  const judged = judgeNights(school, { fromNight, toNight, now });
  const watched = new Map(Object.entries(judged.watched).map(([rule, meters]) => [rule, new Set(meters)]));
  const scored = score({
    truths,
    said: judged.said,
    ancestorsOf: () => [],
    watches: (rule, meter) => meter !== null && (watched.get(rule)?.has(meter) ?? false),
  });
  const isUnlabelled = ({ verdict, meter }: { verdict: string; meter: string }) => verdict === 'false' && !labelled(meter);
  const unlabelled: PartResult['unlabelled'] = {};
  for (const one of scored.said) if (isUnlabelled(one)) unlabelled[one.rule] = (unlabelled[one.rule] ?? 0) + 1;
  return {
    part,
    what: REAL_PARTS[part],
    kind: 'real',
    role: 'truth',
    seed: null,
    fromNight,
    toNight,
    meters: plan.meters.length,
    said: scored.said.filter((one) => !isUnlabelled(one)),
    unlabelled,
    truths: scored.truths,
    meterNights: Object.fromEntries(
      Object.entries(judged.watched).map(([rule, meters]) => {
        return [rule, meters.filter(labelled).reduce((sum, id) => sum + nightsOf(school, id), 0)];
      }),
    ),
    blind: judged.blind,
    load: null,
    seconds: (clock() - startedAt) / 1000,
  };
}

function nightsOf({ days }: RealSchool, meter: string): number {
  const known = days.get(meter);
  return known ? daysBetween(known.firstDay, known.lastDay).length : 0;
}

interface OpenPart {
  school: RealSchool;
  truths: Truth[];
  /** Whether all that is wrong with a meter is known. */
  labelled(meter: string): boolean;
}

async function openPart(part: RealPart, data: string): Promise<OpenPart> {
  const campus = join(data, 'campus-electricity');
  const everything = () => true;
  switch (part) {
    case 'campus-electricity': {
      const school = await openRealFolder(campus, { use: 'teaching', resolution: CAMBRIDGE_STEP_KWH });
      return { school, truths: [], labelled: everything };
    }
    case 'water-registers':
      return openRegisters(join(data, part));
    case 'injected-electricity': {
      // The untouched series lie beside them: the same terms, the same weather.
      const { calendar, weather } = existsSync(campus) ? openFolder(campus, {}) : NOTHING_BESIDE;
      const facts = { use: 'teaching', resolution: CAMBRIDGE_STEP_KWH, calendar, weather } as const;
      const { school, labels } = await openInjected(join(data, 'injected'), nameOf(part), facts);
      return { school, truths: injectedTruth(labels, school.plan.meters), labelled: everything };
    }
    default: {
      // Twelve homes together stand for a dormitory's main.
      const use = part === 'injected-water-building' ? 'dormitory' : 'staff_apartment';
      const { school, labels } = await openInjected(join(data, 'injected'), nameOf(part), { use, ...NOTHING_BESIDE });
      return { school, truths: injectedTruth(labels, school.plan.meters), labelled: everything };
    }
  }
}

const CAUSE_OF: Record<string, Cause> = {
  ac_left_on: 'forgotten_ac',
  lights_left_on: 'lights_left_on',
  stuck: 'stuck_register',
  dead: 'dead_feed',
  tap_drip: 'tap_drip',
  toilet_flapper: 'running_toilet',
  pipe_burst: 'burst',
};

function injectedTruth({ faults }: InjectedLabels, meters: readonly Meter[]): Truth[] {
  const byId = new Map(meters.map((meter) => [meter.id, meter]));
  return faults.flatMap(({ id, type, meter, start, end, snr, params }): Truth[] => {
    const cause = CAUSE_OF[type];
    const facts = byId.get(meter);
    if (!cause || !facts) return [];
    const [startAt, endAt] = [Date.parse(start), Date.parse(end)];
    const hours = (endAt - startAt) / HOUR_MS;
    const lph = (params.lpm ?? 0) * 60;
    const isLeak = cause === 'running_toilet' || cause === 'tap_drip';
    const isFindable = !isLeak || (hours >= 24 && lph >= minDetectableLph(facts, startAt));
    return [
      {
        id,
        cause,
        sizeClass: `${isLeak ? `${hours >= 24 ? '24 h or longer' : 'shorter than 24 h'}, ` : ''}${snrClass(snr)}`,
        meter,
        startAt,
        endAt,
        isFindable,
      },
    ];
  });
}

/** Mean added per hour over the robust spread of the background. */
function snrClass(snr: number | null): string {
  if (snr === null) return 'flat background';
  return snr >= 6 ? 'snr 6 or more' : snr >= 3 ? 'snr 3 to 6' : 'snr below 3';
}

const registerLabels = z.object({
  meters: z.record(
    z.string(),
    z.object({
      role: z.enum(['event', 'clean', 'glitch']),
      continuous_flow_events: z.array(z.object({ start: z.string(), end: z.string(), hours: z.number() })).default([]),
    }),
  ),
});

async function openRegisters(directory: string): Promise<OpenPart> {
  const school = await openRealFolder(directory, { use: 'staff_apartment' });
  const { meters } = registerLabels.parse(JSON.parse(readFileSync(join(directory, 'labels.json'), 'utf8')));
  const truths = Object.entries(meters).flatMap(([meter, { continuous_flow_events: events }]) =>
    events.map(
      ({ start, end, hours }, index): Truth => ({
        id: `${meter} ${index + 1}`,
        cause: 'continuous_flow',
        sizeClass: hours >= 48 ? '48 h or longer' : '24 to 48 h',
        meter,
        startAt: Date.parse(start),
        endAt: Date.parse(end),
        isFindable: hours >= 48,
      }),
    ),
  );
  return { school, truths, labelled: (meter) => meters[meter]?.role === 'clean' };
}
