import { z } from 'zod';
import type { Blind, Finding } from '../domain/finding.ts';
import { INTERVAL_MS, isCovering } from '../domain/interval.ts';
import { addDays, daysBetween, type LocalTime } from '../domain/local-time.ts';
import { MEDIUM_FACTS } from '../domain/medium.ts';
import { ratioAt } from '../domain/site.ts';
import { type AlertPlace, comma, commaEn, factsOf, type Sentence, wasted } from '../domain/words.ts';
import { optionWords, seriesRule } from './rule.ts';
import type { SeriesDetector, SeriesQuestion } from './series-detector.ts';
import { HOUR_MS, hourlyProof } from './water-night.ts';

const monthDay = z
  .string()
  .regex(/^$|^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/)
  .meta({ allowed: 'a day of the year MM-DD, or nothing' });

const hotWaterOffCheckOptions = z.strictObject({
  offFrom: monthDay
    .default('')
    .meta(optionWords('热水停供起始月-日（空为不用）', 'month-day from which hot water is off (empty: not used)')),
  offTo: monthDay.default('').meta(optionWords('停供结束月-日', 'last such month-day')),
  // A controller and a crankcase heater go on drawing 90 W (domain note 4.1).
  standbyKw: z
    .number()
    .min(0)
    .default(0.1)
    .meta(optionWords('电热水允许的待机功率', 'standby that electric hot water may take', 'kW')),
});
type Options = z.infer<typeof hotWaterOffCheckOptions>;

const LOOK_BACK_NIGHTS = 30;
const DAY_MS = 24 * HOUR_MS;
const KNOWN_SHARE = 0.9;

interface Day {
  night: string;
  fromAt: number;
  toAt: number;
  /** kWh or m³; undefined where less than 90 % is known. */
  amount: number | undefined;
  limit: number;
  isOff: boolean;
}

interface Use {
  days: Day[];
  closedOn: string | undefined;
}

/**
 * Hot water that goes on after the season: 24 h, from six to six, with more than two steps of the register (and the standby of
 * an electric heater), on a day on which it should be off. It ends with a day that is calm.
 */
export function createHotWaterOffCheck(options: Options): SeriesDetector {
  const window = (local: LocalTime, night: string) => ({ fromAt: local.at(night, '06:00'), toAt: local.at(addDays(night, 1), '06:00') });
  return {
    rule: 'hot_water_off_check',
    scope: 'cause',
    isLive: false,
    lookBackNights: LOOK_BACK_NIGHTS,
    window,
    watches: ({ meter }) => options.offFrom !== '' && options.offTo !== '' && meter.role === 'hot_water',
    judge(question) {
      const { local, series, fromNight, toNight, now, meter } = question;
      const days: Day[] = [];
      for (const night of daysBetween(local.dayOf(series.startAt), addDays(toNight, 1))) {
        const span = window(local, night);
        if (span.toAt > now) break;
        days.push({ night, ...span, ...dayOf(question, span, night, options) });
      }
      const findings = usesOf(days)
        .filter(({ closedOn }) => closedOn === undefined || closedOn >= fromNight)
        .map((use) => toFinding(question, use));
      const last = days.at(-1);
      const isBlind = last?.isOff === true && last.amount === undefined;
      const blind: Blind[] = isBlind ? [{ rule: 'hot_water_off_check', meter: meter.id, night: last.night, why: 'no_data' }] : [];
      const first = days.find(({ amount }) => amount !== undefined);
      return { findings, blind, cutOff: first !== undefined && isUse(first) };
    },
  };
}

function dayOf(
  { meter, series, permitted }: SeriesQuestion,
  { fromAt, toAt }: { fromAt: number; toAt: number },
  night: string,
  options: Options,
): Pick<Day, 'amount' | 'limit' | 'isOff'> {
  let sum = 0;
  let known = 0;
  for (let at = fromAt; at < toAt; at += INTERVAL_MS) {
    const index = (at - series.startAt) / INTERVAL_MS;
    const quality = series.qualities[index];
    if (quality === undefined || !isCovering(quality) || permitted(at)) continue;
    sum += series.values[index]!;
    known++;
  }
  const standby = meter.medium === 'electricity' ? (options.standbyKw * (toAt - fromAt)) / HOUR_MS : 0;
  return {
    amount: known >= (KNOWN_SHARE * (toAt - fromAt)) / INTERVAL_MS ? sum : undefined,
    limit: 2 * meter.resolution * ratioAt(meter, fromAt) + standby,
    isOff: isOffOn(night, options),
  };
}

