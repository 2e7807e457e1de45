import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Problem } from '../../api/schemas/common.ts';
import type {
  BatchAnswer,
  BatchPreview,
  PartyRequest,
  PartyView,
  StatementDetail,
  StatementSummary,
} from '../../api/schemas/statements.ts';
import { daysBetween } from '../../domain/local-time.ts';
import { ADMINISTRATOR, LONDON, openSchool, type School } from './school.ts';

const NOW = LONDON.at('2026-05-20', '12:00');
const APRIL = { from: '2026-04-01', to: '2026-05-01' };
const SPAN = 'from=2026-04-01&to=2026-05-01';

let school: School;
beforeEach(async () => {
  school = await openSchool(NOW);
});
afterEach(() => school.close());

const flat = (changes: Partial<PartyRequest> = {}): PartyRequest => ({
  name: '张老师',
  kind: 'staff',
  building: 'b',
  place: '101',
  meters: [{ meter: 'b-main' }],
  prices: [{ medium: 'electricity', from: '2026-01-01', price: '0.558', sourceDoc: '校发〔2026〕3号' }],
  lossPercent: null,
  ...changes,
});
const shop = flat({ name: '小卖部', kind: 'tenant', building: 'a', place: '一层', meters: [{ meter: 'a-main' }] });
const add = (body: object) => school.post<{ party: PartyView } & Problem>('/resale-parties', body);
const preview = (query = SPAN) => school.get<BatchPreview>(`/statements/preview?${query}`);
const issue = (body: object = {}) => school.post<BatchAnswer & Problem>('/statements', { ...APRIL, ...body });
const statements = async (query = '') => (await school.get<{ statements: StatementSummary[] }>(`/statements${query}`)).statements;
const detail = async (id: string) => (await school.get<{ statement: StatementDetail }>(`/statements/${id}`)).statement;

/** 2,880 quarters of an hour of April, a quarter of a kWh each: 720 kWh and 401.76. */
async function sellApril(): Promise<void> {
  await add(flat());
  await add(shop);
  for (const day of daysBetween(APRIL.from, APRIL.to)) await school.seedDay('b-main', day, 0.25);
}
async function issueApril(): Promise<StatementSummary> {
  await sellApril();
  return (await issue({ total: '401.76' })).body.statements[0]!;
}

describe('parties of the resale', () => {
  it('answer with the medium and the name of their meters, and are listed by name', async () => {
    const { status, body } = await add(flat());
    expect(status).toBe(200);
    expect(body.party).toEqual({
      ...flat(),
      id: body.party.id,
      building: { id: 'b', name: '宿舍B', nameEn: '宿舍B' },
      meters: [{ meter: 'b-main', name: 'b-main', nameEn: 'b-main', share: '1', medium: 'electricity' }],
      endedAt: null,
    });
    await add(shop);
    expect((await school.get<{ parties: PartyView[] }>('/resale-parties')).parties.map(({ name }) => name)).toEqual(['小卖部', '张老师']);
  });

  it('are refused with every mistake named', async () => {
    await add(flat({ meters: [{ meter: 'b-main', share: '0.6' }] }));
    const price = { medium: 'electricity', from: '2026-01-01' } as const;
    const wrong = flat({
      building: 'c',
      meters: [{ meter: 'b-main', share: '0.5' }, { meter: 'x' }, { meter: 'outdoor' }],
      prices: [
        { ...price, tariff: 'none' },
        { ...price, price: '0.5', sourceDoc: '合同' },
      ],
    });
    const { status, body } = await add(wrong);
    expect(status).toBe(422);
    expect(body.errors).toEqual([
      { path: 'body.building', message: `no building 'c'; there is: a, b` },
      { path: 'body.meters.0.meter', message: `the shares of 'b-main' come to 1.1, with those of 张老师; allowed: at most 1` },
      { path: 'body.meters.1.meter', message: `no meter 'x'` },
      { path: 'body.meters.2.meter', message: `'outdoor' counts nothing that is sold` },
      { path: 'body.prices.0.tariff', message: `no tariff 'none' of electricity; there is: none` },
      { path: 'body.prices.1.from', message: 'electricity has two prices from 2026-01-01 on; allowed: one' },
    ]);
  });

  it.each([
    ['a price without a document', { prices: [{ medium: 'electricity', from: '2026-01-01', price: '0.5' }] }],
    ['a price below zero', { prices: [{ medium: 'electricity', from: '2026-01-01', price: '-1', sourceDoc: '合同' }] }],
    ['a price that is no number', { prices: [{ medium: 'electricity', from: '2026-01-01', price: '0,5', sourceDoc: '合同' }] }],
    ['losses above 50 %', { lossPercent: '51' }],
    ['a share of nothing', { meters: [{ meter: 'b-main', share: '0' }] }],
    ['no name', { name: ' ' }],
  ])('are not taken with %s', async (_, changes) => {
    expect((await add({ ...flat(), ...changes })).status).toBe(400);
  });

  it('that ended are billed no more, changed no more, and are still there', async () => {
    await sellApril();
    const { parties } = await school.get<{ parties: PartyView[] }>('/resale-parties');
    const { id } = parties.find(({ name }) => name === '张老师')!;
    expect((await school.send<{ party: PartyView }>('POST', `/resale-parties/${id}/end`)).body.party.endedAt).toBe(NOW);
    expect((await preview()).drafts).toEqual([]);
    expect((await school.send('PUT', `/resale-parties/${id}`, flat())).status).toBe(409);
    expect((await school.get<{ parties: PartyView[] }>('/resale-parties?all=true')).parties).toHaveLength(2);
  });
});

