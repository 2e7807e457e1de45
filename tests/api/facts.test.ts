import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FactList, FactorList, FactorView, FactView } from '../../api/schemas/books.ts';
import type { Problem } from '../../api/schemas/common.ts';
import { ADMINISTRATOR, LONDON, openSchool, type School } from './school.ts';

const NOW = LONDON.at('2026-05-20', '12:00');

let school: School;
beforeEach(async () => {
  school = await openSchool(NOW);
});
afterEach(() => school.close());

const area = { kind: 'area', fromMonth: '2025-09', source: '房产证', building: null, areaKind: 'building', m2: '23584.5' };
const boarders = {
  kind: 'heads',
  fromMonth: '2026-02',
  source: '学籍',
  category: 'boarder',
  count: 600,
  weight: '2',
  usesEnergy: true,
  usesWater: true,
};
type Answer = Problem & { fact: FactView };
const say = (fact: object) => school.post<Answer>('/facts', fact);
const facts = (query = '') => school.get<FactList>(`/facts${query}`);

describe('facts', () => {
  it('hold from their month on: what a month knows is told, the rest is null', async () => {
    await say(area);
    await say({ ...area, fromMonth: '2026-04', m2: '24000' });
    await say(boarders);
    await say({ kind: 'region', fromMonth: '2025-09', source: '校址', region: '浙江' });
    const now = await facts();
    expect(now.month).toBe('2026-05');
    expect(now.held).toEqual({ areaM2: '24000', landM2: null, heatedM2: null, energyHeads: '1200', waterHeads: '1200', region: '浙江' });
    expect(now.facts.map(({ kind, fromMonth, isHeld }) => [kind, fromMonth, isHeld])).toEqual([
      ['area', '2026-04', true],
      ['heads', '2026-02', true],
      ['area', '2025-09', false],
      ['region', '2025-09', true],
    ]);
    expect((await facts('?month=2026-01')).held).toMatchObject({ areaM2: '23584.5', energyHeads: null });
  });

  it('are put right and taken back, and the audit log keeps what they were', async () => {
    const { id } = (await say(area)).body.fact;
    const changed = await school.send<Answer>('PUT', `/facts/${id}`, { ...area, m2: '23600' });
    expect(changed.body.fact).toMatchObject({ id, m2: '23600', savedBy: ADMINISTRATOR, savedAt: NOW });
    expect((await facts()).facts).toHaveLength(1);
    expect((await school.send<Answer>('DELETE', `/facts/${id}`)).status).toBe(200);
    expect((await facts()).facts).toEqual([]);
    expect((await school.send<Answer>('DELETE', `/facts/${id}`)).status).toBe(404);
    const log = await school.records.audit.list({ limit: 5 });
    expect(log.map(({ action }) => action)).toEqual(['fact.removed', 'fact.changed', 'fact.saved']);
    expect(log[1]!.detail).toContain('23584.5');
  });

  it('of the institution are the fields of its form', async () => {
    const institution = { kind: 'institution', fromMonth: '2025-09', source: '登记证', fields: { 单位名称: '山中学' } };
    expect((await say(institution)).status).toBe(200);
    const { status, body } = await say({ ...institution, fields: { 校训: '勤' } });
    expect([status, body.errors!.map(({ path }) => path)]).toEqual([422, ['body.fields.校训']]);
    expect((await say({ ...institution, fields: {} })).body).toMatchObject({
      status: 422,
      detail: expect.stringContaining('body.fields: at least one has to be filled in; allowed: 单位名称') as string,
    });
  });

  it.each<[string, object, number, string]>([
    ['no source', { ...area, source: '' }, 400, 'body.source'],
    ['a month that is none', { ...area, fromMonth: '2026-13' }, 400, 'body.fromMonth'],
    ['no area', { ...area, m2: '-3' }, 400, 'body.m2'],
    ['land of a building', { ...area, building: 'a', areaKind: 'land' }, 422, 'body.areaKind'],
    ['half a pupil', { ...boarders, count: 0.5 }, 400, 'body.count'],
    ['a weight of nothing', { ...boarders, weight: '0' }, 400, 'body.weight'],
    ['a weight with five decimals', { ...boarders, weight: '1.00001' }, 400, 'body.weight'],
  ])('are refused with %s', async (_what, fact, status, path) => {
    const { status: got, body } = await say(fact);
    expect([got, body.errors!.map((error) => error.path)]).toEqual([status, [path]]);
    expect((await facts()).facts).toEqual([]);
  });

  it('say which buildings there are', async () => {
    expect((await say({ ...area, building: 'z' })).body).toMatchObject({ status: 404, detail: "no building 'z'; there is: a, b" });
  });
});

