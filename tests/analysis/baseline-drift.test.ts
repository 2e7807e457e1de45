import { describe, expect, it } from 'vitest';
import { baselineDrift } from '../../analysis/baseline-drift.ts';
import type { IntervalSeries } from '../../analysis/series.ts';
import type { SeriesQuestion } from '../../analysis/series-detector.ts';
import { createCalendar } from '../../domain/calendar.ts';
import type { Finding } from '../../domain/finding.ts';
import { INTERVAL_MS, QUALITIES } from '../../domain/interval.ts';
import { addDays, daysBetween } from '../../domain/local-time.ts';
import type { CalendarPlan, Meter } from '../../domain/site.ts';
import { NO_WEATHER, type Weather, weatherOf } from '../../domain/weather.ts';
import { at, breaker, building, knownAt, shanghai, spoiled, waterMain } from './series-of.ts';

const detector = baselineDrift.create(baselineDrift.options.parse({}));
const main: Meter = { ...breaker, id: 'e-b1', name: '电总表', nameEn: 'Main', role: 'building_main', space: undefined };
const HOUR = 3_600_000;
/** A Monday, 24 weeks of term. */
const FROM = '2026-03-02';
const TO = '2026-08-17';
const MAY_4 = at('2026-05-04', '00:00');

const plan = (more: Partial<CalendarPlan> = {}): CalendarPlan => ({ terms: [], holidays: 'none', exceptions: [], ...more });

/** Between 0 and 1, the same for the same instant. */
const noise = (instant: number, salt = 1) => {
  const x = Math.sin((instant / HOUR) * 12.9898 + salt * 78.233) * 43_758.5453;
  return x - Math.floor(x);
};
const isTeaching = (instant: number) => ![0, 6].includes(new Date(instant + 8 * HOUR).getUTCDay());
const hourOf = (instant: number) => new Date(instant + 8 * HOUR).getUTCHours();

/** 4 kW day and night, 20 kW more from 8 to 18 o'clock of a teaching day, some of it by chance. */
const usual = (instant: number) => {
  const day = shanghaiDay(instant);
  const use = isTeaching(instant) && hourOf(instant) >= 8 && hourOf(instant) < 18 ? 20 * (0.95 + 0.1 * noise(day)) : 0;
  return 4 * (0.98 + 0.04 * noise(day, 2)) + use;
};
const shanghaiDay = (instant: number) => Math.floor((instant + 8 * HOUR) / (24 * HOUR)) * 24 * HOUR;

function seriesOf(perHour: (instant: number) => number, from = FROM, to = TO): IntervalSeries {
  const startAt = shanghai.startOfDay(from);
  const count = (shanghai.startOfDay(to) - startAt) / INTERVAL_MS;
  const values = Float64Array.from({ length: count }, (_, index) => perHour(startAt + index * INTERVAL_MS) / 4);
  return { startAt, values, qualities: new Uint8Array(count).fill(QUALITIES.indexOf('measured')) };
}

/** 15 °C in March, warmer by 0.1 K a day, with warmer and colder days. */
const temperatureC = (instant: number) =>
  15 + ((instant - at(FROM, '00:00')) / (24 * HOUR)) * 0.1 + 6 * (noise(shanghaiDay(instant), 3) - 0.5);
function weather(temperature = temperatureC): Weather {
  const hours = [];
  for (let instant = at(FROM, '00:00'); instant < at(TO, '00:00'); instant += HOUR)
    hours.push({ at: instant, temperatureC: temperature(instant) });
  return weatherOf(hours, []);
}
const WARMING = weather();
const mildC = (instant: number) => 18 + 4 * noise(shanghaiDay(instant), 3);
const MILD = weather(mildC);
/** Mild until the third week of May, then hotter than ever. */
const SPELL = weather((instant) => mildC(instant) + (instant >= at('2026-05-18', '00:00') ? 12 : 0));

function judge(series: IntervalSeries, more: Partial<SeriesQuestion> & { plan?: CalendarPlan } = {}) {
  return detector.judge({
    meter: main,
    building,
    space: undefined,
    series,
    local: shanghai,
    calendar: createCalendar(more.plan ?? plan()),
    weather: MILD,
    fromNight: FROM,
    toNight: addDays(TO, -1),
    now: at(TO, '06:40'),
    permitted: () => false,
    changedAt: [],
    other: () => undefined,
    meters: [],
    spaces: [],
    pastAlerts: new Map(),
    ...more,
  });
}
const evidence = ({ evidence: numbers }: Finding) => Object.fromEntries(numbers.map(({ name, value }) => [name, value]));

