import { describe, expect, it } from 'vitest';
import type { Fault, FaultKind } from '../../simulators/faults/fault.ts';
import { daysOf } from '../../simulators/faults/fault-plan.ts';
import { meterFault, singleFault } from '../../simulators/faults/make-fault.ts';
import { amount, at, HOUR_MS, QUARTER_MS, school, worldFrom } from './support.ts';

const FROM = at('2026-06-03T10:00');
const TO = at('2026-06-05T10:00');
const DAY_MS = 24 * HOUR_MS;

function fault(kind: Exclude<FaultKind, 'forgotten_ac'>, meter: string, value?: number, endAt: number | null = TO): Fault {
  return meterFault(school, kind, meter, { startAt: FROM, endAt }, value);
}

/** The readings of one meter, every quarter hour over a week around the fault. */
function readings(meter: string, faults: Fault[], options = {}, toAt = at('2026-06-08T00:00')) {
  const { world, index, reader } = worldFrom('2026-06-01', faults, school, options);
  const number = index(meter);
  const list: { at: number; value: number; copies: number; heldUntil: number | undefined; slotAt: number }[] = [];
  for (let slotAt = at('2026-06-01T00:00'); slotAt < toAt; slotAt += QUARTER_MS) {
    const instant = reader.instantOf(number, slotAt, QUARTER_MS);
    const reading = reader.read(number, slotAt, QUARTER_MS, world.totalAt(number, instant), false);
    if (reading) list.push({ at: reading.row[0]!, value: reading.row[1]!, copies: reading.copies, heldUntil: reading.heldUntil, slotAt });
  }
  return list;
}

const steps = (list: { value: number }[]) => list.slice(1).map(({ value }, index) => value - list[index]!.value);
const known = new Map<string, ReturnType<typeof readings>>();
/** The same meter with nothing wrong. */
function plain(meter: string): ReturnType<typeof readings> {
  const list = known.get(meter) ?? readings(meter, []);
  known.set(meter, list);
  return list;
}

describe('a meter without a fault', () => {
  it.each(['t1-main-e', 't3-305-ac', 'd1-main-w', 'off-main-w', 'campus-main-e'])('never counts backwards: %s', (meter) => {
    const list = plain(meter);
    expect(list).toHaveLength(7 * 96);
    expect(Math.min(...steps(list))).toBeGreaterThanOrEqual(0);
    for (const { at: instant, slotAt } of list) {
      expect(instant - slotAt).toBeGreaterThanOrEqual(0);
      expect(instant - slotAt).toBeLessThan(40_000);
    }
  });

  it('shows whole steps of its display, before the transformer ratio', () => {
    const { world, index } = worldFrom('2026-06-01');
    const list = plain('t1-main-e');
    for (const { value } of list) expect(Math.abs(value * 100 - Math.round(value * 100))).toBeLessThan(1e-6);
    const shown = (list.at(-1)!.value - list[0]!.value) * 60;
    const used = amount(world, index('t1-main-e'), list[0]!.at, list.at(-1)!.at);
    expect(Math.abs(shown - used)).toBeLessThanOrEqual(0.6);
  });
});

