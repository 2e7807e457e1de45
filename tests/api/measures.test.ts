import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Problem } from '../../api/schemas/common.ts';
import type { MeasureDetail, MeasureList, MeasureQuestion, MeasureRequest, MeasureView, SavingDetail } from '../../api/schemas/measures.ts';
import { daysBetween, weekdayOf } from '../../domain/local-time.ts';
import { ADMINISTRATOR, LONDON, openSchool, type School } from './school.ts';

const NOW = LONDON.at('2026-05-20', '12:00');
const BASELINE = { from: '2025-04-01', to: '2025-08-01' };
const REPORTING = { from: '2026-04-10', to: null };

/** m³ a quarter hour: 12 m³ on a school day, half of it on a weekend, and a little more every third day. */
function usual(day: string): number {
  const isRest = [0, 6].includes(weekdayOf(day));
  return ((isRest ? 6 : 12) + ((Date.parse(day) / 86_400_000) % 3) / 10) / 96;
}

let school: School;
beforeAll(async () => {
  school = await openSchool(NOW);
  for (const day of daysBetween(BASELINE.from, BASELINE.to)) await school.seedDay('a-water', day, usual(day));
  for (const day of daysBetween(REPORTING.from, '2026-05-20')) await school.seedDay('a-water', day, 0.7 * usual(day));
}, 60_000);
afterAll(() => school.close());

const question: MeasureQuestion = { medium: 'water', scope: { kind: 'building', id: 'a' }, baseline: BASELINE, reporting: REPORTING };
const taps: MeasureRequest = { ...question, name: '换感应龙头', kind: 'fittings', note: '' };
const list = async () => (await school.get<MeasureList>('/measures')).measures;
const tryIt = (changes: Partial<MeasureQuestion>) => school.post<SavingDetail & Problem>('/measures/try', { ...question, ...changes });

describe('measures', () => {
  it('are told with what they saved, by which method and how sure', async () => {
    const { status, body } = await school.post<{ measure: MeasureView }>('/measures', taps);
    expect(status).toBe(200);
    expect(body.measure).toMatchObject({ name: '换感应龙头', scopeName: { name: '教学楼A' }, savedBy: ADMINISTRATOR, endedAt: null });
    const [{ saving }] = (await list()) as [MeasureList['measures'][number]];
    expect(saving.percent).toBeCloseTo(30, 0);
    expect(saving.interval![0]).toBeGreaterThan(15);
    expect(saving).toMatchObject({ isClear: true, refused: null, unit: 'm³', days: 40, spanDays: 40, level: 0.9 });
    expect(saving.words.zh).toMatch(/40 天里比基线模型节约 30\.\d %/);
    expect(saving.method!.zh).toContain('基线日模型：与气温无关，分日期类型；122 天');
    const detail = await school.get<MeasureDetail>(`/measures/${body.measure.id}`);
    expect(detail.baseline).toHaveLength(122);
    expect(detail.reporting[0]).toMatchObject({ day: '2026-04-10', kind: 'school', meanC: null });
    expect(detail.reporting[0]!.expected).toBeCloseTo(12.1, 0);
  });

  it('are tried without being kept', async () => {
    const before = await list();
    const { body } = await tryIt({});
    expect(body.saving.percent).toBeCloseTo(30, 0);
    expect(await list()).toEqual(before);
  });

  it.each<[string, Partial<MeasureQuestion>, string]>([
    ['too short a baseline', { baseline: { from: '2025-06-01', to: '2025-08-01' } }, 'baseline_short'],
    ['a baseline of which most is not known', { baseline: { from: '2024-08-01', to: '2025-08-01' } }, 'baseline_gaps'],
    ['a reporting period that has hardly begun', { reporting: { from: '2026-05-10', to: null } }, 'reporting_short'],
    ['a reporting period ahead', { reporting: { from: '2026-06-10', to: null } }, 'reporting_short'],
    ['no meter of the medium', { medium: 'gas' }, 'no_meter'],
    ['meters that reported nothing', { medium: 'electricity' }, 'baseline_gaps'],
  ])('say why nothing can be told of %s', async (_what, changes, code) => {
    const { status, body } = await tryIt(changes);
    expect(status).toBe(200);
    expect(body.saving).toMatchObject({ refused: code, percent: null, interval: null });
    expect(body.saving.words.zh).not.toBe('');
  });

  it.each<[string, Partial<MeasureQuestion>, string, string]>([
    ['a baseline without a day', { baseline: { from: '2025-04-01', to: '2025-04-01' } }, 'body.baseline.to', '2025-04-01'],
    ['a reporting period inside of the baseline', { reporting: { from: '2025-07-01', to: null } }, 'body.reporting.from', '2025-08-01'],
    ['an end before the beginning', { reporting: { from: '2026-04-10', to: '2026-04-01' } }, 'body.reporting.to', '2026-04-01'],
    ['a meter of another medium', { scope: { kind: 'meter', id: 'a-main' } }, 'body.medium', 'counts electricity'],
  ])('are refused with %s', async (_what, changes, path, words) => {
    const { status, body } = await tryIt(changes);
    expect(status).toBe(422);
    expect(body.errors!.map((error) => error.path)).toEqual([path]);
    expect(body.detail).toContain(words);
  });

  it('name the places that there are', async () => {
    expect((await tryIt({ scope: { kind: 'building', id: 'z' } })).body.detail).toBe("no building 'z'; there is: a, b");
  });

  it('are ended once, with the day as the end of what is counted', async () => {
    const { id } = (await school.post<{ measure: MeasureView }>('/measures', taps)).body.measure;
    const end = () => school.post<Problem & { measure: MeasureView }>(`/measures/${id}/end`, {});
    expect((await end()).body.measure).toMatchObject({ endedAt: NOW, reporting: { from: '2026-04-10', to: '2026-05-20' } });
    expect(await end()).toMatchObject({ status: 409, body: { detail: `measure '${id}' was ended before` } });
    const audit = await school.inject('/api/audit?limit=5');
    const { entries } = audit.json<{ entries: { action: string; target: string }[] }>();
    expect(entries[0]).toMatchObject({ action: 'measure.ended', target: id });
  });

  it('of the school are not told to somebody who reaches a part of it', async () => {
    await school.post('/measures', { ...taps, name: '全校', scope: { kind: 'site' } });
    const inA = await school.as('logistics_head', { sites: ['hill'], buildings: ['a'] });
    const names = (await inA.get<MeasureList>('/measures')).measures.map(({ name }) => name);
    expect(names).toContain('换感应龙头');
    expect(names).not.toContain('全校');
    expect((await inA.post('/measures/try', { ...question, scope: { kind: 'site' } })).status).toBe(403);
  });
});
