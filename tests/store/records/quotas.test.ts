import { describe, expect, it } from 'vitest';
import type { QuotaPlan } from '../../../domain/quota.ts';
import type { SitePlan } from '../../../domain/site.ts';
import { openTemporary } from './open.ts';

const AT = Date.parse('2026-01-10T08:00:00+08:00');

type Draft = Omit<QuotaPlan, 'version' | 'approvedBy' | 'approvedAt'>;
const draft = (changes: Partial<Draft> = {}): Draft => ({
  id: 'power',
  site: 's1',
  name: '全校用电',
  unit: { kind: 'site' },
  medium: 'electricity',
  period: 'year',
  from: '2026-01-01',
  to: '2027-01-01',
  amount: '900000.5',
  responsible: '李主任',
  basis: '上年实际减 2 %',
  savedBy: '王老师',
  savedAt: AT,
  ...changes,
});
const school: SitePlan = {
  site: { id: 's1', name: '学校', timeZone: 'Asia/Shanghai' },
  calendar: { terms: [], holidays: 'china', exceptions: [] },
  campuses: [],
  buildings: [],
  spaces: [],
  meters: [],
  channels: [],
};

describe('quotas', () => {
  it('come back as they were saved, a draft with a number', async () => {
    const [{ quotas }] = await openTemporary();
    const units: QuotaPlan['unit'][] = [
      { kind: 'building', id: 'b1' },
      { kind: 'meter', id: 'm1' },
      { kind: 'group', name: '高中部', buildings: ['b1', 'b2'] },
    ];
    for (const [index, unit] of units.entries()) {
      const saved = await quotas.save(
        draft({ id: `q${index}`, name: `指标 ${index}`, unit, period: 'month', from: '2026-03-01', to: '2026-04-01' }),
      );
      expect(saved).toEqual({
        ...draft({ id: `q${index}`, name: `指标 ${index}`, unit, period: 'month', from: '2026-03-01', to: '2026-04-01' }),
        version: 1,
        approvedBy: null,
        approvedAt: null,
      });
    }
    expect((await quotas.list('s1')).map(({ unit }) => unit)).toEqual(units);
    expect(await quotas.list('s2')).toEqual([]);
  });

  it('keep every version, and list the newest', async () => {
    const [{ quotas }] = await openTemporary();
    await quotas.save(draft());
    const second = await quotas.save(draft({ amount: '880000' }));
    await quotas.save(draft({ site: 's2' }));
    expect(second.version).toBe(2);
    expect(await quotas.list('s1')).toEqual([second]);
    expect((await quotas.list('s1', { all: true })).map(({ version, amount }) => [version, amount])).toEqual([
      [1, '900000.5'],
      [2, '880000'],
    ]);
  });

  it('are approved once', async () => {
    const [{ quotas }] = await openTemporary();
    await quotas.save(draft());
    expect(await quotas.approve('s1', 'power', 2, '校长', AT)).toBe(false);
    expect(await quotas.approve('s1', 'power', 1, '校长', AT)).toBe(true);
    expect(await quotas.approve('s1', 'power', 1, '别人', AT + 1)).toBe(false);
    expect(await quotas.list('s1')).toMatchObject([{ version: 1, approvedBy: '校长', approvedAt: AT }]);
  });

  it('become part of the plan of their school when they are approved, not before', async () => {
    const [{ quotas, catalog }, second] = await openTemporary(2);
    const { catalog: other } = second!;
    await catalog.declare({ ...school, quotas: [{ medium: 'water', year: 2026, amount: 5000 }] });
    const quotasNow = async () => (await other.sites())[0]!.quotas;
    await quotas.save(draft());
    const water = { medium: 'water', year: 2026, amount: 5000 };
    expect(await quotasNow()).toEqual([water]);
    const version = await other.version();
    await quotas.approve('s1', 'power', 1, '校长', AT);
    expect(await other.version()).toBeGreaterThan(version);
    expect(await quotasNow()).toEqual([water, { medium: 'electricity', year: 2026, amount: 900_000.5 }]);
  });

  it('win over those of the settings for the same place, medium and year', async () => {
    const [{ quotas, catalog }] = await openTemporary();
    const building = { medium: 'electricity', year: 2026, amount: 70_000, building: 'b1' } as const;
    await catalog.declare({ ...school, quotas: [{ medium: 'electricity', year: 2026, amount: 1 }, building] });
    await quotas.save(draft());
    await quotas.approve('s1', 'power', 1, '校长', AT);
    expect((await catalog.sites())[0]!.quotas).toEqual([{ medium: 'electricity', year: 2026, amount: 900_000.5 }, building]);
  });
});
