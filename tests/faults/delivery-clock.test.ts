import { describe, expect, it } from 'vitest';
import { address, burst, MINUTE, OK, openPost, person, text } from '../alerts/delivery/post-rig.ts';

const HOUR = 60 * MINUTE;

async function ladder() {
  const post = await openPost();
  await post.people(person('g1', 'guard'), person('g2', 'guard'), person('e1', 'electrician'), person('h1', 'logistics_head'));
  for (const id of ['g1', 'g2', 'e1', 'h1']) await post.addresses(address(`${id}-phone`, { person: id }));
  await post.duty({ guard: 'g1', second_guard: 'g2', electrician: 'e1', logistics: 'h1' });
  return post;
}
const told = ({ sent }: { sent: { to: string }[] }) => sent.splice(0).map(({ to }) => to);

describe('messages, when the clock is set', () => {
  it.each([3 * HOUR, -HOUR])('by %d ms: whoever is next is called when it is due, not everybody at once', async (step) => {
    const post = await ladder();
    await post.open(burst('w1'));
    await post.run();
    post.clock.now += step;
    const calls: string[] = told(post).map((to) => `0 ${to}`);
    for (let minute = 1; minute <= 30; minute++) {
      post.pass(MINUTE);
      await post.run();
      calls.push(...told(post).map((to) => `${minute} ${to}`));
    }
    expect(calls).toEqual(['0 g1-phone', '5 g2-phone', '10 e1-phone', '20 h1-phone']);
  });

  it('3 hours ahead while the program was away: one more person is called, not everybody at once', async () => {
    const post = await ladder();
    await post.open(burst('w1'));
    await post.run();
    told(post);
    post.clock.now += 3 * HOUR;
    const started = post.restart();
    for (let second = 0; second < 60; second += 5) {
      await started.runOnce();
      post.pass(5000);
    }
    expect(told(post)).toEqual(['g2-phone']);
  });

  it('1 hour back: a retry does not wait for an hour', async () => {
    const post = await ladder();
    post.post.answer = () => new Error('socket hang up');
    await post.open(burst('w1'));
    await post.run();
    post.post.answer = () => OK;
    post.clock.now -= HOUR;
    post.clock.steady += 10_000;
    await post.run();
    expect(told(post)).toEqual(['g1-phone', 'g1-phone']);
  });

  it('either way: nothing is sent twice', async () => {
    const post = await ladder();
    await post.records.outbox.put([text('list', { key: 'list:1' })]);
    await post.run();
    for (const step of [3 * HOUR, -HOUR, -HOUR, 3 * HOUR]) {
      post.clock.now += step;
      post.clock.steady += 1000;
      await post.run();
    }
    expect(told(post)).toEqual(['g1-phone']);
  });
});

describe('somebody on duty who has no address', () => {
  it('is named as such, and the next rung is called at once', async () => {
    const post = await openPost();
    await post.people(person('李', 'guard'), person('e1', 'electrician'));
    await post.addresses(address('e1-phone', { person: 'e1' }));
    await post.duty({ guard: '李', second_guard: '李', electrician: 'e1' });
    await post.open(burst('w1'));
    await post.run();
    expect(await post.states()).toEqual(['nobody:李 failed 0', 'e1-phone accepted 2']);
    const [, failed] = await post.records.outbox.deliveries({ site: 'school', limit: 9 });
    expect(failed!.why).toEqual({ zh: '李没有接收方式，请为他添加', en: '李 has no address; add one' });
    expect(post.warnings).toEqual(['李 has no address; add one']);
  });

  it('and nobody else either: the message stays, with the reason', async () => {
    const post = await openPost();
    await post.open(burst('w1'));
    await post.run();
    expect(await post.states()).toEqual(['nobody:0 failed 0', 'nobody:1 failed 1', 'nobody:2 failed 2', 'nobody:3 failed 3']);
    expect(post.warnings[0]).toBe('there is no guard on duty to tell; set the roster');
  });

  it('nobody on the roster: every guard is told', async () => {
    const post = await openPost();
    await post.people(person('g1', 'guard'), person('g2', 'guard'));
    await post.addresses(address('g1-phone', { person: 'g1' }), address('g2-phone', { person: 'g2' }));
    await post.open(burst('w1'));
    await post.run();
    expect(told(post).toSorted()).toEqual(['g1-phone', 'g2-phone']);
  });
});