describe('baseline_drift', () => {
  it('has the defaults of the domain note', () => {
    expect(baselineDrift.options.parse({})).toEqual({ baseFactor: 1.15, k: 3.5, highDays: 2 });
  });

  it('says nothing of 24 usual weeks', () => {
    expect(judge(seriesOf(usual))).toEqual({ findings: [], blind: [], cutOff: false });
  });

  it('finds 1 kW more of 4 kW day and night: on the first Sunday, from its Monday on, as one finding', () => {
    const { findings } = judge(seriesOf((instant) => usual(instant) + (instant >= MAY_4 ? 1 : 0)));
    expect(findings).toHaveLength(1);
    expect(findings[0]).toMatchObject({
      rule: 'baseline_drift',
      meter: 'e-b1',
      night: '2026-05-10',
      startAt: MAY_4,
      certainty: 'measured',
    });
    expect(findings[0]!.endAt).toBeUndefined();
    expect(findings[0]!.rate).toEqual({ value: expect.closeTo(1, 1), unit: 'kW' });
    expect(evidence(findings[0]!)).toMatchObject({
      base_load: expect.closeTo(5, 1),
      usual_base_load: expect.closeTo(4, 1),
      threshold: expect.closeTo(4.6, 1),
    });
  });

  it('does not get used to what goes on, and does not speak of 10 % more', () => {
    const { findings } = judge(
      seriesOf((instant) => usual(instant) + (instant >= MAY_4 ? 1 : 0)),
      { weather: MILD },
    );
    expect(findings).toMatchObject([{ night: '2026-05-10' }]);
    expect(findings[0]!.endAt).toBeUndefined();
    expect(evidence(findings[0]!).high_weeks).toBeGreaterThanOrEqual(8);
    expect(
      judge(
        seriesOf((instant) => usual(instant) + (instant >= MAY_4 ? 0.4 : 0)),
        { weather: NO_WEATHER },
      ).findings,
    ).toEqual([]);
  });

  it('ends with the week in which the base load is back', () => {
    const end = at('2026-06-01', '00:00');
    const { findings } = judge(
      seriesOf((instant) => usual(instant) + (instant >= MAY_4 && instant < end ? 1 : 0)),
      { weather: MILD },
    );
    expect(findings).toMatchObject([{ night: '2026-05-10', startAt: MAY_4, endAt: end }]);
    // 28 days of 1 kW.
    expect(findings[0]!.wasted!.value).toBeCloseTo(672, -2);
  });

  it('stays as it is through a hot spell that was never seen, and does not learn from it', () => {
    const { findings } = judge(
      seriesOf((instant) => usual(instant) + (instant >= MAY_4 ? 1 : 0)),
      { weather: SPELL },
    );
    expect(findings).toMatchObject([{ night: '2026-05-10', startAt: MAY_4 }]);
    expect(findings[0]!.endAt).toBeUndefined();
  });

  it('finds two days that took too much for their weather, and knows that they are over', () => {
    const days = ['2026-06-09', '2026-06-10'];
    const { findings } = judge(
      seriesOf((instant) => usual(instant) + (days.includes(shanghai.dayOf(instant)) && hourOf(instant) >= 12 ? 8 : 0)),
    );
    expect(findings).toMatchObject([
      { night: '2026-06-14', startAt: at('2026-06-09', '00:00'), endAt: at('2026-06-11', '00:00'), certainty: 'estimated' },
    ]);
    expect(evidence(findings[0]!)).toMatchObject({ high_days: 2 });
    expect(evidence(findings[0]!).robust_z).toBeGreaterThan(3.5);
    expect(findings[0]!.wasted!.value).toBeGreaterThan(150);
    expect(findings[0]!.wasted!.value).toBeLessThan(230);
  });

  it('passes over a single day', () => {
    const { findings } = judge(seriesOf((instant) => usual(instant) + (shanghai.dayOf(instant) === '2026-06-09' ? 8 : 0)));
    expect(findings).toEqual([]);
  });

  it('knows what cooling takes once it was learned: 24 hot weeks with and without a fault', () => {
    const cooled = (instant: number) => usual(instant) + Math.max(0, temperatureC(instant) - 17) * 0.8;
    expect(judge(seriesOf(cooled), { weather: WARMING }).findings).toEqual([]);
    const { findings } = judge(
      seriesOf((instant) => cooled(instant) + (instant >= at('2026-07-06', '00:00') ? 8 : 0)),
      { weather: WARMING },
    );
    expect(findings[0]).toMatchObject({ night: '2026-07-12', startAt: at('2026-07-06', '00:00') });
  });

  it('takes the first hot week of the year for what it is', () => {
    const first = at('2026-05-25', '00:00');
    const hot = (instant: number) => (instant >= first ? 31 + noise(shanghaiDay(instant)) : 18 + 4 * noise(shanghaiDay(instant), 3));
    const cooled = (instant: number) => usual(instant) + (instant >= first ? 6 : 0);
    const week = { toNight: '2026-05-31', now: at('2026-06-01', '06:40') };
    expect(judge(seriesOf(cooled), { ...week, weather: weather(hot) }).findings).toEqual([]);
    expect(judge(seriesOf(cooled), { ...week, weather: weather(() => 20) }).findings).toHaveLength(1);
  });

  it('goes by the base load alone without weather, and says that it is blind for the rest', () => {
    const { findings, blind } = judge(
      seriesOf((instant) => usual(instant) + (instant >= MAY_4 ? 1 : 0)),
      { weather: NO_WEATHER },
    );
    expect(findings).toMatchObject([{ night: '2026-05-10' }]);
    expect(blind).toEqual([{ rule: 'baseline_drift', meter: 'e-b1', night: '2026-08-16', why: 'no_weather' }]);
    expect(
      judge(
        seriesOf((instant) => usual(instant) + (shanghai.dayOf(instant) > '2026-08-10' ? 6 * Number(hourOf(instant) > 12) : 0)),
        { weather: NO_WEATHER },
      ).findings,
    ).toEqual([]);
  });

  it('compares a vacation with vacations, and the term after it with the term before', () => {
    const terms = [
      { name: 'spring', firstDay: '2026-02-20', lastDay: '2026-05-31' },
      { name: 'autumn', firstDay: '2026-07-13', lastDay: '2027-01-20' },
    ];
    const inVacation = (instant: number) => instant >= at('2026-06-01', '00:00') && instant < at('2026-07-13', '00:00');
    const use = (instant: number) => (inVacation(instant) ? 1.5 : usual(instant));
    const calendarPlan = plan({ terms });
    const question = { plan: calendarPlan, weather: weather(() => 20) };
    expect(judge(seriesOf(use), question).findings).toEqual([]);
    const after = (instant: number) => use(instant) + (instant >= at('2026-07-13', '00:00') ? 1 : 0);
    expect(judge(seriesOf(after), question).findings).toMatchObject([{ night: '2026-07-19' }]);
  });

  it('neither learns from nor judges weeks of holidays', () => {
    const exceptions = [{ firstDay: '2026-06-15', lastDay: '2026-06-21', type: 'statutory_holiday' as const }];
    const use = (instant: number) =>
      usual(instant) + (instant >= at('2026-06-15', '00:00') && instant < at('2026-06-22', '00:00') ? 10 : 0);
    expect(judge(seriesOf(use), { plan: plan({ exceptions }) }).findings).toEqual([]);
    expect(judge(seriesOf(use)).findings).toHaveLength(1);
  });

  it('starts anew at a declared change, and ends there what it had found', () => {
    const series = seriesOf((instant) => usual(instant) + (instant >= MAY_4 ? 1 : 0));
    expect(judge(series, { changedAt: [MAY_4] }).findings).toEqual([]);
    const change = at('2026-05-20', '10:00');
    expect(judge(series, { changedAt: [change] }).findings).toMatchObject([{ night: '2026-05-10', endAt: at('2026-05-18', '00:00') }]);
    const blind = judge(series, { changedAt: [change], toNight: '2026-06-07', now: at('2026-06-08', '06:40') }).blind;
    expect(blind).toMatchObject([{ why: 'not_enough_history' }]);
  });

  it('does not judge what it does not know', () => {
    const drift = seriesOf((instant) => usual(instant) + (instant >= at('2026-08-10', '00:00') ? 2 : 0));
    expect(judge(drift).findings).toHaveLength(1);
    const absent = judge(spoiled(drift, at('2026-08-10', '00:00'), at(TO, '00:00'), 'absent'));
    expect(absent).toMatchObject({ findings: [], blind: [{ night: '2026-08-16', why: 'no_data' }] });
    expect(judge(spoiled(drift, at('2026-08-10', '00:00'), at(TO, '00:00'), 'estimated')).findings).toEqual([]);
    const young = judge(
      seriesOf((instant) => usual(instant) * (instant >= at('2026-04-06', '00:00') ? 2 : 1)),
      {
        toNight: '2026-04-12',
        now: at('2026-04-13', '06:40'),
      },
    );
    expect(young).toMatchObject({ findings: [], blind: [{ why: 'not_enough_history' }] });
  });

  it('asks for an earlier beginning where the first weeks that can be judged are high already', () => {
    const series = seriesOf((instant) => usual(instant) + (instant >= at('2026-04-13', '00:00') ? 1 : 0));
    expect(judge(series, { weather: NO_WEATHER })).toMatchObject({ cutOff: true, findings: [{ night: '2026-04-19' }] });
  });

  it('compares days of water, and leaves its nights to other rules', () => {
    const water = (instant: number) =>
      0.02 + (isTeaching(instant) && hourOf(instant) >= 7 && hourOf(instant) < 18 ? 1 + 0.1 * noise(shanghaiDay(instant)) : 0);
    const question = { meter: { ...waterMain, resolution: 0.01 } };
    expect(judge(seriesOf(water), question)).toEqual({ findings: [], blind: [], cutOff: false });
    expect(
      judge(
        seriesOf((instant) => water(instant) * (instant >= MAY_4 ? 1.04 : 1)),
        question,
      ).findings,
    ).toEqual([]);
    const { findings } = judge(
      seriesOf((instant) => water(instant) + (instant >= at('2026-08-10', '00:00') ? 0.3 : 0)),
      question,
    );
    expect(findings).toMatchObject([{ night: '2026-08-16', rate: { unit: 'L/h' }, wasted: { unit: 'm³' } }]);
    expect(findings[0]!.rate!.value).toBeCloseTo(300, -1);
  });

  it('takes the nights of those who sleep there for no base load', () => {
    const series = seriesOf((instant) => usual(instant) + (instant >= MAY_4 ? 1 : 0));
    expect(judge(series, { weather: NO_WEATHER }).findings).toHaveLength(1);
    const dormitory = { ...building, function: 'dormitory' as const };
    expect(judge(series, { weather: NO_WEATHER, building: dormitory }).findings).toEqual([]);
    expect(judge(series, { weather: NO_WEATHER, meter: { ...main, role: 'campus_main' } }).findings).toEqual([]);
  });

  it('watches mains of electricity and water, but not those of staff flats', () => {
    const watches = (meter: Partial<Meter>, buildingFunction = building.function) =>
      detector.watches({ meter: { ...main, ...meter }, building: { ...building, function: buildingFunction }, space: undefined }, []);
    expect(watches({})).toBe(true);
    expect(watches({ role: 'campus_main' })).toBe(true);
    expect(watches({ medium: 'water' })).toBe(true);
    expect(watches({ role: 'room_breaker' })).toBe(false);
    expect(watches({ medium: 'gas' })).toBe(false);
    expect(watches({}, 'staff_apartment')).toBe(false);
  });

  it('says week by week what it says of all weeks at once', () => {
    const end = at('2026-06-01', '00:00');
    const series = seriesOf((instant) => {
      const extra = (instant >= MAY_4 && instant < end) || instant >= at('2026-07-20', '00:00') ? 1 : 0;
      return usual(instant) + extra + (['2026-07-01', '2026-07-02'].includes(shanghai.dayOf(instant)) ? 6 : 0);
    });
    const keyOf = ({ night, startAt }: Finding) => `${night} ${startAt}`;
    const even = weather(() => 20);
    const said = new Map<string, Finding>();
    for (const night of daysBetween('2026-04-06', TO)) {
      const now = at(addDays(night, 1), '06:40');
      for (const finding of judge(knownAt(series, now), { weather: even, fromNight: night, toNight: night, now }).findings)
        said.set(keyOf(finding), finding);
    }
    const atOnce = judge(series, { weather: even }).findings;
    expect(atOnce).toHaveLength(3);
    expect([...said.values()]).toEqual(atOnce);
  });

  it('draws the weeks before with the line that was crossed', () => {
    const [finding] = judge(
      seriesOf((instant) => usual(instant) + (instant >= MAY_4 ? 1 : 0)),
      {
        toNight: '2026-05-10',
        now: at('2026-05-11', '06:40'),
      },
    ).findings;
    expect(finding!.proof).toMatchObject({ startAt: at('2026-03-09', '00:00'), stepMs: 24 * HOUR, unit: 'kW' });
    expect(finding!.proof!.values).toHaveLength(63);
    expect(finding!.proof!.values[62]).toBeCloseTo(5, 0);
    expect(finding!.proof!.threshold).toBeCloseTo(4.6, 1);
    expect(finding!.proof!.baseline).toBeCloseTo(4, 1);
  });

  it('says what rose, since when, and what to do', () => {
    const [finding] = judge(
      seriesOf((instant) => usual(instant) + (instant >= MAY_4 ? 1 : 0)),
      {
        toNight: '2026-05-10',
        now: at('2026-05-11', '06:40'),
      },
    ).findings;
    const place = { meter: main, building, space: undefined };
    expect(baselineDrift.sentence(finding!, place, shanghai, false).zh).toMatch(
      /^教学楼B（电总表）5月4日起基础负荷升到 [\d.]+ kW，平时 [\d.]+ kW，约多用 \d+ kWh，请查找新增或整夜不关的设备；若为正常变化，请登记变更。$/,
    );
    expect(baselineDrift.sentence({ ...finding!, endAt: at('2026-05-11', '00:00') }, place, shanghai, false).en).toMatch(
      /^Teaching B \(Main\): base load up to [\d.]+ kW, usually [\d.]+ kW, from 4 May to 10 May, \d+ kWh more than usual\. It is back to the usual\.$/,
    );
  });
});
