import { describe, expect, it } from 'vitest';
import { compareWithAims } from '../../evaluate/aims.ts';
import type { PartResult } from '../../evaluate/result.ts';
import type { JudgedSaid, JudgedTruth, Verdict } from '../../evaluate/score.ts';
import { summarizeCauses, summarizeRules } from '../../evaluate/summary.ts';
import { toMarkdown, toTables, toText } from '../../evaluate/tables.ts';

const HOUR_MS = 3_600_000;

const cause = (hoursUntilTold: number | undefined, more: Partial<JudgedTruth> = {}): JudgedTruth => ({
  id: String(hoursUntilTold),
  cause: 'forgotten_ac',
  sizeClass: 'room breaker',
  meter: 'ac',
  startAt: 0,
  endAt: 8 * HOUR_MS,
  isFindable: true,
  watchedBy: ['ac_left_on'],
  foundAt: hoursUntilTold === undefined ? {} : { ac_left_on: hoursUntilTold * HOUR_MS },
  foundAlone: {},
  ...more,
});
const said = (verdict: Verdict): JudgedSaid => ({
  rule: 'ac_left_on',
  meter: 'ac',
  night: '2026-03-02',
  startAt: 0,
  endAt: 1,
  reportedAt: 1,
  isFirm: true,
  verdict,
  truths: [],
});
const part: PartResult = {
  part: 'waste',
  what: 'a school',
  kind: 'simulated',
  role: 'truth',
  seed: 101,
  fromNight: '2026-03-01',
  toNight: '2026-03-30',
  meters: 2,
  said: [...Array.from({ length: 6 }, () => said('right')), said('false'), said('false'), said('consistent'), said('repeat')],
  unlabelled: {},
  truths: [
    ...[1, 1, 1.25, 2, 3, 9].map((hours) => cause(hours)),
    cause(undefined),
    cause(undefined),
    cause(undefined, { isFindable: false }),
  ],
  meterNights: { ac_left_on: 608, lights_left_on: 0 },
  blind: {},
  load: null,
  seconds: 1,
};

describe('summary by rule', () => {
  it('counts 6 of 8 causes found, 6 of 8 findings right, 2 false in 20 meter-months', () => {
    expect(summarizeRules([part])).toEqual([
      {
        rule: 'ac_left_on',
        truths: 8,
        found: 6,
        recall: 0.75,
        right: 6,
        repeats: 1,
        consistent: 1,
        false: 2,
        firmRight: 6,
        firmFalse: 2,
        precision: 0.75,
        meterMonths: 20,
        falsePerMeterMonth: 0.1,
        firmFalsePerMeterMonth: 0.1,
        medianDelayH: 2,
        p90DelayH: 9,
      },
    ]);
  });

  it('adds parts up', () => {
    expect(summarizeRules([part, part])).toMatchObject([{ truths: 16, false: 4, meterMonths: 40, falsePerMeterMonth: 0.1 }]);
  });
});

describe('what stood in the morning digest only', () => {
  const digest = (verdict: Verdict, truths: string[] = []) => ({ ...said(verdict), rule: 'night_excess_building', isFirm: false, truths });
  const told = (verdict: Verdict, truths: string[] = []) => ({ ...digest(verdict, truths), isFirm: true });
  const seen = (id: string) => cause(1, { id, sizeClass: 'snr 6 or more', foundAt: { night_excess_building: HOUR_MS } });
  const injected: PartResult = {
    ...part,
    part: 'injected-electricity',
    kind: 'real',
    said: [told('right', ['a']), digest('right', ['b']), told('false'), digest('false'), digest('false')],
    truths: [seen('a'), seen('b')],
    meterNights: { night_excess_building: 304 },
  };

  it('is counted beside what a guard was sent for', () => {
    expect(compareWithAims([injected])).toEqual([
      { aim: 'injected AC nights, snr ≥ 6: recall ≥ 0.90', measured: '1.000 (guard sent 0.500)', from: '2 causes' },
      {
        aim: 'injected campus meters: guard sent for nothing, per meter and month ≤ 1',
        measured: '0.10 (with the morning digest 0.30)',
        from: '1 (3) in 0.8 meter-years',
      },
    ]);
    const row = toTables([injected], []).find(({ title }) => title.endsWith('by rule'))!.rows[0]!;
    expect(row).toEqual(expect.arrayContaining(['2 (1)', '3 (1)', '0.300 (0.100)']));
  });
});

describe('summary by cause', () => {
  it('keeps causes that no meter can show apart', () => {
    expect(summarizeCauses([part])).toMatchObject([
      { cause: 'forgotten_ac', isFindable: true, truths: 8, found: 6, recall: 0.75, byRule: { ac_left_on: 6 } },
      { cause: 'forgotten_ac', isFindable: false, truths: 1, found: 0, recall: 0 },
    ]);
  });

  it('has no delay for what was never found, and none below zero for what was told before', () => {
    const [summary] = summarizeCauses([{ ...part, truths: [cause(-5)] }]);
    expect(summary!.medianDelayH).toBe(0);
    expect(summarizeCauses([{ ...part, truths: [cause(undefined)] }])[0]!.medianDelayH).toBeNull();
  });
});

describe('aims', () => {
  it('stand beside what was measured, and only for parts that were run', () => {
    const aims = compareWithAims([part]);
    expect(aims).toEqual([
      { aim: 'AC on a circuit or breaker of its own: recall ≥ 0.98', measured: '0.750', from: '8 causes' },
      { aim: 'AC on a circuit or breaker of its own: precision ≥ 0.98', measured: '0.750', from: '8 findings' },
    ]);
  });
});

describe('tables', () => {
  const tables = toTables([part], compareWithAims([part]));

  it('are the same in Markdown and on a terminal', () => {
    const table = tables.find(({ title }) => title.endsWith('by rule'))!;
    expect(toMarkdown(table)).toContain('| ac_left_on | 8 | 0.750 | 6 | 1 | 2 | 0.750 | 20 | 0.100 | 2.0, 9.0 |');
    expect(toText(table).replaceAll(/ +/g, ' ')).toContain('ac_left_on 8 0.750 6 1 2 0.750 20 0.100 2.0, 9.0');
  });

  it('say what was run, with its seed', () => {
    expect(tables.at(-1)!.rows).toEqual([['waste', '101', 'a school', '2026-03-01 to 2026-03-30', '2', '1']]);
  });
});