describe('faults of meters', () => {
  it('stuck: stands still for two days and never makes up for it', () => {
    const list = readings('d1-main-w', [fault('stuck_register', 'd1-main-w')]);
    const before = plain('d1-main-w');
    const during = list.filter(({ at: instant }) => instant >= FROM && instant < TO);
    expect(new Set(during.map(({ value }) => value)).size).toBe(1);
    const lost = before.find(({ at: i }) => i >= TO)!.value - before.find(({ at: i }) => i >= FROM)!.value;
    expect(lost).toBeGreaterThan(100);
    expect(before.at(-1)!.value - list.at(-1)!.value).toBeCloseTo(lost, -0.5);
  });

  it('silent: no readings between start and end, the rest unchanged', () => {
    const list = readings('t1-main-e', [fault('silent_meter', 't1-main-e')]);
    expect(list.filter(({ at: instant }) => instant >= FROM && instant < TO)).toEqual([]);
    expect(list.at(-1)).toEqual(plain('t1-main-e').at(-1));
  });

  it('reset: begins again at zero and counts on', () => {
    const list = readings('lib-main-e', [fault('reset', 'lib-main-e')]);
    const after = list.findIndex(({ at: instant }) => instant >= FROM);
    expect(list[after]!.value).toBeLessThan(1);
    expect(steps(list).filter((step) => step < 0)).toHaveLength(1);
    const rest = plain('lib-main-e');
    expect(list.at(-1)!.value - list[after]!.value).toBeCloseTo(rest.at(-1)!.value - rest[after]!.value, 1);
  });

  it('rollover: passes 999,999.99 and starts from zero without losing anything', () => {
    const list = readings('can-kitchen-e', [fault('rollover', 'can-kitchen-e')]);
    const after = list.findIndex(({ at: instant }) => instant >= FROM);
    expect(list[after - 1]!.value).toBeGreaterThan(999_990);
    expect(list[after]!.value).toBeLessThan(10);
    const rest = plain('can-kitchen-e');
    const used = list.at(-1)!.value + 1_000_000 - list[0]!.value;
    expect(used).toBeCloseTo(rest.at(-1)!.value - rest[0]!.value, 1);
  });

  it('exchange: a gap, then a register that begins at its opening value', () => {
    const exchange = meterFault(school, 'exchange', 'd2-main-w', { startAt: FROM, endAt: FROM + 40 * 60_000 });
    const list = readings('d2-main-w', [exchange]);
    const after = list.findIndex(({ at: instant }) => instant >= FROM);
    expect(list[after]!.at - list[after - 1]!.at).toBeGreaterThan(40 * 60_000);
    expect(list[after]!.value).toBeGreaterThanOrEqual(0.6);
    expect(list[after]!.value).toBeLessThan(10);
  });

  it('glitch: foreign values in its quarter hour only', () => {
    const glitch = meterFault(school, 'glitch', 'off-main-e', { startAt: FROM, endAt: FROM + QUARTER_MS });
    const list = readings('off-main-e', [glitch]);
    const different = list.filter(({ value }, index) => value !== plain('off-main-e')[index]!.value);
    expect(different.map(({ value }) => value)).toEqual([888_888.88]);
  });

  it('clock drift: time stamps run ahead to 90 s and are then set right', () => {
    const list = readings('t2-light', [fault('clock_drift', 't2-light')]);
    const offsets = list.map(({ at: instant }, index) => instant - plain('t2-light')[index]!.at);
    expect(offsets.at(-1)).toBe(0);
    expect(Math.max(...offsets)).toBeGreaterThan(89_000);
    expect(Math.max(...offsets)).toBeLessThanOrEqual(90_000);
    expect(list.every(({ at: instant }, index) => index === 0 || instant > list[index - 1]!.at)).toBe(true);
  });

  it('late backfill: readings keep their values and are held until the end', () => {
    const list = readings('t2-main-e', [fault('late_backfill', 't2-main-e')]);
    const held = list.filter(({ heldUntil }) => heldUntil !== undefined);
    expect(held).toHaveLength(192);
    expect(new Set(held.map(({ heldUntil }) => heldUntil))).toEqual(new Set([TO]));
    expect(list.map(({ value }) => value)).toEqual(plain('t2-main-e').map(({ value }) => value));
  });

  it('duplicates: every reading twice', () => {
    const list = readings('off-light', [fault('duplicates', 'off-light')]);
    expect(list.filter(({ copies }) => copies === 2)).toHaveLength(192);
  });

  it('wrong transformer ratio: ten times the consumption while it lasts', () => {
    const list = readings('gym-main-e', [fault('wrong_ct_ratio', 'gym-main-e', 10)]);
    const rest = plain('gym-main-e');
    const grown = (series: typeof list, from: number, to: number) =>
      series.find(({ at: i }) => i >= to)!.value - series.find(({ at: i }) => i >= from)!.value;
    expect(grown(list, FROM + HOUR_MS, TO - HOUR_MS) / grown(rest, FROM + HOUR_MS, TO - HOUR_MS)).toBeCloseTo(10, 1);
    expect(grown(list, TO + HOUR_MS, TO + DAY_MS)).toBeCloseTo(grown(rest, TO + HOUR_MS, TO + DAY_MS), 1);
  });

  it('loses about the share of messages that it is asked to lose, the same ones each time', () => {
    const list = readings('t1-main-e', [], { loss: 0.05 });
    expect(list.length).toBeGreaterThan(672 * 0.92);
    expect(list.length).toBeLessThan(672 * 0.98);
    expect(readings('t1-main-e', [], { loss: 0.05 })).toEqual(list);
  });
});

