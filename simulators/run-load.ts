import type { Clock } from '../domain/clock.ts';
import { createCampusModel } from './demo-campus.ts';
import { createDisplay, type Display } from './meter-display.ts';
import { createPace } from './pace.ts';
import { batchPayloads, objectPayload, topicOf } from './payload.ts';
import { dayIndexAt } from './physics/china-day.ts';
import { openPublisher, type Publisher } from './publisher.ts';
import { createWorld, type World } from './world.ts';

export interface LoadOptions {
  url: string;
  username?: string | undefined;
  password?: string | undefined;
  root: string;
  seed: number;
  siteIds: readonly string[];
  meters?: number | undefined;
  /** Readings a second, all meters together. */
  rate: number;
  /** Readings of one meter in a message. */
  batch: number;
  /** Stop after this many seconds; absent: when told to. */
  seconds?: number | undefined;
  now: Clock;
  firstConnectMs?: number | undefined;
  signal: AbortSignal;
  onProgress?: ((sent: { messages: number; readings: number }) => void) | undefined;
}

/** One meter under load: its readings follow each other evenly, at the pace that the whole rate leaves for it. */
interface LoadMeter {
  topic: string;
  columns: string[];
  world: World;
  index: number;
  display: Display;
  nextAt: number;
}

/**
 * Send readings at a fixed rate, as evenly as the broker takes them: registers and rates of the simulated schools at the
 * instants of their time stamps, from now on.
 *
 * @throws RangeError when a meter would have to send more than one reading a millisecond
 */
export async function runLoad(options: LoadOptions): Promise<{ messages: number; readings: number; seconds: number }> {
  const { rate, batch, signal, onProgress } = options;
  const startAt = options.now();
  const meters = loadMeters(options, startAt);
  const stepMs = (meters.length / rate) * 1000;
  if (stepMs < 1) {
    throw new RangeError(
      `rate: ${rate} readings/s are more than one a millisecond for each of ${meters.length} meters; simulate more sites or meters`,
    );
  }
  let publisher: Publisher | undefined;
  let readings = 0;
  const watch = performance.now();
  try {
    publisher = await openPublisher({ ...options, clientId: `greenleaf-load-${process.pid}`, window: 512, signal });
    const pace = createPace(rate, signal);
    const limit = options.seconds === undefined ? Number.POSITIVE_INFINITY : rate * options.seconds;
    while (readings < limit) {
      for (const meter of meters) {
        const count = Math.min(batch, limit - readings);
        if (count <= 0) break;
        await pace.take(count);
        await publisher.publish(meter.topic, nextPayload(meter, Math.ceil(count), stepMs));
        readings += Math.ceil(count);
      }
      onProgress?.({ messages: publisher.acknowledged(), readings });
    }
    await publisher.flush();
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    await publisher?.close();
  }
  return { messages: publisher?.acknowledged() ?? 0, readings, seconds: (performance.now() - watch) / 1000 };
}

function loadMeters(options: LoadOptions, startAt: number): LoadMeter[] {
  return options.siteIds.flatMap((siteId) => {
    const model = createCampusModel({ seed: options.seed, siteId, meters: options.meters });
    const world = createWorld(model, [], dayIndexAt(startAt));
    return model.plan.meters.flatMap((meter, index): LoadMeter[] => {
      if (meter.medium !== 'electricity' && meter.medium !== 'water') return [];
      const columns = meter.medium === 'electricity' ? ['ts', 'energy_kwh', 'power_kw'] : ['ts', 'volume_m3', 'flow_lph'];
      const display = createDisplay(world, index, model.seed, []);
      return [{ topic: topicOf(options.root, siteId, meter.id), columns, world, index, display, nextAt: startAt }];
    });
  });
}

function nextPayload(meter: LoadMeter, count: number, stepMs: number): string {
  const { world, index, display, columns } = meter;
  const rows: number[][] = [];
  for (let reading = 0; reading < count; reading++) {
    const at = Math.round(meter.nextAt);
    rows.push([at, display(at, world.totalAt(index, at)), Math.round(world.rateAt(index, at) * 1000) / 1000]);
    meter.nextAt += stepMs;
  }
  return rows.length === 1 ? objectPayload(columns, rows[0]!) : batchPayloads(columns, rows)[0]!.payload;
}
