import { describe, expect, it } from 'vitest';
import { nightExcessBuilding } from '../../analysis/night-excess-building.ts';
import type { SeriesQuestion } from '../../analysis/series-detector.ts';
import type { IntervalSeries } from '../../analysis/series.ts';
import { addDays } from '../../domain/local-time.ts';
import type { Building, Meter, Space } from '../../domain/site.ts';
import { NO_WEATHER } from '../../domain/weather.ts';
import { at, breaker, building, metered, room, shanghai, spoiled } from './series-of.ts';
import { asking, calendarOf, expectCausal, expectWords, family, hourOf, weatherOf } from './water-question.ts';

const detector = nightExcessBuilding.create(nightExcessBuilding.options.parse({}));
/** Wednesday. */
const NIGHT = '2026-07-08';
const MORNING = '2026-07-09';
const main: Meter = { ...breaker, id: 'b1-main', role: 'building_main', space: undefined, ratios: [] };
const hot = weatherOf(() => 29);

const HOUR_MS = 3_600_000;
const nights = new Map<number, string>();
/** Local day of the evening before or after; Shanghai is eight hours ahead. */
function nightOf(instant: number): string {
  const index = Math.floor((instant - 4 * HOUR_MS) / (24 * HOUR_MS));
  const night = nights.get(index) ?? shanghai.dayOf(instant - 12 * HOUR_MS);
  nights.set(index, night);
  return night;
}
const starts = new Map<string, number>();
/** Midnight in that night. */
function midnightOf(instant: number): number {
  const night = nightOf(instant);
  const midnight = starts.get(night) ?? at(addDays(night, 1), '00:00');
  starts.set(night, midnight);
  return midnight;
}
/** kW that depend on the night, a little and always the same. */
const wobble = (instant: number) => 0.1 * (Number(nightOf(instant).slice(8)) % 5);
const between = (from: number, to: number, kw: number) => (instant: number) => (from <= instant && instant < to ? kw : 0);
const untilMorning = (night: string, kw: number) => between(at(night, '22:00'), at(addDays(night, 1), '06:00'), kw);

/** A building of 4 kW at night and 30 kW by day, with something more; from 80 nights before. */
const buildingSeries = (more: (instant: number) => number, base = 4) =>
  metered('2026-04-20', '2026-07-12', (instant) => {
    const hour = hourOf(instant);
    return base + wobble(instant) + (hour >= 7 && hour < 22.1 ? 26 : 0) + more(instant);
  });

function judge(series: IntervalSeries, more: Partial<SeriesQuestion> = {}, now = at(MORNING, '05:00'), night = NIGHT) {
  return detector.judge(asking(series, { fromNight: night, now }, { meter: main, meters: [main], weather: hot, ...more }));
}
const names = (reasons: readonly { name: string }[] = []) => reasons.map(({ name }) => name);

