import { DAY_MINUTES } from './china-day.ts';
import { logit, mix, uniform } from './random.ts';
import type { SchoolDay } from './school-day.ts';

/** What kind of room an air-conditioner serves; it decides when people are there to switch it. */
export type AcUse = 'classroom' | 'laboratory' | 'office' | 'reading_room' | 'dining_hall' | 'sports_hall' | 'dormitory' | 'home';

/** Minutes of one local day; a run that ends past 1440 goes on into the next day. */
export interface AcRun {
  fromMinute: number;
  toMinute: number;
  mode: 'cooling' | 'heating';
}

type Span = readonly [number, number];

const CLASSROOM_DAY: readonly Span[] = [
  [460, 722],
  [845, 1055],
];
const EVENING: Span = [1115, 1324];
const NAP: Span = [752, 836];
/** Dormitories may run from after self-study until getting up: in season that is the rule, not waste. */
const DORMITORY_NIGHT: Span = [1305, DAY_MINUTES + 380];

/** Outdoor temperature at which half of the rooms switch on; the rest follow a logistic curve around it. */
const CENTRE: Record<AcUse, { cooling: number; heating: number }> = {
  classroom: { cooling: 28.5, heating: 6.5 },
  laboratory: { cooling: 28, heating: 7 },
  office: { cooling: 27.5, heating: 8.5 },
  reading_room: { cooling: 27.5, heating: 8 },
  dining_hall: { cooling: 28.5, heating: 5 },
  sports_hall: { cooling: 31, heating: 1 },
  dormitory: { cooling: 26.5, heating: 3 },
  home: { cooling: 27, heating: 6 },
};

function spansOf(use: AcUse, day: SchoolDay, key: number): readonly Span[] {
  const { attendance } = day;
  const evening = attendance === 'full' || attendance === 'returning';
  const lessons = attendance === 'full' || attendance === 'leaving';
  switch (use) {
    case 'classroom':
      if (attendance === 'leaving') return [CLASSROOM_DAY[0]!, [845, 945]];
      return [...(lessons ? CLASSROOM_DAY : []), ...(evening ? [EVENING] : [])];
    case 'laboratory': {
      const blocks: Span[] = [];
      if (!lessons) return blocks;
      for (const [index, block] of (
        [
          [485, 580],
          [612, 708],
          [850, 948],
          [962, 1056],
        ] as const
      ).entries()) {
        if (uniform(key, day.index, 40 + index) < 0.5) blocks.push(block);
      }
      return blocks;
    }
    case 'office': {
      const late = evening && uniform(key, day.index, 41) < 0.25;
      if (!lessons) {
        const there = uniform(key, day.index, 42) < day.dutyStaff;
        return [...(there ? [[520, 980] as const] : []), ...(late ? [[1100, 1300] as const] : [])];
      }
      return [[472, attendance === 'leaving' ? 990 : 1062], ...(late ? [[1110, 1306] as const] : [])];
    }
    case 'reading_room':
      return [...(lessons ? [[485, attendance === 'leaving' ? 940 : 1076] as const] : []), ...(evening ? [[1112, 1286] as const] : [])];
    case 'dining_hall': {
      const supper: Span = [1028, 1112];
      if (lessons) return [[392, 472], [688, 786], ...(evening ? [supper] : [])];
      return evening ? [supper] : [];
    }
    case 'sports_hall':
      return lessons && uniform(key, day.index, 43) < 0.7 ? [[930, 1076]] : [];
    case 'home':
      return [[1080, DAY_MINUTES - 30 + Math.round(420 * uniform(key, day.index, 44))]];
    case 'dormitory':
      return [...(lessons ? [NAP] : []), ...(evening ? [DORMITORY_NIGHT] : [])];
  }
}

/**
 * When a room's air-conditioner runs on a day, by the school's habits. A room has one mood a day, so a room that cools in the
 * morning also cools in a hotter afternoon. Nothing but dormitories and homes runs past 22:15.
 */
export function habitualRuns({ key, use, bias }: { key: number; use: AcUse; bias: number }, day: SchoolDay): AcRun[] {
  const mood = logit(uniform(key, day.index, 50)) + 0.6 * bias;
  const coolAbove = CENTRE[use].cooling + 1.1 * mood;
  const heatBelow = CENTRE[use].heating + 1.4 * mood;
  const runs: AcRun[] = [];
  spansOf(use, day, key).forEach(([from, to], index) => {
    const outdoor = day.temperature[Math.min(DAY_MINUTES - 1, from + 30)]!;
    const mode = outdoor > coolAbove ? 'cooling' : outdoor < heatBelow ? 'heating' : undefined;
    if (!mode) return;
    const spanKey = mix(key, day.index);
    runs.push({
      fromMinute: Math.round(from + 14 * uniform(spanKey, index, 60)),
      toMinute: Math.round(to - 12 * uniform(spanKey, index, 61)),
      mode,
    });
  });
  return runs;
}

/** Runs that touch or overlap become one: a unit that was never switched off has not started twice. */
export function mergeRuns(runs: readonly AcRun[]): AcRun[] {
  const merged: AcRun[] = [];
  for (const run of runs.toSorted((a, b) => a.fromMinute - b.fromMinute)) {
    const last = merged.at(-1);
    if (last && run.fromMinute <= last.toMinute) last.toMinute = Math.max(last.toMinute, run.toMinute);
    else merged.push({ ...run });
  }
  return merged;
}
