import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Problem } from '../../api/schemas/common.ts';
import type {
  TariffDetail,
  TariffExamples,
  TariffList,
  TariffReading,
  TariffRequest,
  TariffTrial,
  TariffTrialAnswer,
  TariffVersion,
} from '../../api/schemas/tariffs.ts';
import type { Tariff } from '../../domain/tariff.ts';
import { ADMINISTRATOR, LONDON, openSchool, type School } from './school.ts';

const NOW = LONDON.at('2026-05-20', '12:00');

let school: School;
beforeEach(async () => {
  school = await openSchool(NOW);
});
afterEach(() => school.close());

const flat: Tariff = {
  id: 'flat',
  name: '合表',
  medium: 'electricity',
  customerClass: '203',
  validFrom: '2026-01-01',
  validTo: null,
  sourceDoc: '某价〔2026〕1号',
  currency: 'CNY',
  components: [{ code: 'energy', price: '0.538', floats: false }],
  itemize: 'all_in',
};
const save = (body: TariffRequest) => school.post<{ version: TariffVersion } & Problem>('/tariffs', body);
const list = () => school.get<TariffList>('/tariffs');
const YAML = `id: flat
name: 合表
medium: electricity
customer_class: 203
valid_from: 2026-06-01
source_doc: 某价〔2026〕2号
components:
  - { code: energy, price: 0.5580 }
`;

describe('tariffs', () => {
  it('are saved as a form or as YAML, and listed with their versions', async () => {
    expect(await list()).toEqual({ tariffs: [], today: '2026-05-20' });
    const saved = await save({ tariff: { ...flat, validTo: '2026-06-01' } });
    expect(saved).toMatchObject({ status: 200, body: { version: { revision: 1, savedBy: ADMINISTRATOR, savedAt: NOW } } });
    expect((await save({ yaml: YAML })).body.version).toMatchObject({ revision: 2, tariff: { components: [{ price: '0.5580' }] } });
    const [entry] = (await list()).tariffs;
    expect(entry).toMatchObject({ id: 'flat', medium: 'electricity', gaps: [], usedBy: [] });
    expect(entry!.versions.map(({ tariff, revision }) => [tariff.validFrom, revision])).toEqual([
      ['2026-01-01', 1],
      ['2026-06-01', 2],
    ]);
  });

  it('name the days between two versions on which none holds, and an end that nothing follows', async () => {
    await save({ tariff: { ...flat, validTo: '2026-03-01' } });
    await save({ tariff: { ...flat, validFrom: '2026-04-01', validTo: '2026-07-01' } });
    expect((await list()).tariffs[0]!.gaps).toEqual([
      { id: 'flat', from: '2026-03-01', to: '2026-04-01' },
      { id: 'flat', from: '2026-07-01', to: null },
    ]);
  });

  it('name the accounts that buy by them', async () => {
    await save({ tariff: flat });
    const account = {
      id: 'grid',
      site: 'hill',
      name: '供电公司',
      medium: 'electricity',
      utilityNo: '1',
      meters: [],
      billingDay: 1,
    } as const;
    const assignments = [{ from: '2026-01-01', tariff: 'flat' }];
    await school.records.accounts.save({ ...account, assignments, quota: null, endedAt: null }, '李', NOW);
    expect((await list()).tariffs[0]!.usedBy).toEqual(['供电公司']);
  });

  it('are told whole: as YAML, with their clock and every revision', async () => {
    await save({ tariff: flat });
    const tou = {
      ratios: { peak: '1.7' },
      calendars: [{ months: [7], periods: [{ from: '08:00', to: '12:00', period: 'peak' }] }],
      defaultPeriod: 'flat',
    } as const;
    await save({ tariff: { ...flat, components: [{ code: 'energy', price: '0.5', floats: true }], tou } });
    const detail = await school.get<TariffDetail>('/tariffs/flat');
    expect(detail.history.map(({ revision }) => revision)).toEqual([2, 1]);
    expect(detail.versions).toHaveLength(1);
    expect(detail.versions[0]!.yaml).toContain('valid_from: 2026-01-01');
    const [workdays, ...others] = detail.versions[0]!.pictures;
    expect(others).toEqual([]);
    expect(workdays!.rows).toHaveLength(12);
    expect(workdays!.rows[6]).toEqual({
      month: 7,
      firstDay: 1,
      lastDay: 31,
      runs: [
        { start: 0, end: 32, period: 'flat' },
        { start: 32, end: 48, period: 'peak' },
        { start: 48, end: 96, period: 'flat' },
      ],
    });
  });

  it('are refused with every mistake named by its place, in a form and in YAML', async () => {
    const form = await save({ tariff: { ...flat, sourceDoc: '', validTo: '2025-01-01' } });
    expect(form.status).toBe(422);
    expect(form.body.errors!.map(({ path }) => path)).toEqual(['body.tariff.sourceDoc', 'body.tariff.validTo']);
    const text = await save({ yaml: YAML.replace('0.5580', 'cheap').replace('electricity', 'oil') });
    expect(text.body.errors!.map(({ path }) => path)).toEqual(['body.yaml.medium', 'body.yaml.components.0.price']);
    expect(text.body.detail).toContain(`(got 'cheap')`);
    expect((await list()).tariffs).toEqual([]);
  });

  it('keep their medium through all versions', async () => {
    await save({ tariff: flat });
    const other = await save({ tariff: { ...flat, medium: 'water', validFrom: '2026-07-01' } });
    expect(other).toMatchObject({ status: 422, body: { detail: expect.stringContaining(`'flat' is for electricity`) as unknown } });
  });

  it('are withdrawn once, with a reason that the audit log keeps', async () => {
    await save({ tariff: flat });
    const withdraw = () => school.post<Problem>('/tariffs/flat/withdraw', { validFrom: '2026-01-01', reason: '录错' });
    expect((await withdraw()).status).toBe(200);
    expect((await list()).tariffs).toEqual([]);
    expect((await school.get<TariffDetail>('/tariffs/flat')).history).toMatchObject([{ withdrawnAt: NOW }]);
    expect((await withdraw()).status).toBe(409);
    const { entries } = JSON.parse((await school.inject('/api/audit')).body) as { entries: { action: string; target: string }[] };
    expect(entries.map(({ action, target }) => [action, target]).slice(0, 2)).toEqual([
      ['tariff.withdrawn', 'flat 2026-01-01'],
      ['tariff.saved', 'flat 2026-01-01'],
    ]);
  });

  it('that are not there are answered with those that are', async () => {
    await save({ tariff: flat });
    const answer = await school.inject('/api/sites/hill/tariffs/nope');
    expect(answer.statusCode).toBe(404);
    expect(answer.json<Problem>().detail).toBe(`no tariff 'nope'; there is: flat`);
  });

  it('are checked while they are written, and nothing is kept', async () => {
    const read = await school.post<TariffReading>('/tariff-readings', { yaml: YAML });
    expect(read.body).toMatchObject({ tariff: { id: 'flat', customerClass: '203' }, pictures: [] });
    expect(read.body.yaml).toContain('price: 0.5580');
    expect((await list()).tariffs).toEqual([]);
  });

  it('have examples that say so and can be saved as they are', async () => {
    const { examples } = await school.get<TariffExamples>('/tariff-examples');
    expect(examples.length).toBeGreaterThanOrEqual(8);
    for (const { tariff, yaml } of examples) {
      expect(tariff.isExample).toBe(true);
      expect((await save({ yaml })).status).toBe(200);
    }
    expect((await list()).tariffs).toHaveLength(examples.length);
  });
});