describe('night_excess_building', () => {
  const forgotten = buildingSeries(untilMorning(NIGHT, 4.5));

  it('finds 4.5 kW in the first 45 minutes and calls them probably 2 to 5 air-conditioners', () => {
    expect(judge(forgotten, {}, at(NIGHT, '23:30')).findings).toEqual([]);
    const [finding] = judge(forgotten, {}, at(NIGHT, '23:45')).findings;
    expect(finding).toMatchObject({ night: NIGHT, startAt: at(NIGHT, '23:00'), endAt: undefined, certainty: 'inferred', isFirm: true });
    expect(finding!.rate!.value).toBeCloseTo(4.5, 0);
    expect(names(finding!.reasons)).toEqual(['ac_size', 'clear_excess', 'ac_weather']);
    const { zh, en } = nightExcessBuilding.sentence(finding!, { meter: main, building, space: undefined }, shanghai, false);
    expect(zh).toMatch(/教学楼B 整楼 23:00 起比平时高约 4\.\d+ kW，可能有约 2–5 台空调未关/);
    expect(en).toMatch(/probably about 2–5 air-conditioners left on/);
    expectWords(nightExcessBuilding, finding!);
  });

  it('counts what was wasted, shows its proof and says when it ended', () => {
    const [whole] = judge(forgotten).findings;
    expect(Math.abs(whole!.wasted!.value - 4.5 * 6)).toBeLessThan(1);
    expect(whole!.proof).toMatchObject({ startAt: at(NIGHT, '23:00'), stepMs: 900_000, unit: 'kW' });
    expect(whole!.proof!.values).toHaveLength(24);
    const [ended] = judge(buildingSeries(between(at(NIGHT, '22:00'), at(MORNING, '02:00'), 4.5))).findings;
    expect(ended!.endAt).toBe(at(MORNING, '02:00'));
    expect(Math.abs(ended!.wasted!.value - 4.5 * 3)).toBeLessThan(1);
  });

  it('finds one unit of 1 kW after two hours, and not 0.4 kW', () => {
    const one = buildingSeries(untilMorning(NIGHT, 1));
    expect(judge(one, {}, at(MORNING, '00:45')).findings).toEqual([]);
    expect(judge(one, {}, at(MORNING, '01:00')).findings).toHaveLength(1);
    expect(judge(buildingSeries(untilMorning(NIGHT, 0.4))).findings).toEqual([]);
  });

  it('sends the guard for 2 kW in the first 45 minutes: what exceeds the line of a short stretch is clear', () => {
    const [finding] = judge(buildingSeries(untilMorning(NIGHT, 2)), {}, at(NIGHT, '23:45')).findings;
    expect(names(finding!.reasons)).toContain('clear_excess');
    expect(finding!.isFirm).toBe(true);
    const [one] = judge(buildingSeries(untilMorning(NIGHT, 1))).findings;
    expect(names(one!.reasons)).not.toContain('clear_excess');
    expect(one!.isFirm).toBe(false);
  });

  it('takes what comes on at midnight for a timer, not for something that was forgotten', () => {
    expect(judge(buildingSeries(between(at(NIGHT, '23:30'), at(MORNING, '05:00'), 5))).findings).toHaveLength(1);
    expect(judge(buildingSeries(between(at(MORNING, '00:00'), at(MORNING, '05:00'), 5))).findings).toEqual([]);
  });

  it('leaves the steam cabinets of the early shift to the canteen', () => {
    const steam = (from: string) => buildingSeries(between(at(MORNING, from), at(MORNING, '06:00'), 120));
    const canteen: Building = { ...building, function: 'canteen' };
    expect(judge(steam('04:20'), { building: canteen })).toMatchObject({ findings: [], blind: [] });
    expect(judge(forgotten, { building: canteen }).findings).toMatchObject([{ startAt: at(NIGHT, '23:00'), endAt: undefined }]);
    expect(judge(forgotten, { building: canteen }).findings[0]!.proof!.values).toHaveLength(21);
  });

  it('calls it an unknown load in mild weather, and without weather says so and still works', () => {
    const [mild] = judge(forgotten, { weather: weatherOf(() => 18) }).findings;
    expect(mild!.isFirm).toBe(false);
    expect(names(mild!.reasons)).toContain('mild_weather');
    const place = { meter: main, building, space: undefined };
    expect(nightExcessBuilding.sentence(mild!, place, shanghai, false).zh).toMatch(/原因不明/);
    const [unknown] = judge(forgotten, {
      weather: NO_WEATHER,
    }).findings;
    expect(names(unknown!.reasons)).toContain('no_weather');
    expect(nightExcessBuilding.sentence(unknown!, place, shanghai, false).zh).toMatch(/没有室外温度/);
    expect(unknown!.isFirm).toBe(false);
  });

  it('is surer when a room is kept cool, and names the rooms that were on alerts most often', () => {
    const thermometer: Meter = { ...breaker, id: 't-301', medium: 'weather', role: 'room_thermometer', space: 'r301' };
    const meters = [main, thermometer];
    const cool = metered('2026-04-20', '2026-07-12', () => 24 * 4);
    const pastAlerts = new Map([
      ['r205', 1],
      ['r208', 4],
    ]);
    const [finding] = judge(forgotten, { pastAlerts, ...family(meters, new Map([['t-301', cool]]), at(MORNING, '05:00')) }).findings;
    expect(names(finding!.reasons)).toContain('room_kept');
    expect(finding!.spaces).toEqual(['r301', 'r208', 'r205']);
  });

  it('judges what has no meter of its own, and not at all where every room has one', () => {
    const circuit: Meter = { ...main, id: 'b1-ac', role: 'ac_circuit', space: 'f3', parent: 'b1-main', acUnits: 6 };
    const floors: Space[] = [3, 4].map((floor) => ({ ...room, id: `f${floor}`, floor, function: 'floor' }));
    const other = metered('2026-04-20', '2026-07-12', untilMorning(NIGHT, 4.5));
    const asked = { ...family([main, circuit], new Map([['b1-ac', other]]), at(MORNING, '05:00')), spaces: floors };
    expect(detector.relatives!({ meter: main, building, space: undefined }, [main, circuit])).toEqual(['b1-ac']);
    expect(judge(forgotten, asked)).toMatchObject({ findings: [], blind: [] });
    expect(judge(buildingSeries(untilMorning(NIGHT, 9)), asked).findings[0]!.rate!.value).toBeCloseTo(4.5, 0);
    expect(judge(forgotten, { ...asked, spaces: [floors[0]!] })).toMatchObject({ findings: [], blind: [] });
  });

  it('watches the mains of buildings that are empty at night', () => {
    const watches = (meter: Partial<Meter>, place: Partial<Building> = {}) =>
      detector.watches({ meter: { ...main, ...meter }, building: { ...building, ...place }, space: undefined }, []);
    expect(watches({})).toBe(true);
    expect(watches({ role: 'campus_main' })).toBe(false);
    expect(watches({ role: 'ac_circuit' })).toBe(false);
    expect(watches({ medium: 'water' })).toBe(false);
    expect(watches({}, { function: 'dormitory' })).toBe(false);
    expect(watches({}, { function: 'outdoor' })).toBe(false);
  });

  it('does not see less than two steps of the register behind a current transformer', () => {
    const behind: Meter = { ...main, ratios: [{ fromAt: 0, ratio: 160 }] };
    const coarse = (kw: number) =>
      metered('2026-04-20', '2026-07-12', (instant) => 4 + wobble(instant) + untilMorning(NIGHT, kw)(instant), 1.6);
    const ask = (kw: number, now: number) => judge(coarse(kw), { meter: behind }, now).findings;
    expect(ask(3, at(NIGHT, '23:45'))).toEqual([]);
    expect(ask(3, at(MORNING, '03:00'))).toHaveLength(1);
  });
});

