import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { connectAsync } from 'mqtt';
import type { MeterRef } from '../../../domain/reading.ts';
import { chooseReadings } from '../../../store/choose-readings.ts';
import type { CollectorState } from '../../../store/ports.ts';
import { openRecords } from '../../../store/records/open-records.ts';
import { removeData, startGreenleaf } from '../../support/greenleaf.ts';
import { openMosquitto } from '../../support/mosquitto.ts';
import { checkFour, isIdle } from '../four-checks.ts';

export interface SoakOptions {
  seconds: number;
  /** Each sends one reading a minute. */
  meters: number;
  /** So often a gateway comes back with `burst` older readings at once. */
  burstEveryS: number;
  burst: number;
  reportEveryS: number;
  onReport?: (report: SoakReport) => void;
}

/** How the program was at an instant; `lagMs` is the longest since the report before. */
export interface SoakReport {
  second: number;
  rssMb: number;
  fds: number;
  /** From the publisher's hand to the disk: how long the oldest message that is not durable has been on its way. */
  lagMs: number;
  spooled: number;
  published: number;
  stored: number;
}

const TICK_MS = 100;
const LOOK_MS = 500;
const DRAIN_MS = 120_000;

/**
 * The whole program on a real broker and InfluxDB under the load of a campus, for as long as is asked for, and the four
 * checks at the end.
 *
 * @throws Error when something was lost, doubled or left behind
 */
export async function runSoak(options: SoakOptions): Promise<SoakReport[]> {
  // Without its file of sessions: with it the broker, not the program, sets the pace of a burst.
  const broker = await openMosquitto();
  const greenleaf = await startGreenleaf({ settings: settingsOf(broker.url, options.meters) });
  const { dataDir, pid } = greenleaf;
  try {
    const records = await openRecords(join(dataDir, 'records.sqlite'));
    const campus = await startCampus(broker.url, options);
    const reports = await watch(options, pid, records.intake.state, campus.sentAt);
    await campus.stop();
    const deadline = performance.now() + DRAIN_MS;
    for (
      let state = await records.intake.state();
      state?.messages !== campus.published.length || !isIdle(state);
      state = await records.intake.state()
    ) {
      if (performance.now() > deadline) throw new Error(`not all came through in ${DRAIN_MS / 1000} s: ${JSON.stringify(state)}`);
      await pause(LOOK_MS);
    }
    await greenleaf.stop();
    const { store, close } = await chooseReadings({
      settings: { readings: 'influx', influx: { database: 'greenleaf' } },
      dataDir,
      searchPath: process.env['PATH'],
      log: { info() {}, warn() {} },
    });
    try {
      await checkFour({ published: campus.published, readings: store, records, said: errorsIn(greenleaf.output()) });
    } finally {
      await close();
      await records.close();
    }
    return reports;
  } finally {
    await greenleaf.stop();
    await broker.close();
    removeData(dataDir);
  }
}

type Sent = { ref: MeterRef; at: number; fields: { energy_kwh: number } };

/** Meters that take turns, and a gateway that comes back now and then. Each message holds one reading. */
async function startCampus(url: string, { meters, burstEveryS, burst }: SoakOptions) {
  const client = await connectAsync(url);
  const startedAt = Date.now();
  const published: Sent[] = [];
  const sentAt: number[] = [];
  const failed: unknown[] = [];
  let live = 0;
  let bursts = 0;

  function send(meter: number, at: number): void {
    const ref = refOf(meter);
    const fields = { energy_kwh: Math.round(at / 36_000) / 100 };
    published.push({ ref, at, fields });
    sentAt.push(Date.now());
    client
      .publishAsync(`campus/${ref.site}/${ref.meter}`, JSON.stringify({ ts: at, ...fields }), { qos: 1 })
      .catch((error: unknown) => failed.push(error));
  }

  const timer = setInterval(() => {
    const now = Date.now();
    const due = Math.floor(((now - startedAt) * meters) / 60_000);
    for (; live < due; live++) send(live % meters, startedAt + Math.floor(live / meters) * 60_000);
    if (now - startedAt < (bursts + 1) * burstEveryS * 1000) return;
    // Further back each time: 50 readings each of some meters.
    bursts++;
    for (let n = 0; n < burst; n++) send(Math.floor(n / 50) % meters, startedAt - (bursts * 50 + (n % 50)) * 60_000);
  }, TICK_MS);

  return {
    published,
    sentAt,
    async stop() {
      clearInterval(timer);
      await client.endAsync();
      if (failed.length > 0) throw new Error(`${failed.length} messages were not taken by the broker: ${String(failed[0])}`);
    },
  };
}

async function watch(
  options: SoakOptions,
  pid: number,
  stateOf: () => Promise<CollectorState | null>,
  sentAt: readonly number[],
): Promise<SoakReport[]> {
  const reports: SoakReport[] = [];
  const startedAt = performance.now();
  let lagMs = 0;
  for (let look = 1; (look * LOOK_MS) / 1000 <= options.seconds; look++) {
    await pause(Math.max(0, startedAt + look * LOOK_MS - performance.now()));
    const state = await stateOf();
    if (!state) continue;
    const through = state.messages - state.inFlight - state.spooled;
    const oldest = sentAt[through];
    // What was sent since the state was saved does not count.
    if (oldest !== undefined && oldest < state.updatedAt) lagMs = Math.max(lagMs, state.updatedAt - oldest);
    if (((look * LOOK_MS) / 1000) % options.reportEveryS !== 0) continue;
    const report = {
      second: (look * LOOK_MS) / 1000,
      ...processOf(pid),
      lagMs,
      spooled: state.spooled,
      published: sentAt.length,
      stored: state.storedReadings,
    };
    reports.push(report);
    options.onReport?.(report);
    lagMs = 0;
  }
  return reports;
}

/** Linux only: memory and open files of another process. */
function processOf(pid: number): { rssMb: number; fds: number } {
  const kb = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return { rssMb: Math.round(Number(kb) / 1024), fds: readdirSync(`/proc/${pid}/fd`).length };
}

const refOf = (meter: number): MeterRef => ({ site: 'soak', building: 'b1', meter: `m${meter}`, medium: 'electricity' });

function settingsOf(url: string, meters: number): string {
  const list = Array.from(
    { length: meters },
    (_, meter) => `      - { id: m${meter}, name: 表${meter}, building: b1, medium: electricity, role: branch, readingIntervalS: 60 }`,
  );
  return `readings: influx
mqtt: { url: '${url}', root: campus }
sites:
  - id: soak
    name: 学校
    timeZone: Asia/Shanghai
    campuses: [{ id: main, name: 本部 }]
    buildings: [{ id: b1, name: 一号楼, campus: main, function: teaching }]
    meters:
${list.join('\n')}
`;
}

/** Lines of pino at level error or worse, as the four checks read them. */
function errorsIn(output: string): string[] {
  return output
    .split('\n')
    .filter((line) => /^\{"level":(50|60)/.test(line))
    .map((line) => `error ${line}`);
}