/** Spans over the turn of the year, too. */
function isOffOn(day: string, { offFrom, offTo }: Options): boolean {
  const monthDayOf = day.slice(5);
  if (offFrom <= offTo) return offFrom <= monthDayOf && monthDayOf <= offTo;
  return monthDayOf >= offFrom || monthDayOf <= offTo;
}

const isUse = ({ isOff, amount, limit }: Day) => isOff && amount !== undefined && amount > limit;

function usesOf(days: readonly Day[]): Use[] {
  const uses: Use[] = [];
  let open: Use | undefined;
  for (const day of days) {
    if (isUse(day)) {
      if (!open) uses.push((open = { days: [], closedOn: undefined }));
      open.days.push(day);
    } else if (open && (day.amount !== undefined || !day.isOff)) {
      open.closedOn = day.night;
      open = undefined;
    }
  }
  return uses;
}

function toFinding({ meter, series }: SeriesQuestion, { days, closedOn }: Use): Finding {
  const [first, latest] = [days[0]!, days.at(-1)!];
  const amount = days.reduce((sum, day) => sum + day.amount!, 0);
  const unit = meter.medium === 'electricity' ? 'kWh' : 'm³';
  const perHour = (amount / days.length / DAY_MS) * HOUR_MS;
  const rate = unit === 'kWh' ? ({ value: perHour, unit: 'kW' } as const) : ({ value: perHour * 1000, unit: 'L/h' } as const);
  const { rateUnit, ratePerUnitHour } = MEDIUM_FACTS[meter.medium];
  const limitPerHour = (latest.limit / DAY_MS) * HOUR_MS * ratePerUnitHour;
  const proof = hourlyProof(series, { startAt: first.fromAt, knownUntil: latest.toAt }, limitPerHour);
  return {
    rule: 'hot_water_off_check',
    meter: meter.id,
    night: first.night,
    startAt: first.fromAt,
    endAt: closedOn === undefined ? undefined : latest.toAt,
    certainty: 'measured',
    rate,
    wasted: { value: amount, unit },
    evidence: [
      { name: 'day_amount', value: latest.amount!, unit },
      { name: 'threshold', value: latest.limit, unit },
      { name: 'days', value: days.length, unit: 'days' },
    ],
    proof: { ...proof, unit: rateUnit, values: proof.values.map((value) => value && (value / 1000) * ratePerUnitHour) },
  };
}

function sentence(finding: Finding, place: AlertPlace, local: LocalTime): Sentence {
  const { at, rate, from, to } = factsOf(finding, place, local);
  if (to) {
    return {
      zh: `${at.zh}停供期热水仍在用${comma(`${from.zh} 至 ${to.zh}`)}${comma(rate.zh)}${comma(wasted(finding, '共用'))}，现已停止。`,
      en: `${at.en}: hot water was on out of season, from ${from.en} to ${to.en}${commaEn(rate.en)}${commaEn(wasted(finding, 'used'))}. It is off now.`,
    };
  }
  return {
    zh: `${at.zh}停供期热水仍在用，${from.zh} 起${rate.zh}${comma(wasted(finding, '已用'))}，请确认是否该关。`,
    en: `${at.en}: hot water is on out of season${commaEn(rate.en)} since ${from.en}${commaEn(wasted(finding, 'used so far'))}. Please check whether it should be off.`,
  };
}

export const hotWaterOffCheck = seriesRule({
  rule: 'hot_water_off_check',
  code: 'D14',
  cadence: 'morning',
  audience: 'logistics',
  urgency: 'digest',
  about: 'use',
  name: { zh: '热水未停', en: 'Hot water still on' },
  what: { zh: '热水停供日之后，热水回路或水表仍有用量', en: 'a hot-water circuit or meter that goes on after the date on which it ends' },
  options: hotWaterOffCheckOptions,
  words: {
    day_amount: { zh: '最近 24 小时用量', en: 'Used in the last 24 h' },
    threshold: { zh: '允许量', en: 'Allowed' },
    days: { zh: '已持续', en: 'Goes on for' },
  },
  sentence,
  create: createHotWaterOffCheck,
});
