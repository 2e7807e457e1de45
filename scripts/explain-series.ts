import { z } from 'zod';
import { interpret, type MeterFacts, type MeterStep } from '../domain/consumption.ts';
import { sumAmounts } from '../domain/interval.ts';
import { createLocalTime } from '../domain/local-time.ts';
import type { StepKind } from '../domain/register.ts';
import { FALL_RULES } from '../domain/site.ts';

/** Readings without times are taken as one of these apart. */
const NOMINAL_INTERVAL_S = 900;
/** A display has at least so many digits when nothing says otherwise. */
const USUAL_DIGITS = 6;
const FEWEST_DIGITS = 3;
const MOST_DIGITS = 12;
const MOST_READINGS = 1_000_000;

const places = `expected a whole number from ${FEWEST_DIGITS} to ${MOST_DIGITS}`;
const digits = z.int(places).min(FEWEST_DIGITS, places).max(MOST_DIGITS, places);
const powerOfTen = `expected a power of ten from 10^${FEWEST_DIGITS} to 10^${MOST_DIGITS}`;
const positive = z.number('expected a number above 0').positive('expected a number above 0');
const at = z.union([z.int(), z.iso.datetime({ offset: true })]);
const value = z.number().nonnegative('expected a number from 0 on');
const readingRow = z.union(
  [value, z.tuple([at, value])],
  'expected a number from 0 on, or [time, number] with epoch ms or an ISO time with offset',
);

const series = z.strictObject({
  readings: z
    .array(readingRow, 'expected a list of numbers, or of pairs [time, number]')
    .max(MOST_READINGS, `expected at most ${MOST_READINGS} readings`)
    .refine((list) => new Set(list.map((one) => typeof one)).size <= 1, 'expected a time with every reading, or with none'),
  digits: digits.optional(),
  decimals: z
    .int('expected a whole number from 0 to 6')
    .min(0, 'expected a whole number from 0 to 6')
    .max(6, 'expected a whole number from 0 to 6')
    .optional(),
  /** Smallest step of the display; else 10^-decimals. */
  resolution: positive.optional(),
  /** The value at which the register begins again. */
  register_max: z
    .number(powerOfTen)
    .refine((max) => digits.safeParse(Math.log10(max)).success, powerOfTen)
    .optional(),
  ratio: positive.default(1),
  /** After the ratio. */
  rating_per_hour: positive.optional(),
  falls: z.enum(FALL_RULES, `expected one of ${FALL_RULES.join(', ')}`).default('judge'),
  interval_s: positive.optional(),
  time_zone: z
    .string('expected an IANA zone such as Asia/Shanghai')
    .refine(isZone, 'expected an IANA zone such as Asia/Shanghai')
    .default('Etc/UTC'),
});

export const SERIES_KEYS = Object.keys(series.shape);

/** What `npm run register` reads. What is null is not known: as if it were not there. */
export const seriesSchema = z.preprocess(
  (input) =>
    typeof input === 'object' && input !== null && !Array.isArray(input)
      ? Object.fromEntries(Object.entries(input).filter(([, given]) => given !== null))
      : input,
  series,
);

/** Explain each step of a register's series, and what it used. */
export function explainSeries(input: z.output<typeof seriesSchema>) {
  const readings = inOrder(input);
  const register = registerOf(input, readings);
  const intervalS = input.interval_s ?? usualIntervalS(readings);
  const meter: MeterFacts = {
    medium: 'electricity',
    kind: 'register',
    digits: register.digits,
    resolution: register.resolution,
    // How much a rating allows depends on the time that passed.
    ratingPerHour: isTimed(input) || input.interval_s !== undefined ? input.rating_per_hour : undefined,
    ratios: [{ fromAt: 0, ratio: input.ratio }],
    readingIntervalS: intervalS,
    falls: input.falls,
  };
  const stored = readings.map((reading) => ({ at: reading.at, fields: { energy_kwh: reading.value }, clock: 'device' as const }));
  const { steps } = interpret(meter, stored, createLocalTime(input.time_zone).dayOf);
  const indexOf = new Map(readings.map((reading) => [reading.at, reading.index]));
  const count = (kind: StepKind) => steps.filter((step) => step.kind === kind).length;
  return {
    register: { ...register, ratio: input.ratio, falls: input.falls, interval_s: intervalS },
    steps: steps.map((step) => toLine(step, indexOf.get(step.toAt)!, isTimed(input), meter)),
    consumption: sumAmounts(steps.map(({ consumption }) => consumption)),
    held: sumAmounts(steps.map(({ booking, consumption }) => (booking === 'held' ? consumption : null))),
    suspicious: count('suspicious'),
    resets: count('reset'),
    rollovers: count('rollover'),
    glitches: count('glitch'),
    jitters: count('jitter'),
    gaps: count('gap'),
    duplicates: input.readings.length - readings.length,
  };
}

