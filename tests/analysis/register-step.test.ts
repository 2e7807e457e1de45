import { describe, expect, it } from 'vitest';
import { createRegisterStepDetector } from '../../analysis/register-step.ts';
import type { MeterStep } from '../../domain/consumption.ts';
import { at, breaker, shanghai, waterMain } from './series-of.ts';

const detector = createRegisterStepDetector();
const step = (toAt: number, more: Partial<MeterStep> = {}): MeterStep & { meter: string } => ({
  meter: breaker.id,
  fromAt: toAt - 900_000,
  toAt,
  from: 12_345.6,
  to: 3.2,
  kind: 'suspicious',
  amount: null,
  consumption: null,
  booking: 'none',
  size: 12_342.4,
  ...more,
});
const judge = (...steps: (MeterStep & { meter: string })[]) => detector.judge({ meters: [breaker, waterMain], steps, local: shanghai });

describe('register_step', () => {
  it('is open while nobody has explained the step: its size and both registers', () => {
    const { findings, judged } = judge(step(at('2026-07-08', '14:00')));
    expect(findings).toMatchObject([{ rule: 'register_step', meter: 'ac-301', night: '2026-07-08', startAt: at('2026-07-08', '14:00') }]);
    expect(findings[0]!.evidence).toEqual([
      { name: 'size', value: 12_342.4, unit: 'kWh' },
      { name: 'register_before', value: 12_345.6, unit: 'kWh' },
      { name: 'register_after', value: 3.2, unit: 'kWh' },
      { name: 'open_steps', value: 1, unit: 'steps' },
    ]);
    expect([...judged]).toEqual(['ac-301', 'w-b1']);
  });

  it('counts an exchange whose registers nobody knows, and none that was explained', () => {
    const toAt = at('2026-07-08', '14:00');
    expect(judge(step(toAt, { kind: 'exchange' })).findings).toHaveLength(1);
    expect(judge(step(toAt, { kind: 'exchange', amount: 4, consumption: 4, booking: 'laid' })).findings).toEqual([]);
    expect(judge(step(toAt, { kind: 'reset', amount: 3.2, consumption: 3.2 })).findings).toEqual([]);
    expect(judge(step(toAt, { kind: 'glitch' })).findings).toEqual([]);
  });

  it('lets the largest of a day stand for all of it, and gives each day its own', () => {
    const day = [
      step(at('2026-07-08', '10:00'), { size: 5 }),
      step(at('2026-07-08', '14:00'), { size: 900 }),
      step(at('2026-07-09', '01:00')),
    ];
    const { findings } = judge(...day);
    expect(findings.map(({ night, startAt }) => [night, shanghai.clockOf(startAt)])).toEqual([
      ['2026-07-08', '14:00'],
      ['2026-07-09', '01:00'],
    ]);
    expect(findings[0]!.evidence).toContainEqual({ name: 'open_steps', value: 2, unit: 'steps' });
  });

  it('passes over meters that are not declared', () => {
    expect(judge({ ...step(at('2026-07-08', '14:00')), meter: 'gone' }).findings).toEqual([]);
  });
});
