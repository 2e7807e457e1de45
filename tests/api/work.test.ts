import { randomUUID } from 'node:crypto';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Problem } from '../../api/schemas/common.ts';
import type { WorkAnswer } from '../../api/schemas/work.ts';
import { acOn, eventOf, leakOf, openNight } from './night-school.ts';
import { LONDON, type School } from './school.ts';

/** Wednesday morning. */
const MORNING = LONDON.at('2026-05-20', '07:30');
const silent = leakOf({
  rule: 'meter_silent',
  meter: 'b-main',
  rate: null,
  wasted: null,
  evidence: [{ name: 'threshold', value: 2, unit: 'h' }],
});

async function open(...alerts: Parameters<typeof openNight>[0]): Promise<School> {
  const school = await openNight(alerts, [], MORNING);
  onTestFinished(() => school.close());
  return school;
}
const work = (school: Pick<School, 'get'>) => school.get<WorkAnswer>('/work');
const answer = (alert: string, word: string, more: object = {}) => ({ id: randomUUID(), alert, word, at: MORNING, ...more });

describe('work list', () => {
  it('has leaks with what it costs to wait, then meters; nothing of the guard', async () => {
    const list = await work(await open(leakOf(), silent, acOn('a-ac')));
    expect(list).toMatchObject({
      now: MORNING,
      day: '2026-05-20',
      meters: [{ stage: 'unanswered', waiting: null, acceptance: null }],
      other: [],
      done: [],
    });
    expect(list.leaks).toMatchObject([
      {
        alert: { rule: 'zero_flow_fail', rate: { value: 120, unit: 'L/h' } },
        place: { zh: '教学楼A', en: 'Block A' },
        stage: 'unanswered',
        steps: [],
        // 120 L/h × 24 h × 3.19 yuan; 8 m³ × 3.19 yuan.
        waiting: { zh: '每天约 9.19 元，自周日已 25.5 元', en: 'about 9.19 yuan a day, 25.5 yuan since Sunday' },
        acceptance: null,
      },
    ]);
  });

  it('goes from found over reported and handling to repaired, and is accepted after two nights at the usual level', async () => {
    const leak = leakOf();
    const school = await open(leak);
    const electrician = await school.as('electrician', {}, '赵师傅');
    for (const [index, word] of ['reported', 'handling', 'repaired'].entries()) {
      expect(
        (
          await electrician.post(
            '/work/answers',
            answer(leak.id, word, { at: MORNING - 3000 + index * 1000, note: word === 'repaired' ? '换了水箱浮球' : '' }),
          )
        ).status,
      ).toBe(200);
    }
    await school.records.alerts.apply([{ alert: leakOf({ endAt: MORNING }, 'recovered') }], MORNING);
    const item = async () => (await work(school)).leaks[0];
    expect(await item()).toMatchObject({ stage: 'repaired', acceptance: { nights: 0, needed: 2 } });
    expect((await item())!.steps.map(({ word, byName, note }) => [word, byName, note])).toEqual([
      ['reported', '赵师傅', ''],
      ['handling', '赵师傅', ''],
      ['repaired', '赵师傅', '换了水箱浮球'],
    ]);
    await school.seedDay('a-water', '2026-05-21', 0);
    school.setNow(LONDON.at('2026-05-21', '07:30'));
    expect(await item()).toMatchObject({ acceptance: { nights: 1, needed: 2 } });
    await school.records.alertEvents.add(
      eventOf(leak, 'accepted', '07:00', { at: LONDON.at('2026-05-22', '05:00'), by: 'meter', byName: '' }),
    );
    school.setNow(LONDON.at('2026-05-22', '07:30'));
    const { leaks, done } = await work(school);
    expect(leaks).toEqual([]);
    expect(done).toMatchObject([{ stage: 'accepted', acceptance: { nights: 2, needed: 2 } }]);
    school.setNow(LONDON.at('2026-05-29', '07:30'));
    expect((await work(school)).done).toEqual([]);
  });

  it('takes an answer once, says who gave it in the log, and refuses what cannot be', async () => {
    const leak = leakOf();
    const school = await open(leak);
    const said = answer(leak.id, 'handling');
    for (let time = 0; time < 2; time++) expect((await school.post('/work/answers', said)).status).toBe(200);
    expect((await work(school)).leaks[0]!.steps).toHaveLength(1);
    expect((await school.records.audit.list({ limit: 9 })).filter(({ action }) => action === 'repair.answered')).toHaveLength(1);
    const refused = async (body: object) => {
      const { status, body: problem } = await school.post<Problem>('/work/answers', body);
      return [status, problem.detail];
    };
    expect(await refused(answer('nope', 'handling'))).toEqual([422, expect.stringContaining("no alert 'nope'")]);
    expect(await refused(answer(leak.id, 'accepted'))).toEqual([400, expect.stringContaining('body.word')]);
    expect(await refused(answer(leak.id, 'repaired', { at: MORNING + 120_000 }))).toEqual([422, expect.stringContaining('ahead')]);
  });

  it('shows a contractor the building that he works in, and takes no answer for another', async () => {
    const leak = leakOf();
    const school = await open(leak, silent);
    const contractor = await school.as('contractor', { buildings: ['b'] });
    const { leaks, meters } = await work(contractor);
    expect([leaks.length, meters.length]).toEqual([0, 1]);
    expect((await contractor.post('/work/answers', answer(leak.id, 'handling'))).status).toBe(422);
    expect((await (await school.as('guard')).inject('/api/sites/hill/work')).statusCode).toBe(403);
  });

  it('costs a phone that asks again nothing', async () => {
    const school = await open(silent);
    const first = await school.inject('/api/sites/hill/work');
    school.setNow(MORNING + 10_000);
    const again = await school.inject({ url: '/api/sites/hill/work', headers: { 'if-none-match': String(first.headers['etag']) } });
    expect([again.statusCode, again.body]).toEqual([304, '']);
  });
});
