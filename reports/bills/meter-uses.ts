import { groupBy } from '../../domain/group-by.ts';
import { type Meter, ratioAt } from '../../domain/site.ts';
import type { ReadingStore, Records, StepRecord } from '../../store/ports.ts';
import type { SiteView } from '../../consumption/site-view.ts';
import type { MeterUse } from '../../tariffs/compute-bill.ts';
import { exact, toDecimal } from '../../tariffs/exact.ts';
import { readEdgeRegister } from './edge-register.ts';
import { TOLD_STEPS, tellSteps } from './step-words.ts';

/** More remarkable steps than this in a span are no bill but a broken meter. */
const MOST_STEPS = 200;

interface Stores {
  records: Pick<Records, 'intervals'>;
  readings: Pick<ReadingStore, 'range'>;
}

/** What each of some meters used in a span, with the readings and the steps that it follows from. */
export async function readMeterUses(
  { records, readings }: Stores,
  view: SiteView,
  meters: readonly { meter: Meter; share: string }[],
  { from, to }: { from: string; to: string },
  held: readonly StepRecord[],
): Promise<MeterUse[]> {
  const span = { startAt: view.local.startOfDay(from), endAt: view.local.startOfDay(to) };
  const days = groupBy(
    meters.length === 0 ? [] : await records.intervals.days(view.id, [...new Set(meters.map(({ meter }) => meter.id))], from, to),
    (day) => day.meter,
  );
  return Promise.all(
    meters.map(async ({ meter, share }) => {
      const gaps = held.filter((gap) => gap.meter === meter.id && gap.fromAt < span.endAt && gap.toAt > span.startAt);
      return {
        meter: meter.id,
        name: meter,
        share,
        readingIntervalS: meter.readingIntervalS,
        days: days.get(meter.id) ?? [],
        held: gaps.map(({ fromAt, toAt, consumption }) => ({ fromAt, toAt, amount: consumption ?? 0 })),
        told: await readTold({ records, readings }, view, meter, span),
      };
    }),
  );
}

/** Readings at both edges, the ratio, and what happened between. */
async function readTold(
  { records, readings }: Stores,
  view: SiteView,
  meter: Meter,
  { startAt, endAt }: { startAt: number; endAt: number },
): Promise<MeterUse['told']> {
  // Foreign readings at the edges lie up to a gap outside of the span.
  const aroundMs = Math.max(86_400_000, meter.readingIntervalS * 2000);
  const options = { meter: meter.id, limit: MOST_STEPS };
  const [steps, glitches] = await Promise.all([
    records.intervals.steps(view.id, { ...options, fromAt: startAt + 1, toAt: endAt + 1, kinds: TOLD_STEPS }),
    records.intervals.steps(view.id, { ...options, fromAt: startAt - aroundMs, toAt: endAt + aroundMs, kinds: ['glitch'] }),
  ]);
  const [start, end] = await Promise.all([
    readEdgeRegister(readings, meter, { at: startAt, side: 'start' }, glitches),
    readEdgeRegister(readings, meter, { at: endAt, side: 'end' }, glitches),
  ]);
  const textOf = (register: typeof start) => (register ? toDecimal(exact(register.value)) : null);
  return {
    startRegister: textOf(start),
    endRegister: textOf(end),
    isInterpolated: [start, end].some((register) => register?.isInterpolated === true),
    ratio: toDecimal(exact(ratioAt(meter, endAt - 1))),
    steps: tellSteps(meter, steps, { startAt, endAt }, view.local),
  };
}
