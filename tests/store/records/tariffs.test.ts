import { describe, expect, it } from 'vitest';
import type { Tariff } from '../../../domain/tariff.ts';
import { openTemporary } from './open.ts';

const AT = Date.parse('2026-03-01T12:00:00+08:00');

const tariff = (id: string, validFrom: string, price = '0.538'): Tariff => ({
  id,
  name: id,
  medium: 'electricity',
  customerClass: '203',
  validFrom,
  validTo: null,
  sourceDoc: 'notice 1',
  currency: 'CNY',
  components: [{ code: 'energy', price, floats: false }],
  itemize: 'all_in',
});

describe('tariffs', () => {
  it('are listed by id and day, each version by its newest revision; the revisions of an id count on', async () => {
    const [{ tariffs }] = await openTemporary();
    await tariffs.save('school', tariff('b', '2026-01-01'), '李', AT);
    await tariffs.save('school', tariff('a', '2026-07-01'), '李', AT);
    await tariffs.save('school', tariff('a', '2026-01-01'), '李', AT);
    const mended = await tariffs.save('school', tariff('a', '2026-01-01', '0.5400'), '王', AT + 1);
    expect(mended).toEqual({ tariff: tariff('a', '2026-01-01', '0.5400'), revision: 3, savedBy: '王', savedAt: AT + 1, withdrawnAt: null });
    const listed = await tariffs.list('school');
    expect(listed.map(({ tariff: { id, validFrom }, revision }) => [id, validFrom, revision])).toEqual([
      ['a', '2026-01-01', 3],
      ['a', '2026-07-01', 1],
      ['b', '2026-01-01', 1],
    ]);
    expect(listed[0]).toEqual(mended);
    expect(await tariffs.list('other')).toEqual([]);
  });

  it('keep every revision, newest first', async () => {
    const [{ tariffs }] = await openTemporary();
    for (const price of ['1', '2']) await tariffs.save('school', tariff('a', '2026-01-01', price), '李', AT);
    const prices = (await tariffs.history('school', 'a')).map((one) => one.tariff.components[0]!.price);
    expect(prices).toEqual(['2', '1']);
  });

  it('that are withdrawn are listed no more, not even by an older revision, until they are saved again', async () => {
    const [{ tariffs }] = await openTemporary();
    for (const price of ['1', '2']) await tariffs.save('school', tariff('a', '2026-01-01', price), '李', AT);
    expect(await tariffs.withdraw('school', 'a', '2026-01-01', AT + 5)).toBe(true);
    expect(await tariffs.withdraw('school', 'a', '2026-01-01', AT + 6)).toBe(false);
    expect(await tariffs.withdraw('school', 'a', '2026-02-01', AT + 6)).toBe(false);
    expect(await tariffs.list('school')).toEqual([]);
    expect((await tariffs.history('school', 'a')).map(({ withdrawnAt }) => withdrawnAt)).toEqual([AT + 5, null]);
    await tariffs.save('school', tariff('a', '2026-01-01', '3'), '李', AT + 7);
    expect((await tariffs.list('school')).map(({ revision }) => revision)).toEqual([3]);
  });
});
