import { registerFacts, SHORT_GAP_MS } from '../../domain/consumption.ts';
import { MEDIUM_FACTS } from '../../domain/medium.ts';
import { classifySteps, type RegisterFacts, type RegisterReading } from '../../domain/register.ts';
import type { Meter } from '../../domain/site.ts';
import { modulusOf, specBetween } from '../../domain/step-evidence.ts';
import type { ReadingStore, StepRecord } from '../../store/ports.ts';

/** What a display showed at an instant. */
export interface EdgeRegister {
  value: number;
  /** Not read then: between the readings beside it, by time. */
  isInterpolated: boolean;
}

/**
 * The register of a meter at the edge of a span, as the intervals take it: at an exchange the old meter's for a span that ends, the
 * new one's for a span that begins.
 *
 * @param glitches steps of foreign readings around the edge, which are passed over
 * @returns undefined where the readings beside it are too far apart, or the step between them is not explained
 */
export async function readEdgeRegister(
  readings: Pick<ReadingStore, 'range'>,
  meter: Meter,
  edge: { at: number; side: 'start' | 'end' },
  glitches: readonly Pick<StepRecord, 'toAt'>[],
): Promise<EdgeRegister | undefined> {
  const { register } = MEDIUM_FACTS[meter.medium];
  if (!register || meter.kind === 'interval') return undefined;
  const nearMs = nearOf(meter);
  const ref = { site: meter.site, meter: meter.id, medium: meter.medium };
  const found = await readings.range(ref, edge.at - nearMs, edge.at + nearMs + 1, { fields: [register] });
  const foreign = new Set(glitches.map(({ toAt }) => toAt));
  const registers = found.flatMap(({ at, fields }) => {
    const value = fields[register];
    return value === undefined || foreign.has(at) ? [] : [{ at, value }];
  });
  return registerAtEdge(registers, registerFacts(meter), edge, nearMs);
}

/** So far apart two readings of a meter still say what it showed between them. */
const nearOf = ({ readingIntervalS }: Meter) => Math.max(SHORT_GAP_MS, readingIntervalS * 1600);

/** @param registers ascending; those of another meter (before or after an exchange) among them */
export function registerAtEdge(
  registers: readonly RegisterReading[],
  facts: RegisterFacts,
  { at, side }: { at: number; side: 'start' | 'end' },
  nearMs: number,
): EdgeRegister | undefined {
  const atExchange = facts.exchanges.find((exchange) => exchange.at === at);
  if (atExchange) return { value: side === 'start' ? atExchange.opening : atExchange.closing, isInterpolated: false };
  const openings = facts.exchanges.map((exchange) => ({ at: exchange.at, value: exchange.opening }));
  const closings = facts.exchanges.map((exchange) => ({ at: exchange.at, value: exchange.closing }));
  const before = newest([...registers, ...openings].filter((reading) => reading.at <= at));
  if (before?.at === at) return { value: before.value, isInterpolated: false };
  const after = oldest([...registers, ...closings].filter((reading) => reading.at > at));
  if (!before || !after || after.at - before.at > nearMs) return undefined;
  const value = between(before, after, at, facts);
  return value === undefined ? undefined : { value, isInterpolated: true };
}

/** Of two at one instant the later in the list: what was written down at an exchange wins. */
const newest = (list: readonly RegisterReading[]) => list.toSorted((a, b) => a.at - b.at).at(-1);
const oldest = (list: readonly RegisterReading[]) => list.toSorted((a, b) => b.at - a.at).at(-1);

/** Four decimals: finer than any display, and multiplied by a ratio of hundreds still good to a hundredth. */
function between(before: RegisterReading, after: RegisterReading, at: number, facts: RegisterFacts): number | undefined {
  const [step] = classifySteps([before, after], facts);
  if (!step || step.amount === null || step.kind === 'reset') return undefined;
  const value = before.value + (step.amount * (at - before.at)) / (after.at - before.at);
  const modulus = modulusOf(specBetween(facts, before, after));
  return Math.round((value >= modulus ? value - modulus : value) * 10_000) / 10_000;
}