describe('night_excess_building over the year', () => {
  const forgotten = buildingSeries(untilMorning(NIGHT, 4.5));

  it('is silent until ten nights of the type are known, and after a change', () => {
    const young = spoiled(forgotten, at('2026-04-20', '00:00'), at('2026-06-26', '12:00'), 'absent');
    expect(judge(young)).toMatchObject({ findings: [], blind: [{ why: 'not_enough_history' }] });
    // An exchanged meter, new air-conditioners, a ratio that was typed ten times too large.
    const tenfold = buildingSeries((instant) => (instant > at('2026-07-06', '09:00') ? 36 : 0));
    expect(judge(tenfold, { changedAt: [at('2026-07-06', '09:00')] })).toMatchObject({
      findings: [],
      blind: [{ why: 'not_enough_history' }],
    });
    expect(judge(forgotten, { changedAt: [at(MORNING, '12:00')] }).findings).toHaveLength(1);
  });

  it('compares a make-up workday with school nights, although it is a Saturday', () => {
    const staff = (instant: number) => (['5', '6'].includes(String(new Date(`${nightOf(instant)}T00:00Z`).getUTCDay())) ? 0 : 3);
    const saturday = '2026-07-04';
    const series = buildingSeries((instant) => staff(instant) + untilMorning(saturday, 3)(instant));
    const school = calendarOf({
      exceptions: [
        { firstDay: saturday, lastDay: saturday, type: 'makeup_teaching' },
        { firstDay: '2026-07-05', lastDay: '2026-07-05', type: 'makeup_teaching' },
      ],
    });
    const now = at('2026-07-05', '05:00');
    expect(judge(series, { calendar: school }, now, saturday)).toMatchObject({ findings: [], blind: [] });
    const weekends = judge(series, {}, now, saturday);
    expect([weekends.findings.length, weekends.blind.length]).not.toEqual([0, 0]);
  });

  it('does not learn the vacation as normal for school nights, nor the other way round', () => {
    const calendar = calendarOf({
      terms: [
        { name: 'spring', firstDay: '2026-03-01', lastDay: '2026-06-01' },
        { name: 'autumn', firstDay: '2026-07-07', lastDay: '2026-12-31' },
      ],
    });
    const inTerm = (instant: number) => (nightOf(instant) < '2026-06-01' || nightOf(instant) >= '2026-07-06' ? 3 : 0);
    expect(judge(buildingSeries(inTerm), { calendar })).toMatchObject({ findings: [], blind: [] });
    const vacation = judge(buildingSeries(inTerm), { calendar }, at('2026-06-05', '05:00'), '2026-06-04');
    expect(vacation).toMatchObject({ findings: [], blind: [{ why: 'not_enough_history' }] });
  });

  it('says it cannot judge the last night before a holiday by school nights', () => {
    const calendar = calendarOf({ exceptions: [{ firstDay: MORNING, lastDay: MORNING, type: 'statutory_holiday' }] });
    expect(judge(buildingSeries(untilMorning(NIGHT, -2)), { calendar })).toMatchObject({
      findings: [],
      blind: [{ why: 'not_enough_history' }],
    });
  });

  it('sees on the first nights of a vacation or a holiday what exceeds even school nights, and no less', () => {
    const terms = [{ name: 'spring', firstDay: '2026-03-01', lastDay: NIGHT }];
    expect(judge(forgotten, { calendar: calendarOf({ terms }) })).toMatchObject({ findings: [{ night: NIGHT, isFirm: true }], blind: [] });
    const holiday = calendarOf({ exceptions: [{ firstDay: MORNING, lastDay: MORNING, type: 'statutory_holiday' }] });
    expect(judge(forgotten, { calendar: holiday }).findings).toHaveLength(1);
    // 2.5 kW less than on a school night hide a unit of 2.8 kW: it is not found, and that is said.
    const hidden = buildingSeries(untilMorning(NIGHT, -2.5 + 2.8));
    expect(judge(hidden, { calendar: holiday })).toMatchObject({ findings: [], blind: [{ why: 'not_enough_history' }] });
  });

  it('does not take the first school nights of a term for an excess over the vacation', () => {
    const calendar = calendarOf({ terms: [{ name: 'autumn', firstDay: '2026-07-07', lastDay: '2026-12-31' }] });
    const inTerm = (instant: number) => (nightOf(instant) >= '2026-07-06' ? 3 : 0);
    expect(judge(buildingSeries(inTerm), { calendar })).toMatchObject({ findings: [], blind: [{ why: 'not_enough_history' }] });
  });

  it('passes over a permitted event, and sends one that only the calendar knows to the digest', () => {
    const permitted = (instant: number) => at(NIGHT, '19:00') <= instant && instant < at(MORNING, '02:00');
    const event = buildingSeries(between(at(NIGHT, '20:00'), at(MORNING, '02:00'), 6));
    expect(judge(event, { permitted })).toMatchObject({ findings: [], blind: [] });
    expect(judge(forgotten, { permitted }).findings).toMatchObject([{ startAt: at(MORNING, '02:00') }]);
    const calendar = calendarOf({ exceptions: [{ firstDay: NIGHT, lastDay: NIGHT, type: 'event' }] });
    expect(judge(event, { calendar }).findings).toMatchObject([{ isFirm: false }]);
  });

  it('knows a heat pump that heats every night, also when it heats longer on a cold one', () => {
    const heated = (hours: number) => (instant: number) => {
      const since = (instant - midnightOf(instant)) / HOUR_MS;
      return since >= 0 && since < (nightOf(instant) === NIGHT ? hours : 3.5) ? 12 : 0;
    };
    expect(judge(buildingSeries(heated(3.5))).findings).toEqual([]);
    expect(judge(buildingSeries(heated(3.6))).findings).toEqual([]);
  });

  it('finds the air-conditioners of the first hot night, and nothing in a building that only grew warm', () => {
    const weather = weatherOf((instant) => (instant > at(NIGHT, '06:00') ? 30 : 17));
    expect(judge(forgotten, { weather }).findings).toMatchObject([{ isFirm: true }]);
    expect(judge(buildingSeries(untilMorning(NIGHT, 0.4)), { weather }).findings).toEqual([]);
  });

  it('finds a class that forgets night after night on each of its first ten nights', () => {
    const first = '2026-06-25';
    const nightly = buildingSeries((instant) => (nightOf(instant) >= first && (hourOf(instant) >= 22 || hourOf(instant) < 6) ? 4.5 : 0));
    const { findings } = detector.judge(
      asking(
        nightly,
        { fromNight: first, toNight: '2026-07-08', now: at(MORNING, '05:00') },
        { meter: main, meters: [main], weather: hot },
      ),
    );
    expect(findings).toHaveLength(14);
  });

  it('leaves what runs day and night to the watch over the base load after three lists', () => {
    const since = at('2026-07-01', '12:00');
    const stays = buildingSeries((instant) => (instant >= since ? 4.5 : 0));
    const nightsFound = ['2026-07-01', '2026-07-02', '2026-07-03', '2026-07-05', NIGHT].filter(
      (night) => judge(stays, {}, at(addDays(night, 1), '05:00'), night).findings.length > 0,
    );
    expect(nightsFound).toEqual(['2026-07-01', '2026-07-02', '2026-07-03']);
  });
});

