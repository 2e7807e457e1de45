import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type Influxd, openInfluxd } from '../../../store/influxd/influxd.ts';
import { createInfluxReadingStore } from '../../../store/readings/influx.ts';
import { setUpInflux } from '../../../store/readings/set-up-influx.ts';
import { hasInfluxd, influxdBinary } from '../../support/influxd.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const silent = { info: () => undefined, warn: () => undefined };
const ref = { site: 's', building: 'b', meter: 'm', medium: 'electricity' as const };

async function open(dataDir: string, changes: Partial<Parameters<typeof openInfluxd>[0]> = {}): Promise<Influxd> {
  const influxd = await openInfluxd({ binary: influxdBinary, dataDir, log: silent, watchMs: 500, ...changes });
  onTestFinished(() => influxd.close());
  return influxd;
}

/** A process that ended but was not yet fetched by its parent has no command line any more. */
function isAlive(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8') !== '';
  } catch {
    return false;
  }
}

async function write(influxd: Influxd, at: number): Promise<unknown> {
  const address = { url: influxd.url, username: influxd.username, password: influxd.password, database: 'd' };
  await setUpInflux(address);
  const store = createInfluxReadingStore(address);
  await store.write([{ ref, at, fields: { energy_kwh: 1 }, clock: 'device' }]);
  const kept = await store.range(ref, 0, 1000);
  await store.close();
  return kept.map((reading) => reading.at);
}

/** A process that opens influxd and tells its pid, to be killed. */
async function openElsewhere(dataDir: string): Promise<{ pid: number | undefined; kill: () => Promise<void> }> {
  const child = fork(new URL('keeper-process.ts', import.meta.url), [dataDir], { execArgv: ['--import', 'tsx'] });
  const kill = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  };
  onTestFinished(kill);
  const [message] = (await once(child, 'message')) as [{ pid?: number }];
  return { pid: message.pid, kill };
}

describe.skipIf(!hasInfluxd)('an influxd of our own', () => {
  it('listens on loopback only, lets nobody in without the password, and keeps that to its owner', async () => {
    const folder = temporaryFolder();
    const influxd = await open(folder);
    expect(influxd.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect((await fetch(`${influxd.url}/query?q=SHOW%20DATABASES`)).status).toBe(401);
    expect(statSync(join(folder, 'influxd', 'password')).mode & 0o077).toBe(0);
    expect(readFileSync(join(folder, 'influxd', 'influxd.conf'), 'utf8')).not.toContain(influxd.password);
    const listening = readFileSync(`/proc/${influxd.pid()}/net/tcp6`, 'utf8') + readFileSync(`/proc/${influxd.pid()}/net/tcp`, 'utf8');
    const port = Number(new URL(influxd.url).port).toString(16).toUpperCase().padStart(4, '0');
    expect(listening).toContain(`0100007F:${port}`);
  });

  it('ends with us and still has its data at the next start, on the same port', async () => {
    const folder = temporaryFolder();
    const first = await open(folder);
    const pid = first.pid()!;
    expect(await write(first, 100)).toEqual([100]);
    await first.close();
    expect(isAlive(pid)).toBe(false);
    const second = await open(folder);
    expect(second.url).toBe(first.url);
    expect(await write(second, 200)).toEqual([100, 200]);
  });

  it.each(['SIGKILL', 'SIGSTOP'] as const)(
    'is started again with its data after %s',
    async (signal) => {
      const influxd = await open(temporaryFolder());
      const pid = influxd.pid()!;
      await write(influxd, 100);
      process.kill(pid, signal);
      await expect.poll(() => influxd.pid(), { timeout: 20_000 }).not.toBe(pid);
      await expect.poll(() => write(influxd, 200).catch(String), { timeout: 20_000 }).toEqual([100, 200]);
    },
    60_000,
  );

  it('moves to another port at the start when its own was taken, and says so when it must have that one', async () => {
    const folder = temporaryFolder();
    const first = await open(folder);
    await first.close();
    const port = Number(new URL(first.url).port);
    const other = createServer().listen(port, '127.0.0.1');
    await once(other, 'listening');
    onTestFinished(() => void other.close());
    const second = await open(folder);
    expect(Number(new URL(second.url).port)).not.toBe(port);
    await second.close();
    await expect(open(folder, { port })).rejects.toThrow(`port ${port}`);
  });

  it('is ended and started anew when we were killed and left it behind', async () => {
    const folder = temporaryFolder();
    const elsewhere = await openElsewhere(folder);
    await elsewhere.kill();
    expect(isAlive(elsewhere.pid!)).toBe(true);
    const influxd = await open(folder);
    expect(isAlive(elsewhere.pid!)).toBe(false);
    expect(influxd.pid()).not.toBe(elsewhere.pid);
    expect(await write(influxd, 100)).toEqual([100]);
  });

  it('is shared with another process of ours, and taken over when that one is killed', async () => {
    const folder = temporaryFolder();
    const elsewhere = await openElsewhere(folder);
    const influxd = await open(folder);
    expect(influxd.pid()).toBeUndefined();
    expect(await write(influxd, 100)).toEqual([100]);
    await elsewhere.kill();
    process.kill(elsewhere.pid!, 'SIGKILL');
    await expect.poll(() => influxd.pid(), { timeout: 15_000 }).toBeTypeOf('number');
    await expect.poll(() => write(influxd, 200).catch(String), { timeout: 15_000 }).toEqual([100, 200]);
  }, 40_000);

  it('says why it does not come up, in its own words', async () => {
    const folder = temporaryFolder();
    const first = await open(folder);
    await first.close();
    const meta = join(folder, 'influxd', 'meta', 'meta.db');
    rmSync(meta);
    await expect(open(folder, { binary: '/bin/false' })).rejects.toThrow(/\/bin\/false\) does not come up/);
  });

  it('does not touch data whose password was lost', async () => {
    const folder = temporaryFolder();
    const first = await open(folder);
    await first.close();
    rmSync(join(folder, 'influxd', 'password'));
    await expect(open(folder)).rejects.toThrow(/password/);
  });

  it('leaves a free port alone when it was not asked for', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    server.close();
    await once(server, 'close');
    const influxd = await open(temporaryFolder(), { port });
    expect(influxd.url).toBe(`http://127.0.0.1:${port}`);
  });
});
