import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ClockSource } from '../../../domain/reading.ts';
import type { CollectorEvent, IntakeCommit, SerialSighting } from '../../../store/ports.ts';
import { meterOf, planOf } from '../../jobs/campus.ts';
import { openTemporary } from './open.ts';

const HOUR = 3_600_000;
const AT = Date.parse('2026-03-01T12:00:00+08:00');
const nothing: IntakeCommit = { latest: [], touched: [], refused: [], refusals: new Map(), unknown: [] };
const seen = (serial: string, firstAt: number, lastAt = firstAt, meter = 'm'): SerialSighting => ({
  site: 'school',
  meter,
  serial,
  firstAt: AT + firstAt,
  lastAt: AT + lastAt,
});

async function school(connections = 1) {
  const all = await openTemporary(connections);
  await all[0].catalog.declare(planOf([meterOf({ id: 'm', serial: 'A' }), meterOf({ id: 'n' })]));
  const [{ intake, intervals }] = all;
  const reader = all.at(-1)!;
  return {
    records: all[0],
    sight: (...serials: SerialSighting[]) => intake.commit({ ...nothing, serials }),
    serials: async (meter = 'm') => (await reader.catalog.sites())[0]!.meters.find(({ id }) => id === meter)!.serials,
    version: () => reader.catalog.version(),
    marks: async () => (await intervals.touched(10)).map(({ meter, fromAt, toAt }) => [meter, fromAt - AT, toAt - AT]),
  };
}

describe('serial numbers that messages carried', () => {
  it('say nothing while the meter is the declared one, whatever comes', async () => {
    const { sight, serials, version, marks } = await school();
    await sight(seen('A', 0));
    const before = await version();
    await sight(seen('A', 10, 20));
    expect(await serials()).toBeUndefined();
    expect(await version()).toBe(before);
    expect(await marks()).toEqual([]);
  });

  it('are told where none is declared, or another', async () => {
    const { sight, serials } = await school(2);
    await sight(seen('X', 0, 5, 'n'), seen('B', 0, 7));
    expect(await serials('n')).toEqual([{ serial: 'X', firstAt: AT, lastAt: AT + 5 }]);
    expect(await serials('m')).toEqual([{ serial: 'B', firstAt: AT, lastAt: AT + 7 }]);
  });

  it('mark the time of a meter that shows another one for the first time, and not while it goes on', async () => {
    const { sight, serials, version, marks } = await school(2);
    await sight(seen('A', 0, 100));
    const before = await version();
    await sight(seen('B', 200, 300));
    expect(await serials()).toEqual([
      { serial: 'A', firstAt: AT, lastAt: AT + 100 },
      { serial: 'B', firstAt: AT + 200, lastAt: AT + 300 },
    ]);
    const changed = await version();
    expect(changed).toBeGreaterThan(before);
    expect(await marks()).toEqual([['m', 200, 301]]);
    await sight(seen('B', 300, 400));
    expect(await version()).toBe(changed);
    expect(await marks()).toEqual([['m', 200, 301]]);
    expect((await serials())![1]!.lastAt).toBe(AT + 400);
  });

  it('mark again when an older reading moves the change, and when the old one is back', async () => {
    const { sight, version, marks } = await school();
    await sight(seen('A', 0, 100), seen('B', 5 * 24 * HOUR));
    const before = await version();
    await sight(seen('B', 4 * 24 * HOUR));
    expect(await version()).toBeGreaterThan(before);
    expect((await marks())[0]!.slice(1)).toEqual([4 * 24 * HOUR, 5 * 24 * HOUR + 1]);
    await sight(seen('A', 6 * 24 * HOUR));
    expect((await marks()).at(-1)![1]).toBe(100);
  });

  it('end up the same whatever the order in which they come', async () => {
    const { sight, serials, records } = await school();
    let run = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.constantFrom('A', 'B', 'C'), fc.nat(50), fc.nat(20)), { minLength: 1, maxLength: 8 }),
        fc.array(fc.nat(), { minLength: 8, maxLength: 8 }),
        async (sightings, ranks) => {
          const meters = [`x${run++}`, `y${run}`];
          await records.catalog.declare(planOf(meters.map((id) => meterOf({ id }))));
          const shuffled = sightings.map((one, index) => ({ one, rank: ranks[index]! })).toSorted((a, b) => a.rank - b.rank);
          for (const [serial, at, more] of sightings) await sight(seen(serial, at, at + more, meters[0]));
          for (const {
            one: [serial, at, more],
          } of shuffled)
            await sight(seen(serial, at, at + more, meters[1]));
          expect(await serials(meters[1])).toEqual(await serials(meters[0]));
        },
      ),
      { numRuns: 15 },
    );
  }, 60_000);

  it('do not fill the records when a device makes them up', async () => {
    const { sight, serials } = await school();
    for (let round = 0; round < 10; round++) await sight(...Array.from({ length: 8 }, (_, index) => seen(`R${round * 8 + index}`, round)));
    expect(await serials()).toHaveLength(50);
  });
});

