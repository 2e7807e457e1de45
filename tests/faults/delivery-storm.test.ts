import { describe, expect, it } from 'vitest';
import { address, burst, BUILDING_PLAN, MINUTE, OK, openPost, OPENED, person } from '../alerts/delivery/post-rig.ts';
import { meterOf } from '../jobs/campus.ts';

const COUNT = 500;
const LIMITS = { 'g1-phone': 30, group: 18 };
const METERS = Array.from({ length: COUNT }, (_, index) => meterOf({ id: `s${index}`, medium: 'water' }));

describe('500 urgent alerts in a minute', () => {
  it('reach every address within its limit (18 messages a minute to a robot), and none is lost', async () => {
    BUILDING_PLAN.meters = METERS;
    // The vendors count as well, and refuse what is too much.
    const counted = new Map<string, number[]>();
    let refused = 0;
    const post = await openPost({
      answer(to, sent) {
        const { at } = sent.at(-1)!;
        const recent = [...(counted.get(to) ?? []), at].filter((one) => one > at - MINUTE);
        counted.set(to, recent);
        if (recent.length <= LIMITS[to as keyof typeof LIMITS]) return OK;
        refused++;
        return { errcode: 45009, errmsg: 'api freq out of limit' };
      },
    });
    await post.people(person('g1', 'guard'));
    await post.addresses(address('g1-phone', { person: 'g1' }), address('group', { audiences: ['guard'] }));
    for (let second = 0; second < 60; second++) {
      const from = Math.floor((second * COUNT) / 60);
      const to = Math.floor(((second + 1) * COUNT) / 60);
      const alerts = METERS.slice(from, to).map(({ id }) => ({ alert: burst(id, {}, post.clock.now), notice: OPENED }));
      await post.records.alerts.apply(alerts, post.clock.now);
      await post.run();
      post.pass(1000);
    }
    for (let second = 0; second < 120; second++) {
      await post.run();
      post.pass(1000);
    }
    expect(refused).toBe(0);
    for (const id of ['g1-phone', 'group'] as const) {
      const at = post.sent.filter(({ to }) => to === id).map((one) => one.at);
      for (const instant of at) expect(at.filter((one) => instant <= one && one < instant + MINUTE).length).toBeLessThanOrEqual(LIMITS[id]);
      const deliveries = await post.records.outbox.deliveries({ site: 'school', address: id, limit: 2000 });
      const carriers = new Map(deliveries.filter(({ state }) => state === 'accepted').map((delivery) => [delivery.id, delivery]));
      // Each alert was accepted itself, or carried by one that was.
      const told = new Set(deliveries.filter(({ id: own, carrier }) => carriers.has(carrier ?? own)).map(({ message }) => message));
      expect(told.size).toBe(COUNT);
      expect(carriers.size).toBe(at.length);
    }
    console.info(`500 alerts: ${post.sent.length} messages to 2 addresses`);
  }, 120_000);
});
