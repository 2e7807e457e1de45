import type { Account, ResaleParty } from '../domain/bill.ts';
import type { SchoolFact } from '../domain/school-facts.ts';
import type { QuotaPlan } from '../domain/quota.ts';
import type { SitePlan } from '../domain/site.ts';
import type { Tariff } from '../domain/tariff.ts';
import { DEMO_SITE } from '../simulators/demo-campus.ts';
import type { Records } from '../store/ports.ts';
import { readExample } from '../tariffs/examples.ts';

/** Every made-up figure says so where it is shown. */
const SOURCE = '演示数据';
const BY = '演示';
/** Before the demo's history begins. */
const FROM_MONTH = '2020-01';
const FROM_DAY = '2020-01-01';

type Books = Pick<Records, 'catalog' | 'facts' | 'tariffs' | 'accounts' | 'resale' | 'quotas'>;

/** The office of the demo campus has done its paper work: facts, prices, contracts, quotas. Done once, while there are no facts. */
export async function fillBooks(records: Books, at: number): Promise<void> {
  const plan = (await records.catalog.sites()).find(({ site }) => site.id === DEMO_SITE);
  if (!plan || (await records.facts.list(DEMO_SITE)).length > 0) return;
  for (const fact of factsOf(plan, at)) await records.facts.save(fact);
  for (const tariff of await demoTariffs()) await records.tariffs.save(DEMO_SITE, tariff, BY, at);
  for (const account of ACCOUNTS) await records.accounts.save(account, BY, at);
  for (const party of PARTIES) await records.resale.saveParty(party, BY, at);
  const year = new Date(at).getUTCFullYear();
  for (const quota of quotasOf(year, at)) {
    const { id, version } = await records.quotas.save(quota);
    await records.quotas.approve(DEMO_SITE, id, version, '演示·校长', at);
  }
}

function factsOf({ buildings }: SitePlan, at: number): SchoolFact[] {
  const base = { site: DEMO_SITE, fromMonth: FROM_MONTH, source: SOURCE, savedBy: BY, savedAt: at };
  const known = buildings.flatMap(({ id, areaM2 }) => (areaM2 === undefined ? [] : [{ id, areaM2 }]));
  const whole = known.reduce((sum, { areaM2 }) => sum + areaM2, 0);
  const area = (id: string, building: string | null, m2: number): SchoolFact => ({
    ...base,
    id,
    kind: 'area',
    building,
    areaKind: 'building',
    m2: String(m2),
  });
  return [
    area('area', null, whole),
    ...known.map(({ id, areaM2 }) => area(`area-${id}`, id, areaM2)),
    { ...base, id: 'land', kind: 'area', building: null, areaKind: 'land', m2: '92000' },
    // A hundred classrooms of 45; the simulated dormitories hold 2,400.
    {
      ...base,
      id: 'day-pupils',
      kind: 'heads',
      category: 'day_pupil',
      count: 2100,
      weight: '1',
      usesEnergy: true,
      usesWater: true,
    },
    {
      ...base,
      id: 'boarders',
      kind: 'heads',
      category: 'boarder',
      count: 2400,
      weight: '1',
      usesEnergy: true,
      usesWater: true,
    },
    {
      ...base,
      id: 'staff',
      kind: 'heads',
      category: 'staff',
      count: 360,
      weight: '1',
      usesEnergy: true,
      usesWater: true,
    },
    { ...base, id: 'region', kind: 'region', region: '浙江' },
  ];
}

/** Whole-year prices of the examples, so that every month of the demo has one. */
async function demoTariffs(): Promise<Tariff[]> {
  const always = (tariff: Tariff): Tariff => ({ ...tariff, validFrom: FROM_DAY, validTo: null });
  return [always(await readExample('school-electricity-zhejiang')), always(await readExample('school-water'))];
}

const TARIFF_OF = { electricity: 'zj-school-10kv', water: 'school-water' } as const;

const account = (medium: 'electricity' | 'water', name: string, meter: string): Account => ({
  id: `bought-${medium}`,
  site: DEMO_SITE,
  name,
  medium,
  utilityNo: '0000000000',
  billingDay: 1,
  quota: null,
  endedAt: null,
  meters: [
    {
      meter,
      share: '1',
    },
  ],
  assignments: [
    {
      from: FROM_DAY,
      tariff: TARIFF_OF[medium],
    },
  ],
});
const ACCOUNTS: readonly Account[] = [
  account('electricity', '演示·供电公司', 'campus-main-e'),
  account('water', '演示·自来水公司', 'campus-main-w'),
];

/** Domain note 2.3: households pay the shared residential price, here for the staff building as a whole. */
const PARTIES: readonly ResaleParty[] = [
  {
    id: 'staff-building',
    site: DEMO_SITE,
    name: '演示·教工宿舍',
    kind: 'staff',
    building: 'sta',
    place: '整栋',
    lossPercent: null,
    endedAt: null,
    meters: [
      {
        meter: 'sta-main-e',
        share: '1',
        medium: 'electricity',
      },
    ],
    prices: [
      {
        medium: 'electricity',
        from: FROM_DAY,
        price: '0.558',
        sourceDoc: '演示：浙江居民合表 <1 kV',
      },
    ],
  },
  {
    id: 'canteen',
    site: DEMO_SITE,
    name: '演示·食堂承包方',
    kind: 'contractor',
    building: 'can',
    place: '食堂',
    lossPercent: '2',
    endedAt: null,
    meters: [
      {
        meter: 'can-main-e',
        share: '1',
        medium: 'electricity',
      },
    ],
    prices: [
      {
        medium: 'electricity',
        from: FROM_DAY,
        tariff: TARIFF_OF.electricity,
      },
    ],
  },
];

/** What schools of Guangdong used on average in 2021 (domain note 1.4), for this area and these heads. */
function quotasOf(year: number, at: number): Omit<QuotaPlan, 'version' | 'approvedBy' | 'approvedAt'>[] {
  const base = {
    site: DEMO_SITE,
    unit: { kind: 'site' },
    period: 'year',
    from: `${year}-01-01`,
    to: `${year + 1}-01-01`,
    savedBy: BY,
    savedAt: at,
  } as const;
  return [
    {
      ...base,
      id: 'year-electricity',
      name: '全校用电',
      medium: 'electricity',
      amount: '1842000',
      responsible: '总务处',
      basis: '演示：26.7 kWh/m²',
    },
    { ...base, id: 'year-water', name: '全校用水', medium: 'water', amount: '210800', responsible: '总务处', basis: '演示：43.38 m³/人' },
  ];
}
