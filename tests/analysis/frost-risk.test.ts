import { describe, expect, it } from 'vitest';
import { frostRisk } from '../../analysis/frost-risk.ts';
import type { Meter } from '../../domain/site.ts';
import { NO_WEATHER, type Weather } from '../../domain/weather.ts';
import { at, building, metered, shanghai, waterMain } from './series-of.ts';
import { asking, expectCausal, weatherOf } from './water-question.ts';

const detector = frostRisk.create(frostRisk.options.parse({}));
const NIGHT = '2026-01-10';
const series = metered('2026-01-01', '2026-01-20', () => 0);
const judge = (weather: Weather, clock = '17:05') =>
  detector.judge(asking(series, { fromNight: NIGHT, now: at(NIGHT, clock) }, { weather }));
const say = (weather: Weather, isExpired = false) =>
  frostRisk.sentence(judge(weather).findings[0]!, { meter: waterMain, building, space: undefined }, shanghai, isExpired);

/** 4 °C in the afternoon, as cold as said at six in the morning. */
const tonight = (lowestC: number, hasForecast = true) => weatherOf((instant) => (instant > at(NIGHT, '20:00') ? lowestC : 4), hasForecast);

describe('frost_risk', () => {
  it('warns at five in the afternoon of −3 °C to come, not of −2.5 °C', () => {
    expect(judge(tonight(-3)).findings).toMatchObject([
      { night: NIGHT, startAt: at(NIGHT, '17:00'), endAt: undefined, rate: null, wasted: null, certainty: 'estimated' },
    ]);
    expect(judge(tonight(-2.5)).findings).toEqual([]);
    expect(judge(tonight(-3), '16:55').findings).toEqual([]);
  });

  it('advises trickling taps and shut doors, all day from −5 °C on', () => {
    expect(say(tonight(-3.5)).zh).toBe('预报今晚最低 -3.5 °C，水管可能结冰，请让外露水龙头整夜滴水成线，关好楼道和管井门。');
    expect(say(tonight(-6)).zh).toContain('全天滴水成线');
    expect(say(tonight(-6)).en).toContain('a high risk of frozen pipes');
    expect(say(tonight(-6), true).en).toContain('The night is over');
  });

  it('goes by what it measured without a forecast, and says that it knows nothing without either', () => {
    const cold = weatherOf(() => -1);
    expect(judge(cold).findings).toMatchObject([{ certainty: 'inferred', reasons: [{ name: 'cold_already' }] }]);
    expect(say(cold).zh).toContain('17 点室外已 -1 °C');
    expect(judge(tonight(-8, false)).findings).toEqual([]);
    expect(judge(NO_WEATHER)).toMatchObject({ findings: [], blind: [{ why: 'no_weather' }] });
  });

  it('says one thing a night for the whole site, the same in a look back', () => {
    const main: Meter = { ...waterMain, id: 'w-main', role: 'campus_main' };
    const watches = (meter: Meter, meters: Meter[]) => detector.watches({ meter, building, space: undefined }, meters);
    expect(watches(waterMain, [waterMain, main])).toBe(false);
    expect(watches(main, [waterMain, main])).toBe(true);
    expect(watches(waterMain, [waterMain])).toBe(true);
    const weather = weatherOf((instant) => (Math.floor((instant - at('2026-01-01', '12:00')) / 86_400_000) % 3 === 0 ? -6 : 3), true);
    const { findings } = expectCausal(detector, { fromNight: '2026-01-02', toNight: '2026-01-12' }, (span) =>
      asking(series, span, { weather }),
    );
    expect(findings.map(({ night }) => night)).toContain('2026-01-07');
    for (const { evidence, reasons } of findings)
      for (const { name } of [...evidence, ...reasons!]) expect(frostRisk.words).toHaveProperty(name);
  });
});