interface IndexedReading {
  at: number;
  value: number;
  /** Place in the input. */
  index: number;
}

const isTimed = ({ readings }: Pick<z.output<typeof seriesSchema>, 'readings'>) => Array.isArray(readings[0]);

/** By time; of two at the same instant the later in the input counts, as in the stores. */
function inOrder(input: z.output<typeof seriesSchema>): IndexedReading[] {
  const stepMs = (input.interval_s ?? NOMINAL_INTERVAL_S) * 1000;
  const byTime = new Map<number, IndexedReading>();
  for (const [index, reading] of input.readings.entries()) {
    const instant = Array.isArray(reading) ? new Date(reading[0]).getTime() : index * stepMs;
    byTime.set(instant, { at: instant, value: Array.isArray(reading) ? reading[1] : reading, index });
  }
  return [...byTime.values()].toSorted((a, b) => a.at - b.at);
}

function registerOf(input: z.output<typeof seriesSchema>, readings: readonly IndexedReading[]) {
  const known = input.digits ?? (input.register_max === undefined ? undefined : Math.round(Math.log10(input.register_max)));
  const decimals = input.decimals ?? Math.max(0, ...readings.map((reading) => decimalsOf(reading.value)));
  return {
    digits: known ?? inferredDigits(readings),
    resolution: input.resolution ?? 10 ** -decimals,
    inferred: [
      ...(known === undefined ? ['digits'] : []),
      ...(input.decimals === undefined && input.resolution === undefined ? ['decimals'] : []),
    ],
  };
}

const decimalsOf = (number: number) => Math.min(6, (String(number).split('.')[1] ?? '').length);

/** A fall from the last tenth of a range of digits into its first tells how many there are; else as many as are shown. */
function inferredDigits(readings: readonly IndexedReading[]): number {
  const shown = String(Math.floor(Math.max(0, ...readings.map((reading) => reading.value)))).length;
  const modulus = 10 ** shown;
  const turns = readings.some(({ value: to }, index) => (readings[index - 1]?.value ?? 0) >= 0.9 * modulus && to < 0.1 * modulus);
  return Math.min(MOST_DIGITS, turns && shown > FEWEST_DIGITS ? shown : Math.max(USUAL_DIGITS, shown));
}

/** The middle one of the times between two readings. */
function usualIntervalS(readings: readonly IndexedReading[]): number {
  const between = readings.slice(1).map((reading, index) => (reading.at - readings[index]!.at) / 1000);
  return between.toSorted((a, b) => a - b)[between.length >> 1] ?? NOMINAL_INTERVAL_S;
}

function toLine(step: MeterStep, index: number, timed: boolean, meter: MeterFacts) {
  const { from, to, kind, amount, consumption, booking } = step;
  const why = reasonOf(step, meter);
  return {
    index,
    ...(timed && { at: new Date(step.toAt).toISOString() }),
    from,
    to,
    kind,
    amount,
    consumption,
    ...(booking === 'held' && { held: true }),
    ...(why !== undefined && { why }),
  };
}

function reasonOf({ from, to, kind }: MeterStep, { digits: shown, resolution, falls }: MeterFacts): string | undefined {
  const reasons: Record<StepKind, string | undefined> = {
    normal: to < from ? 'the register runs backwards' : undefined,
    jitter: `back by no more than two steps of ${resolution}: the display trembles`,
    rollover: `past the last digit of ${shown}: from its last tenth into its first`,
    reset:
      falls === 'restart'
        ? 'fell: the counter began again at zero, all that it shows was used'
        : 'fell to near zero and goes on from there',
    glitch: `foreign or stale: the readings after go on from ${from}`,
    gap: 'a long time without readings: the total is known, its spread is not',
    suspicious: to < from ? 'fell, and more than one explanation remains' : 'rose by more than the meter can pass, and does not come back',
    exchange: undefined,
    outage: undefined,
  };
  return reasons[kind];
}

function isZone(zone: string): boolean {
  try {
    return createLocalTime(zone).timeZone === zone;
  } catch {
    return false;
  }
}
