import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { LoadedSettings } from '../config/load.ts';
import type { Clock } from '../domain/clock.ts';
import { createLocalTime } from '../domain/local-time.ts';
import { DEMO_SITE } from '../simulators/demo-campus.ts';
import { STUBBORN_METER } from '../simulators/demo-night.ts';
import type { Records } from '../store/ports.ts';
import { createNightClock, type NightClock } from './night-clock.ts';
import { walkAsGuard } from './night-walk.ts';
import type { Role } from './role.ts';
import type { ForkedSimulator } from './simulator-role.ts';
import { StartTrouble } from './trouble.ts';

/** Environment of the simulator's process: the instant of the evening and the speed. */
export const NIGHT_VARIABLE = 'DEMO_NIGHT_CLOCK';
/** The usual level of a night needs a month before it. */
const MONTHS = 1;
const ZONE = 'Asia/Shanghai';
const BEGIN = '23:05';
/** After the last watch of the round nothing happens until the morning: that stretch runs faster. */
const ROUND_OVER = '01:35';
const MORNING = '07:28';
const MORNING_OVER = '07:36';
const THROUGH_THE_NIGHT = 12;
const LOOK_MS = 250;

/** What the night needs of the program that it runs in. */
export interface NightSystem extends Role {
  url: string;
  records: Records;
  runDue(): Promise<void>;
}

export interface NightOptions {
  loaded: LoadedSettings;
  /** Minutes of the night in a minute. */
  speed: number;
  /** Nobody plays the guard: somebody does it on the phone page. */
  withoutGuard: boolean;
  log: Logger;
  print: (line: string) => void;
  fork: (more: readonly string[], env: NodeJS.ProcessEnv) => ForkedSimulator;
  compose: (loaded: LoadedSettings, clock: { now: Clock; monotonic: Clock }) => Promise<NightSystem>;
}

/** The clock of both processes. @param text what `NIGHT_VARIABLE` holds */
export function clockOf(text: string): { clock: NightClock; at: number } {
  const { at, speed } = JSON.parse(text) as { at: number; speed: number };
  const local = createLocalTime(ZONE);
  const [evening, morning] = [local.dayOf(at), local.dayOf(at + 12 * 3_600_000)];
  const clock = createNightClock(
    [
      { fromAt: local.at(evening, BEGIN), speed },
      { fromAt: local.at(morning, ROUND_OVER), speed: speed * THROUGH_THE_NIGHT },
      { fromAt: local.at(morning, MORNING), speed },
      { fromAt: local.at(morning, MORNING_OVER), speed: 1 },
    ],
    Date.now,
  );
  return { clock, at };
}

/**
 * Tonight on the demo campus, from 23:05 on and faster than life: the list freezes, a guard walks, rooms are switched off, their
 * meters confirm it or not, the morning digest comes. In a data folder of its own, made anew each time.
 *
 * @throws StartTrouble where schools are declared: their night is not ours to play with
 */
export async function startDemoNight(options: NightOptions): Promise<Role & { url: string }> {
  const { loaded, speed, log, print } = options;
  if (loaded.sitePlans !== null) throw new StartTrouble('--demo-night: the settings declare schools; it plays on the demo campus only');
  const dataDir = join(loaded.dataDir, 'demo-night');
  rmSync(dataDir, { recursive: true, force: true });
  const local = createLocalTime(ZONE);
  const at = local.at(local.dayOf(Date.now()), BEGIN);
  const night = JSON.stringify({ at, speed });
  const { clock } = clockOf(night);
  const simulator = { ...loaded.settings.simulator, months: MONTHS };
  const system = await options.compose({ ...loaded, dataDir, settings: { ...loaded.settings, simulator } }, clock);
  const campus = options.fork(['--demo-night'], { [NIGHT_VARIABLE]: night, GREENLEAF_DATA: dataDir });
  const stopping = new AbortController();
  const done = play({ ...options, system, campus, clock, signal: stopping.signal }).catch((error: unknown) => {
    if (!stopping.signal.aborted) log.error({ err: error }, 'the demo night broke off');
  });
  print(`  Night     ${local.dayOf(at)}, ${speed} times faster; the clock stands at ${BEGIN} until the history is in`);
  return {
    url: system.url,
    async stop() {
      stopping.abort();
      await done;
      await campus.stop();
      await system.stop();
    },
  };
}

interface Stage extends NightOptions {
  system: NightSystem;
  campus: ForkedSimulator;
  clock: NightClock;
  signal: AbortSignal;
}

async function play(stage: Stage): Promise<void> {
  const { system, campus, clock, signal, speed, print, log } = stage;
  await new Promise<void>((ready) => campus.onMessage((message) => 'history' in message && ready()));
  // What was loaded is computed and judged before the clock moves.
  while (await isBusy(system.records)) await sleep(LOOK_MS, undefined, { signal });
  const realAt = Date.now();
  clock.begin(realAt);
  campus.tell({ beginAt: realAt });
  print(`The night begins: ${system.url}/tonight`);
  // The cron table is looked at each minute of the night.
  const bell = setInterval(() => void system.runDue(), Math.max(50, 60_000 / speed));
  signal.addEventListener('abort', () => clearInterval(bell));
  await Promise.all([
    pressSwitches(stage),
    stage.withoutGuard ? undefined : walkAsGuard({ url: system.url, site: DEMO_SITE, clock, signal, log }),
  ]);
}

async function isBusy({ intervals }: Records): Promise<boolean> {
  const changed = await intervals.changedDays(DEMO_SITE);
  return (await intervals.touchedCount()) > 0 || changed.length > 0;
}

/** What the guard says that he switched off is switched off on the simulated campus; in one room he first presses the wrong switch. */
async function pressSwitches({ system: { records }, campus, clock, signal }: Stage): Promise<void> {
  const night = createLocalTime(ZONE).dayOf(clock.now());
  const seen = new Set<string>();
  let isStubborn = true;
  while (!signal.aborted) {
    const events = await records.alertEvents.list(DEMO_SITE, { fromNight: night, toNight: night });
    for (const { id, word, alert } of events) {
      if (word !== 'off' || seen.has(id)) continue;
      seen.add(id);
      const meter = (await records.alerts.get(DEMO_SITE, alert))?.meter ?? alert.split(':')[2] ?? '';
      if (meter === STUBBORN_METER && isStubborn) isStubborn = false;
      else campus.tell({ switchOff: meter, at: clock.now() });
    }
    await sleep(LOOK_MS, undefined, { signal }).catch(() => undefined);
  }
}
