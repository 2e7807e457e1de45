import { describe, expect, it } from 'vitest';
import type { MeterStep } from '../../../domain/consumption.ts';
import { type IntervalDay, QUALITIES } from '../../../domain/interval.ts';
import { addDays } from '../../../domain/local-time.ts';
import type { SitePlan } from '../../../domain/site.ts';
import type { IntakeCommit, Records, TouchedSpan } from '../../../store/ports.ts';
import { openTemporary } from './open.ts';

const DAY_MS = 86_400_000;
const nothing: IntakeCommit = { latest: [], touched: [], refused: [], refusals: new Map(), unknown: [] };
const TODAY = Date.UTC(2026, 10, 21);

function touch(records: Records, ...spans: Omit<TouchedSpan, 'site'>[]): Promise<void> {
  return records.intake.commit({ ...nothing, touched: spans.map((span) => ({ site: 's', ...span })) });
}

function intervalDay(day: string, count: number, value: number): IntervalDay {
  const values = new Float64Array(count).fill(value);
  const qualities = new Uint8Array(count).fill(QUALITIES.indexOf('measured'));
  values[0] = Number.NaN;
  qualities[0] = QUALITIES.indexOf('absent');
  return { day, startAt: Date.parse(`${day}T00:00:00+08:00`), values, qualities };
}

function replace(records: Records, changes: Partial<Parameters<Records['intervals']['replaceDays']>[0]> = {}): Promise<void> {
  return records.intervals.replaceDays({ site: 's', meter: 'm1', days: [], steps: [], fromAt: 0, toAt: 0, seq: 0, ...changes });
}

describe('days that wait for their intervals', () => {
  it('makes one span of adjoining days and does not join last year with today', async () => {
    const [records] = await openTemporary();
    const lastYear = TODAY - 365 * DAY_MS;
    await touch(records, { meter: 'm1', fromAt: TODAY - DAY_MS + 7, toAt: TODAY + 1 }, { meter: 'm2', fromAt: TODAY - 5, toAt: TODAY - 5 });
    await touch(records, { meter: 'm1', fromAt: lastYear, toAt: lastYear + 5 });
    await touch(records, { meter: 'm1', fromAt: lastYear - 3, toAt: lastYear + 2 });
    // The end is the first instant that is not waiting.
    expect((await records.intervals.touched(10)).map(({ meter, fromAt, toAt }) => [meter, fromAt, toAt])).toEqual([
      ['m1', TODAY - DAY_MS + 7, TODAY + 2],
      ['m2', TODAY - 5, TODAY - 4],
      ['m1', lastYear - 3, lastYear + 6],
    ]);
    expect(await records.intervals.touchedCount()).toBe(5);
    expect(await records.intervals.touched(1)).toHaveLength(1);
  });

  it('is done with a span once it was replaced', async () => {
    const [records] = await openTemporary();
    await touch(records, { meter: 'm1', fromAt: TODAY, toAt: TODAY + 3 * DAY_MS - 1 }, { meter: 'm2', fromAt: TODAY, toAt: TODAY });
    const [span] = await records.intervals.touched(1);
    await replace(records, span);
    expect((await records.intervals.touched(10)).map(({ meter }) => meter)).toEqual(['m2']);
  });

  it('keeps the mark of a day that was touched again while it was computed', async () => {
    const [jobs, collector] = await openTemporary(2);
    await touch(jobs, { meter: 'm1', fromAt: TODAY, toAt: TODAY + DAY_MS });
    const [span] = await jobs.intervals.touched(1);
    await touch(collector!, { meter: 'm1', fromAt: TODAY + DAY_MS, toAt: TODAY + DAY_MS });
    await replace(jobs, span);
    const left = await jobs.intervals.touched(10);
    expect(left).toMatchObject([{ meter: 'm1', fromAt: TODAY + DAY_MS, toAt: TODAY + DAY_MS + 1 }]);
    expect(left[0]!.seq).toBeGreaterThan(span!.seq);
  });

  it('keeps the mark of which only a part was replaced', async () => {
    const [records] = await openTemporary();
    await touch(records, { meter: 'm1', fromAt: TODAY, toAt: TODAY + 1000 });
    await replace(records, { fromAt: TODAY, toAt: TODAY + 1000, seq: 1e9 });
    expect(await records.intervals.touchedCount()).toBe(1);
    await replace(records, { fromAt: TODAY, toAt: TODAY + 1001, seq: 1e9 });
    expect(await records.intervals.touchedCount()).toBe(0);
  });
});

