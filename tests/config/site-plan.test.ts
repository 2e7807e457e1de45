import { describe, expect, it } from 'vitest';
import { settingsSchema } from '../../config/schema.ts';
import { toSitePlan } from '../../config/site-plan.ts';
import { ratioAt } from '../../domain/site.ts';

const meter = { name: '表', building: 'b1', medium: 'electricity', role: 'ac_circuit' };
const file = {
  sites: [
    {
      id: 'school',
      name: '学校',
      nameEn: 'School',
      campuses: [{ id: 'main', name: '主校区' }],
      buildings: [{ id: 'b1', name: '教学楼', campus: 'main', function: 'teaching' }],
      meters: [
        {
          ...meter,
          id: 'ac-1',
          ratios: [
            { from: '2026-07-01T00:00:00+08:00', ratio: 60 },
            { from: '2026-01-01T00:00:00+08:00', ratio: 40 },
          ],
        },
        { ...meter, id: 'ac-2', item: { scheme: 'province-x', code: '01B30' } },
      ],
    },
  ],
};
const plan = toSitePlan(settingsSchema.parse(file).sites![0]!);

describe('site plan', () => {
  it('ratio 40 before July, 60 after, in whatever order they were written', () => {
    expect(ratioAt(plan.meters[0]!, Date.parse('2026-06-30T15:59:00Z'))).toBe(40);
    expect(ratioAt(plan.meters[0]!, Date.parse('2026-06-30T16:00:00Z'))).toBe(60);
  });

  it('01B20 of the national guideline for an air-conditioner circuit unless another code is declared', () => {
    expect(plan.meters.map(({ item }) => item)).toEqual([
      { scheme: 'MOHURD-2008', code: '01B20' },
      { scheme: 'province-x', code: '01B30' },
    ]);
  });

  it('one native channel a meter, under its id', () => {
    expect(plan.channels).toEqual([
      { site: 'school', meter: 'ac-1', source: 'native', address: 'ac-1' },
      { site: 'school', meter: 'ac-2', source: 'native', address: 'ac-2' },
    ]);
  });

  it('every meter knows its site; the school keeps both names and its zone', () => {
    expect(plan.meters.every(({ site }) => site === 'school')).toBe(true);
    expect(plan.site).toEqual({ id: 'school', name: '学校', nameEn: 'School', timeZone: 'Asia/Shanghai' });
  });

  it('hands the stamp of a feed of amounts to its channel, and keeps what falls and gaps of a meter mean', () => {
    const [school] = settingsSchema.parse({
      sites: [
        {
          ...file.sites[0],
          meters: [
            { ...meter, id: 'feed', kind: 'interval', stamp: 'start' },
            { ...meter, id: 'plug', falls: 'restart', spreadGaps: true },
          ],
        },
      ],
    }).sites!;
    const { meters, channels } = toSitePlan(school!);
    expect(channels).toEqual([
      { site: 'school', meter: 'feed', source: 'native', address: 'feed', stamp: 'start' },
      { site: 'school', meter: 'plug', source: 'native', address: 'plug' },
    ]);
    expect(meters[0]).not.toHaveProperty('stamp');
    expect(meters[1]).toMatchObject({ falls: 'restart', spreadGaps: true });
  });

  it('has virtual meters where some are declared; a share that is not said is the whole', () => {
    const virtual = { id: 'rest', name: '其他', medium: 'electricity', terms: [{ meter: 'ac-1' }, { meter: 'ac-2', share: -0.5 }] };
    const [school] = settingsSchema.parse({ sites: [{ ...file.sites[0], virtualMeters: [virtual] }] }).sites!;
    expect(toSitePlan(school!).virtualMeters).toEqual([
      {
        id: 'rest',
        name: '其他',
        medium: 'electricity',
        terms: [
          { meter: 'ac-1', share: 1 },
          { meter: 'ac-2', share: -0.5 },
        ],
      },
    ]);
    expect(plan).not.toHaveProperty('virtualMeters');
  });

  it('passes on what a meter drives, prices, quotas and the whole calendar; without prices there are none', () => {
    const calendar = {
      holidays: 'china',
      terms: [{ name: '秋', firstDay: '2026-09-01', lastDay: '2027-01-20' }],
      exceptions: [{ firstDay: '2026-11-05', lastDay: '2026-11-06', type: 'exam', groups: ['g3'] }],
      groups: [{ id: 'g3', name: '高三', buildings: ['b1'], terms: [] }],
      holidayYears: [
        {
          year: 2027,
          source: '国办发明电〔2026〕7号',
          off: [{ name: '元旦', firstDay: '2027-01-01', lastDay: '2027-01-03' }],
          makeupWorkdays: ['2027-01-10'],
        },
      ],
      week: { eveningStudy: [0, 1], custody: [6], lightsOut: '22:00' },
    };
    const quotas = [{ medium: 'water', year: 2026, amount: 52_000, building: 'b1' }];
    const facts = { ratedKw: 1.8, alwaysOn: true, frostTaps: 2 };
    const [school] = settingsSchema.parse({
      sites: [{ ...file.sites[0], calendar, quotas, prices: { yuanPerKwh: 0.7 }, meters: [{ ...meter, id: 'ac-1', ...facts }] }],
    }).sites!;
    const declared = toSitePlan(school!);
    expect(declared).toMatchObject({ calendar, quotas, prices: { yuanPerKwh: 0.7, yuanPerM3: 3.19 } });
    expect(declared.meters[0]).toMatchObject(facts);
    expect(plan).not.toHaveProperty('prices');
    expect(plan).not.toHaveProperty('quotas');
  });
});
