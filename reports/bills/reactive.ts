import { INTERVAL_MS, type IntervalDay } from '../../domain/interval.ts';
import type { Meter } from '../../domain/site.ts';
import type { ReadingStore } from '../../store/ports.ts';

/** With less of the energy beside a known power factor nothing is said about reactive energy. */
const ENOUGH = 0.9;
/** What lies beneath is an idle circuit or a broken channel, of which the angle says nothing. */
const LOWEST_FACTOR = 0.05;

/**
 * Reactive energy of a meter, from the power factor that its readings carry: Q = P · √(1 − λ²) / λ of each quarter hour, with the mean of
 * its readings. An estimate: utilities count it by a register of its own.
 *
 * @returns kvarh, before any share; undefined where too little of the energy has a power factor beside it
 */
export async function estimateReactive(
  readings: Pick<ReadingStore, 'range'>,
  meter: Meter,
  days: readonly IntervalDay[],
): Promise<number | undefined> {
  const [first, last] = [days[0], days.at(-1)];
  if (!first || !last) return undefined;
  const ref = { site: meter.site, meter: meter.id, medium: meter.medium };
  const endAt = last.startAt + last.values.length * INTERVAL_MS;
  const found = await readings.range(ref, first.startAt, endAt, { fields: ['power_factor'] });
  const factors = new Map<number, { sum: number; count: number }>();
  for (const { at, fields } of found) {
    const factor = Math.abs(fields.power_factor ?? 0);
    if (factor < LOWEST_FACTOR || factor > 1) continue;
    const slot = Math.floor(at / INTERVAL_MS);
    const known = factors.get(slot) ?? { sum: 0, count: 0 };
    factors.set(slot, { sum: known.sum + factor, count: known.count + 1 });
  }
  return reactiveOf(days, (at) => {
    const known = factors.get(Math.floor(at / INTERVAL_MS));
    return known && known.sum / known.count;
  });
}

function reactiveOf(days: readonly IntervalDay[], factorAt: (at: number) => number | undefined): number | undefined {
  let [energy, known, reactive] = [0, 0, 0];
  for (const { startAt, values } of days) {
    values.forEach((value, index) => {
      if (Number.isNaN(value)) return;
      energy += value;
      const factor = factorAt(startAt + index * INTERVAL_MS);
      if (factor === undefined) return;
      known += value;
      reactive += (value * Math.sqrt(1 - factor * factor)) / factor;
    });
  }
  // What has no power factor beside it is taken to be like the rest.
  return energy > 0 && known >= energy * ENOUGH ? (reactive * energy) / known : undefined;
}
