import { describe, expect, it } from 'vitest';
import { createLocalTime } from '../../../domain/local-time.ts';
import { tellSteps } from '../../../reports/bills/step-words.ts';
import type { StepRecord } from '../../../store/ports.ts';
import { meterOf } from '../../jobs/campus.ts';

const SHANGHAI = createLocalTime('Asia/Shanghai');
const at = (day: string, clock = '10:00') => SHANGHAI.at(day, clock);
const SPAN = { startAt: at('2026-04-01', '00:00'), endAt: at('2026-05-01', '00:00') };
const step = (changes: Partial<StepRecord>): StepRecord => ({
  meter: 'm',
  fromAt: at('2026-04-10', '09:45'),
  toAt: at('2026-04-10'),
  from: 0,
  to: 0,
  kind: 'gap',
  amount: null,
  consumption: null,
  booking: 'none',
  size: 0,
  ...changes,
});
const told = (steps: StepRecord[]) => tellSteps(meterOf({ id: 'm' }), steps, SPAN, SHANGHAI).map(({ zh }) => zh);

describe('what happened to a meter inside of a bill', () => {
  it('names a rollover with both registers and what it counts', () => {
    expect(told([step({ kind: 'rollover', from: 999_987.65, to: 123.45, consumption: 10_864 })])).toEqual([
      '4月10日 10:00 表底翻转：999,987.65 → 123.45，计 10,864',
    ]);
  });

  it('names what is not explained, with its size, as not counted', () => {
    expect(told([step({ kind: 'suspicious', from: 100, to: 5000, size: 4900 })])).toEqual([
      '4月10日 10:00 表底 100 → 5,000 未核实，涉及约 4,900，未计入',
    ]);
  });

  it('names all long gaps in one sentence, after the rest', () => {
    const gap = { fromAt: at('2026-04-02'), toAt: at('2026-04-02', '16:00'), consumption: 30 };
    const steps = [step(gap), step({ ...gap, consumption: 12 }), step({ kind: 'reset', from: 500, to: 1 })];
    expect(told(steps)).toEqual([
      '4月10日 10:00 表底归零重计：500 → 1，归零前后的用量可能有缺',
      '2 段共 12 小时没有读数，其间用量合计 42 kWh 由前后表底得出，分布是估计',
    ]);
  });

  it('says nothing where nothing happened', () => {
    expect(told([])).toEqual([]);
  });
});
