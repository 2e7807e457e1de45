/** Made-up months to bill, in the words of the tests. */
import type { Bill } from '../../domain/bill.ts';
import { interpret, type MeterFacts } from '../../domain/consumption.ts';
import { holidaysOf } from '../../domain/holidays.ts';
import {
  absentDay,
  fromGrains,
  INTERVAL_MS,
  type IntervalDay,
  layOnGrid,
  QUALITIES,
  type Quality,
  toGrains,
} from '../../domain/interval.ts';
import { addDays, createLocalTime, daysBetween } from '../../domain/local-time.ts';
import type { StoredReading } from '../../domain/reading.ts';
import type { Tariff, TariffRevision } from '../../domain/tariff.ts';
import { NO_WEATHER } from '../../domain/weather.ts';
import { type BillQuestion, computeBill, type MeterUse } from '../../tariffs/compute-bill.ts';

export const SHANGHAI = createLocalTime('Asia/Shanghai');

const quality = (name: Quality) => QUALITIES.indexOf(name);

/** A flat price; `more` makes anything else of it. */
export function tariff(price: string, more: Partial<Tariff> = {}): Tariff {
  return {
    id: 't',
    name: '电价',
    medium: 'electricity',
    customerClass: 'test',
    validFrom: '2020-01-01',
    validTo: null,
    sourceDoc: 'domain note 2.3',
    currency: 'CNY',
    components: [{ code: 'energy', price, floats: false }],
    itemize: 'all_in',
    ...more,
  };
}

export const revisionOf = (of: Tariff, revision = 1): TariffRevision => ({
  tariff: of,
  revision,
  savedBy: 'test',
  savedAt: 0,
  withdrawnAt: null,
});

export const TOLD: MeterUse['told'] = { startRegister: null, endRegister: null, isInterpolated: false, ratio: '1', steps: [] };

/** A meter that was measured throughout. @param use `2026-03-01 08:15` → kWh of that quarter hour; zero in all others */
export function measured(
  { from, to, local }: Pick<BillQuestion, 'from' | 'to' | 'local'>,
  use: Readonly<Record<string, number>>,
  more: Partial<MeterUse> = {},
): MeterUse {
  const days = daysOf(from, to, local);
  for (const day of days) day.qualities.fill(quality('measured'));
  for (const day of days) day.values.fill(0);
  const byDay = new Map(days.map((day) => [day.day, day]));
  for (const [moment, kwh] of Object.entries(use)) {
    const [name = '', clock = ''] = moment.split(' ');
    const day = byDay.get(name);
    if (!day) throw new Error(`the span has no ${moment}`);
    day.values[(local.at(name, clock) - day.startAt) / INTERVAL_MS]! += kwh;
  }
  return { meter: 'm', share: '1', readingIntervalS: 900, days, held: [], told: TOLD, ...more };
}

export function daysOf(from: string, to: string, local = SHANGHAI): IntervalDay[] {
  return daysBetween(from, to).map((day) => absentDay(day, local.startOfDay(day), local.startOfDay(addDays(day, 1))));
}

/** What the program itself makes of the readings of a meter. @param readings `2026-03-01 08:15` → register */
export function fromReadings(
  { from, to, local }: Pick<BillQuestion, 'from' | 'to' | 'local'>,
  facts: Partial<MeterFacts>,
  readings: Readonly<Record<string, number>>,
): MeterUse {
  const whole: MeterFacts = {
    medium: 'electricity',
    kind: 'register',
    digits: 6,
    resolution: 0.01,
    ratingPerHour: 1e6,
    ratios: [],
    readingIntervalS: 900,
    ...facts,
  };
  const stored = Object.entries(readings).map(([moment, energy]): StoredReading => {
    const [day = '', clock = ''] = moment.split(' ');
    return { at: local.at(day, clock), fields: { energy_kwh: energy }, clock: 'device' };
  });
  const { segments, steps } = interpret(whole, stored, local.dayOf);
  const days = daysOf(from, to, local).map((day) => ({ ...day, ...layOnGrid(segments, day.startAt, day.values.length) }));
  const held = steps.flatMap(({ booking, fromAt, toAt, consumption }) =>
    booking === 'held' && consumption !== null ? [{ fromAt, toAt, amount: consumption }] : [],
  );
  return { meter: 'm', share: '1', readingIntervalS: whole.readingIntervalS, days, held, told: TOLD };
}

export type Asked = Partial<BillQuestion> & { tariffs?: readonly TariffRevision[] };

/** March 2026 of one meter by one tariff, unless said otherwise. */
export function question(of: Tariff | readonly Tariff[], asked: Asked = {}): BillQuestion {
  const all = Array.isArray(of) ? (of as readonly Tariff[]) : [of as Tariff];
  const zero = { amount: '0', isWhole: true };
  return {
    medium: all[0]!.medium,
    from: '2026-03-01',
    to: '2026-04-01',
    local: SHANGHAI,
    holidays: holidaysOf({ holidays: 'china' }),
    weather: NO_WEATHER,
    meters: [],
    tariffs: all.map((one, index) => revisionOf(one, index + 1)),
    assignments: [{ from: '2000-01-01', tariff: all[0]!.id }],
    usedBefore: { month: zero, quarter: zero, year: zero },
    quota: null,
    reactiveKvarh: null,
    maxDemandKw: null,
    ...asked,
  };
}

/** One amount in the middle of the span, or many at their moments. */
export function used(asked: BillQuestion, use: number | Readonly<Record<string, number>>): BillQuestion {
  return { ...asked, meters: [measured(asked, typeof use === 'number' ? { [`${asked.from} 12:00`]: use } : use)] };
}

export function billOf(asked: BillQuestion): Bill {
  const outcome = computeBill(asked);
  if (outcome.kind !== 'billed') throw new Error(outcome.troubles.map(({ words }) => words.en).join('; '));
  return outcome.bill;
}

/** Lines as one reads them. */
export const linesOf = ({ lines }: Bill) =>
  lines.map(({ code, period, tier, quantity, price, amount }) => [code, period ?? tier, quantity, price, amount]);

/** So much over a span, the same in every quarter hour, to the grain; but for the one of the 10th day at 10:00, if it is said. */
export function even(asked: Pick<BillQuestion, 'from' | 'to' | 'local'>, kwh: number, atTen?: number): MeterUse {
  const use = measured(asked, {});
  const places = use.days.flatMap(({ values }) => [...values.keys()].map((index) => ({ values, index })));
  if (atTen !== undefined) {
    const [peak] = places.splice(9 * 96 + 40, 1);
    peak!.values[peak!.index] = atTen;
  }
  const grains = toGrains(kwh) - toGrains(atTen ?? 0);
  const upTo = (count: number) => Math.floor((grains * count) / places.length);
  for (const [count, { values, index }] of places.entries()) values[index] = fromGrains(upTo(count + 1) - upTo(count));
  return use;
}
