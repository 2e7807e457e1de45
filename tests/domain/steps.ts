import { classifySteps, type RegisterFacts, type RegisterReading, type RegisterSpec } from '../../domain/register.ts';

export const HOUR = 3_600_000;
export const spec: RegisterSpec = { digits: 6, resolution: 0.01, maxPerHour: 50 };
export const unrated: RegisterSpec = { digits: 6, resolution: 0.01 };

/** Facts about a meter of which nobody said anything. */
export const factsOf = (more: Partial<RegisterFacts> = {}, of = spec): RegisterFacts => ({
  specs: [{ fromAt: Number.NEGATIVE_INFINITY, ...of }],
  falls: 'judge',
  gapMs: 24 * HOUR,
  decisions: new Map(),
  exchanges: [],
  outages: [],
  serials: [],
  ...more,
});

export const hourly = (...values: number[]): RegisterReading[] => values.map((value, index) => ({ at: index * HOUR, value }));

/** Kind and amount of each step. */
export const explained = (values: number[], facts = factsOf()) =>
  classifySteps(hourly(...values), facts).map(({ kind, amount }) => [kind, amount]);
