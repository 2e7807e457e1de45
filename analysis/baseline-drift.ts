import { z } from 'zod';
import type { Blind } from '../domain/finding.ts';
import { addDays } from '../domain/local-time.ts';
import type { PlacedMeter } from '../domain/placed-meter.ts';
import { type Meter, type MeterRole, ratioAt } from '../domain/site.ts';
import { type DriftWeek, driftWeeks } from './baseline-drift-days.ts';
import { driftEpisodes } from './baseline-drift-episodes.ts';
import { driftFinding } from './baseline-drift-finding.ts';
import { baselineDriftSentence } from './baseline-drift-sentence.ts';
import type { DriftLimits, WeekVerdict } from './baseline-drift-week.ts';
import { optionWords, seriesRule } from './rule.ts';
import type { SeriesDetector } from './series-detector.ts';
import { isUsedAtNight } from './used-at-night.ts';

/** Defaults: domain note 5.3; the factor is that of Energy Sparks (5.1). */
const optionsSchema = z.strictObject({
  baseFactor: z
    .number()
    .min(1)
    .default(1.15)
    .meta(optionWords('一周基础负荷高于前 8 周中位数的倍数', 'base load of a week, times the median of the 8 weeks before')),
  k: z.number().positive().default(3.5).meta(optionWords('日用量偏离的稳健 z 值高于', 'robust z of the use of a day above')),
  // A day may be an event that nobody declared.
  highDays: z
    .number()
    .int()
    .min(1)
    .max(3)
    .default(2)
    .meta(optionWords('三天里有几天偏高', 'days of three that are above', 'days')),
});
type Options = z.infer<typeof optionsSchema>;

/** Half a year: what went on for longer without an answer is the new usual. */
const LOOK_BACK_WEEKS = 26;
/** Least excess that is worth a word: 0.5 kW (domain note 5.3, D2), 5 L/h (D5). */
const FLOOR_PER_HOUR = { kWh: 0.5, m3: 0.005 } as const;
const MAINS: readonly MeterRole[] = ['campus_main', 'building_main'];

/**
 * A building that takes more than it used to, for its weather and kind of day. Judged once a week is over:
 *
 * - Base load (mean of the 8 lowest half-hours of each day) of the week above `baseFactor` × the median of the last eight weeks
 *   of the same kind, term or vacation, and more than the weather explains. Only of electricity, and of buildings where nobody
 *   sleeps; water has rules of its own for the night.
 * - The use of a day above what days of its kind take in such weather (change-point model of the last 16 weeks), by more than
 *   `k` robust sigmas, on `highDays` of three days.
 *
 * Days and weeks colder or hotter than what was learned are not judged: what heating takes is not known before it runs. Weeks and days that
 * were too high are not learned from, nor what lies before a declared change; a change ends what was found.
 */
export function createBaselineDrift(options: Options): SeriesDetector {
  return {
    rule: 'baseline_drift',
    scope: 'cause',
    isLive: false,
    lookBackNights: 7 * LOOK_BACK_WEEKS,
    window: (local, night) => ({ fromAt: local.startOfDay(night), toAt: local.startOfDay(addDays(night, 1)) }),
    watches,
    judge(question) {
      const weeks = driftWeeks(question);
      const limitsAt = (at: number) => limitsOf(question, at, options);
      const { episodes, last, first } = driftEpisodes(weeks, question.changedAt, limitsAt, options.highDays);
      const findings = episodes
        .filter(({ closedOn }) => closedOn === undefined || closedOn >= question.fromNight)
        .map((episode) => driftFinding(question.meter, weeks, episode));
      return { findings, blind: blindOf(question.meter, weeks.at(-1), last), cutOff: first === 'drift' };
    },
  };
}

/** Households are their own business. */
function watches({ meter, building }: PlacedMeter): boolean {
  return (
    (meter.medium === 'electricity' || meter.medium === 'water') && MAINS.includes(meter.role) && building.function !== 'staff_apartment'
  );
}

function limitsOf(placed: PlacedMeter, at: number, { baseFactor, k }: Options): DriftLimits {
  const { meter } = placed;
  const isElectric = meter.medium === 'electricity';
  return {
    baseFactor,
    k,
    floorPerHour: isElectric ? FLOOR_PER_HOUR.kWh : FLOOR_PER_HOUR.m3,
    step: meter.resolution * ratioAt(meter, at),
    hasBase: isElectric && meter.role === 'building_main' && !isUsedAtNight(placed),
  };
}

function blindOf({ id }: Meter, week: DriftWeek | undefined, verdict: WeekVerdict | undefined): Blind[] {
  if (!week || !verdict) return [];
  const blind = (why: Blind['why']): Blind[] => [{ rule: 'baseline_drift', meter: id, night: week.sunday, why }];
  const known = week.days.filter(({ total }) => total !== undefined);
  if (known.length === 0) return blind('no_data');
  if (verdict.judgedDays > 0) return [];
  if (known.every(({ meanC }) => meanC === undefined)) return blind('no_weather');
  return verdict.base === undefined ? blind('not_enough_history') : [];
}

export const baselineDrift = seriesRule({
  rule: 'baseline_drift',
  code: 'D9',
  cadence: 'weekly',
  audience: 'logistics',
  urgency: 'digest',
  about: 'use',
  name: { zh: '用量逐渐升高', en: 'Use has gone up' },
  what: {
    zh: '一栋楼的基础负荷或日用量比同类日子、同样天气时高',
    en: 'a building whose base load or daily use is above that of like days in like weather',
  },
  options: optionsSchema,
  words: {
    base_load: { zh: '一周基础负荷', en: 'Base load of the week' },
    usual_base_load: { zh: '平时基础负荷', en: 'Usual base load' },
    base_weeks: { zh: '对比的周数', en: 'Weeks compared with' },
    high_weeks: { zh: '偏高的周数', en: 'Weeks above' },
    high_days: { zh: '偏高的天数', en: 'Days above' },
    day_use: { zh: '最高一天的用量', en: 'Use of the highest day' },
    expected_use: { zh: '这样的日子平时用量', en: 'Usual on such a day' },
    robust_z: { zh: '稳健 z 值', en: 'Robust z' },
    threshold: { zh: '告警线', en: 'Alert line' },
  },
  sentence: baselineDriftSentence,
  create: createBaselineDrift,
});
