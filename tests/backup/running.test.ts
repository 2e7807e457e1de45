import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { connectAsync } from 'mqtt';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { StatusAnswer } from '../../api/schemas/status.ts';
import { loadSettings } from '../../config/load.ts';
import { chooseReadings } from '../../store/choose-readings.ts';
import { getJson, removeData, startGreenleaf } from '../support/greenleaf.ts';
import { setUp } from '../support/sign-in.ts';
import { hasInfluxd } from '../support/influxd.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const run = promisify(execFile);
const TSX = import.meta.resolve('tsx');
const CLI = new URL('../../backup/cli.ts', import.meta.url).pathname;

const SETTINGS = `
readings: influx
sites:
  - id: school
    name: 学校
    timeZone: Asia/Shanghai
    campuses: [{ id: main, name: 本部 }]
    buildings: [{ id: b1, name: 一号楼, campus: main, function: teaching }]
    meters: [{ id: a1, name: 总表, building: b1, medium: electricity, role: building_main }]
`;
const REF = { site: 'school', meter: 'a1', medium: 'electricity' } as const;
const START_AT = Date.parse('2026-03-01T00:00:00Z');

describe.skipIf(!hasInfluxd)('a program that runs', () => {
  it('is backed up without being stopped; restored elsewhere it starts with all that was acknowledged', async () => {
    const dir = temporaryFolder();
    const old = await startGreenleaf({ settings: SETTINGS });
    onTestFinished(async () => {
      await old.stop();
      removeData(old.dataDir);
    });
    const stream = await publishOn(old.broker);
    await stream.reach(500);
    const promised = stream.acknowledged();
    const file = join(dir, 'backup.tar.gz');
    const { stdout: made } = await cli(
      ['backup', file],
      { GREENLEAF_DATA: old.dataDir, GREENLEAF_CONFIG: join(old.dataDir, 'greenleaf.yaml') },
      dir,
    );
    expect(made).toMatch(/backup\.tar\.gz: [\d.]+ MB, \d+ readings of 1 meters/);
    expect(made).toContain('It holds no passwords');
    // Its collector and its influxd go on.
    await stream.reach(stream.acknowledged() + 200);
    await stream.stop();
    expect(await old.stop()).toBe(0);

    const dataDir = join(dir, 'restored');
    const { stdout: restored } = await cli(['restore', file, '--data', dataDir], {}, dir);
    expect(restored).toContain(`GREENLEAF_CONFIG=${join(dataDir, 'greenleaf.yaml')} GREENLEAF_DATA=${dataDir} npm start`);
    expect(readFileSync(join(dataDir, 'greenleaf.yaml'), 'utf8')).toContain('id: school');
    const again = await startGreenleaf({ dataDir, env: { GREENLEAF_CONFIG: join(dataDir, 'greenleaf.yaml') } });
    onTestFinished(async () => void (await again.stop()));
    const { headers } = await setUp(again);
    const status = await getJson<StatusAnswer>(`${again.url}/api/status`, headers);
    expect(status.readings).toMatchObject({ kind: 'influx', reachable: true });
    expect(status.collector?.startedAt).toBeGreaterThan(0);
    expect(await again.stop()).toBe(0);

    const stored = await readingsIn(dataDir);
    expect(stored.length).toBeGreaterThanOrEqual(promised);
    expect(stored.slice(0, promised)).toEqual(Array.from({ length: promised }, (_, index) => index));
  }, 180_000);
});

describe('the commands', () => {
  const fail = async (args: readonly string[], env: Record<string, string> = {}) => {
    const dir = temporaryFolder();
    const error: unknown = await cli(args, { GREENLEAF_DATA: join(dir, 'data'), ...env }, dir).catch((reason: unknown) => reason);
    return error as { code: number; stdout: string; stderr: string };
  };

  it('show their use when they are not understood', async () => {
    expect(await fail(['restore'])).toMatchObject({ code: 2, stdout: expect.stringContaining('npm run restore -- FILE') });
    expect(await fail(['backup', 'one', 'two'])).toMatchObject({ code: 2 });
  });

  it('say in one line what is wrong, without a stack trace', async () => {
    const { code, stderr } = await fail(['backup', 'x.tar.gz']);
    expect(stderr).toMatch(/^.*\/data holds no data of Greenleaf \(no records\.sqlite\); name its folder.*\n$/);
    expect(code).toBe(1);
    expect((await fail(['backup', '--data', 'x'])).stderr).toMatch(/^Unknown option '--data'/);
    expect((await fail(['restore', 'nowhere.tar.gz'])).stderr).toMatch(/^There is no file .*nowhere\.tar\.gz\.\n$/);
  });
});

/** Numbered readings, one after the other, until stopped. */
async function publishOn(broker: string) {
  const client = await connectAsync(broker);
  let acknowledged = 0;
  let stopping = false;
  const publishing = (async () => {
    for (let n = 0; !stopping; n++) {
      await client.publishAsync('campus/school/a1', JSON.stringify({ ts: START_AT + n * 60_000, energy_kwh: n }), { qos: 1 });
      acknowledged = n + 1;
    }
  })();
  return {
    acknowledged: () => acknowledged,
    async reach(count: number) {
      await expect.poll(() => acknowledged, { timeout: 60_000 }).toBeGreaterThanOrEqual(count);
    },
    async stop() {
      stopping = true;
      await publishing;
      await client.endAsync();
    },
  };
}

async function readingsIn(dataDir: string): Promise<(number | undefined)[]> {
  const { settings } = loadSettings({ env: { GREENLEAF_CONFIG: join(dataDir, 'greenleaf.yaml') }, cwd: dataDir });
  const { store, close } = await chooseReadings({ settings, dataDir, searchPath: process.env['PATH'], log: { info() {}, warn() {} } });
  try {
    return (await store.range(REF, 0, START_AT * 2)).map(({ fields }) => fields.energy_kwh);
  } finally {
    await close();
  }
}

function cli(args: readonly string[], env: Record<string, string>, cwd: string) {
  return run(process.execPath, ['--import', TSX, CLI, ...args], { cwd, env: { PATH: process.env['PATH'], ...env } });
}
