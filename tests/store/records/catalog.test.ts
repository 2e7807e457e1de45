import { describe, expect, it } from 'vitest';
import type { Meter, SitePlan } from '../../../domain/site.ts';
import { openTemporary } from './open.ts';

const meter = (id: string, changes: Partial<Meter> = {}): Meter => ({
  site: 's1',
  id,
  name: `表${id}`,
  building: 'b1',
  medium: 'electricity',
  role: 'branch',
  kind: 'register',
  digits: 6,
  resolution: 0.01,
  ratios: [],
  readingIntervalS: 900,
  walkOrder: 0,
  ...changes,
});

const plan: SitePlan = {
  site: { id: 's1', name: '绿叶中学', nameEn: 'Greenleaf School', timeZone: 'Asia/Shanghai' },
  calendar: {
    holidays: 'china',
    terms: [{ name: '2026 秋', firstDay: '2026-09-01', lastDay: '2027-01-20' }],
    exceptions: [{ firstDay: '2026-10-20', lastDay: '2026-10-21', type: 'event', note: '运动会' }],
  },
  campuses: [{ id: 'c1', name: '本部' }],
  buildings: [
    { id: 'b2', name: '实验楼', campus: 'c1', function: 'laboratory', walkOrder: 2 },
    { id: 'b1', name: '教学楼', nameEn: 'Teaching', campus: 'c1', function: 'teaching', floors: 4, areaM2: 5200.5, walkOrder: 1 },
  ],
  spaces: [
    { id: 'r201', name: '201', building: 'b2', floor: 2, function: 'laboratory', walkOrder: 1 },
    { id: 'r102', name: '102', building: 'b1', floor: 1, function: 'classroom', walkOrder: 2 },
    { id: 'r101', name: '101', building: 'b1', floor: 1, function: 'classroom', walkOrder: 1 },
  ],
  meters: [
    meter('m3', { building: 'b2', space: 'r201', falls: 'restart', spreadGaps: true, ratedKw: 1.2, alwaysOn: true, frostTaps: 3 }),
    // Declared before its parent.
    meter('m2', { parent: 'm1', walkOrder: 5, continuousFlowExpected: false, battery: true, acUnits: 2, serial: 'SN', q1Lph: 2.5 }),
    meter('m1', {
      role: 'building_main',
      walkOrder: 1,
      nameEn: 'Main',
      item: { scheme: 'sw-2008', code: '01000' },
      ratingPerHour: 120,
      ratios: [
        { fromAt: 1000, ratio: 40 },
        { fromAt: 2000, ratio: 60 },
      ],
    }),
  ],
  channels: [{ site: 's1', meter: 'm3', source: 'native', address: 'lab-meter', stamp: 'start' }],
  prices: { yuanPerKwh: 0.62, yuanPerM3: 4.1 },
  quotas: [{ medium: 'electricity', year: 2026, amount: 900_000, building: 'b1' }],
  virtualMeters: [
    {
      id: 'v2',
      name: '其他',
      nameEn: 'The rest',
      medium: 'electricity',
      terms: [
        { meter: 'm1', share: 1 },
        { meter: 'm2', share: -1 },
      ],
    },
    { id: 'v1', name: '一半', medium: 'electricity', terms: [{ meter: 'm3', share: 0.5 }] },
  ],
};

describe('catalog', () => {
  it('gives back everything that was declared, in walking order', async () => {
    const [{ catalog }] = await openTemporary();
    await catalog.declare(plan);
    const [site] = await catalog.sites();
    const byId = <T extends { id: string }>(list: readonly T[], ...ids: string[]) => ids.map((id) => list.find((one) => one.id === id));
    expect(site).toEqual({
      ...plan,
      buildings: byId(plan.buildings, 'b1', 'b2'),
      spaces: byId(plan.spaces, 'r101', 'r102', 'r201'),
      meters: byId(plan.meters, 'm1', 'm2', 'm3'),
      channels: expect.anything() as unknown,
    });
  });

  it('hears a meter under its own id unless a native channel was declared for it', async () => {
    const [{ catalog }] = await openTemporary();
    await catalog.declare(plan);
    await catalog.declare({ ...plan, channels: [] });
    const [site] = await catalog.sites();
    expect(site!.channels.map(({ meter: id, address }) => `${id} ${address}`).toSorted()).toEqual(['m1 m1', 'm2 m2', 'm3 lab-meter']);
  });

  it('keeps how a channel is stamped until it is declared otherwise', async () => {
    const [{ catalog }] = await openTemporary();
    await catalog.declare(plan);
    const labChannel = async () => (await catalog.sites())[0]!.channels.find(({ address }) => address === 'lab-meter');
    expect(await labChannel()).toEqual(plan.channels[0]);
    const { stamp: _, ...unstamped } = plan.channels[0]!;
    await catalog.declare({ ...plan, channels: [unstamped] });
    expect(await labChannel()).toEqual(unstamped);
  });

  it('updates by id, deletes nothing, and replaces the ratios of a meter', async () => {
    const [{ catalog }] = await openTemporary();
    await catalog.declare(plan);
    await catalog.declare({
      ...plan,
      site: { id: 's1', name: '新名', timeZone: 'Asia/Urumqi' },
      buildings: [],
      spaces: [],
      meters: [meter('m1', { ratios: [{ fromAt: 3000, ratio: 80 }] }), meter('m9')],
    });
    const [site] = await catalog.sites();
    expect(site!.site).toEqual({ id: 's1', name: '新名', timeZone: 'Asia/Urumqi' });
    expect(site!.buildings).toHaveLength(2);
    expect(site!.meters.map(({ id }) => id)).toEqual(['m1', 'm9', 'm2', 'm3']);
    expect(site!.meters[0]).toEqual(meter('m1', { ratios: [{ fromAt: 3000, ratio: 80 }] }));
  });

  it('forgets prices and quotas that are not declared any more', async () => {
    const [{ catalog }] = await openTemporary();
    await catalog.declare(plan);
    const { prices: _, quotas: __, ...others } = plan;
    await catalog.declare({ ...others, quotas: [] });
    const [site] = await catalog.sites();
    expect(site).not.toHaveProperty('prices');
    expect(site).not.toHaveProperty('quotas');
  });

  it('keeps sites apart and in the order of their declaration', async () => {
    const [{ catalog }] = await openTemporary();
    const other = { ...plan, site: { ...plan.site, id: 'a0' }, meters: [], channels: [] };
    await catalog.declare(plan);
    await catalog.declare(other);
    await catalog.declare(plan);
    const sites = await catalog.sites();
    expect(sites.map(({ site, meters }) => [site.id, meters.length])).toEqual([
      ['s1', 3],
      ['a0', 0],
    ]);
  });

  it('refuses a plan whose meter stands in no building, and then keeps nothing of it', async () => {
    const [{ catalog }] = await openTemporary();
    await expect(catalog.declare({ ...plan, meters: [meter('m1', { building: 'nowhere' })] })).rejects.toThrow(/FOREIGN KEY/);
    await expect(catalog.declare({ ...plan, meters: [meter('m1', { parent: 'nowhere' })] })).rejects.toThrow(/FOREIGN KEY/);
    expect(await catalog.sites()).toEqual([]);
  });

  it('has a version that grows, also when another process declares', async () => {
    const [mine, theirs] = await openTemporary(2);
    const before = await mine.catalog.version();
    expect(await mine.catalog.version()).toBe(before);
    await theirs!.catalog.declare(plan);
    expect(await mine.catalog.version()).toBeGreaterThan(before);
  });
});