describe('batch of statements', () => {
  it('shows what would be issued, and who gets nothing and why; nothing is kept', async () => {
    await sellApril();
    const { drafts, refused, total } = await preview();
    expect(total).toBe('401.76');
    expect(drafts).toMatchObject([
      { partyName: '张老师', total: '401.76', quantities: [{ medium: 'electricity', quantity: '720', coverage: 1 }] },
    ]);
    expect(refused).toMatchObject([{ name: '小卖部', troubles: [{ kind: 'no_data' }] }]);
    expect((await preview(`${SPAN}&building=a`)).drafts).toEqual([]);
    expect((await preview(`${SPAN}&building=b`)).drafts).toHaveLength(1);
    expect(await statements()).toEqual([]);
  });

  it('is issued as it was looked at: numbered, frozen, once', async () => {
    await sellApril();
    const other = await issue({ total: '401.75' });
    expect(other.status).toBe(409);
    expect(other.body.detail).toBe('the batch comes to 401.76 yuan now, and 401.75 was looked at; look at the preview again');
    const { body } = await issue({ total: '401.76' });
    expect(body.statements).toMatchObject([{ id: '2026-00001', total: '401.76', state: 'issued', madeBy: ADMINISTRATOR, madeAt: NOW }]);
    expect(body.refused).toMatchObject([{ name: '小卖部' }]);
    expect((await issue({ total: '401.76' })).status).toBe(422);
    await school.seedDay('b-main', '2026-04-01', 9);
    expect((await detail('2026-00001')).total).toBe('401.76');
    expect(await statements('?building=b&from=2026-04-30&to=2026-05-02')).toHaveLength(1);
    expect(await statements('?building=a')).toEqual([]);
  });

  it.each([
    ['from=2026-05-01&to=2026-05-21', 'query.to: 2026-05-21 is not over yet; allowed: up to 2026-05-20, which is then excluded'],
    ['from=2026-05-01&to=2026-05-01', 'query.to: 2026-05-01 is not after 2026-05-01'],
    ['from=2024-05-01&to=2026-05-01', 'query.to: 2024-05-01 to 2026-05-01 is more than 366 days, which is the most here'],
  ])('is not made for %s', async (query, words) => {
    const response = await school.inject(`/api/sites/hill/statements/preview?${query}`);
    expect([response.statusCode, response.json<Problem>().detail]).toEqual([400, words]);
  });
});

