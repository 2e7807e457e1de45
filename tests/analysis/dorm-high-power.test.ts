import { describe, expect, it } from 'vitest';
import { dormHighPower } from '../../analysis/dorm-high-power.ts';
import type { Building, Meter, Space } from '../../domain/site.ts';
import { at, breaker, building, room, shanghai, waterMain } from './series-of.ts';

const detector = dormHighPower.create(dormHighPower.options.parse({}));
const dormitory: Building = { ...building, id: 'd6', name: '6号宿舍', nameEn: 'Dormitory 6', function: 'dormitory' };
const dormRoom: Space = { ...room, id: 'd6-412', building: 'd6', floor: 4, name: '412', nameEn: 'Room 412', function: 'dormitory' };
const meter: Meter = { ...breaker, id: 'd6-412-e', building: 'd6', space: 'd6-412', readingIntervalS: 300 };
const NOW = at('2026-11-20', '21:20');
const MINUTE = 60_000;

/** [kW, power factor] every five minutes, the last one now. */
const judge = (values: readonly (readonly [number, number?])[], stepMs = 5 * MINUTE) =>
  detector.judge({
    meter,
    readings: values.map(([kw, factor], index) => ({
      at: NOW - (values.length - 1 - index) * stepMs,
      fields: { power_kw: kw, ...(factor === undefined ? {} : { power_factor: factor }) },
      clock: 'device',
    })),
    local: shanghai,
  });

describe('dorm_high_power', () => {
  it('has the defaults of the domain note', () => {
    expect(dormHighPower.options.parse({})).toEqual({ stepKw: 0.8, powerFactor: 0.97 });
  });

  it('finds a step of 1.5 kW that draws no reactive power, with its start', () => {
    const finding = judge([
      [0.12, 0.8],
      [0.12, 0.8],
      [1.62, 0.99],
      [1.61, 0.99],
    ])!;
    expect(finding).toMatchObject({
      rule: 'dorm_high_power',
      night: '2026-11-20',
      startAt: NOW - 5 * MINUTE,
      certainty: 'inferred',
      rate: null,
    });
    expect(finding.evidence.map(({ name, value }) => [name, Number(value.toFixed(2))])).toEqual([
      ['step', 1.5],
      ['threshold', 0.8],
      ['power_before', 0.12],
      ['step_power_factor', 1],
    ]);
    expect(dormHighPower.sentence(finding, { meter, building: dormitory, space: dormRoom }, shanghai, false)).toEqual({
      zh: '6号宿舍 四楼 412 11月20日 21:15 起功率突增 1.5 kW，可能在用电热器具，请宿管员查看。',
      en: 'Dormitory 6, floor 4, Room 412: power rose by 1.5 kW at 21:15 on 20 Nov, probably a heating appliance in use. Please have the dormitory staff look.',
    });
  });

  it('sees a kettle beside a compressor that runs already, by what was added', () => {
    // 1 kW at 0.9 draws 0.48 kvar; 1.9 kW more without reactive power: 2.9 kW at 0.986.
    expect(
      judge([
        [1, 0.9],
        [2.9, 0.986],
      ])?.evidence[0],
    ).toMatchObject({ name: 'step', value: 1.9 });
  });

  it('takes the compressor of an air-conditioner for what it is', () => {
    expect(
      judge([
        [0.05, 0.6],
        [1.25, 0.92],
        [1.2, 0.92],
      ]),
    ).toBeUndefined();
  });

  it('keeps silent below the step, over a slow rise, and without a power factor', () => {
    expect(
      judge([
        [0.1, 0.9],
        [0.85, 0.99],
      ]),
    ).toBeUndefined();
    expect(
      judge([
        [0.2, 0.98],
        [0.7, 0.98],
        [1.2, 0.98],
        [1.7, 0.98],
      ]),
    ).toBeUndefined();
    expect(judge([[0.1], [1.6], [1.6]])).toBeUndefined();
  });

  it('does not take what rose over a gap for one step', () => {
    expect(
      judge(
        [
          [0.1, 0.9],
          [1.6, 0.99],
        ],
        8 * MINUTE,
      ),
    ).toBeUndefined();
    expect(
      judge(
        [
          [0.1, 0.9],
          [1.6, 0.99],
        ],
        7 * MINUTE,
      ),
    ).toBeDefined();
  });

  it('is over when the load is gone, and keeps its start while more is switched on', () => {
    expect(
      judge([
        [0.1, 0.9],
        [1.6, 0.99],
        [0.15, 0.9],
      ]),
    ).toBeUndefined();
    expect(
      judge([
        [0.1, 0.9],
        [1.6, 0.99],
        [3, 0.995],
        [1.7, 0.99],
      ])?.startAt,
    ).toBe(NOW - 10 * MINUTE);
  });

  it("looks at the circuits of students' rooms only", () => {
    const watches = (one: Partial<Meter>, space: Space | undefined = dormRoom) =>
      detector.watches!({ meter: { ...meter, ...one }, building: dormitory, space });
    expect(watches({})).toBe(true);
    expect(watches({ role: 'ac_circuit' })).toBe(false);
    expect(watches({}, { ...dormRoom, function: 'staff_apartment' })).toBe(false);
    expect(watches({}, { ...dormRoom, function: 'floor' })).toBe(false);
    expect(detector.watches!({ meter: { ...waterMain, role: 'room_breaker' }, building: dormitory, space: dormRoom })).toBe(false);
  });

  it('is never for the guard', () => {
    expect(dormHighPower.audience).toBe('logistics');
  });

  it('tells from one reading whether a closer look is worth it', () => {
    expect(detector.isSuspicious(meter, { power_kw: 0.8, power_factor: 0.9 })).toBe(true);
    expect(detector.isSuspicious(meter, { power_kw: 0.79, power_factor: 0.99 })).toBe(false);
    expect(detector.isSuspicious(meter, { power_kw: 1.5 })).toBe(false);
  });
});
