import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { T0 } from '../collector/rig.ts';
import { hasInfluxd } from '../support/influxd.ts';
import { hasMosquitto } from '../support/mosquitto.ts';
import { type InfluxFront, openInfluxFront } from './influx-front.ts';
import { waitFor } from './store-feed.ts';
import { type Daemons, openDaemons, openScene, type Scene } from './store-scene.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

describe.skipIf(!hasMosquitto || !hasInfluxd)('readings that InfluxDB does not take', () => {
  let daemons: Daemons;
  let gate: InfluxFront;
  let stage: Scene;
  beforeAll(async () => {
    daemons = await openDaemons();
    gate = await openInfluxFront(daemons.influx.url);
  }, 60_000);
  afterAll(async () => {
    await gate.close();
    await daemons.close();
  });
  afterEach(() => stage.close());

  it.each(['direct', 'through the spool'])(
    'a field that is an integer there: found one by one, kept with its reason, the rest stored; %s',
    async (way) => {
      stage = await openScene(daemons, { influxUrl: gate.url });
      // Whoever wrote this made an integer of the field, in the shard of these days.
      await daemons.write(stage.database, `electricity,meter=seed power_kw=1i ${T0}`);
      if (way !== 'direct') gate.behave({ kind: 'refuse' });
      await stage.publish(500);
      for (let minute = 0; minute < 3; minute++)
        await stage.publishRaw({ ts: T0 - (minute + 1) * MINUTE_MS, power_kw: minute }, { refused: 'store_refused' });
      await stage.publish(500);
      if (way !== 'direct') await waitFor('all are spooled', () => stage.collector.state().spooled === 1003);
      gate.behave({ kind: 'pass' });
      await stage.settled();
      expect(stage.collector.state().storedReadings).toBe(1000);
      const shown = await stage.records.intake.refusedMessages(10);
      expect(shown).toHaveLength(3);
      for (const { detail } of shown) expect(detail).toMatch(/field type conflict.*power_kw.*integer/);
      await stage.checks(way === 'direct' ? {} : { expected: [/the readings store takes nothing/] });
    },
  );

  it('too old for the retention policy, 1970, a quarter of an hour ahead and the year 2100: each with its reason, the newest value as it was', async () => {
    stage = await openScene(daemons);
    await daemons.operate(`ALTER RETENTION POLICY autogen ON "${stage.database}" DURATION 48h SHARD DURATION 1h`);
    const now = Date.now();
    await stage.publishRaw({ ts: now - 2 * MINUTE_MS, energy_kwh: 100 });
    await stage.settled();
    await stage.publishRaw({ ts: now - 3 * DAY_MS, energy_kwh: 90 }, { refused: 'store_refused' });
    await stage.publishRaw({ ts: 0, energy_kwh: 1 }, { refused: 'past_time' });
    await stage.publishRaw({ ts: now + 15 * MINUTE_MS, energy_kwh: 300 }, { refused: 'future_time' });
    await stage.publishRaw({ ts: Date.UTC(2100, 0), energy_kwh: 400 }, { refused: 'future_time' });
    await stage.publishRaw({ ts: now - MINUTE_MS, energy_kwh: 101 });
    await stage.settled();
    const [latest] = await stage.records.intake.latest();
    expect(latest).toMatchObject({ at: now - MINUTE_MS, fields: { energy_kwh: 101 } });
    const shown = await stage.records.intake.refusedMessages(10);
    expect(shown.find(({ reason }) => reason === 'store_refused')?.detail).toContain('beyond retention policy');
    await stage.checks();
  });
});