describe('night_excess_building and missing readings', () => {
  const forgotten = buildingSeries(untilMorning(NIGHT, 4.5));

  it('says "no data" below 90 %, raises nothing from it, and says the same once the readings are there', () => {
    const gap = spoiled(forgotten, at(NIGHT, '22:00'), at(MORNING, '05:00'), 'estimated');
    expect(judge(gap)).toMatchObject({ findings: [], blind: [{ why: 'no_data' }] });
    expect(judge(forgotten, {}, at(MORNING, '12:00')).findings).toMatchObject([{ night: NIGHT, startAt: at(NIGHT, '23:00') }]);
  });

  it('is not moved by a clock that is 90 s off at lights-out', () => {
    const late = buildingSeries((instant) => between(at(NIGHT, '22:10'), at(NIGHT, '22:31'), 26)(instant));
    expect(judge(late).findings).toEqual([]);
  });

  it('says over a span what it said night by night', () => {
    const bad = ['2026-06-23', '2026-06-26', '2026-07-01', '2026-07-06'];
    const series = buildingSeries((instant) => {
      const night = nightOf(instant);
      return bad.includes(night)
        ? between(at(night, '22:00'), at(addDays(night, 1), night === '2026-07-01' ? '01:30' : '06:00'), 5)(instant)
        : 0;
    });
    const whole = expectCausal(detector, { fromNight: '2026-06-20', toNight: NIGHT }, (span) =>
      asking(series, span, { meter: main, meters: [main], weather: hot }),
    );
    expect(whole.findings.map(({ night }) => night)).toEqual(bad);
  });
});
