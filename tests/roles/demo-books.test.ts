import { join } from 'node:path';
import { expect, it } from 'vitest';
import { factsOf } from '../../domain/facts-of-month.ts';
import { fillBooks } from '../../roles/demo-books.ts';
import { createDemoCampus, DEMO_SITE } from '../../simulators/demo-campus.ts';
import { openRecords } from '../../store/records/open-records.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const AT = Date.parse('2026-11-21T08:00:00+08:00');

it('fills the books of the demo campus once: every contract and buyer has a price, every quota is approved, every figure says that it is made up', async () => {
  const records = await openRecords(join(temporaryFolder(), 'records.sqlite'), { temporary: true });
  await records.catalog.declare(createDemoCampus({ seed: 1 }));
  await fillBooks(records, AT);
  await fillBooks(records, AT + 1);
  const tariffs = new Set((await records.tariffs.list(DEMO_SITE)).map(({ tariff }) => tariff.id));
  const accounts = await records.accounts.list(DEMO_SITE);
  expect(accounts.map(({ medium }) => medium).toSorted()).toEqual(['electricity', 'water']);
  expect(accounts.flatMap(({ assignments }) => assignments).every(({ tariff }) => tariffs.has(tariff))).toBe(true);
  const prices = (await records.resale.parties(DEMO_SITE)).flatMap((party) => party.prices);
  expect(prices.every((price) => !('tariff' in price) || tariffs.has(price.tariff))).toBe(true);
  const quotas = await records.quotas.list(DEMO_SITE, { all: true });
  expect(quotas.map(({ version, approvedBy }) => [version, approvedBy])).toEqual([
    [1, '演示·校长'],
    [1, '演示·校长'],
  ]);
  const facts = await records.facts.list(DEMO_SITE);
  expect(new Set(facts.map(({ source }) => source))).toEqual(new Set(['演示数据']));
  expect(factsOf(facts, '2026-10')).toMatchObject({ areaM2: '68997', energyHeads: '4860', region: '浙江' });
  await records.close();
});
