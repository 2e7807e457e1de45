import { afterAll, beforeAll, expect, it } from 'vitest';
import { MEDIUM_FACTS } from '../../domain/medium.ts';
import { CLOCKS, type Fields, type MeterRef, type Reading } from '../../domain/reading.ts';
import type { ReadingStore } from '../../store/ports.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const START_AT = Date.UTC(2026, 8, 1);

let sites = 0;
/** A meter that no other test knows. */
function newRef(changes: Partial<MeterRef> = {}): MeterRef {
  return { site: `school-${process.pid}-${++sites}`, building: 'B1', meter: 'm1', medium: 'electricity', ...changes };
}

function reading(ref: MeterRef, at: number, fields: Fields, clock: Reading['clock'] = 'device'): Reading {
  return { ref, at, fields, clock };
}

/** What every ReadingStore promises. `open` gives an empty store, or one that only this suite writes to. */
export function keepsReadings(open: () => Promise<{ store: ReadingStore; close(): Promise<void> }>): void {
  let store: ReadingStore;
  let close: () => Promise<void>;
  beforeAll(async () => ({ store, close } = await open()));
  afterAll(() => close());

  it('gives back what was written, ascending, with all fields, to the millisecond', async () => {
    const ref = newRef();
    const fields: Fields = { energy_kwh: 10234.51, power_kw: 12.4, voltage_v: 221, current_a: 0, power_factor: -0.98, temperature_c: 1e-7 };
    expect(await store.write([reading(ref, START_AT + 1, fields), reading(ref, START_AT, { energy_kwh: 10234.5 })])).toEqual([]);
    expect(await store.range(ref, START_AT, START_AT + 2)).toEqual([
      { at: START_AT, fields: { energy_kwh: 10234.5 }, clock: 'device' },
      { at: START_AT + 1, fields, clock: 'device' },
    ]);
  });

  it('gives back every field that a medium may carry', async () => {
    for (const [medium, { fields: names }] of Object.entries(MEDIUM_FACTS)) {
      const ref = newRef({ medium: medium as MeterRef['medium'] });
      const fields = Object.fromEntries(names.map((name, index) => [name, index - 1.5]));
      expect(await store.write([reading(ref, START_AT, fields)])).toEqual([]);
      expect(await store.range(ref, START_AT, START_AT + 1)).toEqual([{ at: START_AT, fields, clock: 'device' }]);
    }
  });

  it('takes `from` into a range and leaves `to` out', async () => {
    const ref = newRef();
    await store.write([0, 1, 2, 3].map((hour) => reading(ref, START_AT + hour * HOUR_MS, { energy_kwh: hour })));
    const range = await store.range(ref, START_AT + HOUR_MS, START_AT + 3 * HOUR_MS);
    expect(range.map(({ fields }) => fields.energy_kwh)).toEqual([1, 2]);
  });

  it('finds the neighbours of a span, near ones and ones a year away', async () => {
    const ref = newRef();
    const ats = [START_AT - 400 * DAY_MS, START_AT - HOUR_MS, START_AT + HOUR_MS, START_AT + 2 * HOUR_MS, START_AT + 500 * DAY_MS];
    await store.write(ats.map((at) => reading(ref, at, { energy_kwh: 1 })));
    const bracket = async (from: number, to: number) => (await store.range(ref, from, to, { bracket: true })).map(({ at }) => at);
    expect(await bracket(START_AT, START_AT + 1.5 * HOUR_MS)).toEqual(ats.slice(1, 4));
    expect(await bracket(START_AT - 300 * DAY_MS, START_AT - 200 * DAY_MS)).toEqual(ats.slice(0, 2));
    expect(await bracket(START_AT + 3 * HOUR_MS, START_AT + 4 * HOUR_MS)).toEqual(ats.slice(3, 5));
    // `to` itself is the neighbour behind; before all and after all there is none.
    expect(await bracket(START_AT, START_AT + HOUR_MS)).toEqual(ats.slice(1, 3));
    expect(await bracket(START_AT - 500 * DAY_MS, START_AT - 450 * DAY_MS)).toEqual(ats.slice(0, 1));
    expect(await bracket(START_AT + 600 * DAY_MS, START_AT + 601 * DAY_MS)).toEqual(ats.slice(4));
  });

  it('reads only the fields asked for, and only readings that have one of them', async () => {
    const ref = newRef();
    await store.write([
      reading(ref, START_AT - 10 * DAY_MS, { energy_kwh: 1 }),
      reading(ref, START_AT - HOUR_MS, { power_kw: 5 }, 'arrival'),
      reading(ref, START_AT, { energy_kwh: 2, power_kw: 6 }),
      reading(ref, START_AT + 1, { power_kw: 7 }),
    ]);
    expect(await store.range(ref, START_AT, START_AT + HOUR_MS, { bracket: true, fields: ['energy_kwh'] })).toEqual([
      { at: START_AT - 10 * DAY_MS, fields: { energy_kwh: 1 }, clock: 'device' },
      { at: START_AT, fields: { energy_kwh: 2 }, clock: 'device' },
    ]);
  });

  it('keeps one row of a reading that comes twice', async () => {
    const ref = newRef();
    const batch = [1, 2, 3].map((hour) => reading(ref, START_AT + hour * HOUR_MS, { energy_kwh: hour }));
    await store.write(batch);
    await store.write([...batch, ...batch]);
    expect(await store.range(ref, START_AT, START_AT + DAY_MS)).toHaveLength(3);
  });

  it('lets the later value win and keeps fields that only the earlier one had', async () => {
    const ref = newRef();
    await store.write([reading(ref, START_AT, { energy_kwh: 1, power_kw: 5 }, 'gateway')]);
    await store.write([reading(ref, START_AT, { energy_kwh: 2, voltage_v: 220 }, 'gateway')]);
    expect(await store.range(ref, START_AT, START_AT + 1)).toEqual([
      { at: START_AT, fields: { energy_kwh: 2, power_kw: 5, voltage_v: 220 }, clock: 'gateway' },
    ]);
  });

  it('remembers whose clock stamped a reading', async () => {
    const ref = newRef();
    await store.write(CLOCKS.map((clock, at) => reading(ref, START_AT + at, { energy_kwh: at }, clock)));
    expect((await store.range(ref, START_AT, START_AT + 4)).map(({ clock }) => clock)).toEqual(['device', 'gateway', 'arrival', 'person']);
  });

  it('counts readings per window, and no window without any', async () => {
    const ref = newRef();
    const minutes = [0, 14, 15, 50, 59, 24 * 60];
    await store.write(minutes.map((minute) => reading(ref, START_AT + minute * 60_000, { energy_kwh: minute, power_kw: 1 })));
    const quarter = (index: number) => START_AT + index * 15 * 60_000;
    expect(await store.counts(ref, START_AT, START_AT + DAY_MS, 15 * 60_000)).toEqual(
      new Map([
        [quarter(0), 2],
        [quarter(1), 1],
        [quarter(3), 2],
      ]),
    );
    expect(await store.counts(ref, START_AT, START_AT + 2 * DAY_MS, DAY_MS)).toEqual(
      new Map([
        [START_AT, 5],
        [START_AT + DAY_MS, 1],
      ]),
    );
  });

  it('refuses what cannot be stored, says why, and stores the rest', async () => {
    const ref = newRef();
    const good = reading(ref, START_AT, { energy_kwh: 1 });
    const bad: [Reading, RegExp][] = [
      [reading(ref, START_AT + 1, { energy_kwh: Number.NaN }), /energy_kwh NaN/],
      [reading(ref, START_AT + 2, { power_kw: Number.POSITIVE_INFINITY }), /power_kw Infinity/],
      [reading(ref, START_AT + 3, {}), /no fields/],
      [reading(ref, START_AT + 4, { volume_m3: 1 }), /volume_m3.*electricity has energy_kwh/],
      [reading(ref, START_AT + 0.5, { energy_kwh: 1 }), /at .*whole milliseconds/],
      [reading(ref, 1e13, { energy_kwh: 1 }), /at 10000000000000/],
      [reading({ ...ref, meter: 'a b' }, START_AT, { energy_kwh: 1 }), /meter 'a b'/],
      [reading({ ...ref, meter: 'a\nwater,meter=x v=1' }, START_AT, { energy_kwh: 1 }), /meter/],
      [reading({ ...ref, building: 'x\\' }, START_AT, { energy_kwh: 1 }), /building/],
      [reading({ ...ref, site: '' }, START_AT, { energy_kwh: 1 }), /site ''/],
    ];
    const refused = await store.write([good, ...bad.map(([one]) => one)]);
    expect(refused.map((one) => one.reading)).toEqual(bad.map(([one]) => one));
    bad.forEach(([, why], index) => expect(refused[index]!.why).toMatch(why));
    expect(await store.range(ref, START_AT, START_AT + DAY_MS)).toEqual([{ at: START_AT, fields: { energy_kwh: 1 }, clock: 'device' }]);
  });

  it('keeps names in Chinese', async () => {
    const ref = newRef({ site: `学校-${process.pid}`, building: '教学楼', meter: '照明.1:a_b-c' });
    await store.write([reading(ref, START_AT, { energy_kwh: 1 })]);
    expect(await store.range(ref, START_AT, START_AT + 1)).toHaveLength(1);
  });

  it('tells meters, sites and media apart', async () => {
    const ref = newRef();
    const others = [{ ...ref, meter: 'm2' }, newRef(), { ...ref, medium: 'heat' as const }];
    await store.write([ref, ...others].map((one, index) => reading(one, START_AT, { energy_kwh: index })));
    expect((await store.range(ref, START_AT, START_AT + 1)).map(({ fields }) => fields.energy_kwh)).toEqual([0]);
    expect((await store.range(others[2]!, START_AT, START_AT + 1)).map(({ fields }) => fields.energy_kwh)).toEqual([3]);
  });

  it('finds nothing of a meter that it does not know, or could not', async () => {
    for (const meter of ['unknown', "x' OR meter='m1", '']) {
      expect(await store.range(newRef({ meter }), 0, START_AT, { bracket: true })).toEqual([]);
      expect(await store.counts(newRef({ meter }), 0, START_AT, DAY_MS)).toEqual(new Map());
    }
  });

  it('keeps the readings of a meter that moved to another building together', async () => {
    const ref = newRef();
    await store.write([reading(ref, START_AT, { energy_kwh: 1 }), reading({ ...ref, building: 'B2' }, START_AT + 1, { energy_kwh: 2 })]);
    expect((await store.range(ref, START_AT, START_AT + 2)).map(({ fields }) => fields.energy_kwh)).toEqual([1, 2]);
  });

  it('stores 25,000 readings in one call and gives all of them back', async () => {
    const ref = newRef();
    const batch = Array.from({ length: 25_000 }, (_, index) => reading(ref, START_AT + index * 60_000, { energy_kwh: index / 100 }));
    expect(await store.write(batch)).toEqual([]);
    const range = await store.range(ref, START_AT, START_AT + 25_000 * 60_000);
    expect(range).toEqual(batch.map(({ at, fields, clock }) => ({ at, fields, clock })));
  });

  it('forgets what is older than an instant, of all meters and media, and nothing else', async () => {
    // Long before what the other tests write.
    const [before, after] = [Date.UTC(2001, 0, 1), Date.UTC(2002, 0, 1)];
    const refs = [newRef(), newRef({ medium: 'water' }), newRef({ medium: 'weather' })];
    const field = { electricity: 'energy_kwh', water: 'volume_m3', weather: 'temperature_c' } as const;
    const ats = [...Array.from({ length: 12_000 }, (_, index) => before - 12_000 * 60_000 + index * 60_000), before, after];
    for (const ref of refs) {
      await store.write(ats.map((at) => reading(ref, at, { [field[ref.medium as keyof typeof field]]: 1 })));
    }
    await store.forgetBefore(before);
    for (const ref of refs) expect((await store.range(ref, 0, START_AT)).map(({ at }) => at)).toEqual([before, after]);
    await store.forgetBefore(before);
    await store.write([reading(refs[0]!, before - 1, { energy_kwh: 2 })]);
    expect(await store.range(refs[0]!, 0, START_AT)).toHaveLength(3);
  });

  it('writes nothing when there is nothing', async () => {
    expect(await store.write([])).toEqual([]);
  });
}
