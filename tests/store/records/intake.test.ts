import { describe, expect, it } from 'vitest';
import type { CollectorState, IntakeCommit, LatestReading, RefusedMessage, UnknownMeter } from '../../../store/ports.ts';
import { openTemporary } from './open.ts';

const nothing: IntakeCommit = { latest: [], touched: [], refused: [], refusals: new Map(), unknown: [] };
const latest = (at: number, fields: LatestReading['fields'], meter = 'm1'): LatestReading => ({
  site: 's',
  meter,
  at,
  receivedAt: at + 5,
  clock: 'device',
  fields,
});

describe('intake', () => {
  it('keeps the newest reading of a meter, whatever arrives later', async () => {
    const [{ intake }] = await openTemporary();
    await intake.commit({ ...nothing, latest: [latest(2000, { energy_kwh: 2, power_kw: 1 }), latest(1, { volume_m3: 1 }, 'm2')] });
    await intake.commit({ ...nothing, latest: [latest(1000, { energy_kwh: 1 })] });
    expect(await intake.latest('s')).toEqual([latest(2000, { energy_kwh: 2, power_kw: 1 }), latest(1, { volume_m3: 1 }, 'm2')]);
    await intake.commit({ ...nothing, latest: [latest(3000, { energy_kwh: 3 })] });
    expect((await intake.latest('s'))[0]).toEqual(latest(3000, { energy_kwh: 3 }));
    expect(await intake.latest('elsewhere')).toEqual([]);
  });

  it('joins the fields of two messages of one instant', async () => {
    const [{ intake }] = await openTemporary();
    await intake.commit({ ...nothing, latest: [latest(1000, { energy_kwh: 1, power_kw: 3 })] });
    await intake.commit({ ...nothing, latest: [latest(1000, { power_kw: 4, voltage_v: 220 })] });
    expect((await intake.latest())[0]!.fields).toEqual({ energy_kwh: 1, power_kw: 4, voltage_v: 220 });
  });

  it('adds up refusals and keeps the newest 200 samples of each reason', async () => {
    const [{ intake }] = await openTemporary();
    const sample = (at: number, reason: RefusedMessage['reason']): RefusedMessage => ({
      at,
      reason,
      topic: 't',
      detail: `d${at}`,
      sample: '{',
    });
    const flood = Array.from({ length: 450 }, (_, index) => sample(index, 'bad_json'));
    await intake.commit({ ...nothing, refused: [sample(7, 'no_time')], refusals: new Map([['no_time', 1]]) });
    await intake.commit({ ...nothing, refused: flood, refusals: new Map([['bad_json', 5000]]) });
    await intake.commit({ ...nothing, refused: [sample(450, 'bad_json')], refusals: new Map([['bad_json', 1]]) });
    expect(await intake.refusalCounts()).toEqual([
      { reason: 'bad_json', count: 5001, lastAt: 450 },
      { reason: 'no_time', count: 1, lastAt: 7 },
    ]);
    const kept = await intake.refusedMessages(1000);
    expect(kept).toHaveLength(201);
    expect(kept[0]).toEqual(sample(450, 'bad_json'));
    expect(kept[199]!.at).toBe(251);
    expect(await intake.refusedMessages(3)).toHaveLength(3);
  });

  it('counts unknown meters and keeps the 1,000 heard of last', async () => {
    const [{ intake }] = await openTemporary();
    const unknown = (address: string, at: number): UnknownMeter => ({
      site: 's',
      source: 'native',
      address,
      topic: `campus/s/${address}`,
      sample: `{"ts":${at}}`,
      count: 2,
      firstAt: at,
      lastAt: at,
    });
    await intake.commit({ ...nothing, unknown: [unknown('real', 1)] });
    await intake.commit({ ...nothing, unknown: [unknown('real', 5000)] });
    const flood = Array.from({ length: 1200 }, (_, index) => unknown(`made-up-${index}`, 100 + index));
    await intake.commit({ ...nothing, unknown: flood });
    const kept = await intake.unknownMeters();
    expect(kept).toHaveLength(1000);
    expect(kept[0]).toEqual({ ...unknown('real', 5000), count: 4, firstAt: 1 });
    expect(kept.some(({ address }) => address === 'made-up-0')).toBe(false);
  });

  it('commits all of a flush or nothing of it', async () => {
    const [{ intake, intervals }] = await openTemporary();
    const broken = { ...latest(2, {}), meter: null as unknown as string };
    const touched = [{ site: 's', meter: 'm1', fromAt: 0, toAt: 0 }];
    await expect(intake.commit({ ...nothing, touched, latest: [latest(1, { energy_kwh: 1 }), broken] })).rejects.toThrow(/NOT NULL/);
    expect(await intake.latest()).toEqual([]);
    expect(await intervals.touchedCount()).toBe(0);
  });

  it('shows another process what the collector says of itself', async () => {
    const [collector, server] = await openTemporary(2);
    expect(await server!.intake.state()).toBeNull();
    const state: CollectorState = {
      updatedAt: 1,
      connected: true,
      broker: 'mqtt://127.0.0.1',
      protocol: '5',
      trouble: null,
      storedReadings: 3,
      messages: 2,
      readingsPerSecond: 1.5,
      inFlight: 0,
      writeLagMs: null,
      spooled: 0,
      spoolSince: null,
      startedAt: 0,
    };
    await collector.intake.saveState(state);
    await collector.intake.saveState({ ...state, updatedAt: 2 });
    expect(await server!.intake.state()).toEqual({ ...state, updatedAt: 2 });
  });
});
