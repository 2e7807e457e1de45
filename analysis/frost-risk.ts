import { z } from 'zod';
import type { Blind, Finding } from '../domain/finding.ts';
import { addDays, daysBetween, type LocalTime } from '../domain/local-time.ts';
import type { Meter } from '../domain/site.ts';
import type { AlertPlace, Sentence } from '../domain/words.ts';
import { threeDigits } from '../domain/words.ts';
import { optionWords, seriesRule } from './rule.ts';
import { nightWindow, type SeriesDetector, type SeriesQuestion } from './series-detector.ts';
import { HOUR_MS } from './water-night.ts';

const frostRiskOptions = z.strictObject({
  warnC: z
    .number()
    .default(-3)
    .meta(optionWords('预报最低温低于等于此值提醒', 'forecast lowest that is a warning', '°C')),
  highRiskC: z
    .number()
    .default(-5)
    .meta(optionWords('低于等于此值为高风险', 'and that is a high risk', '°C')),
  coldAtFiveC: z
    .number()
    .default(0)
    .meta(optionWords('无预报时，17 点已低于等于此值也提醒', 'without a forecast: already so cold at 17:00', '°C')),
});
type Options = z.infer<typeof frostRiskOptions>;

const EVENING = '17:00';
const MORNING = '08:00';

/**
 * A night in which pipes may freeze, announced at five in the afternoon: forecast lowest until eight ≤ −3 °C, high risk ≤ −5 °C
 * (domain note 4.6). Without a forecast only what has been measured speaks: it is at 0 °C or less already. One finding a night
 * for the whole site, on its main water meter; nothing is wasted yet.
 */
export function createFrostRisk(options: Options): SeriesDetector {
  const window = (local: LocalTime, night: string) => nightWindow(local, night, { start: EVENING, end: MORNING });
  return {
    rule: 'frost_risk',
    scope: 'night',
    isLive: true,
    lookBackNights: 1,
    window,
    watches: ({ meter }, meters) => meter.id === siteMeter(meters)?.id,
    judge(question) {
      const { meter, local, fromNight, toNight, now } = question;
      const findings: Finding[] = [];
      const blind: Blind[] = [];
      for (const night of daysBetween(fromNight, addDays(toNight, 1))) {
        const { fromAt, toAt } = window(local, night);
        if (fromAt > now) break;
        const cold = coldOf(question, fromAt, toAt);
        if (!cold) blind.push({ rule: 'frost_risk', meter: meter.id, night, why: 'no_weather' });
        else if (cold.isForecast ? cold.lowestC <= options.warnC : cold.lowestC <= options.coldAtFiveC)
          findings.push(toFinding(meter.id, night, fromAt, cold, options));
      }
      return { findings, blind, cutOff: false };
    },
  };
}

/** The meter that stands for the site: its campus water main, else its first water meter. */
function siteMeter(meters: readonly Meter[]): Meter | undefined {
  const water = meters.filter(({ medium }) => medium === 'water');
  return water.find(({ role }) => role === 'campus_main') ?? water.toSorted((a, b) => a.walkOrder - b.walkOrder)[0];
}

interface Cold {
  lowestC: number;
  /** Else measured in the hour before. */
  isForecast: boolean;
}

function coldOf({ weather }: SeriesQuestion, fromAt: number, toAt: number): Cold | undefined {
  const forecast = weather.forecastLowest(fromAt, toAt, fromAt);
  if (forecast !== undefined) return { lowestC: forecast, isForecast: true };
  const measured = weather.mean(fromAt - HOUR_MS, fromAt);
  return measured === undefined ? undefined : { lowestC: measured, isForecast: false };
}

function toFinding(meter: string, night: string, startAt: number, { lowestC, isForecast }: Cold, options: Options): Finding {
  return {
    rule: 'frost_risk',
    meter,
    night,
    startAt,
    endAt: undefined,
    certainty: isForecast ? 'estimated' : 'inferred',
    rate: null,
    wasted: null,
    evidence: [
      { name: isForecast ? 'forecast_lowest' : 'outdoor_now', value: lowestC, unit: '°C' },
      { name: 'threshold', value: isForecast ? options.warnC : options.coldAtFiveC, unit: '°C' },
    ],
    reasons: [{ name: isForecast && lowestC <= options.highRiskC ? 'high_risk' : isForecast ? 'forecast' : 'cold_already', weight: 0 }],
  };
}

const WORDS = {
  forecast_lowest: { zh: '预报最低温', en: 'Forecast lowest' },
  outdoor_now: { zh: '17 点室外温度', en: 'Outdoor temperature at 17:00' },
  threshold: { zh: '提醒线', en: 'Warning line' },
  high_risk: { zh: '高风险', en: 'High risk' },
  forecast: { zh: '按天气预报', en: 'By the forecast' },
  cold_already: { zh: '没有预报，按傍晚实测', en: 'No forecast: by what was measured at 17:00' },
};

function sentence(finding: Finding, _place: AlertPlace, _local: LocalTime, isExpired: boolean): Sentence {
  const [first] = finding.evidence;
  const degrees = `${threeDigits(first?.value ?? 0)} °C`;
  const has = (name: string) => finding.reasons?.some((reason) => reason.name === name) === true;
  const what = has('cold_already')
    ? { zh: `17 点室外已 ${degrees}，今晚水管可能结冰`, en: `It is ${degrees} outdoors at 17:00: pipes may freeze tonight` }
    : has('high_risk')
      ? { zh: `预报今晚最低 ${degrees}，水管结冰风险高`, en: `Tonight's forecast lowest is ${degrees}: a high risk of frozen pipes` }
      : { zh: `预报今晚最低 ${degrees}，水管可能结冰`, en: `Tonight's forecast lowest is ${degrees}: pipes may freeze` };
  if (finding.endAt !== undefined || isExpired)
    return { zh: `${what.zh}，该夜已过，请查看各楼出水。`, en: `${what.en}. The night is over: please check that water runs everywhere.` };
  const allDay = has('high_risk') ? { zh: '全天', en: ' all day' } : { zh: '整夜', en: ' all night' };
  return {
    zh: `${what.zh}，请让外露水龙头${allDay.zh}滴水成线，关好楼道和管井门。`,
    en: `${what.en}. Let exposed taps trickle${allDay.en}, and keep stair and pipe-shaft doors shut.`,
  };
}

export const frostRisk = seriesRule({
  rule: 'frost_risk',
  code: 'D8',
  cadence: 'evening',
  audience: 'maintainer',
  urgency: 'today',
  about: 'use',
  name: { zh: '今夜防冻', en: 'Frost tonight' },
  what: { zh: '预报夜间冰冻时，傍晚提醒防冻', en: 'a warning in the afternoon when the night will be frosty' },
  options: frostRiskOptions,
  words: WORDS,
  sentence,
  create: createFrostRisk,
});
