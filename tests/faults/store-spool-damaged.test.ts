import { closeSync, mkdtempSync, openSync, readFileSync, readdirSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { hasInfluxd } from '../support/influxd.ts';
import { hasMosquitto } from '../support/mosquitto.ts';
import { type InfluxFront, openInfluxFront } from './influx-front.ts';
import { waitFor } from './store-feed.ts';
import { type Daemons, openDaemons, openScene, type Scene } from './store-scene.ts';

const STORE_IS_AWAY = /the readings store takes nothing/;
const SPOOL_IS_DAMAGED = /the spool file .* was damaged/;

describe.skipIf(!hasMosquitto || !hasInfluxd)('a spool file that is damaged or held', () => {
  let daemons: Daemons;
  let gate: InfluxFront;
  let dir: string;
  const stages: Scene[] = [];
  beforeAll(async () => {
    daemons = await openDaemons();
    gate = await openInfluxFront(daemons.influx.url);
  }, 60_000);
  afterAll(async () => {
    await gate.close();
    await daemons.close();
  });
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'greenleaf-faults-'));
    gate.behave({ kind: 'refuse' });
  });
  afterEach(async () => {
    for (const stage of stages.splice(0)) await stage.close();
    rmSync(dir, { recursive: true, force: true });
  });
  const scene = async (database?: string): Promise<Scene> => {
    const stage = await openScene(daemons, { dir, influxUrl: gate.url, ...(database !== undefined && { database }) });
    stages.push(stage);
    return stage;
  };

  it('is put aside at the start, said, and what can be read of it arrives', async () => {
    const first = await scene('damaged');
    await first.publish(4000);
    await waitFor('all are spooled', () => first.collector.state().spooled === 4000);
    await first.close();
    stages.pop();
    const path = join(dir, 'spool.sqlite');
    // A page in the middle of the table.
    overwrite(path, Math.floor(readFileSync(path).length / 4096 / 2) * 4096, Buffer.alloc(4096, 0xff));
    gate.behave({ kind: 'pass' });
    const second = await scene('damaged');
    await waitFor('what was read is stored', () => second.collector.state().spooled === 0 && second.collector.state().storedReadings > 0);
    await waitFor('the event is kept', async () => (await second.records.intake.events(10)).length > 0);
    const [event] = await second.records.intake.events(10);
    const kept = second.collector.state().storedReadings;
    expect(event).toMatchObject({ kind: 'spool_damaged', detail: expect.stringContaining(`${kept} readings`) });
    expect(kept).toBeGreaterThan(3000);
    expect(kept).toBeLessThan(4000);
    expect(readdirSync(dir).filter((name) => name.includes('.damaged-'))).not.toEqual([]);
    await second.publish(100);
    await waitFor('it goes on', () => second.collector.state().storedReadings === kept + 100);
    // What lay on the page is gone, and no reading is there that was not published.
    const lost = new RegExp(`^The four checks found:\n- ${4000 - kept} of \\d+ published are neither stored nor dead-lettered.*$`);
    await expect(second.checks({ published: [...first.published, ...second.published], expected: [SPOOL_IS_DAMAGED] })).rejects.toThrow(
      lost,
    );
  }, 60_000);

  it('begins when whoever held the file lets it go', async () => {
    const holder = new Database(join(dir, 'spool.sqlite'));
    holder.exec('BEGIN EXCLUSIVE');
    await expect(scene()).rejects.toThrow(/spool\.sqlite is in use: another collector runs on the same data folder/);
    holder.close();
    gate.behave({ kind: 'pass' });
    const stage = await scene();
    await stage.publish(100);
    await stage.settled();
    await stage.checks({ expected: [STORE_IS_AWAY] });
  });
});

function overwrite(file: string, position: number, bytes: Buffer): void {
  const opened = openSync(file, 'r+');
  writeSync(opened, bytes, 0, bytes.length, position);
  closeSync(opened);
}