describe('interval days', () => {
  it('gives back days of 92, 96 and 100 intervals, bit for bit, by meter and day', async () => {
    const [records] = await openTemporary();
    const days = [intervalDay('2026-03-08', 92, 0.1), intervalDay('2026-03-09', 96, 1 / 3), intervalDay('2026-03-10', 100, 2)];
    await replace(records, { meter: 'm2', days });
    await replace(records, { meter: 'm1', days: days.slice(0, 1) });
    const all = await records.intervals.days('s', ['m1', 'm2', 'm3'], '2026-03-08', '2026-03-11');
    expect(all).toEqual([{ meter: 'm1', ...days[0]! }, ...days.map((day) => ({ meter: 'm2', ...day }))]);
    expect(await records.intervals.days('s', ['m2'], '2026-03-09', '2026-03-10')).toHaveLength(1);
    expect(await records.intervals.days('s', [], '2026-03-08', '2026-03-11')).toEqual([]);
    expect(await records.intervals.days('elsewhere', ['m1'], '2026-03-08', '2026-03-11')).toEqual([]);
  });

  it('keeps the total and the qualities of each day beside them, null where nothing is known', async () => {
    const [records] = await openTemporary();
    const dark = intervalDay('2026-03-09', 96, Number.NaN);
    dark.qualities.fill(0);
    await replace(records, { days: [intervalDay('2026-03-08', 96, 2), dark] });
    await replace(records, { days: [intervalDay('2026-03-08', 96, 3)] });
    expect(await records.intervals.totals('s', ['m1'], '2026-03-01', '2026-04-01')).toEqual([
      { meter: 'm1', day: '2026-03-08', startAt: Date.parse('2026-03-08T00:00:00+08:00'), total: 285, counts: [1, 95, 0, 0, 0, 0, 0] },
      { meter: 'm1', day: '2026-03-09', startAt: Date.parse('2026-03-09T00:00:00+08:00'), total: null, counts: [96, 0, 0, 0, 0, 0, 0] },
    ]);
  });

  it('are all marked again when the ratio of their meter is corrected, and not when its name is', async () => {
    const [records] = await openTemporary();
    const plan = planWith('m1', 'm2');
    await records.catalog.declare(plan);
    for (const meter of ['m1', 'm2'])
      await replace(records, { meter, days: [intervalDay('2026-03-08', 96, 2), intervalDay('2026-03-09', 96, 2)] });
    const [m1, m2] = [plan.meters[0]!, plan.meters[1]!];
    await records.catalog.declare({ ...plan, meters: [m1, { ...m2, name: '新名' }] });
    expect(await records.intervals.touched(10)).toEqual([]);
    await records.catalog.declare({ ...plan, meters: [{ ...m1, ratios: [{ fromAt: 0, ratio: 40 }] }, m2] });
    const day = (text: string) => Date.parse(`${text}T00:00:00+08:00`);
    expect(await records.intervals.touched(10)).toMatchObject([{ meter: 'm1', fromAt: day('2026-03-08') }]);
    expect((await records.intervals.touched(10))[0]!.toAt).toBeGreaterThanOrEqual(day('2026-03-10'));
  });

  it('are all marked again when falls or gaps are to be understood otherwise, and when the time zone of the site is corrected', async () => {
    const [records] = await openTemporary();
    const plan = planWith('m1', 'm2');
    await records.catalog.declare(plan);
    for (const meter of ['m1', 'm2']) await replace(records, { meter, days: [intervalDay('2026-03-08', 96, 2)] });
    const [m1, m2] = [plan.meters[0]!, plan.meters[1]!];
    const marked = async () => {
      const spans = await records.intervals.touched(10);
      for (const span of spans) await replace(records, span);
      return spans.map(({ meter }) => meter).toSorted();
    };
    // What is the default does not have to be said.
    await records.catalog.declare({ ...plan, meters: [{ ...m1, falls: 'judge', spreadGaps: false }, m2] });
    expect(await marked()).toEqual([]);
    await records.catalog.declare({ ...plan, meters: [{ ...m1, falls: 'restart' }, m2] });
    expect(await marked()).toEqual(['m1']);
    await records.catalog.declare({
      ...plan,
      meters: [
        { ...m1, falls: 'restart' },
        { ...m2, spreadGaps: true },
      ],
    });
    expect(await marked()).toEqual(['m2']);
    await records.catalog.declare({ ...plan, site: { ...plan.site, timeZone: 'Asia/Urumqi' }, meters: [] });
    expect(await marked()).toEqual(['m1', 'm2']);
  });

  it('are cut anew into the days of another time zone, and lose nothing', async () => {
    const [records] = await openTemporary();
    const plan = planWith('m1');
    await records.catalog.declare(plan);
    await replace(records, { meter: 'm1', days: [intervalDay('2026-03-08', 96, 1), intervalDay('2026-03-09', 96, 2)] });
    await records.catalog.declare({ ...plan, site: { ...plan.site, timeZone: 'Asia/Urumqi' } });
    // Two hours later: the first two of Shanghai's 8th are Urumqi's 7th. The first quarter of each day is absent.
    const rows = await records.intervals.totals('s', ['m1'], '2026-03-01', '2026-04-01');
    expect(rows.map(({ day, startAt, total }) => [day, new Date(startAt).toISOString(), total])).toEqual([
      ['2026-03-07', '2026-03-06T18:00:00.000Z', 7],
      ['2026-03-08', '2026-03-07T18:00:00.000Z', 88 + 14],
      ['2026-03-09', '2026-03-08T18:00:00.000Z', 176],
    ]);
    expect((await records.intervals.days('s', ['m1'], '2026-03-07', '2026-03-08'))[0]!.values.slice(86, 90)).toEqual(
      Float64Array.of(Number.NaN, Number.NaN, Number.NaN, 1),
    );
  });

  it('knows the first and last day, of the site and of each meter that is declared', async () => {
    const [records] = await openTemporary();
    await records.catalog.declare(planWith('m1', 'm2', 'm3'));
    expect(await records.intervals.span('s')).toBeNull();
    await replace(records, { meter: 'm1', days: [intervalDay('2026-03-08', 96, 2), intervalDay('2026-05-08', 96, 2)] });
    await replace(records, { meter: 'm2', days: [intervalDay('2026-04-08', 96, 2)] });
    expect(await records.intervals.span('s')).toEqual({ firstDay: '2026-03-08', lastDay: '2026-05-08' });
    expect(await records.intervals.firstDays('s')).toEqual(
      new Map([
        ['m1', '2026-03-08'],
        ['m2', '2026-04-08'],
      ]),
    );
  });

  it('adds days up by meter: 100.9375 of 2 days, null of a meter of which nothing is known, and no row without any', async () => {
    const [records] = await openTemporary();
    const unknown = intervalDay('2026-03-08', 96, Number.NaN);
    unknown.qualities.fill(0);
    await replace(records, { meter: 'm1', days: [intervalDay('2026-03-08', 96, 0.5), intervalDay('2026-03-09', 96, 0.5625)] });
    await replace(records, { meter: 'm2', days: [unknown] });
    const sums = await records.intervals.sums('s', ['m1', 'm2', 'm3'], '2026-03-08', '2026-03-10');
    expect(sums).toEqual([
      { meter: 'm1', total: 100.9375, counts: [2, 190, 0, 0, 0, 0, 0] },
      { meter: 'm2', total: null, counts: [96, 0, 0, 0, 0, 0, 0] },
    ]);
    expect((await records.intervals.sums('s', ['m1'], '2026-03-09', '2026-03-10'))[0]!.total).toBe(53.4375);
  });

  it('takes 13 months of a meter at once', async () => {
    const [records] = await openTemporary();
    const days = Array.from({ length: 395 }, (_, index) => intervalDay(addDays('2025-10-01', index), 96, index));
    await replace(records, { days });
    expect(await records.intervals.totals('s', ['m1'], '2025-10-01', '2027-01-01')).toHaveLength(395);
    expect(await records.intervals.changedDays('s')).toHaveLength(395);
  });
});

