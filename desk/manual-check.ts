import { registerFacts } from '../domain/consumption.ts';
import type { Field } from '../domain/medium.ts';
import type { RegisterFacts, RegisterReading } from '../domain/register.ts';
import { advance, pastLastDigit, specBetween } from '../domain/step-evidence.ts';
import type { Meter } from '../domain/site.ts';
import type { ManualCheck, ManualConcern } from '../store/people-ports.ts';
import { type RegisterSources, registersAround } from './registers-around.ts';

const HOUR_MS = 3_600_000;

/** Hold what a person read against the registers around it. @throws StoreUnavailable of the readings */
export async function judgeManual(sources: RegisterSources, meter: Meter, field: Field, given: RegisterReading): Promise<ManualCheck> {
  const { before, after } = await registersAround(sources, meter, field, given.at);
  // A reading of the same instant is the one that is looked at.
  const behind = after?.at === given.at ? (await registersAround(sources, meter, field, given.at + 1)).after : after;
  const facts = registerFacts(meter);
  const previous = exchangeBefore(meter, given.at, before) ?? before;
  const next = exchangeAfter(meter, given.at, behind) ?? behind;
  return {
    concern: concernOf(facts, previous, given, next),
    previous: previous ?? null,
    next: next ?? null,
    highest: previous ? highestAt(facts, previous, given.at) : null,
  };
}

function concernOf(
  facts: RegisterFacts,
  previous: RegisterReading | undefined,
  given: RegisterReading,
  next: RegisterReading | undefined,
): ManualConcern | null {
  if (given.value >= 10 ** specBetween(facts, given, given).digits) return 'too_many_digits';
  if (previous && !goesOn(facts, previous, given)) return given.value < previous.value ? 'below_previous' : 'too_much';
  if (next && !goesOn(facts, given, next)) return given.value > next.value ? 'above_next' : 'too_much';
  return null;
}

function highestAt(facts: RegisterFacts, previous: RegisterReading, at: number): number | null {
  const { maxPerHour, resolution } = specBetween(facts, previous, { at, value: 0 });
  if (maxPerHour === undefined) return null;
  const steps = Math.floor((previous.value + (maxPerHour * (at - previous.at)) / HOUR_MS) / resolution);
  // A resolution such as 0.01 is no binary number: the product is cut to its decimals.
  return Number((steps * resolution).toFixed(6));
}

function goesOn(facts: RegisterFacts, from: RegisterReading, to: RegisterReading): boolean {
  const spec = specBetween(facts, from, to);
  return advance(facts.falls, from, to, spec) !== undefined || pastLastDigit(from, to, spec) !== undefined;
}

/** The new meter began with its opening register, whenever the last reading was. */
function exchangeBefore({ history }: Meter, at: number, before: RegisterReading | undefined): RegisterReading | undefined {
  const exchange = history?.exchanges.findLast((one) => one.at <= at && one.at > (before?.at ?? Number.NEGATIVE_INFINITY));
  return exchange && { at: exchange.at, value: exchange.opening };
}

function exchangeAfter({ history }: Meter, at: number, after: RegisterReading | undefined): RegisterReading | undefined {
  const exchange = history?.exchanges.find((one) => one.at > at && one.at < (after?.at ?? Number.POSITIVE_INFINITY));
  return exchange && { at: exchange.at, value: exchange.closing };
}
