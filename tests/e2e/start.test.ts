import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import type { StatusAnswer } from '../../api/schemas/status.ts';
import { failToStart, getJson, removeData, startGreenleaf, type RunningGreenleaf } from '../support/greenleaf.ts';
import { demoHeaders } from '../support/sign-in.ts';

const scratch = mkdtempSync(join(tmpdir(), 'greenleaf-start-'));
afterAll(() => removeData(scratch));
const SQLITE = 'readings: sqlite\nsimulator: { months: 0, liveSeconds: 1 }\n';

describe('a start that cannot be', () => {
  it('names the taken port and the way out, without a stack trace', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    const words = await failToStart({ settings: SQLITE, env: { GREENLEAF_PORT: String(port) } });
    server.close();
    expect(words).toContain(`Port ${port} of 127.0.0.1 cannot be opened: another program`);
    expect(words).toContain(`GREENLEAF_PORT=${port + 1} npm start`);
    expect(words).not.toMatch(/\n\s+at /);
  });

  it('names a data folder that cannot be', async () => {
    const file = join(scratch, 'a-file');
    writeFileSync(file, '');
    const words = await failToStart({ env: { GREENLEAF_DATA: join(file, 'data') } });
    expect(words).toContain(`The data folder ${join(file, 'data')} cannot be used: a part of the path is a file`);
    expect(words).not.toMatch(/\n\s+at /);
  });

  it('names every mistake of the settings at once', async () => {
    const words = await failToStart({ settings: 'collector: { flushMs: soon }\nreadings: mysql\n' });
    expect(words).toContain('collector.flushMs');
    expect(words).toContain("readings: 'mysql'");
    expect(words).not.toMatch(/\n\s+at /);
  });

  it('names a role that there is not', async () => {
    const words = await failToStart({ args: ['--only', 'guard'] });
    expect(words).toContain("--only 'guard' is not a role; allowed: collector, server, simulator");
  });
});

describe('roles in processes of their own', () => {
  it('find each other in one data folder, and readings arrive', async () => {
    const dataDir = join(scratch, 'roles');
    mkdirSync(dataDir);
    const running: RunningGreenleaf[] = [];
    const start = async (role: string, until?: RegExp) => {
      const one = await startGreenleaf({ settings: SQLITE, dataDir, args: ['--only', role], ...(until ? { until } : {}) });
      running.push(one);
      return one;
    };
    try {
      await start('collector', /MQTT\s+(mqtt:\S+)/);
      const server = await start('server');
      await start('simulator', /(goes on live)/);
      const headers = await demoHeaders(server.url);
      await vi.waitFor(
        async () => {
          const { collector } = await getJson<StatusAnswer>(`${server.url}/api/status`, headers);
          expect(collector).toMatchObject({ alive: true, connected: true });
          expect(collector?.storedReadings).toBeGreaterThan(100);
        },
        { timeout: 30_000, interval: 250 },
      );
    } finally {
      for (const one of running.toReversed()) expect(await one.stop()).toBe(0);
    }
  }, 90_000);
});
