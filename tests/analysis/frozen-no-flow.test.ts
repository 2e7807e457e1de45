import { describe, expect, it } from 'vitest';
import { frozenNoFlow } from '../../analysis/frozen-no-flow.ts';
import type { SeriesQuestion } from '../../analysis/series-detector.ts';
import type { IntervalSeries } from '../../analysis/series.ts';
import { addDays } from '../../domain/local-time.ts';
import type { Meter } from '../../domain/site.ts';
import { NO_WEATHER } from '../../domain/weather.ts';
import { at, building, metered, shanghai, spoiled, waterMain } from './series-of.ts';
import { asking, calendarOf, expectCausal, expectWords, family, hourOf, weatherOf } from './water-question.ts';

const detector = frozenNoFlow.create(frozenNoFlow.options.parse({}));
const FROM = '2025-12-01';
const TO = '2026-01-20';
/** A Thursday; the night before it is the one in question. */
const MORNING = '2026-01-15';
const NIGHT = addDays(MORNING, -1);
const main: Meter = { ...waterMain, id: 'w-main', role: 'campus_main', resolution: 0.1 };
const canteen: Meter = { ...waterMain, parent: 'w-main' };
const weather = weatherOf((instant) => (instant >= at(NIGHT, '18:00') ? -7 : 3));
const calendar = calendarOf();

/** Water from half past four to eight in the evening, m³/h, and none in one stretch. */
function water(perHour: number, dryFrom = 0, dryTo = 0, step = 0.01): IntervalSeries {
  return metered(
    FROM,
    TO,
    (instant) => (hourOf(instant) >= 4.5 && hourOf(instant) < 20 && !(instant >= dryFrom && instant < dryTo) ? perHour : 0),
    step,
  );
}
const frozen = water(3, at(NIGHT, '20:00'), at(MORNING, '11:00'));

function judge(series: IntervalSeries, now: number, mainSeries: IntervalSeries | undefined, more: Partial<SeriesQuestion> = {}) {
  const kin = family([canteen, main], new Map(mainSeries ? [['w-main', mainSeries]] : []), now);
  return detector.judge(asking(series, { fromNight: NIGHT, now }, { calendar, weather, meter: canteen, ...kin, ...more }));
}
const flowing = water(20, 0, 0, 0.1);

describe('frozen_no_flow', () => {
  it('says at six in the morning that the canteen has no water while the campus main flows', () => {
    expect(judge(frozen, at(MORNING, '05:55'), flowing).findings).toEqual([]);
    const { findings } = judge(frozen, at(MORNING, '06:00'), flowing);
    expect(findings).toMatchObject([{ night: NIGHT, startAt: at(MORNING, '05:00'), endAt: undefined, reasons: [{ name: 'main_flows' }] }]);
    expectWords(frozenNoFlow, findings[0]!);
    expect(frozenNoFlow.urgency).toBe('now');
  });

  it('leaves it to the campus main where that stands still, too: the supply is out', () => {
    const out = water(20, at(NIGHT, '20:00'), at(MORNING, '11:00'), 0.1);
    expect(judge(frozen, at(MORNING, '06:30'), out).findings).toEqual([]);
    const { findings } = judge(out, at(MORNING, '06:30'), undefined, { meter: main });
    expect(findings).toMatchObject([{ reasons: [{ name: 'supply_out' }] }]);
    const words = frozenNoFlow.sentence(findings[0]!, { meter: main, building, space: undefined }, shanghai, false);
    expect(words.zh).toContain('市政停水');
  });

  it('says that the main is not known where there is none', () => {
    expect(judge(frozen, at(MORNING, '06:30'), undefined).findings).toMatchObject([{ reasons: [{ name: 'main_unknown' }] }]);
  });

  it('is over when water flows again for an hour', () => {
    const thawed = water(3, at(NIGHT, '20:00'), at(MORNING, '06:30'));
    expect(judge(thawed, at(MORNING, '06:15'), flowing).findings).toMatchObject([{ endAt: undefined }]);
    expect(judge(thawed, at(MORNING, '08:00'), flowing).findings).toMatchObject([
      { startAt: at(MORNING, '05:00'), endAt: at(MORNING, '06:30') },
    ]);
  });

  it('keeps silent without frost, on days without school, and where little flows at that time anyway', () => {
    expect(judge(frozen, at(MORNING, '06:30'), flowing, { weather: weatherOf(() => -2) }).findings).toEqual([]);
    const holiday = calendarOf({ exceptions: [{ firstDay: MORNING, lastDay: MORNING, type: 'statutory_holiday' }] });
    expect(judge(frozen, at(MORNING, '06:30'), flowing, { calendar: holiday })).toMatchObject({ findings: [], blind: [] });
    const little = judge(water(0.05), at(MORNING, '06:30'), flowing);
    expect(little).toMatchObject({ findings: [], blind: [{ why: 'below_detection_limit' }] });
  });

  it('says what it does not know: no weather, no readings, no past mornings', () => {
    expect(judge(frozen, at(MORNING, '06:30'), flowing, { weather: NO_WEATHER }).blind).toMatchObject([{ why: 'no_weather' }]);
    const gap = spoiled(frozen, at(NIGHT, '20:00'), at(MORNING, '09:00'), 'absent');
    expect(judge(gap, at(MORNING, '06:30'), flowing)).toMatchObject({ findings: [], blind: [{ why: 'no_data' }] });
    const exchanged = judge(frozen, at(MORNING, '06:30'), flowing, { changedAt: [at('2026-01-13', '12:00')] });
    expect(exchanged).toMatchObject({ findings: [], blind: [{ why: 'not_enough_history' }] });
  });

  it('says night by night what a look back says', () => {
    const { findings } = expectCausal(detector, { fromNight: '2026-01-10', toNight: '2026-01-17' }, (span) =>
      asking(frozen, span, { calendar, weather, meter: canteen, ...family([canteen, main], new Map([['w-main', flowing]]), span.now) }),
    );
    expect(findings.map(({ night }) => night)).toEqual([NIGHT]);
  });
});