describe('factors', () => {
  const gas = {
    kind: 'kgce',
    carrier: 'gas',
    region: 'national',
    dataYear: null,
    validFrom: '2026-01',
    validTo: null,
    value: '1.22',
    document: '燃气公司热值报告',
  };
  type FactorAnswer = Problem & { factor: FactorView };
  const factors = (query = '') => school.get<FactorList>(`/factors${query}`);
  const chosen = async (query?: string) => (await factors(query)).factors.filter(({ isChosen }) => isChosen);

  it('that come with the program name their document, and a month chooses among them', async () => {
    const grid = (await chosen()).filter(({ kind }) => kind === 'co2');
    expect(grid).toMatchObject([{ region: 'national', dataYear: 2023, value: '0.5306', unit: 'kgCO₂/kWh', isBuiltIn: true }]);
    expect((await chosen('?month=2025-01')).find(({ kind }) => kind === 'co2')).toMatchObject({ dataYear: 2022 });
    await say({ kind: 'region', fromMonth: '2025-09', source: '地址', region: '浙江' });
    expect((await factors()).region).toBe('浙江');
    expect((await chosen()).find(({ kind }) => kind === 'co2')).toMatchObject({ region: '浙江', value: '0.4974' });
  });

  it('of the school win, are changed and removed', async () => {
    const { status, body } = await school.post<FactorAnswer>('/factors', { ...gas, note: '冬季实测' });
    expect(status).toBe(200);
    expect(body.factor).toMatchObject({ ...gas, note: { zh: '冬季实测', en: '冬季实测' }, isBuiltIn: false, unit: 'kgce/m³' });
    const { id } = body.factor;
    const ofGas = async () => (await chosen()).find(({ carrier }) => carrier === 'gas')!;
    expect(await ofGas()).toMatchObject({ id, value: '1.22' });
    await school.send('PUT', `/factors/${id}`, { ...gas, value: '1.21' });
    expect(await ofGas()).toMatchObject({ id, value: '1.21', note: null });
    expect((await school.send('DELETE', `/factors/${id}`)).status).toBe(200);
    expect(await ofGas()).toMatchObject({ id: 'kgce-gas', value: '1.2143' });
    const actions = (await school.records.audit.list({ limit: 5 })).map(({ action }) => action);
    expect(actions).toEqual(['factor.removed', 'factor.changed', 'factor.saved']);
  });

  it('that come with the program are not changed', async () => {
    const { status, body } = await school.send<Problem>('PUT', '/factors/kgce-gas', gas);
    expect([status, body.detail]).toEqual([404, "no factor of the school 'kgce-gas'; there is: none"]);
  });

  it.each<[string, object, number, string]>([
    ['no document', { document: ' ' }, 400, 'body.document'],
    ['a value of nothing', { value: '0' }, 400, 'body.value'],
    ['an end before the beginning', { validTo: '2026-01' }, 422, 'body.validTo'],
    ['a carrier that is not there', { carrier: 'wood' }, 400, 'body.carrier'],
  ])('are refused with %s', async (_what, changes, status, path) => {
    const { status: got, body } = await school.post<FactorAnswer>('/factors', { ...gas, ...changes });
    expect([got, body.errors!.map((error) => error.path)]).toEqual([status, [path]]);
  });
});
