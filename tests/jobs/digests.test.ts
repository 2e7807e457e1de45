import { describe, expect, it } from 'vitest';
import { INTERVAL_MS, QUALITIES } from '../../domain/interval.ts';
import { addDays } from '../../domain/local-time.ts';
import { toSchool } from '../../jobs/catalog-cache.ts';
import { digestJobs } from '../../jobs/digests.ts';
import { createScheduler } from '../../jobs/scheduler.ts';
import type { Records } from '../../store/ports.ts';
import { leak, leftOn, PLAN, roundOf, SHANGHAI, word } from '../alerts/digest/school.ts';
import { openTemporary } from '../store/records/open.ts';
import { silent } from './campus.ts';

const DAY_INTERVALS = 96;

/** A school whose digests come at 07:30 and on Friday at 16:00, with a clock that the test moves. */
async function open(now: number) {
  const [records] = await openTemporary();
  await records.catalog.declare(PLAN);
  const clock = { now };
  const times = { morning: '07:30', friday: '16:00' };
  const school = toSchool((await records.catalog.sites())[0]!, {});
  const jobs = digestJobs({ records, times, now: () => clock.now }, school, (work) => work());
  const scheduler = () =>
    createScheduler({ jobs: () => Promise.resolve(jobs), ledger: records.ledger, now: () => clock.now, monotonic: () => 0, log: silent });
  let running = scheduler();
  return {
    records,
    /** Bell at a clock time. */
    async at(day: string, time: string) {
      clock.now = SHANGHAI.at(day, time);
      await running.runDue();
    },
    restart: () => (running = scheduler()),
    told: async () => (await records.outbox.messages(0, 100)).map(({ kind }) => kind),
    digests: async () => (await records.digests.list('school', { limit: 20 })).map(({ kind, day }) => `${kind} ${day}`),
  };
}

async function seedDays(records: Records, first: string, count: number): Promise<void> {
  for (let index = 0; index < count; index++) {
    const day = addDays(first, index);
    const startAt = SHANGHAI.startOfDay(day);
    const values = new Float64Array(DAY_INTERVALS).fill(0.1);
    const qualities = new Uint8Array(DAY_INTERVALS).fill(QUALITIES.indexOf('measured'));
    const toAt = startAt + DAY_INTERVALS * INTERVAL_MS;
    await records.intervals.replaceDays({
      site: 'school',
      meter: 'office-main',
      days: [{ day, startAt, values, qualities }],
      steps: [],
      fromAt: startAt,
      toAt,
      seq: 0,
    });
  }
}

describe('digests', () => {
  it('come at 07:30 with what is known then: five lines for the office, the work list for the electrician', async () => {
    const school = await open(SHANGHAI.at('2026-11-20', '07:29'));
    await seedDays(school.records, '2026-11-10', 11);
    const [alert, water] = [leftOn('ac-301'), leak('lab-water')];
    await school.records.alerts.apply([{ alert }, { alert: water }], 0);
    await school.records.rounds.save(roundOf([[alert]]));
    await school.records.alertEvents.add(word(alert, 'off', '23:50'));
    await school.at('2026-11-20', '07:30');
    const [digest] = await school.records.digests.list('school', { kind: 'morning', limit: 1 });
    expect(digest!.lines.map(({ zh }) => zh)).toEqual([
      '昨夜清单 1 处 1 间；已答复 1 间；表已确认关闭 0 间。',
      '表还没有确认少用了多少。',
      '整夜未关 1 处（教学楼B 三楼 301），多用 13 kWh，约 6.99 元。',
      '漏水 1 处：实验楼 120 L/h，每天约 9.19 元。',
      '没有失联的表；昨夜数据覆盖 100 %。',
    ]);
    const messages = await school.records.outbox.messages(0, 100);
    const byKind = new Map(messages.map((message) => [message.kind, message]));
    expect(byKind.get('morning')).toMatchObject({
      urgency: 'digest',
      audience: 'logistics',
      text: { lines: digest!.lines },
      link: '/digests',
    });
    expect(byKind.get('work')).toMatchObject({ urgency: 'today', audience: 'maintainer', link: '/work' });
    expect(byKind.get('work')!.text!.lines[0]!.zh).toContain('自周二已 29 元');
  });

  it('tell once, whoever rings and however often, also after a restart', async () => {
    const school = await open(SHANGHAI.at('2026-11-19', '07:29'));
    await seedDays(school.records, '2026-11-10', 11);
    await school.at('2026-11-19', '07:30');
    await school.at('2026-11-19', '07:31');
    school.restart();
    await school.at('2026-11-19', '09:00');
    expect((await school.told()).filter((kind) => kind === 'morning')).toHaveLength(1);
  });

  it('are made up for once after a weekend without the program, as long as they are news', async () => {
    const school = await open(SHANGHAI.at('2026-11-20', '07:30'));
    await seedDays(school.records, '2026-11-10', 14);
    await school.at('2026-11-20', '07:30');
    school.restart();
    // On Monday before the digest of the day: that of Sunday is no news any more.
    await school.at('2026-11-23', '06:00');
    expect(await school.digests()).toEqual(['friday 2026-11-20', 'morning 2026-11-20']);
    school.restart();
    for (const time of ['10:00', '10:01']) await school.at('2026-11-23', time);
    expect(await school.digests()).toEqual(['morning 2026-11-23', 'friday 2026-11-20', 'morning 2026-11-20']);
    expect((await school.told()).filter((kind) => kind === 'morning')).toHaveLength(2);
  });

  it('are not made up for in a school that was set up since: it missed none', async () => {
    const school = await open(SHANGHAI.at('2026-11-20', '10:00'));
    await seedDays(school.records, '2026-11-10', 14);
    await school.at('2026-11-20', '10:00');
    expect(await school.digests()).toEqual([]);
    await school.at('2026-11-20', '16:00');
    await school.at('2026-11-21', '07:30');
    expect(await school.digests()).toEqual(['morning 2026-11-21', 'friday 2026-11-20']);
  });

  it('say on Monday that the notice about the holidays is missing', async () => {
    const school = await open(SHANGHAI.at('2026-11-23', '07:30'));
    await seedDays(school.records, '2026-11-10', 14);
    await school.at('2026-11-23', '07:30');
    const [digest] = await school.records.digests.list('school', { kind: 'morning', limit: 1 });
    expect(digest!.lines).toHaveLength(6);
    expect(digest!.lines[5]!.zh).toContain('2027 年的放假安排还没有导入');
  });

  it('are not made of a night that nobody knew: a school that was set up today', async () => {
    const school = await open(SHANGHAI.at('2026-11-20', '10:00'));
    await school.at('2026-11-20', '10:00');
    await seedDays(school.records, '2026-11-20', 1);
    await school.at('2026-11-20', '16:00');
    expect(await school.told()).toEqual([]);
    expect(await school.digests()).toEqual([]);
  });
});
