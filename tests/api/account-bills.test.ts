import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { BillView } from '../../api/schemas/bills.ts';
import type { Problem } from '../../api/schemas/common.ts';
import { INTERVAL_MS } from '../../domain/interval.ts';
import { addAccount, APRIL, arrive, billOf, day, NOW, outcomeOf, readings, saveTariff, say, TIME_OF_USE } from './bought.ts';
import { daysFrom, LONDON, openSchool, type School } from './school.ts';

let school: School;
beforeEach(async () => {
  school = await openSchool(NOW);
});
afterEach(() => school.close());

const linesOf = ({ lines }: BillView) =>
  lines.map(({ code, period, quantity, price, amount }) => [period ?? code, quantity, price, amount]);

describe('the bill of an account', () => {
  it('is 4,959.95 yuan for 222.22 on the display of a meter with a ratio of 40, at 0.558', async () => {
    await saveTariff(school);
    await arrive(school, 'a-ac', readings(1234.56, 1456.78, day('2026-04-01'), day('2026-05-01')));
    const bill = await billOf(school, await addAccount(school, { meters: [{ meter: 'a-ac', share: '1' }] }), APRIL);
    expect(linesOf(bill)).toEqual([['all_in', '8888.8', '0.558', '4959.95']]);
    expect(bill).toMatchObject({ quantity: '8888.8', total: '4959.95', coverage: 1, estimated: 0 });
    expect(bill.meters).toMatchObject([
      { meter: 'a-ac', name: 'a-ac', startRegister: '1234.56', endRegister: '1456.78', ratio: '40', amount: '8888.8' },
    ]);
    expect(bill.meters[0]!.isInterpolated).toBe(false);
    expect(bill.tariffs).toMatchObject([{ id: 'school', revision: 1, sourceDoc: '浙发改价格〔2026〕1号' }]);
  });

  it('of a whole month by time of use is what one counts by hand', async () => {
    await school.records.tariffs.save('hill', TIME_OF_USE, 'Li', NOW);
    // 1 kWh each quarter hour from 14:00 to 22:00, half of it in the rest of the day; 30 days:
    // peak 32 · 1 · 30 = 960, valley (24 + 8) · 0.5 · 30 = 480, flat the same.
    const amounts = Array.from({ length: 96 }, (_, index) => (index >= 56 && index < 88 ? 1 : 0.5));
    for (const name of daysFrom('2026-04-01', 30)) await school.seedDay('a-main', name, amounts);
    const bill = await billOf(school, await addAccount(school), APRIL);
    expect(Object.fromEntries(bill.lines.map(({ period, quantity, price, amount }) => [period, [quantity, price, amount]]))).toEqual({
      peak: ['960', '0.948', '910.08'],
      flat: ['480', '0.654', '313.92'],
      valley: ['480', '0.381', '182.88'],
    });
    expect(bill).toMatchObject({ quantity: '1920', total: '1406.88', coverage: 1 });
  });

  it('takes off what has a share of -1', async () => {
    await saveTariff(school);
    await school.seedDay('a-main', '2026-04-01', 1);
    await school.seedDay('a-ac', '2026-04-01', 0.25);
    const meters = [
      { meter: 'a-main', share: '1' },
      { meter: 'a-ac', share: '-1' },
    ];
    // (96 − 24) · 0.558 = 40.176
    const bill = await billOf(school, await addAccount(school, { meters }), { from: '2026-04-01', to: '2026-04-02' });
    expect(bill).toMatchObject({ quantity: '72', total: '40.18' });
  });

  it('counts 208.55 kWh over an exchange, and tells both registers', async () => {
    await saveTariff(school);
    const at = LONDON.at('2026-04-15', '10:00');
    await say(school, 'a-main', { kind: 'exchange', at, closing: 5120.4, opening: 0 });
    await arrive(school, 'a-main', readings(5000, 5120.4, day('2026-04-01'), at - INTERVAL_MS));
    await arrive(school, 'a-main', readings(0, 88.15, at + INTERVAL_MS, day('2026-05-01')));
    const bill = await billOf(school, await addAccount(school), APRIL);
    expect(bill).toMatchObject({ quantity: '208.55', total: '116.37' });
    expect(bill.meters).toMatchObject([{ startRegister: '5000', endRegister: '88.15', amount: '208.55' }]);
    expect(bill.meters[0]!.steps.map(({ en }) => en)).toEqual([
      'exchanged at 10:00 on 15 Apr: the old meter closed at 5,120.4, the new one opened at 0',
    ]);
  });

  it('is not changed by a meter that was moved to another building, or by its new parent', async () => {
    await saveTariff(school);
    for (const name of daysFrom('2026-04-01', 30)) await school.seedDay('a-ac', name, 1);
    const account = await addAccount(school, { meters: [{ meter: 'a-ac', share: '1' }] });
    const before = await billOf(school, account, APRIL);
    await say(school, 'a-ac', { kind: 'place', fromAt: LONDON.at('2026-04-15', '10:30'), building: 'b', space: null });
    await say(school, 'a-ac', { kind: 'parent', fromAt: LONDON.at('2026-04-15', '10:30'), parent: 'b-main' });
    expect(await billOf(school, account, APRIL)).toEqual(before);
    expect(before.quantity).toBe('2880');
  });

  it('tells a ratio that changed in the middle, and counts each part with its own: 400 + 480 kWh', async () => {
    await saveTariff(school);
    const at = LONDON.at('2026-04-16', '00:00');
    await say(school, 'a-ac', { kind: 'ratio', fromAt: at, ratio: 60, register: 110 });
    // Domain note 2.3, T16.
    await arrive(school, 'a-ac', readings(100, 110, day('2026-04-01'), at));
    await arrive(school, 'a-ac', readings(110, 118, at, day('2026-05-01')));
    const bill = await billOf(school, await addAccount(school, { meters: [{ meter: 'a-ac', share: '1' }] }), APRIL);
    expect(bill.quantity).toBe('880');
    expect(bill.meters).toMatchObject([{ startRegister: '100', endRegister: '118', ratio: '60' }]);
    expect(bill.meters[0]!.steps.map(({ en }) => en)).toEqual(['ratio 60 instead of 40 from 00:00 on 16 Apr, at register 110']);
  });

  it('between two readings takes the register in between, and says so', async () => {
    await saveTariff(school);
    const early = -5 * 60_000;
    await arrive(school, 'a-main', readings(100, 388, day('2026-04-01') + early, day('2026-04-04') + early));
    const bill = await billOf(school, await addAccount(school), { from: '2026-04-02', to: '2026-04-03' });
    // One a quarter hour; five minutes before midnight 196 were reached, so a third of a unit more at midnight.
    expect(bill.meters).toMatchObject([{ startRegister: '196.3333', endRegister: '292.3333', isInterpolated: true }]);
    expect(bill.quantity).toBe('96');
  });

  it('shows the coverage of a month with a day missing, and counts nothing for that day', async () => {
    await saveTariff(school);
    for (const name of daysFrom('2026-04-01', 30)) if (name !== '2026-04-10') await school.seedDay('a-main', name, 1);
    const bill = await billOf(school, await addAccount(school), APRIL);
    expect(bill.quantity).toBe(String(29 * 96));
    expect(bill.coverage).toBeCloseTo(29 / 30, 6);
  });

  it('counts a long gap as an estimate that is shared by time, also over the edge of the span', async () => {
    await saveTariff(school);
    for (const name of daysFrom('2026-04-01', 28)) await school.seedDay('a-main', name, 1);
    // Four days, of which two are in April: 200 kWh each.
    const gap = { fromAt: day('2026-04-29'), toAt: day('2026-05-03'), from: 0, to: 400, kind: 'gap', amount: 400 } as const;
    await school.seedSteps({ meter: 'a-main', ...gap, consumption: 400, booking: 'held', size: 400 });
    const bill = await billOf(school, await addAccount(school), APRIL);
    expect(bill.quantity).toBe(String(28 * 96 + 200));
    expect(bill.lines.some(({ isEstimated }) => isEstimated)).toBe(true);
  });

  it('goes on from what was used since January where the price has yearly steps', async () => {
    await saveTariff(school, {
      components: [{ code: 'energy', price: '0.538', floats: false }],
      tiers: { basis: 'calendar_year', bounds: ['2760', '4800'], adders: ['0', '0.05', '0.30'] },
    });
    // 2,650 until the end of March (90 days), 310 in April: domain note 2.3, T07.
    for (const name of daysFrom('2026-01-01', 90)) await school.seedDay('a-main', name, name === '2026-01-01' ? [2650] : 0);
    for (const name of daysFrom('2026-04-01', 30)) await school.seedDay('a-main', name, name === '2026-04-01' ? [310] : 0);
    const bill = await billOf(school, await addAccount(school), APRIL);
    expect(bill.total).toBe('176.78');
  });

  it('estimates reactive energy from the power factor, and says so', async () => {
    await saveTariff(school, { powerFactor: { standard: '0.90', table: '1983-215' } });
    const span = { from: '2026-04-01', to: '2026-04-02' };
    const all = readings(0, 96, day(span.from), day(span.to)).map(({ at, fields }) => ({ at, fields: { ...fields, power_factor: 0.88 } }));
    await arrive(school, 'a-main', all);
    const bill = await billOf(school, await addAccount(school), span);
    // 96 kWh · 0.558 = 53.57; 0.88 is two below the standard: +1 %.
    expect(bill.lines.find(({ code }) => code === 'power_factor')).toMatchObject({ amount: '0.54' });
    expect(bill.notes.map(({ en }) => en).join()).toContain('reactive energy of 51.815 kvarh is estimated');
  });

  it('without a power factor to go by is refused where the price needs one', async () => {
    await saveTariff(school, { powerFactor: { standard: '0.90', table: '1983-215' } });
    await school.seedDay('a-main', '2026-04-01', 1);
    const outcome = await outcomeOf(school, await addAccount(school), { from: '2026-04-01', to: '2026-04-02' });
    expect(outcome).toMatchObject({ kind: 'refused', troubles: [{ kind: 'no_reactive' }] });
  });

  it('names the days without a price instead of counting them as nothing', async () => {
    await saveTariff(school, { validFrom: '2026-04-11' });
    for (const name of daysFrom('2026-04-01', 30)) await school.seedDay('a-main', name, 1);
    expect(await outcomeOf(school, await addAccount(school), APRIL)).toMatchObject({
      kind: 'refused',
      troubles: [{ kind: 'no_tariff', from: '2026-04-01', to: '2026-04-11' }],
    });
  });

  it('is asked for days in order, and not for more than 400', async () => {
    const { id } = await addAccount(school, { assignments: [] });
    const asked = async (query: string) => (await school.inject(`/api/sites/hill/accounts/${id}/bill?${query}`)).json<Problem>();
    expect(await asked('from=2026-04-01&to=2026-04-01')).toMatchObject({ status: 400, errors: [{ path: 'query.to' }] });
    expect((await asked('from=2025-01-01&to=2026-04-01')).detail).toContain('more than 400 days after 2025-01-01');
  });
});
