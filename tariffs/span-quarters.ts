import { ABSENT_QUALITY, INTERVAL_MS, type IntervalDay, layOnGrid, type Segment, toGrains } from '../domain/interval.ts';
import { addDays, daysBetween } from '../domain/local-time.ts';
import type { PricePeriod } from '../domain/tariff.ts';
import type { BillQuestion, MeterUse } from './bill-question.ts';
import type { PriceClock } from './price-clock.ts';
import type { Stretch } from './stretches.ts';

/** A quarter hour of one meter, with what was used in it. */
export interface SpanQuarter {
  /** Index of the stretch. */
  stretch: number;
  /** Null: one price all day. */
  period: PricePeriod | null;
  at: number;
  /** Of its local day, from 0. */
  index: number;
  grains: number;
  /** Index into QUALITIES, of the interval itself. */
  quality: number;
  /** A long gap over midnight was shared into it. */
  isHeld: boolean;
}

/** Every quarter hour of the stretches, in order. @param clocks by version; undefined: no time of use */
export function* spanQuarters(
  { local }: Pick<BillQuestion, 'local'>,
  meter: Pick<MeterUse, 'days' | 'held'>,
  stretches: readonly Stretch[],
  clocks: readonly (PriceClock | undefined)[],
): Generator<SpanQuarter> {
  const known = new Map(meter.days.map((day) => [day.day, day]));
  for (const [stretch, { from, to, version }] of stretches.entries()) {
    for (const day of daysBetween(from, to)) {
      const dayAt = local.startOfDay(day);
      const count = (local.startOfDay(addDays(day, 1)) - dayAt) / INTERVAL_MS;
      const periods = clocks[version]?.periodsOf(day);
      const own = known.get(day);
      const held = layHeld(meter.held, dayAt, count);
      for (let index = 0; index < count; index++) {
        const heldGrains = held?.[index];
        yield {
          stretch,
          period: periods?.[index] ?? null,
          at: dayAt + index * INTERVAL_MS,
          index,
          grains: grainsAt(own, index) + (heldGrains ?? 0),
          quality: own?.qualities[index] ?? ABSENT_QUALITY,
          isHeld: heldGrains !== undefined,
        };
      }
    }
  }
}

function grainsAt(day: IntervalDay | undefined, index: number): number {
  const value = day?.values[index];
  return value === undefined || Number.isNaN(value) ? 0 : toGrains(value);
}

/** Long gaps shared by time over the quarters of a day, grains; undefined where none is. The parts of a gap sum to it exactly. */
function layHeld(held: MeterUse['held'], dayAt: number, count: number): (number | undefined)[] | undefined {
  const inside = held.filter(({ fromAt, toAt }) => fromAt < dayAt + count * INTERVAL_MS && toAt > dayAt);
  if (inside.length === 0) return undefined;
  const segments = inside.map((gap): Segment => ({ ...gap, quality: 'estimated' })).toSorted((a, b) => a.fromAt - b.fromAt);
  const { values, qualities } = layOnGrid(segments, dayAt, count);
  return Array.from(values, (value, index) => (qualities[index] === ABSENT_QUALITY ? undefined : toGrains(value)));
}
