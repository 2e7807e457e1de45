import { join } from 'node:path';
import { z } from 'zod';
import { describe, expect, it, onTestFinished } from 'vitest';
import { seriesRule, type SeriesRule } from '../../analysis/rule.ts';
import type { Watched } from '../../analysis/rulebook.ts';
import type { SeriesDetector, SeriesQuestion } from '../../analysis/series-detector.ts';
import type { IntervalSeries } from '../../analysis/series.ts';
import { type Alert, alertId } from '../../domain/alert.ts';
import { addDays, daysBetween } from '../../domain/local-time.ts';
import type { Meter } from '../../domain/site.ts';
import { type School, toSchool } from '../../jobs/catalog-cache.ts';
import { judgeTasks, type Task } from '../../jobs/judge-night.ts';
import { openRecords } from '../../store/records/open-records.ts';
import { at, metered, shanghai } from '../analysis/series-of.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { createMemoryReadings, meterOf, planOf } from './campus.ts';

const FROM = '2026-03-01';
const TO = '2026-06-22';
const NIGHT = '2026-06-20';
const NOW = at('2026-06-21', '06:15');

const meters = [
  meterOf({ id: 'a', space: 'r1' }),
  meterOf({ id: 'b' }),
  meterOf({ id: 'main' }),
  meterOf({ id: 't', medium: 'weather', role: 'room_thermometer', space: 'r1' }),
];
const room = { id: 'r1', building: 'b1', floor: 1, function: 'classroom', name: 'r1', walkOrder: 0 } as const;

async function school() {
  const records = await openRecords(join(temporaryFolder(), 'records.sqlite'), { temporary: true });
  onTestFinished(() => records.close());
  const plan = { ...planOf(meters), spaces: [room] };
  await records.catalog.declare(plan);
  for (const { id } of meters.filter(({ medium }) => medium !== 'weather')) {
    const { startAt, values, qualities } = metered(FROM, TO, () => 1);
    const days = daysBetween(FROM, TO).map((day) => {
      const first = (shanghai.startOfDay(day) - startAt) / 900_000;
      const part = { values: values.slice(first, first + 96), qualities: qualities.slice(first, first + 96) };
      return { day, startAt: shanghai.startOfDay(day), ...part };
    });
    await records.intervals.replaceDays({ site: 'school', meter: id, days, steps: [], fromAt: startAt, toAt: NOW, seq: 0 });
  }
  const readings = createMemoryReadings();
  const asked: string[][] = [];
  const counted = {
    ...records,
    intervals: {
      ...records.intervals,
      days(...question: Parameters<typeof records.intervals.days>) {
        asked.push([...question[1]]);
        return records.intervals.days(...question);
      },
    },
  };
  return { records, readings, asked, deps: { records: counted, readings, now: () => NOW }, school: toSchool(plan, {}) };
}

/** A rule that only notes what it is told. */
function listener(lookBackNights: number, more: Partial<SeriesDetector> = {}) {
  const heard: SeriesQuestion[] = [];
  const rule = seriesRule({
    rule: `listener_${lookBackNights}`,
    code: 'D0',
    cadence: 'morning',
    audience: 'maintainer',
    urgency: 'today',
    about: 'use',
    name: { zh: '', en: '' },
    what: { zh: '', en: '' },
    options: z.strictObject({}),
    words: {},
    sentence: () => ({ zh: '', en: '' }),
    create: (): SeriesDetector => ({
      rule: `listener_${lookBackNights}`,
      scope: 'night',
      isLive: false,
      lookBackNights,
      window: (local, night) => ({ fromAt: local.startOfDay(night), toAt: local.startOfDay(addDays(night, 1)) }),
      watches: () => true,
      judge(question) {
        heard.push(question);
        return { findings: [], blind: [], cutOff: false };
      },
      ...more,
    }),
  });
  return { rule, heard };
}

function taskFor({ rulebook }: School, rule: SeriesRule, ids: readonly string[]): Task {
  const detector = rule.create({});
  const watched = ids.map(
    (id): Watched => ({
      ...rulebook.placed.get(id)!,
      rule,
      detector,
      excluded: () => false,
      permitted: () => false,
      changedAt: [],
    }),
  );
  return { rule, detector, watched, fromNight: NIGHT, toNight: NIGHT };
}