describe('lags of the meters’ clocks', () => {
  const latest = (at: number, lagMs: number, meter = 'm', clock: ClockSource = 'device') => ({
    site: 'school',
    meter,
    at: at - lagMs,
    receivedAt: at,
    clock,
    fields: { energy_kwh: 1 },
  });

  it('keeps the smallest of each meter and hour of arrival, of readings that the device stamped', async () => {
    const [{ intake }, server] = await openTemporary(2);
    const commit = (at: number, ...lags: [number, string?, ClockSource?][]) =>
      intake.commit({ ...nothing, latest: lags.map(([lag, meter, clock]) => latest(at, lag, meter, clock)) });
    await commit(AT, [900], [5, 'n', 'gateway'], [7, 'o', 'arrival']);
    await commit(AT + 20_000, [-300], [-4, 'p']);
    await commit(AT + 40_000, [500]);
    await commit(AT + HOUR, [60_000]);
    expect(await server!.intake.clockLags('school')).toEqual([
      { meter: 'm', hourAt: AT, minLagMs: -300, readings: 3 },
      { meter: 'm', hourAt: AT + HOUR, minLagMs: 60_000, readings: 1 },
      { meter: 'p', hourAt: AT, minLagMs: -4, readings: 1 },
    ]);
    expect(await server!.intake.clockLags('elsewhere')).toEqual([]);
  });

  it('gathers for ten seconds what the collector writes many times a second', async () => {
    const [{ intake }] = await openTemporary();
    for (let at = AT; at <= AT + 10_000; at += 250) await intake.commit({ ...nothing, latest: [latest(at, at === AT + 500 ? 3 : 40)] });
    expect(await intake.clockLags('school')).toEqual([{ meter: 'm', hourAt: AT, minLagMs: 3, readings: 41 }]);
  });

  it('forgets what is older than two days and shows the last one', async () => {
    const [{ intake }] = await openTemporary();
    for (let hour = 0; hour <= 60; hour++) await intake.commit({ ...nothing, latest: [latest(AT + hour * HOUR, 1)] });
    const shown = await intake.clockLags('school');
    expect(shown).toHaveLength(25);
    expect(shown.at(-1)!.hourAt).toBe(AT + 60 * HOUR);
  });
});

describe('what happened to the collector', () => {
  it('stands newest first, at most 500', async () => {
    const [{ intake }, server] = await openTemporary(2);
    const event = (at: number): CollectorEvent => ({ at, kind: 'session_lost', fromAt: at === 3 ? null : at - 1, detail: `event ${at}` });
    for (let at = 1; at <= 510; at++) await intake.recordEvent(event(at));
    expect(await server!.intake.events(2)).toEqual([event(510), event(509)]);
    const all = await server!.intake.events(1000);
    expect([all.length, all.at(-1)!.at]).toEqual([500, 11]);
  });
});
