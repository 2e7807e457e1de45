import { describe, expect, it } from 'vitest';
import { createFeed } from '../../../alerts/delivery/feed.ts';
import type { AlertFacts } from '../../../alerts/delivery/message-facts.ts';
import { createLocalTime } from '../../../domain/local-time.ts';
import type { Message } from '../../../domain/message.ts';
import { meterOf, planOf } from '../../jobs/campus.ts';

const local = createLocalTime('Asia/Shanghai');
const startAt = local.at('2026-11-20', '23:30');
const plan = planOf([meterOf({ id: 'm1', role: 'room_breaker' })]);

const message = (id: number, site = 'school') => ({
  id,
  site,
  kind: 'opened' as const,
  createdAt: startAt,
  urgency: 'tonight' as const,
  audience: 'guard' as const,
  text: null,
  link: '/tonight',
  alert: {
    id: `school:ac_left_on:m1:2026-11-20`,
    site,
    rule: 'ac_left_on',
    meter: 'm1',
    night: '2026-11-20',
    state: 'open' as const,
    openedAt: startAt,
    updatedAt: startAt,
    finding: {
      rule: 'ac_left_on',
      meter: 'm1',
      night: '2026-11-20',
      startAt,
      certainty: 'measured' as const,
      rate: { value: 2.1, unit: 'kW' as const },
      wasted: null,
      evidence: [],
    },
  },
});

/** An outbox in memory, a console that keeps its lines, a broker that can be away. */
function post(pending: Message[]) {
  const published: { topic: string; message: AlertFacts }[] = [];
  const lines: string[] = [];
  const broker = { away: false };
  const delivered: number[] = [];
  const feed = createFeed({
    outbox: {
      unfed: (limit) => Promise.resolve(pending.filter(({ id }) => !delivered.includes(id)).slice(0, limit)),
      fed: (id) => Promise.resolve(void delivered.push(id)),
    },
    print: (line) => void lines.push(line),
    root: 'campus',
    publish(topic, payload) {
      if (broker.away) return Promise.reject(new Error('not connected'));
      published.push({ topic, message: JSON.parse(payload) as AlertFacts });
      return Promise.resolve();
    },
    school: (id) => Promise.resolve(id === 'school' ? { plan, local } : undefined),
    now: () => startAt,
    log: { warn() {} },
  });
  return { feed, published, lines, broker, delivered };
}

describe('the feed of messages', () => {
  it('is printed, and published as JSON on <root>/<site>/alerts', async () => {
    const { feed, published, lines, delivered } = post([message(1)]);
    expect(await feed.deliver()).toBe(true);
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

  it('has messages that are about no alert as well, with title and lines', async () => {
    const text = { title: { zh: '昨夜巡查', en: 'Last night' }, lines: [{ zh: '关了 3 间。', en: '3 rooms switched off.' }] };
    const { feed, published, lines } = post([{ ...message(1), kind: 'morning', alert: null, text }]);
    await feed.deliver();
    expect(lines).toEqual(['● 昨夜巡查  Last night', '    关了 3 间。  3 rooms switched off.']);
    expect(published[0]!.message).toMatchObject({ kind: 'morning', alert: null, ...text });
  });

  it('waits while the broker is away, and prints nothing twice when it is back', async () => {
    const { feed, published, lines, broker, delivered } = post([message(1), message(2)]);
    broker.away = true;
    expect(await feed.deliver()).toBe(false);
    expect(await feed.deliver()).toBe(false);
    expect([lines.length, published.length, delivered.length]).toEqual([1, 0, 0]);
    broker.away = false;
    expect(await feed.deliver()).toBe(true);
    expect([lines.length, published.length, delivered]).toEqual([2, 2, [1, 2]]);
  });

  it('does not pile up behind one of a site that is gone', async () => {
    const { feed, published, delivered } = post([message(1, 'gone'), message(2)]);
    expect(await feed.deliver()).toBe(true);
    expect([published.length, delivered]).toEqual([1, [1, 2]]);
  });

  it('goes out in full, however many wait', async () => {
    const { feed, published } = post(Array.from({ length: 120 }, (_, index) => message(index)));
    await feed.deliver();
    expect(published).toHaveLength(120);
  });
});