describe('faults in buildings', () => {
  const extra = (faults: Fault[], meter: string, fromAt: number, toAt: number) => {
    const { world, index } = worldFrom('2026-06-01', faults);
    const clean = worldFrom('2026-06-01');
    return amount(world, index(meter), fromAt, toAt) - amount(clean.world, index(meter), fromAt, toAt);
  };

  it.each([
    ['tap_drip', 1.3, 24],
    ['running_toilet', 31.5, 1],
    ['burst', 1200, 1],
  ] as const)('%s adds %d L/h to its meter and to those above it', (kind, lph, settledHours) => {
    const leak = fault(kind, 'lab-main-w', lph, null);
    const from = FROM + settledHours * HOUR_MS;
    for (const meter of ['lab-main-w', 'campus-main-w']) expect(extra([leak], meter, from, from + 10 * HOUR_MS)).toBeCloseTo(lph / 100, 5);
    expect(extra([leak], 'lab-main-w', FROM - HOUR_MS, FROM)).toBe(0);
  });

  it('names in the truth only meters that can see the leak', () => {
    expect(fault('running_toilet', 'lab-main-w').meters).toEqual(['lab-main-w']);
    expect(fault('burst', 'can-kitchen-w').meters).toEqual(['can-kitchen-w', 'can-main-w']);
    expect(fault('tap_drip', 'can-kitchen-w').meters).toEqual(['can-kitchen-w']);
  });

  it('lights left on add their kilowatts to the lighting circuit', () => {
    const lights = fault('lights_left_on', 't1-light', 2.5);
    expect(extra([lights], 't1-light', FROM, FROM + 4 * HOUR_MS)).toBeCloseTo(10, 6);
    expect(extra([lights], 't1-main-e', TO, TO + HOUR_MS)).toBeCloseTo(0, 9);
  });

  it('a frozen main stops its own water and that of the branch behind it', () => {
    const { world, index } = worldFrom('2026-06-01', [fault('frozen_main', 'can-main-w')]);
    for (const meter of ['can-main-w', 'can-kitchen-w']) expect(amount(world, index(meter), FROM, TO)).toBe(0);
    expect(amount(world, index('can-main-w'), TO, TO + 4 * HOUR_MS)).toBeGreaterThan(1);
  });

  it('a forgotten unit runs from lights-out to its end, and its truth says how strongly', () => {
    const span = { startAt: at('2026-06-03T22:30'), endAt: at('2026-06-04T05:30') };
    const forgotten = singleFault(school, 'forgotten_ac', 't1-f2-ac', span, undefined, daysOf(school));
    const kwh = extra([forgotten], 't1-f2-ac', span.startAt, span.endAt);
    expect(kwh / 7).toBeCloseTo(forgotten.magnitude.value, 3);
    expect(forgotten).toMatchObject({ meters: ['t1-f2-ac'], building: 't1', startAt: span.startAt, endAt: span.endAt });
    expect(extra([forgotten], 't1-f2-ac', span.endAt, span.endAt + HOUR_MS)).toBeCloseTo(0, 9);
  });

  it('says what does not fit', () => {
    expect(() => fault('burst', 'nowhere')).toThrow("no meter 'nowhere'");
    expect(() => fault('burst', 't1-main-e')).toThrow('burst needs a meter of water; t1-main-e measures electricity');
    const noon = { startAt: at('2026-06-03T12:00'), endAt: at('2026-06-03T13:00') };
    expect(() => singleFault(school, 'forgotten_ac', 't1-f2-ac', noon, undefined, daysOf(school))).toThrow('between 22:30');
    expect(() => singleFault(school, 'forgotten_ac', 'lab-main-w', noon, undefined, daysOf(school))).toThrow('no air-conditioner behind');
  });
});
