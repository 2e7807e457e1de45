import { describe, expect, it } from 'vitest';
import { address, burst, MINUTE, OK, openPost, OPENED, person, said, T0, text } from './post-rig.ts';

/** A guard, a second one, an electrician, a logistics head, each with a phone, and a group of the guards. */
async function crew(options: Parameters<typeof openPost>[0] = {}) {
  const post = await openPost(options);
  await post.people(person('g1', 'guard'), person('g2', 'guard'), person('e1', 'electrician'), person('h1', 'logistics_head'));
  for (const id of ['g1', 'g2', 'e1', 'h1']) await post.addresses(address(`${id}-phone`, { person: id }));
  await post.duty({ guard: 'g1', second_guard: 'g2', electrician: 'e1', logistics: 'h1' });
  return post;
}

describe('the delivery worker', () => {
  it('brings an urgent alert to the guard on duty at once, with the words of the rule and a link', async () => {
    const post = await crew();
    await post.open(burst('w1'));
    await post.run();
    expect(await post.states()).toEqual(['g1-phone accepted 0']);
    expect(JSON.parse(post.sent[0]!.text)).toMatchObject({
      url: 'https://school.example/tonight',
      title: expect.stringContaining('教学楼B') as string,
    });
  });

  it('says one thing once, however often it looks', async () => {
    const post = await crew();
    await post.open(burst('w1'));
    for (let round = 0; round < 3; round++) await post.run();
    expect(post.sent).toHaveLength(1);
  });

  it('calls the second guard after 5 minutes, the electrician after 10, the logistics head after 20, and nobody once it is taken', async () => {
    const post = await crew();
    await post.open(burst('w1'));
    const told: string[] = [];
    for (let minute = 0; minute <= 30; minute++) {
      await post.run();
      for (const { to } of post.sent.splice(0)) told.push(`${minute} ${to}`);
      post.pass(MINUTE);
    }
    expect(told).toEqual(['0 g1-phone', '5 g2-phone', '10 e1-phone', '20 h1-phone']);

    const other = await crew();
    await other.open(burst('w1'));
    await other.run();
    other.pass(6 * MINUTE);
    await other.records.alertEvents.add(said(burst('w1').id, 'claimed', other.clock.now));
    await other.run();
    expect(await other.states()).toEqual(['g1-phone accepted 0']);
  });

  it('does not send what ended before it could go out, and tells no end to whom the beginning was not told', async () => {
    const post = await crew({ answer: () => new Error('nobody answers') });
    await post.open(burst('w1'));
    await post.run();
    post.pass(MINUTE);
    post.post.answer = () => OK;
    await post.open(burst('w1', { state: 'recovered', closedAt: post.clock.now }), { ...OPENED, kind: 'recovered' });
    await post.run();
    expect(await post.states()).toEqual(['g1-phone dropped 0', 'g1-phone dropped 0']);
    expect(post.sent).toHaveLength(1);
  });

  it('tells the end to whom it told the beginning', async () => {
    const post = await crew();
    await post.open(burst('w1'));
    await post.run();
    post.pass(MINUTE);
    await post.open(burst('w1', { state: 'recovered', closedAt: post.clock.now }), { ...OPENED, kind: 'recovered' });
    await post.run();
    expect(await post.states()).toEqual(['g1-phone accepted 0', 'g1-phone accepted 0']);
    expect(post.sent[1]!.text).toContain('已恢复');
  });

  it('tries the next own address at once when the vendor refuses the first for good, and says why', async () => {
    const post = await crew({ answer: (to) => (to === 'g1-phone' ? { code: 400, message: 'failed to get device token' } : OK) });
    await post.addresses(address('g1-other', { person: 'g1', createdAt: 5 }));
    await post.open(burst('w1'));
    await post.run();
    await post.run();
    expect(await post.states()).toEqual(['g1-phone failed 0', 'g1-other accepted 0']);
    const [failed] = (await post.records.outbox.deliveries({ site: 'school', limit: 9 })).toReversed();
    expect(failed!.why?.zh).not.toBe('');
    expect(failed!.answer).toContain('device token');
  });

  it('tries again after 5 s, 10 s, 20 s when nobody answers, and marks it as a possible repeat', async () => {
    const post = await crew({ answer: () => new Error('socket hang up') });
    await post.open(burst('w1'));
    const at: number[] = [];
    for (let second = 0; second <= 40; second++) {
      await post.run();
      for (const _ of post.sent.splice(0)) at.push(second);
      post.pass(1000);
    }
    expect(at).toEqual([0, 5, 15, 35]);
    post.post.answer = () => OK;
    post.pass(60_000);
    await post.run();
    expect(post.sent.at(-1)!.text).toContain('可能重复');
  });

  it('sends nothing to a robot that says “too often” until its time is over, and then all that waited', async () => {
    const post = await crew();
    await post.addresses(address('group', { channel: 'wecom', audiences: ['guard'] }));
    post.post.answer = (to) => (to === 'group' ? { errcode: 45009, errmsg: 'api freq out of limit' } : OK);
    await post.open(burst('w1'));
    await post.run();
    post.post.answer = () => OK;
    await post.open(burst('w2'));
    await post.open(burst('w3'));
    await post.run();
    const toGroup = () => post.sent.filter(({ to }) => to === 'group').length;
    expect(toGroup()).toBe(1);
    post.pass(2 * MINUTE);
    await post.run();
    expect((await post.states()).filter((line) => line.startsWith('group'))).toEqual([
      'group accepted 0',
      'group accepted 0',
      'group accepted 0',
    ]);
  });

  it('sends the list of the night to the guard and his group, but single alerts of the night to nobody', async () => {
    const post = await crew();
    await post.addresses(address('group', { channel: 'wecom', audiences: ['guard'] }));
    await post.open(burst('w1'), { ...OPENED, urgency: 'tonight' });
    await post.records.outbox.put([text('list', { key: 'list:1' }), text('list', { key: 'list:1' })]);
    await post.run();
    expect(post.sent.map(({ to }) => to).toSorted()).toEqual(['g1-phone', 'group']);
  });

  it('waits with a digest for the end of the quiet hours, and not with the list of the night', async () => {
    const post = await crew();
    await post.records.outbox.put([text('permit_request', { urgency: 'today', audience: 'logistics' })]);
    await post.run();
    expect(post.sent).toEqual([]);
    post.clock.now = T0 + 7.5 * 60 * MINUTE;
    await post.run();
    expect(post.sent.map(({ to }) => to)).toEqual(['h1-phone']);
  });

  it('merges all into one once the school has sent as much as it may in an hour', async () => {
    const post = await crew({ perHour: 2 });
    for (const meter of ['w1', 'w2']) {
      await post.open(burst(meter));
      await post.run();
    }
    for (const meter of ['w3', 'w4', 'w5']) await post.open(burst(meter));
    await post.run();
    expect(post.sent).toHaveLength(2);
    post.pass(MINUTE);
    await post.run();
    expect(post.sent).toHaveLength(3);
    expect(post.sent[2]!.text).toContain('等 3 处');
  });

  it('never tells a guard of a staff flat: the electrician is called first', async () => {
    const post = await crew();
    await post.addresses(address('group', { channel: 'wecom', audiences: ['guard'] }));
    await post.open(burst('flat'));
    await post.run();
    expect(post.sent.map(({ to }) => to)).toEqual(['e1-phone']);
  });
});