const spanOf = ({ startAt, values }: IntervalSeries) => [shanghai.dayOf(startAt), values.length / 96];

describe('a judgement of many rules', () => {
  it('reads the days of a meter once, and gives each rule the days that it wants', async () => {
    const { deps, school: known, asked } = await school();
    const [long, short] = [listener(60), listener(3)];
    await judgeTasks(deps, known, [taskFor(known, long.rule, ['a', 'b']), taskFor(known, short.rule, ['b'])]);
    expect(asked).toEqual([['a', 'b']]);
    expect(long.heard.map(({ meter, series }) => [meter.id, ...spanOf(series)])).toEqual([
      ['a', '2026-04-21', 62],
      ['b', '2026-04-21', 62],
    ]);
    expect(short.heard.map(({ meter, series }) => [meter.id, ...spanOf(series)])).toEqual([['b', '2026-06-17', 5]]);
    expect(short.heard[0]!.series.values.slice(0, 4)).toEqual(Float64Array.of(0.25, 0.25, 0.25, 0.25));
  });

  it('shows a rule the other meters that it named, thermometers as the means of their quarter hours', async () => {
    const { deps, school: known, readings } = await school();
    const put = (clock: string, value: number) => ({ at: at(NIGHT, clock), fields: { temperature_c: value }, clock: 'device' as const });
    readings.put({ site: 'school', meter: 't' }, [put('22:00', 18), put('22:05', 19), put('22:10', 23), put('22:30', 25)]);
    const { rule, heard } = listener(1, { relatives: () => ['main', 't'] });
    await judgeTasks(deps, known, [taskFor(known, rule, ['a'])]);
    const [question] = heard;
    const thermometer = question!.other('t')!;
    const first = (at(NIGHT, '22:00') - thermometer.startAt) / 900_000;
    expect(spanOf(thermometer)).toEqual(spanOf(question!.series));
    expect(thermometer.values.slice(first - 1, first + 3)).toEqual(Float64Array.of(Number.NaN, 20, Number.NaN, 25));
    expect(thermometer.qualities.slice(first - 1, first + 3)).toEqual(Uint8Array.of(0, 1, 0, 1));
    expect(spanOf(question!.other('main')!)).toEqual(spanOf(question!.series));
    expect(question!.other('b')).toBeUndefined();
  });

  it('tells of the weather, and how often a room was left on in the 60 nights before', async () => {
    const { deps, school: known, records } = await school();
    await records.weather.saveHours('school', 'file', [{ at: at(NIGHT, '22:00'), temperatureC: 31 }]);
    const past = (meter: Meter, night: string): Alert => {
      const finding = {
        rule: 'ac_left_on',
        meter: meter.id,
        night,
        startAt: at(night, '23:30'),
        certainty: 'measured',
        rate: null,
      } as const;
      const id = alertId('school', finding);
      const whole = { ...finding, wasted: null, evidence: [] };
      return {
        id,
        site: 'school',
        rule: 'ac_left_on',
        meter: meter.id,
        night,
        state: 'expired',
        openedAt: 0,
        updatedAt: 0,
        finding: whole,
      };
    };
    const nights = ['2026-04-20', '2026-04-21', '2026-06-19', NIGHT];
    await records.alerts.apply([...nights.map((night) => ({ alert: past(meters[0]!, night) })), { alert: past(meters[1]!, NIGHT) }], NOW);
    const { rule, heard } = listener(1);
    await judgeTasks(deps, known, [taskFor(known, rule, ['a'])]);
    expect([...heard[0]!.pastAlerts]).toEqual([['r1', 2]]);
    expect(heard[0]!.weather.mean(at(NIGHT, '22:00'), at(NIGHT, '23:00'))).toBe(31);
  });

  it('follows a cause that was there already as far back as there are days', async () => {
    const { deps, school: known } = await school();
    const starts: string[] = [];
    const { rule } = listener(5, {
      scope: 'cause',
      judge({ series }) {
        starts.push(shanghai.dayOf(series.startAt));
        return { findings: [], blind: [], cutOff: true };
      },
    });
    await judgeTasks(deps, known, [taskFor(known, rule, ['a'])]);
    expect(starts).toEqual(['2026-06-15', '2026-03-17', '2025-12-17']);
  });
});