/** A site with meters of nothing but an id. */
function planWith(...ids: string[]): SitePlan {
  const meter = { site: 's', building: 'b', medium: 'electricity', role: 'branch', kind: 'register', digits: 6, resolution: 0.01 } as const;
  return {
    site: { id: 's', name: 's', timeZone: 'Asia/Shanghai' },
    calendar: { terms: [], holidays: 'none', exceptions: [] },
    campuses: [{ id: 'c', name: 'c' }],
    buildings: [{ id: 'b', name: 'b', campus: 'c', function: 'other', walkOrder: 0 }],
    spaces: [],
    meters: ids.map((id) => ({ ...meter, id, name: id, ratios: [], readingIntervalS: 900, walkOrder: 0 })),
    channels: [],
  };
}

describe('steps', () => {
  const step = (toAt: number, kind: MeterStep['kind'], changes: Partial<MeterStep> = {}): MeterStep => ({
    fromAt: toAt - 10,
    toAt,
    from: 5,
    to: 1,
    kind,
    amount: kind === 'reset' ? 1 : null,
    consumption: kind === 'reset' ? 40 : null,
    booking: kind === 'reset' ? 'laid' : 'none',
    size: 160,
    ...changes,
  });

  it('keeps the remarkable ones of a span, newest first, and replaces them', async () => {
    const [records] = await openTemporary();
    await replace(records, { fromAt: 0, toAt: 1000, steps: [step(100, 'normal'), step(200, 'reset'), step(999, 'glitch')] });
    await replace(records, { meter: 'm2', fromAt: 0, toAt: 1000, steps: [step(300, 'suspicious')] });
    expect((await records.intervals.steps('s', { limit: 10 })).map(({ meter, toAt }) => [meter, toAt])).toEqual([
      ['m1', 999],
      ['m2', 300],
      ['m1', 200],
    ]);
    // A step belongs to the span in which it ends: the one at 999 is not touched here, nor written again.
    await replace(records, { fromAt: 0, toAt: 500, steps: [step(400, 'rollover'), step(999, 'jitter')] });
    expect(await records.intervals.steps('s', { meter: 'm1', limit: 10 })).toEqual([
      { meter: 'm1', ...step(999, 'glitch') },
      { meter: 'm1', ...step(400, 'rollover') },
    ]);
    expect(await records.intervals.steps('s', { limit: 1 })).toHaveLength(1);
    expect((await records.intervals.steps('s', { fromAt: 300, toAt: 999, limit: 10 })).map(({ toAt }) => toAt)).toEqual([400, 300]);
  });

  it('replaces those of a wider span than the one that was touched', async () => {
    const [records] = await openTemporary();
    await replace(records, { fromAt: 0, toAt: 1000, steps: [step(900, 'glitch')] });
    await replace(records, { fromAt: 100, toAt: 200, stepSpan: { fromAt: 100, toAt: 1000 }, steps: [step(800, 'reset')] });
    expect((await records.intervals.steps('s', { limit: 10 })).map(({ toAt }) => toAt)).toEqual([800]);
  });
});