describe('trying a tariff', () => {
  const trial: TariffTrial = { tariff: flat, meter: 'a-main', from: '2026-05-10', to: '2026-05-12' };
  const attempt = (body: Partial<TariffTrial>) => school.post<TariffTrialAnswer & Problem>('/tariff-trials', { ...trial, ...body });
  beforeEach(async () => {
    for (const day of ['2026-05-10', '2026-05-11']) await school.seedDay('a-main', day, 0.5);
  });

  it('bills a meter by what is being written: 96 kWh at 0.538 are 51.65', async () => {
    const { status, body } = await attempt({});
    expect(status).toBe(200);
    expect(body.outcome).toMatchObject({ kind: 'billed', bill: { quantity: '96', total: '51.65', tariffs: [{ revision: 0 }] } });
    expect((await list()).tariffs).toEqual([]);
  });

  it('bills by a tariff of the school with all of its versions', async () => {
    await save({ tariff: { ...flat, validTo: '2026-05-11' } });
    await save({ tariff: { ...flat, validFrom: '2026-05-11', components: [{ code: 'energy', price: '1', floats: false }] } });
    const { body } = await attempt({ tariff: undefined, id: 'flat' });
    expect(body.outcome).toMatchObject({ kind: 'billed', bill: { total: '73.82' } });
  });

  it('says why there is no bill instead of a zero', async () => {
    const { body } = await attempt({ tariff: { ...flat, validFrom: '2026-05-11' } });
    expect(body.outcome).toMatchObject({ kind: 'refused', troubles: [{ kind: 'no_tariff', from: '2026-05-10', to: '2026-05-11' }] });
  });

  it('refuses a span without days, and a meter that is not there or has nothing to pay', async () => {
    expect(await attempt({ to: '2026-05-10' })).toMatchObject({ status: 422, body: { errors: [{ path: 'body.to' }] } });
    expect(await attempt({ to: '2028-05-10' })).toMatchObject({ status: 422, body: { errors: [{ path: 'body.to' }] } });
    expect((await attempt({ meter: 'nope' })).status).toBe(404);
    expect(await attempt({ meter: 'outdoor' })).toMatchObject({ status: 422, body: { errors: [{ path: 'body.meter' }] } });
  });
});