describe('statement', () => {
  it('is shown with its readings, the photos of readings by hand, and its price', async () => {
    const { id } = await issueApril();
    const bytes = Buffer.from('\xff\xd8\xff', 'latin1');
    const photo = await school.records.photos.save('hill', { type: 'image/jpeg', bytes, at: NOW });
    const taken = {
      site: 'hill',
      meter: 'b-main',
      value: 12,
      by: '李',
      note: '',
      photo,
      concern: null,
      state: 'stored',
      check: null,
    } as const;
    const at = LONDON.at('2026-04-30', '17:00');
    await school.records.manualReadings.save({ ...taken, id: 'near', at, recordedAt: at });
    await school.records.manualReadings.save({ ...taken, id: 'far', at: LONDON.at('2026-01-05', '17:00'), recordedAt: at });
    const shown = await detail(id);
    expect(shown.manualReadings).toMatchObject([{ id: 'near', value: 12, photo, by: '李' }]);
    expect(shown.bills).toMatchObject([
      { total: '401.76', meters: [{ meter: 'b-main', name: 'b-main', amount: '720' }], tariffs: [{ sourceDoc: '校发〔2026〕3号' }] },
    ]);
    expect(shown).toMatchObject({ reversedBy: null, truedUpBy: null, disputes: [] });
  });

  it('is taken back by another of the opposite sign, and written anew', async () => {
    const { id } = await issueApril();
    for (const day of daysBetween(APRIL.from, APRIL.to)) await school.seedDay('b-main', day, 0.125);
    const { status, body } = await school.post<{ statements: StatementSummary[] }>(`/statements/${id}/cancel`, {
      reason: '倍率',
      anew: true,
    });
    expect(status).toBe(200);
    expect(body.statements).toMatchObject([
      { id: '2026-00002', total: '-401.76', reverses: { id, reason: '倍率' } },
      { id: '2026-00003', total: '200.88', reverses: null },
    ]);
    expect(await detail(id)).toMatchObject({ state: 'cancelled', reversedBy: '2026-00002', total: '401.76' });
    const again = await school.post<Problem>(`/statements/${id}/cancel`, { reason: '倍率', anew: false });
    expect(again.status).toBe(409);
    expect(await statements()).toHaveLength(3);
  });

  it('keeps an objection and one answer to it, with who and when', async () => {
    const { id } = await issueApril();
    const objected = await school.post<{ statement: StatementDetail }>(`/statements/${id}/disputes`, { text: '四月人不在' });
    const [dispute] = objected.body.statement.disputes;
    expect(dispute).toMatchObject({ text: '四月人不在', by: ADMINISTRATOR, at: NOW, answer: null });
    expect((await statements())[0]!.openDisputes).toBe(1);
    const path = `/statements/${id}/disputes/${dispute!.id}/answer`;
    const answered = await school.post<{ statement: StatementDetail }>(path, { text: '照片为证' });
    expect(answered.body.statement.disputes[0]!.answer).toEqual({ at: NOW, by: ADMINISTRATOR, text: '照片为证' });
    expect((await school.post(path, { text: '再说' })).status).toBe(409);
    expect((await statements())[0]).toMatchObject({ openDisputes: 0, total: '401.76' });
  });

  it('leaves numbers of households in the audit, and nothing of who they are', async () => {
    const { id } = await issueApril();
    await school.post(`/statements/${id}/disputes`, { text: '四月人不在' });
    await school.post(`/statements/${id}/cancel`, { reason: '张老师搬走了', anew: false });
    await school.inject(`/api/sites/hill/statements/${id}/statement.pdf`);
    const entries = await school.records.audit.list({ limit: 100 });
    expect(entries.map(({ action }) => action)).toEqual([
      'statement.exported',
      'statement.cancelled',
      'statement.disputed',
      'statements.issued',
      'resale_party.added',
      'resale_party.added',
    ]);
    expect(JSON.stringify(entries)).not.toMatch(/张老师|小卖部|人不在|401/);
  });

  it.each(['pdf', 'xlsx'])('is there as %s, alone and with those of its building', async (format) => {
    const { id } = await issueApril();
    for (const path of [`statements/${id}/statement.${format}`, `statements.${format}?${SPAN}&building=b&locale=en`]) {
      const { statusCode, headers, rawPayload } = await school.inject(`/api/sites/hill/${path}`);
      expect([path, statusCode]).toEqual([path, 200]);
      expect(headers['content-disposition']).toContain(`.${format}"`);
      expect(rawPayload.subarray(0, 2).toString()).toBe({ pdf: '%P', xlsx: 'PK' }[format]);
    }
    expect((await school.inject(`/api/sites/hill/statements.${format}?${SPAN}&building=a`)).statusCode).toBe(404);
  });
});
