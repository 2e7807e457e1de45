import { describe, expect, it } from 'vitest';
import { createAdmission } from '../../collector/admission.ts';
import { createBatch } from '../../collector/batch.ts';
import { createChannels } from '../../collector/channels.ts';
import { createNativeDecoder } from '../../collector/decoders/native.ts';
import type { Meter } from '../../domain/site.ts';
import { meterOf, readingOf, sitePlan, T0 } from './rig.ts';

const RULES = { unknown: 'quarantine', maxPayloadBytes: 1000, maxFutureMinutes: 10, maxPastDays: 1500 } as const;
const NOTHING_REFUSED = { refused: [], spooled: false };

describe('admission', () => {
  /** Sort messages of meter a1 into a batch. */
  async function sorted(meter: Meter, stamp: 'start' | undefined, ...payloads: object[]) {
    const plan = { ...sitePlan([meter]), channels: [{ site: 'east', meter: meter.id, source: 'native', address: meter.id, stamp }] };
    const channels = createChannels({
      sites: () => Promise.resolve([plan]),
      version: () => Promise.resolve(1),
      declare: () => Promise.resolve(),
    });
    await channels.refresh();
    const log = { info: () => {}, warn: () => {}, error: () => {} };
    const admission = createAdmission({ source: 'native', decoder: createNativeDecoder({ root: 'campus' }), channels, rules: RULES, log });
    const batch = createBatch(T0);
    for (const payload of payloads)
      admission.sort(batch, { topic: `campus/east/${meter.id}`, payload: Buffer.from(JSON.stringify(payload)), retained: false }, T0);
    return batch;
  }
  const register = meterOf('a1', 'electricity');

  it('hands on the serial numbers that readings carried, with the span of each', async () => {
    const batch = await sorted(
      register,
      undefined,
      { ts: T0 - 1000, energy_kwh: 2, serial: 'S-1' },
      { ts: T0 - 3000, energy_kwh: 1, serial: 'S-1' },
      { ts: T0, energy_kwh: 0, serial: 'S-2' },
      { ts: T0 + 3_600_000, energy_kwh: 5, serial: 'of a refused reading' },
    );
    expect(batch.toCommit(NOTHING_REFUSED).serials).toEqual([
      { site: 'east', meter: 'a1', serial: 'S-1', firstAt: T0 - 3000, lastAt: T0 - 1000 },
      { site: 'east', meter: 'a1', serial: 'S-2', firstAt: T0, lastAt: T0 },
    ]);
  });

  it('says nothing of serials where no message carried one', async () => {
    const batch = await sorted(register, undefined, { ts: T0, energy_kwh: 2 });
    expect(batch.toCommit(NOTHING_REFUSED)).not.toHaveProperty('serials');
  });

  it('keeps eight serial numbers of a meter that invents them', async () => {
    const payloads = Array.from({ length: 50 }, (_, index) => ({ ts: T0 - index, energy_kwh: 2, serial: index }));
    expect((await sorted(register, undefined, ...payloads)).toCommit(NOTHING_REFUSED).serials).toHaveLength(8);
  });

  it('moves the stamp of an amount from the start to the end of its time', async () => {
    const interval: Meter = { ...register, kind: 'interval', readingIntervalS: 1800 };
    const batch = await sorted(interval, 'start', { ts: T0 - 1_800_000, interval_kwh: 2 });
    expect(batch.readings).toEqual([{ ...readingOf(T0, 0), fields: { interval_kwh: 2 } }]);
  });
});
