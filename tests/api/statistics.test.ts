import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StatisticsAnswer } from '../../api/schemas/statistics.ts';
import { daysFrom, openSchool, type School } from './school.ts';
import { hasOpenpyxl, openedWorkbook } from '../support/other-programs.ts';

const NOW = Date.UTC(2026, 5, 10, 11);
let school: School;

beforeAll(async () => {
  school = await openSchool(NOW);
  for (const day of daysFrom('2026-05-01', 31)) {
    await school.seedDay('a-main', day, 0.5);
    await school.seedDay('b-main', day, 0.25);
  }
});
afterAll(() => school.close());

const read = (period: string) => school.get<StatisticsAnswer>(`/statistics/${period}`);
const rowOf = ({ rows }: StatisticsAnswer, name: string) => rows.find(({ row }) => row === name)!;

describe('statistics of public institutions', () => {
  it('knows nothing of a month that was not closed: null, and no zero', async () => {
    const answer = await read('2026-Q2');
    expect(rowOf(answer, 'electricity')).toMatchObject({ amount: null, cost: null, unit: 'kWh', missing: [] });
  });

  it('closes May with 2,232 kWh of two buildings: 31 days of 96 quarter hours of 0.75', async () => {
    const { status, body } = await school.post<{ entries: { row: string; amount: string }[] }>('/statistics/months/2026-05/close', {});
    expect(status).toBe(200);
    expect(body.entries.map(({ row, amount }) => [row, amount])).toContainEqual(['electricity', '2232']);
    const answer = await read('2026-Q2');
    expect(rowOf(answer, 'electricity')).toMatchObject({ amount: '2232', missing: ['2026-04', '2026-06'] });
    // Nobody entered a contract with a utility, so the cost is not known.
    expect(rowOf(answer, 'electricity').cost).toBeNull();
  });

  it('writes nothing when it is closed again, and reversal and line when a day changed', async () => {
    expect((await school.post<{ entries: unknown[] }>('/statistics/months/2026-05/close', {})).body.entries).toEqual([]);
    await school.seedDay('b-main', '2026-05-31', 0.5);
    const { body } = await school.post<{ entries: { amount: string; reverses: number | null }[] }>('/statistics/months/2026-05/close', {});
    expect(body.entries.map(({ amount }) => amount)).toEqual(['-2232', '2256']);
    expect(rowOf(await read('2026-05'), 'electricity').amount).toBe('2256');
  });

  it('refuses to close a month that is not over, naming those that are', async () => {
    const { status, body } = await school.post<{ detail: string }>('/statistics/months/2026-06/close', {});
    expect(status).toBe(422);
    expect(body.detail).toContain('2026-06 is not over; allowed: months before 2026-06');
  });

  it('takes fuel that a person enters, and takes it back with a reversal, once', async () => {
    const fuel = { row: 'gasoline', amount: '120.5', cost: '964.00', source: 'invoice', note: 'invoice 17, two cars' };
    const entered = await school.post<{ entries: { id: number }[] }>('/statistics/months/2026-05/entries', fuel);
    expect(rowOf(await read('2026-05'), 'gasoline')).toMatchObject({ amount: '120.5', cost: '964.00' });
    const reversal = `/statistics/months/2026-05/entries/${entered.body.entries[0]!.id}/reversal`;
    expect((await school.post(reversal, { reason: 'wrong month' })).status).toBe(200);
    expect(rowOf(await read('2026-05'), 'gasoline').amount).toBeNull();
    expect((await school.post(reversal, { reason: 'again' })).status).toBe(409);
  });

  it('takes no line for a month that has not begun, and knows no year 0', async () => {
    const fuel = { row: 'gasoline', amount: '5', cost: null, source: 'person', note: 'x' };
    const { status, body } = await school.post<{ detail: string }>('/statistics/months/2026-07/entries', fuel);
    expect([status, body.detail]).toEqual([422, expect.stringContaining('2026-07 has not begun; allowed: months up to 2026-06')]);
    expect((await school.inject('/api/sites/hill/statistics/0000')).statusCode).toBe(400);
  });

  it('names what an amount may be', async () => {
    const wrong = { row: 'gasoline', amount: '-3', cost: null, source: 'person', note: 'x' };
    const { status, body } = await school.post<{ detail: string }>('/statistics/months/2026-05/entries', wrong);
    expect(status).toBe(400);
    expect(body.detail).toContain('body.amount: must not be negative');
  });

  it.skipIf(!hasOpenpyxl)('exports the form with the school’s own codes: numbers are numbers, unknown is empty', async () => {
    const codes = { codes: { electricity: 'B01', water: 'B02' }, source: '2022 edition' };
    expect((await school.send('PUT', '/statistics-codes', codes)).status).toBe(200);
    const response = await school.inject('/api/sites/hill/statistics/2026-Q2/form.xlsx?locale=en');
    expect(response.statusCode).toBe(200);
    const book = openedWorkbook(response.rawPayload);
    const [head, ...lines] = book['Energy and water']!.map((row) => row.map(({ value }) => value));
    const line = lines.find(([code]) => code === 'B01')!;
    expect(line[head!.indexOf('2026-05 Amount')]).toBe(2256);
    expect(line[head!.indexOf('2026-04 Amount')]).toBeNull();
    expect(book.Ledger).toHaveLength(6);
  });

  it('is not for a guest', async () => {
    const guest = await school.as('guest_expert');
    expect((await guest.inject('/api/sites/hill/statistics/2026')).statusCode).toBe(403);
  });
});
