import { describe, expect, it } from 'vitest';
import { absentDay, type IntervalDay, QUALITIES, sumAmounts } from '../../../domain/interval.ts';
import { addDays, createLocalTime } from '../../../domain/local-time.ts';
import { estimateMissing } from '../../../reports/bills/estimate-missing.ts';
import type { MeterUse } from '../../../tariffs/compute-bill.ts';

const local = createLocalTime('Asia/Shanghai');
const SPAN = { from: '2026-03-01', to: '2026-03-05', local, firstDay: '2026-01-01' };
const start = (name: string) => local.startOfDay(name);

function day(name: string, perInterval: number | null): IntervalDay {
  const absent = absentDay(name, start(name), start(addDays(name, 1)));
  return perInterval === null ? absent : { ...absent, values: absent.values.fill(perInterval), qualities: absent.qualities.fill(1) };
}
const use = (days: readonly IntervalDay[], held: MeterUse['held'] = []): MeterUse => ({
  meter: 'flat-201',
  share: '1',
  readingIntervalS: 900,
  days,
  held,
  told: { startRegister: '0', endRegister: null, isInterpolated: false, ratio: '1', steps: [] },
});
const sums = ({ days }: MeterUse) => days.map(({ values }) => sumAmounts(values));
const known = [day('2026-03-01', 0.25), day('2026-03-02', 0.5), day('2026-03-03', 0.75)];

describe('estimate of what is missing', () => {
  it('is the mean of the days that are known, 48 kWh, and marked', () => {
    const { use: filled, ...told } = estimateMissing(use(known), SPAN);
    expect(told).toEqual({ missingDays: 1, amountADay: 48 });
    expect(sums(filled)).toEqual([24, 48, 72, 48]);
    expect(new Set(filled.days[3]!.qualities)).toEqual(new Set([QUALITIES.indexOf('estimated')]));
    expect(filled.days.slice(0, 3)).toEqual(known);
  });

  it('leaves a use that is known throughout as it is', () => {
    const whole = use([...known, day('2026-03-04', 0)]);
    expect(estimateMissing(whole, SPAN)).toEqual({ use: whole, missingDays: 0, amountADay: null });
  });

  it('is not made of less than half', () => {
    const little = use(known.slice(0, 1));
    expect(estimateMissing(little, SPAN)).toEqual({ use: little, missingDays: 3, amountADay: null });
  });

  it('is not made for days on which the meter was not there yet', () => {
    const newcomer = use(known.slice(1));
    expect(sums(estimateMissing(newcomer, { ...SPAN, firstDay: '2026-03-02' }).use)).toEqual([48, 72, 60]);
  });

  it('counts a long gap whose total is known as known, also where it reaches over the edge of the span', () => {
    const held = [{ fromAt: start('2026-02-28'), toAt: start('2026-03-02'), amount: 48 }];
    const { use: filled } = estimateMissing(use([day('2026-03-02', 0.5), day('2026-03-03', 0.75)], held), SPAN);
    expect(sums(filled)).toEqual([null, 48, 72, 48]);
  });
});
