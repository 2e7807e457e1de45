import type { Clock } from '../domain/clock.ts';
import type { CampusModel } from './campus/model.ts';
import type { Fault } from './faults/fault.ts';
import { createHands, type Hands } from './hands.ts';
import { countMessages, historyWeeks, recordTape, type Tape } from './history.ts';
import { runLive } from './live.ts';
import { createMeterReader, type MeterReader } from './meter-reader.ts';
import { createPace } from './pace.ts';
import { topicOf } from './payload.ts';
import { DAY_MS, startOfDay } from './physics/china-day.ts';
import { planSchools, type School } from './plan-schools.ts';
import { type Login, openPublisher, type Publisher } from './publisher.ts';
import { openTruthFiles, type SimulatorState, type TruthFiles } from './state-file.ts';
import { createWorld, type World } from './world.ts';

export interface SimulatorOptions extends Login {
  url: string;
  /** First level of the topics. */
  root: string;
  seed: number;
  siteIds: readonly string[];
  /** Meters of each school; default: the demo school's own number. */
  meters?: number | undefined;
  /** History before going live. */
  months: number;
  /** Time between live readings; 0: stop after the history. */
  liveMs: number;
  now: Clock;
  /** Epoch ms of the last reading that is stored; absent: nothing is. */
  since?: number | undefined;
  /** Where the truth goes; `simulator-state.json` beside it remembers the plan over restarts. */
  truthFile?: string | undefined;
  /** The demo's faults; false: none but `faults`. */
  demoFaults: boolean;
  /** Further faults of each school (the `fault` scenario). */
  faults?: ((model: CampusModel) => Fault[]) | undefined;
  /** Shares of readings lost and doubled on their way, 0…1. */
  loss?: number | undefined;
  duplicates?: number | undefined;
  /** Largest rate of history, readings a second; default: as fast as the broker takes them. */
  historyRate?: number | undefined;
  /** Give up when no broker answers in this time; absent: keep trying. */
  firstConnectMs?: number | undefined;
  /** See LiveOptions. */
  longestWaitMs?: number | undefined;
  /** Called for each school before anything is published: what somebody there can do. */
  onHands?: ((site: string, hands: Hands) => void) | undefined;
  signal: AbortSignal;
  onProgress?: ((progress: SimulatorProgress) => void) | undefined;
  onConnection?: ((up: boolean, why?: string) => void) | undefined;
}

export interface SimulatorProgress {
  phase: 'computing' | 'history' | 'live';
  site: string;
  /** Messages acknowledged by the broker and readings handed to it so far, all sites together. */
  messages: number;
  readings: number;
  /** History messages of this site: sent and expected. */
  sent: number;
  total: number;
}

export interface SimulatorSummary {
  messages: number;
  readings: number;
}

/** What was sent shortly before everything was killed may have been on its way only: it is sent again. */
const RESUME_MARGIN_MS = 35 * DAY_MS;

interface Stage {
  options: SimulatorOptions;
  files: TruthFiles | undefined;
  state: SimulatorState;
  publisher: Publisher;
  signal: AbortSignal;
  tally: { readings: number };
}

/**
 * Simulate schools: history first (newest week first, live readings beside it), then live until stopped. Everything is a pure
 * function of seed and time, so a restart with the same truth file continues the same registers.
 *
 * @returns when stopped, or after the history when `liveMs` is 0
 * @throws  BrokerUnreachable, SeedMismatch, RangeError (options that no school fits)
 */
export async function runSimulator(options: SimulatorOptions): Promise<SimulatorSummary> {
  const files = options.truthFile === undefined ? undefined : openTruthFiles(options.truthFile, options.seed);
  const { schools, state } = planSchools(options, files, options.now());
  const failed = new AbortController();
  const signal = AbortSignal.any([options.signal, failed.signal]);
  const tally = { readings: 0 };
  let publisher: Publisher | undefined;
  try {
    const clientId = `greenleaf-simulator-${options.siteIds[0] ?? 'none'}-${process.pid}`;
    publisher = await openPublisher({ ...options, clientId, signal });
    const stage: Stage = { options, files, state, publisher, signal, tally };
    const lives: Promise<void>[] = [];
    for (const school of schools) lives.push((await runSchool(school, stage)).live);
    await publisher.flush();
    await Promise.all(lives);
  } catch (error) {
    failed.abort(error);
    if (!options.signal.aborted) throw error;
  } finally {
    await publisher?.close();
  }
  return { messages: publisher?.acknowledged() ?? 0, readings: tally.readings };
}