describe('steps that wait for a person', () => {
  const step = (toAt: number, kind: MeterStep['kind'], size: number): MeterStep => ({
    fromAt: toAt - 10,
    toAt,
    from: 5,
    to: 1,
    kind,
    amount: null,
    consumption: null,
    booking: 'none',
    size,
  });

  it('are asked for by kind, the largest first', async () => {
    const [records] = await openTemporary();
    await replace(records, { toAt: 1000, steps: [step(100, 'suspicious', 3), step(200, 'jitter', 99), step(300, 'exchange', 7)] });
    await replace(records, { meter: 'm2', toAt: 1000, steps: [step(150, 'suspicious', 7), step(400, 'suspicious', 7)] });
    const open = await records.intervals.steps('s', { kinds: ['suspicious', 'exchange'], order: 'largest', limit: 10 });
    expect(open.map(({ meter, toAt, size }) => [meter, toAt, size])).toEqual([
      ['m2', 400, 7],
      ['m1', 300, 7],
      ['m2', 150, 7],
      ['m1', 100, 3],
    ]);
    expect(await records.intervals.steps('s', { kinds: ['suspicious'], meter: 'm1', limit: 10 })).toHaveLength(1);
  });

  it('are held out of single days: those that lie wholly in a span, by meter', async () => {
    const [records] = await openTemporary();
    const held = (fromAt: number, toAt: number): MeterStep => ({
      ...step(toAt, 'gap', 5),
      fromAt,
      amount: 5,
      consumption: 5,
      booking: 'held',
    });
    await replace(records, { toAt: 1000, steps: [held(100, 200), held(200, 300), step(250, 'glitch', 1)] });
    await replace(records, { meter: 'm2', toAt: 1000, steps: [held(150, 180)] });
    const spans = async (meters: string[], fromAt: number, toAt: number) =>
      (await records.intervals.held('s', meters, fromAt, toAt)).map((one) => [one.meter, one.fromAt, one.toAt]);
    expect(await spans(['m2', 'm1'], 100, 300)).toEqual([
      ['m1', 100, 200],
      ['m1', 200, 300],
      ['m2', 150, 180],
    ]);
    expect(await spans(['m1'], 101, 300)).toEqual([['m1', 200, 300]]);
    expect(await spans(['m1'], 100, 299)).toEqual([['m1', 100, 200]]);
    expect(await spans([], 0, 999)).toEqual([]);
  });
});

describe('since when raw readings are kept', () => {
  it('is told to every process and never moves back', async () => {
    const [mine, theirs] = await openTemporary(2);
    expect(await theirs!.intervals.rawSince()).toBe(Number.NEGATIVE_INFINITY);
    await mine.intervals.setRawSince(TODAY);
    await mine.intervals.setRawSince(TODAY - DAY_MS);
    expect(await theirs!.intervals.rawSince()).toBe(TODAY);
  });
});

describe('days whose nights have to be judged again', () => {
  it('are listed once, oldest first, and stay when they changed again in the meantime', async () => {
    const [records] = await openTemporary();
    await replace(records, { days: [intervalDay('2026-03-09', 96, 2), intervalDay('2026-03-08', 96, 2)] });
    const changed = await records.intervals.changedDays('s');
    expect(changed.map(({ day }) => day)).toEqual(['2026-03-08', '2026-03-09']);
    await replace(records, { meter: 'm2', days: [intervalDay('2026-03-09', 96, 2)] });
    await records.intervals.clearChangedDays('s', changed);
    expect((await records.intervals.changedDays('s')).map(({ day }) => day)).toEqual(['2026-03-09']);
    expect(await records.intervals.changedDays('elsewhere')).toEqual([]);
  });
});
