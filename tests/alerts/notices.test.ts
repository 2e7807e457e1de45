import { describe, expect, it } from 'vitest';
import { createConsoleChannel } from '../../alerts/channels/console.ts';
import { createMqttChannel } from '../../alerts/channels/mqtt.ts';
import { createNotices, type NoticeMessage, type PendingNotice } from '../../alerts/notices.ts';
import { ALL_RULES } from '../../analysis/registry.ts';
import type { Rule } from '../../domain/finding.ts';
import { createLocalTime } from '../../domain/local-time.ts';
import { meterOf, planOf } from '../jobs/campus.ts';

const local = createLocalTime('Asia/Shanghai');
const startAt = local.at('2026-11-20', '23:30');
const plan = planOf([meterOf({ id: 'm1', role: 'room_breaker' })]);

const notice = (id: number, site = 'school'): PendingNotice => ({
  id,
  site,
  kind: 'opened',
  createdAt: startAt,
  alert: {
    id: `school:ac_left_on:m1:2026-11-20`,
    site,
    rule: 'ac_left_on',
    meter: 'm1',
    night: '2026-11-20',
    state: 'open',
    openedAt: startAt,
    updatedAt: startAt,
    finding: {
      rule: 'ac_left_on',
      meter: 'm1',
      night: '2026-11-20',
      startAt,
      certainty: 'measured',
      rate: { value: 2.1, unit: 'kW' },
      wasted: null,
      evidence: [],
    },
  },
});

/** An outbox in memory, a console that keeps its lines, a broker that can be away. */
function post(pending: PendingNotice[]) {
  const published: { topic: string; message: NoticeMessage }[] = [];
  const lines: string[] = [];
  const broker = { away: false };
  const delivered: number[] = [];
  const notices = createNotices({
    outbox: {
      pendingNotices: (limit) => Promise.resolve(pending.filter(({ id }) => !delivered.includes(id)).slice(0, limit)),
      noticeDelivered: (id) => Promise.resolve(void delivered.push(id)),
    },
    channels: [
      createConsoleChannel((line) => lines.push(line)),
      createMqttChannel({
        root: 'campus',
        publish(topic, payload) {
          if (broker.away) return Promise.reject(new Error('not connected'));
          published.push({ topic, message: JSON.parse(payload) as NoticeMessage });
          return Promise.resolve();
        },
      }),
    ],
    site: (id) => Promise.resolve(id === 'school' ? { plan, local } : undefined),
    now: () => startAt,
    log: { warn() {} },
  });
  return { notices, published, lines, broker, delivered };
}

describe('notices', () => {
  it('are printed and published as JSON on <root>/<site>/alerts', async () => {
    const { notices, published, lines, delivered } = post([notice(1)]);
    expect(await notices.deliver()).toBe(true);
    expect(lines).toEqual([
      '● 教学楼B 空调未关，23:30 起约 2.1 kW，请到场关掉。  Teaching B: air-conditioner left on, about 2.1 kW since 23:30. Please switch it off.',
    ]);
    expect(published).toMatchObject([
      {
        topic: 'campus/school/alerts',
        message: {
          kind: 'opened',
          rule: 'ac_left_on',
          audience: 'guard',
          meter: 'm1',
          building: 'b1',
          space: null,
          startAt: '2026-11-20T15:30:00.000Z',
          endAt: null,
        },
      },
    ]);
    expect(delivered).toEqual([1]);
  });

  it('about meters and their data are never for the guard', async () => {
    const about = (rule: Rule, id: number): PendingNotice => {
      const { alert, ...rest } = notice(id);
      return { ...rest, alert: { ...alert, id: `school:${rule}:m1:2026-11-20`, rule, finding: { ...alert.finding, rule, rate: null } } };
    };
    const rules = ALL_RULES.filter((rule) => rule.about === 'meter').map(({ rule }) => rule);
    const { notices, published } = post(rules.map(about));
    await notices.deliver();
    expect(published.map(({ message }) => message.rule)).toEqual(rules);
    expect(new Set(published.map(({ message }) => message.audience))).toEqual(new Set(['maintainer']));
  });

  it('wait while the broker is away, and are not printed twice when it is back', async () => {
    const { notices, published, lines, broker, delivered } = post([notice(1), notice(2)]);
    broker.away = true;
    expect(await notices.deliver()).toBe(false);
    expect(await notices.deliver()).toBe(false);
    expect([lines.length, published.length, delivered.length]).toEqual([1, 0, 0]);
    broker.away = false;
    expect(await notices.deliver()).toBe(true);
    expect([lines.length, published.length, delivered]).toEqual([2, 2, [1, 2]]);
  });

  it('do not pile up behind one of a site that is gone', async () => {
    const { notices, published, delivered } = post([notice(1, 'gone'), notice(2)]);
    expect(await notices.deliver()).toBe(true);
    expect([published.length, delivered]).toEqual([1, [1, 2]]);
  });

  it('go out in full, however many wait', async () => {
    const { notices, published } = post(Array.from({ length: 120 }, (_, index) => notice(index)));
    await notices.deliver();
    expect(published).toHaveLength(120);
  });
});