/** Publish one school's history, its live readings beside it. `live` ends when stopped. */
async function runSchool(school: School, stage: Stage): Promise<{ live: Promise<void> }> {
  const { options, signal } = stage;
  const world = createWorld(school.model, school.faults, school.firstDay);
  const reader = createMeterReader(school.model, world, school.faults, options);
  const run: SchoolRun = { site: school.model.plan.site.id, world, reader };
  options.onHands?.(
    run.site,
    createHands(world, school.faults, (faults) => stage.files?.writeTruth(faults)),
  );
  report(run, stage, 'computing');
  const startedAt = options.now();
  const spans = spansToPublish(school, stage, startedAt);
  const tape = await recordTape(world, reader, Math.min(startedAt, ...spans.map(({ fromAt }) => fromAt)), startedAt, signal);
  const live = options.liveMs > 0 ? goLive(run, stage, startedAt) : Promise.resolve();
  // A failure of the live part comes out where its promise is awaited; until then it is not unhandled.
  live.catch(() => undefined);
  await publishHistory(run, stage, tape, spans);
  return { live };
}

interface SchoolRun {
  site: string;
  world: World;
  reader: MeterReader;
}

interface Span {
  fromAt: number;
  toAt: number;
}

/** What is missing: everything, or what came after `since` and whatever a broken-off first run did not reach. */
function spansToPublish({ model, firstDay }: School, { options, state }: Stage, toAt: number): Span[] {
  const firstAt = startOfDay(firstDay);
  const site = model.plan.site.id;
  if (options.since === undefined) {
    delete state.historyFrom[site];
    return [{ fromAt: firstAt, toAt }];
  }
  const fresh = { fromAt: Math.max(firstAt, options.since), toAt };
  const reachedAt = state.historyFrom[site] ?? fresh.fromAt;
  if (options.truthFile === undefined || reachedAt <= firstAt) return [fresh];
  return [fresh, { fromAt: firstAt, toAt: Math.min(fresh.fromAt, reachedAt + RESUME_MARGIN_MS) }];
}

async function publishHistory(run: SchoolRun, stage: Stage, tape: Tape, spans: readonly Span[]): Promise<void> {
  const { options, publisher, files, state, signal } = stage;
  const pace = createPace(options.historyRate ?? Number.POSITIVE_INFINITY, signal);
  const expected = spans.reduce((sum, span) => sum + countMessages(run.world, span), 0);
  let sent = 0;
  for (const span of spans) {
    for (const week of historyWeeks(run.world, run.reader, tape, span)) {
      for (const { meter, payload, readings } of week.messages) {
        await pace.take(readings);
        await send(run, stage, meter, payload, readings);
        sent++;
      }
      await publisher.flush();
      report(run, stage, 'history', sent, Math.max(sent, expected));
      // How far back the broker has taken history over; a restart goes on from there.
      state.historyFrom[run.site] = Math.min(week.fromAt, state.historyFrom[run.site] ?? Number.POSITIVE_INFINITY);
      files?.writeState(state);
    }
  }
  report(run, stage, 'history', sent, sent);
}

function goLive(run: SchoolRun, stage: Stage, afterAt: number): Promise<void> {
  const { options, signal } = stage;
  return runLive({
    world: run.world,
    reader: run.reader,
    stepMs: options.liveMs,
    now: options.now,
    signal,
    afterAt,
    send: ({ meter, payload }) => send(run, stage, meter, payload, 1),
    onSlot: () => report(run, stage, 'live'),
    longestWaitMs: options.longestWaitMs,
    async catchUp(fromAt, toAt) {
      const tape = await recordTape(run.world, run.reader, fromAt, toAt, signal);
      for (const week of historyWeeks(run.world, run.reader, tape, { fromAt, toAt })) {
        for (const { meter, payload, readings } of week.messages) await send(run, stage, meter, payload, readings);
      }
    },
  });
}

async function send(run: SchoolRun, stage: Stage, meter: string, payload: string, readings: number): Promise<void> {
  await stage.publisher.publish(topicOf(stage.options.root, run.site, meter), payload);
  stage.tally.readings += readings;
}

function report(run: SchoolRun, stage: Stage, phase: SimulatorProgress['phase'], sent = 0, total = 0): void {
  const { options, publisher, tally } = stage;
  options.onProgress?.({ phase, site: run.site, messages: publisher.acknowledged(), readings: tally.readings, sent, total });
}
