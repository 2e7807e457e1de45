import type { Segment } from './interval.ts';
import { MEDIUM_FACTS } from './medium.ts';
import type { StoredReading } from './reading.ts';
import { classifySteps, type Explanation, type RegisterReading, type Step } from './register.ts';
import { type Meter, ratioAt } from './site.ts';

/** A gap up to this long is interpolated; a longer one keeps its total but its spread is an estimate. */
export const SHORT_GAP_MS = 2 * 3_600_000;
/** Up to this many times the meter's own rhythm (or the grid) two readings are neighbours, not the edges of a gap. */
const RHYTHM_SLACK = 1.6;
const GRID_MS = 15 * 60_000;

/** What the readings of one meter mean: the consumption they prove and how each step was explained. */
export interface Interpretation {
  segments: Segment[];
  steps: Step[];
}

type MeterFacts = Pick<Meter, 'medium' | 'kind' | 'digits' | 'resolution' | 'ratingPerHour' | 'ratios' | 'readingIntervalS'>;

/**
 * Interpret the readings of one meter: registers become steps and steps become segments; a feed of amounts becomes
 * segments as it is. Pure: the same readings give the same segments in whatever order they arrived.
 *
 * @param readings ascending by `at`; readings without the meter's consumption field are passed over
 */
export function interpret(
  meter: MeterFacts,
  readings: readonly StoredReading[],
  explanations: readonly Explanation[] = [],
): Interpretation {
  return meter.kind === 'interval' ? fromAmounts(meter, readings) : fromRegister(meter, readings, explanations);
}

function fromRegister(meter: MeterFacts, readings: readonly StoredReading[], explanations: readonly Explanation[]): Interpretation {
  const field = MEDIUM_FACTS[meter.medium].register;
  if (!field) return { segments: [], steps: [] };
  const registers: RegisterReading[] = [];
  for (const { at, fields } of readings) {
    const value = fields[field];
    if (value !== undefined) registers.push({ at, value });
  }
  const lowestRatio = meter.ratios.length === 0 ? 1 : Math.min(...meter.ratios.map((span) => span.ratio));
  const maxPerHour = meter.ratingPerHour === undefined ? undefined : meter.ratingPerHour / lowestRatio;
  const steps = classifySteps(registers, { digits: meter.digits, resolution: meter.resolution, maxPerHour }, explanations);
  const segments: Segment[] = [];
  for (const step of steps) {
    if (step.amount === null || step.toAt <= step.fromAt) continue;
    segments.push({
      fromAt: step.fromAt,
      toAt: step.toAt,
      amount: step.amount * ratioAt(meter, step.fromAt),
      quality: qualityOfSpan(step.toAt - step.fromAt, meter),
    });
  }
  return { segments, steps };
}

/** An amount belongs to the reading interval that ends at its reading; it never reaches back over the reading before. */
function fromAmounts(meter: MeterFacts, readings: readonly StoredReading[]): Interpretation {
  const field = MEDIUM_FACTS[meter.medium].interval;
  if (!field) return { segments: [], steps: [] };
  const segments: Segment[] = [];
  let lastAt = Number.NEGATIVE_INFINITY;
  for (const { at, fields } of readings) {
    const amount = fields[field];
    if (amount === undefined || amount < 0) continue;
    const fromAt = Math.max(lastAt, at - meter.readingIntervalS * 1000);
    segments.push({ fromAt, toAt: at, amount: amount * ratioAt(meter, fromAt), quality: qualityOfSpan(at - fromAt, meter) });
    lastAt = at;
  }
  return { segments, steps: [] };
}

function qualityOfSpan(spanMs: number, meter: MeterFacts): Segment['quality'] {
  if (spanMs <= Math.max(GRID_MS, meter.readingIntervalS * 1000) * RHYTHM_SLACK) return 'measured';
  return spanMs <= SHORT_GAP_MS ? 'interpolated' : 'estimated';
}
